"""Land and sea around the study area, cut to fit the drawn study area exactly.

Other land takes what the study area leaves, so there is no sliver of sea along a border.
"""

from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

REGION: Final = shapely.box(58, 22, 80, 38)
"""Degrees: what a reader can pan to."""

LAND_TOLERANCE: Final = 0.02
"""Degrees, about 2 km: neighbours are coarser than the districts."""

STUDY_DECIMALS: Final = 4
"""Polygons that touch the study area keep its vertices, so they need its decimals."""

SLIVER: Final = 0.15
"""Degrees: land between two generalised outlines goes to a neighbour at most this far away."""

SMALLEST: Final = 4e-4
"""Square degrees (about 4 km2): smaller pieces are not drawn."""

OSM: Final = "OpenStreetMap"
NE: Final = "Natural Earth"
FAR_COUNTRIES: Final = ("Tajikistan", "Turkmenistan", "Uzbekistan", "Oman")
"""In view, but in Natural Earth only."""

Unit = tuple[str, str, str, Any]
"""Layer, name, source, polygon."""


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
    simple = shapely.coverage_simplify(layer.geometry.to_numpy(), LAND_TOLERANCE)
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
    return rounded(shapely.MultiPolygon(whole), STUDY_DECIMALS)


def rounded(shape: Any, decimals: int) -> Any:
    """Geometry with rounded coordinates, in normal form."""
    return shapely.normalize(shapely.transform(shape, lambda xy: np.round(xy, decimals)))
