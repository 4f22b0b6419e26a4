"""Incidents get their district: name first, point second, and never more than the source knows.

The rules, in order (design contracts 2 and 3):

1. The row names a province outside the study area: `outside`.
2. Place precision `province` or `country`: no district, `unplaced`.
3. The source's district name fits one district on that day: that one, by name, `certain`. The point
   is then only a check: an exact point more than 5 km outside it, or a near point more than 10 km,
   makes it a `conflict` (still counted by name). District-precision points are not checked.
4. The name fits several (split since, or ambiguous): an exact point in one of them, or within 5 km
   of one, settles it (by point, `certain`); a near point inside one gives a best guess (by point,
   `ambiguous`, candidates kept). A point beyond tolerance of all of them: `conflict`, no district.
   Anything else: `ambiguous`, no district, candidates kept.
5. No name, or one that no table knows: an exact point inside a district gives it (`point`), or the
   nearest within 5 km does (`nearest`); `certain` if exact and nothing was named, else `ambiguous`.
   A point in no district: `outside`, or `conflict` without a district where the row names one of
   the two provinces; so does a point in the other province. No usable point: `unplaced`.

A row is on the map (`on_map`) only with an exact or near point, a district, no conflict, when it is
one incident (not a period's tally) and its point is not known to be wrong. Points are never moved.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.intake.fields import STUDY_AREA
from geo.model.district import DEFAULT_VINTAGE
from geo.model.incident import PROVINCES
from geo.places.crosswalk import parent_of
from geo.places.layers import district_ids
from geo.places.locate import Codes, district_distance_km, locate_points, nearest_districts
from geo.places.names import district_candidates, district_history

CHECK_KM: Final = {"exact": 5.0, "near": 10.0}
"""How far outside the named district a point may lie before it contradicts the name. Two good
boundary sources differ by a few km (exact); a near point is a town within about 25 km (near)."""

NEAREST_KM: Final = 5.0
"""How far from a district a point without a name may lie (the coast is clipped)."""

OUTSIDE: Final = "outside"
"""What a spelling may be decided to mean: a place outside Balochistan and Khyber Pakhtunkhwa."""

LONGEST_NAME: Final = 200
"""Characters of a name of a place; folding a whole article takes seconds."""

POINT_PRECISIONS: Final = tuple(CHECK_KM)
"""Place precisions whose points say something about the district."""

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Words = npt.NDArray[np.object_]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class _Answers:
    """What a rule says of some rows; arrays in the order of `rows` (positions in the table)."""

    rows: Rows
    district_id: Words
    placed_by: Words
    placement: Words
    candidates: Words


@dataclass(frozen=True)
class _Points:
    """The rows' points and what their precision makes of them."""

    longitude: Numbers
    latitude: Numbers
    usable: Flags  # exact or near, with coordinates
    exact: Flags
    located: Codes  # the district that covers the point, -1 none or not usable
    vintage: str

    def code(self, district_id: str) -> int:
        """The district's code in `located`."""
        return district_ids(self.vintage).index(district_id)

    def distance_km(self, rows: Rows, district_id: str) -> Numbers:
        """Distance of these rows' points to a district, 0 inside."""
        return np.asarray(
            district_distance_km(
                self.longitude[rows], self.latitude[rows], [district_id], vintage=self.vintage
            )
        )

    def tolerance_km(self, rows: Rows) -> Numbers:
        """How far these rows' points may lie from a named district before they contradict it."""
        return np.where(self.exact[rows], CHECK_KM["exact"], CHECK_KM["near"])


def place_incidents(
    incidents: pd.DataFrame,
    *,
    vintage: str,
    decided: Mapping[str, str] = MappingProxyType({}),
) -> pd.DataFrame:
    """A new table: the incidents with `PLACEMENT_COLUMNS` for a vintage of districts.

    Same rows, order and index; the rules stand at the top of this module. `decided` says what
    spellings of the source mean: a district_id (final, whatever the day), another name (read like
    any name) or `OUTSIDE`. Raises `KeyError` for an unknown vintage.
    """
    points = _points(incidents, vintage)
    province = incidents["province"].to_numpy(object)
    elsewhere = (province != "") & ~np.isin(province, STUDY_AREA)
    abroad = [text for text, said in decided.items() if said == OUTSIDE]
    elsewhere |= incidents["source_district"].isin(abroad).to_numpy(bool)
    vague = incidents["place_precision"].isin(("province", "country")).to_numpy()
    named = np.where(elsewhere | vague, "", _named_candidates(incidents, vintage, decided))
    unnamed = np.flatnonzero(~elsewhere & ~vague & points.usable & (named == ""))
    answers = [_answer_same(np.flatnonzero(elsewhere), "outside")]
    codes, sets = pd.factorize(named)
    for code, candidates in enumerate(sets):
        rows = np.flatnonzero(codes == code)
        if "|" in candidates:
            answers.append(_place_among(points, rows, candidates))
        elif candidates:
            answers.append(_place_by_name(points, rows, candidates))
    answers.append(_place_by_point(points, unnamed, incidents))
    return _with_placement(incidents, answers, points)


def named_districts(
    name: str, *, day: date | None = None, vintage: str = DEFAULT_VINTAGE
) -> tuple[str, ...]:
    """As `district_candidates`; () for a text that is too long to be a name (`LONGEST_NAME`)."""
    if len(name) > LONGEST_NAME:
        return ()
    return district_candidates(name, day=day, vintage=vintage)


def _points(incidents: pd.DataFrame, vintage: str) -> _Points:
    longitude = incidents["longitude"].to_numpy(np.float64)
    latitude = incidents["latitude"].to_numpy(np.float64)
    precision = incidents["place_precision"]
    usable = precision.isin(POINT_PRECISIONS).to_numpy() & ~np.isnan(longitude)
    return _Points(
        longitude=longitude,
        latitude=latitude,
        usable=usable,
        exact=(precision == "exact").to_numpy(bool),
        located=locate_points(np.where(usable, longitude, np.nan), latitude, vintage=vintage).code,
        vintage=vintage,
    )


def _named_candidates(incidents: pd.DataFrame, vintage: str, decided: Mapping[str, str]) -> Words:
    """The districts ("|" between) that each row's name fits on its first day, "" where none."""
    eras = _eras()
    started = np.array([day.isoformat() for day in eras], "datetime64[us]")
    era = np.searchsorted(started, incidents["date_start"].to_numpy(), side="right") - 1
    keys = incidents[["source_district", "province"]].assign(era=np.maximum(era, 0))
    codes = keys.groupby(list(keys.columns), sort=False).ngroup().to_numpy()
    known = [
        _candidates(name, province, eras[number], vintage=vintage, decided=decided)
        for name, province, number in keys.drop_duplicates().itertuples(index=False, name=None)
    ]
    return np.array([*known, ""], object)[codes]


@cache
def _eras() -> tuple[date, ...]:
    """First days of the spans in which every name means the same: from one split to the next."""
    return tuple(sorted({date(1900, 1, 1), *(one.done_by for one in district_history())}))


def _candidates(
    name: str, province: str, day: date, *, vintage: str, decided: Mapping[str, str]
) -> str:
    """Districts of the province that the row names; a name from another province is unknown."""
    said = decided.get(name, name)
    if not said or said == OUTSIDE:
        return ""
    if said != name and said in district_ids():
        return parent_of(said) if vintage == "2023" else said
    ids = named_districts(said, day=day, vintage=vintage)
    return "|".join(one for one in ids if province in ("", PROVINCES[one[:2]]))


def _answer_same(
    rows: Rows, placement: str, *, by: str = "none", district_id: str = ""
) -> _Answers:
    """One answer for all these rows."""
    said = (np.full(len(rows), text, object) for text in (district_id, by, placement, ""))
    return _Answers(rows, *said)


def _place_by_name(points: _Points, rows: Rows, district_id: str) -> _Answers:
    """Rule 3: the named district, checked against the point."""
    answer = _answer_same(rows, "certain", by="name", district_id=district_id)
    far = points.usable[rows] & (points.located[rows] != points.code(district_id))
    far[far] = points.distance_km(rows[far], district_id) > points.tolerance_km(rows[far])
    return replace(answer, placement=np.where(far, "conflict", "certain").astype(object))


def _place_among(points: _Points, rows: Rows, candidates: str) -> _Answers:
    """Rule 4: several districts fit the name; the point may settle it, or contradict them all."""
    ids = np.array(candidates.split("|"), object)
    distances = np.column_stack([points.distance_km(rows, one) for one in ids])
    usable, exact = points.usable[rows], points.exact[rows]
    distance = np.where(usable, distances.min(axis=1), np.nan)
    settled = exact & (distance <= CHECK_KM["exact"])
    guessed = ~exact & (distance == 0)
    by_point = settled | guessed
    nearest = ids[np.where(usable[:, None], distances, 0.0).argmin(axis=1)]
    return _Answers(
        rows,
        district_id=np.where(by_point, nearest, "").astype(object),
        placed_by=np.where(by_point, "point", "none").astype(object),
        placement=np.select(
            [settled, distance > points.tolerance_km(rows)], ["certain", "conflict"], "ambiguous"
        ).astype(object),
        candidates=np.where(settled, "", candidates).astype(object),
    )


def _place_by_point(points: _Points, rows: Rows, incidents: pd.DataFrame) -> _Answers:
    """Rule 5: no name that a table knows; only the point can tell."""
    place = points.longitude[rows], points.latitude[rows]
    inside = points.located[rows]
    close = nearest_districts(*place, vintage=points.vintage, within_km=NEAREST_KM)
    ids = np.array([*district_ids(points.vintage), ""], object)  # code -1 is the last one: ""
    found = ids[np.where(inside >= 0, inside, close)]
    province = incidents["province"].to_numpy(object)[rows]
    agrees = np.array(
        [
            one != "" and said in ("", PROVINCES[one[:2]])
            for one, said in zip(found, province, strict=True)
        ],
        dtype=bool,
    )
    sure = points.exact[rows] & (incidents["source_district"].to_numpy(object)[rows] == "")
    return _Answers(
        rows,
        district_id=np.where(agrees, found, "").astype(object),
        placed_by=np.select([agrees & (inside >= 0), agrees], ["point", "nearest"], "none").astype(
            object
        ),
        placement=np.select(
            [agrees & sure, agrees, province != ""], ["certain", "ambiguous", "conflict"], "outside"
        ).astype(object),
        candidates=np.full(len(rows), "", object),
    )


def _with_placement(
    incidents: pd.DataFrame, answers: list[_Answers], points: _Points
) -> pd.DataFrame:
    """The incidents with the rules' answers; a row that no rule answered is `unplaced`."""
    said = {
        name: np.full(len(incidents), text, object)
        for name, text in (
            ("district_id", ""),
            ("placed_by", "none"),
            ("placement", "unplaced"),
            ("candidates", ""),
        )
    }
    for answer in answers:
        for name, column in said.items():
            column[answer.rows] = getattr(answer, name)
    on_map = (
        points.usable
        & np.isin(said["placement"], ("certain", "ambiguous"))
        & (said["district_id"] != "")
        & ~incidents["stands_for_period"].to_numpy(bool)
        & ~incidents["point_suspect"].to_numpy(bool)
    )
    columns = {
        name: pd.Series(column, index=incidents.index, dtype="str") for name, column in said.items()
    }
    return incidents.assign(**columns, on_map=np.asarray(on_map, dtype=bool))
