"""The fast way to a clean CSV file's cells: pyarrow's reader, where it surely reads the same.

Whether it does is judged by the bytes, far faster than by reading: one width, every quote at the
edge of its cell. A property test holds the two ways against each other.
"""

import csv
import io
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.intake.cells import (
    LONG_CELL,
    OWN_SIGNS,
    Cells,
    Found,
    Wanted,
    every_column,
    long_cell_problems,
)
from geo.intake.coded import Codes
from geo.intake.guard import UPLOAD, Limits
from geo.intake.headers import HEADER_ROWS, column_names, find_header
from geo.intake.problems import UploadRefused
from geo.intake.progress import READING, Progress, say_nothing
from geo.intake.swallowed import swallowed_problems
from geo.intake.unread import Offsets, Text

REPLACEMENT: Final = "\ufffd".encode()
"""What stands where a character was lost: a text that holds it is warned about."""

LOOK_S: Final = 0.1
"""Seconds between two looks at how far pyarrow is."""

QUOTE_BLOCK: Final = 1 << 19
"""Bytes whose quotes are looked at together: they stay in the processor's cache."""

SAMPLE_CHARACTERS: Final = 100_000
"""How much of a text its delimiter and header are judged by."""


def read_rectangular(
    data: bytes,
    delimiter: str,
    *,
    known: Collection[str] = (),
    limits: Limits = UPLOAD,
    wanted: Wanted = every_column,
    progress: Progress = say_nothing,
) -> Cells | None:
    """The cells as `geo.intake.delimited` reads them; None where it must read them itself.

    That is where anything is odd: another encoding than UTF-8, rows of another width than the
    header, blank ones, a quote inside a cell, lines above the header. Of the columns only the
    `wanted` ones are made text; the others can be had of the cells. Raises `UploadRefused` for too
    many rows and a header that is none.
    """
    head = _plain_head(sample_text(data), delimiter, known)
    if head is None or len(head) > limits.columns or _is_odd(data):
        return None
    # A row of empty cells has as many characters as columns: shorter ones are blank or broken, and
    # blank ones cost pyarrow as much memory as full ones
    shape = _survey(data, delimiter, rows=len(data) // len(head) + 1)
    if shape is None:
        return None
    text = Text(data, delimiter, column_names(head), *shape)
    columns = wanted(text.names)
    try:
        table = _read_blocks(text, columns, progress)
    except pa.ArrowInvalid:
        return None
    if table.num_rows - 1 > limits.rows:
        raise UploadRefused(f"The file has more than {limits.rows:,} rows. Split it by year.")
    frame = table.slice(1).to_pandas()
    frame.index = pd.RangeIndex(2, 2 + len(frame))
    found = Found("delimited", encoding="utf-8", delimiter=delimiter)
    unread = text if len(columns) < len(text.names) else None
    cells = Cells(frame, text.whole_rows(frame.index[:0]), (), found, unread=unread)
    if _has_blank_row(cells):
        return None
    long = cells.whole_rows(text.rows_above(LONG_CELL))
    # A row that swallowed another one has the delimiters of both
    broken = text.rows_with_breaks(2 * (len(text.names) - 1))
    swallowed = swallowed_problems(cells.whole_rows(broken), delimiter)
    return replace(cells, problems=(*long_cell_problems(long), *swallowed))


def sample_text(data: bytes) -> str:
    """The first characters of a text in UTF-8; what is none is left out."""
    return data[: 4 * SAMPLE_CHARACTERS].decode("utf-8-sig", errors="ignore")


def _read_blocks(text: Text, columns: Sequence[str], progress: Progress) -> pa.Table:
    """These columns of all rows; how far the reading is, is told. Raises `pyarrow.ArrowInvalid`."""
    source = text.source()
    size = source.size()
    with ThreadPoolExecutor(1) as thread:
        table = thread.submit(text.read, source, columns)
        while wait([table], timeout=LOOK_S).not_done:
            progress(source.tell() / max(size, 1), READING)
    return table.result()


def _has_blank_row(cells: Cells) -> bool:
    """Whether no cell of some row holds anything."""
    first = cells.table.iloc[:, 0]
    if pc.min(pc.binary_length(pa.array(first))).as_py() != 0:
        return False
    blank = cells.table[first == ""]
    blank = cells.whole_rows(blank.index[(blank == "").all(axis=1)])
    return bool((blank == "").all(axis=1).any())


def _is_odd(data: bytes) -> bool:
    """Whether the bytes hold what has to be taken out or warned about, or are no UTF-8.

    pyarrow looks at the encoding of those columns alone that it makes text of.
    """
    # One byte is found ten times faster than three
    if b"\0" in data or (REPLACEMENT[:1] in data and REPLACEMENT in data):
        return True
    return not data.isascii() and not _is_utf8(data)


def _is_utf8(data: bytes) -> bool:
    whole = pa.py_buffer(np.array([0, len(data)], dtype=np.int64))
    try:
        pa.LargeStringArray.from_buffers(1, whole, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _survey(data: bytes, delimiter: str, *, rows: int) -> tuple[Offsets, Offsets] | None:
    """Where the rows of a text end, and where cells hold a line feed. None with more than so many
    `rows`, or unless every quote belongs to a cell that is quoted from its first to its last
    character, and no such cell holds a carriage return.

    Quotes open and close in turn; a doubled one inside a cell closes and opens at once. pyarrow
    drops a line feed that begins a block when the block before ended with a carriage return.
    """
    edges = np.zeros(256, dtype=bool)
    edges[list(delimiter.encode() + b'\r\n"')] = True
    text = np.frombuffer(data, dtype=np.uint8)
    returns = b"\r" in data
    ends: list[Offsets] = [np.empty(0, np.uint32)]
    breaks = [np.empty(0, np.uint32)]
    inside = found = 0  # inside: 1 where a block begins within quotes
    for start in range(0, len(text), QUOTE_BLOCK):
        block = text[start : start + QUOTE_BLOCK]
        signs = np.flatnonzero((block == ord("\n")) | (block == ord('"')))
        quoting = block[signs] == ord('"')
        feeds, quotes = signs[~quoting], signs[quoting]
        within = _within(feeds, quotes, inside)
        breaks.append((feeds[within] + start).astype(np.uint32))
        ends.append((feeds[~within] + start + 1).astype(np.uint32))
        if returns:
            carriages = np.flatnonzero(block == ord("\r"))
            if _within(carriages, quotes, inside).any():
                return None
            ends[-1] = _with_lone(ends[-1], carriages + start, text)
        found += len(ends[-1])
        opened, closed = quotes[inside::2] + start, quotes[1 - inside :: 2] + start
        before = text[opened[opened > 0] - 1]
        after = text[closed[closed + 1 < len(text)] + 1]
        if found > rows or not (edges[before].all() and edges[after].all()):
            return None
        inside ^= len(quotes) % 2
    return None if inside else (np.concatenate(ends), np.concatenate(breaks))


def _with_lone(ends: Offsets, carriages: Codes, text: npt.NDArray[np.uint8]) -> Offsets:
    """The ends of rows, also where a carriage return without a line feed is one."""
    following = text[np.minimum(carriages + 1, len(text) - 1)]
    lone = carriages[following != ord("\n")] + 1
    return np.sort(np.concatenate([ends, lone.astype(np.uint32)])) if lone.size else ends


def _within(places: Codes, quotes: Codes, inside: int) -> npt.NDArray[np.bool_]:
    """Which of these places stand between an opening quote and its closing one."""
    return np.asarray((np.searchsorted(quotes, places) + inside) % 2, dtype=bool)


def _plain_head(sample: str, delimiter: str, known: Collection[str]) -> list[str] | None:
    """The header, when it is the first row, has no blank name, and nothing is special below it."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        first = [line for _, line in zip(range(HEADER_ROWS), reader, strict=False)]
    except csv.Error:
        return None
    if len(first) < 2 or not first[0] or find_header(first, known) != 0:
        return None
    special = any(cell.lstrip().startswith("#") for cell in first[1])
    own = set(first[0]) >= OWN_SIGNS
    return None if special or own or not all(cell.strip() for cell in first[0]) else first[0]
