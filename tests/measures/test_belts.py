from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from geo.measures.belts import (
    BELT_COLUMNS,
    CURVE_KM,
    FEWEST_ROWS,
    beyond_chance,
    chance_belts,
    count_belt_by,
    count_belts,
    nearest_crossing,
    same_districts_share,
)
from geo.measures.reach import REACHED, Reach, border_reach
from geo.model.filter import IncidentFilter
from geo.places.borders import BELT_KM, belts
from geo.places.layers import district_table
from geo.store.select import select_incidents
from tests.measures.rows import in_no_district, make_rows

CHAMAN = {"longitude": 66.45, "latitude": 30.92, "district_id": "bl-chaman"}


def test_three_answers_and_the_naive_one():
    reach = Reach(
        low=np.array([5.0, 0.0, 30.0, 0.0]),
        high=np.array([5.0, 45.0, 60.0, np.inf]),
        naive=np.array([5.0, 20.0, 45.0, np.nan]),
    )
    table = count_belts(make_rows({}, {}, {}, {}), "any", vintage="2025", km=(10, 50), reach=reach)
    assert tuple(table.columns) == BELT_COLUMNS
    assert table.loc[10].tolist() == [4, 1, 2, 1, 1, 0.25, 0.75, 1 / 3]
    assert table.loc[50].tolist() == [4, 2, 2, 0, 3, 0.5, 1.0, 1.0]


def test_no_rows_have_no_share():
    table = count_belts(make_rows({}).iloc[:0], "afghan", vintage="2025")
    assert table["rows"].tolist() == [0] * len(BELT_KM)
    assert table[["certain_share", "possible_share", "naive_share"]].isna().all().all()


def test_by_group_with_too_few_to_say():
    rows = make_rows(*[CHAMAN] * FEWEST_ROWS, {**CHAMAN, "group_id": "bla"})
    table = count_belt_by(rows, rows["group_id"], "afghan", vintage="2025", km=10)
    assert table.index.tolist() == ["bla", "unknown"]
    assert table["rows"].tolist() == [1, FEWEST_ROWS]
    assert table["certain"].tolist() == [1, FEWEST_ROWS]
    assert table["few"].tolist() == [True, False]


def test_by_nothing_is_empty():
    rows = make_rows({}).iloc[:0]
    table = count_belt_by(rows, rows["group_id"], "iranian", vintage="2025", km=25)
    assert table.columns.tolist() == [*BELT_COLUMNS, "few"]
    assert len(table) == 0


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(list(REACHED)),
    st.sampled_from(BELT_KM),
    st.sampled_from([(), ("ttp",), ("bla",)]),
    st.integers(2004, 2026),
)
def test_nothing_is_lost(border, km, groups, year):
    wanted = IncidentFilter(groups=groups, start=date(year, 1, 1))
    rows = select_incidents(wanted).counted
    whole = count_belts(rows, border, vintage="2025", km=(km,)).loc[km]
    assert whole[["certain", "undecided", "outside"]].sum() == len(rows) == whole["rows"]
    parts = count_belt_by(rows, rows["event_type"], border, vintage="2025", km=km).sum()
    for column in ("rows", "certain", "undecided", "outside", "naive"):
        assert parts[column] == whole[column]


def test_a_curve_only_rises():
    rows = select_incidents(IncidentFilter(datasets=("ucdp-candidate-2026",))).counted
    curve = count_belts(rows, "afghan", vintage="2025", km=CURVE_KM)
    assert curve["certain"].is_monotonic_increasing
    assert curve["outside"].is_monotonic_decreasing
    assert (curve["certain_share"] <= curve["possible_share"]).all()
    assert curve["certain"].iloc[-1] > 0


def test_the_border_figures_up_to_2021():
    """Figures found on other layers: 39 % naively, 11 % certain, half undecidable."""
    rows = select_incidents(IncidentFilter(datasets=("ucdp-ged-22.1",))).counted
    belt = count_belts(rows, "any", vintage="2025").loc[25]
    assert belt["naive_share"] == pytest.approx(0.40, abs=0.02)
    assert belt["certain_share"] == pytest.approx(0.11, abs=0.02)
    assert belt["undecided"] / belt["rows"] == pytest.approx(0.51, abs=0.04)


@pytest.mark.parametrize("border", ["afghan", "iranian"])
def test_area_shares_agree_with_the_belts_as_polygons(border):
    """Oracle: the shipped belts, cut from the layer's geometry with areas on the ellipsoid."""
    whole = district_table()["area_km2"].sum()
    drawn = {
        one["properties"]["km"]: one["properties"]["area_km2"] / whole
        for one in belts()
        if one["properties"]["border"] == border
    }
    shares = chance_belts(border, vintage="2025")
    assert shares["area"].to_dict() == pytest.approx(drawn, abs=0.003)
    assert shares["population"].between(0, 1).all()
    assert shares["towns"].is_monotonic_increasing


def test_rows_spread_over_their_districts():
    rows = make_rows({"district_id": "bl-chaman"}, {"district_id": "bl-hub"}, in_no_district())
    share = same_districts_share(rows, "afghan", vintage="2025", km=(10, 300))
    assert share[300] == pytest.approx(0.5)  # Chaman wholly, Hub not at all
    assert 0 < share[10] < 0.5
    assert same_districts_share(rows.iloc[2:], "afghan", vintage="2025").isna().all()


def test_even_rows_have_the_share_of_the_area():
    table = district_table()
    counts = (table["area_km2"] / 400).round().astype(int)
    rows = make_rows(
        *(
            {"district_id": one}
            for one, count in zip(table["district_id"], counts, strict=True)
            for _ in range(count)
        )
    )
    share = same_districts_share(rows, "afghan", vintage="2025")
    assert share.to_dict() == pytest.approx(
        chance_belts("afghan", vintage="2025")["area"].to_dict(), abs=0.002
    )


def test_only_exact_rows_have_a_nearest_crossing():
    rows = make_rows(
        {"longitude": 71.1, "latitude": 34.1},
        {"longitude": 71.1, "latitude": 34.1, "place_precision": "near"},
        {"longitude": 71.1, "latitude": 34.1, "point_suspect": True},
    )
    names = nearest_crossing(rows, "afghan")
    assert names.tolist() == ["Torkham", "", ""]
    pd.testing.assert_index_equal(names.index, rows.index)
    with pytest.raises(KeyError, match="afghan, iranian"):
        nearest_crossing(rows, "any")


def test_a_reach_can_be_handed_in():
    rows = make_rows(CHAMAN, {})
    reach = border_reach(rows, "any", vintage="2025")
    pd.testing.assert_frame_equal(
        count_belts(rows, "any", vintage="2025", reach=reach),
        count_belts(rows, "any", vintage="2025"),
    )


def test_chance_of_a_province_is_that_of_its_own_ground():
    table = district_table("2025").set_index("district_id")
    kp = [one for one in table.index if one.startswith("kp-")]
    bl = [one for one in table.index if one.startswith("bl-")]
    whole, own, other = (
        chance_belts("afghan", vintage="2025", districts=asked) for asked in (None, kp, bl)
    )
    share = table.loc[kp, "area_km2"].sum() / table["area_km2"].sum()
    assert np.allclose(own["area"] * share + other["area"] * (1 - share), whole["area"])
    assert (own["area"] > whole["area"]).all()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.data(), st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_beyond_chance_is_what_the_binomial_test_says(rows, data, first, second):
    certain = data.draw(st.integers(0, rows))
    possible = data.draw(st.integers(certain, rows))
    found = beyond_chance(certain, possible, rows, [first, float("nan"), second])
    more = binomtest(certain, rows, max(first, second), alternative="greater").pvalue
    fewer = binomtest(possible, rows, min(first, second), alternative="less").pvalue
    assert found == int(more <= 0.025) - int(fewer <= 0.025)


def test_without_rows_or_chance_nothing_is_beyond_it():
    assert beyond_chance(0, 0, 0, [0.2]) == 0
    assert beyond_chance(5, 9, 9, []) == 0
