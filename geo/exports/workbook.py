"""Excel workbooks: guarded text, real dates and numbers, the same bytes for the same input."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

import pandas as pd
import xlsxwriter

from geo.exports.delimited import RATE_DECIMALS
from geo.exports.guard import guard
from geo.exports.names import safe_sheet_name

MOST_ROWS: Final = 1_048_575
"""Rows of one sheet below the header (Excel's limit of 1,048,576 lines)."""

LONGEST_CELL: Final = 32_767
"""Characters of one cell (Excel's limit); longer text is cut and says so."""

CUT: Final = "…[cut]"
"""Marks text that was cut."""

WIDEST: Final = 48
"""Widest column, in characters."""

OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Text stays text (xlsxwriter would turn "=1+1" into a live formula)."""


class TooManyRowsError(ValueError):
    """The table does not fit one sheet; the message says what to do."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: a name (made safe when written) and its table."""

    name: str
    table: pd.DataFrame


def workbook_bytes(sheets: list[Sheet], *, title: str, day: date) -> bytes:
    """An XLSX file with the sheets in order, header rows frozen, columns as wide as their text.

    `day` is the file's creation date. Raises `TooManyRowsError` when a table is too long.
    """
    for sheet in sheets:
        if len(sheet.table) > MOST_ROWS:
            raise TooManyRowsError(
                f"{len(sheet.table):,} rows do not fit an Excel sheet ({MOST_ROWS:,} at most). "
                "Export as CSV, or choose fewer days."
            )
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    created = datetime.combine(day, time())
    book.set_properties({"title": cell_text(title), "created": created})
    formats = _formats(book)
    taken: list[str] = []
    for sheet in sheets:
        taken.append(safe_sheet_name(sheet.name, taken))
        _write_sheet(book.add_worksheet(taken[-1]), sheet.table, formats)
    book.close()
    return out.getvalue()


def cell_text(text: str) -> str:
    """Guarded text that fits a cell."""
    guarded = guard(text)
    if len(guarded) <= LONGEST_CELL:
        return guarded
    return guarded[: LONGEST_CELL - len(CUT)] + CUT


def _formats(book: Any) -> dict[str, Any]:
    top = {"valign": "top"}
    return {
        "header": book.add_format({"bold": True, "bottom": 1, **top}),
        "text": book.add_format({"text_wrap": False, **top}),
        "whole": book.add_format({"num_format": "#,##0", **top}),
        "fraction": book.add_format({"num_format": "#,##0.00", **top}),
        "degrees": book.add_format({"num_format": "0.0000", **top}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", **top}),
    }


def _write_sheet(sheet: Any, table: pd.DataFrame, formats: Mapping[str, Any]) -> None:
    """Header, then column by column; missing cells stay empty."""
    for index, name in enumerate(table.columns):
        column = table[name]
        kind = _kind(str(name), column)
        sheet.write_string(0, index, cell_text(str(name)), formats["header"])
        width = len(str(name))
        for row, value in enumerate(column, start=1):
            width = max(width, _write_cell(sheet, row, index, value, kind, formats))
        sheet.set_column(index, index, min(width + 2, WIDEST))
    sheet.freeze_panes(1, 0)
    if len(table.columns):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _write_cell(
    sheet: Any, row: int, index: int, value: Any, kind: str, formats: Mapping[str, Any]
) -> int:
    """Write one cell; gives back its width in characters."""
    if isinstance(value, list | tuple):
        value = " ".join(str(one) for one in value)
    elif pd.isna(value):
        return 0
    if kind == "day":
        sheet.write_datetime(row, index, value.to_pydatetime(), formats["day"])
        return len("2025-01-01")
    if kind == "truth":
        sheet.write_boolean(row, index, bool(value), formats["text"])
        return len("FALSE")
    if kind == "text":
        text = cell_text(str(value))
        sheet.write_string(row, index, text, formats["text"])
        return len(text)
    sheet.write_number(row, index, round(float(value), RATE_DECIMALS), formats[kind])
    return len(f"{value:,.2f}")


def _kind(name: str, column: "pd.Series[Any]") -> str:
    """How a column is written: text, day, truth, whole, fraction or degrees."""
    kind = column.dtype
    if pd.api.types.is_datetime64_any_dtype(kind):
        return "day"
    if pd.api.types.is_bool_dtype(kind):
        return "truth"
    if pd.api.types.is_float_dtype(kind):
        return "degrees" if name in ("longitude", "latitude") else "fraction"
    return "whole" if pd.api.types.is_integer_dtype(kind) else "text"
