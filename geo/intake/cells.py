"""The cells of a file as text, with the row each came from. Nothing is guessed or converted.

Every reader of a file kind (`delimited`, `workbook`, `geojson`, `parquet`) gives `Cells`. The own
loop `build_cells` judges rows one by one, because `pandas.read_csv` shifts every value by one
column when the first data row is longer than the header, and turns the text "NA" into a missing
value.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from types import MappingProxyType
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.intake.guard import UPLOAD, Limits
from geo.intake.headers import HEADER_ROWS, column_names, find_header, nearest_header
from geo.intake.problems import Problem, UploadRefused
from geo.intake.unread import Text

LONG_CELL: Final = 5_000
"""Characters above which a cell is worth a warning: a whole article, not a fact."""

OWN_SIGNS: Final = frozenset({"incident_id", "placed_by", "placement", "on_map"})
"""Headers that only this program's own export of incidents has; it ends in comment lines."""

COMMENT: Final = "# "
"""How those comment lines begin."""

Line = tuple[int, list[str]]
"""Row number in the file, as a spreadsheet counts, and the row's cells."""

Wanted = Callable[[Sequence[str]], Sequence[str]]
"""Says which columns of a header are read, in order."""


def every_column(names: Sequence[str]) -> Sequence[str]:
    """All of them."""
    return names


@dataclass(frozen=True)
class Found:
    """How a file was read: what a reader should see and may want to correct."""

    kind: str  # one of geo.intake.guard.KINDS
    encoding: str = ""
    delimiter: str = ""
    member: str = ""  # the file inside a zip archive
    sheet: str = ""
    sheets: tuple[str, ...] = ()  # all that could be chosen
    header_row: int = 1
    row_word: str = "row"  # what a row number counts: rows of a sheet, features of a map


@dataclass(frozen=True)
class Cells:
    """A file's rows as text. Both tables have the row number in the file as their index."""

    table: pd.DataFrame  # every column that is read, as str; missing cells ""
    rejected: pd.DataFrame  # rows that cannot be read as cells, cut to the header
    problems: tuple[Problem, ...]
    found: Found = field(default_factory=lambda: Found("delimited"))
    serial_rows: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Per column, the rows whose cell is a number in a workbook: perhaps a day counted from
    `epoch`."""
    day_rows: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Per column, the rows whose cell is a day in a workbook, not a text that looks like one."""
    epoch: date | None = None
    unread: Text | None = None  # holds the rest of a file's columns, where some are not read

    @property
    def names(self) -> list[str]:
        """All columns of the file, in order."""
        return [str(one) for one in (self.unread.names if self.unread else self.table.columns)]

    def whole_rows(self, rows: pd.Index) -> pd.DataFrame:
        """Some rows of the table with all columns of the file."""
        return self.unread.whole_rows(rows) if self.unread else self.table.loc[rows]

    @property
    def rows(self) -> int:
        """Rows that the file holds."""
        return len(self.table) + len(self.rejected)


def build_cells(
    header: Line,
    lines: Iterable[Line],
    *,
    limits: Limits = UPLOAD,
    rows: int | None = None,
    broken: Mapping[int, str] = MappingProxyType({}),
    keep_blank: bool = False,
    keep_width: bool = False,
) -> Cells:
    """The cells of numbered lines under a header.

    A row longer than the header is rejected ("row-too-long"), a shorter one is filled with "" and
    warned about; a line in `broken` (its number and why) is rejected. Blank lines are no rows,
    unless `keep_blank`; blank names at the end of the header are no columns, unless `keep_width`. A
    row of HXL tags (every filled cell starts with "#", as HDX puts under the header) and the
    comment lines of an own export are left out and noted. Raises `UploadRefused` for too many
    columns or rows (`rows`, by default those of `limits`), for rows that lack too many cells, and
    for two columns of one name.
    """
    header_row, names = header[0], column_names(header[1] if keep_width else trimmed(header[1]))
    if len(names) > limits.columns:
        raise UploadRefused(
            f"The file has {len(names):,} columns; at most {limits.columns} are taken."
        )
    problems: list[Problem] = []
    kept: dict[int, list[str]] = {}
    rejected: dict[int, list[str]] = {}
    comments = missing = 0
    own = set(names) >= OWN_SIGNS
    most = limits.rows if rows is None else rows
    for number, line in lines:
        if not any(line) and not keep_blank and number not in broken:
            continue
        if number == header_row + 1 and _is_hxl(line):
            problems.append(Problem("hxl-row", number, "", "note", "A row of HXL tags: left out."))
            continue
        if own and line[0].startswith(COMMENT):
            comments += 1
            continue
        if len(kept) + len(rejected) >= most:
            raise UploadRefused(f"The file has more than {most:,} rows. Split it by year.")
        cells = trimmed(line) if len(line) > len(names) else line
        problem = _line_problem(number, len(cells), len(names), broken.get(number))
        if problem:
            problems.append(problem)
        missing += max(len(names) - len(cells), 0)
        if missing > limits.missing_cells:
            raise UploadRefused(
                f"Most rows are far shorter than the header with its {len(names)} columns. Is it "
                "the header?"
            )
        filled = (cells + [""] * (len(names) - len(cells)))[: len(names)]
        (rejected if problem and problem.severity == "error" else kept)[number] = filled
    if comments:
        words = f"{comments:,} comment lines of this program at the end: left out."
        problems.append(Problem("comment-lines", None, "", "note", words))
    table = as_table(kept, names)
    return Cells(
        table,
        as_table(rejected, names),
        (*problems, *long_cell_problems(table)),
        Found("delimited", header_row=header_row),
    )


def split_header(
    lines: Iterator[Line], known: Collection[str]
) -> tuple[list[Problem], Line, Iterator[Line]]:
    """Notes on the lines above the header, the header, and the lines below it.

    The header is looked for among the first ten lines; `known` are folded headers that tell one.
    Raises `UploadRefused` when there is no text.
    """
    first = list(islice(lines, HEADER_ROWS))
    position = find_header([cells for _, cells in first], known)
    notes = [
        Problem("above-header", number, "", "note", "A line above the header: left out.")
        for number, cells in first[:position]
        if any(cells)
    ]
    return notes, first[position], chain(first[position + 1 :], lines)


def need_columns(table: pd.DataFrame, needed: tuple[str, ...]) -> None:
    """Nothing, when every needed column is there. Raises `UploadRefused` naming those missing."""
    missing = [name for name in needed if name not in table.columns]
    if missing:
        near = nearest_header(missing[0], [str(name) for name in table.columns])
        hint = f"the nearest to {missing[0]} is {near}" if near else "nothing is like it"
        raise UploadRefused(
            f"The file lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}; "
            f"in its header, {hint}."
        )


def as_table(rows: Mapping[int, list[str]], names: list[str]) -> pd.DataFrame:
    """Text columns with the row numbers as index."""
    return pd.DataFrame(
        list(rows.values()), index=pd.Index(list(rows), dtype="int64"), columns=names, dtype="str"
    )


def long_cell_problems(table: pd.DataFrame) -> list[Problem]:
    """A warning for each cell that holds more than a fact."""
    problems = []
    for name in table.columns:
        if (pc.max(pc.binary_length(pa.array(table[name]))).as_py() or 0) <= LONG_CELL:
            continue  # bytes are never fewer than characters, and counted far faster
        sizes = table[name].str.len()
        for row in table.index[sizes > LONG_CELL]:
            words = f"A cell of {sizes[row]:,} characters: cut where it is shown."
            problems.append(Problem("cell-long", int(row), str(name), "warning", words))
    return problems


def trimmed(line: list[str]) -> list[str]:
    """The line without the blank cells at its end: sheets are saved with empty columns."""
    end = len(line)
    while end and not line[end - 1].strip():
        end -= 1
    return line[:end]


def _line_problem(number: int, cells: int, columns: int, broken: str | None) -> Problem | None:
    if broken:
        return Problem("row-broken", number, "", "error", broken)
    if cells == columns:
        return None
    words = f"{cells} cells, but the header has {columns} columns."
    if cells > columns:
        return Problem("row-too-long", number, "", "error", words)
    return Problem("row-too-short", number, "", "warning", words)


def _is_hxl(line: list[str]) -> bool:
    filled = [cell for cell in line if cell.strip()]
    return bool(filled) and all(cell.lstrip().startswith("#") for cell in filled)
