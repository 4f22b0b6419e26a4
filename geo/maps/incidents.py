"""Incidents as dots: one dot per place, sized by how many incidents share it."""

import math
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import pydeck

from geo.maps.colours import Palette, rgba
from geo.maps.deck import map_safe_text, plain_number
from geo.model.counted import counted
from geo.model.precision import NEAR_RADIUS_KM

DOT_PIXELS: Final = 1.9
"""Radius of the dot of one incident; the dot's area grows with the number of incidents."""

LARGEST_DOT_PIXELS: Final = 18.0

NEAR_FROM: Final = 6
"""Zoom from which places known to within 25 km have their disc: below, it is hardly larger than a
dot."""

LINE_PIXELS: Final = 0.8
"""Width of a dot's edge."""


def dot_radius(incidents: int) -> float:
    """Radius in pixels of a dot that stands for `incidents` incidents at one point."""
    return round(min(DOT_PIXELS * math.sqrt(max(incidents, 1)), LARGEST_DOT_PIXELS), 1)


def draw_incidents(stacks: pd.DataFrame, colours: Palette) -> list[pydeck.Layer]:
    """Dots for `stacks` (geo.measures.stacks.stack_points), largest at the bottom.

    Exact places are solid; places known to within 25 km are hollow, in a soft disc of that radius
    that shows once the map is zoomed in.
    """
    rows = [_row(stack) for stack in stacks.to_dict("records")]
    rows.sort(key=lambda row: -row["n"])
    return _layers(
        [{"at": row["at"]} for row in rows if not row["exact"]],
        [{**row, "fill": _fill(row["exact"], colours)} for row in rows],
        colours,
    )


def draw_moving_incidents(colours: Palette) -> list[pydeck.Layer]:
    """The same dots, filled in by the browser from the rows of the window it shows."""
    return _layers("rows:near", "rows:dots", colours)


def dot_style(colours: Palette) -> dict[str, Any]:
    """What the browser needs to size and fill dots as `draw_incidents` does."""
    return {
        "pixels": DOT_PIXELS,
        "largest": LARGEST_DOT_PIXELS,
        "line": LINE_PIXELS,
        "exact": _fill(True, colours),
        "near": _fill(False, colours),
    }


def _layers(near: Any, dots: Any, colours: Palette) -> list[pydeck.Layer]:
    return [
        pydeck.Layer(
            "ScatterplotLayer",
            id="near-discs",
            data=near,
            get_position="at",
            get_radius=NEAR_RADIUS_KM * 1000,
            radius_units="'meters'",
            radius_max_pixels=240,
            get_fill_color=rgba(colours.incident, 0.03),
            from_zoom=NEAR_FROM,
        ),
        pydeck.Layer(
            "ScatterplotLayer",
            id="incidents",
            data=dots,
            pickable=True,
            auto_highlight=True,
            highlight_color=rgba(colours.chosen, 0.5),
            get_position="at",
            get_radius="r",
            radius_units="'pixels'",
            get_fill_color="fill",
            stroked=True,
            get_line_color=rgba(colours.incident, 0.75),
            get_line_width=LINE_PIXELS,
            line_width_units="'pixels'",
        ),
    ]


def _fill(exact: bool, colours: Palette) -> tuple[int, int, int, int]:
    return rgba(colours.incident, 0.7) if exact else rgba(colours.incident, 0.06)


def _row(stack: Mapping[Any, Any]) -> dict[str, Any]:
    number = int(stack["incidents"])
    exact = stack["precision"] == "exact"
    known = "exact place" if exact else "known to within 25 km"
    return {
        "at": [plain_number(stack["longitude"]), plain_number(stack["latitude"])],
        "n": number,
        "key": str(stack["key"]),
        "r": dot_radius(number),
        "exact": exact,
        "tip": map_safe_text(f"{stack['place']}\n{counted(number, 'incident')}, {known}"),
    }
