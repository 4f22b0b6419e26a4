"""A delimited text of which only some columns are read; rows can be had with all their cells later.

Sources carry articles, links and codes that no incident is made of. Turning those into text takes
longer than all else, so it is done only for the rows that somebody has to see.
"""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.csv

BLOCK: Final = 1 << 22
"""Bytes that pyarrow reads at a time; a row as long takes the careful way."""

Offsets = npt.NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class Text:
    """A delimited text that is known to be UTF-8, and to be cut into cells by pyarrow as meant."""

    data: bytes
    delimiter: str
    names: Sequence[str]  # of all columns, in order
    ends: Offsets  # where each row ends, the header first; the last row may lack its own
    breaks: Offsets  # where quoted cells hold a line feed; with any, reading takes a quarter longer

    def rows_above(self, size: int) -> pd.Index:
        """Numbers of the rows with more bytes than `size`, as a spreadsheet counts (header = 1)."""
        return pd.Index(np.flatnonzero(np.diff(self._bounds()) > size) + 2)

    def rows_with_breaks(self, delimiters: int) -> pd.Index:
        """Numbers of the rows with a line feed in a cell and at least so many delimiters."""
        begins, ends = (self._bounds()[at:] for at in (0, 1))
        rows = np.unique(np.searchsorted(self.ends, self.breaks, side="right"))
        sign = self.delimiter.encode()
        found = [
            row
            for row in rows[rows > 0].tolist()
            if self.data.count(sign, int(begins[row - 1]), int(ends[row - 1])) >= delimiters
        ]
        return pd.Index(np.array(found, dtype=np.int64) + 1)

    def whole_rows(self, rows: pd.Index) -> pd.DataFrame:
        """The rows with these numbers, in order, with all their columns."""
        if rows.empty:
            return pd.DataFrame(index=rows, columns=list(self.names), dtype="str")
        bounds = self._bounds()
        first, last = (bounds[rows.to_numpy(np.int64) - at].tolist() for at in (2, 1))
        lines = (self.data[begin:end] for begin, end in zip(first, last, strict=True))
        found: pd.DataFrame = self.read(pa.BufferReader(b"".join(lines)), self.names).to_pandas()
        return found.set_axis(rows)

    def source(self) -> pa.BufferReader:
        """The text without byte-order mark and blank last lines, not copied."""
        start = len(codecs.BOM_UTF8) if self.data.startswith(codecs.BOM_UTF8) else 0
        end = len(self.data)
        while end > start and self.data[end - 1] in b"\r\n":
            end -= 1
        return pa.BufferReader(pa.py_buffer(self.data).slice(start, end - start))

    def read(self, source: pa.BufferReader, columns: Sequence[str]) -> pa.Table:
        """Some columns of all rows, the header among them, as text. Raises `pyarrow.ArrowInvalid`.

        The texts have the type that pandas holds them in: nothing is copied on the way.
        """
        return pa.csv.read_csv(
            source,
            read_options=pa.csv.ReadOptions(column_names=self.names, block_size=BLOCK),
            parse_options=pa.csv.ParseOptions(
                delimiter=self.delimiter,
                newlines_in_values=len(self.breaks) > 0,
                ignore_empty_lines=False,
            ),
            convert_options=pa.csv.ConvertOptions(
                include_columns=columns,
                column_types=dict.fromkeys(columns, pa.large_string()),
                strings_can_be_null=False,
                check_utf8=False,  # the whole text is
            ),
        )

    def _bounds(self) -> Offsets:
        """The end of each row, and so the begin of the next; first that of the header."""
        return np.append(self.ends, np.uint32(len(self.data)))
