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

from geo.model.toll import TOLL_COLUMNS
from geo.store.codes import Codes, Days, Numbers, day_number

LARGEST_CUBE: Final = 256_000_000
"""Bytes of both running sums beyond which a cube is not made, and rows are counted instead."""

BYTES_A_PLACE: Final = 8
"""Bytes that both running sums take for a kind and month even where nothing happened."""

Rows = Numbers | npt.NDArray[np.int32] | slice


@dataclass(frozen=True, eq=False)
class RunningSums:
    """What rows add to a toll, added up over all cells: months in which a kind occurs, in order."""

    cell: npt.NDArray[np.int32]  # kinds x (months + 1), how many cells come before each month
    sums: Numbers  # (cells + 1) x TOLL_COLUMNS, over all cells before

    def before(self, kinds: Numbers, month: int) -> Numbers:
        """The sums of these kinds over all months before one (0 = the first): kinds x columns."""
        last = min(max(month, 0), self.cell.shape[1] - 1)
        found: Numbers = self.sums[self.cell[kinds, last]] - self.sums[self.cell[kinds, 0]]
        return found

    @property
    def nbytes(self) -> int:
        """Size in memory."""
        return self.cell.nbytes + self.sums.nbytes


@dataclass(frozen=True, eq=False)
class Cube:
    """The running sums of some codes. `first_month` counts from January 1970."""

    first_month: int
    by_first_day: RunningSums
    by_last_day: RunningSums

    def began_by(self, codes: Codes, kinds: Numbers, end: date) -> Numbers:
        """The sums of the rows of these kinds whose first day is `end` or earlier."""
        month, first = _unended_month(end)
        whole = self.by_first_day.before(kinds, month - self.first_month)
        if first > end:
            return whole
        rest = codes.began_in(day_number(first), day_number(end))
        return whole + sum_rows(codes, kinds, rest)

    def ended_before(self, codes: Codes, kinds: Numbers, start: date) -> Numbers:
        """The sums of the rows of these kinds whose last day is before `start`."""
        month, first = _month_of(start)
        whole = self.by_last_day.before(kinds, month - self.first_month)
        if first == start:
            return whole
        rest = codes.ended_in(day_number(first), day_number(start) - 1)
        return whole + sum_rows(codes, kinds, rest)


def build_cube(codes: Codes) -> Cube | None:
    """The cube of some codes; None where it would be larger than `LARGEST_CUBE`."""
    first, last = _months(codes.first_day), _months(codes.last_day)
    begin = int(first.min(initial=0))
    months = int(last.max(initial=0)) - begin + 1
    if len(codes.kinds) * months * BYTES_A_PLACE > LARGEST_CUBE:
        return None
    by_first_day, by_last_day = (
        _running_sums(codes, month - begin, months) for month in (first, last)
    )
    if by_first_day.nbytes + by_last_day.nbytes > LARGEST_CUBE:
        return None
    return Cube(begin, by_first_day, by_last_day)


def sum_rows(codes: Codes, kinds: Numbers, rows: Rows) -> Numbers:
    """What some rows add to a toll, those of these kinds only: kinds x TOLL_COLUMNS."""
    place = np.full(len(codes.kinds), -1, dtype=np.intp)
    place[kinds] = np.arange(len(kinds))
    at = place[codes.kind[rows]]
    wanted = np.flatnonzero(at >= 0)
    numbers = (one[rows][wanted] for one in codes.added.values())
    return _sums_at(at[wanted], numbers, len(kinds))


def _running_sums(codes: Codes, month: Numbers, months: int) -> RunningSums:
    """The sums of all rows by kind and month, from the month of every row."""
    place = codes.kind * np.int64(months + 1) + month
    occupied = np.zeros(len(codes.kinds) * (months + 1), dtype=bool)
    occupied[place] = True
    cell = np.cumsum(occupied, dtype=np.int32)
    cell -= occupied
    added = _sums_at(cell[place], codes.added.values(), int(occupied.sum()))
    sums = np.concatenate([np.zeros((1, len(TOLL_COLUMNS)), dtype=np.int64), added.cumsum(axis=0)])
    return RunningSums(cell.reshape(len(codes.kinds), months + 1), sums)


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


def _unended_month(day: date) -> tuple[int, date]:
    """The first month that has not ended with a day, and its first day."""
    return _month_of(day if day == date.max else day + timedelta(days=1))
