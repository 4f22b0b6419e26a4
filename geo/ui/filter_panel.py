"""The filter beside every page: its widgets, and what the session keeps of it.

The dates are read with the page (geo.ui.frame): when they move, nothing beside them is drawn again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from geo.intake.groups import groups, umbrella_offers
from geo.model.counted import counted
from geo.model.district import VINTAGES
from geo.model.filter import IncidentFilter, day_words
from geo.places.layers import district_table
from geo.store.shelf import Shelf
from geo.ui.cached import present_in
from geo.ui.filter_dates import draw_dates
from geo.ui.filter_facets import DEATH_STEPS, draw_facets, group_label
from geo.ui.opened import draw_when_open
from geo.ui.words import escaped


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
        """While it is asked for, the address that restores the filter and the map's switches."""
        if self.link.open:
            query = "&".join(f"{name}={value}" for name, value in st.query_params.to_dict().items())
            address = (st.context.url or "").split("?")[0]
            with self.link:
                st.caption(
                    "The address restores the filter and what the page is set to, not the zoom of "
                    "a map nor the window of its time bar. Copy it from here:"
                )
                st.code(f"{address}?{query}", language=None, wrap_lines=True)


def draw_filter(shelf: Shelf) -> Filter:
    """Draw the filter beside the page and read it."""
    chosen_sets = _draw_datasets(shelf)
    dates = st.container()
    present = present_in(shelf, chosen_sets)
    narrowed = draw_facets(present)
    _offer_umbrellas(narrowed.groups, tuple(present.groups))
    undated = replace(
        narrowed, datasets=chosen_sets if set(chosen_sets) != set(shelf.default) else ()
    )
    return Filter(shelf, undated, dates, _draw_link_and_reset(shelf))


def _draw_datasets(shelf: Shelf) -> tuple[str, ...]:
    """The list of data sets, drawn while it is open; the chosen ones."""
    draw_when_open(
        "Data sets",
        lambda: _list_datasets(shelf),
        key="datasets",
        icon=":material/database:",
    )
    chosen = tuple(one for one in st.session_state["f_datasets"] if one in shelf.datasets)
    if not chosen:
        st.warning("No data set is chosen, so the ones that ship are shown.")
    return chosen or shelf.default


def _list_datasets(shelf: Shelf) -> None:
    st.caption("Where two cover the same days, only one of them is counted.")
    for one in shelf.datasets:
        _draw_dataset(shelf, one)


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
    st.caption(f"{span} · {counted(dataset.rows, 'row')}{own}")


def _tick_dataset(shelf: Shelf, dataset_id: str) -> None:
    """Choose a data set, or choose it no more; the chosen ones keep the shelf's order."""
    chosen = set(st.session_state["f_datasets"]) ^ {dataset_id}
    st.session_state["f_datasets"] = [one for one in shelf.datasets if one in chosen]


def choose_datasets(shelf: Shelf, dataset_ids: Sequence[str]) -> None:
    """Tick these data sets and no others, over all their days (a callback, or before a rerun)."""
    st.session_state["f_datasets"] = [one for one in shelf.datasets if one in dataset_ids]
    st.session_state["f_span"] = (None, None)


def _draw_link_and_reset(shelf: Shelf) -> PopoverContainer:
    """The place of the address that restores the page, and the way back to the plain filter."""
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
            f"Add {group_label(umbrella_id)}",
            key=f"offer-{group_id}-{umbrella_id}",
            on_click=_add_group,
            args=(umbrella_id,),
        )


def _add_group(group_id: str) -> None:
    st.session_state["f_groups"] = [*st.session_state["f_groups"], group_id]


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


def known_ids(shelf: Shelf) -> dict[str, Sequence[str]]:
    """The ids that an address may name, by what they are."""
    districts = [one for vintage in VINTAGES for one in district_table(vintage)["district_id"]]
    return {"datasets": list(shelf.datasets), "districts": districts, "groups": list(groups())}


def zoom_to(district_id: str) -> None:
    """Choose one district in the filter (a callback: it runs before anything is drawn)."""
    st.session_state["f_districts"] = [district_id]
