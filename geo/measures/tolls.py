"""How many incidents, killed and injured: with the range, and with what is not known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.measures.windows import Span
from geo.model.toll import TOLL_COLUMNS as TOLL_COLUMNS
from geo.model.toll import added_by
from geo.places.layers import district_ids
from geo.store.codes import day_number

if TYPE_CHECKING:
    from geo.store.select import Selection

Sums = npt.NDArray[np.int64]

_COLUMNS: Final = pd.Index(TOLL_COLUMNS, dtype="str")


@dataclass(frozen=True)
class Toll:
    """Sums over incidents. `low <= best <= high` always holds.

    `killed_unknown` and `injured_unknown` are the incidents for which the source gives neither a
    best figure nor a lowest; they add nothing to low and best, so those sums are at least.
    """

    incidents: int
    killed_low: int
    killed_best: int
    killed_high: int
    killed_unknown: int
    injured_low: int
    injured_best: int
    injured_high: int
    injured_unknown: int


def selection_toll(selection: "Selection") -> Toll:
    """The toll of the counted incidents, as `count_toll` of that table; no row is looked at."""
    _, sums = selection.found.sums_of("counted")
    return Toll(*(int(one) for one in sums.sum(axis=0)))


def district_tolls(selection: "Selection") -> pd.DataFrame:
    """The toll of the counted incidents per district, columns `TOLL_COLUMNS` (int64).

    Indexed by the districts of the filter's vintage, in their order, zeros included. Incidents
    without a district are in none.
    """
    ids = _district_index(selection.wanted.vintage)
    kinds, sums = selection.found.sums_of("counted")
    place = district_places(selection)[kinds]
    tolls = np.zeros((len(ids), len(TOLL_COLUMNS)), dtype=np.int64)
    np.add.at(tolls, place[place >= 0], sums[place >= 0])
    return pd.DataFrame(tolls, index=ids, columns=_COLUMNS)


def window_tolls(
    selection: "Selection", windows: Sequence[Span], *, measure: str = "incidents"
) -> Sums:
    """The toll of the counted incidents, districts x windows.

    Districts as in `district_tolls`; `measure` is one of `TOLL_COLUMNS`. Windows come in order of
    their first and of their last day. An incident counts in each window that its days overlap.
    Raises KeyError for an unknown measure.
    """
    codes, rows = selection.found.codes, selection.found.positions("counted")
    place = district_places(selection)[codes.kind[rows]]
    rows, place = rows[place >= 0], place[place >= 0]
    added = np.ones(len(rows)) if measure == "incidents" else codes.added[measure][rows]
    shape = len(district_ids(selection.wanted.vintage)), len(windows) + 1

    def by_window(at: npt.NDArray[np.intp]) -> Sums:
        """Sums by district and window, each row in one window."""
        cells = np.ravel_multi_index((place, at), shape)
        sums = np.bincount(cells, weights=added, minlength=math.prod(shape))
        return sums.reshape(shape).astype(np.int64)

    # A row is in all windows from the first that ends on its first day or later ...
    ends = np.array([day_number(last) for _, last in windows], dtype=np.int32)
    enters = by_window(np.searchsorted(ends, codes.first_day[rows]))
    # ... up to the first that begins after its last day
    begins = np.array([day_number(first) for first, _ in windows], dtype=np.int32)
    leaves = by_window(np.searchsorted(begins, codes.last_day[rows], side="right"))
    return np.cumsum(enters - leaves, axis=1)[:, :-1]


def district_places(selection: "Selection") -> npt.NDArray[np.intp]:
    """Per kind the position of its district in the filter's vintage, -1 for none."""
    position = {one: place for place, one in enumerate(district_ids(selection.wanted.vintage))}
    codes, numbers = selection.found.codes.words["district_id"]
    return np.array([position.get(one, -1) for one in numbers], dtype=np.intp)[codes]


def kind_tolls(selection: "Selection") -> pd.DataFrame:
    """The toll of the counted incidents per kind: `geo.store.codes` says what a kind is.

    The columns of `Codes.kinds` and `TOLL_COLUMNS`; only kinds that occur. The sums over the result
    are those of `selection_toll`.
    """
    kinds, sums = selection.found.sums_of("counted")
    occurs = sums[:, 0] > 0
    table = selection.found.codes.kinds.iloc[kinds[occurs]].reset_index(drop=True)
    tolls = pd.DataFrame(sums[occurs], columns=list(TOLL_COLUMNS))
    return pd.concat([table, tolls], axis=1)


def toll_table(rows: pd.DataFrame) -> pd.DataFrame:
    """What each incident adds to a toll: int64 columns `TOLL_COLUMNS`, the index of `rows`.

    See `geo.model.toll.added_by` for missing figures. Every sum keeps low <= best <= high.
    """
    columns = {"incidents": np.ones(len(rows), dtype=np.int64)}
    for what in ("killed", "injured"):
        names = [f"{what}_{bound}" for bound in ("low", "best", "high")]
        figures = [rows[name].to_numpy(np.float64, na_value=np.nan) for name in names]
        added = added_by(*figures)
        columns |= dict(zip([*names, f"{what}_unknown"], added, strict=True))
    return pd.DataFrame(columns, index=rows.index)[list(TOLL_COLUMNS)]


def count_toll(rows: pd.DataFrame) -> Toll:
    """The toll of all `rows`; all zeros for an empty table."""
    sums = toll_table(rows).sum()
    return Toll(**{name: int(sums[name]) for name in TOLL_COLUMNS})


def toll_by(rows: pd.DataFrame, keys: "pd.Series[str]") -> pd.DataFrame:
    """The toll per key: one row per value of `keys` that occurs, columns `TOLL_COLUMNS`.

    `keys` carries the index of `rows`. The sums over the result are those of `count_toll(rows)`.
    """
    return toll_table(rows).groupby(keys.to_numpy(), sort=True).sum()


@cache
def _district_index(vintage: str) -> "pd.Index[str]":
    return pd.Index(district_ids(vintage), dtype="str", name="district_id")
