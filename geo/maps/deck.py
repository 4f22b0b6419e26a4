"""One map: layers, a view and a tooltip, sent to the browser as compact JSON.

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
MOST_ZOOM: Final = 11.0
"""Beyond these the sheet is a stamp, or a village is closer than the sources can place it."""

_CODE_START = re.compile(r"^(\s*)@@")


@dataclass(frozen=True)
class View:
    """Where the map looks when it opens."""

    longitude: float
    latitude: float
    zoom: float


class CompactDeck(pydeck.Deck):  # type: ignore[misc]
    """A pydeck map without basemap tiles, whose JSON has no white space.

    pydeck's own `to_json` is indented, three to ten times larger and slow to parse.
    """

    def to_json(self) -> str:
        """The map as one line of JSON; raises ValueError on NaN or infinity."""
        return json.dumps(
            self, default=default_serialize, separators=(",", ":"), allow_nan=False, sort_keys=True
        )


def draw_deck(layers: Sequence[pydeck.Layer], view: View) -> CompactDeck:
    """A map of the layers (first at the bottom). The tooltip shows each object's `tip`."""
    deck = CompactDeck(
        layers=list(layers),
        initial_view_state=pydeck.ViewState(
            longitude=view.longitude,
            latitude=view.latitude,
            zoom=view.zoom,
            min_zoom=LEAST_ZOOM,
            max_zoom=MOST_ZOOM,
        ),
        views=[pydeck.View(type="MapView", controller=True)],
        map_provider=None,
        tooltip={"text": "{tip}"},
    )
    # Without this word Streamlit would ask a tile server for a background map.
    deck.map_style = "__MAP_STYLE__"
    return deck


def fit_view(bounds: Bounds, *, width: int, height: int, padding: int = 24) -> View:
    """The view that shows `bounds` (degrees) in a map of `width` x `height` pixels."""
    west, south, east, north = bounds
    top, bottom = _mercator(north), _mercator(south)
    zoom_x = math.log2(360 * max(width - 2 * padding, 50) / (TILE_PIXELS * max(east - west, 0.05)))
    share = max((top - bottom) / (2 * math.pi), 1e-4)
    zoom_y = math.log2(max(height - 2 * padding, 50) / (TILE_PIXELS * share))
    return View(
        longitude=round((west + east) / 2, 4),
        latitude=round(_unmercator((top + bottom) / 2), 4),
        zoom=round(min(max(min(zoom_x, zoom_y), LEAST_ZOOM), 9.0), 2),
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
