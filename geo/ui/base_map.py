"""The map that every page draws on: ground, the page's own layers, lines, names, a scale bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from geo.maps.basemap import (
    draw_ground,
    draw_lines,
    draw_neighbour_provinces,
    draw_scale_bar,
    draw_towns,
    name_labels,
)
from geo.maps.borders import crossing_labels, draw_crossings
from geo.maps.deck import Bounds, Layer, View, draw_deck, fit_view
from geo.maps.labels import draw_labels
from geo.places.layers import bounds
from geo.ui.frame import Frame

MAP_SIZE: Final = (600, 480)
PHONE_SIZE: Final = (350, 420)
"""Width and height, pixels, that the first view is fitted to; the browser may stretch the width."""


@dataclass(frozen=True)
class Surroundings:
    """What to draw around the page's own layers."""

    towns: bool = True
    neighbours: bool = False
    crossings: bool = False


def show_base_map(
    frame: Frame,
    *,
    under: Sequence[Layer],
    over: Sequence[Layer],
    above: Sequence[Layer] = (),
    key: str,
    alt: str,
    region: Bounds | None = None,
    surroundings: Surroundings | None = None,
) -> dict[str, Any]:
    """Draw the map; what the last click selected, by layer id.

    `under` lies below the international lines, `over` above them, `above` also above all names.
    `region` is what the first view shows, the whole study area by default; the view moves only when
    it changes.
    """
    around = surroundings or Surroundings()
    width, height = PHONE_SIZE if frame.phone else MAP_SIZE
    shown = region or bounds(vintage=frame.wanted.vintage)
    view = fit_view(shown, width=width, height=height)
    colours = frame.colours
    layers = [
        *draw_ground(colours),
        *([draw_neighbour_provinces(colours)] if around.neighbours else []),
        *under,
        *draw_lines(colours),
        *over,
        *([draw_crossings(colours)] if around.crossings else []),
        *_lettering(frame, around, view),
        *draw_scale_bar(colours, shown),
        *above,
    ]
    event = st.pydeck_chart(
        draw_deck(layers, view), height=height, on_select="rerun", key=key, alt=alt
    )
    return {layer: found[0] for layer, found in event.selection.objects.items() if found}


def _lettering(frame: Frame, around: Surroundings, view: View) -> list[Layer]:
    labels = name_labels(frame.colours, towns=around.towns, neighbours=around.neighbours)
    if around.crossings:
        labels += crossing_labels(frame.colours)
    dots = [draw_towns(frame.colours)] if around.towns else []
    return dots + draw_labels(labels, view.zoom, frame.colours)
