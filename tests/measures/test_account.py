import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.account import COUNTED, NO_DOT, NOT_COUNTED, REASONS, count_account, rows_of
from geo.model.precision import PLACE_PRECISIONS, PLACEMENTS
from tests.measures.rows import in_no_district, make_rows
from tests.measures.selections import make_selection

OFF = {"on_map": False}
ONE_OF_EACH = {
    "on_map": {},
    "district_precision": {"place_precision": "district", "stands_for_period": True, **OFF},
    "conflict": {"placement": "conflict", "point_suspect": True, **OFF},
    "period": {"stands_for_period": True, **OFF},
    "suspect": {"point_suspect": True, **OFF},
    "no_point": {"longitude": None, "latitude": None, **OFF},
    "between_districts": {"district_id": "", "placement": "ambiguous", **OFF},
    "province_only": in_no_district(),
}


def test_every_reason_is_found():
    rows = make_rows(*ONE_OF_EACH.values())
    selection = make_selection(rows, outside=rows.iloc[:2], superseded=rows.iloc[:3])
    account = count_account(selection)
    assert {reason: account.numbers[reason] for reason in COUNTED} == dict.fromkeys(COUNTED, 1)
    assert {reason: account.numbers[reason] for reason in NOT_COUNTED} == {
        "outside": 2,
        "country_only": 0,
        "superseded": 3,
    }
    assert (account.on_map, account.counted, account.total) == (1, 8, 13)
    assert "country_only" not in account.reasons
    assert account.reasons["outside"][0] == 2


@pytest.mark.parametrize("reason", ONE_OF_EACH)
def test_rows_behind_a_number(reason):
    selection = make_selection(make_rows(*ONE_OF_EACH.values()))
    position = list(ONE_OF_EACH).index(reason)
    assert rows_of(selection, reason)["incident_id"].tolist() == [f"made:{position}"]


def test_unknown_reason_is_refused():
    with pytest.raises(KeyError, match="weather"):
        rows_of(make_selection(make_rows({})), "weather")


rows = st.fixed_dictionaries(
    {
        "district_id": st.sampled_from(["", "bl-quetta", "kp-bajaur"]),
        "placement": st.sampled_from(PLACEMENTS),
        "place_precision": st.sampled_from(PLACE_PRECISIONS),
        "on_map": st.booleans(),
        "stands_for_period": st.booleans(),
        "point_suspect": st.booleans(),
    }
)


@settings(max_examples=50, deadline=None)
@given(st.lists(rows, max_size=15), st.integers(0, 4))
def test_the_reasons_partition_the_rows(made, others):
    table = make_rows(*made) if made else make_rows({}).iloc[:0]
    spare = make_rows(*[{}] * 4).iloc[:others]
    selection = make_selection(table, outside=spare, country_only=spare, superseded=spare)
    account = count_account(selection)
    assert account.total == len(table) + 3 * others
    assert account.counted == len(table)
    in_districts = sum(account.numbers[reason] for reason in ("on_map", *NO_DOT))
    assert in_districts == (table["district_id"] != "").sum()
    behind = [rows_of(selection, reason) for reason in REASONS]
    assert [len(part) for part in behind] == [account.numbers[reason] for reason in REASONS]
    assert sorted(one for part in behind[: len(COUNTED)] for one in part["incident_id"]) == sorted(
        table["incident_id"]
    )
