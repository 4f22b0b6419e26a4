"""Several views of one page, of which the reader chooses one."""

from collections.abc import Callable, Mapping

import streamlit as st

from geo.ui.frame import Frame


def show_views(
    frame: Frame, *, views: Mapping[str, tuple[str, Callable[[Frame], None]]], key: str
) -> None:
    """The switch, and the chosen view. `views`: id -> its words, and what draws it; first is plain.

    `key` is where the session keeps the chosen id.
    """
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
