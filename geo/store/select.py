"""The rows that a filter asks for, each exactly once, and which data set speaks for which days.

Where chosen data sets cover the same days, the one of higher precedence supplies them, so that
nothing is counted twice. Every row that matches the other conditions stands in exactly one of
`counted`, `outside`, `country_only` and `superseded`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.intake.groups import members
from geo.model.dataset import Coverage, Dataset
from geo.model.filter import IncidentFilter
from geo.model.incident import PROVINCES
from geo.store.shelf import Shelf, shipped_shelf

ONE_DAY = timedelta(days=1)

WORD_COLUMNS: Final = (
    "district_id",
    "event_type",
    "place_precision",
    "group_id",
    "other_group_id",
)
"""Columns whose words a filter asks for."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Selection:
    """What a filter found. Tables hold COLUMNS and PLACEMENT_COLUMNS, sorted, RangeIndex, own copy.

    counted       in the study area: has a district, or lies between districts, or names one of the
                  two provinces and no more
    outside       outside the two provinces; none when a province or district is asked for
    country_only  known no better than the country; none when a province or district is asked for
    superseded    matches, but another chosen data set supplies its day
    """

    wanted: IncidentFilter
    datasets: tuple[str, ...]  # the data sets chosen, by precedence, lowest first
    coverage: tuple[Coverage, ...]  # who supplies which days of the span
    start: date  # the span that was asked for; its open ends are where the coverage ends
    end: date  # included
    counted: pd.DataFrame
    outside: pd.DataFrame
    country_only: pd.DataFrame
    superseded: pd.DataFrame
    shelf: Shelf = field(default_factory=shipped_shelf)  # where the data sets are from


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
    rows = known.remember(
        ("rows", chosen, wanted.vintage), lambda: _rows_of(known, chosen, wanted.vintage)
    )
    whole = coverage(chosen, shelf=known)
    start = wanted.start or whole[0].start
    end = wanted.end or whole[-1].end
    match = rows.in_span(start, end) & rows.matches(wanted)
    own = match & rows.owned
    return Selection(
        wanted=wanted,
        datasets=chosen,
        coverage=coverage(chosen, start=start, end=end, shelf=known),
        start=start,
        end=end,
        counted=rows.taken(own & rows.counted),
        outside=rows.taken(own & rows.outside),
        country_only=rows.taken(own & ~rows.counted & ~rows.outside),
        superseded=rows.taken(match & ~rows.owned),
        shelf=known,
    )


@dataclass(frozen=True)
class _Rows:
    """The rows of some data sets as plain arrays, made once; the table is shared, never changed."""

    table: pd.DataFrame
    first_day: npt.NDArray[np.datetime64]
    last_day: npt.NDArray[np.datetime64]
    killed: npt.NDArray[np.float64]  # best estimate, NaN where missing
    words: dict[str, tuple[npt.NDArray[np.intp], npt.NDArray[np.object_]]]  # codes, their words
    province: npt.NDArray[np.object_]  # "bl", "kp" or "": of the district, else as named
    owned: Flags
    counted: Flags
    outside: Flags

    def in_span(self, start: date, end: date) -> Flags:
        """Rows whose days overlap start..end."""
        overlap: Flags = (self.first_day <= np.datetime64(end)) & (
            self.last_day >= np.datetime64(start)
        )
        return overlap

    def matches(self, wanted: IncidentFilter) -> Flags:
        """Rows that meet every condition but span, data set and study area."""
        match = np.ones(len(self.table), dtype=bool)
        if wanted.provinces:
            match &= np.isin(self.province, wanted.provinces)
        for column, ids in (
            ("district_id", wanted.districts),
            ("event_type", wanted.event_types),
            ("place_precision", wanted.precisions),
        ):
            if ids:
                match &= self.is_one_of(column, ids)
        if wanted.groups:
            ids = tuple({one for group in wanted.groups for one in members(group)})
            match &= self.is_one_of("group_id", ids) | self.is_one_of("other_group_id", ids)
        if wanted.killed_from is not None:
            match &= self.killed >= wanted.killed_from
        if wanted.killed_to is not None:
            match &= self.killed <= wanted.killed_to
        return match

    def is_one_of(self, column: str, ids: tuple[str, ...]) -> Flags:
        """Rows whose word in a column is one of the ids."""
        codes, known = self.words[column]
        wanted: Flags = np.isin(known, ids)
        return wanted[codes]

    def taken(self, rows: Flags) -> pd.DataFrame:
        """A table of its own with these rows."""
        return self.table.take(np.flatnonzero(rows)).reset_index(drop=True)


def _rows_of(shelf: Shelf, dataset_ids: tuple[str, ...], vintage: str) -> _Rows:
    table = pd.concat([shelf.load(one, vintage) for one in dataset_ids], ignore_index=True)
    table = table.sort_values(["date_start", "incident_id"]).reset_index(drop=True)
    district = table["district_id"].to_numpy(object)
    prefix = {name: key for key, name in PROVINCES.items()}
    province = np.where(
        district != "",
        table["district_id"].str[:2].to_numpy(object),
        table["province"].map(prefix).fillna("").to_numpy(object),
    )
    outside = (table["placement"] == "outside").to_numpy(bool)
    between = table["placement"].isin(("ambiguous", "conflict")).to_numpy(bool)
    return _Rows(
        table=table,
        first_day=table["date_start"].to_numpy(),
        last_day=table["date_end"].to_numpy(),
        killed=table["killed_best"].to_numpy(np.float64, na_value=np.nan),
        words={name: pd.factorize(table[name].to_numpy(object)) for name in WORD_COLUMNS},
        province=np.where(outside, "", province),
        owned=_owned(table, dataset_ids, shelf),
        counted=~outside & ((province != "") | between),
        outside=outside,
    )


def _owned(table: pd.DataFrame, dataset_ids: tuple[str, ...], shelf: Shelf) -> Flags:
    """Rows whose data set supplies the day they begin.

    A row that begins outside what its data set set out to cover counts as of the nearest day that
    it covers, so that it is never lost.
    """
    owned = np.zeros(len(table), dtype=bool)
    for one in dataset_ids:
        about = shelf.datasets[one]
        days = np.clip(
            table["date_start"].to_numpy("datetime64[D]"),
            np.datetime64(about.covers_from),
            np.datetime64(about.covers_to),
        )
        rows = (table["dataset_id"] == one).to_numpy(bool)
        for span in coverage(dataset_ids, shelf=shelf):
            if span.dataset_id == one:
                covered = (days >= np.datetime64(span.start)) & (days <= np.datetime64(span.end))
                owned |= rows & covered
    return owned
