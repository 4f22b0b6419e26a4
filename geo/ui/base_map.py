"""The map that every page draws on: ground, the page's own layers, lines and names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from geo.maps.basemap import (
    draw_ground,
    draw_lines,
    draw_neighbour_provinces,
    draw_towns,
    name_labels,
)
from geo.maps.borders import crossing_labels, draw_belt, draw_border, draw_crossings
from geo.maps.colours import RGBA, Palette, rgba
from geo.maps.deck import Bounds, Layer
from geo.maps.districts import district_labels, draw_districts
from geo.maps.heat import draw_moving_heat
from geo.maps.incidents import draw_moving_incidents
from geo.maps.labels import draw_labels
from geo.maps.look import plain_look
from geo.maps.publish import publish_layers
from geo.places.layers import bounds, district_ids
from geo.store.select import left_out_districts
from geo.ui.frame import Frame
from geo.ui.scene import show_scene

HEIGHT: Final = 440
PHONE_HEIGHT: Final = 350
"""What a map has at least, pixels. A higher window makes it higher, a narrow one lower."""

LEFT_OUT: Final = "left out by the filter"
"""What the tooltip of a district says that the filter leaves out; words.js says the same."""


@dataclass(frozen=True)
class Surroundings:
    """What to draw around the page's own layers."""

    towns: bool = True
    neighbours: bool = False
    crossings: bool = False


def show_base_map(
    frame: Frame,
    *,
    under: Sequence[str | Layer],
    over: Sequence[str | Layer],
    above: Sequence[Layer] = (),
    key: str,
    alt: str,
    region: Bounds | None = None,
    surroundings: Surroundings | None = None,
    time: Mapping[str, Any] | None = None,
    look: str = "",
) -> None:
    """Draw the map of layers and of published files of layers.

    `under` lies below the international lines, `over` above them, `above` also above all names.
    `region` is what the first view shows, the whole study area by default; the view moves only when
    it changes. `time` and `look` as in `geo.ui.scene.show_scene`.
    """
    around = surroundings or Surroundings()
    shown = region or bounds(vintage=frame.wanted.vintage)
    colours = frame.colours
    parts = [
        _ground(colours, around.neighbours),
        *under,
        _lines(colours),
        *over,
        _lettering(frame.wanted.vintage, colours, around, frame.phone),
        *above,
    ]
    show_scene(
        parts,
        bounds=shown,
        height=PHONE_HEIGHT if frame.phone else HEIGHT,
        alt=alt,
        look=look or plain_look(colours),
        key=key,
        time=time,
    )


def asked_layer(frame: Frame, *, fills: Mapping[str, RGBA], tips: Mapping[str, str]) -> Layer:
    """The districts of a page; those that its filter leaves out are ground, and say so."""
    vintage, colours = frame.wanted.vintage, frame.colours
    beyond = [district_ids(vintage)[code] for code in left_out_districts(frame.wanted)]
    ground = dict.fromkeys(beyond, rgba(colours.pakistan))
    words = {one: f"{frame.names[one]}\n{LEFT_OUT}" for one in beyond}
    return draw_districts(
        vintage, fills={**fills, **ground}, tips={**tips, **words}, colours=colours
    )


@cache
def plain_districts(vintage: str, colours: Palette) -> str:
    """The published districts of a vintage without fills, for a map whose browser colours them."""
    return publish_layers("plain", [draw_districts(vintage, fills={}, tips={}, colours=colours)])


@cache
def border_line(border: str, colours: Palette) -> str:
    """The published line of one border."""
    return publish_layers("border", [draw_border(border, colours)])


@cache
def moving_dots(colours: Palette) -> str:
    """The published dots of a map whose browser counts."""
    return publish_layers("dots", draw_moving_incidents(colours))


@cache
def moving_heat(colours: Palette) -> str:
    """The published heat of a map whose browser counts."""
    return publish_layers("heat", [draw_moving_heat(colours)])


@cache
def belt_area(border: str, km: int, colours: Palette) -> str:
    """The published belt of one border."""
    return publish_layers("belt", [draw_belt(border, km, colours)])


@cache
def _ground(colours: Palette, neighbours: bool) -> str:
    """The published ground of a theme."""
    more = [draw_neighbour_provinces(colours)] if neighbours else []
    return publish_layers("ground", [*draw_ground(colours), *more])


@cache
def _lines(colours: Palette) -> str:
    """The published international and disputed lines of a theme."""
    return publish_layers("lines", draw_lines(colours))


@cache
def _lettering(vintage: str, colours: Palette, around: Surroundings, brief: bool) -> str:
    """The published names, and the marks that they belong to."""
    labels = name_labels(colours, towns=around.towns, neighbours=around.neighbours)
    towns = {label.name for label in labels}  # of two of one name, the town
    labels += [one for one in district_labels(vintage, colours) if one.name not in towns]
    if around.crossings:
        labels += crossing_labels(colours, brief=brief)
    marks = [draw_crossings(colours)] if around.crossings else []
    marks += [draw_towns(colours)] if around.towns else []
    return publish_layers("names", [*marks, draw_labels(labels, colours)])
