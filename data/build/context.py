"""What lies around the study area, at drawing precision: land, sea, borders, rivers, towns.

Everything is cut to fit the drawn study area exactly: other land takes what the study area leaves,
so there is no sliver of sea along a border. Boundaries are drawn as their sources draw them;
lines that a state disputes are a layer of their own, named, to be dashed.
"""

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from data.build.features import feature, write_features
from data.build.registry import ODBL, Shipped, read_rows

HAND: Final = Path(__file__).parent / "hand"
REGION: Final = shapely.box(58, 22, 80, 38)
"""Degrees: what a reader can pan to."""

LAND_TOLERANCE: Final = 0.02
LINE_TOLERANCE: Final = 0.02
"""Degrees, about 2 km: context is fainter and coarser than the districts."""

DECIMALS: Final = 3
STUDY_DECIMALS: Final = 4
"""Polygons that touch the study area keep its vertices, so they need its decimals."""

SLIVER: Final = 0.15
"""Degrees: land between two generalised outlines goes to a neighbour at most this far away."""

SMALLEST: Final = 4e-4
"""Square degrees (about 4 km2): smaller pieces are not drawn."""

TOUCH: Final = 0.006
"""Degrees within which two outlines count as one border (about 600 m)."""

NEAR_STUDY: Final = 1.2
"""Degrees: provinces of neighbours further away than this are not drawn."""

OSM: Final = "OpenStreetMap"
NE: Final = "Natural Earth"
FAR_COUNTRIES: Final = ("Tajikistan", "Turkmenistan", "Uzbekistan", "Oman")
"""In view, but in Natural Earth only."""

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

Unit = tuple[str, str, str, Any]
"""Layer, name, source, polygon."""


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
    features += province_labels(features)
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


def land_units(folder: Path, study: Any) -> list[Unit]:
    """All land around the study area, without overlap, each unit cut to what is left for it."""
    land = shapely.union_all(gpd.read_file(folder / "ne_land.geojson").geometry.to_numpy())
    rough = [*pakistan(folder), *neighbours(folder, land)]
    taken = study
    cut: list[Unit] = []
    for layer, name, source, shape in rough:
        cut.append((layer, name, source, shapely.difference(shape, taken)))
        taken = shapely.union(taken, shape)
    # What lies between two generalised outlines goes to a unit beside it
    left = shapely.difference(shapely.intersection(land, REGION), taken)
    filled: list[Unit] = []
    for layer, name, source, shape in cut:
        piece = shapely.intersection(left, shapely.buffer(shape, SLIVER))
        left = shapely.difference(left, piece)
        filled.append((layer, name, source, drawn_polygon(shapely.union(shape, piece))))
    return filled


def pakistan(folder: Path) -> list[Unit]:
    """The provinces and territories of Pakistan outside the study area."""
    layer = gpd.read_file(folder / "adm1_pakistan_osm2026.geojson").sort_values("province")
    simple = shapely.coverage_simplify(layer.geometry.to_numpy(), LAND_TOLERANCE / 2)
    units = zip(layer["province"], simple, strict=True)
    ours = ("Balochistan", "Khyber Pakhtunkhwa")
    return [("pakistan", name, OSM, shape) for name, shape in units if name not in ours]


def neighbours(folder: Path, land: Any) -> list[Unit]:
    """The countries in view, on land only."""
    near = gpd.read_file(folder / "osm_neighbour_countries_generalised.geojson")
    far = gpd.read_file(folder / "ne_countries_50m.geojson").set_index("NAME").geometry
    known = [(name, OSM, shape) for name, shape in zip(near["name"], near.geometry, strict=True)]
    known += [(name, NE, far[name]) for name in FAR_COUNTRIES]
    return [
        (
            "neighbour",
            name,
            source,
            shapely.intersection(shapely.simplify(shape, LAND_TOLERANCE), land),
        )
        for name, source, shape in known
    ]


def sea_of(folder: Path, units: list[Unit], study: Any) -> Any:
    """The parts of the region that no unit covers and that are mostly sea in Natural Earth."""
    natural = shapely.union_all(gpd.read_file(folder / "ne_land.geojson").geometry.to_numpy())
    land = shapely.union_all([study, *(unit[3] for unit in units)])
    parts = shapely.get_parts(shapely.difference(REGION, land))
    dry = shapely.area(shapely.intersection(parts, natural))
    return drawn_polygon(shapely.union_all(parts[dry < shapely.area(parts) / 2]))


def drawn_polygon(shape: Any) -> Any:
    """A polygon at drawing precision without its small parts and holes."""
    fixed = shapely.set_precision(shape, 10**-STUDY_DECIMALS)
    parts = [part for part in shapely.get_parts(fixed) if part.area >= SMALLEST]
    whole = [
        shapely.Polygon(
            part.exterior,
            [ring for ring in part.interiors if shapely.Polygon(ring).area >= SMALLEST],
        )
        for part in parts
    ]
    return _rounded(shapely.MultiPolygon(whole), STUDY_DECIMALS)


def unit_feature(unit: Unit) -> dict[str, Any]:
    """The feature of a unit of land or sea."""
    layer, name, source, shape = unit
    return feature({"layer": layer, "name": name, "source": source}, shape)


def neighbour_provinces(folder: Path, study: Any) -> list[dict[str, Any]]:
    """Inner boundaries and label points of Afghan and Iranian provinces near the study area.

    The outer boundary is left out: it is a worse drawing of the international border. A boundary
    between two provinces comes once.
    """
    features = []
    for country, name, column in (
        ("Afghanistan", "ne_adm1_afghanistan.geojson", "NAME_1"),
        ("Iran", "ne_adm1_iran.geojson", "NAME_1"),
    ):
        layer = gpd.read_file(folder / name).sort_values(column)
        shapes = shapely.intersection(layer.geometry.to_numpy(), REGION)
        country_shape = shapely.buffer(shapely.union_all(shapely.buffer(shapes, 0.05)), -0.05)
        drawn = shapely.buffer(shapely.boundary(country_shape), SLIVER)
        for province, shape in zip(layer[column], shapes, strict=True):
            if shapely.distance(shape, study) > NEAR_STUDY:
                continue
            line = shapely.difference(shapely.boundary(shape), drawn)
            drawn = shapely.union(drawn, shapely.buffer(shapely.boundary(shape), 0.04))
            lon, lat = label_point(shape)
            features.append(
                feature(
                    {
                        "layer": "neighbour-province",
                        "name": province,
                        "source": NE,
                        "country": country,
                        "label_longitude": lon,
                        "label_latitude": lat,
                    },
                    drawn_line(line),
                )
            )
    return features


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
            _rounded(shapely.simplify(shape, LINE_TOLERANCE / 2), DECIMALS),
        )
        for name, shape in sorted(rows, key=lambda row: (row[0], row[1].wkb_hex))
    ]


def international_borders(folder: Path, units: list[Unit], study: Any) -> list[dict[str, Any]]:
    """International boundaries to draw solid.

    Those of Pakistan, Afghanistan and Iran are the drawn edges of the land on both sides; those of
    China are Natural Earth's. The boundary of Kashmir is not here but among the disputed lines.
    """
    by_name = {unit[1]: unit[3] for unit in units}
    all_pakistan = shapely.union_all([study, *(unit[3] for unit in units if unit[0] == "pakistan")])
    punjab_sindh = shapely.union(by_name["Punjab"], by_name["Sindh"])
    pairs = [
        (
            "Afghanistan – Pakistan",
            all_pakistan,
            "Afghanistan",
            "The Durand Line, which Afghan governments have not recognised as a border.",
        ),
        ("Iran – Pakistan", all_pakistan, "Iran", ""),
        ("India – Pakistan", punjab_sindh, "India", ""),
        *(
            (f"{left} – {right}", by_name[left], right, "")
            for left, right in (
                ("Afghanistan", "Iran"),
                ("Afghanistan", "Turkmenistan"),
                ("Afghanistan", "Uzbekistan"),
                ("Afghanistan", "Tajikistan"),
                ("Iran", "Turkmenistan"),
                ("Tajikistan", "Uzbekistan"),
                ("Turkmenistan", "Uzbekistan"),
            )
        ),
    ]
    features = [
        border_feature("border", name, f"{OSM}, {NE}", note, edge_towards(ours, by_name[other]))
        for name, ours, other, note in pairs
    ]
    lines = gpd.read_file(folder / "ne_boundary_lines_land.geojson")
    chinese = lines[
        lines["featurecla"].str.startswith("International")
        & ((lines["adm0_left"] == "China") | (lines["adm0_right"] == "China"))
        & ~lines["adm0_left"].str.contains("Siachen")
    ]
    for (left, right), rows in chinese.groupby(["adm0_left", "adm0_right"]):
        name = " – ".join(sorted((left, right)))
        features.append(border_feature("border", name, NE, "", merged_lines(rows)))
    return features


def disputed_lines(folder: Path) -> list[dict[str, Any]]:
    """Lines that are not agreed boundaries, each with a name and a note, to draw dashed."""
    control = gpd.read_file(folder / "osm_line_of_control.geojson")
    lines = gpd.read_file(folder / "ne_boundary_lines_land.geojson")
    claims = gpd.read_file(folder / "ne_boundary_lines_disputed.geojson")
    sides = lines["adm0_left"] + "/" + lines["adm0_right"]
    kind = lines["featurecla"].str.split(" (", regex=False).str[0]
    siachen = sides.str.contains("Siachen")
    rows = [
        (
            "Line of Control",
            OSM,
            control,
            "Cease-fire line between India and Pakistan in Kashmir, "
            "not an agreed border; undelimited in the north.",
        ),
        (
            "Siachen Glacier",
            NE,
            lines[siachen],
            "Claimed by India and by Pakistan; no agreed line.",
        ),
        (
            "China – Pakistan, undefined",
            NE,
            lines[(kind == "Indefinite") & ~siachen],
            "Section that Natural Earth marks as indefinite; India claims the ground.",
        ),
        (
            "China – India, disputed",
            NE,
            lines[kind == "Disputed"],
            "Line that neither side accepts as the border.",
        ),
        *(
            (
                f"Claim of {state}",
                NE,
                claims[claims["name"] == f"{word} claim"],
                f"Outer limit of what {state} claims, as Natural Earth draws it.",
            )
            for state, word in (
                ("China", "Chinese"),
                ("India", "Indian"),
                ("Pakistan", "Pakistani"),
            )
        ),
    ]
    return [
        border_feature("disputed", name, source, note, merged_lines(table))
        for name, source, table, note in rows
    ]


def merged_lines(table: gpd.GeoDataFrame) -> Any:
    """All lines of a table as one geometry."""
    return shapely.union_all(table.geometry.to_numpy())


def edge_towards(ours: Any, other: Any) -> Any:
    """The part of an outline that runs along another polygon."""
    return shapely.intersection(shapely.boundary(ours), shapely.buffer(other, TOUCH))


def border_feature(layer: str, name: str, source: str, note: str, line: Any) -> dict[str, Any]:
    """A border or a disputed line."""
    return feature({"layer": layer, "name": name, "source": source, "note": note}, drawn_line(line))


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
        features.append(feature(properties, _rounded(point, DECIMALS)))
    return features


def labels(units: list[Unit], provinces: dict[str, Any]) -> list[dict[str, Any]]:
    """Where to write the names of countries, provinces and the sea, with `kind`."""
    kinds = {"neighbour": "country", "pakistan": "province", "sea": "sea"}
    rows = [(name, "province", shape) for name, shape in provinces.items()]
    rows += [(unit[1], kinds[unit[0]], unit[3]) for unit in units]
    return [label_feature(name, kind, label_point(shape)) for name, kind, shape in rows]


def province_labels(features: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The label points of the neighbours' provinces as features of their own."""
    rows = [one["properties"] for one in features]
    return [
        label_feature(
            row["name"], "neighbour-province", (row["label_longitude"], row["label_latitude"])
        )
        for row in rows
        if row["layer"] == "neighbour-province"
    ]


def label_feature(name: str, kind: str, at: tuple[float, float]) -> dict[str, Any]:
    """A place to write a name."""
    properties = {"layer": "label", "name": name, "source": "own work", "kind": kind}
    return feature(properties, shapely.Point(at))


def label_point(shape: Any) -> tuple[float, float]:
    """The middle of the largest circle in a shape, two decimals."""
    centre = shapely.get_point(shapely.maximum_inscribed_circle(shape, tolerance=0.05), 0)
    return round(centre.x, 2), round(centre.y, 2)


def drawn_line(line: Any) -> Any:
    """A line at drawing precision, as a MultiLineString without specks."""
    joined = shapely.line_merge(shapely.MultiLineString(_lines_of(line)))
    simple = shapely.simplify(joined, LINE_TOLERANCE / 2)
    parts = [part for part in shapely.get_parts(simple) if part.length > TOUCH]
    return _rounded(shapely.MultiLineString(parts), DECIMALS)


def _lines_of(shape: Any) -> list[Any]:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return [part for part in parts if part.geom_type == "LineString" and not part.is_empty]


def _rounded(shape: Any, decimals: int) -> Any:
    return shapely.normalize(shapely.transform(shape, lambda xy: np.round(xy, decimals)))
