"""A button that opens a box: what is in it is drawn while it is open, so shut ones cost nothing."""

from collections.abc import Callable
from typing import Literal

import streamlit as st


def draw_when_open(
    words: str,
    draw: Callable[[], None],
    *,
    key: str,
    icon: str | None = None,
    width: Literal["stretch", "content"] = "stretch",
) -> None:
    """The button, and what it opens. Where its words change, Streamlit shuts it."""
    opened = st.popover(words, icon=icon, width=width, key=key, on_change="rerun")
    if opened.open:
        with opened:
            draw()
