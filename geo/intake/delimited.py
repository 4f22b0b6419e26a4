"""CSV and its kin as cells: encoding in a fixed order, delimiter sniffed, own loop over the rows.

A clean file takes a fast way with the same result (`geo.intake.rectangular`); anything odd is read
here, row by row.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial
from itertools import count, islice
from typing import Final

import numpy as np
import pandas as pd

from geo.intake.cells import (
    Cells,
    Line,
    Wanted,
    build_cells,
    every_column,
    split_header,
)
from geo.intake.guard import UPLOAD, Limits
from geo.intake.headers import HEADER_ROWS
from geo.intake.problems import Problem, UploadRefused
from geo.intake.progress import READING, Progress, say_nothing, told
from geo.intake.rectangular import SAMPLE_CHARACTERS, read_rectangular, sample_text
from geo.intake.swallowed import swallowed_problems

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

LINES_PER_ROW: Final = 5
"""Lines that a text may have for each row that is taken: cells hold line breaks, some are blank."""

SAMPLE_LINES: Final = 30
"""Rows that the delimiter is judged by."""

SURROGATES: Final = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no file can be written with."""

QUOTE_BROKEN: Final = "A quote stands inside this row; its cells cannot be told apart."


def read_delimited(
    data: bytes,
    *,
    known: Collection[str] = (),
    limits: Limits = UPLOAD,
    delimiter: str = "",
    wanted: Wanted = every_column,
    progress: Progress = say_nothing,
) -> Cells:
    """Every row of a delimited text, newlines inside quotes kept; rules as in `build_cells`.

    An encoding other than UTF-8, characters taken out, and anything left out is said in the
    problems. A row with a broken quote is rejected. `delimiter`: one of `DELIMITERS`, by default
    sniffed. `wanted`: the columns that `table` is to hold; more of them may be there. Raises
    `UploadRefused` for binary data and for a quote that never closes.
    """
    separator = delimiter or sniff_delimiter(sample_text(data))
    fast = partial(read_rectangular, known=known, limits=limits, wanted=wanted, progress=progress)
    cells = fast(data, separator)
    if cells is not None:
        return cells
    text, encoding, problems = decode_text(data)
    if encoding != "utf-8":
        data, separator = text.encode("utf-8"), delimiter or sniff_delimiter(text)
        cells = fast(data, separator)
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
    rows = pd.concat([cells.table, cells.rejected]).sort_index()
    swallowed = swallowed_problems(_with_breaks(rows), delimiter)
    return replace(cells, problems=(*notes, *cells.problems, *swallowed))


def _with_breaks(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with a line break in some cell."""
    found = np.zeros(len(rows), dtype=bool)
    for name in rows.columns:
        found |= rows[name].str.contains("[\r\n]").to_numpy(bool)
    return rows[found]


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
