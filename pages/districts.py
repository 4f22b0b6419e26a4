"""District by district: the summary and its export, one district in full, two side by side."""

import streamlit as st

from geo.ui.certainty_panels import show_certainty
from geo.ui.district_panels import show_comparison, show_profile, show_summary
from geo.ui.frame import Frame, show_page

VIEWS = {
    "summary": "Summary",
    "profile": "One district",
    "comparison": "Two side by side",
    "certainty": "How sure?",
}
PANELS = {
    "summary": show_summary,
    "profile": show_profile,
    "comparison": show_comparison,
    "certainty": show_certainty,
}


def show_views(frame: Frame) -> None:
    """The chosen view."""
    view = st.segmented_control(
        "View",
        list(VIEWS),
        default="summary",
        format_func=VIEWS.__getitem__,
        key="p_view",
        label_visibility="collapsed",
        persist_state="session",
    )
    PANELS[view or "summary"](frame)


show_page("Districts", show_views)
