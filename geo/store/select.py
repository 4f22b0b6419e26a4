"""The rows that a filter asks for, each exactly once, and which data set speaks for which days.

Where chosen data sets cover the same days, the one of higher precedence supplies them, so that
nothing is counted twice. Every row that matches the other conditions stands in exactly one of
`counted`, `outside`, `country_only` and `superseded`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.model.dataset import Coverage, Dataset
from geo.model.filter import IncidentFilter
from geo.places.layers import district_ids
from geo.store.codes import Codes, Small, code_rows
from geo.store.cube import Cube, build_cube
from geo.store.found import Found
from geo.store.rows import ROW_COLUMNS
from geo.store.shelf import Shelf, shipped_shelf

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Selection:
    """What a filter found. Numbers come from `found`; rows are copied when first asked for.

    The four tables hold COLUMNS and PLACEMENT_COLUMNS, sorted, RangeIndex, the reader's own.
    """

    wanted: IncidentFilter
    datasets: tuple[str, ...]  # the data sets chosen, by precedence, lowest first
    coverage: tuple[Coverage, ...]  # who supplies which days of the span
    start: date  # the span that was asked for; its open ends are where the coverage ends
    end: date  # included
    found: Found = field(repr=False)
    shelf: Shelf = field(default_factory=shipped_shelf)  # where the data sets are from

    @property
    def changes(self) -> tuple[date, ...]:
        """Days on which another data set begins to supply the rows."""
        return tuple(part.start for part in self.coverage[1:])

    @cached_property
    def counted(self) -> pd.DataFrame:
        """Rows in the study area.

        They have a district, or lie between districts, or name one of the two provinces and no
        more.
        """
        return self.columns_of("counted")

    @cached_property
    def outside(self) -> pd.DataFrame:
        """Rows outside the two provinces; none when a province or district is asked for."""
        return self.columns_of("outside")

    @cached_property
    def country_only(self) -> pd.DataFrame:
        """Rows known no better than the country; none when a province or district is asked for."""
        return self.columns_of("country_only")

    @cached_property
    def superseded(self) -> pd.DataFrame:
        """Rows that match, but another chosen data set supplies their day."""
        return self.columns_of("superseded")

    def columns_of(self, part: str, columns: Sequence[str] = ROW_COLUMNS) -> pd.DataFrame:
        """Some columns of one of the four tables, by its name; a new table every time."""
        return self.found.codes.take(self.found.positions(part), columns)


def asked_districts(wanted: IncidentFilter) -> list[str]:
    """The districts of the filter's vintage that it lets in, sorted by id.

    Of the others nothing can be said under this filter: their incidents are left out, not absent.
    """
    return [
        one
        for one in district_ids(wanted.vintage)
        if (not wanted.provinces or one[:2] in wanted.provinces)
        and (not wanted.districts or one in wanted.districts)
    ]


def anywhere(wanted: IncidentFilter) -> IncidentFilter:
    """The same filter for all places: of a district's incidents some may count elsewhere."""
    return replace(wanted, provinces=(), districts=())


def left_out_districts(wanted: IncidentFilter) -> list[int]:
    """The other ones, by their codes: positions in `district_ids` of the filter's vintage."""
    asked = set(asked_districts(wanted))
    return [code for code, one in enumerate(district_ids(wanted.vintage)) if one not in asked]


def coverage(
    dataset_ids: Iterable[str],
    *,
    start: date | None = None,
    end: date | None = None,
    shelf: Shelf | None = None,
) -> tuple[Coverage, ...]:
    """Which data set supplies which days: in order of time, no overlap, cut to start..end.

    `shelf` defaults to what ships. Raises `KeyError` for an unknown data set.
    """
    known = (shelf or shipped_shelf()).datasets
    return cut_by_precedence([known[one] for one in dataset_ids], start=start, end=end)


def cut_by_precedence(
    chosen: Iterable[Dataset], *, start: date | None = None, end: date | None = None
) -> tuple[Coverage, ...]:
    """As `coverage`, of data sets in hand. Neighbouring spans of one data set are one span.

    Of two with the same precedence the later id supplies the day.
    """
    ranked = sorted(chosen, key=lambda one: (one.precedence, one.dataset_id), reverse=True)
    first = max(start or date.min, min((one.covers_from for one in ranked), default=date.max))
    last = min(end or date.max, max((one.covers_to for one in ranked), default=date.min))
    cuts = {first, last + ONE_DAY} if first <= last else set()
    for one in ranked:
        cuts |= {day for day in (one.covers_from, one.covers_to + ONE_DAY) if first <= day <= last}
    spans: list[Coverage] = []
    for begin, after in pairwise(sorted(cuts)):
        owner = next((one for one in ranked if one.covers_from <= begin <= one.covers_to), None)
        if owner is None:
            continue
        joins = spans and spans[-1].dataset_id == owner.dataset_id
        if joins and spans[-1].end + ONE_DAY == begin:
            begin = spans.pop().start
        spans.append(Coverage(owner.dataset_id, begin, after - ONE_DAY))
    return tuple(spans)


def gaps(spans: Iterable[Coverage], start: date, end: date) -> tuple[tuple[date, date], ...]:
    """The spans of days within start..end (both included) that no data set covers."""
    found: list[tuple[date, date]] = []
    open_from = start
    for span in sorted(spans, key=lambda one: one.start):
        if span.start > end:
            break
        if span.start > open_from:
            found.append((open_from, span.start - ONE_DAY))
        open_from = max(open_from, span.end + ONE_DAY)
    if open_from <= end:
        found.append((open_from, end))
    return tuple(found)


def select_incidents(wanted: IncidentFilter, *, shelf: Shelf | None = None) -> Selection:
    """The rows that match a filter, and what becomes of each (see `Selection`).

    `shelf` defaults to what ships. No data set chosen means the shelf's default ones, so that
    nobody's own data set supplies a day unasked. A row belongs to the data set that supplies the
    day of its date_start, else it is `superseded`. Span: the row's days overlap start..end. Groups:
    either side, umbrellas with all their members. Provinces: the district's, or the one that the
    row names. Districts: the district it is placed in. Killed: the best estimate; missing never
    matches. Raises `KeyError` for an unknown data set or vintage.
    """
    known = shelf or shipped_shelf()
    chosen = known.ranked(wanted.datasets)
    codes, cube = coded(known, chosen, wanted.vintage)
    whole = coverage(chosen, shelf=known)
    start = wanted.start or whole[0].start
    end = wanted.end or whole[-1].end
    return Selection(
        wanted=wanted,
        datasets=chosen,
        coverage=coverage(chosen, start=start, end=end, shelf=known),
        start=start,
        end=end,
        found=Found(codes, cube, wanted, start, end),
        shelf=known,
    )


def coded(shelf: Shelf, dataset_ids: tuple[str, ...], vintage: str) -> tuple[Codes, Cube | None]:
    """The rows of some data sets (in the order of `Shelf.ranked`) as numbers, and their cube.

    Made when first asked for, then shared by all who hold the shelf.
    """

    def make() -> tuple[Codes, Cube | None]:
        # in the order of what their incident ids begin with, which decides between equal days
        order = sorted(dataset_ids, key=lambda one: f"{one}:")
        tables = [shelf.rows(one, vintage) for one in order]
        owned = [
            _owned(one, rows, dataset_ids, shelf) for one, rows in zip(order, tables, strict=True)
        ]
        codes = code_rows(tables, np.concatenate(owned))
        cube = build_cube(codes)
        # Arrow keeps what checking and coding took: a third of a gigabyte after a million rows
        pa.default_memory_pool().release_unused()
        return codes, cube

    return shelf.remember_codes((dataset_ids, vintage), make)


def _owned(dataset_id: str, rows: pa.Table, dataset_ids: tuple[str, ...], shelf: Shelf) -> Small:
    """1 for the rows whose data set supplies the day they begin, else 0.

    A row that begins outside what its data set set out to cover counts as of the nearest day that
    it covers, so that it is never lost.
    """
    about = shelf.datasets[dataset_id]
    first = rows["date_start"].to_numpy().astype("datetime64[D]")
    days = np.clip(first, np.datetime64(about.covers_from), np.datetime64(about.covers_to))
    owned = np.zeros(len(days), dtype=np.int8)
    for span in coverage(dataset_ids, shelf=shelf):
        if span.dataset_id == dataset_id:
            owned |= (days >= np.datetime64(span.start)) & (days <= np.datetime64(span.end))
    return owned
