"""Districts as areas: coloured by a measure, outlined, and clickable."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

import pydeck
import shapely

from geo.maps.colours import RGBA, Palette, rgba
from geo.maps.deck import map_safe_text
from geo.maps.labels import Label
from geo.maps.publish import publish_json
from geo.places.layers import display_features, display_shapes, district_ids, district_names

FILL_OPACITY = 0.82
"""Below 1 so that rivers and labels stay readable through the colour."""

NAMES_FROM: Final = 5.0
"""Zoom at which the names of districts begin to fit."""

MIDDLE_DEGREES: Final = 0.05
"""How well the middle of a district is found."""


def draw_districts(
    vintage: str,
    *,
    fills: Mapping[str, RGBA],
    tips: Mapping[str, str],
    colours: Palette,
) -> pydeck.Layer:
    """The districts of a vintage, each in its fill; a district without one in the ground colour.

    `fills` and `tips` map a district_id to its colour and its tooltip.
    """
    ids = district_ids(vintage)
    return pydeck.Layer(
        "GeoJsonLayer",
        id="districts",
        data=published_districts(vintage),
        fills=[fills.get(one, rgba(colours.study)) for one in ids],
        # a tuple: pydeck would take a list of texts for names of columns
        tips=tuple(map_safe_text(tips.get(one, "")) for one in ids),
        pickable=True,
        filled=True,
        stroked=True,
        get_line_color=rgba(colours.district_line),
        line_width_units="'pixels'",
        get_line_width=0.8,
        auto_highlight=True,
        highlight_color=rgba(colours.chosen, 0.12),
        # the areas are found, so their outlines need not be
        _subLayerProps={"polygons-stroke": {"pickable": False}},
    )


@cache
def published_districts(vintage: str) -> str:
    """The name of the published file of a vintage's districts: features with `i`, `id`, `name`."""
    names = district_names()
    features = [
        {
            **feature,
            "properties": {
                **feature["properties"],
                "name": names[feature["properties"]["id"]],
            },
        }
        for feature in display_features(vintage)
    ]
    return publish_json(f"districts-{vintage}", features)


def district_labels(vintage: str, colours: Palette) -> list[Label]:
    """The name of every district in the middle of the largest circle in it, on a nearer view."""
    names = district_names()
    circles = shapely.maximum_inscribed_circle(display_shapes(vintage), MIDDLE_DEGREES)
    middles = shapely.get_coordinates(shapely.get_point(circles, 0)).round(2).tolist()
    return [
        Label(
            longitude,
            latitude,
            names[one],
            size=12,
            rank=15,  # after towns
            colour=colours.text,
            from_zoom=NAMES_FROM,
        )
        for one, (longitude, latitude) in zip(district_ids(vintage), middles, strict=True)
    ]


def draw_chosen(vintage: str, chosen: Sequence[str], colours: Palette) -> list[pydeck.Layer]:
    """A strong outline around the chosen districts."""
    features = [
        {"type": "Feature", "geometry": feature["geometry"], "properties": {}}
        for feature in display_features(vintage)
        if feature["properties"]["id"] in chosen
    ]
    if not features:
        return []
    return [
        pydeck.Layer(
            "GeoJsonLayer",
            id="chosen-districts",
            data=features,
            filled=False,
            stroked=True,
            get_line_color=rgba(colours.chosen),
            line_width_units="'pixels'",
            get_line_width=2.2,
        )
    ]


def fill_of(code: int, colours: Palette) -> RGBA:
    """Fill of a class code (0 none, 1.. the ramp, -1 no value)."""
    if code < 0:
        return rgba(colours.no_data, FILL_OPACITY)
    return rgba(colours.ramp[code - 1], FILL_OPACITY) if code else rgba(colours.study)
