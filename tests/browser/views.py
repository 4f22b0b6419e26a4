"""Where places stand on the map while it looks as it opened: the browser's sums, done again."""

import math

from playwright.sync_api import FloatRect

from geo.maps.deck import SHEET, Bounds

TILE_PIXELS = 512
"""Width of the whole world at zoom 0 in deck.gl."""

PADDING = 24
LEAST_PADDING = 8


def first_zoom(bounds: Bounds, width: float, height: float) -> float:
    """The zoom at which a map of this size shows some bounds (degrees), and no more than the sheet
    if less room around them is enough for that."""
    zoom = _fitting_zoom(bounds, width, height, min(PADDING, width / 12))
    filling = math.log2(360 * width / (TILE_PIXELS * (SHEET[2] - SHEET[0])))
    closer = _fitting_zoom(bounds, width, height, LEAST_PADDING)
    return max(zoom, min(filling, closer))


def _fitting_zoom(bounds: Bounds, width: float, height: float, padding: float) -> float:
    west, south, east, north = bounds
    zoom_x = math.log2(360 * (width - 2 * padding) / (TILE_PIXELS * (east - west)))
    share = (_mercator(north) - _mercator(south)) / (2 * math.pi)
    return min(zoom_x, math.log2((height - 2 * padding) / (TILE_PIXELS * share)))


def world_pixels(longitude: float, latitude: float, zoom: float) -> tuple[float, float]:
    """Web Mercator position in pixels from the world's north-west corner at `zoom`."""
    world = TILE_PIXELS * 2**zoom
    y = 0.5 - _mercator(latitude) / (2 * math.pi)
    return (longitude + 180) / 360 * world, y * world


def place_on_screen(
    longitude: float, latitude: float, bounds: Bounds, box: FloatRect
) -> tuple[float, float]:
    """Where a place stands on the screen; `box` is the map's, which opened at these bounds."""
    zoom = first_zoom(bounds, box["width"], box["height"])
    west, north = world_pixels(bounds[0], bounds[3], zoom)
    east, south = world_pixels(bounds[2], bounds[1], zoom)
    left, top = world_pixels(SHEET[0], SHEET[3], zoom)
    right, bottom = world_pixels(SHEET[2], SHEET[1], zoom)
    x, y = world_pixels(longitude, latitude, zoom)
    return (
        box["x"] + x - _start((west + east) / 2, box["width"], left, right),
        box["y"] + y - _start((north + south) / 2, box["height"], top, bottom),
    )


def _start(middle: float, size: float, first: float, last: float) -> float:
    """Where a window of some size begins, around the middle, but within the sheet if it fits."""
    start = middle - size / 2
    return min(max(start, first), last - size) if last - first >= size else start


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))
