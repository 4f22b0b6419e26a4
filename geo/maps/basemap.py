"""The ground under every map: sea, neighbours, provinces, rivers, lines and labels. No tiles."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pydeck
import shapely

from geo.maps.colours import Palette, rgba
from geo.maps.deck import SHEET
from geo.maps.labels import Label, in_two_lines
from geo.model.incident import PROVINCES
from geo.places.context import context_features
from geo.places.layers import display_shapes, district_ids

Feature = dict[str, Any]

DASH: Final = (9, 7)
"""Pixels of a dash and of the gap after it; disputed lines only."""

TOWN_SIZES: Final = {1: 15, 2: 14, 3: 13}
"""Pixels by the rank of a town."""

AREA_RANKS: Final = {"country": 60, "sea": 55, "province": 42, "neighbour-province": 20}
"""Which label stays where two meet; "province" is one of Pakistan's others. A town has 10 times
(5 - rank), one in a district `OURS` more, and the two capitals `CAPITAL`."""

OURS: Final = 5
"""What a town in a district has more."""

PROVINCE, CAPITAL = 99, 100
"""The two provinces go before all but their capitals, to which an area's name can give way."""

GIVES, PROVINCE_GIVES = 8, 24
"""Pixels by which the name of an area may do so, and that of a whole province of ours."""

PROVINCE_TO: Final = 7.0
"""Zoom above which a map shows a part of a province of ours, and districts have their names."""

NEAR_DEGREES: Final = 0.02
"""A town on the coast may lie so far beyond the drawn districts, whose edges are simplified."""


def draw_ground(colours: Palette) -> list[pydeck.Layer]:
    """Everything that lies under the districts: a sheet of land, what is on it, and its lines.

    Beyond the sheet nothing is known to be land or sea: the page shows.
    """
    west, south, east, north = SHEET
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    sheet = {"geometry": {"type": "Polygon", "coordinates": [ring]}}
    areas = [
        ([sheet], colours.land),
        (context_features("sea"), colours.sea),
        (context_features("pakistan"), colours.pakistan),
        (context_features("lake"), colours.water),
    ]
    return [
        pydeck.Layer(
            "GeoJsonLayer",
            id="ground",
            data=[_drawn(one, colour=rgba(fill)) for features, fill in areas for one in features],
            stroked=False,
            get_fill_color="properties.colour",
        ),
        _lines("pakistan", context_features("pakistan"), colours.district_line, 0.9, opacity=0.8),
        _lines("rivers", context_features("river"), colours.water, 0.9),
    ]


def draw_neighbour_provinces(colours: Palette) -> pydeck.Layer:
    """Inner boundaries of the Afghan and Iranian provinces near the border."""
    features = context_features("neighbour-province")
    return _lines("neighbour-provinces", features, colours.faint_text, 0.8)


def draw_lines(colours: Palette) -> list[pydeck.Layer]:
    """Borders: between the two provinces and between states, solid; disputed lines, dashed.

    They are drawn as their source has them.
    """
    return [
        _lines("province-line", [_province_line()], colours.faint_text, 1.6),
        _lines("country-borders", context_features("border"), colours.country_line, 1.6),
        _lines(
            "disputed-lines",
            context_features("disputed"),
            colours.disputed_line,
            1.8,
            _subLayerProps={"linestrings": {"dash": DASH}},
            pickable=True,
        ),
    ]


def name_labels(colours: Palette, *, towns: bool, neighbours: bool) -> list[Label]:
    """Names of countries and provinces; of towns and of neighbours' provinces when asked for."""
    labels = [
        _area_label(feature, colours)
        for feature in context_features("label")
        if neighbours or feature["properties"]["kind"] != "neighbour-province"
    ]
    return [*labels, *_town_labels(colours)] if towns else labels


def draw_towns(colours: Palette) -> pydeck.Layer:
    """A small dot for each main town."""
    return pydeck.Layer(
        "ScatterplotLayer",
        id="towns",
        data=[{"at": feature["geometry"]["coordinates"]} for feature in context_features("town")],
        get_position="at",
        get_radius=1.8,
        radius_units="'pixels'",
        get_fill_color=rgba(colours.text),
    )


def _lines(
    layer_id: str, features: Iterable[Feature], colour: str, width: float, **more: Any
) -> pydeck.Layer:
    """Lines of one colour: what is the same for a whole layer is no attribute of each line.

    Layers of the same attributes share a shader; each further one takes time before the first map.
    """
    return pydeck.Layer(
        "GeoJsonLayer",
        id=layer_id,
        data=[_drawn(one, tip=_tip(one["properties"])) for one in features],
        filled=False,
        stroked=True,
        get_line_color=rgba(colour),
        line_width_units="'pixels'",
        get_line_width=width,
        **more,
    )


def _province_line() -> Feature:
    """The edge that the districts of one province share with those of the other."""
    shapes, ids = display_shapes(), np.array(district_ids())
    outlines = [
        shapely.boundary(shapely.coverage_union_all(shapes[np.char.startswith(ids, province)]))
        for province in PROVINCES
    ]
    shared = shapely.line_merge(shapely.intersection(*outlines))
    return {"geometry": shapely.geometry.mapping(shared), "properties": {}}


def _drawn(feature: Feature, **properties: Any) -> Feature:
    """A feature with what the map needs of it: the geometry, and these properties."""
    return {"type": "Feature", "geometry": feature["geometry"], "properties": properties}


def _tip(properties: dict[str, Any]) -> str:
    note = properties.get("note") or ""
    name = properties.get("name") or ""
    return f"{name}\n{note}".strip()


def _area_label(feature: Feature, colours: Palette) -> Label:
    """The name of an area; a long one stands in two lines, so that it keeps to the area."""
    kind = feature["properties"]["kind"]
    label = _label(feature, size=13 if kind == "neighbour-province" else 14, rank=AREA_RANKS[kind])
    if label.name in PROVINCES.values():
        label = replace(label, size=15, rank=PROVINCE, colour=colours.text)
        label = replace(label, gives=PROVINCE_GIVES, to_zoom=PROVINCE_TO)
    else:
        label = replace(label, colour=colours.faint_text, gives=GIVES)
    return replace(label, name=in_two_lines(label.name))


def _town_labels(colours: Palette) -> list[Label]:
    """Names of towns to the right of their marks; those in a district first among equals."""
    towns = context_features("town")
    points = shapely.points([one["geometry"]["coordinates"] for one in towns])
    ours = shapely.dwithin(shapely.coverage_union_all(display_shapes()), points, NEAR_DEGREES)
    return [
        replace(
            _label(town, size=TOWN_SIZES[rank], rank=_town_rank(rank, ours=bool(inside))),
            colour=colours.text,
            anchor="start",
        )
        for town, inside in zip(towns, ours, strict=True)
        if (rank := int(town["properties"]["rank"]))
    ]


def _town_rank(rank: int, *, ours: bool) -> int:
    return CAPITAL if ours and rank == 1 else 10 * (5 - rank) + OURS * ours


def _label(feature: Feature, *, size: int, rank: int) -> Label:
    longitude, latitude = feature["geometry"]["coordinates"]
    name = str(feature["properties"]["name"])
    return Label(longitude, latitude, name, size=size, rank=rank, colour="")
