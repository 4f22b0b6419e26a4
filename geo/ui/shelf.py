"""The data sets at hand: what ships, what this machine keeps, and what the visitor brought.

What a visitor brought lives in the visitor's session alone. It is in no cache that others share:
answers about it are remembered by the session's own shelf and go with the session.
"""

import os
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.model.dataset import Dataset
from geo.store.kept import KeptStore, kept_shelf, store_root
from geo.store.shelf import Shelf, shipped_shelf

if TYPE_CHECKING:  # the readers of files are slow to import, and most visitors bring none
    from geo.intake.report import ImportReport

ALONE: Final = ("127.0.0.1", "localhost", "::1")
"""Addresses on which only this machine's user can be asking."""

HELD: Final = "held"
"""Session key of what the visitor brought: dataset_id -> (report, data set)."""


@st.cache_resource(show_spinner=False)
def base_shelf() -> Shelf:
    """What ships and what the store keeps; shared by all visitors, read-only."""
    return kept_shelf(the_store()) if may_keep() else shipped_shelf()


def the_store() -> KeptStore:
    """The store of kept data sets."""
    return KeptStore(store_root())


def may_keep() -> bool:
    """Whether data sets may be kept: on one's own machine, or where the operator named a store."""
    return bool(os.environ.get("SARHAD_STORE")) or st.get_option("server.address") in ALONE


def read_again() -> None:
    """Forget the shared shelf, after the store has changed."""
    base_shelf.clear()
    st.session_state.pop("shelf", None)


def session_shelf() -> Shelf:
    """The shelf of this visitor: the shared one, and what the visitor holds on top."""
    base, held = base_shelf(), held_reports()
    made_of = (base.key, tuple((one, dataset.sha256) for one, (_, dataset) in held.items()))
    if st.session_state.get("shelf_made_of") != made_of or "shelf" not in st.session_state:
        shelf = base
        for report, dataset in held.values():
            shelf = shelf.with_table(dataset, report.placed, decided=report.decided)
        st.session_state["shelf"] = shelf
        st.session_state["shelf_made_of"] = made_of
    shelf = st.session_state["shelf"]
    assert isinstance(shelf, Shelf)
    return shelf


def held_reports() -> "dict[str, tuple[ImportReport, Dataset]]":
    """What the visitor brought and shows, by data set id."""
    held: dict[str, tuple[ImportReport, Dataset]] = st.session_state.setdefault(HELD, {})
    return held


def hold(report: "ImportReport", dataset: Dataset) -> None:
    """Show an import's incidents in this session."""
    st.session_state[HELD] = {**held_reports(), dataset.dataset_id: (report, dataset)}


def let_go(dataset_id: str) -> None:
    """Forget a data set that the visitor brought."""
    kept = {one: value for one, value in held_reports().items() if one != dataset_id}
    st.session_state[HELD] = kept
