"""Who fought, as groups of the catalogue: one id per spelling, and who stands in no catalogue."""

from typing import Final

import pandas as pd

from geo.intake.coded import first_rows
from geo.intake.fields import by_spelling
from geo.intake.groups import UNKNOWN, UNLISTED, Catalogue
from geo.intake.problems import Problem, in_rows

CIVILIANS: Final = "Civilians"
"""UCDP's second side of one-sided violence: nobody who fights."""


def code_groups(sides: "pd.Series[str]", catalogue: Catalogue) -> "pd.Series[str]":
    """The group id of each side: "unknown" where none is named, "unlisted" where none is known."""
    return by_spelling(sides, lambda side: group_of(side, catalogue), "str")


def group_of(side: str, catalogue: Catalogue) -> str:
    """The group id of one side as the source spells it."""
    group = catalogue.match(side)
    if group is not None:
        return group.group_id
    return UNLISTED if side else UNKNOWN


def unlisted_problems(sides: "pd.Series[str]", catalogue: Catalogue) -> list[Problem]:
    """One warning per spelling that the catalogue lacks, at its first row."""
    return [
        Problem(
            "group-unlisted",
            row,
            str(sides.name),
            "warning",
            f"{in_rows(side, count)} is not in the catalogue of groups: kept as “Not listed”.",
        )
        for side, row, count in first_rows(sides)
        if side not in ("", CIVILIANS) and not catalogue.match(side)
    ]
