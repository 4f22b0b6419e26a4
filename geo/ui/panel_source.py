"""Which periods of a panel a page of analysis speaks of, and how many incidents that leaves out."""

import streamlit as st

from geo.measures.panel import Panel
from geo.model.counted import counted
from geo.ui.frame import Frame


def choose_source(frame: Frame, panel: Panel) -> Panel:
    """The periods of one data set, chosen by the reader where there are several: a trend across a
    change of source is none.
    """
    suppliers = [one for one in dict.fromkeys(panel.suppliers) if "+" not in one]
    if panel.one_source or not suppliers:
        return panel
    longest = max(suppliers, key=panel.suppliers.count)
    chosen = st.selectbox(
        "Data set", suppliers, index=suppliers.index(longest), key="h_source",
        format_func=frame.names.__getitem__,
        help="A trend across a change of source would be the source's, not the violence's.",
    )  # fmt: skip
    return panel.supplied_by(chosen)


def say_part(*panels: Panel, step: str) -> None:
    """How many incidents of the filter take part, where some do not: pages are to add up."""
    rows, left = sum(panel.rows for panel in panels), sum(panel.left_out for panel in panels)
    if left:
        st.caption(
            f"{rows - left:,} of {counted(rows, 'incident')} take part. The others began in no "
            f"whole {step} of the period and data set, or are dated too coarsely for a {step}."
        )
