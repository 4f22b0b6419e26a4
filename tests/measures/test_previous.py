from datetime import date

import pytest

from geo.measures.previous import previous_selection
from geo.model.filter import IncidentFilter
from geo.model.period import previous_span
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


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        ((2025, 1, 1), (2025, 12, 31), ((2024, 1, 1), (2024, 12, 31))),  # a leap year before
        ((2010, 1, 1), (2010, 3, 31), ((2009, 10, 1), (2009, 12, 31))),
        ((2010, 3, 1), (2010, 3, 31), ((2010, 2, 1), (2010, 2, 28))),
        ((2010, 3, 1), (2010, 3, 30), ((2010, 1, 30), (2010, 2, 28))),
        ((2010, 3, 2), (2010, 3, 31), ((2010, 1, 31), (2010, 3, 1))),
        ((2010, 3, 5), (2010, 3, 5), ((2010, 3, 4), (2010, 3, 4))),
    ],
)
def test_the_period_before_is_as_many_months_or_else_as_many_days(start, end, before):
    assert previous_span(date(*start), date(*end)) == tuple(date(*one) for one in before)


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
