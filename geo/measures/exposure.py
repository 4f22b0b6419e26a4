"""How many people and how much time stand behind a count."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from geo.measures.windows import Span
from geo.model.dataset import Coverage
from geo.model.filter import day_words
from geo.places.layers import district_table
from geo.places.metric import FloatArray

CENSUS_2017: Final = date(2017, 3, 15)
"""First day of the sixth census (Pakistan Bureau of Statistics)."""

CENSUS_2023: Final = date(2023, 3, 1)
"""First day of the seventh census (Pakistan Bureau of Statistics)."""

DAYS_PER_YEAR: Final = 365.25


def covered_spans(coverage: Iterable[Coverage]) -> tuple[Span, ...]:
    """The days that some data set supplies, in order; the coverage never overlaps itself."""
    return tuple((part.start, part.end) for part in coverage)


def years(spans: Iterable[Span]) -> float:
    """Length of spans of days (ends included) in years of 365.25 days."""
    return sum((last - first).days + 1 for first, last in spans) / DAYS_PER_YEAR


def person_years(spans: Iterable[Span], *, vintage: str) -> "pd.Series[float]":
    """People times years of each district over spans of days, index district_id.

    Exact for geometric growth between the censuses. Before the first the figure of 2017 stands,
    after the second that of 2023: growth outside is not known, and clamping it is at least plain
    (`clamp_note` says so). Spans must not overlap. 0 without spans. Raises `KeyError` for an
    unknown vintage.
    """
    table = district_table(vintage).set_index("district_id")
    first, last = _censuses(table)
    total = np.zeros(len(table))
    for begin, end in spans:
        after = end + timedelta(days=1)
        total += first * _years_between(begin, min(after, CENSUS_2017))
        total += last * _years_between(max(begin, CENSUS_2023), after)
        total += _grown(first, last, max(begin, CENSUS_2017), min(after, CENSUS_2023))
    return pd.Series(total, index=table.index, name="person_years")


def clamp_note(spans: Iterable[Span]) -> str:
    """Which population stands behind the spans, in words; "" without spans."""
    held = list(spans)
    if not held:
        return ""
    parts = []
    if any(begin < CENSUS_2017 for begin, _ in held):
        parts.append(f"the 2017 census for all days before {day_words(CENSUS_2017)}")
    if any(begin < CENSUS_2023 and end >= CENSUS_2017 for begin, end in held):
        parts.append("geometric growth between the censuses of 2017 and 2023")
    if any(end >= CENSUS_2023 for _, end in held):
        parts.append(f"the 2023 census for all days from {day_words(CENSUS_2023)} on")
    return f"Population: {'; '.join(parts)}."


def _censuses(table: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """People of 2017 and of 2023; NaN where a census has none."""
    first, last = (
        np.asarray(table[name], dtype=np.float64) for name in ("population_2017", "population_2023")
    )
    return np.where(first > 0, first, np.nan), np.where(last > 0, last, np.nan)


def _grown(first: FloatArray, last: FloatArray, begin: date, after: date) -> FloatArray:
    """Person-years between the censuses, from `begin` to the day before `after`."""
    whole = _years_between(CENSUS_2017, CENSUS_2023)
    from_, to = (_years_between(CENSUS_2017, day) for day in (begin, after))
    if to <= from_ or after <= CENSUS_2017:
        return np.zeros(len(first))
    growth = np.log(last / first) / whole
    steady = np.abs(growth) < 1e-12
    safe = np.where(steady, 1.0, growth)
    integral = first * (np.exp(safe * to) - np.exp(safe * from_)) / safe
    return np.where(steady, first * (to - from_), integral)


def _years_between(begin: date, after: date) -> float:
    """Years from a day to the day before another; 0 when they are in the wrong order."""
    return max((after - begin).days, 0) / DAYS_PER_YEAR
