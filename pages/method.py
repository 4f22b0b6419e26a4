"""How a number is made, what the data cannot show, licences, and what the atlas is not for."""

import streamlit as st

from geo.ui.border_figure import show_border_figure
from geo.ui.frame import read_frame
from geo.ui.method_text import (
    BORDERS,
    NOT_FOR,
    show_credits,
    show_datasets,
    show_limits,
    show_placing,
    show_steps,
)

frame = read_frame()
st.title("Method and limits", anchor=False)
st.warning(NOT_FOR, icon=":material/front_hand:")
st.header("How a number is made, in ten steps", anchor=False)
show_steps()
st.header("The data sets", anchor=False)
show_datasets(frame)
st.header("How the rows were placed", anchor=False)
show_placing(frame)
st.header("What the data cannot show", anchor=False)
show_limits(frame)
st.header("Borders and names", anchor=False)
st.markdown(BORDERS)
show_border_figure(frame)
st.header("Licences and credits", anchor=False)
show_credits()
