"""The cells of a CSV file as text, with the row each came from. Nothing is guessed or converted.

An own loop over the csv module, because `pandas.read_csv` shifts every value by one column when
the first data row is longer than the header, and turns the text "NA" into a missing value.
"""

import csv
import io
from dataclasses import dataclass
from typing import Final

import pandas as pd

from geo.intake.problems import Problem, UploadRefused

HEADER_ROW: Final = 1
"""Row number of the header, as a spreadsheet counts."""


@dataclass(frozen=True)
class Cells:
    """A file's rows as text. Both tables have the row number in the file as their index."""

    table: pd.DataFrame  # every column str, missing cells ""
    rejected: pd.DataFrame  # rows longer than the header, cut to it
    problems: tuple[Problem, ...]


def read_cells(data: bytes) -> Cells:
    """Every row of a comma-separated UTF-8 file, newlines inside quotes kept.

    A row longer than the header is rejected ("row-too-long"), a shorter one is filled with "" and
    warned about. Blank lines are no rows. A row of HXL tags (every filled cell starts with "#",
    as HDX puts under the header) is left out and noted. Raises `UploadRefused` for an empty file,
    undecodable bytes, a broken quote, or two columns of one name.
    """
    lines = _read_lines(data)
    header = [name.strip() for name in lines[0]]
    _refuse_twins(header)
    problems: list[Problem] = []
    rows: dict[int, list[str]] = {}
    too_long: dict[int, list[str]] = {}
    for number, line in enumerate(lines[1:], start=HEADER_ROW + 1):
        if not any(line):
            continue
        if number == HEADER_ROW + 1 and _is_hxl(line):
            problems.append(Problem("hxl-row", number, "", "note", "A row of HXL tags: left out."))
        elif len(line) > len(header):
            too_long[number] = line[: len(header)]
            problems.append(_width_problem(number, "row-too-long", "error", len(line), len(header)))
        else:
            if len(line) < len(header):
                problems.append(
                    _width_problem(number, "row-too-short", "warning", len(line), len(header))
                )
            rows[number] = line + [""] * (len(header) - len(line))
    return Cells(_as_table(rows, header), _as_table(too_long, header), tuple(problems))


def need_columns(table: pd.DataFrame, needed: tuple[str, ...]) -> None:
    """Nothing, when every needed column is there. Raises `UploadRefused` naming those missing."""
    missing = [name for name in needed if name not in table.columns]
    if missing:
        raise UploadRefused(
            f"The file lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}; "
            f"its header has: {', '.join(table.columns[:12])}."
        )


def _read_lines(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UploadRefused(
            f"The file is not UTF-8 text (byte {error.start:,}); save it as CSV UTF-8."
        ) from error
    if not text.strip():
        raise UploadRefused("The file is empty.")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise UploadRefused(f"The file breaks off near line {reader.line_num}: {error}.") from error


def _refuse_twins(header: list[str]) -> None:
    twins = sorted({name for name in header if name and header.count(name) > 1})
    if twins:
        raise UploadRefused(f"The file has two columns named {twins[0]}.")


def _is_hxl(line: list[str]) -> bool:
    filled = [cell for cell in line if cell.strip()]
    return bool(filled) and all(cell.lstrip().startswith("#") for cell in filled)


def _width_problem(row: int, code: str, severity: str, cells: int, columns: int) -> Problem:
    return Problem(code, row, "", severity, f"{cells} cells, but the header has {columns} columns.")


def _as_table(rows: dict[int, list[str]], header: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        list(rows.values()), index=pd.Index(list(rows), dtype="int64"), columns=header, dtype="str"
    )
