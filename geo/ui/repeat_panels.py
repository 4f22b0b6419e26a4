"""Near repeats: whether incidents that are near in place are also near in time (Knox)."""

from typing import Final

import altair as alt
import pandas as pd
import streamlit as st

from geo.maps.colours import Palette, contrast
from geo.measures.discoveries import ALPHA
from geo.measures.findings import repeat_finding
from geo.measures.knox import Knox
from geo.ui.cached_statistics import repeats_of
from geo.ui.finding import show_finding, show_how
from geo.ui.frame import Frame
from geo.ui.tables import TENTHS, show_table

APART: Final = "different points only"
ALL: Final = "all pairs"

RATIO_EDGES: Final = (1.0, 1.25, 1.5, 2.0, 3.0)
"""Lower ends of the five classes of pairs over expected, numbers that people say."""

ROW_PIXELS: Final = 62
"""Height of a line of the heat table: two lines of text and some air."""

HOW: Final = (
    "Only rows with an exact place and a single day take part; every pair of them falls into a "
    "band of distance and a band of days (Knox 1964).",
    "What chance gives is the mean over 999 shuffles of the dates (Mantel 1967), seed 1. Dates "
    "stay within their calendar year, so that a slow wave does not pass for near repeats "
    "(Kulldorff and Hjalmars 1999).",
    "p-values are one-sided, for more pairs than chance, and corrected for the number of bands "
    "(Benjamini and Hochberg 1995). Only bands that stand at 5 % after that have a colour.",
    "Pairs on one and the same point are left out of the finding: a town's centre stands for all "
    "of the town, so stacks make near pairs out of nothing.",
)
CHANGES: Final = (
    "Exact places are no fair sample: towns and posts are placed exactly more often than hills.",
    "A wave that passes through places within one year shows as near repeats too.",
    "One operation reported as several incidents makes pairs on the same day.",
    "It says how incidents followed each other, not that one will follow.",
)


def show_repeats(frame: Frame) -> None:
    """Finding, heat table, table, method."""
    try:
        found = repeats_of(frame.shelf, frame.wanted)
    except ValueError as refused:
        st.info(f"Too many to shuffle: {refused}.")
        return
    show_finding(repeat_finding(found))
    st.caption(
        f"Exact rows dated to one day take part: {found.rows:,}. Left out: {found.left_out:,}. Of "
        f"those that take part, {found.stacked:,} share their point with another."
    )
    if not found.note:
        _show_tables(frame, found)
    show_how(HOW, changes=CHANGES)


def _show_tables(frame: Frame, found: Knox) -> None:
    pairs = st.segmented_control(
        "Pairs", (APART, ALL), default=APART, key="h_pairs", persist_state="session",
        help="Pairs on one and the same point are near without being neighbours in anything.",
    ) or APART  # fmt: skip
    table = found.apart if pairs == APART else found.table
    st.markdown("**Pairs of incidents, as a multiple of what chance gives**")
    chart = heat_table(table, frame.colours, narrow=frame.phone)
    st.altair_chart(chart, key=f"repeats-{pairs}")
    st.caption(
        "Upper figure: pairs over expected. Lower: pairs, and in brackets what chance gives. "
        "Coloured: more than chance at 5 % after correction; grey: no more than chance can give."
    )
    with st.expander("The same as a table, with p-values", icon=":material/table:"):
        show_table(
            _table(table),
            column_config={"Expected": st.column_config.NumberColumn(format=TENTHS)},
        )


def heat_table(table: pd.DataFrame, colours: Palette, *, narrow: bool = False) -> alt.LayerChart:
    """Bands of distance down, bands of days across; `table` is a table of `Knox`."""
    shown = table.assign(
        distance=[distance_words(*pair) for pair in zip(table.km_from, table.km_to, strict=True)],
        days=[days_words(*pair) for pair in zip(table.days_from, table.days_to, strict=True)],
        fill=[_fill(*pair, colours) for pair in zip(table.ratio, table.q_value, strict=True)],
        ratio_words=table["ratio"].map(lambda one: "–" if pd.isna(one) else f"{one:.1f} ×"),
        pair_words=table["pairs"].map("{:,}".format) + table["expected"].map(" ({:,.0f})".format),
    )
    shown = shown.assign(ink=[_ink(fill, colours) for fill in shown["fill"]])
    x = alt.X(
        "days:N", sort=None, title="days apart",
        axis=alt.Axis(
            orient="top", labelAngle=0, domain=False, ticks=False, labelOverlap=False,
            labelFlush=False,
        ),
    )  # fmt: skip
    y = alt.Y(
        "distance:N", sort=None, title=None if narrow else "apart in space",
        axis=alt.Axis(domain=False, ticks=False),
    )  # fmt: skip
    base = alt.Chart(shown).encode(x=x, y=y)
    cells = base.mark_rect(stroke=colours.page, strokeWidth=2).encode(
        color=alt.Color("fill:N", scale=None),
        tooltip=[
            alt.Tooltip("distance:N", title="apart in space"),
            alt.Tooltip("days:N", title="days apart"),
            alt.Tooltip("pairs:Q", format=",d"),
            alt.Tooltip("expected:Q", format=",.1f"),
            alt.Tooltip("ratio:Q", format=".2f"),
            alt.Tooltip("q_value:Q", title="p, corrected", format=".3f"),
        ],
    )
    ink = alt.Color("ink:N", scale=None)
    size = 12 if narrow else 15
    ratio = base.mark_text(dy=-9, fontSize=size, fontWeight=600).encode(
        text="ratio_words:N", color=ink
    )
    pairs = base.mark_text(dy=10, fontSize=size - 3).encode(text="pair_words:N", color=ink)
    chart: alt.LayerChart = (
        alt.layer(cells, ratio, pairs)
        .properties(height=ROW_PIXELS * table["km_to"].nunique(), width="container")
        .configure_view(strokeWidth=0)
    )
    return chart


def distance_words(km_from: float, km_to: float) -> str:
    """A band of distance; its lower end is excluded, but for 0."""
    return f"up to {km_to:g} km" if km_from == 0 else f"{km_from:g}–{km_to:g} km"


def days_words(days_from: float, days_to: float) -> str:
    """A band of days; its lower end is excluded, but for 0."""
    return f"{days_from + (days_from > 0):g}–{days_to:g}"


def _fill(ratio: float, q_value: float, colours: Palette) -> str:
    """The ramp's colour for a band that stands beyond chance, else grey."""
    if not q_value <= ALPHA:
        return colours.no_data
    return colours.ramp[max(sum(ratio >= edge for edge in RATIO_EDGES) - 1, 0)]


def _ink(fill: str, colours: Palette) -> str:
    """The text colour that reads better on a fill."""
    return max((colours.text, colours.page), key=lambda one: contrast(one, fill))


def _table(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Apart in space": [
                distance_words(*pair) for pair in zip(table.km_from, table.km_to, strict=True)
            ],
            "Days apart": [
                days_words(*pair) for pair in zip(table.days_from, table.days_to, strict=True)
            ],
            "Pairs": table["pairs"],
            "Expected": table["expected"],
            "Ratio": table["ratio"],
            "p": table["p_value"],
            "p, corrected": table["q_value"],
        }
    )
