"""The outer edge of the study area, split by what lies beyond it, and the belts along it."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from data.build.features import WGS84
from geo.places.metric import geometry_to_degrees, geometry_to_km, segments

KINDS: Final = ("afghan", "coast", "inner", "iranian")
"""Afghanistan, the sea, other Pakistani territory, Iran."""

LAND_NEAR_KM: Final = 1.5
"""A neighbour further away than this from an edge of ours is not its neighbour: it is coast. The
neighbour polygons are quantised to about 0.5 km."""

SHORTEST_RUN_KM: Final = 8.0
"""A shorter run between two runs of one kind is a slip of the generalised neighbours' lines."""

BELT_TOLERANCE: Final = 0.004
BELT_DECIMALS: Final = 3
"""Belts are drawn, never measured with: about 400 m, three decimals."""


def border_lines(outer: Any, neighbours: dict[str, Any]) -> dict[str, Any]:
    """The rings of the study area as MultiLineStrings by kind, each segment in exactly one.

    `outer` is the union of the districts, `neighbours` the polygons of every kind but "coast"; both
    EPSG:4326.
    """
    near = {kind: geometry_to_km(shape) for kind, shape in neighbours.items()}
    rings = [ring for part in shapely.get_parts(outer) for ring in _rings(part)]
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for ring in rings:
        pieces = segments(ring)
        kinds = _without_short_runs(_kinds_of(pieces, near), shapely.length(geometry_to_km(pieces)))
        for kind in KINDS:
            found[kind] += list(pieces[kinds == kind])
    return {kind: merged(found[kind]) for kind in KINDS}


def border_lines_like(outer: Any, lines: dict[str, Any]) -> dict[str, Any]:
    """The rings of a simplified study area, split as the full one was: by the nearest line."""
    km = {kind: geometry_to_km(line) for kind, line in lines.items()}
    pieces = segments(shapely.boundary(outer))
    middle = shapely.centroid(geometry_to_km(pieces))
    order = list(KINDS)
    distance = np.array([shapely.distance(middle, km[kind]) for kind in order])
    kinds = np.array(order)[distance.argmin(axis=0)]
    return {kind: merged(list(pieces[kinds == kind])) for kind in KINDS}


def merged(pieces: list[Any]) -> Any:
    """Pieces joined end to end, as one MultiLineString in normal form with the same vertices."""
    joined = shapely.line_merge(shapely.multilinestrings(pieces))
    return shapely.normalize(shapely.multilinestrings(shapely.get_parts(joined)))


def length_km(line: Any) -> float:
    """Geodesic length on WGS 84."""
    return float(WGS84.geometry_length(line)) / 1000


def belt(line: Any, outer: Any, kilometres: int) -> Any:
    """The part of the study area within `kilometres` of a line, at drawing precision."""
    zone = shapely.buffer(geometry_to_km(line), kilometres, quad_segs=16)
    inside = shapely.intersection(geometry_to_degrees(zone), outer)
    simple = shapely.simplify(inside, BELT_TOLERANCE)
    fixed = shapely.set_precision(simple, 10**-BELT_DECIMALS)
    clean = shapely.transform(fixed, lambda xy: np.round(xy, BELT_DECIMALS))
    return shapely.normalize(clean)


def _rings(part: Any) -> list[Any]:
    return [part.exterior, *part.interiors]


def _kinds_of(pieces: Any, near: dict[str, Any]) -> npt.NDArray[Any]:
    """The kind of every segment: its nearest neighbour, or the coast where none is near."""
    middle = shapely.centroid(geometry_to_km(pieces))
    order = list(near)
    distance = np.array([shapely.distance(middle, near[kind]) for kind in order])
    kinds = np.array(order, dtype=object)[distance.argmin(axis=0)]
    kinds[distance.min(axis=0) > LAND_NEAR_KM] = "coast"
    return kinds


def _without_short_runs(kinds: npt.NDArray[Any], length: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Kinds around a ring after every short run took the kind of the longer run beside it."""
    kinds = kinds.copy()
    while True:
        start = np.flatnonzero(kinds != np.roll(kinds, 1))
        if len(start) < 2:
            return kinds
        runs = [
            np.arange(first, last if last > first else last + len(kinds)) % len(kinds)
            for first, last in zip(start, np.roll(start, -1), strict=True)
        ]
        totals = np.array([length[run].sum() for run in runs])
        shortest = int(totals.argmin())
        if totals[shortest] >= SHORTEST_RUN_KM:
            return kinds
        before, after = shortest - 1, (shortest + 1) % len(runs)
        donor = before if totals[before] >= totals[after] else after
        kinds[runs[shortest]] = kinds[runs[donor][0]]
