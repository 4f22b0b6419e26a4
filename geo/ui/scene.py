"""The map in the page: a Streamlit component that draws pydeck's layers with deck.gl.

Its code is `geo/ui/browser/scene.min.js`, built from the sources beside it (`make scene`). Layers
that do not change are published files; rows that are not public travel in the visitor's session.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

from geo.maps.deck import Bounds, Layer, layers_json
from geo.maps.packed import Packed
from geo.maps.publish import publish

BUNDLE: Final = Path(__file__).with_name("browser") / "scene.min.js"


@dataclass(frozen=True)
class Found:
    """What the reader did on the map, as the browser told it."""

    picked: Mapping[str, Any]  # {"layer", "id"} or {"layer", "at": [longitude, latitude]}, or empty
    window: Any  # see geo.ui.time_window


def told(key: str) -> Found:
    """What the browser told of the map of that key before this run."""
    state = st.session_state.get(key)
    known = state if isinstance(state, Mapping) else {}
    picked = known.get("picked")
    return Found(picked if isinstance(picked, Mapping) else {}, known.get("window"))


def show_scene(
    parts: Sequence[str | Layer],
    *,
    bounds: Bounds,
    height: int,
    alt: str,
    look: str,
    key: str,
    time: Mapping[str, Any] | None = None,
) -> None:
    """Draw layers and published files of layers, first at the bottom.

    `bounds` is what the first view shows; `height`, pixels, what the map has at least (a higher
    window makes it higher); `look` a look of `geo.maps.look`; `time` as
    `geo.ui.moving` makes it: the browser then adds to `alt` what it counts, and a click runs the
    page again, where `told(key)` says what was clicked.
    """
    inline = json.loads(layers_json([one for one in parts if isinstance(one, Layer)]))
    drawn = iter(inline)
    data = {
        "parts": [part if isinstance(part, str) else next(drawn) for part in parts],
        "bounds": bounds,
        "height": height,
        "alt": alt,
        "look": look,
        "time": time,
    }
    packed = json.dumps(data, separators=(",", ":")).encode()  # Streamlit's JSON has spaces
    _component("map", "default")(
        key=key, data=packed, on_picked_change=_nothing, on_window_change=_nothing
    )


def show_list(measure: str, *, decimals: int, key: str) -> None:
    """The districts with most of what a map that follows time counts; the browser fills it."""
    _component("most", "most")(key=key, data={"measure": measure, "decimals": decimals})


def carry_rows(packed: Packed) -> None:
    """Bring rows that the browser finds under their name; they stay in this visitor's session."""
    _component("rows", "carry")(
        key=f"rows-{packed.name}", data=packed.name.encode() + packed.content
    )


@cache
def _component(name: str, export: str) -> Callable[..., Any]:
    """A component whose code is one export of the bundle."""
    base = st.get_option("server.baseUrlPath").strip("/")
    address = json.dumps(f"{'/' if base else ''}{base}/app/static/{bundle()}")
    code = (  # two lines: Streamlit takes one for the name of a file
        f"const at=location.origin+{address}\n"
        f"export default async(part)=>(await import(at)).{export}(part)"
    )
    return st.components.v2.component(f"sarhad_{name}", js=code)


@cache
def bundle() -> str:
    """The published name of the map's code."""
    return publish("scene", ".js", BUNDLE.read_bytes())


def _nothing() -> None:
    """A click or a new window needs no callback: the page reads what was told."""
