"""Where each incident may lie: certain in one district, or with a chance in each of several.

The rules, by how the row was placed (`geo.model.precision.PLACEMENTS`):

1. `certain` in its district: there, beyond doubt. So is a `conflict` by name whose point is known
   to be wrong (`point_suspect`): nothing is left to contradict the name.
2. Another `conflict`: its name keeps the whole chance, but it is not certain, and every district
   that the point allows stays possible. No area can weigh a name against a point.
3. `ambiguous` with a near point: the disc of 25 km around the point, cut to the districts that the
   name fits, or to the province that the row names, or to all districts; chance by area.
4. `ambiguous` with an exact point (the source named a place that no table knows): the point's
   district, not certain.
5. No district but candidates: chance by the candidates' areas.
6. Known to a province only: possible in each of its districts, weighed in none, because spreading
   it by area would put most of it in the largest and emptiest district.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.model.incident import PROVINCES
from geo.model.precision import NEAR_RADIUS_KM
from geo.places.layers import district_ids, district_layer, district_table
from geo.places.locate import NOWHERE, nearest_districts
from geo.places.metric import FloatArray, geometry_to_km, to_km

QUARTER_SEGMENTS: Final = 32
"""Edges of a disc per quarter circle; its area is then 0.04 % below the circle's."""

SMALLEST_CHANCE: Final = 1e-9
"""A chance below this is the rounding of a sum that should be 1."""

GROUNDS: Final = ("certain", "conflict", "disc", "point", "candidates", "province")
"""What a row's place rests on, one for each rule above."""

Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Chances:
    """Where each row of a table may lie. Rows placed alike share a kind; codes are of the vintage.

    For every kind: the sum of `chance`, `beyond` and `unweighed` is 1; a district with a chance is
    possible; a certain kind is possible in one district only.
    """

    kind: Codes  # per row: its position in the arrays below
    best: Codes  # per kind: code of the district it counts in, -1 for none
    certain: Flags  # per kind: that district is beyond doubt
    chance: FloatArray  # kinds x districts, 0-1
    possible: Flags  # kinds x districts
    beyond: FloatArray  # per kind: chance of a place outside the two provinces
    unweighed: Flags  # per kind: possible in districts, but nothing gives a chance
    vintage: str

    @property
    def movable(self) -> Flags:
        """Per row: whether it may lie in another district than the one it counts in, or in any."""
        movable: Flags = ~self.certain[self.kind]
        return movable


class _Kind(NamedTuple):
    """What decides where a row may lie; fields that do not matter for its ground are empty."""

    ground: str
    district_id: str
    candidates: str
    province: str
    precision: str
    longitude: float
    latitude: float


def place_chances(rows: pd.DataFrame, *, vintage: str) -> Chances:
    """Where each of the placed rows may lie, by the rules at the top of this module.

    `rows` must be placed on `vintage`. Areas are planar in `geo.places.metric.METRIC_CRS`, whose
    areas are within 1 % of true here. Raises `KeyError` for an unknown vintage or a district that
    it does not have.
    """
    keys = _kind_table(rows)
    kind, distinct = pd.MultiIndex.from_frame(keys).factorize()
    kinds = [_Kind(*one) for one in distinct]
    code = {one: position for position, one in enumerate(district_ids(vintage))}
    answers = [_weigh(one, vintage) for one in kinds]
    shape = (len(kinds), len(code))
    chance = np.array([answer[0] for answer in answers]).reshape(shape)
    possible = np.array([answer[1] for answer in answers], dtype=bool).reshape(shape)
    unweighed = np.array([answer[2] for answer in answers], dtype=bool)
    return Chances(
        kind=np.asarray(kind, dtype=np.intp),
        best=np.array(
            [code[one.district_id] if one.district_id else NOWHERE for one in kinds], dtype=np.intp
        ),
        certain=np.array([one.ground == "certain" for one in kinds], dtype=bool),
        chance=chance,
        possible=possible,
        beyond=_rest(chance, unweighed),
        unweighed=unweighed,
        vintage=vintage,
    )


def may_lie_in(where: Chances, asked: Collection[str]) -> Flags:
    """Per row: whether it counts in one of these districts or may lie there."""
    chosen = np.isin(district_ids(where.vintage), list(asked))
    counts = (where.best != NOWHERE) & chosen[where.best]
    may: Flags = (counts | where.possible[:, chosen].any(axis=1))[where.kind]
    return may


def ground_of(rows: pd.DataFrame) -> "pd.Series[str]":
    """What each row's place rests on (one of `GROUNDS`); index of `rows`."""
    placed = rows["district_id"] != ""
    conflict = rows["placement"] == "conflict"
    trusted_name = conflict & rows["point_suspect"] & placed
    ambiguous = rows["placement"] == "ambiguous"
    near = (rows["place_precision"] == "near") & rows["longitude"].notna()
    grounds = np.select(
        [
            placed & ((rows["placement"] == "certain") | trusted_name),
            conflict & (placed | (rows["candidates"] != "")),
            ambiguous & near & ~rows["point_suspect"],
            placed,
            rows["candidates"] != "",
        ],
        list(GROUNDS[:-1]),
        default=GROUNDS[-1],
    )
    return pd.Series(grounds, index=rows.index, dtype="str")


def _rest(chance: FloatArray, unweighed: Flags) -> FloatArray:
    """What the districts leave of 1; rounding errors are no chance."""
    rest = np.where(unweighed, 0.0, 1 - chance.sum(axis=1))
    return np.where(rest > SMALLEST_CHANCE, rest, 0.0)


def _kind_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns of `_Kind`; what a ground does not use is blanked, so that kinds are few."""
    ground = ground_of(rows)
    by_point = ground.isin(("conflict", "disc")) & ~rows["point_suspect"]
    return pd.DataFrame(
        {
            "ground": ground,
            "district_id": rows["district_id"],
            "candidates": rows["candidates"].where(ground != "certain", ""),
            "province": rows["province"].where(ground.isin(("disc", "province")), ""),
            "precision": rows["place_precision"].where(by_point, ""),
            "longitude": rows["longitude"].where(by_point).fillna(0.0),
            "latitude": rows["latitude"].where(by_point).fillna(0.0),
        }
    )


def _weigh(kind: _Kind, vintage: str) -> tuple[FloatArray, Flags, bool]:
    """Chance and possibility per district of a kind, and whether nothing weighs it."""
    allowed = _allowed(kind, vintage)
    if kind.ground == "disc":
        within = _disc_km2(kind.longitude, kind.latitude, vintage)
        if (within * allowed).any():
            bounded = bool(kind.candidates) or kind.province in PROVINCES.values()
            whole = (within * allowed).sum() if bounded else _disc_area()
            return within * allowed / whole, (within > 0) & allowed, False
    if kind.ground == "province" or not (kind.candidates or kind.district_id):
        return np.zeros(len(allowed)), allowed, True
    named = _named(kind, vintage)
    area = _areas_km2(vintage) * named
    possible = named | _at_point(kind, vintage) if kind.ground == "conflict" else named
    return area / area.sum(), possible, False


def _allowed(kind: _Kind, vintage: str) -> Flags:
    """The districts that the name leaves open, or the province; all where neither is given."""
    ids = np.array(district_ids(vintage), object)
    if kind.candidates:
        return np.isin(ids, kind.candidates.split("|"))
    open_to = [prefix for prefix, name in PROVINCES.items() if kind.province in ("", name)]
    prefixes = np.array([one[:2] for one in ids], object)
    return np.isin(prefixes, open_to or list(PROVINCES))


def _named(kind: _Kind, vintage: str) -> Flags:
    """The district the row counts in, or the candidates where it counts in none."""
    named = [kind.district_id] if kind.district_id else kind.candidates.split("|")
    return np.isin(np.array(district_ids(vintage), object), named)


def _at_point(kind: _Kind, vintage: str) -> Flags:
    """The districts that the point of a conflict allows."""
    if kind.precision == "near":
        return _disc_km2(kind.longitude, kind.latitude, vintage) > 0
    at = np.zeros(len(district_ids(vintage)), dtype=bool)
    if kind.precision == "exact":
        code = nearest_districts([kind.longitude], [kind.latitude], vintage=vintage)[0]
        if code != NOWHERE:
            at[code] = True
    return at


@lru_cache(maxsize=4096)
def _disc_km2(longitude: float, latitude: float, vintage: str) -> FloatArray:
    """Area of each district within 25 km of a point, km2; shared, do not change."""
    disc = _disc(longitude, latitude)
    shapes, tree = _shapes_km(vintage)
    areas = np.zeros(len(shapes))
    touched = tree.query(disc, predicate="intersects")
    areas[touched] = shapely.area(shapely.intersection(shapes[touched], disc))
    areas.flags.writeable = False
    return areas


def _disc(longitude: float, latitude: float) -> Any:
    centre = shapely.points(to_km([longitude], [latitude])[0])
    return shapely.buffer(centre, NEAR_RADIUS_KM, quad_segs=QUARTER_SEGMENTS)


@cache
def _disc_area() -> float:
    """Area of a disc as drawn here, km2."""
    return float(shapely.area(_disc(67.5, 31.0)))


@cache
def _shapes_km(vintage: str) -> tuple[Any, Any]:
    shapes = geometry_to_km(district_layer(vintage).geometry.to_numpy())
    shapely.prepare(shapes)
    return shapes, shapely.STRtree(shapes)


@cache
def _areas_km2(vintage: str) -> FloatArray:
    return district_table(vintage)["area_km2"].to_numpy(np.float64)
