"""How well a row says that it knows its place and its date, in the words that people write."""

import re
from collections.abc import Mapping
from typing import Final

import pandas as pd

from geo.intake.coded import first_rows
from geo.intake.fields import by_spelling, is_blank
from geo.intake.problems import Parsed, Problem, in_rows
from geo.model.precision import DATE_PRECISIONS, PLACE_PRECISIONS

PLACE_WORDS: Final = {one: one for one in PLACE_PRECISIONS} | {
    "precise": "exact",
    "approx": "near",
    "approximate": "near",
    "nearby": "near",
    "provincial": "province",
    "national": "country",
}
"""Place precisions as people write them (lower case, spaces for hyphens)."""

DATE_WORDS: Final = {one: one for one in DATE_PRECISIONS} | {
    "exact": "day",
    "precise": "day",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annual": "year",
}
"""Date precisions as people write them."""

_LEVEL: Final = re.compile(r" (?:level|only|centre|center|centroid)$")
"""What stands behind a precision and adds nothing to it: "district level"."""

UNSURE: Final = "?"
"""Stands for a precision in a word that is not known here."""


def parse_precision(
    cells: "pd.Series[str]",
    words: Mapping[str, str],
    otherwise: "pd.Series[str]",
    *,
    unsure: "pd.Series[str] | str",
    reading: str,
) -> Parsed:
    """The precision that each row states; `otherwise` where it states none.

    A word that is none of `words` makes the row `unsure`, with one warning for each such word that
    says so (`reading`).
    """
    said = by_spelling(cells, lambda text: "" if is_blank(text) else _precision(text, words), "str")
    strange = cells[said == UNSURE]
    problems = [
        Problem(
            "word-unknown",
            row,
            str(cells.name),
            "warning",
            f"{in_rows(text, count)} is not one of: {', '.join(dict.fromkeys(words.values()))}; "
            f"{reading}.",
        )
        for text, row, count in first_rows(strange)
    ]
    stated = said.mask(said == "", otherwise).mask(said == UNSURE, unsure)
    return Parsed(stated.astype("str"), problems)


def _precision(text: str, words: Mapping[str, str]) -> str:
    plain = " ".join(text.casefold().replace("-", " ").replace("_", " ").split()).strip(" .")
    return words.get(plain) or words.get(_LEVEL.sub("", plain)) or UNSURE
