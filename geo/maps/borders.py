"""The two international borders: lines, belts and crossings, each with its own hue."""

from collections.abc import Mapping
from typing import Any

import pydeck

from geo.maps.colours import Palette, rgba
from geo.maps.deck import map_safe_text
from geo.maps.labels import Label
from geo.places.borders import BORDERS, belts, border_features
from geo.places.context import crossings

CROSSING_RANK = 45
"""Crossings are labelled before towns (at most 40; but Peshawar and Quetta 100) and the provinces
around ours, and after countries, the sea and our two provinces."""

MAIN_RANK = 50
"""That of the main crossings, before the others."""

PAIR = " - "
"""Between the two places of a crossing, ours first."""


def border_hue(border: str, colours: Palette) -> str:
    """The hue that a border has everywhere in the atlas."""
    return colours.afghan if border == "afghan" else colours.iranian


def draw_border(border: str, colours: Palette) -> pydeck.Layer:
    """The line of one border, as the districts' outer edge has it."""
    return pydeck.Layer(
        "GeoJsonLayer",
        id=f"border-{border}",
        data=[
            {
                "type": "Feature",
                "geometry": line["geometry"],
                "properties": {"tip": BORDERS[border]},
            }
            for line in border_features()
            if line["properties"]["kind"] == border
        ],
        filled=False,
        stroked=True,
        get_line_color=rgba(border_hue(border, colours)),
        line_width_units="'pixels'",
        get_line_width=3,
    )


def draw_belt(border: str, km: int, colours: Palette) -> pydeck.Layer:
    """The belt of `km` along a border, inside the study area, as a light tint with an edge."""
    hue = border_hue(border, colours)
    return pydeck.Layer(
        "GeoJsonLayer",
        id=f"belt-{border}",
        data=[
            {"type": "Feature", "geometry": belt["geometry"], "properties": {}}
            for belt in belts()
            if belt["properties"]["border"] == border and belt["properties"]["km"] == km
        ],
        filled=True,
        stroked=True,
        get_fill_color=rgba(hue, 0.16),
        get_line_color=rgba(hue, 0.7),
        line_width_units="'pixels'",
        get_line_width=1,
    )


def draw_crossings(colours: Palette) -> pydeck.Layer:
    """Crossings as marks; the tooltip says how well each position is known."""
    return pydeck.Layer(
        "ScatterplotLayer",
        id="crossings",
        data=[_crossing(row, colours) for row in crossings().to_dict("records")],
        pickable=True,
        get_position="at",
        get_radius=4.5,
        radius_units="'pixels'",
        get_fill_color=rgba(colours.halo),
        get_line_color="hue",
        stroked=True,
        get_line_width=2.5,
        line_width_units="'pixels'",
    )


def crossing_labels(colours: Palette, *, brief: bool = False) -> list[Label]:
    """The crossings' names, to the left of their marks, in the hue of their border.

    `brief` leaves the place on the far side out: "Taftan" for "Taftan - Mirjaveh".
    """
    return [
        Label(
            float(row["longitude"]),
            float(row["latitude"]),
            _short(row).split(PAIR)[0] if brief else _short(row),
            size=12,
            rank=MAIN_RANK if "main" in str(row["kind"]) else CROSSING_RANK,
            colour=border_hue(str(row["border"]), colours),
            anchor="end",
        )
        for row in crossings().to_dict("records")
    ]


def _short(row: Mapping[Any, Any]) -> str:
    """A crossing's name without its other spellings."""
    return map_safe_text(str(row["name"]).split(" (")[0])


def _crossing(row: Mapping[Any, Any], colours: Palette) -> dict[str, Any]:
    return {
        "at": [round(float(row["longitude"]), 4), round(float(row["latitude"]), 4)],
        "hue": rgba(border_hue(str(row["border"]), colours)),
        "tip": map_safe_text(
            f"{row['name']}\n{row['kind']}\nposition approximate, confidence {row['confidence']}"
        ),
    }
