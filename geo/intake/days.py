"""Columns of dates: first and last days, date precision, and what is wrong with a cell.

What one cell means is `geo.intake.day_text`'s; every spelling is read once.
"""

from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.intake.coded import per_spelling
from geo.intake.day_text import FIRST_DAY, REASONS, UNREADABLE, latest_day, read_day
from geo.intake.fields import by_spelling
from geo.intake.full_days import full_days
from geo.intake.problems import Parsed, Problem, problems_at

LONGEST_INCIDENT_DAYS: Final = {"day": 7, "week": 7, "month": 31, "year": 366}
"""A row that lasts longer than its date precision explains sums up a period (a feud, a campaign).
Both ends included; a day or week row of more than a week does."""


class Days(NamedTuple):
    """First and last days (datetime64[us]) and date precision of every cell, and the problems."""

    start: "pd.Series[pd.Timestamp]"
    end: "pd.Series[pd.Timestamp]"
    precision: "pd.Series[str]"
    problems: list[Problem]


def parse_days(cells: "pd.Series[str]", *, order: str = "", latest: date | None = None) -> Days:
    """What every cell means. Blank or unreadable: missing days and an error.

    `order`: one of `DAY_ORDERS`, or "" where open: a date that fits several is then an error.
    Times of day are dropped after moving them to Pakistan's time. `latest` is the last day that may
    be (by default tomorrow); days before `FIRST_DAY` or after it are errors, at both ends of a
    span. A month or a year need only begin by `latest`, and end after `FIRST_DAY`.
    """
    last = latest or latest_day()
    codes, spellings = pd.factorize(cells)
    starts = full_days(spellings, FIRST_DAY, last)  # what most cells of most files hold
    ends, precisions = starts.copy(), np.full(len(spellings), "day", dtype=object)
    messages: dict[int, str] = {}
    for number in np.flatnonzero(np.isnat(starts)).tolist():
        answer = read_day(spellings[number], order=order, latest=last)
        if isinstance(answer, str):
            messages[number], precisions[number] = answer, ""
        else:
            starts[number], ends[number], precisions[number] = answer

    def column(values: npt.NDArray[Any], dtype: str) -> pd.Series:
        return pd.Series(pd.array(values, dtype=dtype).take(codes), index=cells.index)  # type: ignore[call-overload]

    problems = []
    for message in sorted(set(messages.values())):
        wrong = [number for number, one in messages.items() if one == message]
        bad = pd.Series(np.isin(codes, wrong), index=cells.index)
        problems += problems_at(
            cells, bad, code=REASONS[message], severity="error", message=message
        )
    return Days(
        column(starts, "datetime64[us]"),
        column(ends, "datetime64[us]"),
        column(precisions, "str"),
        problems,
    )


@per_spelling
def parse_dates(cells: "pd.Series[str]", *, order: str = "") -> Parsed:
    """Single days (datetime64[us]) as `parse_days` reads them; a longer time is an error."""
    days = parse_days(cells, order=order)
    single = (days.start == days.end) & (days.precision == "day")
    vague = problems_at(
        cells,
        days.start.notna() & ~single,
        code="date-unreadable",
        severity="error",
        message=UNREADABLE,
    )
    return Parsed(days.start.where(single), [*days.problems, *vague])


def sums_up(start: pd.Series, end: pd.Series, date_precision: pd.Series) -> "pd.Series[bool]":
    """Which rows last longer than their date precision explains (`LONGEST_INCIDENT_DAYS`)."""
    days = (end - start).dt.days + 1
    longest = by_spelling(
        date_precision, lambda word: LONGEST_INCIDENT_DAYS.get(word, float("inf")), "float64"
    )
    return days > longest
