"""A list of incidents as people read it: what, when, where, who, how many, how sure, says who."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.measures.tolls import toll_table
from geo.model.filter import range_words
from geo.model.incident import EVENT_TYPES
from geo.model.precision import PLACEMENT_WORDS, PRECISION_WORDS
from geo.ui.tables import show_table
from geo.ui.words import death_words

MOST_ROWS = 2_000
"""Rows shown at once; an export holds them all."""

COLUMNS: Final[dict[str, Any]] = {
    "date": st.column_config.TextColumn("Date", help="as exact as the source knows it"),
    "place": "Place",
    "district": "District",
    "group": "Group",
    "type": "Type",
    "killed": st.column_config.NumberColumn("Killed (best)"),
    "killed_range": "Killed (low–high)",
    "toll": st.column_config.TextColumn("Killed", help="best figure and range", width=80),
    "injured": st.column_config.NumberColumn("Injured (best)"),
    "known": "Place known",
    "placement": "Placement",
    "confidence": "Confidence",
    "source": "Source",
    "address": st.column_config.LinkColumn("Source address", display_text="open"),
    "id": "Id in the source",
}

WIDE: Final = tuple(name for name in COLUMNS if name != "toll")
"""Columns of a list across the page."""

BESIDE_MAP: Final = (
    "date", "place", "toll", "group", "type", "known", "source", "address", "id",
)  # fmt: skip
"""Columns of the narrow list beside the map, what matters first."""


def show_incidents(
    rows: pd.DataFrame,
    names: Mapping[str, str],
    *,
    key: str,
    columns: tuple[str, ...] = WIDE,
    tallest: int = 420,
) -> None:
    """Draw the list, newest first, at most `tallest` pixels high; says so when it is cut."""
    if rows.empty:
        st.caption("No incident here.")
        return
    shown = readable(rows.sort_values("date_start", ascending=False).head(MOST_ROWS), names)
    show_table(
        shown,
        tallest=tallest,
        column_order=columns,
        column_config=COLUMNS,
        key=key,
    )
    if len(rows) > MOST_ROWS:
        st.caption(f"The newest {MOST_ROWS:,} of {len(rows):,} rows; an export holds them all.")


def readable(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The rows with words for codes, one line each. Row order is kept."""
    rows = rows.reset_index(drop=True)
    groups = rows["group_id"].map(lambda one: names.get(one, one))
    others = rows["other_group_id"].map(lambda one: f" / {names.get(one, one)}" if one else "")
    return pd.DataFrame(
        {
            "date": [when_words(*row) for row in _dates(rows)],
            "place": rows["place"],
            "district": rows["district_id"].map(lambda one: names.get(one, "–")),
            "group": (groups + others),
            "type": rows["event_type"].map(EVENT_TYPES),
            "killed": rows["killed_best"],
            "killed_range": [
                _range(low, high)
                for low, high in zip(rows["killed_low"], rows["killed_high"], strict=True)
            ],
            "toll": death_words(toll_table(rows)),
            "injured": rows["injured_best"]
            .astype(object)
            .where(rows["injured_best"].notna(), None),
            "known": rows["place_precision"].map(PRECISION_WORDS),
            "placement": rows["placement"].map(PLACEMENT_WORDS),
            "confidence": rows["confidence"],
            "source": rows["source_name"].where(
                rows["source_name"] != "", rows["dataset_id"].map(names)
            ),
            "address": rows["source_url"].where(rows["source_url"] != ""),
            "id": rows["source_id"],
        }
    )


def when_words(start: pd.Timestamp, end: pd.Timestamp, precision: str) -> str:
    """A date no more exact than its source: 11 Mar 2025; 11–12 Mar 2025; Apr 2025; 2025."""
    if precision == "year":
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if precision == "month" and (start.year, start.month) == (end.year, end.month):
        return f"{start:%b %Y}"
    if start == end:
        return f"{start.day} {start:%b %Y}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{end.day} {end:%b %Y}"
    return f"{start.day} {start:%b %Y} – {end.day} {end:%b %Y}"


def _dates(rows: pd.DataFrame) -> "zip[tuple[pd.Timestamp, pd.Timestamp, str]]":
    return zip(rows["date_start"], rows["date_end"], rows["date_precision"], strict=True)


def _range(low: Any, high: Any) -> str:
    return "" if pd.isna(low) or pd.isna(high) else range_words(low, high)
