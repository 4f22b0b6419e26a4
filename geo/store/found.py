"""What a filter finds among some codes: numbers by kind, positions of rows; nothing is copied."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from geo.intake.groups import members
from geo.model.filter import IncidentFilter
from geo.store.codes import PARTS, Codes, Flags, Numbers, day_number
from geo.store.cube import Cube, sum_rows


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
        ranged = self.wanted.killed_from is not None or self.wanted.killed_to is not None
        if ranged or self.cube is None or self.end < self.start:
            return self._counted_sums()
        began = self.cube.began_by(self.codes, self.kinds, self.end)
        return began - self.cube.ended_before(self.codes, self.kinds, self.start)

    def sums_of(self, part: str) -> tuple[Numbers, Numbers]:
        """The kinds of one part (of `PARTS`) that the filter lets in, and their `sums`."""
        here = self.codes.part[self.kinds] == PARTS.index(part)
        return self.kinds[here], self.sums[here]

    def positions(self, part: str) -> Numbers:
        """The rows of one part, in order."""
        flags = np.zeros(len(self.codes.kinds), dtype=bool)
        flags[self.kinds] = self.codes.part[self.kinds] == PARTS.index(part)
        return self._matching(flags)

    def _counted_sums(self) -> Numbers:
        flags = np.zeros(len(self.codes.kinds), dtype=bool)
        flags[self.kinds] = True
        return sum_rows(self.codes, self.kinds, self._matching(flags))

    def _matching(self, kinds: Flags) -> Numbers:
        """The rows of some kinds that meet the filter, in order."""
        earlier, begun = self.codes.in_span(day_number(self.start), day_number(self.end))
        earlier = earlier[kinds[self.codes.kind[earlier]]]
        others = begun.start + np.flatnonzero(kinds[self.codes.kind[begun]])
        return self._in_killed_range(np.concatenate([earlier, others]))

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
