from functools import cache

import numpy as np
import pandas as pd
import pytest

from geo.measures.knox import FEWEST, KNOX_COLUMNS, near_repeats
from geo.model.filter import IncidentFilter
from geo.places.metric import km_to_degrees, to_km
from geo.store.select import select_incidents
from tests.measures.rows import make_rows

BANDS = {"distances_km": (2.0, 10.0, 40.0), "days": (1, 10, 60)}


@cache
def template(count: int) -> pd.DataFrame:
    """So many equal rows; made once, for making rows takes long."""
    return make_rows(*[{}] * count)


def rows_at(points_km: np.ndarray, days: np.ndarray) -> pd.DataFrame:
    """One exact row at each point and day."""
    longitude, latitude = km_to_degrees(points_km[:, 0], points_km[:, 1])
    date = pd.Timestamp("2020-01-01") + pd.to_timedelta(days, unit="D")
    dates = pd.Series(date).astype("datetime64[us]")
    return template(len(days)).assign(
        longitude=longitude, latitude=latitude, date_start=dates, date_end=dates
    )


def scattered(seed: int, count: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """Places and days that have nothing to do with each other; both clustered."""
    rng = np.random.default_rng(seed)
    centres = rng.uniform(-80, 80, (6, 2))
    points = centres[rng.integers(0, 6, count)] + rng.normal(0, 8, (count, 2))
    days = np.clip(rng.choice([100, 400, 420, 700], count) + rng.normal(0, 40, count), 0, 999)
    return points, days.astype(int)


def slow_pairs(points: np.ndarray, days: np.ndarray, *, apart: bool) -> np.ndarray:
    """Oracle: every pair, one by one."""
    table = np.zeros((3, 3), dtype=int)
    for i in range(len(days)):
        for j in range(i):
            distance = np.hypot(*(points[i] - points[j]))
            km = [at for at, end in enumerate(BANDS["distances_km"]) if distance <= end]
            time = [at for at, end in enumerate(BANDS["days"]) if abs(days[i] - days[j]) <= end]
            if km and time and not (apart and distance == 0):
                table[km[0], time[0]] += 1
    return table


def test_pairs_agree_with_a_slow_count():
    points, days = scattered(1)
    points[:10] = points[0]
    rows = rows_at(points, days)
    found = near_repeats(rows, permutations=9, **BANDS)
    exact = to_km(rows["longitude"], rows["latitude"])
    for table, apart in ((found.table, False), (found.apart, True)):
        expected = slow_pairs(exact, days, apart=apart)
        assert table["pairs"].to_numpy().reshape(3, 3).tolist() == expected.tolist()
        assert tuple(table.columns) == KNOX_COLUMNS
    assert found.stacked == 10
    assert found.table["km_from"].tolist() == [0] * 3 + [2] * 3 + [10] * 3
    assert found.table["days_to"].tolist() == [1, 10, 60] * 3


def test_the_expectation_is_that_of_knox():
    """Oracle: pairs near in space times pairs near in time over all pairs (Knox 1964)."""
    points, days = scattered(2)
    found = near_repeats(rows_at(points, days), within_years=False, permutations=499, **BANDS)
    gaps = np.abs(days[:, None] - days[None])[np.triu_indices(120, 1)]
    apart = np.linalg.norm(points[:, None] - points[None], axis=2)[np.triu_indices(120, 1)]
    near = (apart > 2) & (apart <= 10)
    soon = (gaps > 1) & (gaps <= 10)
    cell = found.table.iloc[4]
    assert cell["expected"] == pytest.approx(near.sum() * soon.sum() / len(gaps), rel=0.05)


def test_planted_repeats_are_found():
    points, days = scattered(3)
    again = np.random.default_rng(3).choice(120, 25, replace=False)
    points = np.vstack([points, points[again] + 0.8])
    days = np.concatenate([days, days[again] + 1])
    found = near_repeats(rows_at(points, days), **BANDS)
    first = found.apart.iloc[0]
    assert first["pairs"] >= 25
    assert first["ratio"] > 3
    assert first["q_value"] <= 0.05
    assert found.near_repeats()["km_to"].iloc[0] == 2


def test_false_alarms_over_500_tables_are_what_alpha_promises():
    alarms = 0
    for seed in range(500):
        found = near_repeats(
            rows_at(*scattered(seed, 60)), within_years=bool(seed % 2), permutations=39, **BANDS
        )
        alarms += found.apart["p_value"].iloc[4] <= 0.05
    assert alarms / 500 <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 500)


def test_stacks_make_false_repeats_that_the_table_apart_does_not_show():
    """A city's one point, in a year of many attacks, looks like a repeat in place."""
    rng = np.random.default_rng(4)
    points, days = scattered(4)
    city = np.repeat([[10.0, 10.0]], 40, axis=0)
    rows = rows_at(np.vstack([points, city]), np.concatenate([days, rng.integers(0, 60, 40)]))
    found = near_repeats(rows, **BANDS)
    assert found.stacked == 40
    assert found.table["q_value"].iloc[1] <= 0.05
    assert found.apart["pairs"].iloc[1] < found.table["pairs"].iloc[1] / 5


def test_a_slow_wave_is_no_near_repeat_within_years():
    """Each year another valley; within it, place and day have nothing to do with each other."""
    rng = np.random.default_rng(7)
    valley = np.repeat([[0.0, 0.0], [70.0, 0.0], [140.0, 0.0]], 60, axis=0)
    points = valley + rng.normal(0, 6, (180, 2))
    days = np.repeat([0, 366, 731], 60) + rng.integers(0, 360, 180)
    rows = rows_at(points, days)
    anywhen = near_repeats(rows, within_years=False, **BANDS)
    assert (anywhen.apart["q_value"] <= 0.05).sum() >= 4
    assert len(near_repeats(rows, **BANDS).near_repeats()) == 0


def test_only_exact_rows_of_one_day_take_part():
    rows = make_rows(
        {},
        {"place_precision": "near"},
        {"on_map": False},
        {"date_precision": "week"},
        {"date_end": "2025-01-12"},
    )
    found = near_repeats(rows)
    assert (found.rows, found.left_out) == (1, 4)
    assert found.note.startswith("Too few to say: 1 exact rows")
    assert len(found.table) == len(found.apart) == len(found.near_repeats()) == 0


def test_just_enough_is_enough():
    points, days = scattered(5, FEWEST)
    assert near_repeats(rows_at(points, days), permutations=9).note == ""


def test_the_same_seed_gives_the_same_table():
    rows = rows_at(*scattered(6))
    first, second = (near_repeats(rows, permutations=19) for _ in range(2))
    pd.testing.assert_frame_equal(first.table, second.table)


@pytest.mark.parametrize("fields", [{"days": (7, 1)}, {"distances_km": (5.0, 5.0)}])
def test_bands_that_do_not_rise_are_refused(fields):
    with pytest.raises(ValueError, match="rise"):
        near_repeats(template(40), **fields)


def test_the_shipped_rows_are_accounted_for():
    rows = select_incidents(IncidentFilter()).counted
    before = rows.copy(deep=True)
    found = near_repeats(rows, permutations=9)
    assert found.rows + found.left_out == len(rows)
    assert 0 < found.stacked <= found.rows
    assert (found.apart["pairs"] <= found.table["pairs"]).all()
    assert found.apart["pairs"].sum() < found.table["pairs"].sum()
    pd.testing.assert_frame_equal(rows, before)
