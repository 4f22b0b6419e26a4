"""What an import says to the person who brought the file: what was understood, and what was not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from geo.intake.cells import Cells
from geo.intake.choices import Choices
from geo.intake.day_order import DayOrder
from geo.intake.delimited import DELIMITERS, ENCODINGS
from geo.intake.formats import FORMATS
from geo.intake.guard import KINDS
from geo.intake.mapping import FIELDS, ColumnMapping
from geo.intake.problems import SEVERITIES, Problem
from geo.intake.spellings import Decisions, Spelling
from geo.model.counted import counted
from geo.model.incident import COLUMNS
from geo.model.precision import PLACEMENT_WORDS

FEW_ROWS: Final = 8
"""Row numbers that a sentence lists."""

SHOWN_DIGITS: Final = 12
"""Digits of a file's sha256 that a sentence gives: enough to know the file again."""

ADVICE: Final = {
    "above-header": "Nothing to do: titles above the header are not data.",
    "archive-several": "Send the other files one by one, if they hold incidents.",
    "cell-long": "Keep facts in the table and articles elsewhere.",
    "cells-merged": "Unmerge the cells and fill every row.",
    "character-broken": "Save the file again as CSV UTF-8 from the program that made it.",
    "columns-opaque": "Save what they hold as plain columns, if it matters.",
    "comment-lines": "Nothing to do: they say where the export came from.",
    "coordinate-half": "Give both coordinates, or neither.",
    "coordinate-swapped": "If the two columns are exchanged in the whole file, say so; else "
    "correct these rows.",
    "coordinate-unreadable": "Write degrees as 30.1798, or as 30°10'48\"N.",
    "coordinate-zero": "Leave both cells blank where the place is not known.",
    "coordinates-coarse": "Two decimals are about 1 km: dots stand that far from the place.",
    "count-implausible": "Check for a typing error; the number is kept as it stands.",
    "count-order": "Correct the lowest, the best or the highest number.",
    "count-unreadable": "Write a whole number, a range (5-7) or “at least 3”; leave blank what is "
    "not known.",
    "count-words": "Write a number, if there is one; blank is not the same as 0.",
    "date-missing": "Give at least the year.",
    "date-order": "Say once for the file whether 03/04/2024 is in April or in March, and 24-03-14 "
    "in 2024 or in 2014.",
    "date-outside": "Correct the year.",
    "date-unreadable": "Write the day as 2025-03-11; a month as 2025-03; a span as 2025-03-11 to "
    "2025-03-14.",
    "dates-turned": "Look at those cells in Excel; format the column as text and type them again.",
    "dates-inverted": "Exchange first and last day, or correct one.",
    "decimal-comma": "Nothing to do, unless the points lie in the wrong place.",
    "encoding": "If names look wrong, save the file again as CSV UTF-8.",
    "group-unlisted": "Say which group it is, or leave it: the spelling is kept and counted.",
    "hxl-row": "Nothing to do: tags are not data.",
    "id-conflict": "Keep the right row, or give the others an id of their own.",
    "id-missing": "Give the row an id, or leave the id column out of the mapping.",
    "key-repeated": "Save the file again; each property should stand once.",
    "kind-other": "Say nothing, and it counts as “Other”; or use a word of the list of kinds.",
    "name-read": "Check that the name is meant; decide otherwise if it is not.",
    "names-many": "Check that the column holds districts; what is left open keeps its spelling.",
    "nul-removed": "Nothing to do, unless text is missing.",
    "on-border": "Name the district, if the source tells which it was.",
    "place-conflict": "Counted by the name, never drawn as a dot; correct the name or the point.",
    "point-repeated": "If it is the centre of a district, map a column of precision or take points "
    "as known to the district.",
    "province-other": "Correct the province or the district: the name gives the row no district.",
    "province-unknown": "Correct the province: only rows with a district that is known are placed.",
    "row-broken": "Correct the row in the file.",
    "row-repeated": "Nothing to do.",
    "row-too-long": "Put text that holds the delimiter in quotes.",
    "rows-swallowed": "Look at the quotes in that row: close the one that was left open, or take "
    "out both.",
    "row-too-short": "Check that no cell is missing in the middle.",
    "totals-row": "Nothing to do: sums are made anew here.",
    "word-unknown": "Use one of the words of the list.",
}
"""What to do about each kind of problem, by its code."""


@dataclass(frozen=True)
class Finding:
    """All problems of one kind in one column."""

    code: str
    severity: str
    column: str
    rows: tuple[int, ...]  # row numbers in the file; () speaks of the file
    message: str  # of the first
    advice: str


@dataclass(frozen=True)
class ImportReport:
    """What came out of one file. Rows in the file = accepted + rejected, always.

    `placed` holds the accepted incidents with their placement on the newest districts, sorted and
    checked (`geo.model.checks.check_placed`); `file_rows` are their row numbers in the file.
    """

    label: str
    dataset_id: str
    sha256: str  # of the file's bytes
    format: str
    reason: str  # why it was taken for that format
    cells: Cells  # as read, before any meaning
    choices: Choices  # of the user
    mapping: ColumnMapping | None  # used, for a table
    day_order: DayOrder
    placed: pd.DataFrame
    file_rows: tuple[int, ...]
    rejected: pd.DataFrame  # the cells as text; index = row in the file
    problems: tuple[Problem, ...]
    settled: Decisions  # by clear likeness, not by the user
    undecided: tuple[Spelling, ...]
    likely: tuple[tuple[int, ...], ...]  # rows that are likely one incident; all of them kept
    swapped: int  # rows that would lie in the area, were longitude and latitude exchanged

    @property
    def incidents(self) -> pd.DataFrame:
        """The accepted incidents, not placed (`COLUMNS`)."""
        return self.placed[list(COLUMNS)]

    @property
    def rows(self) -> int:
        """Rows that the file held."""
        return len(self.placed) + len(self.rejected)

    @property
    def decided(self) -> Mapping[str, str]:
        """What district spellings mean: the user's decisions, then clear likeness."""
        return self.choices.decisions.joined(self.settled).districts

    @property
    def private(self) -> bool:
        """Whether the source's terms forbid passing its rows on (ACLED, GTD)."""
        return self.format in FORMATS and FORMATS[self.format].private

    @property
    def looks_swapped(self) -> bool:
        """Whether to offer exchanging the two coordinate columns of the whole file."""
        points = int(self.placed["longitude"].notna().sum())
        return not self.choices.swapped and self.swapped > 0 and self.swapped * 2 > points

    @property
    def questions(self) -> tuple[str, ...]:
        """What only the user can answer, as sentences; () when nothing is open."""
        asked = [self.day_order.words()] if self.day_order.asks else []
        if self.looks_swapped:
            asked.append(
                f"Longitude and latitude look exchanged in {self.swapped:,} rows: exchange them "
                "for the whole file?"
            )
        return (*asked, *(one.why for one in self.undecided))


def findings(report: ImportReport) -> tuple[Finding, ...]:
    """The problems, one line for each kind and column: errors first, then most rows."""
    grouped: dict[tuple[str, str, str], list[Problem]] = {}
    for one in report.problems:
        grouped.setdefault((one.severity, one.code, one.column), []).append(one)
    found = [
        Finding(
            code,
            severity,
            column,
            tuple(one.row for one in problems if one.row is not None),
            problems[0].message,
            ADVICE[code],
        )
        for (severity, code, column), problems in grouped.items()
    ]
    return tuple(
        sorted(found, key=lambda one: (SEVERITIES.index(one.severity), -len(one.rows), one.code))
    )


def report_words(report: ImportReport) -> list[str]:
    """The report as sentences, as a careful colleague would write them."""
    return [
        _read_words(report),
        *_understood_words(report),
        _count_words(report),
        *_placement_words(report),
        *(_finding_words(one, report.cells.found.row_word) for one in findings(report)),
        *_likely_words(report),
        *report.questions,
    ]


def _read_words(report: ImportReport) -> str:
    """How the file was read, and which file it was."""
    found = report.cells.found
    parts = [KINDS[found.kind]]
    if found.delimiter:
        parts.append(f"separated by {DELIMITERS[found.delimiter]}")
    if found.encoding:
        parts.append(f"in {ENCODINGS[found.encoding]}")
    if found.member:
        parts.append(f"in an archive (“{found.member[:60]}”)")
    if found.sheet:
        others = len(found.sheets) - 1
        parts.append(f"sheet “{found.sheet}”" + (f" of {others + 1}" if others else ""))
    digits = report.sha256[:SHOWN_DIGITS]
    return f"“{report.label}” is {', '.join(parts)}; its sha256 begins {digits}."


def _understood_words(report: ImportReport) -> list[str]:
    """Format, columns and day order."""
    words = [report.reason]
    if report.mapping is not None:
        meant = [f"“{name}” is the {FIELDS[one]}" for one, name in report.mapping.columns.items()]
        words.append(f"Columns: {'; '.join(meant)}.")
        unused = [
            str(name)
            for name in report.cells.table.columns
            if name not in report.mapping.columns.values()
        ]
        if unused:
            words.append(f"Columns not used: {', '.join(unused[:20])}.")
    if report.day_order.words() and not report.day_order.asks:
        words.append(report.day_order.words())
    if report.private:
        words.append(
            f"The terms of {FORMATS[report.format].title} do not allow its rows to be passed on: "
            "they stay with you and out of exports marked public."
        )
    return words


def _count_words(report: ImportReport) -> str:
    word = report.cells.found.row_word
    accepted, rejected = len(report.placed), len(report.rejected)
    if not report.rows:
        return "The file holds a header and no rows: 0 incidents."
    rest = f"{rejected:,} could not be read; none is lost" if rejected else "none was rejected"
    found = "is an incident" if accepted == 1 else "are incidents"
    return f"Of {counted(report.rows, word)}, {accepted:,} {found}; {rest}."


def _placement_words(report: ImportReport) -> list[str]:
    counts = report.placed["placement"].value_counts()
    if counts.empty:
        return []
    parts = [
        f"{counts[one]:,} {words}" for one, words in PLACEMENT_WORDS.items() if one in counts.index
    ]
    return [f"Where they lie: {'; '.join(parts)}."]


def _finding_words(one: Finding, row_word: str) -> str:
    column = f" in “{one.column}”" if one.column else ""
    if not one.rows:
        return f"{one.message} {one.advice}"
    if len(one.rows) == 1:
        return f"{row_word.capitalize()} {one.rows[0]:,}{column}: {one.message} {one.advice}"
    shown = ", ".join(f"{row:,}" for row in one.rows[:FEW_ROWS])
    more = f" and {len(one.rows) - FEW_ROWS:,} more" if len(one.rows) > FEW_ROWS else ""
    return (
        f"{len(one.rows):,} {row_word}s{column} ({shown}{more}): for instance, {one.message} "
        f"{one.advice}"
    )


def _likely_words(report: ImportReport) -> list[str]:
    if not report.likely:
        return []
    first = ", ".join(f"{row:,}" for row in report.likely[0])
    return [
        "Some rows may be one incident (same day, district, sides and dead): "
        f"{counted(len(report.likely), 'group')}, the first of rows {first}. All are kept; remove "
        "what is one and the same."
    ]
