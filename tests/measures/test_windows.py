import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.windows import STEPS, steps, windows

days = st.dates(date(1989, 1, 1), date(2026, 12, 31))


def test_months_of_a_quarter():
    assert steps(date(2025, 1, 15), date(2025, 3, 2), step="month") == (
        (date(2025, 1, 1), date(2025, 1, 31)),
        (date(2025, 2, 1), date(2025, 2, 28)),
        (date(2025, 3, 1), date(2025, 3, 31)),
    )


def test_weeks_begin_on_monday():
    first, _ = steps(date(2025, 3, 13), date(2025, 3, 13), step="week")[0]
    assert first == date(2025, 3, 10)


def test_windows_of_three_months_move_by_one_and_are_cut_to_the_span():
    assert windows(date(2025, 1, 10), date(2025, 5, 5), step="month", length=3) == (
        (date(2025, 1, 10), date(2025, 3, 31)),
        (date(2025, 2, 1), date(2025, 4, 30)),
        (date(2025, 3, 1), date(2025, 5, 5)),
    )


def test_window_longer_than_the_span_is_the_span():
    span = (date(2025, 1, 10), date(2025, 2, 5))
    assert windows(*span, step="year", length=5) == (span,)


@settings(deadline=None)
@given(days, days, st.sampled_from(STEPS), st.integers(1, 15))
def test_steps_have_no_gap_and_windows_cover_the_span(one, other, step, length):
    start, end = min(one, other), max(one, other)
    marks = steps(start, end, step=step)
    assert marks[0][0] <= start <= marks[0][1]
    assert marks[-1][0] <= end <= marks[-1][1]
    assert all(b[0] - a[1] == timedelta(days=1) for a, b in itertools.pairwise(marks))
    played = windows(start, end, step=step, length=length)
    assert played[0][0] == start
    assert played[-1][1] == end
    assert all(b[0] <= a[1] + timedelta(days=1) for a, b in itertools.pairwise(played))


@pytest.mark.parametrize(
    "call",
    [
        lambda: steps(date(2025, 1, 1), date(2025, 2, 1), step="fortnight"),
        lambda: windows(date(2025, 1, 1), date(2025, 2, 1), step="month", length=0),
    ],
    ids=["unknown step", "no length"],
)
def test_impossible_spans_are_refused(call):
    with pytest.raises(ValueError, match="step"):
        call()


def test_inverted_span_has_no_step_and_no_window():
    assert steps(date(2030, 1, 1), date(2026, 7, 31), step="month") == ()
    assert windows(date(2030, 1, 1), date(2026, 7, 31), step="month", length=3) == ()
