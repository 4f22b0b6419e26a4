"""What lies around the study area, at drawing precision: land, sea, borders, rivers, towns."""

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from data.build.features import feature, write_features
from data.build.land import (
    NE,
    REGION,
    SLIVER,
    Unit,
    land_units,
    rounded,
    sea_of,
)
from data.build.lines import (
    DECIMALS,
    LINE_TOLERANCE,
    disputed_lines,
    drawn_line,
    international_borders,
)
from data.build.registry import ODBL, Shipped, read_rows

HAND: Final = Path(__file__).parent / "hand"
MISFIT: Final = 0.05
"""Degrees by which two drawings of one provincial boundary may differ."""

NEAR_STUDY: Final = 1.2
"""Degrees: provinces of neighbours further away than this are not drawn."""

RIVERS: Final = (
    "Indus",
    "Jhelum",
    "Chenab",
    "Ravi",
    "Sutlej",
    "Beas",
    "Helmand",
    "Harirud",
    "Panj",
    "Amu  Darya",
    "Yamuna",
)


def build(sources: Path, out: Path, provinces: dict[str, Any]) -> list[Shipped]:
    """Write context.geojson; `provinces` are the two provinces as they are drawn, by name."""
    folder = sources / "sources" / "boundaries"
    study = shapely.union_all(list(provinces.values()))
    units = land_units(folder, study)
    sea = ("sea", "Arabian Sea", NE, sea_of(folder, units, study))
    features = [unit_feature(unit) for unit in (*units, sea)]
    features += neighbour_provinces(folder, study)
    features += rivers(folder) + lakes(folder)
    features += international_borders(folder, units, study) + disputed_lines(folder)
    features += towns(folder) + labels([*units, sea], provinces)
    write_features(out / "context.geojson", features)
    return [
        Shipped(
            "context.geojson",
            len(features),
            ODBL,
            "© OpenStreetMap contributors; Natural Earth (public domain)",
            "districts_2025_display.geojson; adm1_pakistan_osm2026.geojson; "
            "osm_neighbour_countries_generalised.geojson; osm_line_of_control.geojson; "
            "ne_*.geojson; hand/towns.csv",
            "for drawing only; disputed lines are named",
        )
    ]


def unit_feature(unit: Unit) -> dict[str, Any]:
    """The feature of a unit of land or sea."""
    layer, name, source, shape = unit
    return feature({"layer": layer, "name": name, "source": source}, shape)


def neighbour_provinces(folder: Path, study: Any) -> list[dict[str, Any]]:
    """Inner boundaries and labels of the Afghan and Iranian provinces near the study area."""
    features = []
    for country in ("Afghanistan", "Iran"):
        layer = gpd.read_file(folder / f"ne_adm1_{country.lower()}.geojson").sort_values("NAME_1")
        shapes = shapely.intersection(layer.geometry.to_numpy(), REGION)
        near = shapely.distance(shapes, study) <= NEAR_STUDY
        lines = inner_boundaries(shapes)
        for name, shape, line in zip(layer["NAME_1"][near], shapes[near], lines[near], strict=True):
            features.append(label_feature(name, "neighbour-province", label_point(shape)))
            properties = {"layer": "neighbour-province", "name": name, "source": NE}
            drawn = drawn_line(line)
            if not drawn.is_empty:
                features.append(feature({**properties, "country": country}, drawn))
    return features


def inner_boundaries(shapes: Any) -> Any:
    """Of each polygon the boundary towards the others, as far as an earlier one has not drawn it.

    The outer boundary of them all is left out: it is a worse drawing of the international border.
    """
    whole = shapely.buffer(shapely.union_all(shapely.buffer(shapes, MISFIT)), -MISFIT)
    drawn = shapely.buffer(shapely.boundary(whole), SLIVER)
    lines = []
    for edge in shapely.boundary(shapes):
        lines.append(shapely.difference(edge, drawn))
        drawn = shapely.union(drawn, shapely.buffer(edge, MISFIT))
    return np.array(lines)


def rivers(folder: Path) -> list[dict[str, Any]]:
    """The main rivers, one feature each, lake centre lines included."""
    layer = gpd.read_file(folder / "ne_rivers.geojson")
    features = []
    for name in RIVERS:
        line = shapely.union_all(layer.geometry[layer["name"] == name].to_numpy())
        shown = " ".join(name.split())
        features.append(feature({"layer": "river", "name": shown, "source": NE}, drawn_line(line)))
    return features


def lakes(folder: Path) -> list[dict[str, Any]]:
    """Lakes and reservoirs; "" where the source has no name."""
    layer = gpd.read_file(folder / "ne_lakes.geojson")
    rows = zip(layer["name"].fillna(""), layer.geometry, strict=True)
    return [
        feature(
            {"layer": "lake", "name": name, "source": NE},
            rounded(shapely.simplify(shape, LINE_TOLERANCE), DECIMALS),
        )
        for name, shape in sorted(rows, key=lambda row: (row[0], row[1].wkb_hex))
    ]


def towns(folder: Path) -> list[dict[str, Any]]:
    """Towns with rank 1 (metropolis) to 3; positions from Natural Earth where it has the town."""
    places = gpd.read_file(folder / "ne_populated_places.geojson")
    keys = zip(places["ADM0NAME"], places["NAME"], strict=True)
    known = dict(zip(keys, places.geometry, strict=True))
    features = []
    for row in read_rows(HAND / "towns.csv"):
        if row["ne_name"]:
            point, source = known[row["country"], row["ne_name"]], NE
        else:
            point = shapely.Point(float(row["longitude"]), float(row["latitude"]))
            source = "general knowledge, about 2 km"
        properties = {
            "layer": "town",
            "name": row["name"],
            "source": source,
            "rank": int(row["rank"]),
            "country": row["country"],
        }
        features.append(feature(properties, rounded(point, DECIMALS)))
    return features


def labels(units: list[Unit], provinces: dict[str, Any]) -> list[dict[str, Any]]:
    """Where to write the names of countries, provinces and the sea, with `kind`."""
    kinds = {"neighbour": "country", "pakistan": "province", "sea": "sea"}
    rows = [(name, "province", shape) for name, shape in provinces.items()]
    rows += [(unit[1], kinds[unit[0]], unit[3]) for unit in units]
    return [label_feature(name, kind, label_point(shape)) for name, kind, shape in rows]


def label_feature(name: str, kind: str, at: tuple[float, float]) -> dict[str, Any]:
    """A place to write a name."""
    properties = {"layer": "label", "name": name, "source": "own work", "kind": kind}
    return feature(properties, shapely.Point(at))


def label_point(shape: Any) -> tuple[float, float]:
    """The middle of the largest circle in a shape, two decimals."""
    centre = shapely.get_point(shapely.maximum_inscribed_circle(shape, tolerance=0.05), 0)
    return round(centre.x, 2), round(centre.y, 2)
