"""Kilometres: one projection for every distance, and exact nearest distances in it.

Lambert conformal conic with standard parallels 27 and 35 N. Between 24.7 and 37.2 N, where the two
provinces lie, its scale is within 0.5 % of true, in every direction, so a planar distance is the
geodesic one within that (tests hold it against `pyproj.Geod` at 1 %).
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

METRIC_CRS: Final = (
    "+proj=lcc +lat_1=27 +lat_2=35 +lat_0=31 +lon_0=67.5 +datum=WGS84 +units=km +no_defs"
)
"""Own projection (units: kilometres), centred on the two provinces."""

AT_ONCE: Final = 10_000
"""Points that are made for GEOS at a time: each takes about 0.4 kB, and what a process once took in
so many small pieces it seldom gives back."""

FloatArray = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@cache
def _transformer() -> Any:
    return pyproj.Transformer.from_crs("EPSG:4326", METRIC_CRS, always_xy=True)


@cache
def _back() -> Any:
    return pyproj.Transformer.from_crs(METRIC_CRS, "EPSG:4326", always_xy=True)


def to_km(longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> FloatArray:
    """Points in `METRIC_CRS`, shape (n, 2), kilometres; NaN where a coordinate is not finite."""
    lon = np.asarray(longitude, dtype=np.float64)
    lat = np.asarray(latitude, dtype=np.float64)
    x, y = _transformer().transform(lon, lat)
    points = np.column_stack([x, y])
    points[~np.isfinite(points).all(axis=1)] = np.nan
    return points


def geometry_to_km(geometry: Any) -> Any:
    """A geometry (or an array of them) from EPSG:4326 to `METRIC_CRS`."""
    return shapely.transform(geometry, lambda xy: to_km(xy[:, 0], xy[:, 1]))


def km_to_degrees(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Longitude and latitude of points given in `METRIC_CRS`, km."""
    longitude, latitude = _back().transform(x, y)
    return longitude, latitude


def geometry_to_degrees(geometry: Any) -> Any:
    """A geometry (or an array of them) from `METRIC_CRS` back to EPSG:4326."""
    return shapely.transform(
        geometry, lambda xy: np.column_stack(km_to_degrees(xy[:, 0], xy[:, 1]))
    )


def segments(geometry: Any) -> Any:
    """Every two-point piece of the lines or rings of a geometry, as an array of LineStrings."""
    lines = shapely.get_parts(shapely.get_parts(geometry))
    if shapely.get_dimensions(lines).max(initial=0) == 2:
        lines = shapely.get_parts(shapely.boundary(lines))
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    same = owner[1:] == owner[:-1]
    return shapely.linestrings(np.stack([xy[:-1][same], xy[1:][same]], axis=1))


class LineIndex:
    """Exact distances from points to a set of lines (or to the outlines of polygons)."""

    def __init__(self, geometry: Any) -> None:
        """Index a geometry given in EPSG:4326."""
        self._tree = shapely.STRtree(geometry_to_km(segments(geometry)))

    def distance_km(self, longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> FloatArray:
        """Distance from each point to the nearest line, km; NaN where a coordinate is missing."""
        points = to_km(longitude, latitude)
        out = np.full(len(points), np.nan)
        for part in _parts(points):
            (order, _), distance = self._tree.query_nearest(
                shapely.points(points[part]), return_distance=True, all_matches=False
            )
            out[part[order]] = distance
        return out


def within_km(
    shape: Any, longitude: npt.ArrayLike, latitude: npt.ArrayLike, distance_km: npt.ArrayLike
) -> Flags:
    """Which points lie in a shape (in `METRIC_CRS`, prepared) or at most so many km from it.

    Three times faster than to measure the distance. `distance_km`: one for all points, or one for
    each. False where a coordinate is missing.
    """
    points = to_km(longitude, latitude)
    limits = np.broadcast_to(np.asarray(distance_km, dtype=np.float64), len(points))
    near = np.zeros(len(points), dtype=bool)
    for part in _parts(points):
        near[part] = shapely.dwithin(shape, shapely.points(points[part]), limits[part])
    return near


def _parts(points: FloatArray) -> Iterator[npt.NDArray[np.intp]]:
    """Positions of the points whose coordinates are known, `AT_ONCE` at a time."""
    known = np.flatnonzero(np.isfinite(points[:, 0]))
    for start in range(0, len(known), AT_ONCE):
        yield known[start : start + AT_ONCE]
