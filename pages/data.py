"""Bring the data you hold: what was understood, what is asked, and the way to the map."""

import streamlit as st

from geo.ui.dataset_panels import show_datasets_at_hand, show_way_to_map
from geo.ui.frame import read_frame
from geo.ui.import_panels import show_upload

frame = read_frame()
st.title("Your data", anchor=False)
report = show_upload(frame)
if report is not None:
    show_way_to_map(report)
show_datasets_at_hand()
