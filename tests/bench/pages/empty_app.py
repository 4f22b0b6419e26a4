"""The peer of the first map: an empty page with an empty map, on the libraries that the atlas uses.

Run by `streamlit run`; nothing imports it.
"""

import altair  # noqa: F401
import geopandas  # noqa: F401
import pandas  # noqa: F401
import pyarrow  # noqa: F401
import pydeck
import shapely  # noqa: F401
import streamlit as st

st.pydeck_chart(pydeck.Deck(map_provider=None, map_style=None))
