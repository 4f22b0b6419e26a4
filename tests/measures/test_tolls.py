from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.tolls import TOLL_COLUMNS, count_toll, toll_by, window_tolls
from geo.measures.windows import windows
from geo.places.layers import district_ids
from tests.measures.rows import make_rows
from tests.measures.selections import make_selection

counts = st.none() | st.integers(0, 50)


def test_sums_low_best_high():
    rows = make_rows(
        {"killed_low": 1, "killed_best": 2, "killed_high": 4},
        {"killed_low": 10, "killed_best": 10, "killed_high": 30, "injured_best": 5},
    )
    toll = count_toll(rows)
    assert (toll.killed_low, toll.killed_best, toll.killed_high) == (11, 12, 34)
    assert (toll.killed_unknown, toll.injured_best, toll.injured_unknown) == (0, 5, 1)


def test_missing_deaths_are_counted_not_added():
    toll = count_toll(make_rows({"killed_low": None, "killed_best": None, "killed_high": None}))
    assert (toll.incidents, toll.killed_best, toll.killed_unknown) == (1, 0, 1)


@pytest.mark.parametrize(
    ("low", "best", "high", "expected"),
    [
        pytest.param(3, None, 9, (3, 3, 9), id="only a range: its lower end is the best figure"),
        pytest.param(None, 5, None, (0, 5, 5), id="best only"),
        pytest.param(None, None, None, (0, 0, 0), id="nothing"),
    ],
)
def test_half_given_ranges_keep_their_order(low, best, high, expected):
    toll = count_toll(make_rows({"killed_low": low, "killed_best": best, "killed_high": high}))
    assert (toll.killed_low, toll.killed_best, toll.killed_high) == expected


def test_no_rows_is_all_zeros():
    toll = count_toll(make_rows({}).iloc[:0])
    assert {getattr(toll, name) for name in TOLL_COLUMNS} == {0}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(counts, counts, counts, st.sampled_from("abc")), max_size=12))
def test_parts_add_up_and_stay_in_order(made):
    rows = make_rows(*({"killed_best": None}, {"killed_best": None})).iloc[:0]
    if made:
        rows = make_rows(
            *(
                dict(
                    zip(
                        ("killed_low", "killed_best", "killed_high"),
                        sorted(one[:3], key=lambda n: (n is None, n)),
                        strict=True,
                    ),
                    target=one[3],
                )
                for one in made
            )
        )
    whole = count_toll(rows)
    parts = toll_by(rows, rows["target"]).sum()
    assert {name: getattr(whole, name) for name in TOLL_COLUMNS} == parts.to_dict()
    assert whole.killed_low <= whole.killed_best <= whole.killed_high


spells = st.tuples(st.dates(date(2024, 11, 1), date(2026, 2, 1)), st.integers(0, 40))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(spells, st.sampled_from(["bl-kech", "kp-swat", ""]), counts), max_size=12),
    st.sampled_from(["week", "month", "quarter"]),
    st.integers(1, 4),
    st.sampled_from(["incidents", "killed_best", "killed_unknown"]),
)
def test_windows_hold_what_overlaps_them(made, step, length, measure):
    """Oracle: every window looked at by itself."""
    rows = make_rows(
        *(
            {
                "date_start": str(first),
                "date_end": str(first + timedelta(days=days)),
                "district_id": district_id,
                "killed_low": None,
                "killed_best": killed,
                "killed_high": None,
            }
            for (first, days), district_id, killed in made
        )
    )
    spans = windows(date(2025, 1, 10), date(2025, 12, 20), step=step, length=length)
    expected = np.zeros((len(district_ids()), len(spans)), dtype=int)
    for at, (first, last) in enumerate(spans):
        begun = rows["date_start"] <= pd.Timestamp(last)
        shown = rows[begun & (rows["date_end"] >= pd.Timestamp(first))]
        sums = toll_by(shown, shown["district_id"])[measure]
        expected[:, at] = sums.reindex(district_ids(), fill_value=0)
    found = window_tolls(make_selection(rows), spans, measure=measure)
    np.testing.assert_array_equal(found, expected)


def test_no_window_and_no_known_measure():
    selection = make_selection(make_rows({}))
    assert window_tolls(selection, []).shape == (len(district_ids()), 0)
    with pytest.raises(KeyError, match="wounded"):
        window_tolls(selection, [], measure="wounded")


def test_rows_are_not_changed():
    rows = make_rows({"killed_best": None}, {})
    before = rows.copy(deep=True)
    count_toll(rows)
    toll_by(rows, rows["place"])
    pd.testing.assert_frame_equal(rows, before)
