"""Cells of CSV files, as they come and as they break."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.intake.cells import need_columns, read_cells
from geo.intake.problems import UploadRefused


def test_text_stays_text_and_rows_keep_their_number():
    cells = read_cells('\ufeffid,name\n007,"two\nlines"\n\n12E3,NA\n'.encode())
    assert cells.table.to_dict("list") == {"id": ["007", "12E3"], "name": ["two\nlines", "NA"]}
    assert cells.table.index.tolist() == [2, 4]
    assert cells.problems == ()


def test_first_row_longer_than_the_header_shifts_nothing():
    cells = read_cells(b"a,b\n1,2,3\n4,5\n")
    assert cells.table.to_dict("list") == {"a": ["4"], "b": ["5"]}
    assert cells.rejected.to_dict("list") == {"a": ["1"], "b": ["2"]}
    assert [(one.code, one.row, one.severity) for one in cells.problems] == [
        ("row-too-long", 2, "error")
    ]


def test_short_row_is_filled_and_warned_about():
    cells = read_cells(b"a,b,c\n1,2\n")
    assert cells.table.iloc[0].tolist() == ["1", "2", ""]
    assert [one.code for one in cells.problems] == ["row-too-short"]


def test_hxl_row_is_left_out():
    cells = read_cells(b"id,lat\n,#geo+lat\n1,30\n")
    assert cells.table["id"].tolist() == ["1"]
    assert [(one.code, one.severity) for one in cells.problems] == [("hxl-row", "note")]


def test_header_only_is_an_empty_table():
    assert len(read_cells(b"a,b\n").table) == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        ("\ufeff".encode(), "empty"),
        (b"a,a\n1,2\n", "two columns named a"),
        (b"a,b\n\xff\xfe,1\n", "not UTF-8"),
        (b'a,b\n"open,1\n', "breaks off near line"),
    ],
    ids=["empty", "only a byte-order mark", "twin columns", "not UTF-8", "open quote"],
)
def test_refused_files_say_why(data, words):
    with pytest.raises(UploadRefused, match=words):
        read_cells(data)


def test_missing_columns_are_named():
    with pytest.raises(UploadRefused, match="columns lat, lon"):
        need_columns(read_cells(b"a\n1\n").table, ("a", "lat", "lon"))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    try:
        cells = read_cells(data)
    except UploadRefused:
        return
    assert not cells.table.isna().any().any()
    assert not set(cells.table.index) & set(cells.rejected.index)
