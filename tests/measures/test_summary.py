from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.account import count_account
from geo.measures.previous import Previous
from geo.measures.summary import (
    SUMMARY_COLUMNS,
    _bases,
    rest_of_summary,
    summarise_districts,
    trend_bins,
    trend_step,
)
from geo.measures.tolls import count_toll
from geo.model.district import VINTAGES
from geo.model.filter import IncidentFilter
from geo.model.incident import PROVINCES
from geo.places.layers import district_table
from geo.store.select import Selection, asked_districts, select_incidents
from tests.measures.rows import in_no_district, make_rows
from tests.measures.selections import make_selection

NAMES = {"a": "Group A", "b": "Group B", "c": "Group C", "d": "Group D"}


def summary_of(*changes, **fields) -> pd.DataFrame:
    selection = make_selection(make_rows(*changes), **fields)
    return summarise_districts(selection, names=NAMES).set_index("district_id")


@pytest.mark.parametrize("vintage", VINTAGES)
def test_every_district_of_the_vintage_is_present_with_zeros(vintage):
    nothing = make_selection(make_rows({}).iloc[:0], wanted=IncidentFilter(vintage=vintage))
    summary = summarise_districts(nothing, names=NAMES)
    assert tuple(summary.columns) == SUMMARY_COLUMNS
    assert len(summary) == VINTAGES[vintage].districts
    assert summary["district_id"].tolist() == district_table(vintage)["district_id"].tolist()
    assert summary["incidents"].sum() == 0
    assert summary["exact_share"].isna().all()
    assert summary["first_incident"].isna().all()
    assert (summary["top_groups"] == "").all()
    assert all(trend == [0] * 12 for trend in summary["trend"])


FILTERS = {
    "all": (IncidentFilter(), 72),
    "a province": (IncidentFilter(provinces=("bl",)), 36),
    "two districts": (IncidentFilter(districts=("kp-bajaur", "bl-kech")), 2),
    "a district of the province": (
        IncidentFilter(provinces=("bl",), districts=("kp-bajaur", "bl-kech")),
        1,
    ),
    "a district of another province": (
        IncidentFilter(provinces=("bl",), districts=("kp-bajaur",)),
        0,
    ),
}


@pytest.mark.parametrize("asked", FILTERS)
def test_of_districts_that_the_filter_leaves_out_nothing_is_said(asked):
    wanted, districts = FILTERS[asked]
    selection = select_incidents(wanted)
    summary = summarise_districts(selection)
    assert summary["district_id"].tolist() == asked_districts(wanted)
    assert tuple(summary.columns) == SUMMARY_COLUMNS
    assert len(summary) == districts
    plain = summarise_districts(select_incidents(IncidentFilter())).set_index("district_id")
    counts = summary.set_index("district_id")["incidents"]
    assert counts.tolist() == plain.loc[counts.index, "incidents"].tolist()
    rest = rest_of_summary(selection)
    assert counts.sum() + rest["incidents"].sum() == len(selection.counted)
    assert set(rest["province"]) <= {PROVINCES[one] for one in wanted.provinces or PROVINCES}


def test_rates_are_over_the_whole_period():
    quetta = summary_of({}, {"killed_best": 3}).loc["bl-quetta"]
    assert quetta["incidents_per_100k"] == pytest.approx(2 / quetta["population_2023"] * 100_000)
    assert quetta["killed_per_1000km2"] == pytest.approx(5 / quetta["area_km2"] * 1_000)


def test_missing_population_has_no_rate(monkeypatch):
    table = district_table("2025").astype({"population_2023": "Int64"})
    table.loc[table["district_id"] == "bl-quetta", "population_2023"] = pd.NA
    table.loc[table["district_id"] == "bl-kech", "population_2023"] = 0
    monkeypatch.setattr("geo.measures.summary.district_table", lambda vintage: table)
    _bases.cache_clear()
    summary = summary_of({}, {"district_id": "bl-kech"})
    _bases.cache_clear()
    assert np.isnan(summary.loc[["bl-quetta", "bl-kech"], "incidents_per_100k"]).all()
    assert summary.loc["bl-quetta", "incidents_per_1000km2"] > 0
    assert summary.loc["bl-ziarat", "incidents_per_100k"] == 0


def test_groups_add_up_with_others_and_unknown_last():
    groups = ["a", "unknown", "unknown", "b", "b", "c", "d", "d", "d", "unknown"]
    summary = summary_of(*({"group_id": group} for group in groups))
    words = summary.loc["bl-quetta", "top_groups"]
    assert words == "Group D (3), Group B (2), Group A (1), others (1), unknown (3)"


def test_certainty_of_a_district():
    quetta = summary_of(
        {},
        {"place_precision": "near", "placement": "ambiguous"},
        {"place_precision": "district", "on_map": False},
        {"placement": "conflict", "on_map": False},
    ).loc["bl-quetta"]
    assert quetta["exact_share"] == 0.5
    assert quetta["certain_incidents"] == 2
    assert quetta["dots"] == 2


def test_first_and_last_day_take_the_span_of_incidents():
    quetta = summary_of(
        {"date_start": "2025-02-01", "date_end": "2025-06-30"},
        {"date_start": "2025-01-05", "date_end": "2025-01-05"},
        {"date_start": "2025-03-01", "date_end": "2025-03-01"},
    ).loc["bl-quetta"]
    assert quetta["first_incident"] == pd.Timestamp("2025-01-05")
    assert quetta["last_incident"] == pd.Timestamp("2025-06-30")


@pytest.mark.parametrize(
    ("start", "end", "step", "bins"),
    [
        pytest.param(date(2023, 1, 1), date(2025, 12, 31), "month", 36, id="three years"),
        pytest.param(date(2022, 12, 31), date(2025, 12, 31), "quarter", 13, id="a day more"),
        pytest.param(date(2016, 12, 31), date(2025, 12, 31), "year", 10, id="long"),
        pytest.param(date(2030, 1, 1), date(2025, 12, 31), "month", 0, id="inverted"),
    ],
)
def test_trend_bins(start, end, step, bins):
    selection = make_selection(make_rows({}), start=start, end=end)
    assert trend_step(selection) == step
    assert len(trend_bins(selection)) == bins


def test_trend_counts_earlier_beginnings_in_the_first_bin():
    summary = summary_of({"date_start": "2024-12-01", "date_end": "2025-01-02"}, {})
    assert summary.loc["bl-quetta", "trend"] == [2, *[0] * 11]


def test_change_against_a_comparable_period():
    before = make_selection(make_rows({}, {}, {"district_id": "bl-kech"}))
    previous = Previous(before, date(2024, 1, 1), date(2024, 12, 31), "")
    now = make_selection(make_rows({}))
    summary = summarise_districts(now, previous, names=NAMES).set_index("district_id")
    assert summary.loc["bl-quetta", ["previous_incidents", "change"]].tolist() == [2, -1]
    assert summary.loc["bl-kech", "change"] == -1
    assert summary.loc["bl-ziarat", "change"] == 0


def test_no_change_without_a_comparable_period():
    previous = Previous(None, date(2024, 1, 1), date(2024, 12, 31), "Not comparable: because.")
    summary = summarise_districts(make_selection(make_rows({})), previous, names=NAMES)
    assert summary["change"].isna().all()
    assert set(summary["change_note"]) == {"Not comparable: because."}


def test_rest_names_reason_and_province():
    rows = make_rows(
        in_no_district(),
        in_no_district(province="Khyber Pakhtunkhwa", killed_best=7, killed_high=7),
        in_no_district(placement="ambiguous", place_precision="near"),
        in_no_district(placement="ambiguous", place_precision="near", province=""),
        {},
    )
    rest = rest_of_summary(make_selection(rows))
    assert rest[["reason", "province", "incidents", "killed_best"]].to_numpy().tolist() == [
        ["between_districts", "Balochistan", 1, 2],
        ["between_districts", "Khyber Pakhtunkhwa", 0, 0],
        ["province_only", "Balochistan", 1, 2],
        ["province_only", "Khyber Pakhtunkhwa", 1, 7],
        ["between_districts", "", 1, 2],
    ]


def slow_summary(rows: pd.DataFrame) -> dict[str, Counter]:
    """The counts of every district, one row after the other."""
    found: dict[str, Counter] = {}
    for row in rows.to_dict("records"):
        if not row["district_id"]:
            continue
        sums = found.setdefault(row["district_id"], Counter())
        low = None if pd.isna(row["killed_low"]) else row["killed_low"]
        best = low if pd.isna(row["killed_best"]) else row["killed_best"]
        sums["incidents"] += 1
        sums["killed_unknown"] += best is None
        sums["killed_best"] += best or 0
        sums["killed_low"] += low or 0
        high = row["killed_high"] if not pd.isna(row["killed_high"]) else best
        sums["killed_high"] += high or 0
        sums["dots"] += row["on_map"]
        sums["certain_incidents"] += row["placement"] == "certain"
    return found


def assert_same_as_slow(selection: Selection) -> None:
    summary = summarise_districts(selection).set_index("district_id")
    slow = slow_summary(selection.counted)
    for district, row in summary.iterrows():
        expected = slow.get(str(district), Counter())
        for column in (
            "incidents",
            "killed_low",
            "killed_best",
            "killed_high",
            "killed_unknown",
            "dots",
            "certain_incidents",
        ):
            assert row[column] == expected[column], (district, column)
        assert sum(row["trend"]) == expected["incidents"]


filters = st.builds(
    IncidentFilter,
    datasets=st.sampled_from(
        [(), ("ucdp-ged-22.1",), ("compiled-2022-2026",), ("ucdp-candidate-2026",)]
    ),
    start=st.none() | st.dates(date(1985, 1, 1), date(2027, 1, 1)),
    end=st.none() | st.dates(date(1985, 1, 1), date(2027, 1, 1)),
    provinces=st.sampled_from([(), ("bl",), ("kp",)]),
    groups=st.sampled_from([(), ("bla",), ("ttp", "unknown")]),
    precisions=st.sampled_from([(), ("exact",), ("province", "near")]),
    vintage=st.sampled_from(list(VINTAGES)),
)


@settings(max_examples=40, deadline=None)
@given(filters)
def test_districts_and_rest_add_up_for_any_filter_of_the_shipped_data(wanted):
    if wanted.start and wanted.end and wanted.start > wanted.end:
        wanted = replace(wanted, start=wanted.end, end=wanted.start)
    selection = select_incidents(wanted)
    summary, rest = summarise_districts(selection), rest_of_summary(selection)
    account, toll = count_account(selection), count_toll(selection.counted)
    nowhere = account.numbers["between_districts"] + account.numbers["province_only"]
    assert summary["incidents"].sum() == account.counted - nowhere
    assert summary["dots"].sum() == account.on_map
    assert rest["incidents"].sum() == nowhere
    for column in ("incidents", "killed_low", "killed_best", "killed_high", "killed_unknown"):
        assert summary[column].sum() + rest[column].sum() == getattr(toll, column)
    assert_same_as_slow(selection)


def test_the_selection_is_not_changed():
    selection = select_incidents(IncidentFilter(provinces=("bl",)))
    before = selection.counted.copy(deep=True)
    summarise_districts(selection)
    rest_of_summary(selection)
    pd.testing.assert_frame_equal(selection.counted, before)
