"""District geometry: one exact coverage per vintage, for joining and for drawing.

The 2023 layer is the 2025 layer dissolved by parent, so the two nest exactly. Simplification works
on the coverage, not on single polygons: shared edges stay shared, with no gap and no overlap.
"""

from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

JOIN_TOLERANCE: Final = 0.002
"""Degrees (about 200 m); Visvalingam-Whyatt: square root of the area a removed vertex may span.
Measured against the source layer: 0.03 % of the area changes hands."""

JOIN_DECIMALS: Final = 5
"""Decimals of a join coordinate, about 1 m."""

DISPLAY_TOLERANCE: Final = 0.01
"""Degrees (about 1 km): below one pixel in the first view, which spans 1,300 km."""

DISPLAY_DECIMALS: Final = 4
"""Decimals of a display coordinate, about 10 m: 3 would break the coverage."""

SMALLEST_PART: Final = 5e-6
"""Square degrees (about 0.05 km2): smaller islets and lagoon holes of the coast are left out."""

SMALLEST_DISPLAY_PART: Final = 1e-4
"""Square degrees (about 1 km2): smaller islands are not drawn."""

AGREEMENT_POINTS: Final = 1_000_000
AGREEMENT_SEED: Final = 20251122
"""Random points that compare a built layer with its source, and their seed."""


class CoverageError(RuntimeError):
    """A built district layer has gaps, overlaps or invalid polygons."""


def join_coverage(source: Any) -> Any:
    """The join polygons made from the source's, in the same order. Raises `CoverageError`."""
    polygons = without_small_parts(source, SMALLEST_PART)
    return checked(rounded(shapely.coverage_simplify(polygons, JOIN_TOLERANCE), JOIN_DECIMALS))


def display_coverage(join: Any) -> Any:
    """The display polygons made from the join's, in the same order. Raises `CoverageError`."""
    simple = shapely.coverage_simplify(
        without_small_parts(join, SMALLEST_DISPLAY_PART), DISPLAY_TOLERANCE
    )
    return checked(rounded(simple, DISPLAY_DECIMALS))


def dissolved(polygons: Any, parents: npt.NDArray[Any]) -> tuple[list[str], Any]:
    """Parent ids in order, and the union of each one's children (an exact coverage again)."""
    ids = sorted(set(parents.tolist()))
    unions = [shapely.coverage_union_all(polygons[parents == one]) for one in ids]
    return ids, checked(shapely.normalize(np.array(unions)))


def without_small_parts(polygons: Any, smallest: float) -> Any:
    """Polygons without parts and holes below an area in square degrees.

    Only holes that no other district fills are closed, so the coverage stays one.
    """
    outer = shapely.coverage_union_all(polygons)
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(outer) for ring in part.interiors]
    empty = [hole for hole in holes if hole.area < smallest]
    return np.array([_kept_parts(one, smallest, empty) for one in polygons])


def _kept_parts(polygon: Any, smallest: float, empty: list[Any]) -> Any:
    parts = [part for part in shapely.get_parts(polygon) if part.area >= smallest]
    filled = [
        shapely.Polygon(
            part.exterior,
            [ring for ring in part.interiors if not _is_one_of(shapely.Polygon(ring), empty)],
        )
        for part in parts
    ]
    return filled[0] if len(filled) == 1 else shapely.multipolygons(filled)


def _is_one_of(hole: Any, empty: list[Any]) -> bool:
    return any(hole.equals(other) for other in empty)


def rounded(geometry: Any, decimals: int) -> Any:
    """Geometry with rounded coordinates, repeated vertices removed, in normal form."""
    rough = shapely.transform(geometry, lambda xy: np.round(xy, decimals))
    return shapely.normalize(shapely.remove_repeated_points(rough))


def checked(polygons: Any) -> Any:
    """The same polygons, after they were found valid and an exact coverage."""
    if not shapely.is_valid(polygons).all():
        raise CoverageError("a district polygon is not valid after simplification")
    if not shapely.coverage_is_valid(polygons):
        raise CoverageError("the districts overlap or leave gaps between their edges")
    return polygons


def agreement(built: gpd.GeoDataFrame, source: gpd.GeoDataFrame) -> float:
    """Share (0-1) of random points that both layers put into the same district.

    `AGREEMENT_POINTS` points are drawn uniformly (in degrees) from the bounding box; those inside
    either layer count.
    """
    random = np.random.default_rng(AGREEMENT_SEED)
    west, south, east, north = source.total_bounds
    points = shapely.points(
        random.uniform(west, east, AGREEMENT_POINTS), random.uniform(south, north, AGREEMENT_POINTS)
    )
    ours, theirs = _ids_at(built, points), _ids_at(source, points)
    inside = (ours != "") | (theirs != "")
    return float((ours == theirs)[inside].mean())


def _ids_at(layer: gpd.GeoDataFrame, points: Any) -> npt.NDArray[Any]:
    found = np.full(len(points), "", dtype=object)
    polygon, point = shapely.STRtree(points).query(layer.geometry.to_numpy(), predicate="contains")
    found[point] = layer["district_id"].to_numpy()[polygon]
    return found
