"""When incidents happened: months, who covers which days, dated events, published totals."""

import streamlit as st

from geo.ui.bounds_tables import show_period_bounds
from geo.ui.frame import Frame, show_page
from geo.ui.page_choice import PageChoice
from geo.ui.published_panel import show_published
from geo.ui.time_chart import MEASURES, STACKS, show_coverage, show_months


def show_time(frame: Frame) -> None:
    """Months, what is certain, coverage and published totals."""
    if frame.selection.counted.empty:
        st.info("No incident matches the filter. Widen the dates or take away a restriction.")
    else:
        show_months(frame)
        show_period_bounds(frame)
    show_coverage(frame)
    show_published(frame)


show_page(
    "Over time",
    show_time,
    choices=(
        PageChoice("count", "c_measure", tuple(MEASURES), plain=next(iter(MEASURES))),
        PageChoice("stack", "c_stack", tuple(STACKS), plain=next(iter(STACKS))),
    ),
)
