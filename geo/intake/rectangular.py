"""The fast way to a clean CSV file's cells: pyarrow's reader, where it surely reads the same.

Whether it does is judged by the bytes, far faster than by reading: one width, every quote at the
edge of its cell. A property test holds the two ways against each other.
"""

import codecs
import csv
import io
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from geo.intake.cells import OWN_SIGNS, Cells, Found, long_cell_problems
from geo.intake.coded import Codes
from geo.intake.guard import UPLOAD, Limits
from geo.intake.headers import HEADER_ROWS, column_names, find_header
from geo.intake.problems import UploadRefused
from geo.intake.progress import READING, Progress, say_nothing

REPLACEMENT: Final = "\ufffd".encode()
"""What stands where a character was lost: a text that holds it is warned about."""

BLOCK: Final = 1 << 22
"""Bytes that pyarrow reads at a time; a row as long takes the careful way."""

LOOK_S: Final = 0.1
"""Seconds between two looks at how far pyarrow is."""

QUOTE_BLOCK: Final = 1 << 18
"""Bytes whose quotes are looked at together: they stay in the processor's cache."""

SAMPLE_CHARACTERS: Final = 100_000
"""How much of a text its delimiter and header are judged by."""


class _Shape(NamedTuple):
    """How a text is laid out."""

    lines: int
    breaks: bool  # whether a quoted cell may hold a line break


def read_rectangular(
    data: bytes,
    delimiter: str,
    *,
    known: Collection[str] = (),
    limits: Limits = UPLOAD,
    progress: Progress = say_nothing,
) -> Cells | None:
    """The cells as `geo.intake.delimited` reads them; None where it must read them itself.

    That is where anything is odd: another encoding than UTF-8, rows of another width than the
    header, blank ones, a quote inside a cell, lines above the header. Raises `UploadRefused` for
    too many rows and a header that is none.
    """
    head = _plain_head(sample_text(data), delimiter, known)
    if head is None or len(head) > limits.columns or _is_odd(data):
        return None
    shape = _survey(data, delimiter)
    # A row of empty cells has as many characters as columns: shorter ones are blank or broken, and
    # blank ones cost pyarrow as much memory as full ones
    if shape is None or shape.lines * len(head) > len(data) + len(head):
        return None
    names = column_names(head)
    try:
        table = _read_blocks(_without_ends(data), names, delimiter, shape.breaks, progress)
    except pa.ArrowInvalid:
        return None
    if table.num_rows - 1 > limits.rows:
        raise UploadRefused(f"The file has more than {limits.rows:,} rows. Split it by year.")
    frame = table.slice(1).to_pandas()
    frame.index = pd.RangeIndex(2, 2 + len(frame))
    blank = frame[frame[names[0]] == ""]
    if (blank == "").all(axis=1).any():
        return None
    found = Found("delimited", encoding="utf-8", delimiter=delimiter)
    return Cells(frame, frame.iloc[:0], tuple(long_cell_problems(frame)), found)


def sample_text(data: bytes) -> str:
    """The first characters of a text in UTF-8; what is none is left out."""
    return data[: 4 * SAMPLE_CHARACTERS].decode("utf-8-sig", errors="ignore")


def _read_blocks(
    body: pa.Buffer, names: list[str], delimiter: str, breaks: bool, progress: Progress
) -> pa.Table:
    """All rows, the header among them, as text. Raises `pyarrow.ArrowInvalid`.

    `breaks`: whether a cell may hold a line break, which takes a quarter longer to read. The texts
    have the type that pandas holds them in: nothing is copied on the way.
    """
    source = pa.BufferReader(body)
    options = {
        "read_options": pa.csv.ReadOptions(column_names=names, block_size=BLOCK),
        "parse_options": pa.csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=breaks, ignore_empty_lines=False
        ),
        "convert_options": pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
        ),
    }
    with ThreadPoolExecutor(1) as thread:
        table = thread.submit(pa.csv.read_csv, source, **options)
        while wait([table], timeout=LOOK_S).not_done:
            progress(source.tell() / max(body.size, 1), READING)
    return table.result()


def _is_odd(data: bytes) -> bool:
    """Whether the bytes hold what has to be taken out or warned about."""
    if b"\0" in data:
        return True
    # One byte is found ten times faster than three
    return REPLACEMENT[:1] in data and REPLACEMENT in data


def _without_ends(data: bytes) -> pa.Buffer:
    """The bytes without byte-order mark and blank last lines, not copied."""
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    end = len(data)
    while end > start and data[end - 1] in b"\r\n":
        end -= 1
    return pa.py_buffer(data).slice(start, end - start)


def _survey(data: bytes, delimiter: str) -> _Shape | None:
    """Lines and line breaks of a text; None unless every quote belongs to a cell that is quoted
    from its first to its last character, and no such cell holds a carriage return.

    Quotes open and close in turn; a doubled one inside a cell closes and opens at once. pyarrow
    drops a line feed that begins a block when the block before ended with a carriage return.
    """
    edges = np.zeros(256, dtype=bool)
    edges[list(delimiter.encode() + b'\r\n"')] = True
    text = np.frombuffer(data, dtype=np.uint8)
    returns = b"\r" in data
    end = ord("\n") if b"\n" in data else ord("\r")
    lines = inside = 0  # inside: 1 where a block begins within quotes
    breaks = False
    for start in range(0, len(text), QUOTE_BLOCK):
        block = text[start : start + QUOTE_BLOCK]
        ends, quotes = np.flatnonzero(block == end), np.flatnonzero(block == ord('"'))
        if returns and _within(np.flatnonzero(block == ord("\r")), quotes, inside):
            return None
        lines += len(ends)
        breaks = breaks or _within(ends, quotes, inside)
        opened, closed = quotes[inside::2] + start, quotes[1 - inside :: 2] + start
        before = text[opened[opened > 0] - 1]
        after = text[closed[closed + 1 < len(text)] + 1]
        if not (edges[before].all() and edges[after].all()):
            return None
        inside ^= len(quotes) % 2
    return None if inside else _Shape(lines, breaks)


def _within(places: Codes, quotes: Codes, inside: int) -> bool:
    """Whether one of these places stands between an opening quote and its closing one."""
    return bool(((np.searchsorted(quotes, places) + inside) % 2).any())


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
