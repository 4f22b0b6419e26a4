"""Layers as the browser gets them: pydeck's JSON, compact and checked; and what a view shows.

deck.gl's errors never reach Python: a broken layer draws nothing and says nothing. Therefore what
is sent is checked here (finite numbers, text that deck.gl cannot take for code).
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pydeck
from pydeck.bindings.json_tools import default_serialize

Bounds = tuple[float, float, float, float]
Layer = pydeck.Layer

SHEET: Final[Bounds] = (58.0, 22.0, 80.0, 38.0)
"""West, south, east, north of the drawn sheet, degrees; the context layers are cut to it."""

TILE_PIXELS: Final = 512
"""Width of the whole world at zoom 0 in deck.gl, pixels."""

LEAST_ZOOM: Final = 3.6
"""Below it the sheet is a stamp."""

_CODE_START = re.compile(r"^(\s*)@@")


@dataclass(frozen=True)
class View:
    """Where the map looks when it opens."""

    longitude: float
    latitude: float
    zoom: float


def layers_json(layers: Sequence[pydeck.Layer]) -> str:
    """The layers, first at the bottom, as one line of JSON; raises ValueError on NaN or infinity.

    pydeck's own `to_json` is indented, three to ten times larger and slow to parse. A layer's
    `tips` and `fills` are words and colours of its features by their position `i`; `data` that is
    text names a published file (`geo.maps.publish`) or rows that follow time (`geo.maps.packed`).
    """
    return json.dumps(
        list(layers),
        default=default_serialize,
        separators=(",", ":"),
        allow_nan=False,
        sort_keys=True,
    )


def fit_view(bounds: Bounds, *, width: int, height: int, padding: int = 24) -> View:
    """The view that shows `bounds` (degrees) in a map of `width` x `height` pixels.

    As the browser fits it: moved sideways to stay within `SHEET`, unless it is wider than that.
    """
    west, south, east, north = bounds
    top, bottom = _mercator(north), _mercator(south)
    zoom_x = math.log2(360 * max(width - 2 * padding, 50) / (TILE_PIXELS * max(east - west, 0.05)))
    share = max((top - bottom) / (2 * math.pi), 1e-4)
    zoom_y = math.log2(max(height - 2 * padding, 50) / (TILE_PIXELS * share))
    zoom = round(min(max(min(zoom_x, zoom_y), LEAST_ZOOM), 9.0), 2)
    longitude = (west + east) / 2
    reach = width / (TILE_PIXELS * 2**zoom) * 180
    left, _, right, _ = SHEET
    if 2 * reach <= right - left:
        longitude = min(max(longitude, left + reach), right - reach)
    return View(
        longitude=round(longitude, 4),
        latitude=round(_unmercator((top + bottom) / 2), 4),
        zoom=zoom,
    )


def world_pixels(longitude: float, latitude: float, zoom: float) -> tuple[float, float]:
    """Web Mercator position in pixels from the world's north-west corner at `zoom`."""
    world = TILE_PIXELS * 2**zoom
    y = 0.5 - _mercator(latitude) / (2 * math.pi)
    return (longitude + 180) / 360 * world, y * world


def map_safe_text(text: str) -> str:
    """The text with a zero-width space before a leading `@@`, which deck.gl would run as code."""
    return _CODE_START.sub("\\1\u200b@@", text)


def plain_number(value: Any, digits: int = 4) -> float:
    """A coordinate as a rounded Python float; raises ValueError when it is not finite."""
    number = round(float(value), digits)
    if not math.isfinite(number):
        raise ValueError(f"a map needs finite numbers, got {value!r}")
    return number


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def _unmercator(y: float) -> float:
    return math.degrees(2 * math.atan(math.exp(y)) - math.pi / 2)
