"""An Excel workbook (.xlsx) as cells: values only, read row by row within limits.

openpyxl in its read-only mode, with defusedxml against entity bombs; a faster reader was left out
because it takes the whole process down on a sheet with one far cell (tafia/calamine #693).
"""

import io
import re
import warnings
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from itertools import islice, repeat
from typing import Any, Final

import openpyxl  # type: ignore[import-untyped]

from geo.intake.cells import Cells, Found, Line, build_cells, split_header, trimmed
from geo.intake.guard import UPLOAD, Limits, inflate, open_zip
from geo.intake.headers import FEWEST_KNOWN, HEADER_ROWS, fold_header
from geo.intake.problems import Problem, UploadRefused
from geo.intake.progress import Progress, say_nothing, told

if not openpyxl.DEFUSEDXML:
    raise ImportError("defusedxml is needed: without it a workbook can exhaust the memory")

BLANK_ROWS: Final = 1_000
"""Blank rows in a row that end a sheet; a stray cell far below is not data."""

ERRORS: Final = ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!")

SERIAL_DAYS: Final = range(3_000, 100_000)
"""Numbers that may be days counted from 1900 or 1904; read as days only in a column of days."""

_ROOT: Final = re.compile(rb"<((?:[\w.-]+:)?)worksheet[\s>]")
"""A sheet's root element and the prefix of its names, which most programs leave out."""

WHOLE_NUMBERS: Final = 1e15
"""Up to here a float holds every whole number."""


def read_workbook(
    data: bytes,
    *,
    known: Collection[str] = (),
    limits: Limits = UPLOAD,
    sheet: str = "",
    progress: Progress = say_nothing,
) -> Cells:
    """Every row of one sheet as text; rules as in `build_cells`.

    `sheet`: by default the first visible one with known headers, else the first visible one. Days
    are written as ISO dates. A formula that was never computed and an Excel error reject their
    row; merged cells are warned about and not filled down. Raises `UploadRefused` for a damaged,
    empty or oversized workbook and an unknown sheet.
    """
    archive = open_zip(data, limits=limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions it leaves out
        try:
            book = _load(data, values=True)
            chosen = _choose(book, sheet, known)
            markup = inflate(archive, archive.getinfo(_member(book[chosen])), limits=limits)
            if _count(markup, b"</%srow>") > limits.sheet_rows:
                raise UploadRefused(_too_many(limits))
            if _count(markup, b"<%sc ") > limits.sheet_cells:
                raise UploadRefused(
                    f"The sheet has more than {limits.sheet_cells:,} cells. Save it as CSV."
                )
            formulas = _load(data, values=False)[chosen] if _count(markup, b"<%sf") else None
            return _read_sheet(book, chosen, formulas, markup, known, limits, progress)
        except UploadRefused:
            raise
        except MemoryError as error:
            raise UploadRefused("The workbook needs too much memory. Save it as CSV.") from error
        except Exception as error:  # openpyxl raises whatever a damaged part leads to
            raise UploadRefused(
                "The workbook is damaged or not plain .xlsx. Open it and save it again as .xlsx."
            ) from error


def _load(data: bytes, *, values: bool) -> Any:
    return openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=values, keep_links=False
    )


def _choose(book: Any, wanted: str, known: Collection[str]) -> str:
    """The sheet to read."""
    names = [sheet.title for sheet in book.worksheets]
    if wanted:
        if wanted not in names:
            raise UploadRefused(
                f"The workbook has no sheet “{wanted[:40]}”. It has: {', '.join(names[:10])}."
            )
        return wanted
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise UploadRefused("The workbook has no visible sheet.")
    for sheet in visible:
        if _known_headers(sheet, known) >= FEWEST_KNOWN:
            return str(sheet.title)
    return str(visible[0].title)


def _known_headers(sheet: Any, known: Collection[str]) -> int:
    """The most known headers in one of the first rows."""
    sheet.reset_dimensions()
    rows = zip(range(HEADER_ROWS), sheet.iter_rows(values_only=True), strict=False)
    folded = ({fold_header(one) for one in row if isinstance(one, str)} for _, row in rows)
    return max((len(one & set(known)) for one in folded), default=0)


def _member(sheet: Any) -> str:
    """The sheet's file inside the workbook; openpyxl knows it and has no public name for it."""
    return str(sheet._worksheet_path)


def _read_sheet(
    book: Any,
    chosen: str,
    formulas: Any,
    markup: bytes,
    known: Collection[str],
    limits: Limits,
    progress: Progress,
) -> Cells:
    broken: dict[int, str] = {}
    serials: dict[int, set[int]] = {}
    days: dict[int, set[int]] = {}
    numbered = _numbered_lines(book[chosen], formulas, broken, serials, days, limits)
    numbered = told(numbered, _count(markup, b"</%srow>"), progress, "Reading the sheet")
    notes, header, below = split_header(numbered, known)
    header, lines = _as_wide_as_filled(header, list(islice(below, limits.sheet_rows + 1)))
    cells = build_cells(
        header,
        lines,
        limits=limits,
        rows=limits.sheet_rows,
        broken=broken,
        keep_width=True,
    )
    names = list(cells.table.columns)
    return replace(
        cells,
        problems=(*_merge_problems(markup), *notes, *cells.problems),
        found=Found(
            "workbook",
            sheet=chosen,
            sheets=tuple(str(sheet.title) for sheet in book.worksheets),
            header_row=cells.found.header_row,
        ),
        serial_rows=_by_name(serials, names),
        day_rows=_by_name(days, names),
        epoch=book.epoch.date() if isinstance(book.epoch, datetime) else book.epoch,
    )


def _as_wide_as_filled(header: Line, lines: list[Line]) -> tuple[Line, list[Line]]:
    """The header and the lines with a column for each filled cell: the last may have no name.

    A cell of a sheet stands in its own column, whatever is in the header above it.
    """
    named = len(trimmed(header[1]))
    width = max((len(trimmed(line)) for _, line in lines), default=0)
    if width <= named:
        return (header[0], header[1][:named]), lines
    wide = [
        (number, (line + [""] * width)[:width] if len(line) >= named else line)
        for number, line in lines
    ]
    return (header[0], (header[1] + [""] * width)[:width]), wide


def _by_name(rows: dict[int, set[int]], names: list[str]) -> dict[str, frozenset[int]]:
    """Rows by the name of the column, of those by its position."""
    return {names[at]: frozenset(found) for at, found in rows.items() if at < len(names)}


def _numbered_lines(
    sheet: Any,
    formulas: Any,
    broken: dict[int, str],
    serials: dict[int, set[int]],
    days: dict[int, set[int]],
    limits: Limits,
) -> Iterator[Line]:
    """Rows of text until a long blank; what is wrong with a row goes to `broken`."""
    sheet.reset_dimensions()
    blanks = 0
    second: Iterator[Any] = repeat(())
    if formulas is not None:
        formulas.reset_dimensions()
        second = formulas.iter_rows()
    for number, (row, twins) in enumerate(zip(sheet.iter_rows(), second, strict=False), start=1):
        line = [_as_text(cell.value) for cell in row]
        blanks = 0 if any(line) else blanks + 1
        if blanks > BLANK_ROWS:
            return
        if len(line) > limits.columns and any(line[limits.columns :]):
            raise UploadRefused(
                f"Row {number:,} of the sheet reaches to column {len(line):,}; "
                f"at most {limits.columns} columns are taken."
            )
        for column, cell in enumerate(row):
            if _is_serial(cell.value):
                serials.setdefault(column, set()).add(number)
            elif isinstance(cell.value, date):
                days.setdefault(column, set()).add(number)
        wrong = _wrong_cell(row, twins)
        if wrong:
            broken[number] = wrong
        yield number, line


def _wrong_cell(row: Any, twins: Any) -> str:
    """What makes a row unreadable: an Excel error, or a formula that was never computed."""
    for cell in row:
        if cell.data_type == "e" or (isinstance(cell.value, str) and cell.value in ERRORS):
            return f"A cell holds the Excel error {str(cell.value)[:10]}."
    for cell, twin in zip(row, twins, strict=False):
        if cell.value is None and twin.data_type == "f":
            return "A formula without a value: open the file in Excel and save it."
    return ""


def _as_text(value: object) -> str:
    """A cell's value as a person would type it; "" for a blank one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < WHOLE_NUMBERS:
        return str(int(value))
    return str(value)


def _is_serial(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and int(value) in SERIAL_DAYS  # type: ignore[call-overload]


def _count(markup: bytes, tag: bytes) -> int:
    """How often a tag stands in a sheet's XML, "%s" being no prefix or that of its root."""
    root = _ROOT.search(markup)
    prefixes = {b"", root[1] if root else b""}
    return sum(markup.count(tag % one) for one in prefixes)


def _merge_problems(markup: bytes) -> list[Problem]:
    merged = _count(markup, b"<%smergeCell ")
    if not merged:
        return []
    words = f"{merged:,} merged cells: only the first of each holds its text, none is filled down."
    return [Problem("cells-merged", None, "", "warning", words)]


def _too_many(limits: Limits) -> str:
    return (
        f"The sheet has more than {limits.sheet_rows:,} rows. Save it as CSV, which takes "
        f"{limits.rows:,}, or split it by year."
    )
