"""Coded columns say the same as plain ones."""

import random
from dataclasses import replace

import pandas as pd
import pytest

from geo.intake.coded import (
    as_codes,
    as_text,
    by_combination,
    combinations,
    first_rows,
    is_coded,
    spellings,
)
from geo.intake.formats import FORMATS
from geo.intake.pipeline import read_upload
from tests.intake.rows import cells, ucdp_file

TABLE = pd.DataFrame({"a": cells("x", "", "x", "y"), "b": cells("1", "2", "1", "1")})


def test_there_and_back():
    coded = as_codes(TABLE, ["a"])
    assert (is_coded(coded["a"]), is_coded(coded["b"])) == (True, False)
    pd.testing.assert_frame_equal(as_text(coded), TABLE)


@pytest.mark.parametrize("table", [TABLE, as_codes(TABLE, ["a", "b"])], ids=["plain", "coded"])
def test_questions_asked_once_per_spelling(table):
    codes, texts = spellings(table["a"])
    assert [texts[one] for one in codes] == ["x", "", "x", "y"]
    codes, distinct = combinations([table["a"], table["b"]])
    assert distinct == [("x", "1"), ("", "2"), ("y", "1")]
    assert codes.tolist() == [0, 1, 0, 2]
    joined = by_combination(lambda a, b: a + b, table["a"], table["b"])
    assert joined.tolist() == ["x1", "2", "x1", "y1"]
    assert joined.index.tolist() == [2, 3, 4, 5]


def test_first_rows_leave_out_texts_that_no_row_has_any_more():
    column = as_codes(TABLE, ["a"])["a"]
    assert first_rows(column) == [("x", 2, 2), ("", 3, 1), ("y", 5, 1)]
    assert first_rows(column.iloc[2:]) == [("x", 4, 1), ("y", 5, 1)]


def test_no_rows():
    empty = as_codes(TABLE.iloc[:0], ["a"])
    assert spellings(empty["a"])[1] == []
    assert combinations([empty["a"], empty["b"]])[1] == []
    pd.testing.assert_frame_equal(as_text(empty), TABLE.iloc[:0])


DIRTY = (
    {"date_start": "2010-13-04"},
    {"date_end": "4 May 2010"},
    {"date_start": "2010-05-09"},
    {"best": "-3"},
    {"high": "many"},
    {"low": "1,234"},
    {"where_prec": "9"},
    {"type_of_violence": " 3 "},
    {"side_a": "Gov of Pakistan"},
    {"side_b": "Tehrik-e-Talibann  Pakistan"},
    {"side_a": "TTP", "side_b": "TTP"},
    {"adm_1": "", "where_prec": "4"},
    {"adm_1": "Baluchistan province", "adm_2": "Quettta district"},
    {"adm_2": "Dir", "where_prec": "2"},
    {"adm_2": "Nowhere at all", "latitude": "95"},
    {"latitude": "0", "longitude": "0"},
    {"latitude": "30°10'48\"N"},
    {"code_status": "Check"},
    {"where_coordinates": "Miran\u00a0shah   town"},
    {"id": ""},
    {"deaths_a": ""},
)


@pytest.mark.parametrize("seed", range(5))
def test_a_dirty_file_read_by_codes_and_row_by_row(monkeypatch, seed):
    order = random.Random(seed)
    rows = [
        {**(order.choice(DIRTY) if order.random() < 0.4 else {}), "id": str(order.randrange(300))}
        for _ in range(200)
    ]
    data = ucdp_file(*rows, *DIRTY)
    by_codes = read_upload(data, label="a")
    monkeypatch.setitem(FORMATS, "ucdp", replace(FORMATS["ucdp"], coded=frozenset()))
    by_rows = read_upload(data, label="a")
    pd.testing.assert_frame_equal(by_codes.placed, by_rows.placed)
    pd.testing.assert_frame_equal(by_codes.rejected, by_rows.rejected)
    for name in ("file_rows", "problems", "settled", "undecided", "likely", "day_order"):
        assert getattr(by_codes, name) == getattr(by_rows, name), name
