"""Rows of a table that sum up others: told by their words, and no incidents."""

from typing import Final

import pandas as pd

from geo.intake.days import Days
from geo.intake.mapping import ColumnMapping
from geo.intake.problems import Problem

TOTALS: Final = ("total", "totals", "grand total", "sum", "کل", "میزان", "ٹوٹل")
"""What a totals row says, in its first filled cell or where others name their place."""

_TOTAL: Final = rf"(?i)[ :]*(?:{'|'.join(TOTALS)})[ :]*"

NAMING: Final = ("source_id", "province", "source_district", "place")
"""Fields whose cell says "Total" in no row but one of totals."""


def without_totals(
    problems: list[Problem], cells: pd.DataFrame, days: Days, mapping: ColumnMapping
) -> list[Problem]:
    """The problems, with one plain error for each totals row in place of all it leads to."""
    totals = _totals_rows(cells, days, mapping)
    words = "This row is a sum of the others, not an incident."
    return [
        *(one for one in problems if one.row not in totals),
        *(Problem("totals-row", row, "", "error", words) for row in sorted(totals)),
    ]


def _totals_rows(cells: pd.DataFrame, days: Days, mapping: ColumnMapping) -> set[int]:
    """Rows that say so in the first column or a naming one; undated ones in their first text."""
    undated = cells[days.start.isna()]
    found = {
        int(row)
        for row, line in zip(undated.index, undated.itertuples(index=False), strict=True)
        if next((one for one in line if one.strip()), "").strip(" :").casefold() in TOTALS
    }
    naming = [mapping.columns[one] for one in NAMING if one in mapping.columns]
    for name in dict.fromkeys([*cells.columns[:1], *naming]):
        found.update(cells.index[cells[name].str.fullmatch(_TOTAL)].tolist())
    return found
