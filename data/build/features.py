"""GeoJSON files with the same bytes everywhere."""

import gzip
import json
from pathlib import Path
from typing import Any, Final

import pyproj
import shapely

WGS84: Final = pyproj.Geod(ellps="WGS84")


def area_km2(shape: Any) -> float:
    """Geodesic area on WGS 84, one decimal."""
    return round(abs(WGS84.geometry_area_perimeter(shape)[0]) / 1e6, 1)


def feature(properties: dict[str, Any], shape: Any) -> dict[str, Any]:
    """A GeoJSON feature; coordinates as they are."""
    geometry = shapely.geometry.mapping(shape)
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write_features(path: Path, features: list[dict[str, Any]]) -> None:
    """Write a compact FeatureCollection and print its size, plain and gzipped."""
    text = json.dumps(
        {"type": "FeatureCollection", "features": features},
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
    )
    path.write_text(text + "\n", encoding="utf-8")
    size, packed = len(text.encode()), len(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{path.name}: {size / 1000:.0f} kB, {packed / 1000:.0f} kB gzipped")
