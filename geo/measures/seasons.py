"""Whether some weekdays or some months of the year see more incidents than others.

The test shuffles days within each week, or months within each year. That keeps bad years and days
of many coordinated attacks as they are, which a chi-square test would take for a pattern. A steep
rise that runs through every year still tilts its months: look at the trend beside it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.model.counted import counted
from geo.places.metric import FloatArray
from geo.store.select import Selection

WEEKDAYS: Final = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

FEWEST_PER_SLOT: Final = 8
"""Incidents per weekday or month, on average, below which a shape says nothing."""

EPOCH_WEEKDAY: Final = 4
"""Day number, counted from 1 January 1970 (a Thursday), of the first Monday."""

FEWEST_YEARS: Final = 3
"""Whole years below which months of the year cannot be told from a trend."""

PERMUTATIONS: Final = 999
SEED: Final = 1
BAND: Final = (2.5, 97.5)
"""Percentiles of the shuffles between which a slot is unremarkable."""


@dataclass(frozen=True)
class Shape:
    """Incidents by slot (weekday or month of the year), and whether they are even.

    `table` has one row per slot in order: slot, incidents, per_day (incidents per day of the slot),
    share (0-1 of all), low and high (the range of `per_day` that shuffles give in 95 % of cases,
    each slot on its own). `p_value` is that of all slots together: NaN where there are too few.
    `left_out`: rows of no single known day, or in no whole week or year.
    """

    table: pd.DataFrame
    p_value: float
    rows: int
    left_out: int
    note: str  # why nothing is said, or ""


@dataclass(frozen=True)
class _Days:
    """Every day from the first to the last covered one."""

    day: npt.NDArray[np.datetime64]
    incidents: FloatArray  # rows dated to that one day
    covered: npt.NDArray[np.bool_]


def weekday_shape(
    selection: Selection, *, permutations: int = PERMUTATIONS, seed: int = SEED
) -> Shape:
    """Incidents by weekday, over the whole covered weeks (Monday to Sunday) of a selection.

    Only rows that the source dates to one day.
    """
    days = _days(selection)
    monday = (EPOCH_WEEKDAY - int(days.day.astype(int)[0])) % 7 if len(days.day) else 0
    size = (len(days.day) - monday) // 7 * 7
    cut = slice(monday, monday + max(size, 0))
    whole = days.covered[cut].reshape(-1, 7).all(axis=1)
    counts = days.incidents[cut].reshape(-1, 7)[whole]
    return _shape(
        WEEKDAYS, counts, np.ones(counts.shape), len(selection.counted), permutations, seed
    )


def month_shape(
    selection: Selection, *, permutations: int = PERMUTATIONS, seed: int = SEED
) -> Shape:
    """Incidents by month of the year, over the whole covered years of a selection, per day.

    Only rows that the source dates to one day.
    """
    days = _days(selection)
    month = days.day.astype("datetime64[M]").astype(int)  # since January 1970
    first = month.min() // 12 if len(month) else 0
    size = (month.max() // 12 - first + 1) * 12 if len(month) else 0
    slot = month - first * 12
    counts, lengths = (
        np.bincount(slot, weights=one, minlength=size).reshape(-1, 12)
        for one in (days.incidents, days.covered.astype(np.float64))
    )
    january = (np.arange(first, first + size // 12) * 12).astype("datetime64[M]")
    year_days = ((january + 12).astype("datetime64[D]") - january.astype("datetime64[D]")).astype(
        int
    )
    whole = lengths.sum(axis=1) == year_days
    return _shape(MONTHS, counts[whole], lengths[whole], len(selection.counted), permutations, seed)


def _days(selection: Selection) -> _Days:
    """The days of a selection with what happened on each, as far as it is known to the day."""
    rows = selection.counted
    single = (rows["date_precision"] == "day") & (rows["date_start"] == rows["date_end"])
    at = rows["date_start"][single & ~rows["stands_for_period"]].to_numpy("datetime64[D]")
    if not selection.coverage:
        return _Days(at[:0], np.zeros(0), np.zeros(0, dtype=bool))
    first = np.datetime64(selection.coverage[0].start)
    after = np.datetime64(selection.coverage[-1].end) + 1
    day = np.arange(first, after)
    covered = np.zeros(len(day), dtype=bool)
    for part in selection.coverage:
        covered |= (day >= np.datetime64(part.start)) & (day <= np.datetime64(part.end))
    inside = (at >= first) & (at < after)
    number = np.bincount((at[inside] - first).astype(int), minlength=len(day))
    return _Days(day, number.astype(np.float64), covered)


def _shape(
    slots: tuple[str, ...],
    counts: FloatArray,
    lengths: FloatArray,
    rows: int,
    permutations: int,
    seed: int,
) -> Shape:
    """The table and the test; `counts` and `lengths` (days) are cycles x slots."""
    total = int(counts.sum())
    days = lengths.sum(axis=0)
    per_day = np.divide(counts.sum(axis=0), days, out=np.full(len(slots), np.nan), where=days > 0)
    table = pd.DataFrame(
        {
            "slot": pd.array(slots, dtype="str"),
            "incidents": counts.sum(axis=0).astype(np.int64),
            "per_day": per_day,
            "share": counts.sum(axis=0) / total if total else np.nan,
            "low": np.nan,
            "high": np.nan,
        }
    )
    note = _too_few(slots, counts)
    if note:
        return Shape(table, float("nan"), total, rows - total, note)
    even, p = _shuffled(counts / lengths, permutations, seed)
    table["low"], table["high"] = np.percentile(even, BAND, axis=0)
    return Shape(table, p, total, rows - total, "")


def _shuffled(rates: FloatArray, permutations: int, seed: int) -> tuple[FloatArray, float]:
    """Mean rates of every slot in each shuffle, and the p-value of the real ones' unevenness.

    Unevenness is the sum of squares of the slots' means around their own mean.
    """
    rng = np.random.default_rng(seed)
    even = np.array([rng.permuted(rates, axis=1).mean(axis=0) for _ in range(permutations)])
    real = rates.mean(axis=0)
    as_uneven = int((even.var(axis=1) >= real.var() - 1e-12).sum())
    return even, (as_uneven + 1) / (permutations + 1)


def _too_few(slots: tuple[str, ...], counts: FloatArray) -> str:
    """Why there is too little for a shape, in words; "" when there is enough."""
    if slots is MONTHS and len(counts) < FEWEST_YEARS:
        return f"Too few to say: {counted(len(counts), 'whole year')}, {FEWEST_YEARS} are needed."
    fewest = FEWEST_PER_SLOT * len(slots)
    incidents = int(counts.sum())
    if incidents < fewest:
        found = counted(incidents, "incident")
        return f"Too few to say: {found} dated to the day, {fewest} needed."
    return ""
