"""Small tables that somebody might bring."""

import pandas as pd

from tests.intake.rows import incidents


def brought(days: tuple[str, ...] = ("2025-01-01", "2025-06-30"), **columns: list[object]):
    """Unplaced incidents in Quetta, one on each of these days."""
    count = len(days)
    plain: dict[str, list[object]] = {
        "date_start": [pd.Timestamp(day) for day in days],
        "province": ["Balochistan"] * count,
        "source_district": ["Quetta"] * count,
        "killed_best": [3] * count,
    }
    return incidents(**plain | columns)
