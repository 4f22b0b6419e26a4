"""The time slider of the map: a window that moves by week, month or year, by hand or by itself."""

import time
from dataclasses import dataclass
from datetime import date
from typing import Final

import streamlit as st

from geo.measures.series import count_by_step
from geo.measures.windows import Span, windows
from geo.model.filter import span_words
from geo.store.select import gaps
from geo.ui.charts import time_strip
from geo.ui.frame import Frame

PACE_SECONDS: Final = 1.2
"""Time that one frame stays while playing."""

STEPS: Final = {"week": "week", "month": "month", "year": "year"}
LENGTHS: Final = (1, 2, 3, 6, 12)
LONGEST_MONTHLY_STRIP: Final = 366 * 12
"""Days beyond which the strip shows years instead of months: bars stay wide enough to read."""


@dataclass(frozen=True)
class Window:
    """The span that the map shows, and all spans that play would show (for a steady legend)."""

    start: date
    end: date
    frames: tuple[Span, ...]
    moving: bool  # False when the whole period is shown


def playing_pace() -> float | None:
    """Seconds between frames while playing, None when still."""
    return PACE_SECONDS if st.session_state.get("t_playing") else None


def read_window(frame: Frame) -> Window:
    """Draw the strip and the controls; say which window to show."""
    selection = frame.selection
    span = (selection.start, selection.end)
    above = st.container()
    left, middle, right = st.columns([2.4, 1, 1], vertical_alignment="bottom")
    mode = left.segmented_control(
        "Time",
        ("whole", "window"),
        default="whole",
        format_func={"whole": "Whole period", "window": "Window"}.__getitem__,
        key="t_mode",
        persist_state="session",
    )
    if mode != "window":
        st.session_state["t_playing"] = False
        with above:
            _show_strip(frame, span, "month")
        return Window(*span, frames=(span,), moving=False)

    length = middle.selectbox("Length", LENGTHS, index=0, key="t_length", persist_state="session")
    step = right.selectbox("Step", list(STEPS), index=1, key="t_step", persist_state="session")
    frames = windows(*span, step=step, length=length)
    position = _position(len(frames))
    with above:
        _show_strip(frame, frames[position], step)
    _draw_player(frames, position)
    start, end = frames[position]
    return Window(start, end, frames=frames, moving=True)


def _position(count: int) -> int:
    """The frame to show: moved on by one when playing and its time has come."""
    now, state = time.monotonic(), st.session_state
    position = min(int(state.get("t_position", count - 1)), count - 1)
    due = now - state.get("t_shown_at", 0.0) >= PACE_SECONDS * 0.8
    if state.get("t_playing") and due:
        state["t_shown_at"] = now
        if position + 1 < count:
            position += 1
        else:
            state["t_playing"] = False
            state["t_position"] = position
            st.rerun()
    state["t_position"] = position
    return position


def _draw_player(frames: tuple[Span, ...], position: int) -> None:
    """Back, play or pause, forward, and the slider."""
    back, play, on, slider = st.columns([1, 1, 1, 9], vertical_alignment="bottom")
    count, playing = len(frames), bool(st.session_state.get("t_playing"))
    back.button(
        "", icon=":material/skip_previous:", help="one step back", key="t_back",
        disabled=position == 0, on_click=_go_to, args=(position - 1,),
    )  # fmt: skip
    words = ("pause", "Pause") if playing else ("play_arrow", "Play")
    if play.button("", icon=f":material/{words[0]}:", help=words[1], key="t_play"):
        at_end = position == count - 1
        st.session_state["t_position"] = 0 if at_end and not playing else position
        st.session_state["t_playing"] = not playing
        st.session_state["t_shown_at"] = time.monotonic()
        st.rerun()
    on.button(
        "", icon=":material/skip_next:", help="one step on", key="t_next",
        disabled=position == count - 1, on_click=_go_to, args=(position + 1,),
    )  # fmt: skip
    if count > 1:
        st.session_state["t_slider"] = position
        slider.select_slider(
            "Window",
            range(count),
            key="t_slider",
            format_func=lambda index: span_words(*frames[index]),
            on_change=lambda: _go_to(st.session_state["t_slider"]),
        )


def _go_to(position: int) -> None:
    st.session_state["t_position"] = position


def _show_strip(frame: Frame, window: Span, step: str) -> None:
    """The bars over the whole period, with the window marked."""
    selection = frame.selection
    long = (selection.end - selection.start).days > LONGEST_MONTHLY_STRIP
    bars = count_by_step(
        selection.counted,
        step="year" if long and step != "week" else ("month" if step == "year" else step),
        start=selection.start,
        end=selection.end,
    )
    span = (selection.start, selection.end)
    holes = gaps(selection.coverage, *span)
    changes = [part.start for part in selection.coverage[1:]]
    strip = time_strip(bars, span, window, holes, changes, frame.colours)
    st.altair_chart(strip, width="stretch", key="strip")
