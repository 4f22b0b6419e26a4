"""Counts over time, with the months that nobody covered left out instead of shown as 0."""

from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.measures.tolls import toll_table
from geo.measures.windows import Span, steps
from geo.model.dataset import Coverage

STACKS: Final = {
    "group": "group_id",
    "province": "province",
    "event_type": "event_type",
    "dataset": "dataset_id",
}
"""What a chart may be stacked by, and the column that holds it."""

MEASURES: Final = ("incidents", "killed_best")
"""What a chart may count."""

ALL: Final = "all"
"""Stack of a chart that is not stacked."""

OTHER: Final = "other"
"""Stack that holds the less common ones together."""

UNKNOWN: Final = "unknown"
"""Stack of rows whose group nobody names; always shown apart, never folded into "other"."""

NOT_GIVEN: Final = "not given"
"""Stack of rows whose source leaves the field empty."""


def count_by_month(
    rows: pd.DataFrame,
    *,
    start: date,
    end: date,
    coverage: tuple[Coverage, ...],
    stack: str | None = None,
    measure: str = "incidents",
    top: int = 7,
) -> pd.DataFrame:
    """One row per month and stack: columns month (first day), stack, value (int64), whole (bool).

    A month that a data set covers is present for every stack, with 0 where nothing happened; a
    month that none covers is absent, unless a row falls in it. `whole` is False when the span or
    the coverage holds a part of the month only. A row counts in the month of its first day, or in
    that of `start` if it began earlier, so the values sum to the measure over `rows`. The `top`
    commonest stacks keep their name, "unknown" too; the rest is "other". Order: by month, then
    stacks by size (ties by name), "unknown", "other". A missing death toll adds nothing. Raises
    KeyError for an unknown stack or measure.
    """
    months = steps(start, end, step="month")
    position = span_index(rows, months)
    names = _stack_names(rows, stack)
    values = _measured(rows, measure)
    order = _stack_order(names, values, top)
    folded = names.where(names.isin(order), OTHER)

    # count every month and stack at once
    stacks = pd.Index(order, dtype="str")
    cells = position * len(stacks) + stacks.get_indexer(pd.Index(folded))
    sums = np.bincount(cells, weights=values, minlength=len(months) * len(stacks))

    table = pd.DataFrame(
        {
            "month": np.repeat(_first_days(months), len(stacks)),
            "stack": pd.array(order * len(months), dtype="str"),
            "value": sums.astype("int64"),
            "whole": np.repeat(_whole(months, start, end, coverage), len(stacks)),
        }
    )
    present = _covered(months, start, end, coverage)
    present[position] = True
    return table[np.repeat(present, len(stacks))].reset_index(drop=True)


def span_index(rows: pd.DataFrame, spans: tuple[Span, ...]) -> npt.NDArray[np.int64]:
    """For each row the index of the span that holds its first day; 0 for rows that began earlier.

    `spans` are in order and without gaps; rows that begin after the last are counted in it.
    """
    begins = _first_days(spans).to_numpy()
    found = np.searchsorted(begins, rows["date_start"].to_numpy(), side="right") - 1
    return np.maximum(found, 0).astype("int64")


def covered_steps(spans: tuple[Span, ...], coverage: tuple[Coverage, ...]) -> tuple[bool, ...]:
    """For each span, whether a data set covers at least one of its days."""
    return tuple(any(_overlap(span, part) for part in coverage) for span in spans)


def _first_days(spans: tuple[Span, ...]) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(np.array([first for first, _ in spans], dtype="datetime64[us]"))


def _measured(rows: pd.DataFrame, measure: str) -> "pd.Series[int]":
    if measure not in MEASURES:
        raise KeyError(f"unknown measure {measure!r}; one of {', '.join(MEASURES)}")
    return toll_table(rows)[measure]


def _stack_names(rows: pd.DataFrame, stack: str | None) -> "pd.Series[str]":
    if stack is None:
        return pd.Series(ALL, index=rows.index, dtype="str")
    return rows[STACKS[stack]].replace("", NOT_GIVEN)


def _stack_order(names: "pd.Series[str]", values: "pd.Series[int]", top: int) -> list[str]:
    """Stacks that keep their name, largest first, then "unknown" and "other" where they occur."""
    sizes = values.groupby(names).agg(["sum", "count"]).reset_index(names="stack")
    ranked = sizes.sort_values(["sum", "count", "stack"], ascending=[False, False, True])
    named = [name for name in ranked["stack"] if name not in (UNKNOWN, OTHER)]
    last = [UNKNOWN] if (names == UNKNOWN).any() else []
    if len(named) > top or (names == OTHER).any():
        last.append(OTHER)
    return (named[:top] + last) or [ALL]


def _covered(
    months: tuple[Span, ...], start: date, end: date, coverage: tuple[Coverage, ...]
) -> npt.NDArray[np.bool_]:
    """Months of which at least one day is in the span and covered."""
    cut = tuple((max(first, start), min(last, end)) for first, last in months)
    return np.array(covered_steps(cut, coverage), dtype=bool)


def _whole(
    months: tuple[Span, ...], start: date, end: date, coverage: tuple[Coverage, ...]
) -> npt.NDArray[np.bool_]:
    """Months of which every day is in the span and covered (coverage never overlaps itself)."""
    whole = []
    for first, last in months:
        days = sum(
            (min(last, part.end) - max(first, part.start)).days + 1
            for part in coverage
            if _overlap((first, last), part)
        )
        whole.append(start <= first and last <= end and days == (last - first).days + 1)
    return np.array(whole, dtype=bool)


def _overlap(span: Span, part: Coverage) -> bool:
    return span[0] <= part.end and part.start <= span[1]
