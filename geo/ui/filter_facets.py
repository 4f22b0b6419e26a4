"""What the filter can be narrowed to: a button each, and what is chosen in words.

The widgets that choose are drawn while their button is open: the page comes sooner without them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Final

import streamlit as st

from geo.intake.groups import groups
from geo.measures.sentence import display_names
from geo.model.district import DEFAULT_VINTAGE, VINTAGES
from geo.model.filter import IncidentFilter, range_words, stood_words
from geo.model.incident import EVENT_TYPES, PROVINCES
from geo.model.precision import PLACE_PRECISIONS, PRECISION_WORDS
from geo.places.layers import district_table
from geo.ui.cached import Present
from geo.ui.opened import draw_when_open
from geo.ui.words import both_names, escaped

DEATH_STEPS: Final = (0, 1, 2, 5, 10, 20, 50, 100, 1_000)
"""Choices of the deaths filter; the last means "or more"."""

MOST_PILLS: Final = 16
"""Of more options than these a reader types the first letters."""

Words = Callable[[str], str]
Chosen = tuple[str, ...]


def draw_facets(present: Present) -> IncidentFilter:
    """The buttons, and below them what is chosen; as a filter of all data sets and days."""
    with st.container(horizontal=True, gap="xsmall"):
        provinces = _choice("f_provinces", "Province", list(PROVINCES), PROVINCES.__getitem__)
        ids = _district_ids(st.session_state["f_vintage"], provinces)
        districts = _choice("f_districts", "District", ids, both_names)
        group_words = partial(_group_words, present.groups)
        chosen_groups = _choice("f_groups", "Group", _group_order(present.groups), group_words)
        types = _choice("f_types", "Type of violence", present.types, EVENT_TYPES.__getitem__)
        precisions = _choice(
            "f_precisions",
            "Place known",
            list(PLACE_PRECISIONS),
            PRECISION_WORDS.__getitem__,
        )
        killed_from, killed_to = _choose_deaths()
        vintage = _choose_vintage()
    killed = range_words(killed_from, killed_to)
    _say_chosen(
        {
            "Province": [PROVINCES[one] for one in provinces],
            "District": [display_names()[one] for one in districts],
            "Group": [_short(one) for one in chosen_groups],
            "Type": [EVENT_TYPES[one] for one in types],
            "Place": [PRECISION_WORDS[one] for one in precisions],
            "Killed": [killed] if killed else [],
            "Districts as of": [] if vintage == DEFAULT_VINTAGE else [VINTAGES[vintage].title],
        }
    )
    return IncidentFilter(
        provinces=provinces,
        districts=districts,
        groups=chosen_groups,
        event_types=types,
        precisions=precisions,
        killed_from=killed_from,
        killed_to=killed_to,
        vintage=vintage,
    )


def group_label(group_id: str) -> str:
    """A group's short name and name."""
    group = groups().get(group_id)
    if group is None:
        return group_id
    return group.name if group.short in ("", group.name) else f"{group.short} – {group.name}"


# --- one facet -----------------------------------------------------------------------------------


def _facet(key: str, title: str, draw: Callable[[], None]) -> None:
    """A button and what it opens. Its words never change: it would shut."""
    draw_when_open(title, draw, key=f"open_{key}", width="content")


def _choice(key: str, title: str, options: Sequence[str], words: Words) -> Chosen:
    """Some of the options, all when none is chosen; what was kept stays valid when they change."""
    st.session_state[key] = [one for one in st.session_state[key] if one in options]

    def draw() -> None:
        if len(options) <= MOST_PILLS:
            st.pills(
                title,
                options,
                selection_mode="multi",
                key=key,
                format_func=words,
                persist_state="session",
            )
        else:
            st.multiselect(
                title,
                options,
                key=key,
                format_func=words,
                placeholder="all",
                persist_state="session",
            )

    _facet(key, title, draw)
    return tuple(st.session_state[key])


def _choose_deaths() -> tuple[int | None, int | None]:
    """Least and most killed; None means open."""
    least, most = DEATH_STEPS[0], DEATH_STEPS[-1]

    def draw() -> None:
        st.select_slider(
            "Killed (best estimate)",
            DEATH_STEPS,
            (least, most),
            key="f_killed",
            format_func=lambda one: f"{one:,} or more" if one == most else f"{one:,}",
            persist_state="session",
        )

    _facet("f_killed", "Killed", draw)
    low, high = st.session_state["f_killed"]
    return (low or None), (None if high == most else high)


def _choose_vintage() -> str:
    """The layer of districts that everything is counted in."""

    def draw() -> None:
        st.radio(
            "Districts as of",
            list(VINTAGES),
            format_func=lambda one: VINTAGES[one].title,
            captions=[stood_words(one) for one in VINTAGES],
            key="f_vintage",
            help="Districts have been split over time. "
            "Every number is counted in the chosen layer.",
            persist_state="session",
        )

    _facet("f_vintage", "Districts as of", draw)
    return str(st.session_state["f_vintage"])


def _say_chosen(chosen: Mapping[str, Sequence[str]]) -> None:
    """What the filter is narrowed to, a line each."""
    lines = [
        f"{title}: **{escaped(', '.join(words))}**" for title, words in chosen.items() if words
    ]
    if lines:
        st.markdown("  \n".join(lines))


# --- what there is to choose from ----------------------------------------------------------------


@cache
def _district_ids(vintage: str, provinces: Chosen) -> list[str]:
    """District ids of some provinces, all when none is given, by name; shared, do not change."""
    table = district_table(vintage).sort_values(["province", "name"])
    wanted = provinces or tuple(PROVINCES)
    return [one for one in table["district_id"] if one.split("-")[0] in wanted]


def _group_order(present: Mapping[str, int]) -> list[str]:
    """Groups that occur, most frequent first, the unknown last; then their kin without rows.

    Kin are umbrellas and members of umbrellas: a source may code a group under its alliance, and a
    reader who looks for the group must find it here to be told so.
    """
    catalogue = groups()
    umbrellas = {group.umbrella_id for group in catalogue.values()} - {""}
    kin = {one for one, group in catalogue.items() if group.umbrella_id or one in umbrellas}
    ordered = sorted(present, key=lambda one: (one == "unknown", -present[one], one))
    return ordered + sorted(kin - present.keys())


def _group_words(present: Mapping[str, int], group_id: str) -> str:
    """A group's name with its rows in the chosen data sets."""
    return f"{group_label(group_id)} ({present.get(group_id, 0):,})"


def _short(group_id: str) -> str:
    """A group's name as short as it has one."""
    group = groups().get(group_id)
    return (group.short or group.name) if group else group_id
