"""Every table is drawn by one function: as wide as its place, no empty rows, a dash for nothing."""

from typing import Any, Final

import pandas as pd
import streamlit as st

HEAD_PIXELS: Final = 38
ROW_PIXELS: Final = 35
"""At most so much of a table's height is its head and a row."""

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
    return st.dataframe(table, **settings | options)
