"""Rows that two stray quotes made one cell: told by the cell's shape, said, and never cut again."""

import re
from typing import Final

import pandas as pd

from geo.intake.problems import Problem, quote

FEWEST_COLUMNS: Final = 3
"""Columns that a table needs before the shape of a text tells anything."""

_LINE_END: Final = re.compile(r"\r\n|\r|\n")


def swallowed_problems(rows: pd.DataFrame, delimiter: str) -> list[Problem]:
    """A warning for each row with a cell that reads like rows of the table.

    `rows`: with all columns of the file, as text, row numbers as index.
    """
    names = [str(name) for name in rows.columns]
    if len(names) < FEWEST_COLUMNS:
        return []
    problems = []
    for number, line in zip(rows.index.tolist(), rows.itertuples(index=False), strict=True):
        for at, cell in enumerate(line):
            if looks_like_rows(cell, delimiter, at=at, columns=len(names)):
                lines = _LINE_END.split(cell)
                words = (
                    f"The quoted cell “{quote(lines[0])}” reaches over {len(lines)} lines that "
                    "read like rows of the table: stray quotes may have swallowed them."
                )
                problems.append(Problem("rows-swallowed", number, names[at], "warning", words))
    return problems


def looks_like_rows(cell: str, delimiter: str, *, at: int, columns: int) -> bool:
    """Whether the lines of a cell in column `at` (from 0) are what quotes leave of `columns` each.

    A quote that opens in one row and closes in the same column of a later one leaves the end of the
    first row, the rows between, and the begin of the last one. One whole row between, of whatever
    column, is enough.
    """
    lines = _LINE_END.split(cell) if "\n" in cell or "\r" in cell else []
    if len(lines) < 2:
        return False
    first, *between, last = (line.count(delimiter) for line in lines)
    if columns - 1 in between:
        return True
    return first == columns - 1 - at and last == at and not between
