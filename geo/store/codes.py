"""Incidents as numbers: rows in order of their first day, each with the number of its kind.

Two rows are of one kind when they agree in every word that a filter or a count asks for: district,
group, type, precision, what their placement says, and so on. There are thousands of kinds however
many rows there are, so a filter decides about kinds, and rows are looked up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from geo.model.incident import PROVINCES
from geo.model.toll import TOLL_COLUMNS, added_by
from geo.store.rows import ROW_COLUMNS, codes_of, in_one_piece, take_rows

KIND_TEXTS: Final = (
    "dataset_id",
    "district_id",
    "province",
    "event_type",
    "place_precision",
    "date_precision",
    "group_id",
    "other_group_id",
    "placement",
)
KIND_FLAGS: Final = ("stands_for_period", "point_suspect", "on_map")

PARTS: Final = ("counted", "outside", "country_only", "superseded")
"""What a row may be in a selection; the position is its number in `Codes.part`."""

EPOCH: Final = date(1970, 1, 1).toordinal()
"""Days are counted from here, as numpy counts them."""

LARGEST_KEY: Final = 2**62
"""Largest product of the numbers of distinct words that one 64-bit number tells apart."""

Flags = npt.NDArray[np.bool_]
Days = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int64]
Small = npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Codes:
    """Rows in order of first day (ties: of `incident_id`). Arrays are shared: never change them.

    About 40 bytes a row. The rows themselves stay in `tables`, which may be files on disk.
    """

    tables: tuple[pa.Table, ...]
    order: npt.NDArray[np.int32] | None  # positions in the tables; None: as they stand
    first_day: Days  # days since 1970
    last_day: Days
    kind: npt.NDArray[np.int32]  # position in `kinds`
    added: dict[str, npt.NDArray[np.integer]]  # what rows add to a toll: TOLL_COLUMNS but incidents
    killed_given: Flags  # whether the source gives a best figure; then it is added["killed_best"]
    lasting: npt.NDArray[np.int32]  # rows of more than one day, in order of their last
    kinds: pd.DataFrame  # KIND_TEXTS, KIND_FLAGS, owned, in_province: one row per kind that occurs
    part: Small  # per kind, its part in a selection (`PARTS`)

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.first_day)

    @cached_property
    def words(self) -> dict[str, tuple[Numbers, dict[str, int]]]:
        """Per column of texts: a number per kind, and the number of each text, in order."""
        found = {}
        for name in (*KIND_TEXTS, "in_province"):
            codes, texts = pd.factorize(self.kinds[name].to_numpy(object))
            found[name] = codes, {text: number for number, text in enumerate(texts)}
        return found

    @cached_property
    def counted_kinds(self) -> pd.DataFrame:
        """The kinds with `rows`, how many rows are of each; shared, do not change."""
        return self.kinds.assign(rows=np.bincount(self.kind, minlength=len(self.kinds)))

    @cached_property
    def lasting_days(self) -> tuple[Days, Days]:
        """First and last days of the `lasting` rows."""
        return self.first_day[self.lasting], self.last_day[self.lasting]

    def began_in(self, start: int, end: int) -> slice:
        """Rows whose first day is within start..end."""
        begin, after = _places(self.first_day, start, end + 1)
        return slice(begin, max(begin, after))

    def ended_in(self, start: int, end: int) -> Numbers:
        """Rows whose last day is within start..end, in no order."""
        first, last = self.lasting_days
        low, high = _places(last, start, end + 1)
        earlier = self.lasting[low:high][first[low:high] < start]
        begun = self.began_in(start, end)
        others = begun.start + np.flatnonzero(self.last_day[begun] <= end)
        return np.concatenate([earlier, others])

    def in_span(self, start: int, end: int) -> tuple[Numbers, slice]:
        """Rows whose days overlap start..end: those that began earlier, then the others; in order.

        An end before the start finds the rows that reach from before the end to after the start.
        """
        first, last = self.lasting_days
        (still,) = _places(last, start)
        earlier = self.lasting[still:][first[still:] < min(start, end + 1)]
        return np.sort(earlier).astype(np.int64), self.began_in(start, end)

    def is_one_of(self, column: str, ids: Sequence[str]) -> Flags:
        """Kinds whose word in a column is one of the ids."""
        codes, numbers = self.words[column]
        wanted = np.zeros(len(numbers), dtype=bool)
        wanted[[numbers[one] for one in ids if one in numbers]] = True
        found: Flags = wanted[codes]
        return found

    def take(self, at: Numbers, columns: Sequence[str] = ROW_COLUMNS) -> pd.DataFrame:
        """A table of its own with the rows at these positions."""
        places = at if self.order is None else self.order[at]
        return take_rows(self.tables, places, columns)


def code_rows(tables: Sequence[pa.Table], owned: Small) -> Codes:
    """The rows of some tables as numbers; the tables' positions follow one another.

    `owned` says of each row whether its data set supplies the day that it begins (1) or not (0).
    Rows that begin on one day keep the order in which they come.
    """
    first, last = (_joined(tables, name, _days) for name in ("date_start", "date_end"))
    in_order = bool((first[1:] >= first[:-1]).all())
    order = None if in_order else np.argsort(first, kind="stable").astype(np.int32)
    kind, kinds = _kinds(tables, owned)
    killed = _joined(tables, "killed_best", _given)
    added = _added(tables, "killed") | _added(tables, "injured")
    if order is not None:
        first, last, kind, killed = first[order], last[order], kind[order], killed[order]
        added = {name: numbers[order] for name, numbers in added.items()}
    lasting = np.flatnonzero(last > first)
    return Codes(
        tables=tuple(tables),
        order=order,
        first_day=first,
        last_day=last,
        kind=kind,
        added={name: added[name] for name in TOLL_COLUMNS[1:]},
        killed_given=killed,
        lasting=lasting[np.argsort(last[lasting], kind="stable")].astype(np.int32),
        kinds=kinds,
        part=_part_of(kinds),
    )


def day_number(day: date) -> int:
    """Days from 1 January 1970 to a day."""
    return day.toordinal() - EPOCH


def _places(days: Days, *wanted: int) -> list[int]:
    """The first position of each day or a later one; of one type, else numpy copies all days."""
    places: list[int] = np.searchsorted(days, np.array(wanted, dtype=days.dtype)).tolist()
    return places


def _province_of(kinds: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Per kind "bl", "kp" or "": the district's province, else the named one; none if outside."""
    prefix = {name: key for key, name in PROVINCES.items()}
    district = kinds["district_id"]
    named = kinds["province"].map(prefix).fillna("").to_numpy(object)
    found = np.where(district != "", district.str[:2].to_numpy(object), named)
    return np.where(kinds["placement"] == "outside", "", found)


def _part_of(kinds: pd.DataFrame) -> Small:
    """Per kind its number in `PARTS`."""
    outside = kinds["placement"] == "outside"
    between = kinds["placement"].isin(("ambiguous", "conflict"))
    counted = (kinds["in_province"] != "") | between
    chosen = [kinds["owned"] == 0, outside, counted]
    return np.select(chosen, [3, 1, 0], default=2).astype(np.int8)


def _kinds(tables: Sequence[pa.Table], owned: Small) -> tuple[npt.NDArray[np.int32], pd.DataFrame]:
    """The kind of every row, numbered in order of appearance, and what each kind is."""
    words = {name: _words(tables, name) for name in KIND_TEXTS}
    numbers = {name: _joined(tables, name, _flags).astype(np.int8) for name in KIND_FLAGS}
    numbers["owned"] = owned
    sizes: list[tuple[npt.NDArray[np.integer], int]] = [
        (codes, len(texts)) for codes, texts in words.values()
    ]
    sizes += [(codes, int(codes.max(initial=0)) + 1) for codes in numbers.values()]
    key, room = np.zeros(len(owned), dtype=np.int64), 1
    for codes, size in sizes:
        if room * size > LARGEST_KEY:
            key, distinct = pd.factorize(key)
            room = len(distinct)
        key = key * size + codes
        room *= max(size, 1)
    kind, distinct = pd.factorize(key)
    example = np.empty(len(distinct), dtype=np.intp)
    example[kind[::-1]] = np.arange(len(kind))[::-1]
    kinds = pd.DataFrame(
        {name: np.array(texts, object)[codes[example]] for name, (codes, texts) in words.items()},
        dtype="str",
    )
    flags = {name: numbers[name][example].astype(bool) for name in KIND_FLAGS}
    kinds = kinds.assign(**flags, owned=owned[example])
    return kind.astype(np.int32), kinds.assign(in_province=_province_of(kinds))


def _words(tables: Sequence[pa.Table], name: str) -> tuple[npt.NDArray[np.int32], list[str]]:
    """A column over all tables as numbers into one list of texts."""
    numbers: dict[str, int] = {}
    parts = []
    for table in tables:
        codes, texts = codes_of(table[name])
        to = np.array([numbers.setdefault(one, len(numbers)) for one in texts], dtype=np.int32)
        parts.append(to[codes])
    return np.concatenate(parts), list(numbers)


def _added(tables: Sequence[pa.Table], what: str) -> dict[str, npt.NDArray[np.integer]]:
    """What every row adds to a toll: "killed" or "injured"."""
    figures = (_joined(tables, f"{what}_{bound}", _figures) for bound in ("low", "best", "high"))
    added = added_by(*figures)
    return {
        f"{what}_{name}": numbers.astype(np.bool_ if name == "unknown" else np.int32)
        for name, numbers in added._asdict().items()
    }


def _joined(
    tables: Sequence[pa.Table], name: str, read: Callable[[pa.Array], npt.NDArray[Any]]
) -> npt.NDArray[Any]:
    """A column of all tables, one after the other."""
    return np.concatenate([read(in_one_piece(table[name])) for table in tables])


def _days(days: pa.Array) -> Days:
    """Days since 1970."""
    moments: npt.NDArray[np.datetime64] = days.to_numpy(zero_copy_only=False)
    return moments.astype("datetime64[D]").astype(np.int32)


def _figures(counts: pa.Array) -> npt.NDArray[np.float64]:
    """Whole numbers, NaN where missing."""
    figures: npt.NDArray[np.generic] = counts.to_numpy(zero_copy_only=False)
    return figures.astype(np.float64)


def _given(counts: pa.Array) -> Flags:
    """Whether there is a number."""
    return _flags(counts.is_valid())


def _flags(flags: pa.Array) -> Flags:
    """True and false."""
    plain: Flags = flags.to_numpy(zero_copy_only=False)
    return plain
