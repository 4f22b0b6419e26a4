"""Emerging hot spots: how hot and cold spots of districts come and go over months or years."""

from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from geo.maps.colours import RGBA, rgba
from geo.maps.districts import FILL_OPACITY
from geo.maps.legend import Key, Legend
from geo.measures.emerging import CATEGORIES, NO_PATTERN, TOO_FEW, Emerging
from geo.measures.findings import emerging_finding
from geo.measures.neighbours import KINDS
from geo.measures.panel import Panel
from geo.model.filter import span_words
from geo.ui.base_map import asked_layer, show_base_map
from geo.ui.cached_statistics import emerging_of, panel_of
from geo.ui.finding import show_finding, show_how
from geo.ui.frame import Frame
from geo.ui.hotspot_panels import NEIGHBOUR_WORDS
from geo.ui.legend_panel import show_legends
from geo.ui.panel_source import choose_source, say_part
from geo.ui.tables import show_table

STEPS: Final = ("month", "quarter", "year")

HOT_HUES: Final = {
    "new": "#f2b632",
    "consecutive": "#e07b39",
    "intensifying": "#d11f3a",
    "persistent": "#b3463f",
    "diminishing": "#dd8f86",
    "sporadic": "#c49a6c",
    "oscillating": "#cc79a7",
    "historical": "#9c7f79",
}
COLD_HUES: Final = {
    "new": "#7fd1ae",
    "consecutive": "#2a9d8f",
    "intensifying": "#1f5fbf",
    "persistent": "#3a78a8",
    "diminishing": "#8fbbd9",
    "sporadic": "#7b8fa3",
    "oscillating": "#8c6bb1",
    "historical": "#6f7f8c",
}
HUES: Final = {
    **{f"{name} hot spot": hue for name, hue in HOT_HUES.items()},
    **{f"{name} cold spot": hue for name, hue in COLD_HUES.items()},
}
"""Hot categories warm, cold ones cool; the legend, the tooltip and the table carry the words."""

STATE_HUES: Final = {"hot": "#b3463f", "cold": "#3a78a8"}

MOST_LINES: Final = 20
"""Districts in the chart of hot and cold periods; more do not fit beside each other."""

HOW: Final = (
    "Incidents per district and whole period of one data set are a cube. A bin's neighbours are "
    "its adjoining districts in the same period, and these and itself in the period before.",
    "Gi* of each bin is held against the whole cube (Getis and Ord 1992); its p-value comes from "
    "199,999 shuffled sums (seed 1), for counts are too skewed for the normal one.",
    "p-values are corrected for the number of bins (Benjamini and Hochberg 1995); a bin is hot or "
    "cold only if it stands at 5 % after that.",
    "The shuffles hold a bin's own count: a district is hot or cold by its neighbours. One high "
    "district among quiet ones is not hot, a quiet one among high ones is.",
    "Mann-Kendall over the district's Gi* says whether it rises or falls; its p-value is not "
    "corrected and is on the small side, for periods share neighbours. Categories are those of "
    "Esri's Emerging Hot Spot Analysis, so that maps can be compared.",
    *(f"**{name}**: {words}." for name, words in CATEGORIES.items()),
)
CHANGES: Final = (
    "Another step: a year smooths what months show, but a category needs ten periods.",
    "Another start: a bin is hot against the whole span, so one bad decade hides a bad month of a "
    "quiet one. Choose fewer years to see what is new in them.",
    "More districts or incidents: the power is low, and a district without a pattern is not "
    "thereby quiet.",
)


def show_emerging(frame: Frame) -> None:
    """Choose a step and neighbours; then finding, map, table, periods, method."""
    left, right = st.columns(2)
    step = left.segmented_control(
        "Step", STEPS, default="quarter", key="h_cube_step", persist_state="session"
    ) or "quarter"  # fmt: skip
    kind = right.selectbox(
        "Neighbours", list(KINDS), format_func=NEIGHBOUR_WORDS.__getitem__, key="h_neighbours",
        persist_state="session",
    )  # fmt: skip
    panel = choose_source(frame, panel_of(frame.shelf, frame.wanted, step))
    if not panel.spans:
        st.info(f"Too few to say: no whole {step} is covered. Widen the dates.")
        return
    found = emerging_of(frame.shelf, frame.wanted, panel, kind)
    last = span_words(*panel.spans[-1])
    finding = emerging_finding(found, frame.names, step=step, last_words=last)
    show_finding(finding)
    say_part(panel, step=step)
    if (found.table["category"] == TOO_FEW).all():
        st.info("Choose a shorter step, or widen the dates or the filter.")
        show_how(HOW, changes=CHANGES)
        return
    _say_power(found, step)
    map_side, table_side = st.columns([1.2, 1], gap="medium")
    with map_side:
        _show_map(frame, found, panel, finding)
    with table_side:
        show_table(_table(frame, found, step), tallest=480)
    _show_periods(frame, found, panel)
    show_how(HOW, changes=CHANGES)


def _say_power(found: Emerging, step: str) -> None:
    """What the test cannot see, and what else stands against reading it."""
    bins = found.states.size
    st.caption(
        f"Low power: {len(found.table)} districts × {found.periods} {step}s are {bins:,} tests, so "
        "only strong excess is seen. No colour does not mean quiet. "
        f"Neighbours: {found.neighbours}. {found.note}"
    )


def _show_map(frame: Frame, found: Emerging, panel: Panel, finding: str) -> None:
    colours = frame.colours
    categories = found.table["category"]
    fills: dict[str, RGBA] = {
        str(one): rgba(HUES[category], FILL_OPACITY)
        for one, category in categories.items()
        if category in HUES
    }
    tips = {str(one): _tip(frame, str(one), row, found) for one, row in found.table.iterrows()}
    show_base_map(
        frame,
        under=[asked_layer(frame, fills=fills, tips=tips)],
        over=[],
        key="emerging-map",
        alt=f"Map of emerging hot and cold spots by district. {finding}",
    )
    keys = [Key("box", HUES[one], one) for one in HUES if (categories == one).any()]
    keys.append(Key("box", colours.study, NO_PATTERN))
    span = span_words(panel.spans[0][0], panel.spans[-1][1])
    note = f"{span}; corrected p at most {found.alpha:.0%}"
    show_legends([Legend(f"Emerging spots of incidents, by {panel.step}", tuple(keys), note)])


def _tip(frame: Frame, district: str, row: Any, found: Emerging) -> str:
    return (
        f"{frame.names[district]}\n{row['category']}\nhot in {row['hot_periods']}, "
        f"cold in {row['cold_periods']} of {found.periods} periods"
    )


def _table(frame: Frame, found: Emerging, step: str) -> pd.DataFrame:
    """Every district: those with a pattern first, then those most often hot."""
    plain = found.table["category"] == NO_PATTERN
    table = found.table.assign(plain=plain).sort_values(
        ["plain", "hot_periods", "cold_periods"], ascending=[True, False, False], kind="stable"
    )
    return pd.DataFrame(
        {
            "District": table.index.map(frame.names),
            "Category": table["category"].to_numpy(),
            f"Hot {step}s": table["hot_periods"].to_numpy(),
            f"Cold {step}s": table["cold_periods"].to_numpy(),
            f"Last {step}": table["last"].replace("", "neither").to_numpy(),
            "Trend of Gi*, tau": table["trend_tau"].to_numpy(),
            "p of the trend": table["trend_p"].to_numpy(),
        }
    )


def _show_periods(frame: Frame, found: Emerging, panel: Panel) -> None:
    """When the districts that were ever hot or cold were so."""
    ever = (found.states != 0).sum(axis=1)
    chosen = [at for at in np.argsort(-ever, kind="stable")[:MOST_LINES] if ever[at]]
    if not chosen:
        return
    st.markdown(f"**When districts were hot or cold** (by {panel.step})")
    st.altair_chart(_period_chart(frame, found, panel, chosen), key="emerging-periods")
    left_out = int((ever > 0).sum()) - len(chosen)
    more = f" {left_out} more districts were hot or cold less often." if left_out else ""
    st.caption(f"Red: hot. Blue: cold. Blank: neither beyond chance.{more}")


def _period_chart(frame: Frame, found: Emerging, panel: Panel, chosen: list[int]) -> alt.LayerChart:
    rows = [
        {
            "district": frame.names[panel.district_ids[at]],
            "from": pd.Timestamp(panel.spans[period][0]),
            "until": pd.Timestamp(panel.spans[period][1]) + pd.Timedelta(days=1),
            "state": "hot" if found.states[at, period] > 0 else "cold",
            "incidents": int(panel.counts[at, period]),
        }
        for at in chosen
        for period in np.flatnonzero(found.states[at])
    ]
    ends = [
        alt.DateTime(year=day.year, month=day.month, date=day.day)
        for day in (panel.spans[0][0], panel.spans[-1][1])
    ]
    names = [frame.names[panel.district_ids[at]] for at in chosen]
    marks = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(binSpacing=0, height={"band": 0.8})
        .encode(
            x=alt.X("from:T", title=None, scale=alt.Scale(domain=ends)),
            x2="until:T",
            y=alt.Y(
                "district:N",
                title=None,
                sort=names,
                axis=alt.Axis(labelLimit=170, labelOverlap=False, labelFlush=False),
            ),
            color=alt.Color(
                "state:N",
                scale=alt.Scale(domain=list(STATE_HUES), range=list(STATE_HUES.values())),
                legend=None,
            ),
            tooltip=[
                "district:N",
                alt.Tooltip("from:T", format="%d %b %Y"),
                "state:N",
                alt.Tooltip("incidents:Q", format=",d"),
            ],
        )
    )
    chart: alt.LayerChart = (
        alt.layer(marks)
        .properties(height=20 * len(chosen) + 30, width="container")
        .configure_view(strokeWidth=0)
        .configure_axis(domain=False, tickSize=3)
    )
    return chart
