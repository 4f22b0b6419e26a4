import pandas as pd

from geo.measures.stacks import STACK_COLUMNS, point_key, rows_at, stack_points
from tests.measures.rows import make_rows


def rows_on_two_points() -> pd.DataFrame:
    return make_rows(
        {"place": "Quetta", "date_start": "2025-01-02"},
        {"place": "Quetta city", "date_start": "2025-03-01", "place_precision": "near"},
        {"place": "Quetta", "date_start": "2025-02-01", "killed_low": None, "killed_best": None},
        {"place": "Turbat", "longitude": 63.05, "latitude": 26.0, "district_id": "bl-kech"},
        {"place": "Nowhere", "on_map": False},
    )


def test_one_row_per_drawn_point_largest_first():
    stacks = stack_points(rows_on_two_points())
    assert tuple(stacks.columns) == STACK_COLUMNS
    assert stacks["place"].tolist() == ["Quetta", "Turbat"]
    assert stacks["incidents"].tolist() == [3, 1]
    assert stacks["precision"].tolist() == ["near", "exact"]
    assert stacks["killed_unknown"].tolist() == [1, 0]
    assert stacks["first"].dt.strftime("%m-%d").tolist() == ["01-02", "01-10"]
    assert stacks["last"].dt.strftime("%m-%d").tolist() == ["03-01", "01-10"]


def test_the_rows_behind_every_dot_add_up():
    rows = rows_on_two_points()
    stacks = stack_points(rows)
    behind = [len(rows_at(rows, key)) for key in stacks["key"]]
    assert behind == stacks["incidents"].tolist()
    assert sum(behind) == rows["on_map"].sum()
    assert rows_at(rows, "no such key").empty


def test_key_depends_on_the_point_alone():
    rows = rows_on_two_points()
    shuffled = rows.sample(frac=1, random_state=3)
    assert set(stack_points(rows)["key"]) == set(stack_points(shuffled)["key"])
    assert point_key(67.0, 30.2) in set(stack_points(rows)["key"])
    assert point_key(-0.0, 0.0) == point_key(0.0, -0.0)


def test_no_dot_gives_an_empty_table_with_all_columns():
    stacks = stack_points(rows_on_two_points().iloc[4:])
    assert stacks.empty
    assert tuple(stacks.columns) == STACK_COLUMNS
