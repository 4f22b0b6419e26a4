from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from geo.measures.movement import (
    CENTRE_COLUMNS,
    FEWEST_DOTS,
    MOVED,
    group_activity,
    group_centres,
    group_overlap,
    rows_of_group,
)
from geo.measures.tolls import count_toll
from geo.model.filter import IncidentFilter
from geo.places.metric import km_to_degrees, to_km
from geo.store.select import select_incidents
from tests.measures.rows import in_no_district, make_rows


def dots_at(points_km: np.ndarray, year: int = 2024, **change) -> list[dict]:
    """One row of the group "bla" at each point."""
    longitude, latitude = km_to_degrees(points_km[:, 0], points_km[:, 1])
    return [
        {"longitude": x, "latitude": y, "date_start": f"{year}-05-05", "group_id": "bla", **change}
        for x, y in zip(longitude, latitude, strict=True)
    ]


def cloud(seed: int, count: int = 40, centre=(0.0, -300.0)) -> np.ndarray:
    return np.random.default_rng(seed).normal(centre, (80, 30), (count, 2))


@cache
def template(count: int) -> pd.DataFrame:
    """So many rows in each of two years; made once, for making rows takes long."""
    origin = np.zeros((count, 2))
    return make_rows(*dots_at(origin, 2023), *dots_at(origin, 2024))


def two_years(first: np.ndarray, second: np.ndarray) -> pd.DataFrame:
    """Dots at these points in 2023 and 2024."""
    longitude, latitude = km_to_degrees(*np.vstack([first, second]).T)
    return template(len(first)).assign(longitude=longitude, latitude=latitude)


def test_members_count_and_either_side():
    rows = make_rows(
        {"group_id": "bla"}, {"group_id": "ttp", "other_group_id": "bla"}, {"group_id": "ttp"}
    )
    assert len(rows_of_group(rows, "bla")) == 2
    assert len(rows_of_group(rows, "bras")) == 2
    assert len(rows_of_group(rows, "ttp")) == 2


def test_activity():
    rows = make_rows(
        {"group_id": "bla", "date_start": "2024-03-01", "target": "police"},
        {"group_id": "bla", "date_start": "2025-01-01", "date_end": "2025-01-03"},
        {"group_id": "bla", "date_start": "2025-02-01", "district_id": "bl-kech"},
        {"group_id": "ttp", "date_start": "2020-02-01"},
        in_no_district(group_id="bla", date_start="2024-06-01"),
    )
    found = group_activity(rows, "bla")
    assert (found.first, found.last) == (date(2024, 3, 1), date(2025, 2, 1))
    assert found.toll == count_toll(rows[rows["group_id"] == "bla"])
    assert found.districts.to_numpy().tolist() == [
        ["bl-kech", 2025, 1, 2],
        ["bl-quetta", 2024, 1, 2],
        ["bl-quetta", 2025, 1, 2],
    ]
    assert found.nowhere == 1
    assert found.targets.to_numpy().tolist() == [["not given", 3], ["police", 1]]
    assert found.by_type["incidents"].tolist() == [4]


def test_a_group_without_rows():
    rows = make_rows({})
    found = group_activity(rows, "bla")
    assert (found.first, found.last, found.nowhere, len(found.districts)) == (None, None, 0, 0)
    centres = group_centres(rows, "bla")
    assert tuple(centres.columns) == CENTRE_COLUMNS
    assert len(centres) == 0


def test_centre_spread_and_ellipse_agree_with_numpy():
    points = cloud(1)
    row = group_centres(make_rows(*dots_at(points)), "bla", bootstraps=50).iloc[0]
    at = to_km([row["longitude"]], [row["latitude"]])[0]
    np.testing.assert_allclose(at, points.mean(axis=0), atol=1e-6)
    spread = np.sqrt(((points - points.mean(axis=0)) ** 2).sum(axis=1).mean())
    assert row["distance_km"] == pytest.approx(spread)
    values = np.linalg.eigvalsh(np.cov(points.T, bias=True))
    assert [row["minor_km"], row["major_km"]] == pytest.approx(np.sqrt(values))
    assert row["major_km"] ** 2 + row["minor_km"] ** 2 == pytest.approx(row["distance_km"] ** 2)
    assert row["distance_low"] <= row["distance_km"] * 1.05
    assert row["moved_km"] != row["moved_km"]  # NaN: nothing to move from


@pytest.mark.parametrize(
    ("bearing", "way"), [(0, (0, 1)), (45, (1, 1)), (90, (1, 0)), (135, (1, -1))]
)
def test_bearings_are_clockwise_from_north(bearing, way):
    line = np.linspace(-100, 100, 21)[:, None] * np.array(way)
    row = group_centres(make_rows(*dots_at(line)), "bla", bootstraps=5).iloc[0]
    assert min(abs(row["bearing_deg"] - bearing), 180 - abs(row["bearing_deg"] - bearing)) < 0.1
    assert row["minor_km"] == pytest.approx(0, abs=1e-3)


def test_the_bootstrap_agrees_with_the_standard_error():
    """Oracle: the error of a mean in two dimensions, 95 % within sqrt(5.991) of it."""
    points = np.random.default_rng(3).normal(0, 60, (200, 2))
    row = group_centres(make_rows(*dots_at(points)), "bla", bootstraps=2000).iloc[0]
    expected = np.sqrt(stats.chi2(2).ppf(0.95)) * points.std() / np.sqrt(200)
    assert row["centre_error_km"] == pytest.approx(expected, rel=0.1)


def test_the_limit_of_a_move_is_the_chi_square_of_scipy():
    assert pytest.approx(stats.chi2(2).ppf(0.95), rel=1e-12) == MOVED


def test_near_rows_are_less_sure():
    points = np.zeros((30, 2)) + np.array([0.0, -300.0])
    exact = group_centres(make_rows(*dots_at(points)), "bla").iloc[0]
    near = group_centres(make_rows(*dots_at(points, place_precision="near")), "bla").iloc[0]
    assert exact["centre_error_km"] == pytest.approx(0, abs=1e-6)
    # 30 draws from a disc of 25 km: a standard deviation of 12.5 km along each axis
    expected = np.sqrt(stats.chi2(2).ppf(0.95)) * 12.5 / np.sqrt(30)
    assert near["centre_error_km"] == pytest.approx(expected, rel=0.1)


def test_a_planted_move_is_found():
    rows = make_rows(
        *dots_at(cloud(1), 2022),
        *dots_at(cloud(2), 2023),
        *dots_at(cloud(3, centre=(90, -200)), 2024),
    )
    centres = group_centres(rows, "bla").set_index("year")
    assert centres["moved"].tolist() == [False, False, True]
    assert centres.loc[2024, "moved_km"] == pytest.approx(np.hypot(90, 100), abs=30)


def test_false_alarms_over_500_pairs_of_years_are_what_alpha_promises():
    alarms = 0
    for seed in range(500):
        table = two_years(cloud(2 * seed, 30), cloud(2 * seed + 1, 30))
        alarms += bool(group_centres(table, "bla", bootstraps=99)["moved"].iloc[1])
    assert alarms / 500 <= 0.05 + 0.03  # bootstrap of 30 points: a little too sure


def test_years_with_few_dots_say_so_and_are_skipped():
    rows = make_rows(
        *dots_at(cloud(1), 2021),
        *dots_at(cloud(2, FEWEST_DOTS - 1), 2022),
        *dots_at(cloud(3), 2023, on_map=False),
        *dots_at(cloud(4), 2024),
    )
    centres = group_centres(rows, "bla", bootstraps=20).set_index("year")
    assert centres["dots"].tolist() == [40, 9, 0, 40]
    assert centres.loc[[2022, 2023], "longitude"].isna().all()
    assert "9 dots" in centres.loc[2022, "note"]
    assert centres.loc[2023, "left_out_share"] == 1
    assert centres.loc[2024, "moved_km"] < 60
    assert set(centres["sources"]) == {"made"}


def test_overlap_by_hand():
    ids = [f"d{number}" for number in range(12)]
    rows = make_rows(
        *({"district_id": one, "group_id": "bla"} for one in ids[:6]),
        *({"district_id": one, "group_id": "ttp"} for one in ids[4:10]),
        *({"district_id": one, "group_id": "iskp"} for one in ids[10:]),
    )
    found = group_overlap(rows, "bla", "ttp")
    assert found.shared == ("d4", "d5")
    assert len(found.first_only) == len(found.second_only) == 4
    assert (found.jaccard, found.coefficient, found.open_to) == (0.2, 2 / 6, 12)
    assert found.note == ""


def test_overlap_agrees_with_fishers_exact_test_and_with_shuffles():
    ids = [f"d{number:02}" for number in range(30)]
    rows = make_rows(
        *({"district_id": one, "group_id": "bla"} for one in ids[:12]),
        *({"district_id": one, "group_id": "ttp"} for one in ids[3:13]),
        *({"district_id": one} for one in ids),
    )
    found = group_overlap(rows, "bla", "ttp")
    table = [[9, 3], [1, 17]]
    more, fewer = (
        stats.fisher_exact(table, alternative=side).pvalue for side in ("greater", "less")
    )
    assert (found.p_more, found.p_fewer) == pytest.approx((more, fewer), rel=1e-12)
    draw = stats.hypergeom(30, 12, 10)
    assert (found.p_more, found.p_fewer) == pytest.approx((draw.sf(8), draw.cdf(9)), rel=1e-12)
    rng = np.random.default_rng(1)
    shared = [len(set(rng.permutation(30)[:10]) & set(range(12))) for _ in range(4000)]
    assert found.p_more == pytest.approx(np.mean(np.array(shared) >= 9), abs=0.01)


def test_overlaps_of_small_groups_are_not_tested():
    found = group_overlap(make_rows({"group_id": "bla"}, {"group_id": "ttp"}), "bla", "ttp")
    assert found.note.endswith("active in 1 district.")
    assert np.isnan(found.p_more)
    assert found.jaccard == 1
    assert np.isnan(group_overlap(make_rows({}), "bla", "ttp").jaccard)


@pytest.mark.parametrize("group_id", ["ttp", "bla", "iskp"])
def test_the_shipped_rows_conserve_their_counts(group_id):
    rows = select_incidents(IncidentFilter()).counted
    before = rows.copy(deep=True)
    own = rows_of_group(rows, group_id)
    found = group_activity(rows, group_id)
    assert found.districts["incidents"].sum() + found.nowhere == len(own)
    assert found.targets["incidents"].sum() == found.by_type["incidents"].sum() == len(own)
    centres = group_centres(rows, group_id, bootstraps=20)
    assert centres["rows"].sum() == len(own)
    assert (centres["dots"] <= centres["rows"]).all()
    pd.testing.assert_frame_equal(rows, before)
