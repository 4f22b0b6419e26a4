"""Files that a browser fetches once and keeps: each is named by its content and never changes.

Whoever has a file's address can read it, so only what ships with the atlas is published; what a
visitor brought travels in the visitor's own session.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from geo.maps.deck import Layer, layers_json
from geo.store.files import write_file

STATIC: Final = Path(__file__).resolve().parents[2] / "static"
"""The folder that Streamlit serves; its content can be deleted at any time and is made again."""

LONG_AGO: Final = 1_577_836_800
"""When the files say they last changed (1 January 2020): browsers keep what is old unasked."""

NAME_DIGITS: Final = 10
"""Hex digits of the sha256 in a name: enough for some hundred files, and sent with every move."""


def publish(stem: str, suffix: str, content: bytes) -> str:
    """The name of a file of this content in `STATIC`, written if it is not there yet."""
    digest = hashlib.sha256(content).hexdigest()[:NAME_DIGITS]
    path = STATIC / f"{stem}-{digest}{suffix}"
    if not path.exists():
        STATIC.mkdir(exist_ok=True)
        write_file(path, content)
        os.utime(path, (LONG_AGO, LONG_AGO))
    return path.name


def publish_json(stem: str, content: Any) -> str:
    """The name of a published file of compact JSON; raises ValueError on NaN or infinity."""
    text = json.dumps(content, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
    return publish(stem, ".json", text.encode())


def publish_layers(stem: str, layers: Sequence[Layer]) -> str:
    """The name of a published file of layers, first at the bottom."""
    return publish(stem, ".json", layers_json(layers).encode())
