"""Small incident tables whose answer a reader can see."""

from typing import Any

import pandas as pd

from geo.model.incident import COLUMNS, COUNT_COLUMNS, PLACEMENT_COLUMNS, TEXT_COLUMNS

FLAGS = ("provisional", "stands_for_period", "point_suspect", "on_map")
DEFAULTS: dict[str, Any] = {
    **dict.fromkeys(TEXT_COLUMNS, ""),
    **dict.fromkeys(COUNT_COLUMNS, None),
    **dict.fromkeys(FLAGS, False),
    "dataset_id": "made",
    "date_start": "2025-01-10",
    "date_precision": "day",
    "province": "Balochistan",
    "place": "Somewhere",
    "longitude": 67.0,
    "latitude": 30.2,
    "place_precision": "exact",
    "group_id": "unknown",
    "attribution": "coded",
    "event_type": "ied",
    "killed_low": 1,
    "killed_best": 2,
    "killed_high": 4,
    "district_id": "bl-quetta",
    "placed_by": "name",
    "placement": "certain",
    "candidates": "",
    "on_map": True,
}


def make_rows(*changes: dict[str, Any]) -> pd.DataFrame:
    """A placed table with one row per argument: the default row with these changes."""
    rows = []
    for number, change in enumerate(changes):
        row = {**DEFAULTS, "source_id": str(number), "incident_id": f"made:{number}", **change}
        row.setdefault("date_end", row["date_start"])
        rows.append(row)
    table = pd.DataFrame(rows, columns=[*COLUMNS, *PLACEMENT_COLUMNS])
    kinds = dict.fromkeys(COUNT_COLUMNS, "Int32") | dict.fromkeys(FLAGS, "bool")
    kinds |= {"date_start": "datetime64[us]", "date_end": "datetime64[us]"}
    kinds |= {"longitude": "float64", "latitude": "float64"}
    text = {name: "str" for name in table.columns if name not in kinds}
    return table.astype(kinds | text)


def in_no_district(**change: Any) -> dict[str, Any]:
    """Changes that make a row known to a province only."""
    return {
        "district_id": "",
        "placed_by": "none",
        "placement": "unplaced",
        "place_precision": "province",
        "on_map": False,
        **change,
    }
