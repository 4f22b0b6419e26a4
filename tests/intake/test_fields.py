"""Cells become values, or problems."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.intake.fields import clean_text, order_counts, parse_words
from tests.intake.rows import cells


def test_words_of_a_closed_list():
    parsed = parse_words(cells("IED", "ied ", "bomb"), {"ied": "ied"})
    assert parsed.column.tolist() == ["ied", "ied", ""]
    assert [one.row for one in parsed.problems] == [4]


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


@pytest.mark.parametrize(
    ("text", "clean"),
    [("12345", "12345"), ("a b", "a b"), (" a", "a"), ("a  b", "a b"), ("é", "é"), ("a\x7f", "a")],
)
def test_texts_are_tidied_whatever_stands_beside_them(text, clean):
    assert clean_text(cells("1", text, "22")).tolist() == ["1", clean, "22"]
    assert clean_text(cells("x  y", text).iloc[1:]).tolist() == [clean]
