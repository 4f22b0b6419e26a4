from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from geo.measures.change import (
    CHANGE_COLUMNS,
    FEWER,
    MORE,
    TOO_FEW,
    UNCLEAR,
    change_districts,
    compare_counts,
    pooled_dispersion,
)
from geo.measures.panel import Panel, count_panel
from geo.measures.windows import steps
from geo.model.district import VINTAGES
from geo.model.filter import IncidentFilter
from geo.places.layers import district_ids
from geo.store.select import select_incidents

counts = st.integers(0, 200)
lengths = st.floats(0.1, 10)


def compare(before, now, years_before=1.0, years_now=1.0, **fields):
    return compare_counts(before, now, years_before=years_before, years_now=years_now, **fields)


def panel_of(counts: np.ndarray, year: int, supplier: str = "made") -> Panel:
    ids = district_ids()[: len(counts)]
    spans = steps(date(year, 1, 1), date(year, 12, 31), step="month")
    nowhere = np.zeros(12, dtype=np.int64)
    return Panel(ids, spans, "month", counts, nowhere, (supplier,) * 12, 0)


@given(counts, counts, lengths, lengths)
def test_agrees_with_the_exact_tests_of_scipy(before, now, years_before, years_now):
    found = compare(before, now, years_before, years_now)
    share = years_now / (years_before + years_now)
    if before + now:
        tails = [
            stats.binomtest(now, before + now, share, alternative=side).pvalue
            for side in ("less", "greater")
        ]
        assert found.p_value == pytest.approx(min(2 * min(tails), 1), abs=1e-9)
        interval = stats.binomtest(now, before + now).proportion_ci(method="exact")
        for bound, ratio in zip(interval, (found.ratio_low, found.ratio_high), strict=True):
            expected = bound / (1 - bound) * years_before / years_now if bound < 1 else np.inf
            assert ratio == pytest.approx(expected, rel=1e-6)


@given(counts, counts, lengths, lengths, st.floats(1, 6))
def test_agrees_with_the_beta_of_scipy(before, now, years_before, years_now, dispersion):
    found = compare(before, now, years_before, years_now, dispersion=dispersion)
    old, new = before / dispersion, now / dispersion
    share, odds = years_now / (years_before + years_now), years_before / years_now
    if before and now:
        tails = stats.beta.cdf(share, new, old + 1), stats.beta.sf(share, new + 1, old)
        assert found.p_value == pytest.approx(min(2 * min(tails), 1), rel=1e-12)
        low, rest = stats.beta.ppf(0.025, new, old + 1), stats.beta.ppf(0.025, old, new + 1)
        assert found.ratio_low == pytest.approx(low / (1 - low) * odds, rel=1e-9)
        assert found.ratio_high == pytest.approx((1 - rest) / rest * odds, rel=1e-9)


@given(counts, counts, lengths, lengths, st.floats(1, 6))
def test_test_and_interval_agree(before, now, years_before, years_now, dispersion):
    found = compare(before, now, years_before, years_now, dispersion=dispersion)
    leaves_out_one = found.ratio_low > 1 or found.ratio_high < 1
    if abs(found.p_value - 0.05) > 1e-6:
        assert (found.p_value < 0.05) == leaves_out_one


def test_six_against_none_by_hand():
    """Six coins all on one side: 1/64, and the other side as well."""
    assert compare(0, 6).p_value == pytest.approx(2 / 64)


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        pytest.param(0, 9, TOO_FEW, id="nine are too few, however pure"),
        pytest.param(0, 0, TOO_FEW, id="nothing"),
        pytest.param(0, 12, MORE, id="twelve out of nothing"),
        pytest.param(10, 14, UNCLEAR, id="within chance"),
        pytest.param(60, 30, FEWER, id="half"),
    ],
)
def test_verdicts(before, now, verdict):
    assert compare(before, now).verdict == verdict


def test_ratios_of_nothing():
    assert np.isnan(compare(0, 0).ratio)
    assert compare(0, 12).ratio == np.inf
    assert compare(0, 12).ratio_low > 1
    assert compare(12, 0).ratio == compare(12, 0).ratio_low == 0


def test_an_upper_end_far_above_the_digits_of_a_share():
    """One incident before, worth a fifteenth of one: the share ends within 1e-23 of 1."""
    found = compare(1, 259, dispersion=15)
    rest = stats.beta.ppf(0.025, 1 / 15, 259 / 15 + 1)
    assert found.ratio_high == pytest.approx((1 - rest) / rest, rel=1e-9)
    assert found.ratio_high > 1e20


def test_lengths_count():
    assert compare(100, 50, years_before=2, years_now=1).ratio == 1
    assert compare(100, 100, years_before=2, years_now=1).verdict == MORE


def test_dispersion_widens_the_interval():
    plain, waves = compare(40, 70), compare(40, 70, dispersion=4)
    assert plain.verdict == MORE
    assert waves.verdict == UNCLEAR
    assert waves.ratio_low < plain.ratio_low < plain.ratio == waves.ratio
    assert waves.ratio_high > plain.ratio_high


@pytest.mark.parametrize("fields", [{"years_now": 0.0}, {"dispersion": 0.5}])
def test_impossible_periods_are_refused(fields):
    with pytest.raises(ValueError, match="at least 1"):
        compare(10, 10, **fields)


def test_dispersion_of_poisson_is_one_and_of_waves_is_theirs():
    rng = np.random.default_rng(1)
    assert pooled_dispersion([rng.poisson(3, (40, 60))] * 2) == pytest.approx(1, abs=0.1)
    waves = rng.negative_binomial(1, 1 / 4, (40, 60))  # mean 3, variance 12
    assert pooled_dispersion([waves, waves]) == pytest.approx(4, rel=0.1)
    assert pooled_dispersion([np.zeros((3, 12), dtype=int)]) == 1
    assert pooled_dispersion([rng.negative_binomial(1, 0.1, (40, 5))]) == 1


@pytest.mark.parametrize("size", [None, 1.5], ids=["Poisson", "waves"])
def test_false_alarms_over_500_runs_are_what_alpha_promises(size):
    rng = np.random.default_rng(6)
    alarms = 0
    for _ in range(500):
        draw = (
            rng.poisson(4, (1, 24))
            if size is None
            else rng.negative_binomial(size, size / (size + 4), (1, 24))
        )
        before, now = draw[:, :12], draw[:, 12:]
        spread = pooled_dispersion([before, now])
        found = compare(int(before.sum()), int(now.sum()), dispersion=spread)
        alarms += found.verdict in (MORE, FEWER)
    # the dispersion of 24 months is itself an estimate: allow 7 % where it matters
    assert alarms / 500 <= (0.05 if size is None else 0.075)


def test_a_planted_change_is_found_among_districts():
    rng = np.random.default_rng(2)
    before, now = rng.poisson(2, (60, 12)), rng.poisson(2, (60, 12))
    now[7] = rng.poisson(7, 12)
    now[9], before[9] = 0, 0
    found = change_districts(panel_of(before, 2024), panel_of(now, 2025))
    assert tuple(found.table.columns) == CHANGE_COLUMNS
    assert found.table["verdict"].iloc[7] == MORE
    assert found.table["verdict"].iloc[9] == TOO_FEW
    assert np.isnan(found.table["q_value"].iloc[9])
    assert (found.table["verdict"].isin((MORE, FEWER))).sum() <= 3
    assert found.note == ""
    assert found.overall.now == now.sum()


def test_changes_of_source_are_said():
    flat = np.full((3, 12), 4)
    found = change_districts(panel_of(flat, 2021, "a"), panel_of(flat, 2022, "b"))
    assert "data sets" in found.note
    assert set(found.table["verdict"]) == {UNCLEAR}


def test_too_few_steps_for_a_dispersion_are_said():
    whole = panel_of(np.full((3, 12), 4), 2021)
    assert "Fewer than 6 steps" in change_districts(whole.between(0, 4), whole.between(4, 8)).note


def test_panels_that_do_not_fit_are_refused():
    flat = np.full((3, 12), 4)
    with pytest.raises(ValueError, match="other districts"):
        change_districts(panel_of(flat, 2021), panel_of(flat[:2], 2022))
    empty = panel_of(flat, 2021).between(0, 0)
    with pytest.raises(ValueError, match="without a whole"):
        change_districts(empty, panel_of(flat, 2022))


@pytest.mark.parametrize("vintage", VINTAGES)
def test_the_shipped_years_conserve_their_counts(vintage):
    wanted = IncidentFilter(datasets=("compiled-2022-2026",), vintage=vintage)
    panel = count_panel(select_incidents(wanted), step="month")
    before, now = panel.between(24, 36), panel.between(36, 48)
    found = change_districts(before, now)
    assert found.table["now"].sum() == now.counts.sum()
    assert found.overall.before == before.total.sum()
    assert found.overall.verdict == MORE
