"""CSV files that spreadsheets and pandas both take.

The header is line 1, so that every program finds it; the provenance follows the data as lines that
begin with "# " (`pandas.read_csv(path, comment="#")` skips them, a spreadsheet shows them below the
table). UTF-8 with a byte-order mark, CRLF, every value quoted: Excel then reads Urdu and line ends
right.
"""

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from geo.exports.guard import guard_line, guard_table
from geo.intake.corrections import ROW

RATE_DECIMALS: Final = 6
"""Decimals kept of a fraction: more than any count supports, few enough to read."""


def csv_bytes(table: pd.DataFrame, notes: Iterable[tuple[str, str]]) -> bytes:
    """A guarded CSV of `table` and, after it, one comment line per (field, value) of `notes`.

    Days are written as ISO dates, lists as numbers joined by spaces, truth as true/false, missing
    as an empty cell. The same input gives the same bytes.
    """
    text = guard_table(plain_table(table)).to_csv(
        None, index=False, quoting=csv.QUOTE_ALL, lineterminator="\r\n"
    )
    out = io.StringIO(text)
    out.seek(0, io.SEEK_END)
    for field, value in notes:
        out.write(f"# {guard_line(f'{field}: {value}')}\r\n")
    return out.getvalue().encode("utf-8-sig")


def rejected_bytes(rejected: pd.DataFrame) -> bytes:
    """A guarded CSV of rejected rows (text, index = row in their file): that row, then the cells.

    The first column is "file_row", or longer where the file has a column of that name.
    """
    name = ROW
    while name in rejected.columns:
        name += "_"
    return csv_bytes(rejected.rename_axis(index=name, columns=None).reset_index(), ())


def plain_table(table: pd.DataFrame) -> pd.DataFrame:
    """A new table of text and numbers only: dates, truth values and lists as text."""
    return table.assign(**{str(name): _plain(table[name]) for name in table.columns})


def _plain(column: "pd.Series[Any]") -> "pd.Series[Any]":
    kind = column.dtype
    if pd.api.types.is_datetime64_any_dtype(kind):
        return pd.Series(column.dt.strftime("%Y-%m-%d"), dtype="str")
    if pd.api.types.is_bool_dtype(kind):
        return column.map({True: "true", False: "false"}).astype("str")
    if pd.api.types.is_float_dtype(kind):
        return column.round(RATE_DECIMALS)
    if pd.api.types.is_object_dtype(kind):
        return column.map(_listed).astype("str")
    return column


def _listed(value: object) -> str:
    return " ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)
