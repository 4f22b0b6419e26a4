"""What a filter finds among some codes: numbers by kind, positions of rows; nothing is copied."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np

from geo.intake.groups import members
from geo.model.filter import IncidentFilter
from geo.store.codes import PARTS, Codes, Days, Flags, Numbers, day_number
from geo.store.cube import Cube, sum_rows

BLOCK_ROWS: Final = 100_000
"""Rows looked at together by who may stop early; their codes fit in a processor's cache."""


@dataclass(frozen=True, eq=False)
class Found:
    """The rows of some codes whose days overlap start..end and that meet a filter."""

    codes: Codes
    cube: Cube | None
    wanted: IncidentFilter  # its span and its data sets have been settled by the caller
    start: date
    end: date

    @cached_property
    def kinds(self) -> Numbers:
        """The kinds that the filter lets in, in order."""
        return np.flatnonzero(kinds_wanted(self.codes, self.wanted))

    @cached_property
    def sums(self) -> Numbers:
        """What the rows add to a toll, exactly: one row per kind of `kinds`, TOLL_COLUMNS."""
        if self._usable_cube is None:
            return sum_rows(self.codes, self.kinds, self._matching(self.kinds))
        began = self._usable_cube.began_by(self.codes, self.kinds, self.end)
        return began - self._usable_cube.ended_before(self.codes, self.kinds, self.start)

    def incidents_until(self, part: str, days: Sequence[date]) -> tuple[Numbers, Numbers]:
        """Kinds of one part, and how many of their rows began by each day: kinds x days.

        Only days from start to end, in order.
        """
        kinds, cube = self._kinds_of(part), self._usable_cube
        if cube is not None:
            ended = cube.ended_before(self.codes, kinds, self.start)[:, 0]
            until = [cube.began_by(self.codes, kinds, day)[:, 0] - ended for day in days]
            return kinds, np.stack(until, axis=1) if until else np.zeros((len(kinds), 0), np.int64)
        rows = self.positions(part)
        place = np.zeros(len(self.codes.kinds), dtype=np.intp)
        place[kinds] = np.arange(len(kinds))
        marks = [day_number(day) for day in days]
        column = np.searchsorted(marks, self.codes.first_day[rows])
        cells = place[self.codes.kind[rows]] * (len(days) + 1) + column
        counts = np.bincount(cells, minlength=len(kinds) * (len(days) + 1))
        by_day = counts.reshape(len(kinds), len(days) + 1)[:, :-1]
        return kinds, np.cumsum(by_day, axis=1, dtype=np.int64)

    def sums_of(self, part: str) -> tuple[Numbers, Numbers]:
        """The kinds of one part (of `PARTS`) that the filter lets in, and their `sums`."""
        here = self.codes.part[self.kinds] == PARTS.index(part)
        return self.kinds[here], self.sums[here]

    def positions(self, part: str) -> Numbers:
        """The rows of one part, in order."""
        return self._matching(self._kinds_of(part))

    def blocks(self, part: str, *, backwards: bool = False) -> Iterator[Numbers]:
        """The rows of one part, block by block, each in order, for who may need only a few."""
        flags = self._flags(self._kinds_of(part))
        earlier, begun = self.codes.in_span(day_number(self.start), day_number(self.end))
        begins = range(begun.start, begun.stop, BLOCK_ROWS)
        slices = [slice(one, min(one + BLOCK_ROWS, begun.stop)) for one in begins]
        if not backwards:
            yield self._of_kinds(flags, earlier)
        for block in reversed(slices) if backwards else slices:
            others = block.start + np.flatnonzero(flags[self.codes.kind[block]])
            yield self._in_killed_range(others)
        if backwards:
            yield self._of_kinds(flags, earlier)

    def lasting(self, part: str) -> Numbers:
        """The rows of one part that lasted more than a day, in no order."""
        first, last = self.codes.lasting_days
        within = (first <= day_number(self.end)) & (last >= day_number(self.start))
        return self._of_kinds(self._flags(self._kinds_of(part)), self.codes.lasting[within])

    @property
    def _usable_cube(self) -> Cube | None:
        """The cube, unless the filter asks for what it does not know."""
        ranged = self.wanted.killed_from is not None or self.wanted.killed_to is not None
        return None if ranged or self.end < self.start else self.cube

    def _kinds_of(self, part: str) -> Numbers:
        kinds: Numbers = self.kinds[self.codes.part[self.kinds] == PARTS.index(part)]
        return kinds

    def _flags(self, kinds: Numbers) -> Flags:
        """Whether each kind is one of these."""
        flags = np.zeros(len(self.codes.kinds), dtype=bool)
        flags[kinds] = True
        return flags

    def _matching(self, kinds: Numbers) -> Numbers:
        """The rows of some kinds that meet the filter, in order."""
        flags = self._flags(kinds)
        earlier, begun = self.codes.in_span(day_number(self.start), day_number(self.end))
        others = begun.start + np.flatnonzero(flags[self.codes.kind[begun]])
        return np.concatenate([self._of_kinds(flags, earlier), self._in_killed_range(others)])

    def _of_kinds(self, flags: Flags, rows: Numbers | Days) -> Numbers:
        """Those of some rows that are of the flagged kinds, and in the range of killed."""
        return self._in_killed_range(rows[flags[self.codes.kind[rows]]].astype(np.int64))

    def _in_killed_range(self, rows: Numbers) -> Numbers:
        """Those rows whose best figure is in the filter's range; a missing one is in none."""
        low, high = self.wanted.killed_from, self.wanted.killed_to
        if low is None and high is None:
            return rows
        killed = self.codes.added["killed_best"][rows]
        met = self.codes.killed_given[rows]
        if low is not None:
            met &= killed >= low
        if high is not None:
            met &= killed <= high
        return rows[met]


def kinds_wanted(codes: Codes, wanted: IncidentFilter) -> Flags:
    """Which kinds meet every condition of a filter that is about words.

    Groups: either side, umbrellas with all their members. Provinces: the district's, or the one
    that the row names. Districts: the district it is placed in.
    """
    match = np.ones(len(codes.kinds), dtype=bool)
    for column, ids in (
        ("in_province", wanted.provinces),
        ("district_id", wanted.districts),
        ("event_type", wanted.event_types),
        ("place_precision", wanted.precisions),
    ):
        if ids:
            match &= codes.is_one_of(column, ids)
    if wanted.groups:
        groups = sorted({one for group in wanted.groups for one in members(group)})
        match &= codes.is_one_of("group_id", groups) | codes.is_one_of("other_group_id", groups)
    return match
