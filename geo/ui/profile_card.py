"""A district in short, beside the map; and a ranking of districts by one measure."""

import pandas as pd
import streamlit as st

from geo.measures.sentence import toll_words
from geo.measures.tolls import count_toll
from geo.store.select import Selection, asked_districts
from geo.ui.filter_panel import zoom_to
from geo.ui.frame import Frame
from geo.ui.incident_list import BESIDE_MAP, show_incidents
from geo.ui.map_choice import MEASURES
from geo.ui.scene import show_list
from geo.ui.tables import TENTHS, show_table
from geo.ui.words import death_words


def show_profile_card(frame: Frame, selection: Selection, district_id: str) -> None:
    """Name, toll, groups and the latest incidents of one district."""
    st.subheader(frame.names.get(district_id, district_id), anchor=False)
    if district_id not in asked_districts(selection.wanted):
        st.caption("The filter leaves this district out.")
        return
    rows = selection.counted[selection.counted["district_id"] == district_id]
    st.markdown(" · ".join(toll_words(count_toll(rows))))
    if rows.empty:
        st.caption("No incident here in the period shown.")
    zoom, whole = st.columns(2)
    if zoom.button(
        "Zoom here",
        icon=":material/zoom_in:",
        on_click=zoom_to,
        args=(district_id,),
        width="stretch",
    ):
        st.rerun()  # a card redraws only the page; the filter stands beside it
    if whole.button("Full profile", icon=":material/article:", width="stretch"):
        st.session_state["p_district"] = district_id
        st.session_state["p_view"] = "profile"
        st.switch_page("pages/districts.py")
    if not rows.empty:
        show_incidents(rows, frame.names, key="profile-rows", columns=BESIDE_MAP, tallest=330)


def show_most(measure: str) -> None:
    """The first districts by a measure as a short list that follows the map."""
    show_list(MEASURES[measure], decimals=1 if "_per_" in measure else 0, key="most")


def show_ranking(summary: pd.DataFrame, measure: str, *, key: str) -> None:
    """All districts by a measure, most first, with the range of deaths beside the best estimate."""
    ranked = summary.sort_values([measure, "name"], ascending=[False, True])
    number = st.column_config.NumberColumn
    shown = pd.DataFrame(
        {
            "District": ranked["name"],
            MEASURES[measure]: ranked[measure],
            "Killed (low–high)": death_words(ranked),
        }
    )
    show_table(
        shown,
        key=key,
        column_config={
            "District": st.column_config.TextColumn(width=112),
            "Killed (low–high)": st.column_config.TextColumn(
                help="+: the toll of some incidents is unknown"
            ),
            MEASURES[measure]: number(format=TENTHS if "_per_" in measure else None, width=70),
        },
    )
