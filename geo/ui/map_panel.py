"""The map with its time bar, its legends, its table and what the last click found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from geo.maps.deck import Bounds, Layer
from geo.maps.density import draw_density
from geo.maps.districts import draw_chosen
from geo.maps.legend import (
    Legend,
    border_legend,
    class_legend,
    density_legend,
    dot_legend,
    heat_legend,
)
from geo.maps.look import moving_look
from geo.maps.packed import MOST_ROWS, Packed
from geo.measures.breaks import ClassBreaks, break_labels, class_breaks
from geo.measures.density import Picture
from geo.measures.sentence import toll_words
from geo.measures.stacks import point_key, rows_at
from geo.measures.tolls import count_toll, selection_toll
from geo.model.filter import span_words
from geo.places.borders import BORDERS
from geo.places.layers import bounds
from geo.store.select import Selection, asked_districts
from geo.ui.base_map import (
    Surroundings,
    belt_area,
    border_line,
    moving_dots,
    moving_heat,
    plain_districts,
    show_base_map,
)
from geo.ui.cached import (
    measured_of,
    picture_of,
    selection_of,
    window_breaks_of,
)
from geo.ui.filter_panel import Filter
from geo.ui.frame import Frame
from geo.ui.incident_list import BESIDE_MAP, show_incidents
from geo.ui.legend_panel import show_legends
from geo.ui.map_choice import MEASURES, MapChoice, draw_choice, read_choice
from geo.ui.moving import carry_filter, moving_time, packed_rows
from geo.ui.profile_card import show_most, show_profile_card, show_ranking
from geo.ui.scene import told
from geo.ui.time_window import Window, read_window

KEY: Final = "map"
"""Session key of what the reader did on the map."""

STEADY: Final = "in the window shown; classes hold still while time moves"
TOO_MANY: Final = (
    f"More than {MOST_ROWS:,} incidents: they are counted by district. "
    "A narrower filter draws them as dots."
)


@dataclass(frozen=True)
class Shown:
    """What one frame of the map shows."""

    selection: Selection
    summary: pd.DataFrame
    picture: Picture | None  # the density, where it is asked for
    breaks: ClassBreaks
    window: Window
    packed: Packed


@dataclass(frozen=True)
class Places:
    """Where the parts of the page are drawn that follow the dates."""

    map: DeltaGenerator
    beside: DeltaGenerator
    table: ExpanderContainer


def start_map(beside: Filter) -> Callable[[Frame], None]:
    """Draw what does not change with the dates; gives what draws the rest around it.

    That is the map's switches, the rows it moves through, and the list that the browser fills.
    """
    left, right = st.columns([2.45, 1.25], gap="medium")
    with right:
        draw_choice()
    choice = read_choice()
    table = st.expander(
        "The map as a table", icon=":material/table:", key="map-table-open", on_change="rerun"
    )
    places = Places(left, right.container(), table)
    with right:
        show_most(choice.measure)
    with st.sidebar:
        carry_filter(beside.shelf, beside.undated)
    return lambda frame: _show_map(frame, choice, places)


def _show_map(frame: Frame, choice: MapChoice, places: Places) -> None:
    found = told(KEY)
    shown = _shown(frame, choice, read_window(frame.selection, found.window))
    picked = found.picked if _can_be_shown(frame, found.picked) else {}
    with places.map:
        _draw_map(frame, choice, shown, listed=not picked)
    with places.beside:
        if choice.ground == "districts":
            show_legends([_class_legend(frame, choice, shown)])
        show_legends(_still_legends(frame, choice, shown))
        if selection_toll(frame.selection).incidents > MOST_ROWS:
            st.caption(TOO_MANY)
        _show_found(frame, shown, picked)
    if places.table.open:
        with places.table:
            show_ranking(shown.summary, choice.measure, key="map-table")


def _shown(frame: Frame, choice: MapChoice, window: Window) -> Shown:
    wanted = frame.wanted
    if window.moving:
        wanted = wanted.within(window.start, window.end)
    selection = selection_of(frame.shelf, wanted)
    measured = measured_of(frame.shelf, wanted)
    summary = measured[measured["district_id"].isin(asked_districts(wanted))]
    return Shown(
        selection=selection,
        summary=summary,
        picture=picture_of(frame.shelf, wanted) if choice.ground == "density" else None,
        breaks=_breaks(frame, choice, window, summary),
        window=window,
        packed=packed_rows(frame.shelf, frame.wanted, window),
    )


def _breaks(frame: Frame, choice: MapChoice, window: Window, summary: pd.DataFrame) -> ClassBreaks:
    """Classes of the whole period, or classes that hold still over every window."""
    if not window.moving:
        return class_breaks(summary[choice.measure])
    return window_breaks_of(frame.shelf, frame.wanted, window.frames, choice.measure)


# --- drawing -------------------------------------------------------------------------------------


def _draw_map(frame: Frame, choice: MapChoice, shown: Shown, *, listed: bool) -> None:
    show_base_map(
        frame,
        under=_ground_layers(frame, choice, shown),
        over=_mark_layers(frame, choice),
        key=KEY,
        alt="Map of Balochistan and Khyber Pakhtunkhwa",
        region=_region(frame),
        surroundings=Surroundings(
            towns="towns" in choice.overlays,
            neighbours="neighbours" in choice.overlays,
            crossings="crossings" in choice.overlays,
        ),
        time=moving_time(
            frame,
            shown.window,
            shown.packed,
            breaks=shown.breaks,
            coloured=choice.ground == "districts",
            listed=listed,
        ),
        look=moving_look(frame.colours, choice.measure, frame.wanted.vintage),
    )


def _ground_layers(frame: Frame, choice: MapChoice, shown: Shown) -> list[str | Layer]:
    """Districts, density and belts."""
    layers: list[str | Layer] = [plain_districts(frame.wanted.vintage, frame.colours)]
    if shown.picture is not None:
        layers.append(draw_density(shown.picture, frame.colours))
    if choice.belt_km:
        layers += [belt_area(one, choice.belt_km, frame.colours) for one in _borders(choice)]
    return layers


def _mark_layers(frame: Frame, choice: MapChoice) -> list[str | Layer]:
    """Borders, chosen districts, heat and dots."""
    colours = frame.colours
    layers: list[str | Layer] = [border_line(border, colours) for border in _borders(choice)]
    layers += draw_chosen(frame.wanted.vintage, frame.wanted.districts, colours)
    if choice.ground == "heat":
        layers.append(moving_heat(colours))
    if choice.incidents:
        layers.append(moving_dots(colours))
    return layers


def _borders(choice: MapChoice) -> list[str]:
    return [border for border in BORDERS if border in choice.overlays]


def _class_legend(frame: Frame, choice: MapChoice, shown: Shown) -> Legend:
    """What the colours of districts mean; it changes with the dates."""
    missing = bool(shown.summary[choice.measure].isna().any())
    note = shown.breaks.note or (STEADY if shown.window.moving else "in the period shown")
    labels = break_labels(shown.breaks)
    return class_legend(MEASURES[choice.measure], labels, frame.colours, missing=missing, note=note)


def _still_legends(frame: Frame, choice: MapChoice, shown: Shown) -> Sequence[Legend]:
    """What all else means; apart, so that it does not travel when dates move."""
    colours = frame.colours
    legends = []
    if choice.incidents and shown.packed.most:
        legends.append(dot_legend(colours, shown.packed.most))
    if choice.ground == "density":
        legends.append(density_legend(colours))
    if choice.ground == "heat":
        legends.append(heat_legend(colours))
    crossings = "crossings" in choice.overlays
    legends.append(
        border_legend(choice.belt_km or None, _borders(choice), colours, crossings=crossings)
    )
    return legends


def _region(frame: Frame) -> Bounds:
    """What the view is fitted to: the chosen districts or province, else the study area."""
    return bounds(asked_districts(frame.wanted), frame.wanted.vintage)


# --- what the click found ------------------------------------------------------------------------


def _can_be_shown(frame: Frame, picked: Mapping[str, Any]) -> bool:
    """Whether a click found a dot, or a district of the vintage that is shown."""
    layer = picked.get("layer")
    return layer == "incidents" or (layer == "districts" and picked["id"] in frame.names)


def _show_found(frame: Frame, shown: Shown, picked: Mapping[str, Any]) -> None:
    if not selection_toll(shown.selection).incidents:
        _explain_empty(frame)
    if picked and shown.window.moving:
        st.markdown(f"**{span_words(shown.window.start, shown.window.end)}**")
    if picked.get("layer") == "incidents":
        _show_stack(frame, shown, *picked["at"])
    elif picked:
        show_profile_card(frame, shown.selection, str(picked["id"]))


def _show_stack(frame: Frame, shown: Shown, longitude: float, latitude: float) -> None:
    rows = rows_at(shown.selection.counted, point_key(longitude, latitude))
    if rows.empty:
        st.caption("No incident at this point in the window shown.")
        return
    st.subheader(str(rows["place"].iloc[0]) or "Unnamed place", anchor=False)
    st.caption(" · ".join(toll_words(count_toll(rows))))
    if len(rows) > 1:
        st.caption(
            "These incidents share one point: often the middle of a town, not where each happened."
        )
    show_incidents(rows, frame.names, key="stack-rows", columns=BESIDE_MAP, tallest=360)


def _explain_empty(frame: Frame) -> None:
    """Why nothing is shown, and what to do."""
    if not frame.selection.coverage:
        st.info("No chosen data set covers these days. Widen the dates or choose another data set.")
    else:
        st.info(
            "No incident matches the filter. Take away a group, a type or a district, "
            "or widen the dates."
        )
