"""The peer of the slider: an incident map as most people write it in Streamlit.

A cached table, a mask by the slider, the rows and the full borders inline. Run by `streamlit run`
with the files of points and borders in the environment; nothing imports it.
"""

import json
import os
from pathlib import Path

import pandas as pd
import pydeck
import streamlit as st

st.set_page_config(layout="wide")


@st.cache_data
def load_points() -> pd.DataFrame:
    return pd.read_parquet(os.environ["USUAL_POINTS"])


@st.cache_data
def load_borders() -> dict:
    return json.loads(Path(os.environ["USUAL_BORDERS"]).read_text(encoding="utf-8"))


points = load_points()
first, last = points["date"].min().to_pydatetime(), points["date"].max().to_pydatetime()
start, end = st.slider("Dates", first, last, (first, last))
shown = points[(points["date"] >= start) & (points["date"] <= end)]
st.write(f"{len(shown):,} incidents")
st.pydeck_chart(
    pydeck.Deck(
        layers=[
            pydeck.Layer(
                "GeoJsonLayer",
                load_borders(),
                filled=True,
                stroked=True,
                get_fill_color=[230, 230, 225],
                get_line_color=[120, 120, 120],
                line_width_min_pixels=1,
            ),
            pydeck.Layer(
                "ScatterplotLayer",
                shown,
                get_position="[longitude, latitude]",
                get_radius=3000,
                get_fill_color=[180, 40, 40, 140],
                pickable=True,
            ),
        ],
        initial_view_state=pydeck.ViewState(latitude=31.0, longitude=68.0, zoom=4.8),
        tooltip={"text": "{place}\n{date}\n{killed} killed"},
        map_provider=None,
        map_style=None,
    )
)
