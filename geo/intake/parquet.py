"""A Parquet table as cells: its columns as text, row numbers counted from 1."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo.intake.cells import Cells, Found, long_cell_problems
from geo.intake.guard import MEGABYTE, UPLOAD, Limits
from geo.intake.headers import column_names
from geo.intake.problems import Problem, UploadRefused


def read_parquet(data: bytes, *, limits: Limits = UPLOAD) -> Cells:
    """Every row as text: days as ISO dates, missing as "". Nested and binary columns are left out.

    Sizes that the file gives for itself are checked before anything is unpacked. Raises
    `UploadRefused` for a damaged or oversized file and for no readable column.
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        _refuse_oversized(file.metadata, limits)
        kept = [one.name for one in file.schema_arrow if not _is_opaque(one.type)]
        left_out = [one.name for one in file.schema_arrow if _is_opaque(one.type)]
        names = column_names(kept)
        # Texts stay dictionaries until their length is known: one long text can stand a million
        # times in a small file
        texts_first = [one.name for one in file.schema_arrow if pa.types.is_string(one.type)]
        columns = pq.read_table(pa.BufferReader(data), columns=kept, read_dictionary=texts_first)
        _refuse_long(columns, limits)
        texts = {name: _as_text(columns.column(at)) for at, name in enumerate(names)}
    except UploadRefused:
        raise
    except Exception as error:  # pyarrow raises OSError, ArrowException and more on damaged files
        raise UploadRefused("The Parquet file is damaged or of a kind not read here.") from error
    if not names:
        raise UploadRefused("The Parquet file has no column of text, numbers or days.")
    table = pd.DataFrame(texts, index=pd.RangeIndex(1, 1 + columns.num_rows), dtype="str")
    problems = tuple(long_cell_problems(table))
    if left_out:
        words = f"Columns that hold no plain values are left out: {', '.join(left_out)[:80]}."
        problems = (Problem("columns-opaque", None, "", "note", words), *problems)
    cells = Cells(table, table.iloc[:0], problems)
    return replace(cells, found=Found("parquet", header_row=0))


def _refuse_oversized(metadata: Any, limits: Limits) -> None:
    if metadata.num_columns > limits.columns:
        raise UploadRefused(
            f"The file has {metadata.num_columns:,} columns; at most {limits.columns} are taken."
        )
    if metadata.num_rows > limits.rows:
        raise UploadRefused(f"The file has more than {limits.rows:,} rows. Split it by year.")
    groups = range(metadata.num_row_groups)
    size = sum(metadata.row_group(number).total_byte_size for number in groups)
    if size > limits.inflated_bytes:
        raise UploadRefused(f"The file would unpack to {size / MEGABYTE:,.0f} MB: not opened.")


def _refuse_long(columns: Any, limits: Limits) -> None:
    """Raises `UploadRefused` when the texts of all rows together are too long."""
    characters = 0
    for column in columns.columns:
        for chunk in column.chunks if pa.types.is_dictionary(column.type) else ():
            lengths = pc.binary_length(chunk.dictionary)
            characters += pc.sum(pc.take(lengths, chunk.indices)).as_py() or 0
    if characters > limits.inflated_bytes:
        raise UploadRefused(
            f"The file would unpack to {characters / MEGABYTE:,.0f} MB: not opened."
        )


def _is_opaque(kind: Any) -> bool:
    return bool(pa.types.is_nested(kind) or pa.types.is_binary(kind)) or str(kind) == "null"


def _as_text(column: Any) -> "pd.Series[str]":
    """The values as a person would type them."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _as_text(column.cast(kind.value_type))
    if pa.types.is_timestamp(kind) and kind.tz:
        column = pc.strftime(column, format="%Y-%m-%dT%H:%M:%S%z")
    elif pa.types.is_timestamp(kind):
        text = pc.strftime(column, format="%Y-%m-%d %H:%M:%S")
        column = pc.replace_substring_regex(text, r" 00:00:00(\.0+)?$", "")
    elif pa.types.is_floating(kind):
        text = column.cast(pa.string())
        column = pc.replace_substring_regex(text, r"\.0$", "")
    values = pc.fill_null(column.cast(pa.string()), "")
    return pd.Series(values.to_pandas().array, index=pd.RangeIndex(1, 1 + len(values)), dtype="str")
