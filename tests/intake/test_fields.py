"""Cells become values, or problems."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.intake.fields import (
    clean_text,
    order_counts,
    parse_coordinates,
    parse_counts,
    parse_dates,
    parse_words,
    province_name,
)


def cells(*texts: str, name: str = "cell") -> pd.Series:
    return pd.Series(list(texts), index=range(2, 2 + len(texts)), dtype="str", name=name)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-11", "2025-03-11"),
        ("2025-03-11 00:00:00.000", "2025-03-11"),
        ("2025-03-11 23:59:59", "2025-03-11"),
        (" 2025-03-11 ", "2025-03-11"),
        ("۲۰۲۵-۰۳-۱۱", "2025-03-11"),
    ],
)
def test_days_of_the_closed_list(text, day):
    parsed = parse_dates(cells(text))
    assert parsed.column.tolist() == [pd.Timestamp(day)]
    assert parsed.column.dtype == "datetime64[us]"
    assert parsed.problems == []


@pytest.mark.parametrize(
    "text", ["", "03/04/2024", "2024-02-30", "2024", "Mar 2024", "yesterday", "2024-13-01"]
)
def test_no_day_is_guessed(text):
    parsed = parse_dates(cells(text, name="date_start"))
    assert parsed.column.isna().all()
    assert [(one.code, one.row, one.column) for one in parsed.problems] == [
        ("date-unreadable", 2, "date_start")
    ]


@pytest.mark.parametrize(
    ("text", "count"), [("0", 0), ("12", 12), (" 7 ", 7), ("۵", 5), ("1000000", 1_000_000)]
)
def test_counts(text, count):
    parsed = parse_counts(cells(text))
    assert parsed.column.tolist() == [count]
    assert parsed.column.dtype == "Int32"


def test_a_blank_count_is_missing_and_no_problem():
    parsed = parse_counts(cells(""))
    assert parsed.column.isna().tolist() == [True]
    assert parsed.problems == []


@pytest.mark.parametrize("text", ["-1", "2.5", "several", "5-7", "1000001", "9" * 23, "1,234"])
def test_unreadable_counts_are_errors(text):
    parsed = parse_counts(cells(text))
    assert parsed.column.isna().tolist() == [True]
    assert [one.severity for one in parsed.problems] == ["error"]


def test_points_are_whole_or_missing():
    longitude, latitude, problems = parse_coordinates(
        cells("67.0", "0", "", "200", "67.5", "1e1"), cells("30.2", "0", "30", "30", "95", "30")
    )
    assert longitude.isna().tolist() == [False, True, True, True, True, True]
    assert latitude.isna().equals(longitude.isna())
    assert [
        (one.code, one.row) for one in sorted(problems, key=lambda one: (one.row, one.code))
    ] == [
        ("coordinate-zero", 3),
        ("coordinate-half", 4),
        ("coordinate-unreadable", 5),
        ("coordinate-unreadable", 6),
        ("coordinate-unreadable", 7),
    ]


def test_words_of_a_closed_list():
    parsed = parse_words(cells("IED", "ied ", "bomb"), {"ied": "ied"})
    assert parsed.column.tolist() == ["ied", "ied", ""]
    assert [one.row for one in parsed.problems] == [4]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Khyber Pakhtunkwa province", "Khyber Pakhtunkhwa"),
        ("Federally Administered Tribal Areas", "Khyber Pakhtunkhwa"),
        ("KPK", "Khyber Pakhtunkhwa"),
        ("Balochistan province", "Balochistan"),
        ("Azad Jammu & Kashmir", "Azad Jammu and Kashmir"),
        ("Gilgit-Baltistan", "Gilgit-Baltistan"),
        ("Islamabad Capital territory", "Islamabad"),
        ("Helmand province", "Helmand province"),
        ("", ""),
    ],
)
def test_province_names(text, name):
    assert province_name(text) == name


def test_control_characters_and_runs_of_space_go():
    assert clean_text(cells("a\x00b\x0b c\u00a0\u00a0d\n e")).tolist() == ["ab c d e"]


COUNTS = st.one_of(st.none(), st.integers(0, 50))


@given(st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=1, max_size=20))
def test_low_and_high_enclose_best_and_best_stays(rows):
    given_counts = [pd.Series(list(column), dtype="Int32") for column in zip(*rows, strict=True)]
    low, best, high = order_counts(*given_counts)
    assert best.equals(given_counts[1])
    assert (low <= best).fillna(True).all()
    assert (best <= high).fillna(True).all()
    for number, row in enumerate(rows):
        known = [one for one in row if one is not None]
        assert pd.isna(low[number]) if not known else low[number] == min(known)
        assert pd.isna(high[number]) if not known else high[number] == max(known)
