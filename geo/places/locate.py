"""Which district a point lies in: exact, on plain arrays, with one answer for border points.

A point on a border is covered by every district that meets there; the smallest district_id wins
and `on_border` says so. geopandas is the oracle in the tests, not the engine: its `within` gives
such a point to nobody and its `intersects` gives it two rows. Many points go through
`geo.places.grid`; for few, building the grid would take longer than asking GEOS for each.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from geo.model.district import DEFAULT_VINTAGE
from geo.places.grid import NOWHERE as NOWHERE
from geo.places.grid import Codes as Codes
from geo.places.grid import DistrictGrid, Flags, build_grid, prepare
from geo.places.layers import district_ids, district_layer
from geo.places.metric import FloatArray, LineIndex, geometry_to_km, to_km, within_km

NEAREST_KM: Final = 5.0
"""How far from its polygon a point may lie and still belong to a district: the coast is clipped,
and two good boundary sources differ by a few kilometres."""

FAR_KM: Final = 10_000.0
"""A coordinate in `METRIC_CRS` far from every district."""

FEW_POINTS: Final = 5_000
"""Points up to which GEOS is asked for each: 4 ms at most. The grid takes a process 0.1 s and 8 MB,
once, and then answers any larger table 10 to 50 times faster."""


@dataclass(frozen=True)
class Located:
    """Where points lie, in the order they were given."""

    code: Codes  # row position in `district_table(vintage)`; -1: no district, or no coordinates
    on_border: Flags  # exactly on a district's outline


def locate_points(
    longitude: npt.ArrayLike, latitude: npt.ArrayLike, *, vintage: str = DEFAULT_VINTAGE
) -> Located:
    """The district of each point (degrees, EPSG:4326): the smallest id of those that cover it.

    Missing or infinite coordinates give -1.
    """
    if np.size(longitude) > FEW_POINTS:
        code, on_border = _grid(vintage).locate(longitude, latitude)
    else:
        code, on_border = _ask_each(longitude, latitude, vintage)
    return Located(code=code, on_border=on_border)


def nearest_districts(
    longitude: npt.ArrayLike,
    latitude: npt.ArrayLike,
    *,
    vintage: str = DEFAULT_VINTAGE,
    within_km: float = NEAREST_KM,
) -> Codes:
    """The code of the nearest district of each point, -1 where none is within `within_km`.

    Distance in `geo.places.metric.METRIC_CRS` (within 0.5 % of geodesic here); 0 inside a
    district; the smallest id wins a tie. Missing coordinates give -1.
    """
    code = locate_points(longitude, latitude, vintage=vintage).code.copy()
    points = to_km(longitude, latitude)
    outside = np.flatnonzero((code == NOWHERE) & np.isfinite(points[:, 0]))
    if outside.size:
        point, polygon = _tree_km(vintage).query_nearest(
            shapely.points(points[outside]), max_distance=within_km
        )
        order = np.argsort(-polygon, kind="stable")
        code[outside[point[order]]] = polygon[order]
    return code


def district_distance_km(
    longitude: npt.ArrayLike,
    latitude: npt.ArrayLike,
    district_ids: Collection[str],
    *,
    vintage: str = DEFAULT_VINTAGE,
) -> FloatArray:
    """Kilometres from each point to the nearest of the given districts, 0 inside one.

    Same projection as `nearest_districts`. NaN where coordinates are missing or no district is
    given. Raises `KeyError` for a district that the vintage does not have.
    """
    points, back = _unique_points(longitude, latitude)
    distance = np.full(len(points), np.nan)
    if len(district_ids) and len(points):
        shape, index = _area(tuple(sorted(set(district_ids))), vintage)
        distance = index.distance_km(points[:, 0], points[:, 1])
        distance[shapely.contains_xy(shape, points)] = 0.0
    spread: FloatArray = _spread(distance, back, np.nan)
    return spread


def near_district(
    longitude: npt.ArrayLike,
    latitude: npt.ArrayLike,
    district_id: str,
    *,
    within: npt.ArrayLike,
    vintage: str = DEFAULT_VINTAGE,
) -> Flags:
    """Which points lie in a district or at most `within` km (of all, or of each) from it.

    As `district_distance_km` measures it, but faster. False where coordinates are missing. Raises
    `ValueError` for a district that the vintage does not have.
    """
    shape = _shapes_km(vintage)[district_ids(vintage).index(district_id)]
    return within_km(shape, longitude, latitude, within)


def _ask_each(
    longitude: npt.ArrayLike, latitude: npt.ArrayLike, vintage: str
) -> tuple[Codes, Flags]:
    """The answer of GEOS for every distinct point, without a grid."""
    points, back = _unique_points(longitude, latitude)
    code = np.full(len(points), NOWHERE, dtype=np.int16)
    on_border = np.zeros(len(points), dtype=bool)
    shapes = _shapes(vintage)
    polygon, point = shapely.STRtree(shapely.points(points)).query(shapes, predicate="covers")
    # The smallest code is written last, so it stays
    order = np.argsort(-polygon, kind="stable")
    code[point[order]] = polygon[order]
    on_border[point] = ~shapely.contains_xy(shapes[polygon], *points[point].T)
    return _spread(code, back, NOWHERE), _spread(on_border, back, False)


def _unique_points(
    longitude: npt.ArrayLike, latitude: npt.ArrayLike
) -> tuple[FloatArray, npt.NDArray[np.intp]]:
    """Distinct finite points, and for each row its position among them (-1 when not finite)."""
    rows = np.column_stack(
        [np.asarray(longitude, dtype=np.float64), np.asarray(latitude, dtype=np.float64)]
    )
    back = np.full(len(rows), -1, dtype=np.intp)
    finite = np.isfinite(rows).all(axis=1)
    # One complex number per point: numpy sorts them far faster than rows; + 0.0 folds -0.0
    keys, position = np.unique((rows[finite, 0] + 0.0) + 1j * rows[finite, 1], return_inverse=True)
    back[finite] = position
    return np.column_stack([keys.real, keys.imag]), back


def _spread(values: npt.NDArray[Any], back: npt.NDArray[np.intp], missing: Any) -> Any:
    """The value of each row from those of its distinct point."""
    return np.append(values, np.array([missing], dtype=values.dtype))[back]


@cache
def _shapes(vintage: str) -> Any:
    shapes = district_layer(vintage).geometry.to_numpy()
    prepare(shapes)
    return shapes


@cache
def _grid(vintage: str) -> DistrictGrid:
    return build_grid(_shapes(vintage))


@cache
def _tree_km(vintage: str) -> Any:
    return shapely.STRtree(_shapes_km(vintage))


@cache
def _shapes_km(vintage: str) -> Any:
    shapes = geometry_to_km(_shapes(vintage))
    shapely.prepare(shapes)
    for point in (shapely.point_on_surface(shapes), shapely.Point(FAR_KM, FAR_KM)):
        shapely.dwithin(shapes, point, NEAREST_KM)  # asked once, as in `geo.places.grid.prepare`
    return shapes


@cache
def _area(wanted: tuple[str, ...], vintage: str) -> tuple[Any, LineIndex]:
    """The union of some districts, and the index of its outline."""
    known = {one: code for code, one in enumerate(district_ids(vintage))}
    shape = shapely.coverage_union_all(_shapes(vintage)[[known[one] for one in wanted]])
    shapely.prepare(shape)
    return shape, LineIndex(shape)
