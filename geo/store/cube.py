"""Sums by kind and month, added up over time: whole months are answered without a look at rows.

Rows that overlap a span are those that began by its end without those that had ended before its
start. So two running sums are kept, by the month of the first day and by that of the last; each
holds only the months in which a kind of incident occurs, so it is never longer than the rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.model.toll import TOLL_COLUMNS
from geo.store.codes import Codes, Days, Numbers, day_number

LARGEST_CUBE: Final = 256_000_000
"""Bytes of both running sums beyond which a cube is not made, and rows are counted instead."""

BYTES_A_CELL: Final = 8 * (len(TOLL_COLUMNS) + 1)

Rows = Numbers | npt.NDArray[np.int32] | slice


@dataclass(frozen=True, eq=False)
class RunningSums:
    """What rows add to a toll, up to the end of each month in which a row of their kind stands."""

    keys: Numbers  # kind * months + month, one per cell, in order
    sums: Numbers  # cells + 1 x TOLL_COLUMNS, added up over all cells before
    months: int

    def before(self, kinds: Numbers, month: int) -> Numbers:
        """The sums of these kinds over all months before one (0 = the first): kinds x columns."""
        month = min(max(month, 0), self.months)
        begins = np.searchsorted(self.keys, kinds * self.months)
        ends = np.searchsorted(self.keys, kinds * self.months + month)
        found: Numbers = self.sums[ends] - self.sums[begins]
        return found


@dataclass(frozen=True, eq=False)
class Cube:
    """The running sums of some codes. `first_month` counts from January 1970."""

    first_month: int
    by_first_day: RunningSums
    by_last_day: RunningSums

    def began_by(self, codes: Codes, kinds: Numbers, end: date) -> Numbers:
        """The sums of the rows of these kinds whose first day is `end` or earlier."""
        month, first = _ended_month(end)
        whole = self.by_first_day.before(kinds, month - self.first_month)
        rest = codes.began_in(day_number(first), day_number(end))
        return whole + sum_rows(codes, kinds, rest)

    def ended_before(self, codes: Codes, kinds: Numbers, start: date) -> Numbers:
        """The sums of the rows of these kinds whose last day is before `start`."""
        month, first = _month_of(start)
        whole = self.by_last_day.before(kinds, month - self.first_month)
        rest = codes.ended_in(day_number(first), day_number(start) - 1)
        return whole + sum_rows(codes, kinds, rest)


def build_cube(codes: Codes) -> Cube | None:
    """The cube of some codes; None where it would be larger than `LARGEST_CUBE`."""
    first, last = _months(codes.first_day), _months(codes.last_day)
    begin = int(first.min(initial=0))
    months = int(last.max(initial=0)) - begin + 1
    room = LARGEST_CUBE
    made = []
    for month in (first, last):
        cell, keys = pd.factorize(codes.kind * np.int64(months) + (month - begin), sort=True)
        room -= len(keys) * BYTES_A_CELL
        if room < 0:
            return None
        made.append(RunningSums(keys, _running_sums(codes, cell, len(keys)), months))
    return Cube(begin, *made)


def sum_rows(codes: Codes, kinds: Numbers, rows: Rows) -> Numbers:
    """What some rows add to a toll, those of these kinds only: kinds x TOLL_COLUMNS."""
    place = np.full(len(codes.kinds), -1, dtype=np.intp)
    place[kinds] = np.arange(len(kinds))
    at = place[codes.kind[rows]]
    wanted = np.flatnonzero(at >= 0)
    numbers = (one[rows][wanted] for one in codes.added.values())
    return _sums_at(at[wanted], numbers, len(kinds))


def _running_sums(codes: Codes, cell: Numbers, cells: int) -> Numbers:
    """Sums over all cells before each one, and over all; `cell` is that of every row."""
    sums = np.zeros((cells + 1, len(TOLL_COLUMNS)), dtype=np.int64)
    sums[1:] = _sums_at(cell, codes.added.values(), cells)
    return np.cumsum(sums, axis=0, out=sums)


def _sums_at(at: Numbers, added: Iterable[npt.NDArray[Any]], size: int) -> Numbers:
    """How many rows have each place, and the sums of what they add: size x TOLL_COLUMNS.

    Whole numbers throughout, so that every sum is exact.
    """
    sums = np.empty((size, len(TOLL_COLUMNS)), dtype=np.int64)
    sums[:, 0] = np.bincount(at, minlength=size)
    for column, numbers in enumerate(added, start=1):
        total = np.zeros(size, dtype=np.int64)
        np.add.at(total, at, numbers.astype(np.int64))
        sums[:, column] = total
    return sums


def _months(days: Days) -> Numbers:
    """Months since January 1970."""
    found: Numbers = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return found


def _month_of(day: date) -> tuple[int, date]:
    """The month that holds a day, since January 1970, and its first day."""
    return (day.year - 1970) * 12 + day.month - 1, day.replace(day=1)


def _ended_month(day: date) -> tuple[int, date]:
    """The first month that has not ended with a day, and its first day."""
    return _month_of(day if day == date.max else day + timedelta(days=1))
