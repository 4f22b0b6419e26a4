import numpy as np
import pytest
from scipy import stats

from geo.measures.changepoints import SHORTEST, best_split, find_changes, stretches
from geo.measures.panel import count_panel
from geo.model.filter import IncidentFilter
from geo.store.select import select_incidents


def slow_split(values) -> tuple[int, float]:
    """Oracle: the Poisson likelihood of every split, from scipy."""

    def fitted(part):
        return stats.poisson.logpmf(part, part.mean()).sum()

    gains = {
        at: fitted(values[:at]) + fitted(values[at:]) - fitted(values)
        for at in range(SHORTEST, len(values) - SHORTEST + 1)
    }
    best = max(gains, key=gains.get)
    return best, gains[best]


def test_the_best_split_agrees_with_scipys_likelihood():
    rng = np.random.default_rng(2)
    for _ in range(30):
        values = rng.poisson(rng.uniform(0.5, 9), rng.integers(6, 40))
        if values.sum():
            position, gain = best_split(values)
            expected = slow_split(values)
            assert position == expected[0]
            assert gain == pytest.approx(expected[1], abs=1e-9)


def test_planted_changes_are_found():
    rng = np.random.default_rng(3)
    values = np.concatenate([rng.poisson(mean, 24) for mean in (2, 12, 4)])
    levels = find_changes(values)
    assert [one.position for one in levels.changes] == pytest.approx([24, 48], abs=1)
    means = [mean for _, _, mean in stretches(values, levels)]
    assert means == pytest.approx([2, 12, 4], abs=1.5)
    assert all(one.p_value <= 0.05 for one in levels.changes)


def test_one_terrible_month_is_no_new_level():
    values = np.full(40, 3)
    values[20] = 60
    assert find_changes(values).changes == ()


@pytest.mark.parametrize("size", [None, 0.8], ids=["Poisson", "bursts"])
def test_false_alarms_over_500_series_are_what_alpha_promises(size):
    rng = np.random.default_rng(5)
    alarms = 0
    for _ in range(500):
        values = (
            rng.poisson(3, 36)
            if size is None
            else rng.negative_binomial(size, size / (size + 3), 36)
        )
        alarms += bool(find_changes(values, permutations=99).changes)
    assert alarms / 500 <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 500)


@pytest.mark.parametrize(
    ("values", "note"),
    [
        pytest.param([], "0 periods", id="nothing"),
        pytest.param([9] * 5, "5 periods", id="short"),
        pytest.param([0] * 30 + [1] * 9, "fewer than 10", id="small"),
        pytest.param([4] * 30, "", id="level"),
    ],
)
def test_too_few_to_say(values, note):
    found = find_changes(values)
    assert found.changes == ()
    assert note in found.note
    assert bool(note) == bool(found.note)


def test_the_same_seed_gives_the_same_changes():
    values = np.random.default_rng(1).poisson([2] * 20 + [6] * 20)
    assert find_changes(values) == find_changes(values)


def test_the_shipped_years_rise_and_fall():
    """The insurgency's peak of 2007-2014 is the coarsest fact of the data."""
    selection = select_incidents(IncidentFilter(datasets=("ucdp-ged-22.1",)))
    panel = count_panel(selection, step="year")
    changes = find_changes(panel.total).changes
    years = [panel.spans[one.position][0].year for one in changes]
    assert any(2005 <= year <= 2009 for year in years)
    assert any(2013 <= year <= 2017 for year in years)


def test_stretches_are_what_lies_between_the_changes():
    rng = np.random.default_rng(3)
    values = np.concatenate([rng.poisson(mean, 24) for mean in (2, 12, 4)])
    levels = find_changes(values)
    parts = stretches(values, levels)
    assert [first for first, _, _ in parts] == [0, *(one.position for one in levels.changes)]
    assert [last + 1 for _, last, _ in parts] == [*(one.position for one in levels.changes), 72]
    for first, last, mean in parts:
        assert mean == sum(values[first : last + 1]) / (last + 1 - first)
    assert sum(mean * (last + 1 - first) for first, last, mean in parts) == values.sum()


def test_without_a_change_the_series_is_one_stretch():
    assert stretches([4.0, 6.0], find_changes([4.0, 6.0])) == [(0, 1, 5.0)]
    assert stretches([], find_changes([])) == []
