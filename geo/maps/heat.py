"""The heat map: where dots lie dense in the view at hand.

Its colours are relative to the view, as in every map tool: the densest place on the screen is the
darkest. The legend says so. Places that the sources know only as a district are not in it.
"""

import pydeck

from geo.maps.colours import Palette, rgba

RADIUS_PIXELS = 26
"""Reach of one incident on the screen."""


def draw_moving_heat(colours: Palette) -> pydeck.Layer:
    """A heat layer of the window that the browser shows, each place weighted by its incidents."""
    return pydeck.Layer(
        "HeatmapLayer",
        id="heat",
        data="rows:heat",
        get_position="at",
        get_weight="n",
        radius_pixels=RADIUS_PIXELS,
        color_range=[rgba(colour) for colour in colours.heat],
        threshold=0.04,
        aggregation="'SUM'",
    )
