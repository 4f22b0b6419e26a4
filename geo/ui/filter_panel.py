"""The filter beside every page: its widgets, and what the session keeps of it.

The dates are read with the page (geo.ui.frame): when they move, nothing beside them is drawn again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from geo.intake.groups import groups, umbrella_offers
from geo.measures.sentence import display_names
from geo.model.district import VINTAGES
from geo.model.filter import IncidentFilter, day_words
from geo.model.incident import EVENT_TYPES, PROVINCES
from geo.model.precision import PLACE_PRECISIONS, PRECISION_WORDS
from geo.places.layers import district_table
from geo.store.shelf import Shelf
from geo.ui.cached import present_in
from geo.ui.filter_dates import draw_dates
from geo.ui.words import escaped

DEATH_STEPS: Final = (0, 1, 2, 5, 10, 20, 50, 100, 1_000)
"""Choices of the deaths filter; the last means "or more"."""


@dataclass(frozen=True)
class Filter:
    """The filter as it stands beside the page, and the places for what is read with the page."""

    shelf: Shelf
    undated: IncidentFilter
    dates: DeltaGenerator
    link: PopoverContainer

    def dated(self) -> IncidentFilter:
        """Draw the dates in their place; the filter with them."""
        with self.dates:
            start, end = draw_dates(*_covered(self.shelf, self.undated.datasets))
        return replace(self.undated, start=start, end=end)

    def show_link(self) -> None:
        """While it is asked for, the address that restores the view."""
        if self.link.open:
            query = "&".join(f"{name}={value}" for name, value in st.query_params.to_dict().items())
            address = (st.context.url or "").split("?")[0]
            with self.link:
                st.caption("The address of the page restores this view. Copy it from here:")
                st.code(f"{address}?{query}", language=None, wrap_lines=True)


def draw_filter(shelf: Shelf) -> Filter:
    """Draw the filter beside the page and read it."""
    chosen_sets = _draw_datasets(shelf)
    dates = st.container()
    provinces = _choice("f_provinces", "Province", list(PROVINCES), PROVINCES.__getitem__)
    vintage = st.session_state["f_vintage"]
    districts = _choice(
        "f_districts", "District", _district_ids(vintage, provinces), display_names().__getitem__
    )
    present = present_in(shelf, chosen_sets)
    chosen_groups = _choice(
        "f_groups", "Group", _group_order(present.groups), _group_words(present.groups)
    )
    _offer_umbrellas(chosen_groups, tuple(present.groups))
    types = _choice("f_types", "Type of violence", present.types, EVENT_TYPES.__getitem__)
    precisions = _choice(
        "f_precisions",
        "How well the place is known",
        list(PLACE_PRECISIONS),
        lambda one: PRECISION_WORDS[one],
    )
    killed_from, killed_to = _draw_deaths()
    st.selectbox(
        "Districts as of",
        list(VINTAGES),
        format_func=lambda one: VINTAGES[one].title,
        key="f_vintage",
        help="Districts have been split over time. Every number is counted in the chosen layer.",
    )
    undated = IncidentFilter(
        datasets=chosen_sets if set(chosen_sets) != set(shelf.default) else (),
        provinces=provinces,
        districts=districts,
        groups=chosen_groups,
        event_types=types,
        precisions=precisions,
        killed_from=killed_from,
        killed_to=killed_to,
        vintage=st.session_state["f_vintage"],
    )
    return Filter(shelf, undated, dates, _draw_link_and_reset(shelf))


def _draw_datasets(shelf: Shelf) -> tuple[str, ...]:
    """The list of data sets, drawn while it is open; the chosen ones."""
    listed = st.popover(
        "Data sets", icon=":material/database:", width="stretch", key="datasets", on_change="rerun"
    )
    if listed.open:
        with listed:
            st.caption("Where two cover the same days, only one of them is counted.")
            for one in shelf.datasets:
                _draw_dataset(shelf, one)
    chosen = tuple(one for one in st.session_state["f_datasets"] if one in shelf.datasets)
    if not chosen:
        st.warning("No data set is chosen, so the ones that ship are shown.")
    return chosen or shelf.default


def _draw_dataset(shelf: Shelf, dataset_id: str) -> None:
    dataset, key = shelf.datasets[dataset_id], f"w_data_{dataset_id}"
    st.session_state[key] = dataset_id in st.session_state["f_datasets"]
    st.checkbox(
        escaped(dataset.title),
        key=key,
        help=dataset.counts,
        on_change=_tick_dataset,
        args=(shelf, dataset_id),
    )
    span = f"{day_words(dataset.covers_from)} – {day_words(dataset.covers_to)}"
    own = "" if dataset.public else " · private"
    st.caption(f"{span} · {dataset.rows:,} rows{own}")


def _tick_dataset(shelf: Shelf, dataset_id: str) -> None:
    """Choose a data set, or choose it no more; the chosen ones keep the shelf's order."""
    chosen = set(st.session_state["f_datasets"]) ^ {dataset_id}
    st.session_state["f_datasets"] = [one for one in shelf.datasets if one in chosen]


def choose_datasets(shelf: Shelf, dataset_ids: Sequence[str]) -> None:
    """Tick these data sets and no others, over all their days (a callback, or before a rerun)."""
    st.session_state["f_datasets"] = [one for one in shelf.datasets if one in dataset_ids]
    st.session_state["f_span"] = (None, None)


def _draw_deaths() -> tuple[int | None, int | None]:
    most = DEATH_STEPS[-1]
    low, high = st.select_slider(
        "Killed (best estimate)",
        DEATH_STEPS,
        (DEATH_STEPS[0], most),
        key="f_killed",
        format_func=lambda one: f"{one:,} or more" if one == most else f"{one:,}",
    )
    return (low or None), (None if high == most else high)


def _draw_link_and_reset(shelf: Shelf) -> PopoverContainer:
    """The place of the address that restores the view, and the way back to the plain filter."""
    left, right = st.columns(2)
    link = left.popover(
        "Link", icon=":material/link:", width="stretch", key="link", on_change="rerun"
    )
    right.button(
        "Reset",
        icon=":material/restart_alt:",
        width="stretch",
        on_click=lambda: start_filter(None, shelf),
    )
    return link


def _offer_umbrellas(chosen: tuple[str, ...], present: tuple[str, ...]) -> None:
    """Where a source codes a chosen group under its alliance, say so and offer the alliance."""
    for group_id, umbrella_id, sentence in umbrella_offers(chosen, present):
        st.info(escaped(sentence), icon=":material/info:")
        st.button(
            f"Add {_group_label(umbrella_id)}",
            key=f"offer-{group_id}-{umbrella_id}",
            on_click=_add_group,
            args=(umbrella_id,),
        )


def _add_group(group_id: str) -> None:
    st.session_state["f_groups"] = [*st.session_state["f_groups"], group_id]


def _choice(
    key: str, label: str, options: Sequence[str], words: Callable[[str], str]
) -> tuple[str, ...]:
    """A multiselect whose kept values stay valid when its options change."""
    st.session_state[key] = [one for one in st.session_state[key] if one in options]
    return tuple(st.multiselect(label, options, key=key, format_func=words, placeholder="all"))


# --- what the session keeps ----------------------------------------------------------------------


KEYS: Final = (
    "f_datasets", "f_span", "f_provinces", "f_districts", "f_groups", "f_types", "f_precisions",
    "f_killed", "f_vintage",
)  # fmt: skip
"""Session keys of the filter."""


def has_filter() -> bool:
    """Whether the session holds a filter; Streamlit forgets widgets a browser did not report."""
    return all(key in st.session_state for key in KEYS)


def start_filter(wanted: IncidentFilter | None, shelf: Shelf) -> None:
    """Put a filter into the session; None is the plain one."""
    wanted = wanted or IncidentFilter()
    state: dict[str, Any] = {
        "f_datasets": list(wanted.datasets or shelf.default),
        "f_span": (wanted.start, wanted.end),
        "f_provinces": list(wanted.provinces),
        "f_districts": list(wanted.districts),
        "f_groups": list(wanted.groups),
        "f_types": list(wanted.event_types),
        "f_precisions": list(wanted.precisions),
        "f_killed": (_step_at(wanted.killed_from, 0), _step_at(wanted.killed_to, DEATH_STEPS[-1])),
        "f_vintage": wanted.vintage,
    }
    for key, value in state.items():
        st.session_state[key] = value


def _step_at(wanted: int | None, otherwise: int) -> int:
    """The deaths step nearest to a number from the address."""
    if wanted is None:
        return otherwise
    return min(DEATH_STEPS, key=lambda step: abs(step - wanted))


# --- what there is to choose from ----------------------------------------------------------------


def _covered(shelf: Shelf, chosen: tuple[str, ...]) -> tuple[date, date]:
    """First and last day that any chosen data set covers; of the plain choice when none is."""
    sets = [shelf.datasets[one] for one in chosen or shelf.default]
    return min(one.covers_from for one in sets), max(one.covers_to for one in sets)


@cache
def _district_ids(vintage: str, provinces: tuple[str, ...]) -> list[str]:
    """District ids of some provinces, all when none is given, by name; shared, do not change."""
    table = district_table(vintage).sort_values(["province", "name"])
    wanted = provinces or tuple(PROVINCES)
    return [one for one in table["district_id"] if one.split("-")[0] in wanted]


def _group_order(present: dict[str, int]) -> list[str]:
    """Groups that occur, most frequent first, the unknown last; then their kin without rows.

    Kin are umbrellas and members of umbrellas: a source may code a group under its alliance, and a
    reader who looks for the group must find it here to be told so.
    """
    catalogue = groups()
    umbrellas = {group.umbrella_id for group in catalogue.values()} - {""}
    kin = {one for one, group in catalogue.items() if group.umbrella_id or one in umbrellas}
    ordered = sorted(present, key=lambda one: (one == "unknown", -present[one], one))
    return ordered + sorted(kin - present.keys())


def _group_words(present: dict[str, int]) -> Callable[[str], str]:
    """A group's name with its rows in the chosen data sets."""
    return lambda one: f"{_group_label(one)} ({present.get(one, 0):,})"


def _group_label(group_id: str) -> str:
    group = groups().get(group_id)
    if group is None:
        return group_id
    return group.name if group.short in ("", group.name) else f"{group.short} – {group.name}"


def known_ids(shelf: Shelf) -> dict[str, Sequence[str]]:
    """The ids that an address may name, by what they are."""
    districts = [one for vintage in VINTAGES for one in district_table(vintage)["district_id"]]
    return {"datasets": list(shelf.datasets), "districts": districts, "groups": list(groups())}


def zoom_to(district_id: str) -> None:
    """Choose one district in the filter (a callback: it runs before anything is drawn)."""
    st.session_state["f_districts"] = [district_id]
