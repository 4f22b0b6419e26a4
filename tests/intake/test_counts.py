"""Numbers of people, as whole numbers and as reports give them."""

import pytest

from geo.intake.counts import parse_counts
from tests.intake.rows import cells


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("0", 0),
        ("12", 12),
        (" 7 ", 7),
        ("۵", 5),
        ("3.0", 3),
        ("1,234", 1234),
        ("1000000", 1_000_000),
    ],
)
def test_counts(text, count):
    parsed = parse_counts(cells(text))
    assert parsed.column.tolist() == [count]
    assert parsed.column.dtype == "Int32"


def test_a_blank_count_is_missing_and_no_problem():
    parsed = parse_counts(cells(""))
    assert parsed.column.isna().tolist() == [True]
    assert parsed.problems == []


@pytest.mark.parametrize("text", ["-1", "2.5", "several", "5-7", "1000001", "9" * 23, "1,23"])
def test_unreadable_counts_are_errors(text):
    parsed = parse_counts(cells(text))
    assert parsed.column.isna().tolist() == [True]
    assert [one.severity for one in parsed.problems] == ["error"]
