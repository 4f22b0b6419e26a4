"""The compiled table's words become the incident table's."""

import csv
import io

import pandas as pd
import pytest

from geo.intake.compiled import NEEDED
from geo.intake.pipeline import read_incidents

PLAIN = dict.fromkeys(NEEDED, "") | {
    "compiled_id": "C1",
    "date_start": "2025-03-11",
    "date_end": "2025-03-12",
    "date_precision": "day",
    "province": "Balochistan",
    "district": "Kachhi",
    "location_precision": "district",
    "group": "BLA",
    "claimed": "claimed",
    "attack_type": "raid",
}


def read(**cells: str) -> pd.Series:
    """The incident of one row, the plain one with these cells changed."""
    text = io.StringIO()
    writer = csv.DictWriter(text, NEEDED)
    writer.writeheader()
    writer.writerow(PLAIN | cells)
    result = read_incidents(text.getvalue().encode(), reader="compiled", dataset_id="c")
    assert not len(result.rejected), result.problems
    return result.incidents.iloc[0]


def test_empty_is_not_reported_and_never_zero():
    row = read(killed_best="5")
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (5, 5, 5)
    assert pd.isna(row["injured_best"])
    assert pd.isna(row["killed_militants"])
    assert pd.isna(row["longitude"])


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("IED", "ied"),
        ("suicide bombing", "suicide-bombing"),
        ("targeted killing", "targeted-killing"),
    ],
)
def test_kinds_of_attack(text, event_type):
    assert read(attack_type=text)["event_type"] == event_type


@pytest.mark.parametrize(
    ("group", "claimed", "expected"),
    [
        ("BLA", "claimed", ("bla", "claimed")),
        ("TTP", "attributed", ("ttp", "attributed")),
        ("unknown", "attributed", ("unknown", "unknown")),
        ("Fitna al-Khawarij", "attributed", ("islamist-unspecified", "attributed")),
        ("Fitna al-Hindustan", "attributed", ("baloch-unspecified", "attributed")),
        ("Afghan Taliban forces", "attributed", ("afghan-taliban", "attributed")),
        ("", "unknown", ("unknown", "unknown")),
    ],
)
def test_groups_and_who_named_them(group, claimed, expected):
    row = read(group=group, claimed=claimed)
    assert (row["group_id"], row["attribution"]) == expected
    assert row["side_a"] == group


@pytest.mark.parametrize(
    ("start", "end", "precision", "sums_up"),
    [
        ("2025-03-11", "2025-03-12", "day", False),
        ("2024-07-24", "2024-07-30", "week", False),
        ("2024-08-20", "2024-08-31", "week", True),
        ("2025-04-01", "2025-04-30", "month", False),
        ("2024-12-14", "2025-01-16", "month", True),
    ],
)
def test_what_lasts_longer_than_its_date_explains_sums_up(start, end, precision, sums_up):
    row = read(date_start=start, date_end=end, date_precision=precision)
    assert row["stands_for_period"] == sums_up
