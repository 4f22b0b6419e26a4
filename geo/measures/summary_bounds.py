"""The district summary with what the sources leave open: what every exported number may be."""

from typing import Final

import pandas as pd

from geo.measures.bounds import bound_districts, rows_in_question
from geo.measures.chances import place_chances
from geo.measures.summary import SUMMARY_COLUMNS
from geo.store.select import Selection

RANGES: Final = {
    "killed_high": ("killed_certain", "killed_possible"),
    "certain_incidents": ("incidents_certain", "incidents_possible"),
}
"""Columns of the summary, and those that stand after them: measure, and end of its range."""

BOUNDED_COLUMNS: Final = tuple(
    one for column in SUMMARY_COLUMNS for one in (column, *RANGES.get(column, ()))
)
"""Columns of `with_bounds`, in order."""


def with_bounds(summary: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The summary of a selection with certain and possible numbers (`geo.measures.bounds`).

    int64; certain <= best <= possible in every row. A row known to a province only is possible in
    each of its districts, so possible numbers do not add up. They are the same, however few
    districts the filter lets in.
    """
    rows, vintage = rows_in_question(selection), selection.wanted.vintage
    where = place_chances(rows, vintage=vintage)
    found = summary.copy()
    for names in RANGES.values():
        measure, _ = names[0].split("_")
        bounds = bound_districts(rows, vintage=vintage, measure=measure, chances=where)
        table = bounds.table.reindex(summary["district_id"])
        for name in names:
            found[name] = table[name.removeprefix(f"{measure}_")].to_numpy()
    return found[list(BOUNDED_COLUMNS)]
