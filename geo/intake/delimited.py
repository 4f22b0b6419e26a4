"""CSV and its kin as cells: encoding in a fixed order, delimiter sniffed, own loop over the rows.

A clean file takes a fast way through pyarrow with the same result (a property test holds the two
against each other); anything odd takes the careful way, row by row.
"""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import count, islice
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from geo.intake.cells import (
    OWN_SIGNS,
    Cells,
    Found,
    Line,
    build_cells,
    long_cell_problems,
    split_header,
)
from geo.intake.guard import UPLOAD, Limits
from geo.intake.headers import HEADER_ROWS, column_names, find_header
from geo.intake.problems import Problem, UploadRefused
from geo.intake.progress import Progress, say_nothing, told

DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
"""The four that are read, and their words."""

ENCODINGS: Final = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows Western (cp1252)",
    "cp1256": "Windows Arabic (cp1256)",
}
"""Encodings in the order they are tried, and their words. UTF-16 only with a byte-order mark."""

MOST_NULS: Final = 10
"""NUL characters that are taken out of a text; with more it is no text."""

REPLACEMENT: Final = "\ufffd".encode()
"""What stands where a character was lost: a text that holds it is warned about."""

BLOCK: Final = 1 << 22
"""Bytes that pyarrow reads at a time; a row as long takes the careful way."""

LINES_PER_ROW: Final = 5
"""Lines that a text may have for each row that is taken: cells hold line breaks, some are blank."""

READING: Final = "Reading rows"

LOOK_S: Final = 0.1
"""Seconds between two looks at how far pyarrow is."""

QUOTE_BLOCK: Final = 1 << 18
"""Bytes whose quotes are looked at together: they stay in the processor's cache."""

SAMPLE_CHARACTERS: Final = 100_000
SAMPLE_LINES: Final = 30
"""How much of a text the delimiter is judged by."""

SURROGATES: Final = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no file can be written with."""

QUOTE_BROKEN: Final = "A quote stands inside this row; its cells cannot be told apart."


def read_delimited(
    data: bytes,
    *,
    known: Collection[str] = (),
    limits: Limits = UPLOAD,
    delimiter: str = "",
    progress: Progress = say_nothing,
) -> Cells:
    """Every row of a delimited text, newlines inside quotes kept; rules as in `build_cells`.

    An encoding other than UTF-8, characters taken out, and anything left out is said in the
    problems. A row with a broken quote is rejected. `delimiter`: one of `DELIMITERS`, by default
    sniffed. Raises `UploadRefused` for binary data and for a quote that never closes.
    """
    cells = _read_fast(data, delimiter, known, limits, progress)
    if cells is not None:
        return cells
    text, encoding, problems = decode_text(data)
    if encoding != "utf-8":
        cells = _read_fast(text.encode("utf-8"), delimiter, known, limits, progress)
    separator = delimiter or sniff_delimiter(text)
    if cells is None:
        cells = _read_carefully(text, separator, known, limits, progress)
    found = replace(cells.found, encoding=encoding, delimiter=separator)
    return replace(cells, problems=(*problems, *cells.problems), found=found)


def decode_text(data: bytes) -> tuple[str, str, list[Problem]]:
    """The text, the encoding it was read with, and warnings about both.

    Raises `UploadRefused` when the text is empty or holds so many NULs that it is none.
    """
    text, encoding = _decode(data)
    problems = []
    if encoding != "utf-8":
        words = f"Read as {ENCODINGS[encoding]}, not UTF-8: check that names look right."
        problems.append(Problem("encoding", None, "", "warning", words))
    if "\ufffd" in text:
        words = "Some characters are broken and stand as “\ufffd” now."
        problems.append(Problem("character-broken", None, "", "warning", words))
    nuls = text.count("\0")
    if nuls > MOST_NULS:
        raise UploadRefused("The file is not a text table: it holds binary data.")
    if nuls:
        text = text.replace("\0", "")
        words = f"{nuls} NUL characters were taken out."
        problems.append(Problem("nul-removed", None, "", "warning", words))
    if not text.strip():
        raise UploadRefused("The file is empty.")
    return text, encoding, problems


def sniff_delimiter(text: str) -> str:
    """The one of `DELIMITERS` that cuts most of the first rows into the most equal columns.

    A comma where none does.
    """

    def score(delimiter: str) -> tuple[float, int]:
        sample = text[:SAMPLE_CHARACTERS]
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        widths: list[int] = []
        try:
            for line in reader:
                if any(line):
                    widths.append(len(line))
                if len(widths) >= SAMPLE_LINES:
                    break
        except csv.Error:
            pass
        if not widths:
            return (0.0, 0)
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        return (widths.count(usual) * (usual > 1) / len(widths), usual)

    scores = {delimiter: score(delimiter) for delimiter in DELIMITERS}
    best = max(scores, key=lambda one: (scores[one][0] >= 0.5, scores[one][1]))
    return best if scores[best][1] > 1 else ","


def _decode(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "utf-16"
    for encoding in ("utf-8-sig", "cp1252", "cp1256"):
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            if encoding == "utf-8-sig" and b"\xed" in data:
                try:  # half characters, as some databases write them
                    text = data.decode("utf-8", errors="surrogatepass").removeprefix("\ufeff")
                    return SURROGATES.sub("\ufffd", text), "utf-8"
                except UnicodeDecodeError:
                    continue
    raise UploadRefused("The file's encoding is unknown; save it as CSV UTF-8.")


def _read_carefully(
    text: str, delimiter: str, known: Collection[str], limits: Limits, progress: Progress
) -> Cells:
    csv.field_size_limit(limits.cell_characters)  # process-wide; the module's default is 131,072
    ends = text.count("\n") or text.count("\r")
    if ends > LINES_PER_ROW * limits.rows:
        raise UploadRefused(f"The file has {ends:,} lines, most of them blank. Remove those.")
    if ends > limits.rows or text.count('"') % 2:
        _refuse_unkept(text, delimiter, limits)
    broken: dict[int, str] = {}
    notes, header, lines = split_header(_numbered_lines(text, delimiter, broken, progress), known)
    cells = build_cells(header, lines, limits=limits, broken=broken)
    return replace(cells, problems=(*notes, *cells.problems))


def _refuse_unkept(text: str, delimiter: str, limits: Limits) -> None:
    """Raises `UploadRefused` as reading would, for an open quote or too many rows.

    Keeps no row on the way: the answer needs far less memory than the rows would.
    """
    lines = (line for _, line in _numbered_lines(text, delimiter, {}, say_nothing) if line)
    if sum(1 for _ in islice(lines, limits.rows + HEADER_ROWS + 1)) > limits.rows + HEADER_ROWS:
        raise UploadRefused(f"The file has more than {limits.rows:,} rows. Split it by year.")


def _numbered_lines(
    text: str, delimiter: str, broken: dict[int, str], progress: Progress
) -> Iterator[Line]:
    """Rows counted as a spreadsheet does; one with a broken quote goes to `broken`, uncut."""
    raw: list[str] = []
    lines = told(io.StringIO(text, newline=""), len(text), progress, READING, size=len)
    reader = csv.reader(_kept(lines, raw), delimiter=delimiter, strict=True)
    for number in count(1):
        opened = reader.line_num + 1
        raw.clear()
        try:
            line = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise UploadRefused(
                    f"A quote opened in line {opened:,} never closes, so the rows after it cannot "
                    "be told apart. Close it, or save the file again."
                ) from error
            broken[number] = QUOTE_BROKEN
            line = ["".join(raw).strip()]
        yield number, line


def _kept(lines: Iterator[str], raw: list[str]) -> Iterator[str]:
    """The same lines, each also put in `raw`."""
    for line in lines:
        raw.append(line)
        yield line


def _read_fast(
    data: bytes, delimiter: str, known: Collection[str], limits: Limits, progress: Progress
) -> Cells | None:
    """The same cells through pyarrow; None where the file is not plainly rectangular UTF-8."""
    sample = data[: 4 * SAMPLE_CHARACTERS].decode("utf-8-sig", errors="ignore")
    delimiter = delimiter or sniff_delimiter(sample)
    head = _plain_head(sample, delimiter, known)
    if head is None or len(head) > limits.columns or _is_odd(data):
        return None
    if not _plainly_quoted(data, delimiter) or _has_short_lines(data, len(head)):
        return None
    names = column_names(head)
    try:
        table = _read_blocks(_without_ends(data), names, delimiter, progress)
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


def _read_blocks(body: pa.Buffer, names: list[str], delimiter: str, progress: Progress) -> pa.Table:
    """All rows, the header among them, as text. Raises `pyarrow.ArrowInvalid`.

    The texts have the type that pandas holds them in: nothing is copied on the way.
    """
    source = pa.BufferReader(body)
    options = {
        "read_options": pa.csv.ReadOptions(column_names=names, block_size=BLOCK),
        "parse_options": pa.csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
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


def _has_short_lines(data: bytes, columns: int) -> bool:
    """Whether there are so many lines that some must be shorter than a row of empty cells.

    Blank lines cost pyarrow as much memory as full ones.
    """
    text = np.frombuffer(data, dtype=np.uint8)
    ends = ord("\n") if b"\n" in data[: 4 * SAMPLE_CHARACTERS] else ord("\r")
    starts = range(0, len(text), QUOTE_BLOCK)
    lines = sum(np.count_nonzero(text[one : one + QUOTE_BLOCK] == ends) for one in starts)
    return bool(lines * columns > len(text) + columns)


def _plainly_quoted(data: bytes, delimiter: str) -> bool:
    """Whether every quote belongs to a cell that is quoted from its first to its last character.

    Quotes open and close in turn; a doubled one inside a cell closes and opens at once.
    """
    if b'"' not in data:
        return True
    edges = np.zeros(256, dtype=bool)
    edges[list(delimiter.encode() + b'\r\n"')] = True
    text = np.frombuffer(data, dtype=np.uint8)
    inside = 0  # 1 where a block begins within quotes
    for start in range(0, len(text), QUOTE_BLOCK):
        quotes = np.flatnonzero(text[start : start + QUOTE_BLOCK] == ord('"')) + start
        opened, closed = quotes[inside::2], quotes[1 - inside :: 2]
        before = text[opened[opened > 0] - 1]
        after = text[closed[closed + 1 < len(text)] + 1]
        if not (edges[before].all() and edges[after].all()):
            return False
        inside ^= len(quotes) % 2
    return not inside


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
