import warnings
from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from geo.measures.bounds import bound_districts
from geo.measures.exposure import covered_spans, person_years
from geo.measures.rates import RATE_COLUMNS, poisson_interval, rate_districts, smooth_rates
from geo.model.filter import IncidentFilter
from geo.places.layers import district_table
from geo.store.select import select_incidents

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from esda.smoothing import Empirical_Bayes

YEAR = [(date(2025, 1, 1), date(2025, 12, 31))]


def counts_of(**best: int) -> pd.DataFrame:
    ids = [f"bl-{name}" for name in best]
    table = pd.DataFrame({"best": list(best.values())}, index=ids)
    return table.assign(certain=table["best"] - 1, possible=table["best"] + 5)


def test_rates_of_one_district_by_hand():
    rates = rate_districts(counts_of(quetta=20), YEAR, vintage="2025")
    people = district_table().set_index("district_id").loc["bl-quetta"]
    quetta = rates.table.loc["bl-quetta"]
    exposed = people["population_2023"] * 365 / 365.25
    assert quetta["rate"] == pytest.approx(20 / exposed * 1e5)
    assert quetta["rate_certain"] == pytest.approx(19 / exposed * 1e5)
    assert quetta["rate_possible"] == pytest.approx(25 / exposed * 1e5)
    assert quetta["per_1000km2"] == pytest.approx(20 / people["area_km2"] * 1e3, rel=1e-3)
    assert not quetta["few"]
    assert rates.table.loc["kp-swat", ["count", "rate"]].tolist() == [0, 0]
    assert tuple(rates.table.columns) == RATE_COLUMNS
    assert len(rates.table) == 72


def test_smoothing_agrees_with_esda():
    rng = np.random.default_rng(3)
    people = pd.Series(rng.integers(20_000, 4_000_000, 72).astype(float))
    number = pd.Series(rng.poisson(people * rng.gamma(2, 1e-5, 72)).astype(float))
    expected = Empirical_Bayes(number.to_numpy(), people.to_numpy()).r.ravel()
    np.testing.assert_allclose(smooth_rates(number, people), expected, rtol=1e-9)


def test_where_chance_explains_all_every_district_has_the_overall_rate():
    people = pd.Series([1000.0, 2000.0, 3000.0])
    smoothed = smooth_rates(pd.Series([1.0, 2.0, 3.0]), people)
    np.testing.assert_allclose(smoothed, 0.001)


def test_of_two_equal_rates_that_of_fewer_people_is_drawn_in_more():
    people = pd.Series([10_000.0, 1_000_000.0, 5_000_000.0, 5_000_000.0])
    number = pd.Series([2.0, 200.0, 100.0, 300.0])
    smoothed = smooth_rates(number, people)
    mean = number.sum() / people.sum()
    assert mean < smoothed[0] < smoothed[1] < 2e-4


def test_people_that_are_not_known_have_no_rate():
    people = pd.Series([np.nan, 0.0, 1000.0, 9000.0], index=list("abcd"))
    smoothed = smooth_rates(pd.Series([1.0, 2.0, 3.0, 4.0], index=list("abcd")), people)
    assert smoothed.isna().tolist() == [True, True, False, False]
    assert smooth_rates(people * 0, people * np.nan).isna().all()
    assert (smooth_rates(pd.Series([0.0, 0.0]), pd.Series([10.0, 20.0])) == 0).all()


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.390), (100, 81.364, 121.627)],
)
def test_intervals_agree_with_the_tables_of_exact_limits(count, low, high):
    found = poisson_interval([count])
    assert (found[0][0], found[1][0]) == pytest.approx((low, high), abs=0.001)


def test_intervals_agree_with_the_chi_square_of_scipy():
    count = np.concatenate([np.arange(300), np.geomspace(300, 1e7, 40).round()])
    low, high = poisson_interval(count)
    expected = stats.chi2.ppf(0.025, 2 * count[1:]) / 2
    np.testing.assert_allclose(low[1:], expected, rtol=1e-12)
    np.testing.assert_allclose(high, stats.chi2.ppf(0.975, 2 * count + 2) / 2, rtol=1e-12)


def test_an_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(8)
    for mean in (2.0, 15.0):
        low, high = poisson_interval(rng.poisson(mean, 4000))
        assert ((low <= mean) & (mean <= high)).mean() >= 0.945


def test_an_interval_ends_where_the_tails_are_small_enough():
    low, high = poisson_interval([7])
    assert stats.poisson.sf(6, low[0]) == pytest.approx(0.025)
    assert stats.poisson.cdf(7, high[0]) == pytest.approx(0.025)


def test_no_covered_days_have_no_rate():
    rates = rate_districts(counts_of(quetta=2), [], vintage="2025")
    assert rates.table[["rate", "smoothed", "per_1000km2"]].isna().all().all()
    assert np.isnan(rates.overall)
    assert (rates.years, rates.note) == (0, "")


def test_the_shipped_rows_conserve_their_counts():
    selection = select_incidents(IncidentFilter())
    bounds = bound_districts(selection.counted, vintage="2025")
    spans = covered_spans(selection.coverage)
    rates = rate_districts(bounds.table, spans, vintage="2025")
    table = rates.table
    assert table["count"].sum() + bounds.best_nowhere == len(selection.counted)
    back = (table["rate"] * table["person_years"]).sum() / 1e5
    assert back == pytest.approx(table["count"].sum())
    assert (table["rate_certain"] <= table["rate"]).all()
    assert (table["rate"] <= table["rate_possible"]).all()
    assert (table["interval_low"] <= table["rate"]).all()
    assert (table["rate"] <= table["interval_high"]).all()
    total = person_years(spans, vintage="2025").sum()
    assert rates.overall == pytest.approx(table["count"].sum() / total * 1e5)
