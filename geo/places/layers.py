"""The district layers: their tables, join geometry and display features, one per vintage.

Every function here reads a shipped file once a process. Tables and layers are handed out as
copies, so a caller may change what it got; features are shared and must not be changed.
"""

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.model.district import DEFAULT_VINTAGE, DISTRICT_COLUMNS, VINTAGES
from geo.model.shipped import shipped_path

_WHOLE: Final = ("population_2017", "population_2023")


def district_table(vintage: str = DEFAULT_VINTAGE) -> pd.DataFrame:
    """One row per district with `DISTRICT_COLUMNS`, sorted by district_id, RangeIndex.

    The row position is the district's code (see `geo.places.locate`). Population is of the census
    (`population_note` says where it is a sum of tehsils); area in km2, geodesic, of the join
    geometry. Raises `KeyError` for an unknown vintage.
    """
    return _table(vintage).copy()


def district_layer(vintage: str = DEFAULT_VINTAGE) -> gpd.GeoDataFrame:
    """The join geometry: `district_id`, `geometry`; EPSG:4326, in the order of the table.

    An exact coverage: no gap and no overlap. The 2023 layer is the 2025 one dissolved.
    """
    return _layer(vintage).copy()


@cache
def display_features(vintage: str = DEFAULT_VINTAGE) -> tuple[dict[str, Any], ...]:
    """GeoJSON features to draw (about 1 km), with `i` (code) and `id`; shared, do not change."""
    _check(vintage)
    path = shipped_path(f"districts_{vintage}_display.geojson")
    return tuple(json.loads(path.read_text(encoding="utf-8"))["features"])


@cache
def display_shapes(vintage: str = DEFAULT_VINTAGE) -> npt.NDArray[np.object_]:
    """The shapes of `display_features`, in their order (EPSG:4326); shared, do not change."""
    shapes = [shapely.geometry.shape(one["geometry"]) for one in display_features(vintage)]
    return np.array(shapes)


@cache
def district_ids(vintage: str = DEFAULT_VINTAGE) -> tuple[str, ...]:
    """The ids of a vintage, sorted; the position is the code."""
    return tuple(_table(vintage)["district_id"])


def district_names() -> MappingProxyType[str, str]:
    """Name by district_id over all vintages (read-only); the newest vintage's name wins."""
    return _names("name")


def urdu_names() -> MappingProxyType[str, str]:
    """As `district_names`, in Urdu."""
    return _names("name_ur")


def bounds(
    district_ids: Iterable[str] = (), vintage: str = DEFAULT_VINTAGE
) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees around the districts; the study area when none given.

    Raises `KeyError` for a district that the vintage does not have.
    """
    return _bounds(tuple(district_ids), vintage)


@lru_cache(maxsize=256)
def _bounds(ids: tuple[str, ...], vintage: str) -> tuple[float, float, float, float]:
    layer = _layer(vintage)
    wanted = set(ids)
    unknown = wanted - set(layer["district_id"])
    if unknown:
        raise KeyError(f"vintage {vintage} has no district {', '.join(sorted(unknown))}")
    chosen = layer[layer["district_id"].isin(wanted)] if wanted else layer
    west, south, east, north = np.asarray(chosen.total_bounds, dtype=float).tolist()
    return west, south, east, north


@cache
def neighbours(vintage: str = DEFAULT_VINTAGE) -> MappingProxyType[str, tuple[str, ...]]:
    """The districts that share an edge (not only a corner) with each district, sorted."""
    layer = _layer(vintage)
    left, right = layer.sindex.query(layer.geometry, predicate="touches")
    shapes, ids = layer.geometry.to_numpy(), layer["district_id"].to_numpy()
    edges = [shapes[a].intersection(shapes[b]).length > 0 for a, b in zip(left, right, strict=True)]
    found: dict[str, list[str]] = {one: [] for one in ids}
    for a, b in zip(left[edges], right[edges], strict=True):
        found[ids[a]].append(ids[b])
    return MappingProxyType({one: tuple(sorted(others)) for one, others in found.items()})


@cache
def _names(column: str) -> MappingProxyType[str, str]:
    names: dict[str, str] = {}
    for table in [_table(vintage) for vintage in reversed(tuple(VINTAGES))]:
        names |= dict(zip(table["district_id"], table[column], strict=True))
    return MappingProxyType(names)


def _check(vintage: str) -> None:
    if vintage not in VINTAGES:
        raise KeyError(f"unknown vintage {vintage!r}; known: {', '.join(VINTAGES)}")


@cache
def _table(vintage: str) -> pd.DataFrame:
    _check(vintage)
    kinds = dict.fromkeys(DISTRICT_COLUMNS, "str") | dict.fromkeys(_WHOLE, "int64")
    kinds["area_km2"] = "float64"
    return pd.read_csv(
        shipped_path(f"districts_{vintage}.csv"), dtype=kinds, keep_default_na=False
    )[list(DISTRICT_COLUMNS)]


@cache
def _layer(vintage: str) -> gpd.GeoDataFrame:
    _check(vintage)
    return gpd.read_parquet(shipped_path(f"districts_{vintage}.parquet"))
