"""Dated events, thin periods and published totals: what charts and comparisons stand beside."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from data.build.registry import Shipped, read_rows, write_rows

HAND: Final = Path(__file__).parent / "hand"
TOTALS_COLUMNS: Final = (
    "publisher",
    "metric_definition",
    "geography",
    "period",
    "start",
    "end",
    "incidents",
    "killed",
    "injured",
    "note",
    "url",
)

YEAR: Final = re.compile(r"(\d{4})")
HALF: Final = re.compile(r"(\d{4})-H([12])")
QUARTER: Final = re.compile(r"(\d{4})-Q([1-4])")
MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
MONTHS: Final = re.compile(r"(\d{4})-(\d{2})\.\.(\d{2})")
DAYS: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})\.\.(?:(\d{2})-)?(\d{2})")
"""Ways in which the published totals write a period; both ends are included."""


def build(sources: Path, out: Path) -> list[Shipped]:
    """Write events, coverage notes and published totals into `out`."""
    return [
        copy_by_hand(
            "events.csv",
            out,
            ("date", "end_date", "label", "kind", "note", "source_url"),
            "press and encyclopaedia pages, see its column source_url",
            "dated events for charts; every first day stands on the page named beside it",
        ),
        copy_by_hand(
            "coverage_notes.csv",
            out,
            ("dataset_id", "province", "start", "end", "note"),
            "own work",
            "periods in which a data set is known to be thin",
        ),
        build_totals(sources, out),
    ]


def copy_by_hand(name: str, out: Path, columns: tuple[str, ...], origin: str, note: str) -> Shipped:
    """Write a hand-made table, sorted. Raises `ValueError` for a date that is none."""
    rows = read_rows(HAND / name)
    for row in rows:
        for column in {"date", "start", "end", "end_date"} & set(columns):
            if row[column]:
                date.fromisoformat(row[column])
    rows.sort(key=lambda row: tuple(row[column] for column in columns))
    write_rows(out / name, columns, rows)
    return Shipped(name, len(rows), "own work (facts)", origin, f"hand/{name}", note)


def build_totals(sources: Path, out: Path) -> Shipped:
    """Write the published totals with the first and last day of each period, in source order."""
    rows = []
    for row in read_rows(sources / "compiled" / "aggregates.csv"):
        start, end = period_days(row["period"])
        rows.append({**row, "start": start.isoformat(), "end": end.isoformat()})
    name = "published_totals.csv"
    write_rows(out / name, TOTALS_COLUMNS, rows)
    return Shipped(
        name,
        len(rows),
        "facts",
        "PIPS, PICSS, CRSS, SATP, IEP, KP police, ACLED; see its columns publisher and url",
        "compiled/aggregates.csv",
        "definitions differ by publisher: never add them up",
    )


def period_days(period: str) -> tuple[date, date]:
    """First and last day of a period such as 2025, 2025-H1, 2025-Q3, 2025-02, 2025-01..11,
    2025-01-01..05-18 or 2025-01-01..10. Raises `ValueError` for any other spelling.
    """
    for pattern, days in SPELLINGS:
        found = pattern.fullmatch(period)
        if found:
            return days(*(int(part) if part else 0 for part in found.groups()))
    raise ValueError(f"period {period!r} is not understood")


def months(year: int, first: int, last: int) -> tuple[date, date]:
    """First day of the first month and last day of the last."""
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def days_within(year: int, month: int, day: int, end_month: int, end_day: int) -> tuple[date, date]:
    """A span of days in one year; `end_month` 0 means the month it began in."""
    return date(year, month, day), date(year, end_month or month, end_day)


SPELLINGS: Final[tuple[tuple[re.Pattern[str], Callable[..., tuple[date, date]]], ...]] = (
    (YEAR, lambda year: months(year, 1, 12)),
    (HALF, lambda year, half: months(year, 6 * half - 5, 6 * half)),
    (QUARTER, lambda year, quarter: months(year, 3 * quarter - 2, 3 * quarter)),
    (MONTH, lambda year, month: months(year, month, month)),
    (MONTHS, months),
    (DAYS, days_within),
)
