"""What an import has to say: problems row by row, and what was accepted and rejected."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import pandas as pd

from geo.model.counted import counted

SEVERITIES: Final = ("error", "warning", "note")
"""error: the row is rejected. warning: the row is kept, look at it. note: about the file. The
gravest first."""

LONGEST_QUOTE: Final = 40
"""Characters of a cell that a message repeats."""


class UploadRefused(ValueError):  # noqa: N818 - it is an answer, not a fault
    """The file as a whole cannot be read; the message is one plain sentence for its owner."""


@dataclass(frozen=True)
class Problem:
    """One finding. `row` counts as a spreadsheet does (header = 1); None speaks of the file."""

    code: str  # stable, readable: "date-unreadable"
    row: int | None
    column: str
    severity: str  # one of SEVERITIES
    message: str


@dataclass(frozen=True)
class ImportResult:
    """What came out of one file: rows in the file = accepted + rejected, always."""

    incidents: pd.DataFrame  # holds geo.model.checks.check_incidents
    rejected: pd.DataFrame  # the cells as text; index = row in the file
    problems: tuple[Problem, ...]

    @property
    def rows(self) -> int:
        """Rows that the file held."""
        return len(self.incidents) + len(self.rejected)


class Parsed(NamedTuple):
    """A typed column and what was wrong with its cells."""

    column: pd.Series
    problems: list[Problem]


def problems_at(
    cells: "pd.Series[str]", bad: "pd.Series[bool]", *, code: str, severity: str, message: str
) -> list[Problem]:
    """One problem for each `bad` cell; `message` may hold "{cell}", the text as it stands."""
    return [
        Problem(code, row, str(cells.name), severity, message.replace("{cell}", quote(text)))
        for row, text in zip(cells.index[bad].tolist(), cells[bad], strict=True)
    ]


def in_rows(text: str, count: int) -> str:
    """A spelling and how many rows have it: “Quettta” (3 rows)."""
    return f"“{quote(text)}” ({counted(count, 'row')})"


def quote(text: str) -> str:
    """As much of a cell as a message repeats."""
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
