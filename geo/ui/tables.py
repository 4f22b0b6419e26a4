"""Every table is drawn by one function: as wide as its place, no empty rows, a dash for nothing,
numbers as in the sentences of the page (5,413), names of districts whole."""

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

WHOLE: Final = "%,d"
TENTHS: Final = "%,.1f"
HUNDREDTHS: Final = "%,.2f"
THOUSANDTHS: Final = "%.3f"
PERCENT: Final = "%.1f%%"
"""How numbers are written: thousands apart, and no more decimals than they bear."""

P_VALUES: Final = ("p", "p, corrected", "p of the trend")
"""Columns of these names are p-values."""

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
    numbers, asked = _numbers(table), options.pop("column_config", {})
    asked = {name: _formatted(column, numbers.get(name)) for name, column in asked.items()}
    columns = {**_names(table), **numbers, **asked}
    return st.dataframe(table, column_config=columns, **settings | options)


def _names(table: "pd.DataFrame | pd.Series[Any]") -> dict[Any, Any]:
    """How wide a column of districts is, where there is one."""
    there = isinstance(table, pd.DataFrame) and DISTRICT in table.columns
    return {DISTRICT: st.column_config.Column(width=DISTRICT_PIXELS)} if there else {}


def _numbers(table: "pd.DataFrame | pd.Series[Any]") -> dict[Any, Any]:
    """How the columns of numbers are written where a page does not say."""
    columns = table.to_frame() if isinstance(table, pd.Series) else table
    return {
        name: st.column_config.NumberColumn(format=_format(name, kind))
        for name, kind in columns.dtypes.items()
        if pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
    }


def _formatted(asked: Any, otherwise: Any) -> Any:
    """What a page says of a column; of numbers without a format, with that of all others."""
    if otherwise is None or not isinstance(asked, dict):
        return asked
    kind = asked["type_config"] or {}
    if kind.get("type") != "number" or kind.get("format"):
        return asked
    return {**asked, "type_config": {**kind, "format": otherwise["type_config"]["format"]}}


def _format(name: Any, kind: Any) -> str:
    if pd.api.types.is_integer_dtype(kind):
        return WHOLE
    return THOUSANDTHS if name in P_VALUES else HUNDREDTHS
