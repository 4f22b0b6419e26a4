from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pytest

from geo.measures.exposure import person_years
from geo.measures.neighbours import centre_distances_km
from geo.measures.panel import Panel, count_panel
from geo.measures.scan import FEWEST, MODELS, MOST_PERIODS, scan_clusters
from geo.measures.windows import steps
from geo.model.district import VINTAGES
from geo.model.filter import IncidentFilter
from geo.store.select import select_incidents

SIDE, PERIODS = 4, 6
PLACES = np.array(list(product(range(SIDE), range(SIDE))), dtype=float)
DISTANCES = np.linalg.norm(PLACES[:, None] - PLACES[None], axis=2) + np.arange(16) * 1e-6
models = pytest.mark.parametrize("model", MODELS)


def panel_of(counts: np.ndarray, supplier: str = "made") -> Panel:
    spans = steps(date(2020, 1, 1), date(2030, 12, 31), step="month")[: counts.shape[1]]
    ids = tuple(f"{number:02}" for number in range(len(counts)))
    nowhere = np.zeros(len(spans), dtype=np.int64)
    return Panel(ids, spans, "month", counts, nowhere, (supplier,) * len(spans), 0)


def people(seed: int = 0) -> np.ndarray:
    return np.repeat(np.random.default_rng(seed).uniform(1, 5, (SIDE**2, 1)), PERIODS, axis=1)


def null_map(model: str, rng: np.random.Generator, total: int = 120) -> np.ndarray:
    """A map without a cluster: by people, or with any margins of its own."""
    means = people() if model == "poisson" else np.outer(rng.gamma(1, 1, 16), rng.gamma(2, 1, 6))
    return rng.multinomial(total, (means / means.sum()).ravel()).reshape(16, PERIODS)


def scan(counts, model, **fields):
    base = people() if model == "poisson" else None
    return scan_clusters(
        panel_of(counts), DISTANCES, model=model, people=base, **{"simulations": 39, **fields}
    )


def slow_scan(counts: np.ndarray, expected: np.ndarray, weight: np.ndarray):
    """Oracle: every circle and every span, one by one, by the formula."""
    total, best = counts.sum(), (0.0, None)
    for centre in range(len(counts)):
        order = np.argsort(DISTANCES[centre], kind="stable")
        for size in range(1, len(order) + 1):
            inside = order[:size]
            if weight[inside].sum() > weight.sum() / 2:
                break
            for first in range(PERIODS):
                for after in range(first + 1, min(first + PERIODS // 2, PERIODS) + 1):
                    c, e = counts[inside, first:after].sum(), expected[inside, first:after].sum()
                    if c > e:
                        ratio = c * np.log(c / e)
                        if c < total:
                            ratio += (total - c) * np.log((total - c) / (total - e))
                        if ratio > best[0] + 1e-9:
                            best = ratio, (tuple(sorted(inside)), first, after, c, e)
    return best


@models
@pytest.mark.parametrize("seed", range(6))
def test_the_most_likely_cluster_agrees_with_a_slow_scan(model, seed):
    counts = null_map(model, np.random.default_rng(seed))
    if model == "poisson":
        expected = people() * counts.sum() / people().sum()
        weight = people().sum(axis=1)
    else:
        expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
        weight = counts.sum(axis=1)
    ratio, (inside, first, after, cases, chance) = slow_scan(counts, expected, weight)
    found = scan(counts, model, simulations=1).clusters[0]
    assert found.log_likelihood_ratio == pytest.approx(ratio)
    spans = panel_of(counts).spans
    assert found.district_ids == tuple(f"{one:02}" for one in inside)
    assert (found.start, found.end) == (spans[first][0], spans[after - 1][1])
    assert (found.incidents, found.expected) == (cases, pytest.approx(chance))
    assert found.ratio == pytest.approx(cases / chance)


@models
def test_a_planted_cluster_is_found(model):
    counts = np.random.default_rng(1).multinomial(200, (people() / people().sum()).ravel())
    counts = counts.reshape(16, PERIODS)
    counts[[1, 5], 2:4] += 20
    result = scan(counts, model, simulations=199)
    first = result.clusters[0]
    assert first.district_ids == ("01", "05")
    assert (first.start, first.end) == (date(2020, 3, 1), date(2020, 4, 30))
    assert first.p_value == 1 / 200
    assert first.stands()
    assert result.incidents == counts.sum()


@models
def test_two_planted_clusters_share_no_district(model):
    counts = np.random.default_rng(2).multinomial(200, (people() / people().sum()).ravel())
    counts = counts.reshape(16, PERIODS)
    counts[0, 0:2] += 25
    counts[15, 4:6] += 25
    first, second = scan(counts, model, simulations=99).clusters[:2]
    assert not set(first.district_ids) & set(second.district_ids)
    assert {"00", "15"} <= {*first.district_ids, *second.district_ids}
    assert first.log_likelihood_ratio >= second.log_likelihood_ratio
    assert first.stands()
    assert second.stands()


@models
def test_false_alarms_over_500_maps_are_what_alpha_promises(model):
    rng = np.random.default_rng(3)
    alarms = sum(
        scan(null_map(model, rng), model, seed=run, simulations=19).clusters[0].p_value <= 0.05
        for run in range(500)
    )
    assert alarms / 500 == pytest.approx(0.05, abs=2.5 * np.sqrt(0.05 * 0.95 / 500))


def test_a_district_that_is_always_high_is_a_cluster_of_the_one_model_only():
    rng = np.random.default_rng(4)
    means = people()
    means[7] *= 8
    counts = rng.multinomial(300, (means / means.sum()).ravel()).reshape(16, PERIODS)
    assert "07" in scan(counts, "poisson", simulations=99).clusters[0].district_ids
    assert scan(counts, "poisson", simulations=99).clusters[0].stands()
    assert not scan(counts, "permutation", simulations=99).clusters[0].stands()


@models
def test_the_same_seed_gives_the_same_clusters_and_progress_is_told(model):
    counts = null_map(model, np.random.default_rng(5))
    told: list[float] = []
    assert scan(counts, model, progress=told.append) == scan(counts, model)
    assert told[-1] == 1
    assert told == sorted(told)


def test_smaller_circles_on_request():
    counts = null_map("permutation", np.random.default_rng(6))
    small = scan(counts, "permutation", largest_share=0.15)
    assert small.cylinders < scan(counts, "permutation").cylinders
    share = sum(counts[int(one)].sum() for one in small.clusters[0].district_ids) / counts.sum()
    assert share <= 0.15


def test_relative_risk_is_the_ratio_inside_over_that_outside():
    counts = np.ones((16, PERIODS), dtype=np.int64)
    counts[0, 2] = 25
    found = scan(counts, "permutation", simulations=1)
    first = found.clusters[0]
    outside = (120 - first.incidents) / (120 - first.expected)
    assert found.relative_risk(first) == pytest.approx(first.incidents / first.expected / outside)
    everything = replace(first, incidents=120)
    assert found.relative_risk(everything) == np.inf


def test_too_few_to_say():
    counts = np.zeros((16, PERIODS), dtype=np.int64)
    counts[3, 2] = FEWEST - 1
    found = scan(counts, "permutation")
    assert (found.clusters, found.cylinders) == ((), 0)
    assert found.note.startswith("Too few to say: 19 incidents")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"people": None}, "needs people", id="no people"),
        pytest.param({"people": np.zeros((16, PERIODS))}, "above 0", id="nobody"),
        pytest.param({"people": people()[:, :2]}, "above 0", id="other periods"),
    ],
)
def test_people_that_do_not_fit_are_refused(fields, message):
    counts = null_map("poisson", np.random.default_rng(7))
    with pytest.raises(ValueError, match=message):
        scan_clusters(panel_of(counts), DISTANCES, model="poisson", **fields)


def test_periods_that_do_not_fit_are_refused():
    many = panel_of(np.ones((16, MOST_PERIODS + 1), dtype=np.int64))
    with pytest.raises(ValueError, match=f"at most {MOST_PERIODS}"):
        scan_clusters(many, DISTANCES, model="permutation")
    with_gap = replace(many.between(0, 3), spans=(*many.spans[:2], many.spans[5]))
    with pytest.raises(ValueError, match="follow one another"):
        scan_clusters(with_gap, DISTANCES, model="permutation")
    with pytest.raises(KeyError, match="poisson, permutation"):
        scan_clusters(many, DISTANCES, model="bernoulli")


@pytest.mark.parametrize("vintage", VINTAGES)
def test_the_shipped_rows_have_clusters(vintage):
    wanted = IncidentFilter(datasets=("ucdp-candidate-2026",), vintage=vintage)
    panel = count_panel(select_incidents(wanted), step="month")
    exposed = np.column_stack([person_years([span], vintage=vintage) for span in panel.spans])
    found = scan_clusters(
        panel, centre_distances_km(vintage), model="poisson", people=exposed, simulations=99
    )
    assert found.incidents == panel.counts.sum()
    assert found.clusters[0].stands()
    assert found.note == ""
