"""Several views of one page, of which the reader chooses one."""

from collections.abc import Callable, Mapping

import streamlit as st

from geo.ui.frame import Frame
from geo.ui.page_choice import PageChoice

Views = Mapping[str, tuple[str, Callable[[Frame], None]]]
"""Id of each view -> its words, and what draws it; the first is plain."""


def view_choice(views: Views, key: str) -> PageChoice:
    """The chosen view as an address holds it."""
    return PageChoice("view", key, tuple(views), plain=next(iter(views)))


def show_views(frame: Frame, *, views: Views, key: str) -> None:
    """The switch, and the chosen view; `key` is where the session keeps its id."""
    plain = next(iter(views))
    chosen = st.segmented_control(
        "View",
        list(views),
        default=plain,
        format_func=lambda one: views[one][0],
        key=key,
        label_visibility="collapsed",
        persist_state="session",
    )
    _, show = views[chosen or plain]
    show(frame)
