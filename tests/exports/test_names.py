from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.exports.names import LONGEST_SHEET, file_name, safe_sheet_name


def test_file_name_has_what_and_days():
    name = file_name("Districts", ending="csv", start=date(2025, 1, 1), end=date(2025, 4, 15))
    assert name == "sarhad-districts-2025-01-01-2025-04-15.csv"


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_makes_a_plain_file_name(text):
    name = file_name(text, ending="xlsx")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert len(name) < 90
    assert name.count(".") == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Quetta/Pishin: [2024]", "Quetta Pishin   2024"),
        ("'quoted'", "quoted"),
        ("", "Sheet"),
        ("History", "History sheet"),
        ("x" * 40, "x" * 31),
    ],
)
def test_safe_sheet_name(name, expected):
    assert safe_sheet_name(name) == expected


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=6))
def test_sheet_names_are_unique_and_short(names):
    taken: list[str] = []
    for name in names:
        taken.append(safe_sheet_name(name, taken))
    assert len({one.casefold() for one in taken}) == len(names)
    assert all(0 < len(one) <= LONGEST_SHEET and not set(one) & set("[]:*?/\\") for one in taken)
