"""The frame of every page: the filter beside it, the sentence and the account above it.

The filter lives in the session, is drawn on every page (so it survives page changes), and is
written into the address, so that a link restores the view.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.maps.colours import Palette, palette
from geo.measures.account import Account, count_account, rows_of
from geo.measures.sentence import (
    display_names,
    headline,
    partial_sets,
    source_change_note,
    thin_periods,
)
from geo.model.counted import counted
from geo.model.filter import IncidentFilter, as_query, day_words, parse_query, vain_parts
from geo.store.select import Selection
from geo.store.shelf import Shelf
from geo.ui.cached import selection_of
from geo.ui.filter_panel import (
    Filter,
    draw_filter,
    has_filter,
    known_ids,
    start_filter,
)
from geo.ui.incident_list import show_incidents
from geo.ui.map_choice import (
    choice_query,
    has_choice,
    parse_choice,
    read_choice,
    start_choice,
)
from geo.ui.opened import draw_when_open
from geo.ui.page_choice import PageChoice, page_query, start_page
from geo.ui.shelf import session_shelf
from geo.ui.tables import show_table
from geo.ui.words import escaped

FAVICON: Final = str(Path(__file__).with_name("favicon.png"))
"""A file of our own: Streamlit would fetch a named icon from the internet."""

LOGO: Final = str(Path(__file__).with_name("logo.svg"))

SIDEBAR_PIXELS: Final = 300

VAIN: Final = "vain"
"""Session key of the filter that an address gave, and of what it asked for in vain."""

SHOWN_VAIN: Final = 3
SHOWN_LETTERS: Final = 60
"""How much of that is repeated."""

BESIDE: Final = "beside"
"""Session key of what `draw_beside` gave in this run."""

NEWER: Final = (
    "Where a partial data set has no row there may have been incidents; a newer yearly UCDP "
    "release can be fetched under Your data. Known to be thin:"
)

STYLE: Final = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
"""How our own HTML looks, and less empty space than Streamlit's own."""


@dataclass(frozen=True)
class Frame:
    """What every page is given: the filter, its incidents, and how to draw them."""

    shelf: Shelf
    wanted: IncidentFilter
    selection: Selection
    account: Account
    names: dict[str, str]
    colours: Palette
    phone: bool


def draw_beside() -> Filter:
    """Draw what stands beside every page: the filter, for all but its dates."""
    spare_what_is_imported()
    shelf = session_shelf()
    if not (has_filter() and has_choice()):
        known = known_ids(shelf)
        wanted = parse_query(st.query_params, known)
        st.session_state[VAIN] = (as_query(wanted), vain_parts(st.query_params, known))
        start_filter(wanted, shelf)
        start_choice(parse_choice(st.query_params))
    with st.sidebar:
        beside = draw_filter(shelf)
    st.html(f"<style>{STYLE}</style>")
    return beside


def read_frame() -> Frame:
    """Read the filter, write it to the address and select the incidents."""
    return _framed(_beside(), ())


def _beside() -> Filter:
    """What app.py drew in this run; drawn here when a page is run by itself."""
    return st.session_state.get(BESIDE) or draw_beside()


def _framed(beside: Filter, choices: Sequence[PageChoice]) -> Frame:
    shelf, wanted = beside.shelf, beside.dated()
    st.query_params.from_dict(
        {**as_query(wanted), **choice_query(read_choice()), **page_query(choices)}
    )
    beside.show_link()
    selection = selection_of(shelf, wanted)
    return Frame(
        shelf=shelf,
        wanted=wanted,
        selection=selection,
        account=count_account(selection),
        names=display_names(shelf),
        colours=palette(st.context.theme.type == "dark"),
        phone="Mobi" in (st.context.headers.get("User-Agent") or ""),
    )


def show_page(
    title: str, body: Callable[[Frame], None], *, choices: Sequence[PageChoice] = ()
) -> None:
    """A page that counts: title, sentence, account and body.

    Dates that move, and what is done in the body, draw sentence, account and body again, and
    nothing above or beside them. `choices` of the body are read from the address and kept in it.
    """
    show_page_around(title, lambda _: body, choices=choices)


def show_page_around(
    title: str,
    still: Callable[[Filter], Callable[[Frame], None]],
    *,
    choices: Sequence[PageChoice] = (),
) -> None:
    """As `show_page`; `still` draws what does not change with the dates, and gives the body."""
    start_page(choices, st.query_params)
    beside = _beside()
    left, account = st.columns([4, 1.25], vertical_alignment="center")
    left.title(title, anchor=False)
    sentence = st.container()
    body = still(beside)
    st.fragment(_show_counted)(beside, choices, sentence, account, body)


def _show_counted(
    beside: Filter,
    choices: Sequence[PageChoice],
    sentence: DeltaGenerator,
    account: DeltaGenerator,
    body: Callable[[Frame], None],
) -> None:
    """All of a page that depends on the dates: what it counts, and where the other rows are."""
    frame = _framed(beside, choices)
    with sentence:
        _show_sentence(frame)
    with account:
        _show_account(frame)
    body(frame)


@cache
def spare_what_is_imported() -> None:
    """Take the 150,000 objects of imported modules out of garbage collection, once a process.

    They stay as long as the server. A full collection, for which everybody waits, looked through
    them for about 100 ms: once in the first run, and whenever a page brought many new objects.
    """
    gc.freeze()


def _show_sentence(frame: Frame) -> None:
    """What is shown, in a sentence, what must not be compared, and what no row does not mean."""
    _say_vain(frame)
    st.markdown(escaped(headline(frame.selection, frame.names)))
    short, whole = [], []
    if frame.selection.changes:
        days = " and ".join(map(day_words, frame.selection.changes))
        short.append(f"The source changes on {days}: do not compare counts across a change.")
        whole.append(source_change_note(frame.selection, frame.names))
    partial = partial_sets(frame.selection)
    if partial:
        named = " and ".join(frame.names[one] for one in partial)
        silent = "" if short else ": no row does not mean that nothing happened"
        short.append(f"{named} {'is' if len(partial) == 1 else 'are'} partial{silent}.")
        thin = thin_periods(frame.selection)
        whole += [NEWER, *thin] if thin else []
    if short:
        lines = "".join(f"<div>{escape(line)}</div>" for line in whole)
        summary = escape(" ".join(short))
        st.html(f'<details class="note"><summary>{summary}</summary>{lines}</details>')


def _say_vain(frame: Frame) -> None:
    """What the address asked for and the atlas does not have, until the filter is changed."""
    query, vain = st.session_state.get(VAIN, ({}, ()))
    if not vain or query != as_query(frame.wanted):
        return
    named = "; ".join(one[:SHOWN_LETTERS] for one in vain[:SHOWN_VAIN])
    st.warning(
        escaped(
            f"The address names what is not here, so it was left out: {named}. A data set that "
            "somebody brought is in their session, or on their machine, alone."
        ),
        icon=":material/link_off:",
    )


def _show_account(frame: Frame) -> None:
    """How many rows are no dot; while it is open, where every row is."""
    account = frame.account
    draw_when_open(
        f"{counted(account.total - account.on_map, 'row')} without a dot",
        lambda: _list_account(frame),
        key="account",
        icon=":material/rule:",
    )


def _list_account(frame: Frame) -> None:
    """Where every row is, as numbers; a choice lists the rows behind a number."""
    account = frame.account
    table = pd.DataFrame(
        [(words, number) for number, words in account.reasons.values()],
        columns=["Where the row is", "Rows"],
    )
    show_table(table, width=560)
    st.caption(
        f"{account.counted:,} counted + {account.total - account.counted:,} not counted = "
        f"{counted(account.total, 'row')} of the chosen data sets within the filter."
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
