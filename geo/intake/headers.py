"""Column headers: folded for comparing, the row that holds them, and the nearest to a missing one.

A header is compared by its letters and digits only, so "Event Date", "event_date" and "EVENT-DATE"
are one.
"""

import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from geo.intake.groups import URDU_LETTERS
from geo.intake.problems import UploadRefused

HEADER_ROWS: Final = 10
"""How far down a header is looked for: sheets often start with a title and a date."""

FEWEST_KNOWN: Final = 2
"""Known headers that a row below the first needs to be taken for the header."""

LONGEST_HEADER: Final = 2_000
"""Characters of a column's name; survey sheets write whole questions there."""

NEAR_SCORE: Final = 60
"""Similarity (0-100) from which a header is named as the nearest to a missing one."""


@lru_cache(maxsize=10_000)
def fold_header(text: str) -> str:
    """A header reduced to lower-case letters and digits with "_" between words."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(URDU_LETTERS)
    letters = "".join(
        one if one.isalnum() else " " for one in plain if unicodedata.category(one) != "Cf"
    )
    return "_".join(letters.split())


def find_header(lines: Sequence[Sequence[str]], known: Collection[str]) -> int:
    """Position of the header among the first lines: the one with most known (folded) headers.

    The first line with any text, where no line has two known ones; ties go to the upper line.
    Raises `UploadRefused` when all lines are blank.
    """
    filled = [number for number, line in enumerate(lines) if any(cell.strip() for cell in line)]
    if not filled:
        raise UploadRefused("The file holds no text.")
    scores = {
        number: len({fold_header(cell[:LONGEST_HEADER]) for cell in lines[number]} & set(known))
        for number in filled[:HEADER_ROWS]
    }
    best = max(scores, key=lambda number: (scores[number], -number))
    return best if scores[best] >= FEWEST_KNOWN else filled[0]


def column_names(header: Sequence[str]) -> list[str]:
    """The header's names, spaces trimmed; a blank one is called by its position ("column 7").

    Raises `UploadRefused` when two columns have one name (as folded), or one is no name at all.
    """
    longest = max(map(len, header), default=0)
    if longest > LONGEST_HEADER:
        raise UploadRefused(
            f"The header holds a text of {longest:,} characters: it is no table with a header."
        )
    names = [
        " ".join(text.replace("\0", "").split()) or f"column {number}"
        for number, text in enumerate(header, start=1)
    ]
    seen: dict[str, str] = {}
    for name in names:
        folded = fold_header(name) or name
        if folded in seen:
            raise UploadRefused(
                f"The file has two columns named {name[:40]}. Rename or remove one of them."
            )
        seen[folded] = name
    return names


def nearest_header(wanted: str, headers: Collection[str]) -> str:
    """The header most like `wanted`; "" when none is like it."""
    folded = {header: fold_header(header) for header in headers}
    found = process.extractOne(
        fold_header(wanted), folded, scorer=fuzz.ratio, score_cutoff=NEAR_SCORE
    )
    return "" if found is None else str(found[2])
