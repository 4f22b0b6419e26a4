import warnings
from datetime import date

import esda
import libpysal
import numpy as np
import pytest

from geo.measures.emerging import (
    CATEGORIES,
    EMERGING_COLUMNS,
    NO_PATTERN,
    TOO_FEW,
    categorise,
    emerging_spots,
)
from geo.measures.neighbours import Weights, district_weights
from geo.measures.panel import Panel, count_panel
from geo.measures.windows import steps
from geo.model.filter import IncidentFilter
from geo.store.select import select_incidents

SIDE = 6


def grid_weights() -> Weights:
    matrix = libpysal.weights.lat2W(SIDE, SIDE, rook=False).full()[0]
    return Weights(tuple(f"{n:02}" for n in range(SIDE**2)), matrix, "queen", "the grid's")


def panel_of(counts: np.ndarray, supplier: str = "made") -> Panel:
    spans = steps(date(2020, 1, 1), date(2030, 12, 31), step="month")[: counts.shape[1]]
    nowhere = np.zeros(len(spans), dtype=np.int64)
    return Panel(
        grid_weights().district_ids, spans, "month", counts, nowhere, (supplier,) * len(spans), 0
    )


def noise(seed: int, periods: int = 12) -> np.ndarray:
    return np.random.default_rng(seed).negative_binomial(1, 0.3, (SIDE**2, periods))


@pytest.mark.parametrize(
    ("states", "trend", "category"),
    [
        pytest.param([0] * 9 + [1], 0, "new hot spot", id="last only"),
        pytest.param([0] * 7 + [1] * 3, 0, "consecutive hot spot", id="one run"),
        pytest.param([0] + [1] * 9, 1, "intensifying hot spot", id="nine of ten, rising"),
        pytest.param([1] * 10, 0, "persistent hot spot", id="always"),
        pytest.param([1] * 10, -1, "diminishing hot spot", id="always, falling"),
        pytest.param([0, 1, 0, 0, 0, 1, 0, 0, 1, 1], 0, "sporadic hot spot", id="on and off"),
        pytest.param([0, -1, 0, 0, 0, 1, 0, 0, 1, 1], 0, "oscillating hot spot", id="was cold"),
        pytest.param([0, -1] + [0] * 7 + [1], 0, "oscillating hot spot", id="cold, then hot once"),
        pytest.param([1] * 9 + [0], 0, "historical hot spot", id="over"),
        pytest.param([1] * 5 + [0] * 5, 0, NO_PATTERN, id="half, long ago"),
        pytest.param([0] * 10, 1, NO_PATTERN, id="never, however it rises"),
        pytest.param([0] * 9 + [-1], 0, "new cold spot", id="cold last"),
        pytest.param([-1] * 10, -1, "intensifying cold spot", id="ever colder"),
        pytest.param([-1] * 10, 1, "diminishing cold spot", id="less cold"),
        pytest.param([1, 0, 0, 0, -1, -1, 0, 0, 0, -1], 0, "oscillating cold spot", id="was hot"),
        pytest.param([], 0, NO_PATTERN, id="nothing"),
    ],
)
def test_categories(states, trend, category):
    assert categorise(states, trend=trend) == category
    assert category == NO_PATTERN or category.split()[0] in CATEGORIES


def test_gi_star_of_the_cube_agrees_with_esda():
    """Oracle: one map of all bins, with the neighbours written out as its weights."""
    counts, near = noise(1), grid_weights().matrix > 0
    districts, periods = counts.shape
    matrix = np.zeros((counts.size, counts.size))
    for i in range(districts):
        for t in range(periods):
            for j in range(districts):
                for back in (0, 1):
                    if t >= back and (near[i, j] or (i == j and back)):
                        matrix[i * periods + t, j * periods + t - back] = 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weights = libpysal.weights.util.full2W(matrix)
        oracle = esda.G_Local(counts.ravel().astype(float), weights, "B", permutations=0, star=True)
    found = emerging_spots(panel_of(counts), grid_weights(), draws=99)
    np.testing.assert_allclose(found.z.ravel(), oracle.Zs, atol=1e-6)


def test_planted_patterns_are_found():
    counts = noise(2, periods=16)
    corner = [0, 1, 6, 7]
    counts[corner] += 25  # always
    far = [28, 29, 34, 35]
    counts[np.ix_(far, [14, 15])] += 40  # lately
    table = emerging_spots(panel_of(counts), grid_weights()).table
    assert tuple(table.columns) == EMERGING_COLUMNS
    assert table.loc["00", "category"] in ("persistent hot spot", "intensifying hot spot")
    assert table.loc["00", "hot_periods"] >= 14
    assert table.loc["35", "category"] in ("new hot spot", "consecutive hot spot")
    assert table.loc["35", "last"] == "hot"
    assert (table["category"] == NO_PATTERN).sum() > 15


def test_a_district_alone_among_quiet_ones_is_cold_by_its_neighbours():
    counts = noise(3, periods=16) + 50
    counts[[7, 8, 9, 13, 15, 19, 20, 21]] = 0
    counts[14] = 3_000
    found = emerging_spots(panel_of(counts), grid_weights())
    assert (found.z[14] > 0).all()
    assert (found.states[14] <= 0).all()
    assert (found.states[14] < 0).any()


def test_false_alarms_are_what_alpha_promises():
    """Any hot or cold bin in a cube without a pattern is a false one."""
    alarms = sum(
        emerging_spots(panel_of(noise(seed)), grid_weights(), draws=49_999).states.any()
        for seed in range(500)
    )
    # neighbours are shared between bins, so the rate is looser than for independent tests
    assert alarms / 500 <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / 500)


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        pytest.param(noise(3, periods=9), "9 periods", id="short"),
        pytest.param(np.zeros((36, 12), dtype=int), "differ", id="nothing happened"),
    ],
)
def test_too_few_to_say(counts, says):
    found = emerging_spots(panel_of(counts), grid_weights(), draws=99)
    assert says in found.note
    assert set(found.table["category"]) == {TOO_FEW}
    assert not found.states.any()


def test_weights_of_other_districts_are_refused():
    with pytest.raises(ValueError, match="other districts"):
        emerging_spots(panel_of(noise(4)), district_weights("rook"))


def test_the_shipped_years_have_patterns():
    selection = select_incidents(IncidentFilter())
    panel = count_panel(selection, step="year")
    found = emerging_spots(panel.supplied_by("ucdp-ged-22.1"), district_weights("rook"))
    assert found.note == ""
    assert found.table.loc["kp-kurram", "hot_periods"] >= 3
    assert len(found.table) == 72
    assert "data sets" in emerging_spots(panel, district_weights("rook"), draws=999).note
