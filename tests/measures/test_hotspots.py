import warnings

import esda
import libpysal
import numpy as np
import pandas as pd
import pytest

from geo.measures.hotspots import (
    COLD,
    FEWEST_DISTRICTS,
    HOT,
    ISLAND,
    LOCAL_COLUMNS,
    NO_VALUE,
    NOT,
    TOO_FEW,
    getis_ord,
    local_moran,
    too_few,
)
from geo.measures.neighbours import KINDS, Weights, district_weights
from geo.model.filter import IncidentFilter
from geo.places.layers import district_ids
from geo.store.select import select_incidents

STATISTICS = {"gi": getis_ord, "moran": local_moran}
both = pytest.mark.parametrize("statistic", STATISTICS.values(), ids=STATISTICS)


def grid_weights(side: int, *, rook: bool = True) -> Weights:
    """Neighbours in a square of side x side districts named "000", "001", ..."""
    matrix = libpysal.weights.lat2W(side, side, rook=rook).full()[0]
    names = tuple(f"{number:03}" for number in range(side * side))
    return Weights(names, matrix, "rook", "the grid's neighbours")


def counts(weights: Weights, seed: int = 0) -> pd.Series:
    """Skewed counts without any pattern."""
    rng = np.random.default_rng(seed)
    return pd.Series(
        rng.negative_binomial(1, 0.05, len(weights.district_ids)), weights.district_ids
    )


def as_libpysal(weights: Weights):
    return libpysal.weights.util.full2W(weights.matrix, silence_warnings=True)


def quietly(function, *arguments, **fields):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # esda speaks of its own future
        return function(*arguments, **fields)


@pytest.mark.parametrize("kind", KINDS)
def test_gi_star_agrees_with_esda(kind):
    weights = district_weights(kind)
    values = counts(weights)
    oracle = quietly(
        esda.G_Local, values.to_numpy(float), as_libpysal(weights), "B", permutations=0, star=True
    )
    found = getis_ord(values, weights, permutations=99)
    np.testing.assert_allclose(found.table["statistic"], oracle.Zs, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_local_moran_agrees_with_esda(kind):
    weights = district_weights(kind)
    values = counts(weights)
    oracle = quietly(esda.Moran_Local, values.to_numpy(float), as_libpysal(weights), permutations=0)
    found = local_moran(values, weights, permutations=99)
    np.testing.assert_allclose(found.table["statistic"], oracle.Is, atol=1e-6)


def test_p_values_agree_with_a_slow_shuffle():
    """Oracle: shuffle all other districts in full, and add up what comes to lie nearby."""
    weights = district_weights("rook")
    values = counts(weights, seed=4)
    found = getis_ord(values, weights, permutations=4_999).table["p_value"]
    rng = np.random.default_rng(9)
    numbers = values.to_numpy(float)
    for at in range(0, 72, 9):
        near = np.flatnonzero(weights.matrix[at])
        rest = np.delete(numbers, at)
        sums = np.array([rng.permutation(rest)[: len(near)].sum() for _ in range(4_000)])
        real = numbers[near].sum()
        tail = min((sums >= real).mean(), (sums <= real).mean())
        assert found.iloc[at] == pytest.approx(min(2 * tail, 1), abs=0.04)


def test_a_planted_cluster_is_found_and_named():
    weights = grid_weights(8, rook=False)
    values = counts(weights, seed=2).clip(upper=30)
    middle = [27, 28, 35, 36, 26, 34, 19, 20]
    values.iloc[middle] = 90
    gi, moran = getis_ord(values, weights), local_moran(values, weights)
    assert set(gi.table["label"].iloc[[27, 28, 35]]) == {HOT}
    assert set(moran.table["label"].iloc[[27, 28, 35]]) == {"high among high"}
    assert gi.note == moran.note == ""
    far = gi.table["label"].iloc[[0, 7, 56, 63]]
    assert set(far) <= {NOT, COLD}


def test_a_high_district_among_quiet_ones_is_no_hot_spot():
    """Its own value lifts its z above 0; what is tested, and named, are its neighbours."""
    weights = grid_weights(8, rook=False)
    values = counts(weights, seed=4).clip(50, 60)
    values.iloc[[18, 19, 20, 26, 28, 34, 35, 36]] = 0
    values.iloc[27] = 900
    row = getis_ord(values, weights).table.iloc[27]
    assert row["statistic"] > 0
    assert row["label"] == COLD
    assert local_moran(values, weights).table["label"].iloc[27] == "high among low"


def test_a_low_district_in_a_high_region_is_unlike_its_neighbours():
    weights = grid_weights(8)
    values = counts(weights, seed=3).clip(upper=20)
    values.iloc[[19, 26, 28, 35]] = 500
    values.iloc[27] = 0
    assert local_moran(values, weights).table["label"].iloc[27] == "low among high"


@both
def test_the_false_alarm_rate_over_500_maps_is_what_alpha_promises(statistic):
    """Any alarm on a map without a pattern is a false one; at most 5 % of maps may have one."""
    weights = grid_weights(5)
    alarms = sum(
        (
            statistic(counts(weights, seed), weights, permutations=1_999).table["q_value"] <= 0.05
        ).any()
        for seed in range(500)
    )
    assert alarms / 500 <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 500)


@both
def test_single_p_values_are_uniform_enough(statistic):
    weights = grid_weights(5)
    p = np.concatenate(
        [
            statistic(counts(weights, seed), weights, permutations=199).table["p_value"]
            for seed in range(100)
        ]
    )
    for level in (0.05, 0.2):
        assert (p <= level).mean() <= level * 1.15
        assert (p <= level).mean() >= level * 0.6


@both
def test_districts_without_a_value_are_nobodys_neighbours(statistic):
    weights = district_weights("rook")
    values = counts(weights, seed=5).astype(float)
    values.iloc[[3, 40]] = np.nan
    table = statistic(values, weights, permutations=99).table
    kept = [one for at, one in enumerate(weights.district_ids) if at not in (3, 40)]
    alone = statistic(values.dropna(), weights.only(kept), permutations=99).table
    pd.testing.assert_frame_equal(table.loc[kept], alone)
    assert table["label"].iloc[[3, 40]].tolist() == [NO_VALUE, NO_VALUE]


def test_islands_are_said():
    weights = district_weights("band", km=60)
    values = counts(weights, seed=6)
    table = local_moran(values, weights, permutations=99).table
    alone = ~weights.matrix.any(axis=1)
    assert set(table.loc[alone, "label"]) == {ISLAND}
    assert table.loc[alone, "p_value"].isna().all()
    assert getis_ord(values, weights, permutations=99).table["p_value"].notna().all()


@both
@pytest.mark.parametrize(
    ("values", "says"),
    [
        pytest.param(dict.fromkeys(district_ids(), 3.0), "differ", id="all equal"),
        pytest.param({"bl-quetta": 5.0}, "1 district has a value", id="one district"),
        pytest.param({}, "0 districts", id="none"),
    ],
)
def test_too_few_to_say(statistic, values, says):
    found = statistic(pd.Series(values, dtype=float), district_weights("rook"), permutations=99)
    assert says in found.note
    assert set(found.table["label"]) <= {TOO_FEW, NO_VALUE}
    assert tuple(found.table.columns) == LOCAL_COLUMNS


def test_enough_is_enough():
    values = pd.Series([0.0] * 20 + [1.0] * FEWEST_DISTRICTS)
    assert too_few(values) == ""
    assert "11 districts" in too_few(values.iloc[:-1])


@both
def test_the_same_seed_gives_the_same_numbers_and_the_values_stay(statistic):
    weights = district_weights("queen")
    values = counts(weights)
    before = values.copy()
    first, second = (statistic(values, weights, permutations=99) for _ in range(2))
    pd.testing.assert_frame_equal(first.table, second.table)
    assert not first.table.equals(statistic(values, weights, permutations=99, seed=2).table)
    pd.testing.assert_series_equal(values, before)


def test_nothing_stands_is_said():
    weights = grid_weights(6)
    found = getis_ord(counts(weights, seed=1), weights, permutations=999)
    assert (found.table["label"] == NOT).all()
    assert "Nothing stands" in found.note


def test_the_shipped_rows_have_hot_spots_in_former_fata():
    rows = select_incidents(IncidentFilter(datasets=("ucdp-ged-22.1",))).counted
    values = rows["district_id"].value_counts().reindex(district_ids(), fill_value=0)
    found = getis_ord(values, district_weights("rook"))
    assert found.table.loc["kp-kurram", "label"] == HOT
    assert (found.table["label"] == HOT).sum() < 10
