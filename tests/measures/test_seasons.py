from datetime import date, timedelta

import numpy as np
import pytest

from geo.measures.seasons import MONTHS, WEEKDAYS, month_shape, weekday_shape
from geo.model.dataset import Coverage
from geo.model.filter import IncidentFilter
from geo.store.select import Selection, select_incidents
from tests.measures.rows import make_rows
from tests.measures.selections import make_selection


def selection_of(daily, start: date) -> Selection:
    """So many incidents on each day from `start` on."""
    days = [start + timedelta(days=at) for at in range(len(daily))]
    changes = [
        {"date_start": day.isoformat()}
        for day, number in zip(days, daily, strict=True)
        for _ in range(number)
    ]
    rows = make_rows(*changes) if changes else make_rows({}).iloc[:0]
    return make_selection(
        rows, start=start, end=days[-1], coverage=(Coverage("made", start, days[-1]),)
    )


def test_weekdays_of_whole_weeks():
    # 1 January 2025 is a Wednesday: the first whole week begins on Monday 6
    selection = selection_of([1] * 31, date(2025, 1, 1))
    shape = weekday_shape(selection)
    assert shape.table["slot"].tolist() == list(WEEKDAYS)
    assert shape.table["incidents"].tolist() == [3] * 7
    assert (shape.rows, shape.left_out) == (21, 10)
    assert shape.table["per_day"].tolist() == [1] * 7
    assert "Too few" in shape.note


@pytest.mark.parametrize("start", [date(2024, 1, 1), date(1969, 12, 28), date(1999, 5, 30)])
def test_the_weekday_is_the_calendars(start):
    daily = [int((start + timedelta(days=at)).weekday() == 4) for at in range(400)]
    table = weekday_shape(selection_of(daily, start)).table.set_index("slot")
    assert table["incidents"].drop("Friday").sum() == 0
    assert table.loc["Friday", "share"] == 1


def test_months_are_per_day_and_of_whole_years():
    selection = selection_of([1] * (366 + 365 * 3 + 40), date(2020, 1, 1))
    shape = month_shape(selection)
    assert shape.table["slot"].tolist() == list(MONTHS)
    assert shape.table["per_day"].tolist() == [1] * 12
    assert shape.table["incidents"].iloc[:2].tolist() == [124, 113]
    assert (shape.rows, shape.left_out) == (366 + 365 * 3, 40)
    assert shape.p_value == 1


def test_months_of_the_year_are_the_calendars():
    start = date(2019, 3, 9)
    daily = [2 * int((start + timedelta(days=at)).month == 6) for at in range(2200)]
    table = month_shape(selection_of(daily, start)).table.set_index("slot")
    assert table["incidents"].drop("June").sum() == 0
    assert table.loc["June", "per_day"] == 2
    assert table.loc["June", "low"] < 2


@pytest.mark.parametrize("days", [1, 40], ids=["independent", "coordinated days"])
def test_false_alarms_are_what_alpha_promises(days):
    """Bursts of many attacks on a day make no weekday pattern; a chi-square test would see one."""
    rng = np.random.default_rng(days)
    alarms = 0
    for _ in range(500):
        daily = rng.poisson(0.4, 7 * 40)
        if days > 1:
            daily[rng.choice(len(daily), 3)] += days
        shape = weekday_shape(selection_of(daily, date(2024, 1, 1)), permutations=99)
        alarms += shape.p_value <= 0.05
    assert alarms / 500 <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / 500)


def test_a_planted_friday_is_found():
    rng = np.random.default_rng(3)
    daily = rng.poisson(0.5, 7 * 60)
    daily[4::7] += rng.poisson(0.7, 60)
    shape = weekday_shape(selection_of(daily, date(2024, 1, 1)))
    friday = shape.table.set_index("slot").loc["Friday"]
    assert shape.p_value <= 0.01
    assert friday["per_day"] > friday["high"]


def test_bad_years_are_no_season():
    rng = np.random.default_rng(4)
    alarms = 0
    for _ in range(500):
        levels = np.repeat(rng.choice([0.05, 1.0], 5), 365)
        selection = selection_of(rng.poisson(levels), date(2021, 1, 1))
        alarms += month_shape(selection, permutations=99).p_value <= 0.05
    assert alarms / 500 <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / 500)


def test_rows_of_no_single_day_are_left_out():
    rows = make_rows(
        {"date_start": "2025-01-08"},
        {"date_start": "2025-01-08", "date_end": "2025-01-09"},
        {"date_start": "2025-01-08", "date_precision": "week"},
        {"date_start": "2025-01-08", "stands_for_period": True},
    )
    shape = weekday_shape(make_selection(rows))
    assert (shape.rows, shape.left_out) == (1, 3)


def test_nothing_covered_is_nothing_said():
    selection = make_selection(make_rows({}).iloc[:0], coverage=())
    for shape in (weekday_shape(selection), month_shape(selection)):
        assert shape.note.startswith("Too few to say")
        assert np.isnan(shape.p_value)
        assert shape.table["incidents"].sum() == 0


def test_the_shipped_rows_conserve_their_counts():
    selection = select_incidents(IncidentFilter())
    for shape in (weekday_shape(selection), month_shape(selection)):
        assert shape.rows + shape.left_out == len(selection.counted)
        assert shape.table["incidents"].sum() == shape.rows
        assert 0 < shape.p_value <= 1
