"""The window that a browser tells is checked before anything is counted for it."""

from datetime import date

import pytest
import streamlit as st

from geo.model.filter import IncidentFilter
from geo.store.select import select_incidents
from geo.ui.time_window import STATE, read_window

YEAR = IncidentFilter(start=date(2025, 1, 1), end=date(2025, 12, 31))


@pytest.fixture(autouse=True)
def forgotten():
    st.session_state.clear()
    yield
    st.session_state.clear()


def window(text, wanted=YEAR):
    return read_window(select_incidents(wanted), text)


def test_a_month_is_read():
    shown = window("month 1 2025-03-01 2025-03-31")
    assert (shown.start, shown.end) == (date(2025, 3, 1), date(2025, 3, 31))
    assert shown.moving and len(shown.frames) == 12


def test_the_window_outlives_the_map_that_told_it():
    window("month 3 2025-03-01 2025-05-31")
    shown = window(None)
    assert (shown.step, shown.length, shown.start) == ("month", 3, date(2025, 3, 1))


def test_a_window_beyond_the_span_gives_the_last_one_that_fits():
    window("month 1 2026-03-01 2026-03-31")
    assert window(None).start == date(2025, 12, 1)
    assert window("month 1 1990-01-01 1990-01-31").start == date(2025, 12, 1)


@pytest.mark.parametrize(
    "text",
    [
        "whole 1 2025-01-01 2025-12-31",
        "month 5 2025-01-01 2025-01-31",
        "day 1 2025-01-01 2025-01-01",
        "month one 2025-01-01 2025-01-31",
        "month 1 2025-13-01 2025-13-31",
        "",
        "x" * 5_000,
        {"step": "month"},
        17,
    ],
    ids=str,
)
def test_anything_else_means_the_whole_period(text):
    shown = window(text)
    assert not shown.moving
    assert (shown.start, shown.end) == (YEAR.start, YEAR.end)
    assert shown.frames == ((YEAR.start, YEAR.end),)


def test_days_that_no_data_set_covers_have_one_window():
    shown = window("month 1 1950-01-01 1950-01-31", IncidentFilter(end=date(1950, 1, 1)))
    assert not shown.moving
    assert STATE in st.session_state
