"""Incidents get their district: name first, point second, and never more than the source knows.

The rules, in order (design contracts 2 and 3):

1. The row names a province outside the study area: `outside`. (Of a table, a word that no table
   knows as a place is no province where the row's district is known: `geo.intake.provinces`.)
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
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.intake.coded import as_text, coded, spellings
from geo.intake.fields import STUDY_AREA
from geo.intake.meanings import OUTSIDE, find_meanings
from geo.model.incident import PROVINCES
from geo.model.precision import PLACED_BY, PLACEMENTS
from geo.places.layers import district_ids
from geo.places.locate import (
    NOWHERE,
    Codes,
    district_distance_km,
    locate_points,
    near_district,
    nearest_districts,
)

CHECK_KM: Final = {"exact": 5.0, "near": 10.0}
"""How far outside the named district a point may lie before it contradicts the name. Two good
boundary sources differ by a few km (exact); a near point is a town within about 25 km (near)."""

POINT_PRECISIONS: Final = tuple(CHECK_KM)
"""Place precisions whose points say something about the district."""

BY: Final = {word: code for code, word in enumerate(PLACED_BY)}
STANDS: Final = {word: code for code, word in enumerate(PLACEMENTS)}
"""Positions of words, as the rules' answers hold them."""

ANY_PROVINCE: Final = -1
OTHER_PROVINCE: Final = len(STUDY_AREA)
"""A row that names no province, and one that names another than the two: beside their positions in
`STUDY_AREA`."""

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class _Answers:
    """What a rule says of some rows; arrays in the order of `rows` (positions in the table)."""

    rows: Rows
    district: npt.NDArray[np.integer]  # position in `district_ids`, NOWHERE for none
    placed_by: npt.NDArray[np.integer]  # position in PLACED_BY
    placement: npt.NDArray[np.integer]  # position in PLACEMENTS
    candidates: npt.NDArray[np.integer]  # position among the names' meanings; 0 is none


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

    def far_from(self, rows: Rows, district_id: str) -> Flags:
        """Which of these rows' points lie so far from a district that they contradict its name."""
        point = self.longitude[rows], self.latitude[rows]
        tolerance = self.tolerance_km(rows)
        return ~near_district(*point, district_id, within=tolerance, vintage=self.vintage)

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
    return as_text(place_coded(incidents, vintage=vintage, decided=decided))


def place_coded(
    incidents: pd.DataFrame,
    *,
    vintage: str,
    decided: Mapping[str, str] = MappingProxyType({}),
) -> pd.DataFrame:
    """As `place_incidents`, of texts that are coded or not; the placement's texts are coded."""
    points = _points(incidents, vintage)
    province = _provinces(incidents)
    abroad = [text for text, said in decided.items() if said == OUTSIDE]
    elsewhere = province == OTHER_PROVINCE
    elsewhere |= incidents["source_district"].isin(abroad).to_numpy(bool)
    vague = incidents["place_precision"].isin(("province", "country")).to_numpy(bool)
    named, meanings = find_meanings(incidents, vintage, decided)
    named[elsewhere | vague] = 0
    unnamed = np.flatnonzero(~elsewhere & ~vague & points.usable & (named == 0))
    answers = [_answer_same(np.flatnonzero(elsewhere), "outside")]
    by_meaning = np.argsort(named, kind="stable")
    bounds = np.searchsorted(named[by_meaning], np.arange(1, len(meanings) + 1))
    for code, rows in enumerate(np.split(by_meaning, bounds)[1:-1], start=1):
        ids = meanings[code].split("|")
        if len(ids) > 1:
            answers.append(_place_among(points, rows, ids, code))
        elif rows.size:
            answers.append(_place_by_name(points, rows, ids[0]))
    answers.append(_place_by_point(points, unnamed, incidents, province))
    return _with_placement(incidents, answers, points, meanings)


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


def _provinces(incidents: pd.DataFrame) -> Rows:
    """Each row's province as its position in `STUDY_AREA`, `ANY_PROVINCE` or `OTHER_PROVINCE`."""
    codes, names = spellings(incidents["province"])
    known = {"": ANY_PROVINCE} | {name: code for code, name in enumerate(STUDY_AREA)}
    return np.array([known.get(name, OTHER_PROVINCE) for name in names], np.intp)[codes]


def _answer_same(
    rows: Rows, placement: str, *, by: str = "none", district: int = NOWHERE
) -> _Answers:
    """One answer for all these rows."""
    said = (np.full(len(rows), code) for code in (district, BY[by], STANDS[placement], 0))
    return _Answers(rows, *said)


def _place_by_name(points: _Points, rows: Rows, district_id: str) -> _Answers:
    """Rule 3: the named district, checked against the point."""
    code = points.code(district_id)
    answer = _answer_same(rows, "certain", by="name", district=code)
    far = points.usable[rows] & (points.located[rows] != code)
    far[far] = points.far_from(rows[far], district_id)
    return replace(answer, placement=np.where(far, STANDS["conflict"], STANDS["certain"]))


def _place_among(points: _Points, rows: Rows, ids: list[str], meaning: int) -> _Answers:
    """Rule 4: several districts fit the name; the point may settle it, or contradict them all."""
    usable, exact = points.usable[rows], points.exact[rows]
    distance, nearest = _nearest_among(points, rows, ids)
    settled = exact & (distance <= CHECK_KM["exact"])
    guessed = ~exact & (distance == 0)
    by_point = settled | guessed
    beyond = usable & (distance > points.tolerance_km(rows))
    return _Answers(
        rows,
        district=np.where(by_point, nearest, NOWHERE),
        placed_by=np.where(by_point, BY["point"], BY["none"]),
        placement=np.select(
            [settled, beyond], [STANDS["certain"], STANDS["conflict"]], STANDS["ambiguous"]
        ),
        candidates=np.where(settled, 0, meaning),
    )


def _nearest_among(points: _Points, rows: Rows, ids: list[str]) -> tuple[Numbers, Rows]:
    """Distance in km from each row's point to the nearest of some districts, and its code.

    NaN where the row's point is not usable. Points inside one of them need no measuring.
    """
    codes = np.array([points.code(one) for one in ids])
    located = points.located[rows]
    inside = np.isin(located, codes)
    distance = np.where(inside, 0.0, np.nan)
    nearest = np.where(inside, located, NOWHERE)
    measured = np.flatnonzero(points.usable[rows] & ~inside)
    if measured.size:
        apart = np.column_stack([points.distance_km(rows[measured], one) for one in ids])
        distance[measured] = apart.min(axis=1)
        nearest[measured] = codes[apart.argmin(axis=1)]
    return distance, nearest


def _place_by_point(
    points: _Points, rows: Rows, incidents: pd.DataFrame, provinces: Rows
) -> _Answers:
    """Rule 5: no name that a table knows; only the point can tell."""
    inside = points.located[rows]
    found = inside.copy()
    missed = rows[inside == NOWHERE]
    found[inside == NOWHERE] = nearest_districts(
        points.longitude[missed],
        points.latitude[missed],
        vintage=points.vintage,
    )
    # The province of each district, and of no district (NOWHERE, -1, is the last one)
    of_district = [STUDY_AREA.index(PROVINCES[one[:2]]) for one in district_ids(points.vintage)]
    province = provinces[rows]
    agrees = found != NOWHERE
    agrees &= (province == ANY_PROVINCE) | (np.array([*of_district, NOWHERE])[found] == province)
    sure = points.exact[rows] & (incidents["source_district"] == "").to_numpy(bool)[rows]
    return _Answers(
        rows,
        district=np.where(agrees, found, NOWHERE),
        placed_by=np.select(
            [agrees & (inside != NOWHERE), agrees], [BY["point"], BY["nearest"]], BY["none"]
        ),
        placement=np.select(
            [agrees & sure, agrees, province != ANY_PROVINCE],
            [STANDS["certain"], STANDS["ambiguous"], STANDS["conflict"]],
            STANDS["outside"],
        ),
        candidates=np.zeros(len(rows), np.intp),
    )


def _with_placement(
    incidents: pd.DataFrame, answers: list[_Answers], points: _Points, meanings: list[str]
) -> pd.DataFrame:
    """The incidents with the rules' answers; a row that no rule answered is `unplaced`."""
    said = {
        name: np.full(len(incidents), code, np.int32)
        for name, code in (
            ("district", NOWHERE),
            ("placed_by", BY["none"]),
            ("placement", STANDS["unplaced"]),
            ("candidates", 0),
        )
    }
    for answer in answers:
        for name, column in said.items():
            column[answer.rows] = getattr(answer, name)
    drawn = np.isin(said["placement"], (STANDS["certain"], STANDS["ambiguous"]))
    on_map = (
        points.usable
        & drawn
        & (said["district"] != NOWHERE)
        & ~incidents["stands_for_period"].to_numpy(bool)
        & ~incidents["point_suspect"].to_numpy(bool)
    )
    like = pd.Series(index=incidents.index, dtype="bool")
    return incidents.assign(
        district_id=coded([*district_ids(points.vintage), ""], said["district"], like),
        placed_by=coded(PLACED_BY, said["placed_by"], like),
        placement=coded(PLACEMENTS, said["placement"], like),
        candidates=coded(meanings, said["candidates"], like),
        on_map=np.asarray(on_map, dtype=bool),
    )
