"""Every table is drawn by one function: as wide as its place, no empty rows, a dash for nothing,
whole numbers as the reader's own country writes them, names of districts whole."""

from typing import Any, Final

import pandas as pd
import streamlit as st

HEAD_PIXELS: Final = 38
ROW_PIXELS: Final = 35
"""At most so much of a table's height is its head and a row."""

DISTRICT: Final = "District"
DISTRICT_PIXELS: Final = 140
"""A column of this name is as wide as the longest one, "Upper South Waziristan"; no narrower beside
a map."""

NOTHING: Final = "–"
"""What stands in a cell whose value is missing."""


def show_table(
    table: "pd.DataFrame | pd.Series[Any]", *, tallest: int | None = None, **options: Any
) -> Any:
    """The table, at most `tallest` pixels high; what `st.dataframe` answers to the same options."""
    settings: dict[str, Any] = {"hide_index": True, "width": "stretch", "placeholder": NOTHING}
    if tallest is not None:
        fits = HEAD_PIXELS + ROW_PIXELS * len(table) <= tallest
        settings["height"] = "content" if fits else tallest
    columns = {**_names(table), **_counts(table), **options.pop("column_config", {})}
    return st.dataframe(table, column_config=columns, **settings | options)


def _names(table: "pd.DataFrame | pd.Series[Any]") -> dict[Any, Any]:
    """How wide a column of districts is, where there is one."""
    there = isinstance(table, pd.DataFrame) and DISTRICT in table.columns
    return {DISTRICT: st.column_config.Column(width=DISTRICT_PIXELS)} if there else {}


def _counts(table: "pd.DataFrame | pd.Series[Any]") -> dict[Any, Any]:
    """How the columns of whole numbers are written: thousands apart."""
    columns = table.to_frame() if isinstance(table, pd.Series) else table
    return {
        name: st.column_config.NumberColumn(format="localized")
        for name, kind in columns.dtypes.items()
        if pd.api.types.is_integer_dtype(kind)
    }
