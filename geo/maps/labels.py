"""Names on the map. The browser draws those that fit where the map looks.

The more important are placed first; one that would touch a placed one, or be cut by the edge, waits
for another view. The name of an area moves in from the edge.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pydeck

from geo.maps.colours import Palette, rgba

ONE_LINE: Final = 14
"""Letters of a name up to which it is not broken."""


@dataclass(frozen=True)
class Label:
    """A name at a point; `anchor` is the end of the name that stands there (or the middle)."""

    longitude: float
    latitude: float
    name: str
    size: int
    rank: int  # higher is placed first
    colour: str
    anchor: str = "middle"  # start, middle, end
    from_zoom: float = 0.0  # below it the name is not wanted
    to_zoom: float = 99.0  # nor above this: the area is larger than the map
    gives: int = 0  # pixels that it may give way, up or down, to names that go first


def draw_labels(labels: Iterable[Label], colours: Palette, *, name: str = "names") -> pydeck.Layer:
    """A text layer of labels; `name` is its id. The browser draws those of `names` that fit."""
    names = [
        {
            "at": [label.longitude, label.latitude],
            "name": label.name,
            "size": label.size,
            "colour": rgba(label.colour),
            "anchor": label.anchor,
            "rank": label.rank,
            "from": label.from_zoom,
            "to": label.to_zoom,
            "gives": label.gives,
        }
        for label in labels
    ]
    return pydeck.Layer(
        "TextLayer",
        id=name,
        data=[],
        names=tuple(names),  # pydeck would take a list for names of columns
        get_position="at",
        get_text="name",
        get_size="size",
        get_color="colour",
        get_text_anchor="anchor",
        get_pixel_offset="shift",
        line_height=1.1,
        **halo(colours),
    )


def in_two_lines(name: str) -> str:
    """A long name broken where it is nearest to its middle: after a hyphen, or at a space."""
    breaks = [at for at, sign in enumerate(name) if sign in " -"]
    if len(name) <= ONE_LINE or not breaks:
        return name
    at = min(breaks, key=lambda one: abs(one - len(name) / 2))
    return f"{name[: at + 1].rstrip()}\n{name[at + 1 :]}"


def halo(colours: Palette) -> dict[str, Any]:
    """What makes text read on any colour: an outline in the ground's colour."""
    return {
        "font_family": "'Source Sans, sans-serif'",  # fit.js measures names in the same font
        "font_weight": 600,
        "font_settings": {"sdf": True, "fontSize": 24, "buffer": 8, "radius": 9},
        "character_set": "'auto'",  # letters that occur: each one costs time before the first map
        "outline_width": 3.2,  # pixels of the drawn letters, which are twice as large as on the map
        "outline_color": rgba(colours.halo, 0.9),
    }
