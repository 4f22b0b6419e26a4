"""Spans of time: the steps of a time line and the windows that a map plays through."""

from datetime import date, timedelta
from typing import Final

Span = tuple[date, date]
"""First and last day, both included."""

STEPS: Final = ("week", "month", "quarter", "year")
"""Calendar steps. Weeks begin on Monday (ISO 8601)."""

MONTHS_PER_STEP: Final = {"month": 1, "quarter": 3, "year": 12}


def steps(start: date, end: date, *, step: str) -> tuple[Span, ...]:
    """The whole calendar steps that touch `start`..`end`, in order and without gaps.

    The first may begin before `start` and the last may end after `end`. A span that ends before it
    starts (days that no data set reaches) has no step. Raises ValueError for an unknown step.
    """
    begins = [step_of(start, step=step)]
    if end < start:
        return ()
    while (following := _after(begins[-1], step)) <= end:
        begins.append(following)
    return tuple((begin, _after(begin, step) - timedelta(days=1)) for begin in begins)


def step_of(day: date, *, step: str) -> date:
    """First day of the calendar step that holds `day`."""
    if step == "week":
        return day - timedelta(days=day.weekday())
    if step not in MONTHS_PER_STEP:
        raise ValueError(f"unknown step {step!r}; one of {', '.join(STEPS)}")
    months = MONTHS_PER_STEP[step]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def windows(start: date, end: date, *, step: str, length: int = 1) -> tuple[Span, ...]:
    """The windows to play: each is `length` steps long and begins one step after the one before.

    Windows are cut to `start`..`end`; together they cover it. When the span has fewer steps than
    `length` there is one window, the whole span; an inverted span has none. Raises
    ValueError for a length below 1.
    """
    if length < 1:
        raise ValueError(f"a window is at least one step long, not {length}")
    marks = steps(start, end, step=step)
    count = max(len(marks) - length + 1, min(len(marks), 1))
    return tuple(
        (max(marks[first][0], start), min(marks[min(first + length, len(marks)) - 1][1], end))
        for first in range(count)
    )


def _after(begin: date, step: str) -> date:
    """First day of the step after the one that begins on `begin`."""
    if step == "week":
        return begin + timedelta(days=7)
    month = begin.month - 1 + MONTHS_PER_STEP[step]
    return date(begin.year + month // 12, month % 12 + 1, 1)
