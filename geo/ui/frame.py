"""The frame of every page: the filter beside it, the sentence and the account above it.

The filter lives in the session, is drawn on every page (so it survives page changes), and is
written into the address, so that a link restores the view.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.intake.groups import groups, umbrella_offers
from geo.maps.colours import Palette, palette
from geo.measures.account import Account, count_account, rows_of
from geo.measures.sentence import display_names, headline, source_change_note
from geo.model.district import VINTAGES
from geo.model.filter import IncidentFilter, as_query, day_words, parse_query
from geo.model.incident import EVENT_TYPES, PROVINCES
from geo.model.period import PRESETS, preset_span
from geo.model.precision import PLACE_PRECISIONS, PRECISION_WORDS
from geo.places.layers import district_table
from geo.store.library import Library
from geo.store.select import Selection
from geo.ui.cached import present_in, selection_of
from geo.ui.incident_list import show_incidents
from geo.ui.library import session_library
from geo.ui.map_choice import choice_query, start_choice

DEATH_STEPS: Final = (0, 1, 2, 5, 10, 20, 50, 100, 1_000)
"""Choices of the deaths filter; the last means "or more"."""


FAVICON: Final = str(Path(__file__).with_name("favicon.png"))
"""A file of our own: Streamlit would fetch a named icon from the internet."""

LOGO: Final = str(Path(__file__).with_name("logo.svg"))

SIDEBAR_PIXELS: Final = 300

STYLE: Final = """<style>
[data-testid="stMainBlockContainer"] {padding: 3.9rem 2rem 2rem}
[data-testid="stSidebarHeader"] {height: 3rem; margin-bottom: .4rem}
[data-testid="stMain"] h1 {padding: 0}
@media (max-width: 640px) {[data-testid="stMainBlockContainer"] {padding: 3.9rem 1rem 1rem}}
</style>"""
"""Less empty space than Streamlit's own, so that the map is on the first screen."""


@dataclass(frozen=True)
class Frame:
    """What every page is given: the filter, its incidents, and how to draw them."""

    library: Library
    wanted: IncidentFilter
    selection: Selection
    account: Account
    names: dict[str, str]
    colours: Palette
    dark: bool
    phone: bool


def read_frame() -> Frame:
    """Draw the filter, read it, write it to the address and select the incidents."""
    library = session_library()
    if "f_span" not in st.session_state:
        _start_from(parse_query(st.query_params, _known_ids(library)), library)
        start_choice(st.query_params)
    with st.sidebar:
        wanted = _draw_filter(library)
    st.query_params.from_dict({**as_query(wanted), **choice_query()})
    selection = selection_of(library, wanted)
    dark = st.context.theme.type == "dark"
    st.html(STYLE)
    return Frame(
        library=library,
        wanted=wanted,
        selection=selection,
        account=count_account(selection),
        names=display_names(library),
        colours=palette(dark),
        dark=dark,
        phone="Mobi" in (st.context.headers.get("User-Agent") or ""),
    )


def current_frame() -> Frame:
    """The frame that app.py drew for this run; drawn here when a page is run by itself."""
    frame = st.session_state.get("frame")
    return frame if isinstance(frame, Frame) else read_frame()


def show_header(frame: Frame, title: str) -> None:
    """Title, the sentence that says what is shown, and what is not on the map."""
    left, right = st.columns([4, 1.25], vertical_alignment="center")
    left.title(title, anchor=False)
    with right.popover(_left_out_words(frame.account), icon=":material/rule:", width="stretch"):
        _show_account(frame)
    st.markdown(escaped(headline(frame.selection, frame.names)))
    note = source_change_note(frame.selection, frame.names)
    if note:
        days = " and ".join(day_words(part.start) for part in frame.selection.coverage[1:])
        short = f"The source changes on {days}: do not compare counts across a change."
        st.caption(f":material/compare_arrows: {short}", help=escaped(note))


def _left_out_words(account: Account) -> str:
    return f"{account.total - account.on_map:,} rows not on the map"


def _show_account(frame: Frame) -> None:
    """Where every row is, as numbers; a choice lists the rows behind a number."""
    account = frame.account
    table = pd.DataFrame(
        [(words, number) for number, words in account.reasons.values()],
        columns=["Where the row is", "Rows"],
    )
    number = st.column_config.NumberColumn(format="localized")
    st.dataframe(table, hide_index=True, width=560, column_config={"Rows": number})
    st.caption(
        f"{account.counted:,} counted + {account.total - account.counted:,} not counted = "
        f"{account.total:,} rows of the chosen data sets that match the filter."
    )
    chosen = st.selectbox(
        "List the rows of",
        list(account.reasons),
        index=None,
        format_func=lambda reason: account.reasons[reason][1],
        placeholder="choose a line of the table",
        key="account-reason",
    )
    if chosen in account.reasons:
        show_incidents(rows_of(frame.selection, chosen), frame.names, key=f"account-{chosen}")


def zoom_to(district_id: str) -> None:
    """Choose one district in the filter (a callback: it runs before the page is drawn)."""
    st.session_state["f_districts"] = [district_id]


# --- the filter, top to bottom -------------------------------------------------------------------


def _draw_filter(library: Library) -> IncidentFilter:
    chosen_sets = _draw_datasets(library)
    start, end = _draw_when(*_covered(library, chosen_sets))
    provinces = _choice("f_provinces", "Province", list(PROVINCES), PROVINCES.__getitem__)
    vintage = st.session_state["f_vintage"]
    districts = _choice(
        "f_districts", "District", _district_ids(vintage, provinces), display_names().__getitem__
    )
    present = present_in(library, chosen_sets)
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
    _draw_link_and_reset(library)
    return IncidentFilter(
        datasets=chosen_sets if set(chosen_sets) != set(library.default) else (),
        start=start,
        end=end,
        provinces=provinces,
        districts=districts,
        groups=chosen_groups,
        event_types=types,
        precisions=precisions,
        killed_from=killed_from,
        killed_to=killed_to,
        vintage=st.session_state["f_vintage"],
    )


def _draw_datasets(library: Library) -> tuple[str, ...]:
    with st.popover("Data sets", icon=":material/database:", width="stretch"):
        st.caption("Where two cover the same days, only one of them is counted.")
        chosen = [one for one in library.datasets if _draw_dataset(library, one)]
    if not chosen:
        st.warning("No data set is chosen, so the ones that ship are shown.")
    return tuple(chosen or library.default)


def _draw_dataset(library: Library, dataset_id: str) -> bool:
    dataset, key = library.datasets[dataset_id], f"f_data_{dataset_id}"
    st.session_state.setdefault(key, False)
    ticked = st.checkbox(escaped(dataset.title), key=key, help=dataset.counts)
    span = f"{day_words(dataset.covers_from)} – {day_words(dataset.covers_to)}"
    own = "" if dataset.public else " · private"
    st.caption(f"{span} · {dataset.rows:,} rows{own}")
    return ticked


def choose_datasets(library: Library, dataset_ids: Sequence[str]) -> None:
    """Tick these data sets and no others, over all their days (a callback, or before a rerun)."""
    for dataset_id in library.datasets:
        st.session_state[f"f_data_{dataset_id}"] = dataset_id in dataset_ids
    st.session_state["f_span"] = (None, None)


def _draw_when(first_day: date, last_day: date) -> tuple[date | None, date | None]:
    """Slider, exact days and presets over one span kept in the session; None means open."""
    start, end = _clamped(st.session_state["f_span"], first_day, last_day)
    st.session_state["w_slider"] = (start, end)
    st.session_state["w_from"], st.session_state["w_to"] = start, end
    st.session_state["w_preset"] = _preset_of(start, end, first_day, last_day)
    st.selectbox(
        "When",
        [*PRESETS, "own"],
        format_func=lambda one: PRESETS.get(one, "Own dates"),
        key="w_preset",
        on_change=lambda: _take_preset(first_day, last_day),
    )
    st.slider(
        "Dates",
        first_day,
        last_day,
        (first_day, last_day),
        key="w_slider",
        format="MMM YYYY",
        label_visibility="collapsed",
        on_change=lambda: _take_span(st.session_state["w_slider"], first_day, last_day),
    )
    left, right = st.columns(2)
    for column, key, label in ((left, "w_from", "From"), (right, "w_to", "To")):
        column.date_input(
            label,
            key=key,
            min_value=first_day,
            max_value=last_day,
            format="DD/MM/YYYY",
            on_change=lambda: _take_span(
                (st.session_state["w_from"], st.session_state["w_to"]), first_day, last_day
            ),
        )
    kept = st.session_state["f_span"]
    return (start if kept[0] else None), (end if kept[1] else None)


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


def _draw_link_and_reset(library: Library) -> None:
    left, right = st.columns(2)
    with left.popover("Link", icon=":material/link:", width="stretch"):
        st.caption("The address of the page restores this view. Copy it from here:")
        query = "&".join(f"{name}={value}" for name, value in st.query_params.to_dict().items())
        st.code(f"{(st.context.url or '').split('?')[0]}?{query}", language=None, wrap_lines=True)
    right.button(
        "Reset",
        icon=":material/restart_alt:",
        width="stretch",
        on_click=lambda: _start_from(None, library),
    )


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


def _start_from(wanted: IncidentFilter | None, library: Library) -> None:
    """Put a filter into the session; None is the plain one."""
    wanted = wanted or IncidentFilter()
    state: dict[str, Any] = {
        "f_span": (wanted.start, wanted.end),
        "f_provinces": list(wanted.provinces),
        "f_districts": list(wanted.districts),
        "f_groups": list(wanted.groups),
        "f_types": list(wanted.event_types),
        "f_precisions": list(wanted.precisions),
        "f_killed": (_step_at(wanted.killed_from, 0), _step_at(wanted.killed_to, DEATH_STEPS[-1])),
        "f_vintage": wanted.vintage,
    }
    for dataset_id in library.datasets:
        state[f"f_data_{dataset_id}"] = dataset_id in (wanted.datasets or library.default)
    for key, value in state.items():
        st.session_state[key] = value


def _take_preset(first_day: date, last_day: date) -> None:
    preset = st.session_state["w_preset"]
    if preset == "own":
        return
    _take_span(preset_span(preset, first_day, last_day), first_day, last_day)


def _take_span(span: tuple[date, date], first_day: date, last_day: date) -> None:
    """Keep a span; an end at the edge of the data stays open, so that new data widen it."""
    start, end = min(span), max(span)
    st.session_state["f_span"] = (
        None if start <= first_day else start,
        None if end >= last_day else end,
    )


def _clamped(
    span: tuple[date | None, date | None], first_day: date, last_day: date
) -> tuple[date, date]:
    start = min(max(span[0] or first_day, first_day), last_day)
    end = max(min(span[1] or last_day, last_day), first_day)
    return min(start, end), max(start, end)


def _preset_of(start: date, end: date, first_day: date, last_day: date) -> str:
    for preset in PRESETS:
        if preset_span(preset, first_day, last_day) == (start, end):
            return preset
    return "own"


def _step_at(wanted: int | None, otherwise: int) -> int:
    """The deaths step nearest to a number from the address."""
    if wanted is None:
        return otherwise
    return min(DEATH_STEPS, key=lambda step: abs(step - wanted))


# --- what there is to choose from ----------------------------------------------------------------


def _covered(library: Library, chosen: tuple[str, ...]) -> tuple[date, date]:
    """First and last day that any chosen data set covers."""
    sets = [library.datasets[one] for one in chosen]
    return min(one.covers_from for one in sets), max(one.covers_to for one in sets)


def _district_ids(vintage: str, provinces: tuple[str, ...]) -> list[str]:
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


def _known_ids(library: Library) -> dict[str, Sequence[str]]:
    districts = [one for vintage in VINTAGES for one in district_table(vintage)["district_id"]]
    return {"datasets": list(library.datasets), "districts": districts, "groups": list(groups())}


def escaped(text: str) -> str:
    """Text with Markdown's signs made plain, for sentences that hold names from sources."""
    for sign in "\\`*_[]#$:<>":
        text = text.replace(sign, f"\\{sign}")
    return text
