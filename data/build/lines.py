"""Lines around the study area: international boundaries, and those that are disputed.

Boundaries are drawn as their sources draw them. A line that a state disputes is not among the
boundaries but in a layer of its own, named, to be dashed.
"""

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import shapely

from data.build.features import feature
from data.build.land import NE, OSM, STUDY_DECIMALS, Unit, rounded

LINE_TOLERANCE: Final = 0.01
"""Degrees, about 1 km."""

DECIMALS: Final = 3

TOUCH: Final = 0.006
"""Degrees within which two outlines count as one border (about 600 m)."""

DISPUTES: Final = {
    "Line of Control": "Cease-fire line between India and Pakistan in Kashmir, not an agreed "
    "border; undelimited in the north.",
    "Siachen Glacier": "Claimed by India and by Pakistan; no agreed line.",
    "China – Pakistan, undefined": "Section that Natural Earth marks as indefinite; India "
    "claims the ground.",
    "China – India, disputed": "Line that neither side accepts as the border.",
    "Claim of China": "Outer limit of what China claims, as Natural Earth draws it.",
    "Claim of India": "Outer limit of what India claims, as Natural Earth draws it.",
    "Claim of Pakistan": "Outer limit of what Pakistan claims, as Natural Earth draws it.",
}
"""What a reader should know of each disputed line."""


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
        border_feature("border", name, f"{OSM}, {NE}", note, fitting_line(edge))
        for name, ours, other, note in pairs
        for edge in [edge_towards(ours, by_name[other])]
    ]
    lines = gpd.read_file(folder / "ne_boundary_lines_land.geojson")
    chinese = lines[
        lines["featurecla"].str.startswith("International")
        & ((lines["adm0_left"] == "China") | (lines["adm0_right"] == "China"))
        & ~lines["adm0_left"].str.contains("Siachen")
    ]
    for (left, right), rows in chinese.groupby(["adm0_left", "adm0_right"]):
        name = " – ".join(sorted((left, right)))
        features.append(border_feature("border", name, NE, "", drawn_line(merged_lines(rows))))
    return features


def disputed_lines(folder: Path) -> list[dict[str, Any]]:
    """Lines that are not agreed boundaries, each with a name and a note, to draw dashed."""
    control = gpd.read_file(folder / "osm_line_of_control.geojson")
    lines = gpd.read_file(folder / "ne_boundary_lines_land.geojson")
    claims = gpd.read_file(folder / "ne_boundary_lines_disputed.geojson")
    sides = lines["adm0_left"] + "/" + lines["adm0_right"]
    kind = lines["featurecla"].str.split(" (", regex=False).str[0]
    siachen = sides.str.contains("Siachen")
    tables = {
        "Line of Control": control,
        "Siachen Glacier": lines[siachen],
        "China – Pakistan, undefined": lines[(kind == "Indefinite") & ~siachen],
        "China – India, disputed": lines[kind == "Disputed"],
        "Claim of China": claims[claims["name"] == "Chinese claim"],
        "Claim of India": claims[claims["name"] == "Indian claim"],
        "Claim of Pakistan": claims[claims["name"] == "Pakistani claim"],
    }
    return [
        border_feature(
            "disputed",
            name,
            OSM if table is control else NE,
            DISPUTES[name],
            drawn_line(merged_lines(table)),
        )
        for name, table in tables.items()
    ]


def merged_lines(table: gpd.GeoDataFrame) -> Any:
    """All lines of a table as one geometry."""
    return shapely.union_all(table.geometry.to_numpy())


def edge_towards(ours: Any, other: Any) -> Any:
    """The part of an outline that runs along another polygon."""
    return shapely.intersection(shapely.boundary(ours), shapely.buffer(other, TOUCH))


def border_feature(layer: str, name: str, source: str, note: str, line: Any) -> dict[str, Any]:
    """A border or a disputed line."""
    return feature({"layer": layer, "name": name, "source": source, "note": note}, line)


def drawn_line(line: Any) -> Any:
    """A line at drawing precision, as a MultiLineString without specks."""
    return rounded(without_specks(shapely.simplify(joined(line), LINE_TOLERANCE)), DECIMALS)


def fitting_line(line: Any) -> Any:
    """A line that keeps the vertices of the polygons it bounds, without specks."""
    return rounded(without_specks(joined(line)), STUDY_DECIMALS)


def joined(line: Any) -> Any:
    """The lines of a geometry, joined end to end."""
    return shapely.line_merge(shapely.MultiLineString(_lines_of(line)))


def without_specks(line: Any) -> Any:
    """A MultiLineString of the parts that are long enough to be seen."""
    return shapely.MultiLineString(
        [part for part in shapely.get_parts(line) if part.length > TOUCH]
    )


def _lines_of(shape: Any) -> list[Any]:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return [part for part in parts if part.geom_type == "LineString" and not part.is_empty]
