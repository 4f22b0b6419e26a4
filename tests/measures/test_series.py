from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.series import count_by_month, covered_steps
from geo.measures.windows import steps
from geo.model.dataset import Coverage
from tests.measures.rows import make_rows

YEAR = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}
COVERED = (Coverage("made", date(2025, 1, 1), date(2025, 12, 31)),)


def test_months_without_incidents_are_present_as_0():
    table = count_by_month(make_rows({"date_start": "2025-03-02"}), **YEAR, coverage=COVERED)
    assert len(table) == 12
    assert table["value"].tolist() == [0, 0, 1, *[0] * 9]
    assert table["whole"].all()
    assert set(table["stack"]) == {"all"}


def test_uncovered_months_are_absent_and_half_covered_ones_say_so():
    part = (Coverage("made", date(2025, 2, 15), date(2025, 4, 30)),)
    table = count_by_month(make_rows({}).iloc[:0], **YEAR, coverage=part)
    assert table["month"].dt.month.tolist() == [2, 3, 4]
    assert table["whole"].tolist() == [False, True, True]


def test_a_month_shared_by_two_data_sets_is_whole():
    both = (
        Coverage("one", date(2025, 1, 1), date(2025, 1, 20)),
        Coverage("two", date(2025, 1, 21), date(2025, 1, 31)),
    )
    span = {"start": date(2025, 1, 1), "end": date(2025, 1, 31)}
    assert count_by_month(make_rows({}), **span, coverage=both)["whole"].all()


def test_incident_that_began_earlier_counts_in_the_first_month():
    rows = make_rows({"date_start": "2024-11-20", "date_end": "2025-01-03"})
    table = count_by_month(rows, **YEAR, coverage=COVERED)
    assert table["value"].tolist() == [1, *[0] * 11]


def test_less_common_stacks_are_folded_and_unknown_stays_apart():
    groups = ["a"] * 3 + ["b"] * 2 + ["c", "d", "unknown"]
    rows = make_rows(*({"group_id": group} for group in groups))
    table = count_by_month(rows, **YEAR, coverage=COVERED, stack="group", top=2)
    january = table[table["month"].dt.month == 1]
    assert dict(zip(january["stack"], january["value"], strict=True)) == {
        "a": 3,
        "b": 2,
        "unknown": 1,
        "other": 2,
    }
    assert january["stack"].tolist() == ["a", "b", "unknown", "other"]


def test_killed_leave_missing_tolls_out():
    rows = make_rows(
        {"killed_best": 5, "killed_high": 9}, {"killed_low": None, "killed_best": None}
    )
    table = count_by_month(rows, **YEAR, coverage=COVERED, measure="killed_best")
    assert table["value"].sum() == 5


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.dates(date(2024, 6, 1), date(2025, 12, 31)), st.sampled_from(["a", "b", "unknown"])
        ),
        min_size=1,
        max_size=20,
    ),
    st.integers(0, 3),
    st.booleans(),
)
def test_nothing_is_lost_over_months_and_stacks(made, top, covered):
    rows = make_rows(
        *({"date_start": str(d), "date_end": "2025-12-31", "group_id": g} for d, g in made)
    )
    coverage = COVERED if covered else ()
    table = count_by_month(rows, **YEAR, coverage=coverage, stack="group", top=top)
    assert table["value"].sum() == len(rows)
    assert not table.duplicated(["month", "stack"]).any()


def test_steps_without_a_covered_day_are_told():
    quarters = steps(**YEAR, step="quarter")
    part = (Coverage("made", date(2025, 6, 30), date(2025, 7, 1)),)
    assert covered_steps(quarters, part) == (False, True, True, False)


def test_unknown_names_are_refused():
    with pytest.raises(KeyError):
        count_by_month(make_rows({}), **YEAR, coverage=COVERED, stack="colour")
    with pytest.raises(KeyError):
        count_by_month(make_rows({}), **YEAR, coverage=COVERED, measure="wounded")
