"""Where incidents stand out from chance, and where they rise or fall."""

import streamlit as st

from geo.ui.change_panels import show_change, show_trend
from geo.ui.cluster_panels import show_clusters
from geo.ui.emerging_panels import show_emerging
from geo.ui.frame import Frame, show_page
from geo.ui.hotspot_panels import show_hot_spots
from geo.ui.repeat_panels import show_repeats

VIEWS = {
    "spots": "Hot spots",
    "emerging": "Emerging",
    "clusters": "Clusters",
    "repeats": "Near repeats",
    "change": "Change",
    "trend": "Trend",
}
PANELS = {
    "spots": show_hot_spots,
    "emerging": show_emerging,
    "clusters": show_clusters,
    "repeats": show_repeats,
    "change": show_change,
    "trend": show_trend,
}


def show_views(frame: Frame) -> None:
    """The chosen view."""
    view = st.segmented_control(
        "View",
        list(VIEWS),
        default="spots",
        format_func=VIEWS.__getitem__,
        key="h_view",
        label_visibility="collapsed",
        persist_state="session",
    )
    PANELS[view or "spots"](frame)


show_page("Hot spots", show_views)
