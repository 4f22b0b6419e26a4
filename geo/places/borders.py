"""The outer edge of the study area by what lies beyond it: lines, distances, belts."""

import json
from functools import cache
from typing import Any, Final

import numpy.typing as npt
import shapely

from geo.model.shipped import shipped_path
from geo.places.metric import FloatArray, LineIndex

BORDERS: Final = {"afghan": "Afghan border", "iranian": "Iranian border"}
"""The two international borders that distances and belts are named after."""

BELT_KM: Final = (10, 25, 50, 100)
"""Widths for which a belt ships."""


@cache
def border_lines(kind: str) -> Any:
    """A part of the outer edge as a MultiLineString (EPSG:4326), vertices of the join layer.

    `kind` is one of `BORDERS`, "coast" or "inner", which is the line towards other Pakistani
    territory. Raises `KeyError` for another.
    """
    return _lines("borders.geojson")[kind]


@cache
def border_features() -> tuple[dict[str, Any], ...]:
    """GeoJSON features of the whole outer edge to draw, with `kind`, `length_km`; do not change."""
    return _features("borders_display.geojson")


@cache
def belts() -> tuple[dict[str, Any], ...]:
    """GeoJSON features to draw, with `border`, `km`, `area_km2`: inside the study area and within
    `km` of the border. Shared, do not change; measure with `border_distance_km` instead.
    """
    return _features("belts.geojson")


def border_distance_km(
    longitude: npt.ArrayLike, latitude: npt.ArrayLike, border: str
) -> FloatArray:
    """Kilometres from each point to the nearest point of a border, on either side of it.

    `border` is "afghan" or "iranian". Planar distance in `geo.places.metric.METRIC_CRS`, within
    1 % of geodesic for points in and around the study area. NaN where a coordinate is missing.
    Raises `KeyError` for another border.
    """
    if border not in BORDERS:
        raise KeyError(f"unknown border {border!r}; known: {', '.join(BORDERS)}")
    return _index(border).distance_km(longitude, latitude)


@cache
def _index(border: str) -> LineIndex:
    return LineIndex(border_lines(border))


@cache
def _features(name: str) -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(shipped_path(name).read_text(encoding="utf-8"))["features"])


@cache
def _lines(name: str) -> dict[str, Any]:
    return {
        one["properties"]["kind"]: shapely.geometry.shape(one["geometry"])
        for one in _features(name)
    }
