from datetime import date
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from geo.measures.panel import Panel, count_panel
from geo.measures.trend import (
    FALLING,
    RISING,
    TOO_FEW,
    TREND_COLUMNS,
    UNCLEAR,
    district_trends,
    mann_kendall,
    measure_trend,
    sen_slope,
)
from geo.measures.windows import steps
from geo.model.filter import IncidentFilter
from geo.places.layers import district_ids
from geo.store.select import select_incidents

series = st.lists(st.integers(0, 30), min_size=2, max_size=40)


def panel_of(counts: np.ndarray, supplier: str = "made") -> Panel:
    spans = steps(date(2020, 1, 1), date(2030, 12, 31), step="month")[: counts.shape[1]]
    nowhere = np.zeros(len(spans), dtype=np.int64)
    suppliers = (supplier,) * len(spans)
    return Panel(district_ids()[: len(counts)], spans, "month", counts, nowhere, suppliers, 0)


def slow_score(values) -> int:
    pairs = [(a, b) for at, a in enumerate(values) for b in values[at + 1 :]]
    return sum(b > a for a, b in pairs) - sum(b < a for a, b in pairs)


@given(series)
def test_the_score_is_the_pairs_counted_one_by_one(values):
    assert mann_kendall(values)[0] == slow_score(values)


@pytest.mark.parametrize(
    "values", [(1, 2, 3, 4, 5, 6), (0, 0, 1, 1, 1, 5), (2, 2, 2, 2, 2, 3), (0, 0, 0)]
)
def test_the_variance_is_that_over_all_orders(values):
    """Oracle: S of every possible order of the values."""
    scores = [slow_score(order) for order in permutations(values)]
    assert mann_kendall(values)[1] == pytest.approx(np.var(scores))


@given(series)
def test_tau_and_slope_agree_with_scipy(values):
    found = measure_trend(values, step="year")
    if len(set(values)) > 1:
        assert found.tau == pytest.approx(stats.kendalltau(range(len(values)), values).statistic)
        oracle = stats.theilslopes(values, alpha=0.95)
        assert found.slope == pytest.approx(oracle.slope)
        assert found.slope_low <= found.slope <= found.slope_high
    else:
        assert np.isnan(found.tau)


def test_the_p_value_agrees_with_kendalls_up_to_the_continuity_correction():
    values = np.random.default_rng(3).poisson(9, 40) + np.arange(40) // 8
    score, variance = mann_kendall(values)
    oracle = stats.kendalltau(np.arange(40), values, method="asymptotic").pvalue
    assert 2 * stats.norm.sf(abs(score) / np.sqrt(variance)) == pytest.approx(oracle, rel=1e-9)
    expected = 2 * stats.norm.sf((abs(score) - 1) / np.sqrt(variance))
    assert measure_trend(values, step="year").p_value == pytest.approx(expected)


def test_the_interval_agrees_with_scipy_to_one_rank():
    rng = np.random.default_rng(5)
    for _ in range(20):
        values = rng.normal(size=25).cumsum()
        variance = mann_kendall(values)[1]
        _, low, high = sen_slope(values, variance)
        oracle = stats.theilslopes(values, alpha=0.95)
        earlier, later = np.triu_indices(25, 1)
        slopes = np.sort((values[later] - values[earlier]) / (later - earlier))
        for found, expected in ((low, oracle.low_slope), (high, oracle.high_slope)):
            ranks = np.searchsorted(slopes, [found, expected])
            assert abs(ranks[0] - ranks[1]) <= 1


def test_the_interval_holds_the_true_slope_as_often_as_it_says():
    rng = np.random.default_rng(7)
    hits = 0
    for _ in range(500):
        values = 0.5 * np.arange(20) + rng.normal(scale=4, size=20)
        _, low, high = sen_slope(values, mann_kendall(values)[1])
        hits += low <= 0.5 <= high
    assert hits / 500 >= 0.93


def test_false_alarms_over_500_series_are_what_alpha_promises():
    rng = np.random.default_rng(4)
    calls = [measure_trend(rng.poisson(2, 36), step="month").verdict for _ in range(500)]
    assert sum(call in (RISING, FALLING) for call in calls) / 500 <= 0.05 + 0.02


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        pytest.param(range(1, 13), RISING, id="up"),
        pytest.param(range(12, 0, -1), FALLING, id="down"),
        pytest.param([3, 4] * 8, UNCLEAR, id="level"),
        pytest.param(range(9), TOO_FEW, id="nine periods"),
        pytest.param([0] * 20 + [1] * 9, TOO_FEW, id="nine incidents"),
        pytest.param([], TOO_FEW, id="nothing"),
        pytest.param([5] * 30, UNCLEAR, id="all equal"),
    ],
)
def test_verdicts(values, verdict):
    assert measure_trend(list(values), step="month").verdict == verdict


def test_slopes_are_per_year():
    monthly = measure_trend(list(range(24)), step="month")
    assert (monthly.slope, monthly.slope_low, monthly.slope_high) == (12, 12, 12)
    assert measure_trend(list(range(24)), step="quarter").slope == 4
    assert measure_trend(list(range(24)), step="week").slope == pytest.approx(52.18, abs=0.01)


@pytest.mark.parametrize(
    ("values", "halves"),
    [
        pytest.param([1, 2, 3, 6], (1.5, 4.5), id="even"),
        pytest.param([1, 2, 50, 3, 6], (1.5, 4.5), id="the middle one is in neither"),
        pytest.param([7], (np.nan, np.nan), id="one period has no halves"),
        pytest.param([], (np.nan, np.nan), id="nothing"),
    ],
)
def test_halves(values, halves):
    found = measure_trend(values, step="month")
    assert (found.early, found.late) == pytest.approx(halves, nan_ok=True)


def test_halves_say_how_much_where_the_slope_is_nothing():
    """A district with an incident in most early months and in few late ones: a median of 0."""
    found = measure_trend([0, 1, 0, 1, 0, 1, 0, 1] * 6 + [0] * 44 + [1] * 4, step="month")
    assert (found.verdict, found.slope) == (FALLING, 0)
    assert (found.early, found.late) == (0.5, pytest.approx(4 / 48))


def test_waves_are_said():
    rng = np.random.default_rng(2)
    waves = 10 + 8 * np.sin(np.arange(48) / 4)
    assert measure_trend(rng.poisson(waves), step="month").waves
    assert not measure_trend(rng.poisson(10, 48), step="month").waves


def test_a_planted_trend_is_found_among_districts():
    counts = np.random.default_rng(1).poisson(3, (40, 36))
    counts[4] = np.random.default_rng(1).poisson(np.linspace(1, 9, 36))
    counts[5] = 0
    found = district_trends(panel_of(counts))
    assert tuple(found.table.columns) == TREND_COLUMNS
    assert found.table["verdict"].iloc[4] == RISING
    assert found.table["verdict"].iloc[5] == TOO_FEW
    assert np.isnan(found.table["q_value"].iloc[5])
    assert found.table["verdict"].isin((RISING, FALLING)).sum() <= 3
    assert (found.periods, found.note) == (36, "")


def test_sources_and_gaps_are_said():
    selection = select_incidents(IncidentFilter())
    panel = count_panel(selection, step="year")
    assert "data sets" in district_trends(panel).note
    own = panel.supplied_by("ucdp-ged-22.1")
    trends = district_trends(own)
    assert trends.note == ""
    assert trends.table["sum"].sum() == own.counts.sum()
    assert trends.overall.sum == own.total.sum()
