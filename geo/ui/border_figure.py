"""The figure on the method page that shows what precision is for: incidents near a border."""

from datetime import date
from typing import Final

import streamlit as st

from geo.model.filter import IncidentFilter
from geo.ui.cached_statistics import border_figure_of
from geo.ui.frame import Frame

KM: Final = 25
"""The belt of the figure: as wide as a near place is vague."""

FIGURE_OF: Final = ("ucdp-ged-22.1",)
UNTIL: Final = date(2021, 12, 31)
"""The rows of the figure: one source whole, so that it does not change with the filter."""


def show_border_figure(frame: Frame) -> None:
    """What share of UCDP's rows lies near a border: taken naively, certainly, and undecided."""
    wanted = IncidentFilter(datasets=FIGURE_OF, end=UNTIL, vintage=frame.wanted.vintage)
    counts = border_figure_of(frame.shelf, wanted, KM)
    undecided = counts["possible_share"] - counts["certain_share"]
    st.markdown(
        f"**Why this matters near a border.** Of the {counts['rows']:,.0f} UCDP rows up to "
        f"{UNTIL.year}, **{counts['naive_share']:.0%}** of those with a point lie within {KM} km "
        "of the Afghan or the Iranian border when every point is taken at face value, as most maps "
        f"do. Only **{counts['certain_share']:.0%}** of all rows certainly lie there; for "
        f"**{undecided:.0%}** the source does not tell."
    )
