"""What lies around the study area, to draw: land, sea, borders, rivers, towns, labels."""

import json
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from geo.model.shipped import shipped_path

CONTEXT_LAYERS: Final = (
    "sea",
    "neighbour",  # says whose land it is; drawn by nobody, for all land around has one colour
    "pakistan",
    "neighbour-province",
    "river",
    "lake",
    "border",
    "disputed",
    "town",
    "label",
)
"""In drawing order. `disputed` is to be dashed and carries a note; so may `border`."""


def context_features(layer: str) -> tuple[dict[str, Any], ...]:
    """GeoJSON features of one layer, with `layer`, `name`, `source`; shared, do not change.

    More properties: `note` (border, disputed), `rank` 1-3 and `country` (town), `country`
    (neighbour-province: inner boundaries, each once), `kind` (label: country, province,
    neighbour-province, sea). Raises `KeyError` for a layer that is not in `CONTEXT_LAYERS`.
    """
    return _by_layer()[layer]


def towns() -> pd.DataFrame:
    """Towns: name, rank (1 metropolis - 3), country, longitude, latitude (about 2 km)."""
    rows = [
        {
            "name": one["properties"]["name"],
            "rank": one["properties"]["rank"],
            "country": one["properties"]["country"],
            "longitude": one["geometry"]["coordinates"][0],
            "latitude": one["geometry"]["coordinates"][1],
        }
        for one in context_features("town")
    ]
    return pd.DataFrame(rows)


def crossings() -> pd.DataFrame:
    """Border crossings: name, border, district_id (of 2025), longitude, latitude, kind, confidence.

    Positions are approximate ("low" may be kilometres off): to draw, never to measure to.
    """
    return _crossings().copy()


@cache
def _crossings() -> pd.DataFrame:
    return pd.read_csv(shipped_path("crossings.csv"), keep_default_na=False)


@cache
def _by_layer() -> MappingProxyType[str, tuple[dict[str, Any], ...]]:
    text = shipped_path("context.geojson").read_text(encoding="utf-8")
    found: dict[str, list[dict[str, Any]]] = {layer: [] for layer in CONTEXT_LAYERS}
    for one in json.loads(text)["features"]:
        found[one["properties"]["layer"]].append(one)
    return MappingProxyType({layer: tuple(features) for layer, features in found.items()})
