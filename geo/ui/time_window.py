"""The window of time that the map shows: chosen in the browser, read back and checked here."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import streamlit as st

from geo.measures.windows import Span, windows
from geo.store.select import Selection

WHOLE: Final = "whole"
"""Step of a window that is the whole period."""

LENGTHS: Final = {(WHOLE, 1), ("week", 1), *(("month", n) for n in (1, 3, 6, 12)), ("year", 1)}
"""Step and length of the windows on offer, as in the browser's list."""

STATE: Final = "t_window"
"""Session key of the window last chosen: it outlives a change of page."""


@dataclass(frozen=True)
class Window:
    """The span that the map shows, and all spans that play would show (for a steady legend)."""

    start: date
    end: date
    frames: tuple[Span, ...]
    step: str = WHOLE
    length: int = 1

    @property
    def moving(self) -> bool:
        """False when the whole period is shown."""
        return self.step != WHOLE


def read_window(selection: Selection, told: Any) -> Window:
    """The window that the browser told, "month 3 2025-01-01 2025-03-31", or the one told before.

    One that does not fit the selection's span gives the last window that begins before its end.
    Anything unreadable means the whole period.
    """
    if isinstance(told, str):
        st.session_state[STATE] = told
    span = (selection.start, selection.end)
    step, length, end = _parsed(st.session_state.get(STATE))
    if step == WHOLE or selection.end < selection.start:
        return Window(*span, frames=(span,))
    frames = windows(*span, step=step, length=length)
    shown = [frame for frame in frames if frame[0] <= end] or [frames[-1]]
    fitting = [frame for frame in shown if frame[1] == end] or shown
    return Window(*fitting[-1], frames=frames, step=step, length=length)


def _parsed(text: Any) -> tuple[str, int, date]:
    """Step, length and last day of a window in words; the whole period when it cannot be read."""
    try:
        step, length, _, end = str(text).split(" ")
        found = (step, int(length), date.fromisoformat(end))
    except ValueError:
        return WHOLE, 1, date.max
    return found if found[:2] in LENGTHS else (WHOLE, 1, date.max)
