"""What the reader asked the map to draw, besides the filter; it travels in the address too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from geo.ui.opened import draw_when_open

LAYERS: Final = {
    "districts": "Which districts?",
    "incidents": "Each incident",
    "density": "Where is it dense?",
    "heat": "Heat in this view",
}
GROUNDS: Final = ("districts", "density", "heat")
"""Layers that colour the ground; only one of them at a time."""

LAYER_HELP: Final = (
    "Which districts? colours each district by a measure. Each incident draws a dot per place, "
    "sized by how many incidents share it. Where is it dense? shows incidents per 100 km² and year "
    "with every row as sharp as its source; Heat in this view is the usual heat map, relative to "
    "what is on the screen."
)
MEASURES: Final = {
    "incidents": "Incidents",
    "killed_best": "Killed (best estimate)",
    "incidents_per_100k": "Incidents per 100,000 people",
    "killed_per_100k": "Killed per 100,000 people",
    "incidents_per_1000km2": "Incidents per 1,000 km²",
    "killed_per_1000km2": "Killed per 1,000 km²",
}
"""Columns of the district summary that the map can colour by."""

OVERLAYS: Final = {
    "afghan": "Afghan border",
    "iranian": "Iranian border",
    "crossings": "Crossings",
    "neighbours": "Neighbours' provinces",
    "towns": "Towns",
}
BELTS_KM: Final = (0, 10, 25, 50, 100)
"""Widths of the border belts on offer; 0 draws none."""

DEFAULTS: Final[dict[str, object]] = {
    "m_layers": ["districts", "incidents"],
    "m_measure": "incidents",
    "m_overlays": ["afghan", "iranian", "towns"],
    "m_belt": 0,
}


@dataclass(frozen=True)
class MapChoice:
    """Layers, the measure that colours districts, overlays, and the width of the belts."""

    layers: tuple[str, ...]
    measure: str
    overlays: tuple[str, ...]
    belt_km: int


def has_choice() -> bool:
    """Whether the session holds a choice; Streamlit forgets widgets a browser did not report."""
    return all(key in st.session_state for key in DEFAULTS)


def start_choice(query: Mapping[str, str]) -> None:
    """Put the choice of an address, or the plain one, into the session."""
    listed = {
        "m_layers": [one for one in query.get("show", "").split(",") if one in LAYERS],
        "m_overlays": [one for one in query.get("over", "").split(",") if one in OVERLAYS],
    }
    measure, belt = query.get("by", ""), query.get("belt", "")
    single = {
        "m_measure": measure if measure in MEASURES else None,
        "m_belt": int(belt) if belt in map(str, BELTS_KM) else None,
    }
    for key, plain in DEFAULTS.items():
        st.session_state[key] = listed.get(key) or single.get(key) or plain
    _one_ground()


def choice_query() -> dict[str, str]:
    """The choice as URL parameters; only what differs from the plain one."""
    state = st.session_state
    query = {
        "show": ("m_layers", ",".join(state["m_layers"])),
        "over": ("m_overlays", ",".join(state["m_overlays"])),
        "by": ("m_measure", state["m_measure"]),
        "belt": ("m_belt", str(state["m_belt"])),
    }
    return {
        name: text for name, (key, text) in query.items() if state[key] != DEFAULTS[key] and text
    }


def draw_choice() -> None:
    """The row of switches above the map."""
    questions, measure, borders = st.columns([6, 2.6, 1.9], vertical_alignment="bottom")
    questions.pills(
        "Show",
        list(LAYERS),
        selection_mode="multi",
        format_func=LAYERS.__getitem__,
        key="m_layers",
        help=LAYER_HELP,
        on_change=_one_ground,
        persist_state="session",
    )
    measure.selectbox(
        "Colour districts by",
        list(MEASURES),
        format_func=MEASURES.__getitem__,
        key="m_measure",
        persist_state="session",
    )
    with borders:
        draw_when_open("Borders, towns", _draw_overlays, key="overlays", icon=":material/layers:")


def read_choice() -> MapChoice:
    """What the session holds of the choice."""
    state = st.session_state
    return MapChoice(
        tuple(state["m_layers"]), state["m_measure"], tuple(state["m_overlays"]), state["m_belt"]
    )


def _draw_overlays() -> None:
    """What is drawn around the incidents: a switch each, and the width of the belts."""
    for overlay, words in OVERLAYS.items():
        key = f"w_overlay_{overlay}"
        st.session_state[key] = overlay in st.session_state["m_overlays"]
        st.toggle(words, key=key, on_change=_switch_overlay, args=(overlay,))
    st.session_state["w_belt"] = st.session_state["m_belt"]
    st.segmented_control(
        "Belt along each border, km",
        BELTS_KM,
        format_func=lambda km: f"{km}" if km else "none",
        key="w_belt",
        on_change=_take_belt,
    )
    st.caption("A belt is the part of the two provinces within that distance of the border.")


def _switch_overlay(overlay: str) -> None:
    chosen = set(st.session_state["m_overlays"]) ^ {overlay}
    st.session_state["m_overlays"] = [one for one in OVERLAYS if one in chosen]


def _take_belt() -> None:
    st.session_state["m_belt"] = st.session_state["w_belt"] or 0


def _one_ground() -> None:
    """Districts, density and heat all colour the ground: the one chosen last stays."""
    chosen, before = st.session_state["m_layers"], st.session_state.get("m_ground", "districts")
    grounds = [layer for layer in GROUNDS if layer in chosen]
    if len(grounds) > 1 and before in grounds:
        st.session_state["m_layers"] = [layer for layer in chosen if layer != before]
        grounds.remove(before)
    st.session_state["m_ground"] = grounds[0] if grounds else before
