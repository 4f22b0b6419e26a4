"""Names on the map that do not run into each other.

Which labels fit is worked out for the zoom at which the map opens, and again for nearer ones: the
more important are placed first, and one that would touch a placed one waits for a nearer zoom.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pydeck

from geo.maps.colours import Palette, rgba
from geo.maps.deck import world_pixels

LETTER_WIDTH: Final = 0.56
"""Mean width of a letter as a fraction of the text size (Source Sans, semi-bold)."""

LINE_HEIGHT: Final = 1.25
"""Height of a label's box as a fraction of the text size."""

STEPS: Final = (0, 1, 2)
"""Zoom levels beyond the first view's for which names are spaced: at each the ground is twice as
wide as at the one before. With the last one all are shown."""

SHIFTS: Final = {"start": 5, "middle": 0, "end": -8}
"""Pixels to the right that keep a name off the mark it belongs to, by anchor."""

Box = tuple[float, float, float, float]


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


def draw_labels(
    labels: Iterable[Label], zoom: float, colours: Palette, *, name: str = "labels"
) -> list[pydeck.Layer]:
    """The labels that fit at `zoom`, and those that appear on zooming in, a layer for each step.

    `name` begins the layers' ids.
    """
    steps = zip(STEPS, fit_labels(labels, zoom), strict=True)
    return [
        _layer(f"{name}-{number}", fitting, colours, from_zoom=zoom + step if step else 0)
        for number, (step, fitting) in enumerate(steps)
        if fitting
    ]


def fit_labels(labels: Iterable[Label], zoom: float) -> list[list[Label]]:
    """For each of `STEPS` from `zoom` on, the labels that appear there.

    They stand clear of each other and of those before, the most important placed first; but with
    the last step all that are left appear.
    """
    waiting = sorted(labels, key=lambda one: (-one.rank, one.name))
    steps: list[list[Label]] = []
    shown: list[Label] = []
    for step in STEPS[:-1]:
        taken = [label_box(label, zoom + step) for label in shown]
        fitting: list[Label] = []
        left: list[Label] = []
        for label in waiting:
            box = label_box(label, zoom + step)
            wanted = label.from_zoom <= zoom + step
            if wanted and not any(_touch(box, other) for other in taken):
                fitting.append(label)
                taken.append(box)
            else:
                left.append(label)
        steps.append(fitting)
        shown += fitting
        waiting = left
    return [*steps, waiting]


def label_box(label: Label, zoom: float) -> Box:
    """Left, top, right, bottom of a label in world pixels at `zoom`."""
    x, y = world_pixels(label.longitude, label.latitude, zoom)
    width = LETTER_WIDTH * label.size * len(label.name)
    height = LINE_HEIGHT * label.size
    left = x + SHIFTS[label.anchor] - width * {"start": 0, "middle": 0.5, "end": 1}[label.anchor]
    return left, y - height / 2, left + width, y + height / 2


def halo(colours: Palette) -> dict[str, Any]:
    """What makes text read on any colour: an outline in the ground's colour."""
    return {
        "font_family": "'Source Sans, sans-serif'",
        "font_weight": 600,
        "font_settings": {"sdf": True, "fontSize": 24, "buffer": 8, "radius": 9},
        "character_set": "'auto'",  # letters that occur: each one costs time before the first map
        "outline_width": 3.2,  # pixels of the drawn letters, which are twice as large as on the map
        "outline_color": rgba(colours.halo, 0.9),
    }


def _touch(first: Box, second: Box) -> bool:
    apart_x = first[2] < second[0] or second[2] < first[0]
    apart_y = first[3] < second[1] or second[3] < first[1]
    return not (apart_x or apart_y)


def _layer(
    layer_id: str, labels: Sequence[Label], colours: Palette, *, from_zoom: float = 0
) -> pydeck.Layer:
    """A text layer that the browser shows from a zoom on."""
    rows = [
        {
            "at": [label.longitude, label.latitude],
            "name": label.name,
            "size": label.size,
            "colour": rgba(label.colour),
            "anchor": label.anchor,
            "shift": [SHIFTS[label.anchor], 0],
        }
        for label in labels
    ]
    return pydeck.Layer(
        "TextLayer",
        id=layer_id,
        data=rows,
        get_position="at",
        get_text="name",
        get_size="size",
        get_color="colour",
        get_text_anchor="anchor",
        get_pixel_offset="shift",
        from_zoom=from_zoom,
        **halo(colours),
    )
