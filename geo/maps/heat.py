"""The heat map: where dots lie dense in the view at hand.

Its colours are relative to the view, as in every map tool: the densest place on the screen is the
darkest. The legend says so. Places that the sources know only as a district are not in it.
"""

import pandas as pd
import pydeck

from geo.maps.colours import Palette, rgba
from geo.maps.deck import plain_number

RADIUS_PIXELS = 26
"""Reach of one incident on the screen."""


def draw_heat(stacks: pd.DataFrame, colours: Palette) -> pydeck.Layer:
    """A heat layer of `stacks`, each place weighted by its incidents."""
    columns = stacks[["longitude", "latitude", "incidents"]].to_numpy(dtype=float)
    return pydeck.Layer(
        "HeatmapLayer",
        id="heat",
        data=[
            {"at": [plain_number(lon), plain_number(lat)], "n": int(number)}
            for lon, lat, number in columns
        ],
        get_position="at",
        get_weight="n",
        radius_pixels=RADIUS_PIXELS,
        color_range=[rgba(colour) for colour in colours.heat],
        threshold=0.04,
        aggregation="'SUM'",
    )
