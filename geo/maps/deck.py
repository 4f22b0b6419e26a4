"""Layers as the browser gets them: pydeck's JSON, compact and checked.

deck.gl's errors never reach Python: a broken layer draws nothing and says nothing. Therefore what
is sent is checked here (finite numbers, text that deck.gl cannot take for code).
"""

import json
import math
import re
from collections.abc import Sequence
from typing import Any, Final

import pydeck
from pydeck.bindings.json_tools import default_serialize

Bounds = tuple[float, float, float, float]
Layer = pydeck.Layer

SHEET: Final[Bounds] = (58.0, 22.0, 80.0, 38.0)
"""West, south, east, north of the drawn sheet, degrees; the context layers are cut to it."""

_CODE_START = re.compile(r"^(\s*)@@")


def layers_json(layers: Sequence[pydeck.Layer]) -> str:
    """The layers, first at the bottom, as one line of JSON; raises ValueError on NaN or infinity.

    pydeck's own `to_json` is indented, three to ten times larger and slow to parse. A layer's
    `tips` and `fills` are words and colours of its features by their position `i`; of its `names`
    the browser draws those that fit, none within `clear` pixels of a layer that asks for it; `data`
    that is text names a published file (`geo.maps.publish`) or rows that follow time
    (`geo.maps.packed`).
    """
    return json.dumps(
        list(layers),
        default=default_serialize,
        separators=(",", ":"),
        allow_nan=False,
        sort_keys=True,
    )


def map_safe_text(text: str) -> str:
    """The text with a zero-width space before a leading `@@`, which deck.gl would run as code."""
    return _CODE_START.sub("\\1\u200b@@", text)


def plain_number(value: Any, digits: int = 4) -> float:
    """A coordinate as a rounded Python float; raises ValueError when it is not finite."""
    number = round(float(value), digits)
    if not math.isfinite(number):
        raise ValueError(f"a map needs finite numbers, got {value!r}")
    return number
