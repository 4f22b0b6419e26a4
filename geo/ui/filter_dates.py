"""The dates of the filter: a slider, exact days and presets over one span kept in the session.

Presets and fields for exact days are drawn while their button is open.
"""

from datetime import date

import streamlit as st

from geo.model.period import PRESETS, preset_span
from geo.ui.opened import draw_when_open


def draw_dates(first_day: date, last_day: date) -> tuple[date | None, date | None]:
    """Slider, exact days and presets over one span kept in the session; None means open."""
    start, end = _clamped(st.session_state["f_span"], first_day, last_day)
    st.session_state["w_slider"] = (start, end)
    draw_when_open(
        "Period",
        lambda: _draw_days(start, end, first_day, last_day),
        key="days",
        icon=":material/calendar_month:",
    )
    st.slider(
        "Dates",
        first_day,
        last_day,
        (first_day, last_day),
        key="w_slider",
        format="D MMM YYYY",
        label_visibility="collapsed",
        on_change=lambda: _take_span(st.session_state["w_slider"], first_day, last_day),
    )
    kept = st.session_state["f_span"]
    return (start if kept[0] else None), (end if kept[1] else None)


def _draw_days(start: date, end: date, first_day: date, last_day: date) -> None:
    """Presets, and a field for the first and for the last day."""
    st.session_state["w_from"], st.session_state["w_to"] = start, end
    st.session_state["w_preset"] = _preset_of(start, end, first_day, last_day)
    st.pills(
        "Presets",
        list(PRESETS),
        format_func=PRESETS.__getitem__,
        key="w_preset",
        on_change=lambda: _take_preset(first_day, last_day),
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


def _take_preset(first_day: date, last_day: date) -> None:
    preset = st.session_state["w_preset"]
    if preset is not None:
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


def _preset_of(start: date, end: date, first_day: date, last_day: date) -> str | None:
    """The preset of a span, None when it has none."""
    for preset in PRESETS:
        if preset_span(preset, first_day, last_day) == (start, end):
            return preset
    return None
