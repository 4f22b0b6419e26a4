"""Counts per district and whole period that a data set covers: what trends are made of.

A half-covered month looks like a quiet one, and a change of source like a change of violence. So
only whole covered periods stand here, and each says who supplies it.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.measures.tolls import TOLL_COLUMNS, district_places
from geo.measures.windows import Span, steps
from geo.model.dataset import Coverage
from geo.places.layers import district_ids
from geo.store.codes import day_number
from geo.store.select import Selection

COARSER: Final = {
    "week": ("month", "year"),
    "month": ("year",),
    "quarter": ("year",),
    "year": (),
}
"""Date precisions that cannot say in which step a row falls."""

BEFORE_ALL: Final = -(2**31)
"""Last day of the step that holds rows which begin before every whole one: no row ends by then."""

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Panel:
    """A measure by district and period. The sum of `counts`, `nowhere` and `left_out` is that of
    all counted rows. Arrays are read-only.
    """

    district_ids: tuple[str, ...]
    spans: tuple[Span, ...]  # whole calendar steps, in order; gaps where nothing is covered
    step: str
    counts: Counts  # districts x periods
    nowhere: Counts  # per period, of rows that count in no district
    suppliers: tuple[str, ...]  # per period, the data set that supplies it; "+" between several
    left_out: int  # of rows in no whole period, or dated too coarsely for the step

    @property
    def total(self) -> Counts:
        """The measure per period over all districts, and of rows in none."""
        total: Counts = self.counts.sum(axis=0) + self.nowhere
        return total

    @property
    def rows(self) -> int:
        """The measure of all counted rows, those left out as well."""
        return int(self.total.sum()) + self.left_out

    @property
    def one_source(self) -> bool:
        """Whether one data set supplies every period, so that periods may be compared."""
        return len(set(self.suppliers)) <= 1 and not any("+" in one for one in self.suppliers)

    @property
    def without_gaps(self) -> bool:
        """Whether the periods follow one another."""
        if not self.spans:
            return True
        return len(steps(self.spans[0][0], self.spans[-1][1], step=self.step)) == len(self.spans)

    def supplied_by(self, dataset_id: str) -> "Panel":
        """The periods that one data set alone supplies; the others are left out."""
        kept = np.array([one == dataset_id for one in self.suppliers], dtype=bool)
        return self._at(kept)

    def between(self, first: int, after: int) -> "Panel":
        """The periods at positions `first` up to but not including `after`."""
        at = np.arange(len(self.spans))
        return self._at((at >= first) & (at < after))

    def only(self, district_ids: Collection[str]) -> "Panel":
        """The rows of some districts, in the panel's order; the others count as nowhere.

        Raises `KeyError` for a district that the panel does not have.
        """
        unknown = set(district_ids) - set(self.district_ids)
        if unknown:
            raise KeyError(f"no counts for {', '.join(sorted(unknown))}")
        kept = np.array([one in set(district_ids) for one in self.district_ids], dtype=bool)
        return replace(
            self,
            district_ids=tuple(np.array(self.district_ids, object)[kept]),
            counts=_frozen(self.counts[kept]),
            nowhere=_frozen(self.nowhere + self.counts[~kept].sum(axis=0)),
        )

    def _at(self, kept: npt.NDArray[np.bool_]) -> "Panel":
        lost = int(self.total[~kept].sum())
        return replace(
            self,
            spans=tuple(span for span, keep in zip(self.spans, kept, strict=True) if keep),
            counts=_frozen(self.counts[:, kept]),
            nowhere=_frozen(self.nowhere[kept]),
            suppliers=tuple(one for one, keep in zip(self.suppliers, kept, strict=True) if keep),
            left_out=self.left_out + lost,
        )


def count_panel(selection: Selection, *, step: str, measure: str = "incidents") -> Panel:
    """The counted rows of a selection by district of its vintage and whole covered step.

    `measure` is a toll column ("incidents", "killed_best" and so on). A row counts in the step of
    its first day. A row dated more coarsely than the step, or that sums up a period and reaches
    over the step's end, is left out, for its first day is no more likely than another. Raises
    KeyError for an unknown step or measure.
    """
    late = COARSER[step]
    asked = steps(selection.start, selection.end, step=step)
    spans = tuple(span for span in asked if _whole(span, selection))
    found = selection.found
    codes, rows = found.codes, found.positions("counted")
    if measure not in TOLL_COLUMNS:
        raise KeyError(f"unknown measure {measure!r}; one of {', '.join(TOLL_COLUMNS)}")
    added = np.ones(len(rows)) if measure == "incidents" else codes.added[measure][rows]

    # the step that holds each row's first day, if it is a whole one
    begins = np.array([day_number(first) for first, _ in spans], dtype=np.int32)
    ends = np.array([day_number(last) for _, last in spans] + [BEFORE_ALL], dtype=np.int32)
    at = np.searchsorted(begins, codes.first_day[rows], side="right") - 1
    held = codes.first_day[rows] <= ends[at]
    vague = codes.kinds["date_precision"].isin(late) | codes.kinds["stands_for_period"]
    held &= ~vague.to_numpy(bool)[codes.kind[rows]] | (codes.last_day[rows] <= ends[at])

    ids = district_ids(selection.wanted.vintage)
    code = district_places(selection)[codes.kind[rows]]
    cells = (code * len(spans) + at)[held & (code >= 0)]
    counts = np.bincount(cells, weights=added[held & (code >= 0)], minlength=len(ids) * len(spans))
    nowhere = np.bincount(
        at[held & (code < 0)], weights=added[held & (code < 0)], minlength=len(spans)
    )
    return Panel(
        district_ids=ids,
        spans=spans,
        step=step,
        counts=_frozen(counts.reshape(len(ids), len(spans)).astype(np.int64)),
        nowhere=_frozen(nowhere.astype(np.int64)),
        suppliers=tuple(_supplier(span, selection.coverage) for span in spans),
        left_out=int(added[~held].sum()),
    )


def _whole(span: Span, selection: Selection) -> bool:
    """Whether every day of the span was asked for and is covered (coverage never overlaps)."""
    if span[0] < selection.start or span[1] > selection.end:
        return False
    covered = sum(
        max((min(span[1], part.end) - max(span[0], part.start)).days + 1, 0)
        for part in selection.coverage
    )
    return covered == (span[1] - span[0]).days + 1


def _supplier(span: Span, coverage: tuple[Coverage, ...]) -> str:
    """Who supplies the days of a span; "+" between several."""
    parts = [part.dataset_id for part in coverage if part.start <= span[1] and span[0] <= part.end]
    return "+".join(dict.fromkeys(parts))


def _frozen(array: Counts) -> Counts:
    """The array, no longer writable."""
    array.flags.writeable = False
    return array
