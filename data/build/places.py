"""Districts, borders, belts and names: everything that says where things are."""

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.build import borders, context, coverage, gazetteer
from data.build.features import area_km2, feature, write_features
from data.build.registry import DISTRICT_TABLE, ODBL, Shipped
from geo.model.district import DISTRICT_COLUMNS
from geo.places.borders import BELT_KM

HAND: Final = Path(__file__).parent / "hand"
LAYERS: Final = {
    "2025": "adm2_kp_bal_current2025.parquet",
    "2023": "adm2_kp_bal_census2023.parquet",
}
"""Source layer of each vintage."""

OSM: Final = "© OpenStreetMap contributors; geoBoundaries (tehsil lines)"
CENSUS: Final = "Pakistan Bureau of Statistics (population); OCHA COD-AB (p-codes)"


def build(sources: Path, out: Path) -> list[Shipped]:
    """Write every place file into `out`."""
    layers = built_layers(sources / "sources" / "boundaries")
    shipped = [file for vintage in layers for file in write_vintage(vintage, layers, out)]
    shipped += write_borders(sources, layers, out)
    shipped += context.build(sources, out, drawn_provinces(layers["2025"]))
    return shipped + gazetteer.build(sources, out)


def built_layers(folder: Path) -> dict[str, gpd.GeoDataFrame]:
    """Each vintage with its attributes, join geometry and `display` geometry, by district_id.

    The 2023 geometry is the 2025 one dissolved, so that every child lies exactly in its parent.
    """
    source = {
        vintage: gpd.read_parquet(folder / name)
        .sort_values("district_id", ignore_index=True)
        .assign(vintage=vintage)
        for vintage, name in LAYERS.items()
    }
    newest, census = source["2025"], source["2023"]
    ids = dict(zip(census["name"], census["district_id"], strict=True))
    newest["parent_id"] = newest["parent_2023"].map(ids)
    census["parent_id"] = census["district_id"]
    join = coverage.join_coverage(newest.geometry.to_numpy())
    display = coverage.display_coverage(join)
    parents = newest["parent_id"].to_numpy()
    made = {
        "2025": (join, display),
        "2023": tuple(coverage.dissolved(shape, parents)[1] for shape in (join, display)),
    }
    layers = {}
    for vintage, (joined, drawn) in made.items():
        layer = source[vintage].set_geometry(gpd.GeoSeries(joined, crs="EPSG:4326"))
        layers[vintage] = layer.assign(display=drawn)
        share = coverage.agreement(layer, source[vintage])
        print(f"districts {vintage}: agrees with its source on {share:.4%} of random points")
    return layers


def write_vintage(vintage: str, layers: dict[str, gpd.GeoDataFrame], out: Path) -> list[Shipped]:
    """Write the table, the join layer and the display layer of one vintage."""
    layer = layers[vintage]
    table, join, display = (
        f"districts_{vintage}.csv",
        f"districts_{vintage}.parquet",
        f"districts_{vintage}_display.geojson",
    )
    district_table(layer).to_csv(out / table, index=False, lineterminator="\n")
    gpd.GeoDataFrame(layer[["district_id", "geometry"]]).to_parquet(
        out / join, index=False, compression="zstd", geometry_encoding="WKB"
    )
    features = [
        feature({"i": i, "id": one}, shape)
        for i, (one, shape) in enumerate(zip(layer["district_id"], layer["display"], strict=True))
    ]
    write_features(out / display, features)
    made = [
        (table, DISTRICT_TABLE, f"{OSM}; {CENSUS}", "names, population, area"),
        (
            join,
            ODBL,
            OSM,
            f"join geometry, EPSG:4326, simplified at {coverage.JOIN_TOLERANCE} degrees",
        ),
        (
            display,
            ODBL,
            OSM,
            f"for drawing only, simplified at {coverage.DISPLAY_TOLERANCE} degrees",
        ),
    ]
    return [
        Shipped(name, len(layer), licence, origin, LAYERS[vintage], note)
        for name, licence, origin, note in made
    ]


def district_table(layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """One row per district with `DISTRICT_COLUMNS`, sorted by district_id."""
    urdu = pd.read_csv(HAND / "district_urdu.csv").set_index("district_id")["name_ur"]
    derived = layer["boundary_note"].str.contains("population = sum of census tehsils")
    area = [area_km2(one) for one in layer.geometry]
    table = layer.assign(
        name_ur=layer["district_id"].map(urdu),
        division=layer["division_2023"],
        # COD-AB 2022 has no polygon of a district that was split since: no code, not the parent's
        pcode=layer["pcode_cod_2022"].fillna(""),
        population_2017=layer["pop_2017"].astype("int64"),
        population_2023=layer["pop_2023"].astype("int64"),
        population_note=np.where(derived, "derived from census tehsils", "census"),
        area_km2=area,
        note=layer["boundary_note"].map(plain_note),
    )
    if table["name_ur"].isna().any():
        raise ValueError("hand/district_urdu.csv lacks a district of this layer")
    return pd.DataFrame(table[list(DISTRICT_COLUMNS)])


def plain_note(note: str) -> str:
    """What a reader should know of a district's outline, from the layer's boundary note."""
    if note.startswith("split of 2023-census district"):
        parent = note.removeprefix("split of 2023-census district ").split(" along ")[0]
        return f"Cut from {parent} along tehsil lines of 2017; the official line may differ."
    if note.startswith("contains part of former Lehri"):
        return "Contains part of the former district Lehri (2013 to 2018)."
    if note.startswith("Central Dir"):
        return "The line between Upper and Lower Dir follows the census tehsils Wari and Larjum."
    return note


def write_borders(sources: Path, layers: dict[str, gpd.GeoDataFrame], out: Path) -> list[Shipped]:
    """Write the border lines (join and display) and the belts along two of them."""
    folder = sources / "sources" / "boundaries"
    countries = gpd.read_file(folder / "osm_neighbour_countries_generalised.geojson")
    provinces = gpd.read_file(folder / "adm1_pakistan_osm2026.geojson")
    ours = provinces["province"].isin(["Balochistan", "Khyber Pakhtunkhwa"])
    by_iso = countries.set_index("iso").geometry
    neighbours = {
        "afghan": by_iso["AF"],
        "iranian": by_iso["IR"],
        "inner": shapely.union_all(provinces.geometry[~ours].to_numpy()),
    }
    outer = shapely.coverage_union_all(layers["2025"].geometry.to_numpy())
    drawn = display_outline(layers["2025"])
    lines = borders.border_lines(outer, neighbours)
    simple = borders.border_lines_like(drawn, lines)
    for name, by_kind in (("borders.geojson", lines), ("borders_display.geojson", simple)):
        lengths = {kind: round(borders.length_km(line), 1) for kind, line in by_kind.items()}
        print(f"{name}: km by kind {lengths}")
        features = [
            feature({"kind": kind, "length_km": lengths[kind]}, line)
            for kind, line in by_kind.items()
        ]
        write_features(out / name, features)
    belts = [
        feature({"border": kind, "km": km, "area_km2": area_km2(belt)}, belt)
        for kind in ("afghan", "iranian")
        for km in BELT_KM
        for belt in [borders.belt(lines[kind], drawn, km)]
    ]
    write_features(out / "belts.geojson", belts)
    built_from = (
        "districts_2025.parquet; osm_neighbour_countries_generalised.geojson; "
        "adm1_pakistan_osm2026.geojson"
    )
    return [
        Shipped("borders.geojson", 4, ODBL, OSM, built_from, "outer edge by what lies beyond it"),
        Shipped("borders_display.geojson", 4, ODBL, OSM, built_from, "for drawing only"),
        Shipped("belts.geojson", len(belts), ODBL, OSM, "borders.geojson", "for drawing only"),
    ]


def display_outline(layer: gpd.GeoDataFrame) -> Any:
    """The study area as it is drawn."""
    return shapely.coverage_union_all(layer["display"].to_numpy())


def drawn_provinces(layer: gpd.GeoDataFrame) -> dict[str, Any]:
    """The two provinces as they are drawn, by name."""
    return {
        str(name): shapely.coverage_union_all(rows["display"].to_numpy())
        for name, rows in layer.groupby("province")
    }
