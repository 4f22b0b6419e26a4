"""What the reader asked the map to draw, besides the filter; it travels in the address too."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

import streamlit as st

from geo.ui.opened import draw_when_open

GROUNDS: Final = {
    "districts": ("Which districts?", "each coloured by a measure"),
    "density": ("Where is it dense?", "incidents per 100 km² and year"),
    "heat": ("Heat in this view", "relative to what is on screen"),
    "plain": ("Nothing", "a map of the incidents alone"),
}
"""What may colour the ground, one at a time: the question, and what answers it."""

GROUND_HELP: Final = (
    "Where is it dense? draws every row as sharp as its source knows its place, in the same "
    "colours at every zoom. Heat in this view is the usual heat map: its colours change with the "
    "view."
)

SWITCHES_PIXELS: Final = 246
"""So narrow that the map can be seen beside its open switches."""

INCIDENTS: Final = "incidents"
"""How the address names the dots."""

NONE: Final = "none"
"""How the address says that nothing is drawn around them."""

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


@dataclass(frozen=True)
class MapChoice:
    """The ground, whether each incident is a dot, the measure of districts, overlays and belts."""

    ground: str = "districts"
    incidents: bool = True
    measure: str = "incidents"
    overlays: tuple[str, ...] = ("afghan", "iranian", "towns")
    belt_km: int = 0


PLAIN: Final = MapChoice()

KEYS: Final = {field.name: f"m_{field.name}" for field in fields(MapChoice)}
"""Session keys of the choice, by what they hold."""


# --- the address ---------------------------------------------------------------------------------


def parse_choice(query: Mapping[str, str]) -> MapChoice:
    """The choice of an address; what it does not name, or names wrongly, is the plain one."""
    shown = [one for one in query.get("show", "").split(",") if one in (*GROUNDS, INCIDENTS)]
    grounds = [one for one in shown if one in GROUNDS] or ["plain"]
    overlays = tuple(one for one in OVERLAYS if one in query.get("over", "").split(","))
    measure, belt = query.get("by", ""), query.get("belt", "")
    return MapChoice(
        ground=grounds[-1] if shown else PLAIN.ground,
        incidents=INCIDENTS in shown if shown else PLAIN.incidents,
        measure=measure if measure in MEASURES else PLAIN.measure,
        overlays=overlays if overlays or query.get("over") == NONE else PLAIN.overlays,
        belt_km=int(belt) if belt in map(str, BELTS_KM) else PLAIN.belt_km,
    )


def choice_query(choice: MapChoice) -> dict[str, str]:
    """The choice as URL parameters; only what differs from the plain one."""
    query, plain = _all_parameters(choice), _all_parameters(PLAIN)
    return {name: text for name, text in query.items() if text != plain[name]}


def _all_parameters(choice: MapChoice) -> dict[str, str]:
    return {
        "show": ",".join([choice.ground, *([INCIDENTS] if choice.incidents else [])]),
        "over": ",".join(choice.overlays) or NONE,
        "by": choice.measure,
        "belt": str(choice.belt_km),
    }


# --- what the session keeps ----------------------------------------------------------------------


def has_choice() -> bool:
    """Whether the session holds a choice; Streamlit forgets widgets a browser did not report."""
    return all(key in st.session_state for key in KEYS.values())


def start_choice(choice: MapChoice) -> None:
    """Put a choice into the session."""
    for name, key in KEYS.items():
        st.session_state[key] = getattr(choice, name)


def read_choice() -> MapChoice:
    """What the session holds of the choice."""
    state = st.session_state
    return MapChoice(
        ground=state["m_ground"],
        incidents=state["m_incidents"],
        measure=state["m_measure"],
        overlays=tuple(one for one in OVERLAYS if one in state["m_overlays"]),
        belt_km=state["m_belt_km"] or 0,  # one that is taken back is None
    )


# --- the switches --------------------------------------------------------------------------------


def draw_choice() -> None:
    """The button, and what it opens: every switch of the map."""
    draw_when_open("What the map shows", _draw_switches, key="layers", icon=":material/layers:")


def _draw_switches() -> None:
    """What colours the ground, whether incidents are dots, and what is drawn around them."""
    with st.container(width=SWITCHES_PIXELS):
        st.radio(
            "Colour the ground by",
            list(GROUNDS),
            format_func=lambda ground: GROUNDS[ground][0],
            captions=[answer for _, answer in GROUNDS.values()],
            key="m_ground",
            help=GROUND_HELP,
            persist_state="session",
        )
        st.selectbox(
            "Measure of districts",
            list(MEASURES),
            format_func=MEASURES.__getitem__,
            key="m_measure",
            help="Colours the districts, and ranks them beside the map and in its table.",
            persist_state="session",
        )
        st.toggle(
            "Each incident",
            key="m_incidents",
            help="A dot per place, sized by how many incidents share it.",
            persist_state="session",
        )
        st.pills(
            "Around them",
            list(OVERLAYS),
            selection_mode="multi",
            format_func=OVERLAYS.__getitem__,
            key="m_overlays",
            persist_state="session",
        )
        st.segmented_control(
            "Belt along each border, km",
            BELTS_KM,
            format_func=lambda km: f"{km}" if km else "none",
            key="m_belt_km",
            help="A belt is the part of the two provinces within that distance of the border.",
            persist_state="session",
        )
