"""Delimited texts as cells, as they come and as they break."""

from functools import partial

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.intake import cells as cells_module
from geo.intake import rectangular, unread
from geo.intake.delimited import _read_carefully, read_delimited
from geo.intake.guard import UPLOAD
from geo.intake.problems import UploadRefused
from geo.intake.progress import say_nothing
from geo.intake.rectangular import read_rectangular


def test_text_stays_text_and_rows_keep_their_number():
    cells = read_delimited('\ufeffid,name\n007,"two\nlines"\n\n12E3,NA\n'.encode())
    assert cells.table.to_dict("list") == {"id": ["007", "12E3"], "name": ["two\nlines", "NA"]}
    assert cells.table.index.tolist() == [2, 4]
    assert cells.problems == ()


def test_first_row_longer_than_the_header_shifts_nothing():
    cells = read_delimited(b"a,b\n1,2,3\n4,5\n")
    assert cells.table.to_dict("list") == {"a": ["4"], "b": ["5"]}
    assert cells.rejected.to_dict("list") == {"a": ["1"], "b": ["2"]}
    assert [(one.code, one.row, one.severity) for one in cells.problems] == [
        ("row-too-long", 2, "error")
    ]


def test_short_row_is_filled_and_warned_about():
    cells = read_delimited(b"a,b,c\n1,2\n")
    assert cells.table.iloc[0].tolist() == ["1", "2", ""]
    assert [one.code for one in cells.problems] == ["row-too-short"]


def test_hxl_row_is_left_out():
    cells = read_delimited(b"id,lat\n,#geo+lat\n1,30\n")
    assert cells.table["id"].tolist() == ["1"]
    assert [(one.code, one.severity) for one in cells.problems] == [("hxl-row", "note")]


def test_header_only_is_an_empty_table():
    assert len(read_delimited(b"a,b\n").table) == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        ("\ufeff".encode(), "empty"),
        (b"a,a\n1,2\n", "two columns named a"),
        (b'a,b\n1,2\n3,"open\n4,5\n', "opened in line 3 never closes"),
        (b"a,b\n" + b"\0" * 11, "binary data"),
    ],
    ids=["empty", "only a byte-order mark", "twin columns", "open quote", "NUL characters"],
)
def test_refused_files_say_why(data, words):
    with pytest.raises(UploadRefused, match=words):
        read_delimited(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    try:
        cells = read_delimited(data)
    except UploadRefused:
        return
    assert not cells.table.isna().any().any()
    assert not set(cells.table.index) & set(cells.rejected.index)


FIELD = st.text(alphabet='ab"\n\r ,#1', max_size=4)
WELL_FORMED = st.lists(st.lists(FIELD, min_size=3, max_size=3), min_size=1, max_size=20)


DRAWN = st.one_of(
    st.text(alphabet='ab,"\n\r 1', max_size=40),
    WELL_FORMED.map(
        lambda rows: "\n".join(
            ",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows
        )
    ),
)


@settings(max_examples=400, deadline=None)
@given(DRAWN, st.sampled_from([7, 64, unread.BLOCK]), st.sampled_from(["xyz", "y", "zx"]))
def test_the_fast_way_and_the_careful_way_agree(body, block, wanted):
    text = f"x,y,z\n{body}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unread, "BLOCK", max(block, 32))
        patch.setattr(rectangular, "QUOTE_BLOCK", block)
        patch.setattr(rectangular, "LONG_CELL", 2)
        patch.setattr(cells_module, "LONG_CELL", 2)
        fast = read_rectangular(text.encode(), ",", wanted=lambda _: list(wanted))
        if fast is None:
            return
        careful = _read_carefully(text, ",", (), UPLOAD, say_nothing)
        some = careful.table.index[::2]
        whole = fast.whole_rows(some)
    assert (fast.problems, fast.names) == (careful.problems, careful.names)
    same = partial(pd.testing.assert_frame_equal, check_index_type=False)
    same(fast.table, careful.table[list(wanted)])
    same(whole, careful.table.loc[some])
    assert len(careful.rejected) == 0


ODD_CELLS = {
    "plain": b"far",
    "bad bytes": b"caf\xe9",
    "half a character": b"\xed\xa0\x80",
    "lost character": "\ufffd".encode(),
    "NUL": b"a\0b",
    "quote inside": b'a"b',
    "open quote inside": b'a"',
    "line break": b'"a\nb"',
    "lone carriage return": b'"a\rb"',
    "delimiter": b'"a,b"',
    "article": b"a" * 5_001,
    "article of many bytes": "ے".encode() * 2_000,
    "too many cells": b"a,b,c",
    "blank": b"",
}


@pytest.mark.parametrize("odd", ODD_CELLS.values(), ids=ODD_CELLS)
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["feeds", "both", "returns"])
def test_what_is_odd_in_a_column_that_is_not_read_is_found_all_the_same(odd, end):
    """Bytes, quotes, lengths and widths are judged for all columns."""
    lines = [b"id,note,date", b"1,near,2024", b"2,%b,2024" % odd, b"3,near,2024"]
    data = end.join([*lines, b""])
    whole = read_delimited(data)
    some = read_delimited(data, wanted=lambda _: ["id", "date"])
    assert (some.problems, some.found, some.names) == (whole.problems, whole.found, whole.names)
    same = partial(pd.testing.assert_frame_equal, check_index_type=False)
    same(some.table[["id", "date"]], whole.table[["id", "date"]])
    same(some.whole_rows(some.table.index), whole.table)
    same(some.rejected, whole.rejected)
