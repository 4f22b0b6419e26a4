"""Placed incidents as Arrow tables: repeated texts once, rows as pandas only when asked for.

A million incidents as pandas take about 0.6 GB, as rows about 0.15 GB, and next to nothing where
the rows are a file mapped into memory.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.model.incident import COLUMNS, COUNT_COLUMNS, PLACEMENT_COLUMNS

ROW_COLUMNS: Final = COLUMNS + PLACEMENT_COLUMNS
"""Columns of rows, in order."""

OWN_TEXTS: Final = ("incident_id", "source_id")
"""Texts that no two rows share; all others are held as numbers into a list of distinct texts."""

FLAG_COLUMNS: Final = ("provisional", "stands_for_period", "point_suspect", "on_map")
DAY_COLUMNS: Final = ("date_start", "date_end")
POINT_COLUMNS: Final = ("longitude", "latitude")

TEXT: Final = pa.large_string()
PLAIN_TYPES: Final = {
    **dict.fromkeys(OWN_TEXTS, TEXT),
    **dict.fromkeys(COUNT_COLUMNS, pa.int32()),
    **dict.fromkeys(FLAG_COLUMNS, pa.bool_()),
    **dict.fromkeys(DAY_COLUMNS, pa.timestamp("us")),
    **dict.fromkeys(POINT_COLUMNS, pa.float64()),
}
"""Arrow type of every column that is not a list of distinct texts."""

INDEX_TYPES: Final = (pa.int8(), pa.int16(), pa.int32())
"""Types of a number into the list of distinct texts; the smallest that holds them is taken."""

PANDAS_TYPES: Final = {pa.int32(): pd.Int32Dtype(), TEXT: pd.StringDtype(na_value=np.nan)}
"""What the contract of incidents holds where Arrow's own choice would be another."""

Positions = npt.NDArray[np.integer]


def as_rows(table: pd.DataFrame | pa.Table) -> pa.Table:
    """The columns `ROW_COLUMNS` of a table, or those of them that it has, each in one piece."""
    known = table.column_names if isinstance(table, pa.Table) else table.columns
    names = [name for name in ROW_COLUMNS if name in known]
    return pa.table({name: _as_column(name, table[name]) for name in names})


def as_frame(rows: pa.Table) -> pd.DataFrame:
    """The rows as the contract of incidents has them (`geo.model.incident`), RangeIndex."""
    plain = [
        one.cast(TEXT) if pa.types.is_dictionary(one.type) else one for one in rows.itercolumns()
    ]
    decoded = pa.table(plain, names=rows.column_names)
    table: pd.DataFrame = decoded.to_pandas(types_mapper=PANDAS_TYPES.get)
    return table


def take_rows(
    tables: Sequence[pa.Table], at: Positions, columns: Sequence[str] = ROW_COLUMNS
) -> pd.DataFrame:
    """A table of its own with the rows at these positions, in their order.

    Positions count through the tables one after the other.
    """
    begins = np.cumsum([0, *(len(one) for one in tables)])
    parts, places = [], []
    for begin, end, table in zip(begins, begins[1:], tables, strict=False):
        here = np.flatnonzero((at >= begin) & (at < end)) if len(tables) > 1 else slice(None)
        parts.append(as_frame(table.select(list(columns)).take(at[here] - begin)))
        places.append(np.arange(len(at))[here])
    if len(parts) == 1:
        return parts[0]
    order = np.argsort(np.concatenate(places))
    return pd.concat(parts, ignore_index=True).take(order).reset_index(drop=True)


def codes_of(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.integer], list[str]]:
    """A column of repeated texts as numbers, and the texts that they stand for."""
    array = in_one_piece(column)
    return array.indices.to_numpy(), array.dictionary.to_pylist()


def in_one_piece(column: pa.ChunkedArray) -> pa.Array:
    """The column as one array; without a copy when it is one."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _as_column(name: str, values: "pd.Series | pa.ChunkedArray") -> pa.Array:
    array = values if isinstance(values, pa.ChunkedArray) else pa.array(values, from_pandas=True)
    if isinstance(array, pa.ChunkedArray):
        array = in_one_piece(array)
    if name in PLAIN_TYPES:
        return array.cast(PLAIN_TYPES[name])
    if pa.types.is_dictionary(array.type):
        array = array.cast(pa.dictionary(pa.int32(), TEXT))
    else:
        array = pc.dictionary_encode(array.cast(TEXT))
    index = next(one for one in INDEX_TYPES if len(array.dictionary) <= 2 ** (one.bit_width - 1))
    return pa.DictionaryArray.from_arrays(array.indices.cast(index), array.dictionary)
