import io
from datetime import date

import openpyxl
import pandas as pd
import pytest

from geo.exports import workbook
from geo.exports.workbook import Sheet, TooManyRowsError, workbook_bytes

DAY = date(2026, 11, 22)


def test_a_table_too_long_for_a_sheet_is_refused_with_advice(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    with pytest.raises(TooManyRowsError, match="Export as CSV"):
        workbook_bytes([Sheet("Long", pd.DataFrame({"a": [1, 2, 3]}))], title="t", day=DAY)


def test_sheet_names_are_made_safe_and_unique():
    table = pd.DataFrame({"a": [1]})
    content = workbook_bytes(
        [Sheet("Quetta/Pishin: [2024]", table), Sheet("a" * 40, table), Sheet("A" * 31, table)],
        title="t",
        day=DAY,
    )
    names = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    assert names == ["Quetta Pishin   2024", "a" * 31, "A" * 27 + " (2)"]


def test_missing_cells_are_empty_and_numbers_are_numbers():
    table = pd.DataFrame(
        {
            "killed": pd.array([1, None], dtype="Int32"),
            "rate": [0.1234567891, float("nan")],
            "day": pd.to_datetime(["2025-03-11", None]),
            "text": pd.array(["+92", ""], dtype="str"),
            "trend": [[1, 2], []],
        }
    )
    book = openpyxl.load_workbook(
        io.BytesIO(workbook_bytes([Sheet("S", table)], title="=t", day=DAY))
    )
    rows = list(book["S"].iter_rows(min_row=2, values_only=True))
    assert rows[0] == (1, 0.123457, pd.Timestamp("2025-03-11"), "'+92", "1 2")
    assert [cell or None for cell in rows[1]] == [None] * 5
