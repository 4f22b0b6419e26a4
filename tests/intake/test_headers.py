"""Headers are compared by letters and digits; the header row is found among the first ten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.intake.headers import column_names, find_header, fold_header, nearest_header
from geo.intake.problems import UploadRefused

KNOWN = frozenset({"date", "district", "killed"})


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Event Date", "event_date"),
        ("EVENT-DATE ", "event_date"),
        ("\u00a0Killed (best)\u200f", "killed_best"),
        ("ضلع", "ضلع"),
        ("@@type", "type"),
        ("", ""),
    ],
)
def test_folding(text, folded):
    assert fold_header(text) == folded


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing(text):
    assert fold_header(fold_header(text)) == fold_header(text)


@pytest.mark.parametrize(
    ("lines", "position"),
    [
        ([["Date", "District"], ["x", "y"]], 0),
        ([["Title"], ["by me"], ["Date", "District"]], 2),
        ([["a", "b"], ["date", "c"]], 0),
        ([[], ["a", "b"]], 1),
        ([["x"]] * 12 + [["Date", "District"]], 0),
    ],
    ids=["first", "below a title", "one known is no header", "blank first", "too far down"],
)
def test_the_header_row(lines, position):
    assert find_header(lines, KNOWN) == position


def test_blank_headers_are_called_by_their_place():
    assert column_names(["a", " ", "c  d"]) == ["a", "column 2", "c d"]


def test_twins_are_refused_as_compared():
    with pytest.raises(UploadRefused, match="two columns named LAT"):
        column_names(["lat", "LAT "])


@pytest.mark.parametrize(
    ("wanted", "near"), [("date", "Daet"), ("latitude", "Latitud"), ("fatalities", "")]
)
def test_the_nearest_header(wanted, near):
    assert nearest_header(wanted, ["Daet", "Latitud", "x"]) == near
