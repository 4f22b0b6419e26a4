"""Named spans of time that the filter offers."""

from datetime import date, timedelta
from typing import Final

PRESETS: Final = {
    "all": "All dates",
    "last-12-months": "Last 12 months of the data",
    "since-kabul": "Since August 2021",
    "2025": "2025",
    "year-to-date": "Year to date",
}
KABUL_FELL: Final = date(2021, 8, 15)
"""The day the Taliban took Kabul."""


def preset_span(preset: str, first_day: date, last_day: date) -> tuple[date, date]:
    """First and last day of a preset, cut to what the data cover (`first_day`..`last_day`).

    "Last 12 months" ends on the last covered day, not today: today may lie months after the data.
    """
    spans = {
        "all": (first_day, last_day),
        "last-12-months": (_year_before(last_day) + timedelta(days=1), last_day),
        "since-kabul": (KABUL_FELL, last_day),
        "2025": (date(2025, 1, 1), date(2025, 12, 31)),
        "year-to-date": (date(last_day.year, 1, 1), last_day),
    }
    start, end = spans[preset]
    return min(max(start, first_day), last_day), max(min(end, last_day), first_day)


def previous_span(start: date, end: date) -> tuple[date, date]:
    """The span before, which ends the day before `start`: as long in months where the span is of
    whole calendar months (2025 and 2024, March and February), else as long in days.
    """
    last = start - timedelta(days=1)
    if start.day == 1 and (end + timedelta(days=1)).day == 1:
        months = 12 * (end.year - start.year) + end.month - start.month + 1
        year, month = divmod(12 * start.year + start.month - 1 - months, 12)
        return date(year, month + 1, 1), last
    return last - (end - start), last


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
