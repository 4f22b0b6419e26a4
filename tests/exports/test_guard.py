import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.exports.guard import guard, guard_line, guard_table, unguard

STARTS = tuple("=+-@\t\r\n\0＝＋－＠")
texts = st.text(max_size=20) | st.builds(
    lambda quotes, start, rest: "'" * quotes + start + rest,
    st.integers(0, 3),
    st.sampled_from(STARTS),
    st.text(max_size=10),
)


@settings(deadline=None)
@given(texts)
def test_guarding_is_loss_free_and_leaves_no_trigger(text):
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(STARTS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("'=1", "''=1"),
        ("-5", "'-5"),
        ("＝1", "'＝1"),
        ("Quetta - Sibi", "Quetta - Sibi"),
        ("'quoted'", "'quoted'"),
        ("", ""),
    ],
)
def test_what_is_guarded(text, expected):
    assert guard(text) == expected


def test_only_text_columns_are_guarded():
    table = pd.DataFrame({"=name": pd.array(["=1", None], dtype="str"), "change": [-5, 2]})
    guarded = guard_table(table)
    assert list(guarded.columns) == ["'=name", "change"]
    assert guarded["change"].tolist() == [-5, 2]
    assert guarded["'=name"].iloc[0] == "'=1"
    assert pd.isna(guarded["'=name"].iloc[1])
    assert table["=name"].iloc[0] == "=1"


@settings(deadline=None)
@given(st.lists(st.sampled_from([*STARTS, "x", ",", ";", '"', " ", "'", "\u2028"]), max_size=12))
def test_a_comment_line_has_no_formula_in_any_piece(pieces):
    line = guard_line("Title: " + "".join(pieces))
    assert len(line.splitlines()) == 1
    for delimiter in ",;\t":
        [cells] = csv.reader(io.StringIO(line), delimiter=delimiter, skipinitialspace=True)
        assert not any(cell.lstrip(" ").startswith(STARTS) for cell in cells)
