from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.panel import count_panel
from geo.measures.tolls import count_toll
from geo.model.dataset import Coverage
from geo.model.filter import IncidentFilter
from geo.places.layers import district_ids
from geo.store.select import select_incidents
from tests.measures.rows import in_no_district, make_rows
from tests.measures.selections import make_selection

QUETTA = district_ids().index("bl-quetta")


def test_counts_by_district_and_month():
    rows = make_rows(
        {"date_start": "2025-01-31"},
        {"date_start": "2025-02-01", "killed_best": 5},
        {"date_start": "2025-02-03", "district_id": "kp-swat"},
        in_no_district(date_start="2025-03-03"),
    )
    selection = make_selection(rows, end=date(2025, 4, 15))
    panel = count_panel(selection, step="month")
    assert [first.month for first, _ in panel.spans] == [1, 2, 3]  # half of April is no month
    assert panel.counts[QUETTA].tolist() == [1, 1, 0]
    assert panel.nowhere.tolist() == [0, 0, 1]
    assert panel.total.tolist() == [1, 2, 1]
    assert panel.left_out == 0
    assert panel.one_source
    assert panel.without_gaps
    killed = count_panel(selection, step="month", measure="killed_best")
    assert killed.counts[QUETTA].tolist() == [2, 5, 0]


@pytest.mark.parametrize(
    ("change", "step", "counted"),
    [
        pytest.param({"date_precision": "year", "date_end": "2025-12-31"}, "month", 0, id="a year"),
        pytest.param(
            {"date_precision": "year", "date_end": "2025-12-31"}, "year", 1, id="in years"
        ),
        pytest.param({"date_precision": "month", "date_end": "2025-01-31"}, "month", 1, id="fits"),
        pytest.param({"date_precision": "month", "date_end": "2025-01-31"}, "week", 0, id="month"),
        pytest.param({"stands_for_period": True, "date_end": "2025-03-01"}, "month", 0, id="tally"),
        pytest.param({"stands_for_period": True, "date_end": "2025-01-30"}, "month", 1, id="short"),
        pytest.param({"date_end": "2025-02-02"}, "month", 1, id="an attack over days"),
    ],
)
def test_rows_dated_too_coarsely_are_left_out(change, step, counted):
    rows = make_rows({"date_start": "2025-01-08", **change})
    panel = count_panel(make_selection(rows), step=step)
    assert panel.total.sum() == counted
    assert panel.left_out == 1 - counted


def test_sources_and_gaps_are_said():
    coverage = (
        Coverage("a", date(2024, 1, 1), date(2024, 6, 15)),
        Coverage("b", date(2024, 6, 16), date(2024, 8, 31)),
        Coverage("b", date(2024, 11, 1), date(2024, 12, 31)),
    )
    rows = make_rows({"date_start": "2024-06-20"}, {"date_start": "2024-09-09"})
    selection = make_selection(
        rows, coverage=coverage, start=date(2024, 1, 1), end=date(2024, 12, 31)
    )
    panel = count_panel(selection, step="month")
    assert panel.suppliers == ("a",) * 5 + ("a+b",) + ("b",) * 4
    assert not panel.one_source
    assert not panel.without_gaps
    assert panel.left_out == 1
    later = panel.supplied_by("b")
    assert later.one_source
    assert len(later.spans) == 4
    assert later.left_out == 2
    assert panel.between(0, 3).without_gaps


def test_only_some_districts_and_nothing_is_lost():
    rows = make_rows({}, {}, {"district_id": "kp-swat"}, in_no_district())
    panel = count_panel(make_selection(rows), step="year")
    some = panel.only(["kp-swat", "bl-kech"])
    assert some.district_ids == ("bl-kech", "kp-swat")  # the panel's order
    assert some.counts.tolist() == [[0], [1]]
    assert some.nowhere.tolist() == [3]
    assert some.total.tolist() == panel.total.tolist()
    with pytest.raises(KeyError, match="pb-lahore"):
        panel.only(["pb-lahore"])


def test_no_whole_step_leaves_everything_out():
    rows = make_rows({"date_start": "2025-01-10"})
    panel = count_panel(make_selection(rows, end=date(2025, 1, 20)), step="year")
    assert panel.counts.shape == (72, 0)
    assert panel.left_out == 1
    assert panel.without_gaps


def test_panels_cannot_be_changed_and_unknown_steps_are_refused():
    selection = make_selection(make_rows({}))
    with pytest.raises(ValueError, match="read-only"):
        count_panel(selection, step="month").counts[0, 0] = 1
    with pytest.raises(KeyError, match="fortnight"):
        count_panel(selection, step="fortnight")


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(["week", "month", "quarter", "year"]),
    st.sampled_from(["incidents", "killed_best"]),
    st.none() | st.dates(date(2005, 1, 1), date(2026, 6, 1)),
    st.sampled_from([(), ("compiled-2022-2026",)]),
)
def test_nothing_is_lost(step, measure, start, datasets):
    selection = select_incidents(IncidentFilter(start=start, datasets=datasets))
    before = selection.counted.copy(deep=True)
    panel = count_panel(selection, step=step, measure=measure)
    assert panel.total.sum() + panel.left_out == getattr(count_toll(selection.counted), measure)
    assert (panel.counts >= 0).all()
    pd.testing.assert_frame_equal(selection.counted, before)


def test_agrees_with_a_slow_count():
    selection = select_incidents(IncidentFilter(datasets=("ucdp-candidate-2026",)))
    panel = count_panel(selection, step="month")
    rows = selection.counted
    slow = np.zeros_like(panel.counts)
    for row in rows.itertuples():
        span = [at for at, (a, b) in enumerate(panel.spans) if a <= row.date_start.date() <= b]
        reaches = row.date_end.date() > panel.spans[span[0]][1]
        vague = row.date_precision == "year" or row.stands_for_period
        if row.district_id and not (vague and reaches):
            slow[panel.district_ids.index(row.district_id), span[0]] += 1
    np.testing.assert_array_equal(panel.counts, slow)
