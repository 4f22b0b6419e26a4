from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from geo.measures.exposure import (
    CENSUS_2017,
    CENSUS_2023,
    DAYS_PER_YEAR,
    clamp_note,
    covered_spans,
    person_years,
    years,
)
from geo.model.dataset import Coverage
from geo.model.district import VINTAGES
from geo.places.layers import district_table


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def population_on(day: date) -> np.ndarray:
    """People of each district of 2025 on a day: the plain formula, held outside the censuses."""
    table = district_table("2025")
    first, last = (table[f"population_{year}"].to_numpy(float) for year in (2017, 2023))
    fraction = (day - CENSUS_2017) / (CENSUS_2023 - CENSUS_2017)
    return first * (last / first) ** min(max(fraction, 0), 1)


@pytest.mark.parametrize("vintage", VINTAGES)
@pytest.mark.parametrize(
    ("day", "column"),
    [
        (date(1989, 1, 1), "population_2017"),
        (CENSUS_2017 - timedelta(days=1), "population_2017"),
        (CENSUS_2023, "population_2023"),
        (date(2026, 7, 31), "population_2023"),
    ],
)
def test_the_censuses_stand_on_their_day_and_outside(day, column, vintage):
    table = district_table(vintage).set_index("district_id")
    found = person_years([(day, day)], vintage=vintage) * DAYS_PER_YEAR
    np.testing.assert_allclose(found, table[column])


def test_growth_is_geometric():
    half = CENSUS_2017 + (CENSUS_2023 - CENSUS_2017) / 2
    table = district_table().set_index("district_id")
    expected = np.sqrt(table["population_2017"] * table["population_2023"])
    found = person_years([(half, half)], vintage="2025") * DAYS_PER_YEAR
    np.testing.assert_allclose(found, expected, rtol=1e-3)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(date(2015, 1, 1), date(2016, 12, 31), id="before"),
        pytest.param(date(2016, 6, 1), date(2018, 5, 31), id="into"),
        pytest.param(date(2019, 1, 1), date(2020, 12, 31), id="between"),
        pytest.param(date(2022, 9, 1), date(2024, 8, 31), id="out of"),
        pytest.param(date(2024, 2, 29), date(2024, 2, 29), id="one day after"),
    ],
)
def test_person_years_are_the_sum_over_days(first, last):
    """Oracle: the population of every single day, added up."""
    daily = sum(population_on(day) for day in days(first, last)) / DAYS_PER_YEAR
    found = person_years([(first, last)], vintage="2025")
    np.testing.assert_allclose(found, daily, rtol=5e-4)


def test_spans_add_up_and_none_is_nothing():
    whole = person_years([(date(2014, 1, 1), date(2025, 12, 31))], vintage="2023")
    parts = [(date(2014, 1, 1), date(2018, 6, 30)), (date(2018, 7, 1), date(2025, 12, 31))]
    pd.testing.assert_series_equal(whole, person_years(parts, vintage="2023"))
    assert (person_years([], vintage="2023") == 0).all()


def test_steady_populations_do_not_divide_by_zero(monkeypatch):
    table = district_table()
    table["population_2023"] = table["population_2017"]
    monkeypatch.setattr("geo.measures.exposure.district_table", lambda vintage: table)
    found = person_years([(date(2018, 1, 1), date(2021, 12, 31))], vintage="2025")
    np.testing.assert_allclose(found, table["population_2017"] * 4, rtol=1e-3)


def test_years_and_spans():
    assert years([(date(2021, 1, 1), date(2024, 12, 31))]) == 4
    assert years([]) == 0
    spans = covered_spans([Coverage("a", date(2021, 1, 1), date(2021, 2, 1))])
    assert spans == ((date(2021, 1, 1), date(2021, 2, 1)),)


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ([], ""),
        ([(date(2001, 1, 1), date(2001, 2, 1))], "the 2017 census for all days before 15 Mar 2017"),
        ([(date(2018, 1, 1), date(2018, 2, 1))], "geometric growth between"),
        ([(date(2025, 1, 1), date(2025, 2, 1))], "the 2023 census for all days from 1 Mar 2023"),
    ],
)
def test_the_population_is_said(spans, words):
    note = clamp_note(spans)
    assert words in note
    assert note.count(";") == 0
    assert clamp_note([(date(1989, 1, 1), date(2026, 7, 31))]).count(";") == 2
