"""The atlas: page config, navigation and the frame that every page shares."""

import streamlit as st

from geo.ui.frame import BESIDE, FAVICON, LOGO, SIDEBAR_PIXELS, draw_beside

st.set_page_config(
    page_title="Sarhad", page_icon=FAVICON, layout="wide", initial_sidebar_state=SIDEBAR_PIXELS
)

st.logo(LOGO, size="large")

# A page's address differs from its file's name: Streamlit would otherwise run the bare file,
# without this frame, for the first reader who opens a link to it.
PAGES = [
    st.Page("pages/map.py", title="Map", icon=":material/map:", default=True, url_path="atlas"),
    st.Page(
        "pages/over_time.py", title="Over time", icon=":material/bar_chart:", url_path="over-time"
    ),
    st.Page(
        "pages/districts.py",
        title="Districts",
        icon=":material/table_chart:",
        url_path="district-table",
    ),
    st.Page(
        "pages/hotspots.py",
        title="Hot spots",
        icon=":material/local_fire_department:",
        url_path="hot-spots",
    ),
    st.Page(
        "pages/belts.py", title="Border belts", icon=":material/fence:", url_path="border-belts"
    ),
    st.Page("pages/groups.py", title="Groups", icon=":material/groups:", url_path="armed-groups"),
    st.Page(
        "pages/data.py", title="Your data", icon=":material/upload_file:", url_path="your-data"
    ),
    st.Page(
        "pages/method.py",
        title="Method and limits",
        icon=":material/menu_book:",
        url_path="method-and-limits",
    ),
]

page = st.navigation(PAGES, position="top")
st.session_state[BESIDE] = draw_beside()
page.run()
