import math

import pytest

from geo.measures.compare import COMPARED, LATEST, compare_districts, profile
from geo.measures.summary import summarise_districts
from geo.model.filter import IncidentFilter
from geo.store.select import select_incidents
from tests.measures.rows import make_rows
from tests.measures.selections import make_selection


def test_two_districts_side_by_side_have_the_numbers_of_the_summary():
    selection = select_incidents(IncidentFilter())
    table = compare_districts(selection, "bl-quetta", "kp-peshawar").set_index("measure")
    summary = summarise_districts(selection).set_index("district_id")
    assert list(table.index) == list(COMPARED)
    for measure in COMPARED:
        assert table.loc[measure, "first"] == summary.loc["bl-quetta", measure]
        assert table.loc[measure, "second"] == summary.loc["kp-peshawar", measure]


def test_a_district_that_the_filter_leaves_out_is_not_compared_or_told():
    selection = select_incidents(IncidentFilter(provinces=("bl",)))
    with pytest.raises(KeyError, match="leaves district 'kp-peshawar' out"):
        compare_districts(selection, "bl-quetta", "kp-peshawar")
    with pytest.raises(KeyError, match="leaves district 'kp-peshawar' out"):
        profile(selection, "kp-peshawar")


def test_ratio_with_nothing_is_missing():
    selection = make_selection(make_rows({}))
    table = compare_districts(selection, "bl-quetta", "bl-kech").set_index("measure")
    assert table.loc["incidents", "first"] == 1
    assert math.isnan(table.loc["incidents", "ratio"])
    assert math.isnan(table.loc["exact_share", "second"])


def test_profile_parts_add_up_to_its_toll():
    selection = select_incidents(IncidentFilter())
    district = profile(selection, "kp-north-waziristan")
    assert district.name == "North Waziristan"
    total = district.toll.incidents
    assert total > 100
    assert sum(district.reasons.values()) == total
    for part in (district.by_precision, district.by_group, district.by_type):
        assert part["incidents"].sum() == total
        assert part["killed_best"].sum() == district.toll.killed_best
    assert district.by_month["value"].sum() == total
    assert len(district.latest) == LATEST
    assert district.latest["date_start"].is_monotonic_decreasing


def test_profile_of_a_quiet_district_is_empty_not_broken():
    district = profile(make_selection(make_rows({})), "kp-torghar")
    assert district.toll.incidents == 0
    assert district.by_group.empty
    assert district.by_precision["incidents"].tolist() == [0] * 5
    assert district.by_month["value"].tolist() == [0] * 12


def test_a_district_of_another_vintage_is_refused():
    selection = make_selection(make_rows({}), wanted=IncidentFilter(vintage="2023"))
    with pytest.raises(KeyError, match="bl-hub"):
        profile(selection, "bl-hub")
    with pytest.raises(KeyError, match="bl-hub"):
        compare_districts(selection, "bl-quetta", "bl-hub")
