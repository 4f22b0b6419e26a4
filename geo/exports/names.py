"""File and sheet names that every system takes."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from geo.model.slug import slug

LONGEST_SHEET: Final = 31
"""Characters of a sheet name (Excel's limit)."""

_NOT_IN_SHEET: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
"""Characters that Excel refuses in a sheet name."""


def file_name(what: str, *, ending: str, start: date | None = None, end: date | None = None) -> str:
    """An ASCII file name: "sarhad-districts-2025-01-01-2025-04-15.csv".

    `what` may be any text, also in Urdu or hostile: only a-z, 0-9 and hyphens are kept. `ending`
    is "csv", "xlsx" or "geojson". Days that are None are left out.
    """
    days = [day.isoformat() for day in (start, end) if day is not None]
    return "-".join(["sarhad", slug(what) or "export", *days]) + f".{slug(ending)}"


def safe_sheet_name(name: str, taken: Iterable[str] = ()) -> str:
    """A sheet name that Excel takes and that differs from `taken` (case does not count)."""
    plain = _NOT_IN_SHEET.sub(" ", name).strip().strip("'").strip()[:LONGEST_SHEET].strip()
    base = plain or "Sheet"
    if base.casefold() == "history":  # reserved by Excel
        base = "History sheet"
    used = {one.casefold() for one in taken}
    candidate, number = base, 1
    while candidate.casefold() in used:
        number += 1
        tail = f" ({number})"
        candidate = base[: LONGEST_SHEET - len(tail)] + tail
    return candidate
