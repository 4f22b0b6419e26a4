import numpy as np
import pandas as pd
import pytest
from scipy import stats

from geo.measures.bounds import BOUNDED, bound_districts
from geo.measures.ranks import RANK_COLUMNS, _ranks, rank_districts
from geo.model.district import VINTAGES
from geo.model.filter import IncidentFilter
from geo.store.select import select_incidents
from tests.measures.rows import in_no_district, make_rows

BETWEEN = {
    "district_id": "",
    "candidates": "bl-hub|bl-lasbela",
    "placement": "ambiguous",
    "place_precision": "district",
}


def ranks_of(*changes, **fields) -> pd.DataFrame:
    return rank_districts(make_rows(*changes), vintage="2025", **fields).table


def test_certain_rows_have_certain_ranks():
    table = ranks_of({}, {}, {}, {"district_id": "bl-kech"}, {"district_id": "kp-swat"})
    assert tuple(table.columns) == RANK_COLUMNS
    assert table.loc["bl-quetta", ["rank_best", "rank_low", "rank_high"]].tolist() == [1, 1, 1]
    assert table.loc["bl-kech", ["rank_best", "rank_low", "rank_high"]].tolist() == [2, 2, 2]
    assert table.loc["kp-swat", "rank_best"] == 2  # equals share the better rank
    assert set(table["rank_best"].drop(["bl-quetta", "bl-kech", "kp-swat"])) == {4}


def test_rows_between_districts_open_the_ranks():
    table = ranks_of(*[BETWEEN] * 3, {"district_id": "bl-kech"})
    assert table.loc["bl-kech", "rank_low"] == 1
    assert table.loc["bl-kech", "rank_high"] == 2
    lasbela = table.loc["bl-lasbela"]
    assert (lasbela["drawn_low"], lasbela["drawn_high"]) == (0, 3)
    assert lasbela["rank_low"] == 1


def test_draws_fall_as_the_chances_say():
    """Oracle: the number in Hub is binomial."""
    rows = make_rows(*[BETWEEN] * 40)
    chance = bound_districts(rows, vintage="2025").table.loc["bl-hub", "expected"] / 40
    hub = rank_districts(rows, vintage="2025", draws=2000).table.loc["bl-hub"]
    ends = stats.binom(40, chance).ppf([0.025, 0.975])
    assert [hub["drawn_low"], hub["drawn_high"]] == pytest.approx(ends, abs=1)


def test_tolls_are_drawn_between_low_and_high():
    """Oracle: the mean of triangles, and the normal approximation of their sum."""
    change = {"killed_low": 0, "killed_best": 2, "killed_high": 10}
    quetta = ranks_of(*[change] * 100, measure="killed", draws=2000).loc["bl-quetta"]
    triangle = stats.triang(0.2, 0, 10)
    ends = 100 * triangle.mean() + np.array([-1.96, 1.96]) * np.sqrt(100 * triangle.var())
    assert [quetta["drawn_low"], quetta["drawn_high"]] == pytest.approx(ends, rel=0.03)
    assert quetta["best"] == 200


def test_vague_rows_are_in_no_draw():
    found = rank_districts(make_rows(in_no_district(), {}), vintage="2025")
    assert found.table["drawn_high"].sum() == 1
    assert "known to a province only: 1." in found.note


def test_ranks_agree_with_scipy():
    sums = np.random.default_rng(4).integers(0, 9, (50, 70)).astype(float)
    assert (_ranks(sums) == stats.rankdata(-sums, method="min", axis=1)).all()


def test_the_same_seed_gives_the_same_ranks():
    rows = make_rows(*[BETWEEN] * 7, {"district_id": "bl-hub"})
    first, second = (rank_districts(rows, vintage="2025", draws=20) for _ in range(2))
    pd.testing.assert_frame_equal(first.table, second.table)


def test_no_rows_are_all_first():
    table = rank_districts(make_rows({}).iloc[:0], vintage="2025", draws=5).table
    assert (table["rank_low"] == 1).all()
    assert (table["best"] == 0).all()


@pytest.mark.parametrize("vintage", VINTAGES)
@pytest.mark.parametrize("measure", ["incidents", "killed"])
def test_the_shipped_rows_keep_order_and_bounds(measure, vintage):
    rows = select_incidents(IncidentFilter(vintage=vintage)).counted
    before = rows.copy(deep=True)
    table = rank_districts(rows, vintage=vintage, measure=measure, draws=60).table
    bounds = bound_districts(rows, vintage=vintage, measure=measure).table
    assert (table["rank_low"] <= table["rank_best"]).all()
    assert (table["rank_best"] <= table["rank_high"]).all()
    assert (table["best"] == bounds["best"]).all()
    assert (bounds["certain"] <= table["drawn_low"]).all()
    assert (table["drawn_high"] <= bounds["possible"]).all()
    pd.testing.assert_frame_equal(rows, before)


def test_unknown_measures_are_refused():
    with pytest.raises(KeyError, match=", ".join(BOUNDED)):
        rank_districts(make_rows({}), vintage="2025", measure="wounded")
