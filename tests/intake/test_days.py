"""A closed list of dates; what is not on it is an error, never a guess."""

import pandas as pd
import pytest

from geo.intake.days import parse_dates
from tests.intake.rows import cells


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-11", "2025-03-11"),
        ("2025-03-11 00:00:00.000", "2025-03-11"),
        ("2025-03-11 23:59:59", "2025-03-11"),
        (" 2025-03-11 ", "2025-03-11"),
        ("۲۰۲۵-۰۳-۱۱", "2025-03-11"),
    ],
)
def test_days_of_the_closed_list(text, day):
    parsed = parse_dates(cells(text))
    assert parsed.column.tolist() == [pd.Timestamp(day)]
    assert parsed.column.dtype == "datetime64[us]"
    assert parsed.problems == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "date-missing"),
        ("03/04/2024", "date-order"),
        ("2024-02-30", "date-unreadable"),
        ("2024", "date-unreadable"),
        ("Mar 2024", "date-unreadable"),
        ("yesterday", "date-unreadable"),
        ("2024-13-01", "date-unreadable"),
    ],
)
def test_no_single_day_is_guessed(text, code):
    parsed = parse_dates(cells(text, name="date_start"))
    assert parsed.column.isna().all()
    assert [(one.code, one.row, one.column) for one in parsed.problems] == [(code, 2, "date_start")]
