from datetime import date

import pytest

from geo.measures.previous import previous_selection
from geo.model.filter import IncidentFilter
from geo.store.select import select_incidents


def previous_of(start, end, *datasets):
    return previous_selection(
        select_incidents(IncidentFilter(datasets=datasets, start=start, end=end, provinces=("kp",)))
    )


def test_one_complete_source_over_both_periods_is_comparable():
    previous = previous_of(date(2014, 1, 1), date(2014, 12, 31))
    assert (previous.start, previous.end) == (date(2013, 1, 1), date(2013, 12, 31))
    assert previous.note == ""
    assert previous.selection is not None
    alone = select_incidents(
        IncidentFilter(start=previous.start, end=previous.end, provinces=("kp",))
    )
    assert previous.selection.counted.equals(alone.counted)


def test_a_partial_source_is_compared_with_a_caution():
    previous = previous_of(date(2025, 1, 1), date(2025, 3, 31))
    assert previous.selection is not None
    assert "partial" in previous.note


@pytest.mark.parametrize(
    ("start", "end", "datasets", "words"),
    [
        pytest.param(date(2022, 1, 1), date(2022, 12, 31), (), "other sources", id="change before"),
        pytest.param(date(2021, 7, 1), date(2022, 6, 30), (), "other sources", id="change inside"),
        pytest.param(None, None, (), "whole period before", id="all dates"),
        pytest.param(
            date(2026, 1, 1), date(2026, 3, 31), ("ucdp-candidate-2026",), "before", id="too early"
        ),
        pytest.param(date(2026, 7, 1), date(2026, 8, 31), (), "whole period shown", id="too late"),
        pytest.param(date(2030, 1, 1), None, (), "whole period shown", id="inverted"),
    ],
)
def test_what_is_not_comparable_says_why(start, end, datasets, words):
    previous = previous_of(start, end, *datasets)
    assert previous.selection is None
    assert words in previous.note
