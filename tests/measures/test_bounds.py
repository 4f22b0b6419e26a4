from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.bounds import (
    BOUNDED,
    bound_districts,
    bound_groups,
    bound_periods,
)
from geo.measures.tolls import count_toll
from geo.measures.windows import steps
from geo.model.district import VINTAGES
from geo.model.filter import IncidentFilter
from geo.store.select import select_incidents
from tests.measures.rows import in_no_district, make_rows

SPLIT = {
    "district_id": "",
    "candidates": "bl-hub|bl-lasbela",
    "placement": "ambiguous",
    "place_precision": "district",
}


def test_deaths_by_district():
    rows = make_rows({}, {"placement": "conflict"}, SPLIT, in_no_district())
    found = bound_districts(rows, vintage="2025", measure="killed")
    quetta, hub, ziarat = (found.table.loc[f"bl-{one}"] for one in ("quetta", "hub", "ziarat"))
    # one certain row (1, 2, 4), one conflict, and any row of the province
    assert quetta[["certain", "best", "possible", "province_only"]].tolist() == [1, 4, 12, 4]
    assert hub[["certain", "best", "possible", "province_only"]].tolist() == [0, 0, 8, 4]
    assert 0 < hub["expected"] < 2
    assert ziarat[["certain", "best", "possible", "expected"]].tolist() == [0, 0, 4, 0]
    assert found.table.loc["kp-swat", "possible"] == 0
    assert (found.best_nowhere, found.beyond, found.unweighed) == (4, 0, 2)
    assert (found.rows, found.movable_rows, found.movable_share) == (4, 3, 0.75)


def test_missing_deaths_add_nothing():
    rows = make_rows({"killed_low": None, "killed_best": None, "killed_high": None})
    assert bound_districts(rows, vintage="2025", measure="killed").table["possible"].sum() == 0


def test_no_rows():
    found = bound_districts(make_rows({}).iloc[:0], vintage="2025")
    assert found.table.to_numpy().sum() == 0
    assert found.movable_share != found.movable_share  # NaN


def test_unknown_measures_are_refused():
    with pytest.raises(KeyError, match="incidents, killed, injured"):
        bound_districts(make_rows({}), vintage="2025", measure="wounded")


def test_periods():
    rows = make_rows(
        {"date_start": "2025-01-10"},
        {"date_start": "2025-01-20", "date_end": "2025-02-05", "date_precision": "month"},
        {"date_start": "2024-12-30", "date_end": "2025-01-02"},
    )
    found = bound_periods(rows, steps(date(2025, 1, 1), date(2025, 3, 31), step="month"))
    assert found[["certain", "best", "possible"]].to_numpy().tolist() == [
        [1, 3, 3],  # what began before counts in the first month, as in the chart
        [0, 0, 1],
        [0, 0, 0],
    ]
    assert found["start"].tolist() == list(pd.to_datetime(["2025-01-01", "2025-02-01", "2025-3-1"]))


def test_groups_under_an_umbrella():
    rows = make_rows(
        {"group_id": "bla", "attribution": "claimed"},
        {"group_id": "bla", "attribution": "unknown"},
        {"group_id": "ttp", "other_group_id": "bla"},
        {"group_id": "bras"},
        {"group_id": "unknown", "attribution": "unknown"},
        {"group_id": "ttp", "attribution": "attributed"},
        {"group_id": "baloch-unspecified", "attribution": "attributed"},
    )
    found = bound_groups(rows, ["bla", "bras", "ttp", "not-listed"])
    assert found.loc["bla"].tolist() == [2, 3, 5, 1]
    assert found.loc["bras"].tolist() == [3, 4, 5, 1]
    assert found.loc["ttp"].tolist() == [1, 2, 2, 1]
    assert found.loc["not-listed"].tolist() == [0, 0, 0, 1]


filters = st.builds(
    IncidentFilter,
    datasets=st.sampled_from([(), ("compiled-2022-2026",), ("ucdp-candidate-2026",)]),
    start=st.none() | st.dates(date(2004, 1, 1), date(2026, 1, 1)),
    provinces=st.sampled_from([(), ("bl",), ("kp",)]),
    groups=st.sampled_from([(), ("bla",), ("ttp",)]),
    vintage=st.sampled_from(list(VINTAGES)),
)


@settings(max_examples=25, deadline=None)
@given(filters, st.sampled_from(list(BOUNDED)))
def test_nothing_is_lost_and_the_order_holds(wanted, measure):
    rows = select_incidents(wanted).counted
    found = bound_districts(rows, vintage=wanted.vintage, measure=measure)
    toll, table = count_toll(rows), found.table
    total = getattr(toll, BOUNDED[measure][1])
    assert table["best"].sum() + found.best_nowhere == total
    assert table["expected"].sum() + found.beyond + found.unweighed == pytest.approx(total)
    assert (table["certain"] <= table["best"]).all()
    assert (table["best"] <= table["possible"]).all()
    assert (table["certain"] <= table["expected"] + 1e-9).all()
    assert (table["expected"] <= table["possible"] + 1e-9).all()
    assert (table["province_only"] <= table["possible"]).all()


@settings(max_examples=25, deadline=None)
@given(filters, st.sampled_from(list(BOUNDED)))
def test_periods_add_up(wanted, measure):
    selection = select_incidents(wanted)
    rows = selection.counted
    spans = steps(date(1989, 1, 1), date(2026, 12, 31), step="year")
    found = bound_periods(rows, spans, measure=measure)
    assert found["best"].sum() == getattr(count_toll(rows), BOUNDED[measure][1])
    assert (found["certain"] <= found["best"]).all()
    assert (found["best"] <= found["possible"]).all()
