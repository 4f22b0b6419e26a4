"""How many, with the range that the sources leave: certain, best, possible, expected.

A certain number holds whatever the unknown turns out to be; a possible one would hold if all of it
fell here. For deaths the certain sum takes each certain row's lowest figure, the possible one the
highest of every possible row. Nothing is ever below the certain or above the possible number, as
far as the rows themselves are right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.intake.groups import UNKNOWN, groups, may_hide, members
from geo.measures.chances import Chances, may_lie_in, place_chances
from geo.measures.tolls import toll_table
from geo.measures.windows import Span
from geo.places.layers import district_ids
from geo.places.metric import FloatArray
from geo.store.select import Selection, anywhere, asked_districts, select_incidents

BOUNDED: Final = {
    "incidents": ("incidents", "incidents", "incidents"),
    "killed": ("killed_low", "killed_best", "killed_high"),
    "injured": ("injured_low", "injured_best", "injured_high"),
}
"""What can be bounded, and the toll columns of its low, best and high figure."""

BOUND_COLUMNS: Final = ("certain", "best", "possible")

KNOWN_BY: Final = ("claimed", "coded")
"""Attributions on which a group's number is certain."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class DistrictBounds:
    """A measure by district, and what is in no district.

    `table` has one row per district of the vintage, index district_id, columns certain, best,
    possible, province_only (int64) and expected (float64). In every row certain <= best <= possible
    and certain <= expected <= possible. `province_only` is the part of possible that comes from
    rows known to the province only, the same in every district of a province.
    The sum of best and `best_nowhere` is the measure's best sum over all rows; so is the sum of
    expected, `beyond` and `unweighed`.
    """

    table: pd.DataFrame
    best_nowhere: int  # best figures of rows that count in no district
    beyond: float  # expected outside the two provinces
    unweighed: float  # of rows known to a province only: possible in its districts, weighed nowhere
    rows: int
    movable_rows: int  # rows whose district is not certain

    @property
    def movable_share(self) -> float:
        """Share (0-1) of the rows that could move to another district; NaN without rows."""
        return self.movable_rows / self.rows if self.rows else float("nan")


def bound_districts(
    rows: pd.DataFrame, *, vintage: str, measure: str = "incidents", chances: Chances | None = None
) -> DistrictBounds:
    """Certain, best, possible and expected numbers of every district, zeros included.

    Expected: each row's best figure times its chance of lying there (`geo.measures.chances`).
    `chances` saves working them out again for the same rows. Raises KeyError for an unknown
    measure or vintage.
    """
    low, best, high = _figures(rows, measure)
    where = place_chances(rows, vintage=vintage) if chances is None else chances

    # sums per kind, then spread over the districts at once
    lows, bests, highs = (_per_kind(one, where) for one in (low, best, high))
    placed = where.best >= 0
    size = len(district_ids(vintage))

    def counted(sums: FloatArray, chosen: Flags) -> npt.NDArray[np.int64]:
        """Sums of the chosen kinds by the district they count in."""
        added = np.bincount(where.best[chosen], weights=sums[chosen], minlength=size)
        return added.astype(np.int64)

    table = pd.DataFrame(
        {
            "certain": counted(lows, where.certain),
            "best": counted(bests, placed),
            "possible": (highs @ where.possible).astype(np.int64),
            "province_only": ((highs * where.unweighed) @ where.possible).astype(np.int64),
            "expected": bests @ where.chance,
        },
        index=pd.Index(district_ids(vintage), name="district_id", dtype="str"),
    )
    return DistrictBounds(
        table=table,
        best_nowhere=int(bests[~placed].sum()),
        beyond=float(bests @ where.beyond),
        unweighed=float(bests[where.unweighed].sum()),
        rows=len(rows),
        movable_rows=int(where.movable.sum()),
    )


def rows_in_question(selection: Selection) -> pd.DataFrame:
    """The counted rows that lie in the districts asked of, or may lie there.

    Without a province or district in the filter those are all. With one, rows that match in all
    else but count next door, between districts or in no district of the province are among them:
    else what is possible in a district would be less, the narrower the filter is.
    """
    wanted = selection.wanted
    if wanted == anywhere(wanted):
        return selection.counted
    rows = select_incidents(anywhere(wanted), shelf=selection.shelf).counted
    asked = may_lie_in(place_chances(rows, vintage=wanted.vintage), asked_districts(wanted))
    return rows[asked | rows["incident_id"].isin(selection.counted["incident_id"])]


def bound_periods(
    rows: pd.DataFrame, spans: Sequence[Span], *, measure: str = "incidents"
) -> pd.DataFrame:
    """One row per span: start, end (datetimes, both included), certain, best, possible.

    Certain: every day that the row may stand for lies in the span. Best: its first day does; a row
    that began before the first span counts in that one, as in `series.count_by_month`. Possible:
    any of its days does. A row that the source dates to a month is thus possible in each week of
    it. Spans are in order. Raises KeyError for an unknown measure.
    """
    figures = _figures(rows, measure)
    first, last = (rows[name].to_numpy("datetime64[us]") for name in ("date_start", "date_end"))
    found = []
    for number, (begin, end) in enumerate(spans):
        start, stop = np.datetime64(begin), np.datetime64(end)
        touches = np.asarray((first <= stop) & (last >= start))
        begins = touches & ((first >= start) | (number == 0))
        certain = np.asarray((first >= start) & (last <= stop))
        found.append(_bound(figures, certain, begins, touches))
    days = {
        name: np.array([span[side] for span in spans], dtype="datetime64[us]")
        for side, name in enumerate(("start", "end"))
    }
    numbers = pd.DataFrame(found, columns=list(BOUND_COLUMNS), dtype="int64")
    return pd.DataFrame(days).join(numbers)


def bound_groups(
    rows: pd.DataFrame, group_ids: Sequence[str], *, measure: str = "incidents"
) -> pd.DataFrame:
    """One row per group, index group_id: certain, best, possible, unknown.

    Best: the row names the group or one that stands under it, on either side. Certain: of these,
    the rows that it claimed or that a data set's coders gave to it; what others, mostly the state,
    attribute to it is not. Possible: also rows coded to an alliance over it, which may hide it
    (UCDP writes BRAS for all Baloch groups from 2019 on), or to its family and no group. Rows whose
    group nobody names could be anyone's; they are in no column but `unknown`, the same number in
    every row. Raises KeyError for an unknown measure.
    """
    figures = _figures(rows, measure)
    sides = rows[["group_id", "other_group_id"]].to_numpy(object)
    said = rows["attribution"].isin(KNOWN_BY).to_numpy(bool)
    nobody = (rows["group_id"] == UNKNOWN).to_numpy(bool)
    found = []
    for group_id in group_ids:
        own = _names_one(sides, members(group_id))
        hidden = _names_one(sides, may_hide(group_id) if group_id in groups() else ())
        found.append(_bound(figures, own & said, own, own | hidden))
    index = pd.Index(list(group_ids), name="group_id", dtype="str")
    table = pd.DataFrame(found, columns=list(BOUND_COLUMNS), index=index, dtype="int64")
    return table.assign(unknown=int(figures[1][nobody].sum()))


def _figures(rows: pd.DataFrame, measure: str) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The low, best and high figure that each row adds."""
    if measure not in BOUNDED:
        raise KeyError(f"unknown measure {measure!r}; one of {', '.join(BOUNDED)}")
    tolls = toll_table(rows)
    low, best, high = (tolls[name].to_numpy(np.float64) for name in BOUNDED[measure])
    return low, best, high


def _names_one(sides: npt.NDArray[np.object_], group_ids: Iterable[str]) -> Flags:
    """The rows of which a side is one of the groups."""
    either: Flags = np.asarray(np.isin(sides, list(group_ids)).any(axis=1), dtype=bool)
    return either


def _per_kind(added: FloatArray, where: Chances) -> FloatArray:
    """The sum of what the rows of each kind add."""
    sums = np.bincount(where.kind, weights=added, minlength=len(where.best))
    return sums.astype(np.float64)


def _bound(
    figures: tuple[FloatArray, FloatArray, FloatArray], certain: Flags, best: Flags, possible: Flags
) -> tuple[int, int, int]:
    low, middle, high = figures
    return int(low[certain].sum()), int(middle[best].sum()), int(high[possible].sum())
