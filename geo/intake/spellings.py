"""Names that no table knows: settled by likeness where it is clear, else left for the user.

The user decides once per spelling; what was decided is a small frozen mapping that the next reading
of the file uses. Likeness is the edit ratio of the folded names (rapidfuzz), clear from
`CLEAR_SCORE` when the next best stands `CLEAR_MARGIN` below. Short names never are: one letter is
then another name.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import pandas as pd
from rapidfuzz import fuzz, process

from geo.intake.coded import as_text, first_rows, written_out
from geo.intake.fields import STUDY_AREA, is_blank
from geo.intake.groups import UNKNOWN, UNLISTED, Catalogue, fold_group
from geo.intake.meanings import LONGEST_NAME, OUTSIDE, named_districts
from geo.intake.outside import is_outside
from geo.intake.problems import in_rows
from geo.intake.sides import CIVILIANS
from geo.model.incident import PROVINCES
from geo.places.layers import district_names
from geo.places.names import aliases, district_candidates, fold_name

CLEAR_SCORE: Final = 90.0
"""Likeness (0-100) from which a spelling may be taken for a known name."""

CLEAR_MARGIN: Final = 6.0
"""By how much the next best name must be less like it."""

SHORTEST: Final = 5
"""Letters that a spelling needs before likeness counts."""

OFFERED_SCORE: Final = 60.0
OFFERED: Final = 4
"""From which likeness, and how many, names are offered to the user."""

MOST_SPELLINGS: Final = 500
"""Unknown spellings that are looked into, the most frequent first; nobody decides on more."""

STATE_WORDS: Final = ("government of", "military forces of", "police forces of")
"""Sides whose names differ by a country: likeness says nothing."""


@dataclass(frozen=True)
class Spelling:
    """A spelling that the user may decide on, or that likeness decided."""

    what: str  # "district" or "group"
    text: str  # as the source spells it
    rows: tuple[int, ...]  # rows of the file that have it
    candidates: tuple[str, ...]  # ids that it may mean, best first
    why: str  # one sentence


@dataclass(frozen=True)
class Decisions:
    """What spellings mean, by what the user (or clear likeness) said.

    `districts`: spelling -> district_id, a name that the tables know, or "outside". `groups`:
    spelling -> group_id; "unlisted" keeps it as it is.
    """

    districts: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for spelling, said in self.districts.items():
            if said != OUTSIDE and not district_candidates(said):
                raise ValueError(f"{spelling!r} cannot mean {said!r}: no district is called so")

    def joined(self, other: "Decisions") -> "Decisions":
        """These decisions and the other's; these win."""
        return Decisions({**other.districts, **self.districts}, {**other.groups, **self.groups})


def likely_districts(text: str, *, province: str = "") -> list[tuple[str, float]]:
    """Known names (folded) most like a district's spelling, with their likeness, best first.

    Names of one and the same district stand once. Empty for a known place outside.
    """
    if len(text) > LONGEST_NAME or is_outside(text):
        return []
    key = fold_name(text).replace(" ", "")
    best: dict[tuple[str, ...], tuple[str, float]] = {}
    for name, score, _ in process.extract(
        key, list(aliases()), scorer=fuzz.ratio, score_cutoff=OFFERED_SCORE, limit=20
    ):
        ids = aliases()[name]
        if province in STUDY_AREA and not any(PROVINCES[one[:2]] == province for one in ids):
            continue
        best.setdefault(ids, (name, score))
    return list(best.values())


def clear_district(text: str, *, province: str = "") -> str:
    """The known name that a spelling clearly means; "" where none does."""
    return _clear(text, likely_districts(text, province=province))


def likely_groups(text: str, catalogue: Catalogue) -> list[tuple[str, float]]:
    """Group ids most like a spelling, with their likeness, best first."""
    if len(text) > LONGEST_NAME or text.casefold().startswith(STATE_WORDS):
        return []
    best: dict[str, float] = {}
    for name, score, _ in process.extract(
        fold_group(text),
        list(catalogue.spellings),
        scorer=fuzz.ratio,
        score_cutoff=OFFERED_SCORE,
        limit=20,
    ):
        best.setdefault(catalogue.spellings[name], score)
    return [(one, score) for one, score in best.items() if one not in (UNKNOWN, UNLISTED)]


def clear_group(text: str, catalogue: Catalogue) -> str:
    """The group id that a spelling clearly means; "" where none does."""
    return _clear(text, likely_groups(text, catalogue))


def with_spellings(catalogue: Catalogue, decided: Mapping[str, str]) -> Catalogue:
    """The catalogue with further spellings; where it has one already, what was decided holds."""
    further = {
        fold_group(text): group_id
        for text, group_id in decided.items()
        if group_id in catalogue.groups and fold_group(text)
    }
    return Catalogue(catalogue.groups, {**catalogue.spellings, **further})


def settle_groups(sides: "list[pd.Series[str]]", catalogue: Catalogue) -> dict[str, str]:
    """What clear likeness says of the sides that the catalogue lacks: spelling -> group id."""
    found = {text: clear_group(text, catalogue) for text in _unknown_sides(sides, catalogue)}
    return {text: group_id for text, group_id in sorted(found.items()) if group_id}


def settle_districts(incidents: pd.DataFrame) -> dict[str, str]:
    """What clear likeness says of the district names that no table knows: spelling -> name."""
    settled: dict[str, str] = {}
    for text, rows in _unknown_districts(incidents).items():
        provinces = set(rows["province"])
        name = clear_district(text, province=provinces.pop() if len(provinces) == 1 else "")
        if is_outside(text):
            settled[text] = OUTSIDE
        elif name:
            settled[text] = name
    return settled


def open_districts(placed: pd.DataFrame, decided: Mapping[str, str]) -> list[Spelling]:
    """District names that are unknown, or fit several districts and no point settles it.

    `placed`: incidents with their placement, row numbers of the file as index.
    """
    names = district_names()
    found = [
        _unknown_district(text, rows, names)
        for text, rows in _unknown_districts(placed).items()
        if text not in decided
    ]
    several = (placed["candidates"] != "") & ~placed["source_district"].isin(list(decided))
    asked = as_text(placed.loc[several, ["source_district", "candidates"]]).sort_index()
    for text, rows in asked.groupby("source_district", sort=True):
        cells = rows["candidates"].unique()
        ids = tuple(dict.fromkeys(one for cell in cells for one in cell.split("|")))
        words = " or ".join(names.get(one, one) for one in ids)
        found.append(
            Spelling(
                "district",
                str(text),
                tuple(rows.index.tolist()),
                ids,
                f"{in_rows(str(text), len(rows))} may be {words} on those days.",
            )
        )
    return sorted(found, key=lambda one: (-len(one.rows), one.text))


def open_groups(
    sides: "list[pd.Series[str]]", catalogue: Catalogue, decided: Mapping[str, str]
) -> list[Spelling]:
    """Sides that the catalogue lacks, with the groups they are like."""
    found = []
    for text, rows in _unknown_sides(sides, catalogue).items():
        if text in decided or text == CIVILIANS:
            continue
        ids = tuple(one for one, _ in likely_groups(text, catalogue)[:OFFERED])
        why = f"{in_rows(text, len(rows))} is in no catalogue of groups: “Not listed”."
        near = _nearest([catalogue.groups[one].name for one in ids])
        found.append(Spelling("group", text, rows, ids, why + near))
    return sorted(found, key=lambda one: (-len(one.rows), one.text))


def _unknown_district(text: str, rows: pd.DataFrame, names: Mapping[str, str]) -> Spelling:
    """The question about a district name that no table knows."""
    ids = _ids([name for name, _ in likely_districts(text)[:OFFERED]])
    pointed = ": only the point says where." if rows["longitude"].notna().any() else "."
    why = f"No district is called {in_rows(text, len(rows))}{pointed}"
    near = _nearest([names.get(one, one) for one in ids])
    return Spelling("district", text, tuple(rows.index.tolist()), ids, why + near)


def _nearest(names: Sequence[str]) -> str:
    """The names that a spelling is like, in words; "" where it is like none."""
    return f" The nearest: {', '.join(names)}." if names else ""


def _clear(text: str, found: list[tuple[str, float]]) -> str:
    if not found or len(text) < SHORTEST or found[0][1] < CLEAR_SCORE:
        return ""
    if len(found) > 1 and found[1][1] > found[0][1] - CLEAR_MARGIN:
        return ""
    return found[0][0]


def _unknown_districts(incidents: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Rows by district name that no table knows, of rows that may lie in the study area."""
    names = incidents["source_district"]
    inside = incidents["province"].isin(("", *STUDY_AREA)) & (names != "")
    unknown = _most_frequent([names[inside]], lambda text: not named_districts(text))
    told = ["source_district", "province", "longitude"]
    rows = as_text(incidents.loc[inside & names.isin(unknown), told]).sort_index()
    return {str(text): group for text, group in rows.groupby("source_district", sort=True)}


def _unknown_sides(
    sides: "list[pd.Series[str]]", catalogue: Catalogue
) -> dict[str, tuple[int, ...]]:
    """Rows by side that the catalogue lacks."""
    unknown = _most_frequent(
        sides, lambda text: not is_blank(text) and catalogue.match(text) is None
    )
    rows: dict[str, set[int]] = {text: set() for text in sorted(unknown)}
    for side in sides:
        found = written_out(side[side.isin(unknown)])
        for text, group in found.groupby(found).groups.items():
            rows[str(text)].update(group.tolist())
    return {text: tuple(sorted(numbers)) for text, numbers in rows.items()}


def _most_frequent(columns: "list[pd.Series[str]]", wanted: Callable[[str], bool]) -> list[str]:
    """The most frequent wanted texts, at most `MOST_SPELLINGS`; ties in alphabetical order."""
    number: Counter[str] = Counter()
    for column in columns:
        for text, _, count in first_rows(column):
            number[text] += count
    ordered = sorted(number, key=lambda text: (-number[text], text))
    return list(islice((text for text in ordered if wanted(text)), MOST_SPELLINGS))


def _ids(names: list[str]) -> tuple[str, ...]:
    """The districts of known names, once each, in order."""
    return tuple(dict.fromkeys(one for name in names for one in aliases()[name]))
