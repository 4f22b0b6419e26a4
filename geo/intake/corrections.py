"""Rejected rows go out as CSV with the reason, and come back corrected in a spreadsheet.

Corrected cells take the place of the old ones and the whole file is judged again, so that repeats
and contradictions show across old and new rows and nothing can be lost.
"""

import csv
import io
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from geo.intake.cells import Cells
from geo.intake.contents import read_contents
from geo.intake.formats import FORMATS, table_format
from geo.intake.guard import UPLOAD, Limits
from geo.intake.headers import fold_header
from geo.intake.pipeline import Opened, read_opened
from geo.intake.problems import Problem, UploadRefused
from geo.intake.progress import Progress, say_nothing
from geo.intake.readable import date_headers, with_days
from geo.intake.report import ADVICE, ImportReport
from geo.model.formula import guard, unguard

ROW: Final = "file_row"
REASON: Final = "why_rejected"
"""Columns put before the file's own: where each row stands, and what is wrong with it."""


@dataclass(frozen=True)
class Corrected:
    """The report of a file after corrections, and what the corrections did."""

    report: ImportReport
    taken: int  # corrected rows that are incidents now
    still_rejected: int  # rows of the corrections that are rejected again
    unknown: tuple[str, ...]  # row numbers that were not among the rejected rows: left out


def rejected_table(report: ImportReport) -> pd.DataFrame:
    """Every rejected row: `ROW`, `REASON` (all reasons, with advice) and the file's own cells.

    Days that a workbook counts in numbers are written as days: nowhere else can they be read.
    """
    reasons: dict[int, list[str]] = {}
    for one in report.problems:
        if one.row is not None and (one.severity == "error" or one.code == "row-repeated"):
            reasons.setdefault(one.row, []).append(_reason(one))
    source = table_format(report.mapping) if report.mapping else FORMATS[report.format]
    names = [str(name) for name in report.rejected.columns]
    rows = with_days(report.rejected, report.cells, date_headers(names, source))
    front = pd.DataFrame(
        {
            ROW: [str(row) for row in rows.index],
            REASON: [" ".join(dict.fromkeys(reasons.get(row, ()))) for row in rows.index],
        },
        index=rows.index,
        dtype="str",
    )
    return pd.concat([front, rows], axis=1)


def write_rejected(report: ImportReport) -> bytes:
    """`rejected_table` as CSV that spreadsheets take: UTF-8 with its mark, no live formulas."""
    table = rejected_table(report)
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([guard(str(name)) for name in table.columns])
    writer.writerows(
        [[guard(cell) for cell in line] for line in table.itertuples(index=False, name=None)]
    )
    return out.getvalue().encode("utf-8-sig")


def read_corrected(
    report: ImportReport,
    data: bytes,
    *,
    limits: Limits = UPLOAD,
    progress: Progress = say_nothing,
) -> Corrected:
    """The report of the whole file with the corrected rows in place of the rejected ones.

    `data` is the file of `write_rejected`, as CSV or .xlsx, some or all of its rows corrected; its
    columns may stand in any order. Rows that are not in it stay rejected. Raises `UploadRefused`
    when it is no such file, or lacks a column of the file.
    """
    corrections = read_contents(data, limits=limits)
    table = _corrected_cells(corrections, report.rejected)
    known = table.index.isin(report.rejected.index)
    unknown = tuple(str(row) for row in table.index[~known])
    cells = _replaced(report.cells, table[known])
    opened = Opened(
        report.label,
        cells,
        report.format,
        report.reason,
        report.mapping,
        report.choices,
    )
    again = read_opened(
        opened, lambda: report.sha256, dataset_id=report.dataset_id, progress=progress
    )
    accepted = set(again.file_rows)
    given = [row for row in table.index[known] if row in accepted]
    return Corrected(again, len(given), int(known.sum()) - len(given), unknown)


def _reason(problem: Problem) -> str:
    column = f"{problem.column}: " if problem.column else ""
    return f"{column}{problem.message} {ADVICE[problem.code]}"


def _corrected_cells(corrections: Cells, rejected: pd.DataFrame) -> pd.DataFrame:
    """The corrected rows, columns as in the file, index the row number there."""
    names = {fold_header(unguard(str(name))): str(name) for name in corrections.table.columns}
    missing = [
        str(name) for name in (ROW, *rejected.columns) if fold_header(str(name)) not in names
    ]
    if missing:
        raise UploadRefused(
            f"This is not the file of rejected rows: it lacks the column {missing[0][:40]}."
        )
    numbers = corrections.table[names[fold_header(ROW)]].str.strip()
    whole = numbers.str.fullmatch(r"\d{1,9}")
    if not whole.all():
        raise UploadRefused(
            f"The column {ROW} of row {corrections.table.index[~whole][0]:,} is no row number."
        )
    if numbers.duplicated().any():
        twice = numbers[numbers.duplicated()].iloc[0]
        raise UploadRefused(f"Row {twice} of the file stands twice among the corrections.")
    columns = {
        str(name): corrections.table[names[fold_header(str(name))]].map(unguard)
        for name in rejected.columns
    }
    return pd.DataFrame(columns, dtype="str").set_axis(pd.Index(numbers.astype("int64")))


def _replaced(cells: Cells, corrected: pd.DataFrame) -> Cells:
    """The file's cells with some rows corrected; a row that could not be read as cells now can."""
    rows = cells.table.index
    kept = cells.whole_rows(rows[~rows.isin(corrected.index)])
    left = cells.rejected[~cells.rejected.index.isin(corrected.index)]
    return replace(
        cells,
        table=pd.concat([kept, corrected]).sort_index(),
        unread=None,
        rejected=left,
        problems=tuple(one for one in cells.problems if one.row not in corrected.index),
        serial_rows={
            name: rows - frozenset(corrected.index.tolist())
            for name, rows in cells.serial_rows.items()
        },
    )
