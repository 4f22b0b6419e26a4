from datetime import date

import pytest

from data.build.reference import build, period_days
from data.build.staging import differing
from geo.model.shipped import DATA


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-H1", date(2025, 1, 1), date(2025, 6, 30)),
        ("2022-H2", date(2022, 7, 1), date(2022, 12, 31)),
        ("2025-Q1", date(2025, 1, 1), date(2025, 3, 31)),
        ("2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-02", date(2025, 2, 1), date(2025, 2, 28)),
        ("2025-01..11", date(2025, 1, 1), date(2025, 11, 30)),
        ("2025-01-01..05-18", date(2025, 1, 1), date(2025, 5, 18)),
        ("2025-01-01..10", date(2025, 1, 1), date(2025, 1, 10)),
    ],
)
def test_periods(period, start, end):
    assert period_days(period) == (start, end)


@pytest.mark.parametrize("period", ["", "25", "2025-H3", "2025-Q0", "2025-13", "2025-02-30..31"])
def test_other_spellings_are_refused(period):
    with pytest.raises(ValueError):
        period_days(period)


@pytest.mark.sources
def test_the_shipped_reference_tables_are_what_the_inputs_give(sources, tmp_path):
    assert differing(build(sources, tmp_path), tmp_path, DATA) == []
