"""How sure? What the sources leave open, district by district: numbers, ranks, rates."""

from typing import Final

import altair as alt
import pandas as pd
import streamlit as st

from geo.maps.colours import Palette
from geo.measures.findings import rank_finding
from geo.model.counted import counted
from geo.store.select import anywhere, asked_districts
from geo.ui.cached_statistics import Certainty, certainty_of
from geo.ui.finding import show_finding, show_how
from geo.ui.frame import Frame
from geo.ui.tables import TENTHS, show_table

MEASURES: Final = {"incidents": "Incidents", "killed": "Killed"}
FINDING_WORDS: Final = {"incidents": "incidents", "killed": "deaths"}

SHOWN: Final = 15
"""Districts in the charts; the table holds all."""

LINE_PIXELS: Final = 25
"""Height of a district's line in a chart."""

HOW: Final = (
    "Certain: rows that can lie in no other district, with their lowest toll. Possible: every row "
    "that may lie here, with its highest. Best: as everywhere in the atlas.",
    "Expected: each row's best figure times the chance, by area, that it lies here. A row known to "
    "a province only is possible in each of its districts and expected in none.",
    "Ranks: 500 draws (seed 1) put each row into one of the districts where it may lie and give it "
    "a toll between its lowest and highest (a triangle over low, best and high). The interval "
    "holds 95 % of the draws' ranks.",
    "Rates are per 100,000 people and year, with the people of the time between the censuses of "
    "2017 and 2023; the interval is exact for a Poisson count (Garwood 1936). The smoothed rate "
    "draws small populations towards the rate of all (Marshall 1991).",
)
CHANGES: Final = (
    "Better places: every row that becomes certain narrows its district's range.",
    "Ranges of deaths reach further up than down, so drawn deaths can lie above the best figure; "
    "the rank shown is that of the best figure.",
    "Rows that no source reports, or that are reported twice, are in no interval.",
    "A Poisson interval takes deaths of one attack as independent: for deaths it is too narrow.",
)


def show_certainty(frame: Frame) -> None:
    """Choose a measure; then finding, charts of the first districts, table, method."""
    measure = st.segmented_control(
        "Measure", list(MEASURES), default="killed", format_func=MEASURES.__getitem__,
        key="p_sure", persist_state="session",
    ) or "killed"  # fmt: skip
    if frame.selection.counted.empty:
        st.info("No incident matches the filter, so there is nothing to be sure of.")
        return
    found = certainty_of(frame.shelf, frame.wanted, measure)
    words = FINDING_WORDS[measure]
    show_finding(rank_finding(found.ranks, frame.names, measure_words=words))
    _say_open(frame, found, words)
    table = _joined(frame, found)
    first = table[table["best"] > 0].head(SHOWN)
    if len(first):
        _show_charts(frame, first, MEASURES[measure], words)
    _show_table(table, MEASURES[measure])
    st.caption(f"{found.ranks.note} {found.rates.note}")
    show_how(HOW, changes=CHANGES)


def _say_open(frame: Frame, found: Certainty, words: str) -> None:
    """Which share of the rows could move, and what is in no district."""
    bounds = found.bounds
    narrowed = frame.wanted != anywhere(frame.wanted)
    which = " that lie or may lie in the chosen districts" if narrowed else ""
    st.caption(
        f"{bounds.movable_rows:,} of {counted(bounds.rows, 'row')}{which} "
        f"({bounds.movable_share:.1%}) could lie in another district than the one they count in. "
        f"In no district: {bounds.best_nowhere:,} {words}, best estimate."
    )


def _joined(frame: Frame, found: Certainty) -> pd.DataFrame:
    """Bounds, ranks and rates of the districts asked of, in the order of the best figure."""
    bounds = found.bounds.table.loc[asked_districts(frame.wanted)]
    table = bounds.join(found.ranks.table.drop(columns="best")).join(
        found.rates.table.drop(columns="count")
    )
    table = table.assign(
        name=lambda rows: rows.index.map(frame.names),
        movable=found.movable,
        likely=lambda rows: rows["possible"] - rows["province_only"],
    )
    return table.sort_values(["rank_best", "rank_high", "name"])


def _show_charts(frame: Frame, first: pd.DataFrame, measure: str, words: str) -> None:
    """The first districts: their number with its range, and their rank with its interval."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**{measure}: certain to possible**")
        st.altair_chart(number_chart(first, measure, frame.colours), key="sure-numbers")
        st.caption(
            "Point: best estimate. Tick: expected. Bar: certain to possible, without rows known to "
            "a province only; the thin line adds those, in every district of the province."
        )
    with right:
        st.markdown(f"**Rank by {words}, 95 % interval**")
        st.altair_chart(rank_chart(first, frame.colours), key="sure-ranks")
        st.caption("Point: rank of the best estimate. Bar: the ranks of 95 % of 500 draws.")


def number_chart(first: pd.DataFrame, measure: str, colours: Palette) -> alt.LayerChart:
    """One line per district in the order of `first`: certain, best, expected, possible."""
    base = _base(first)
    axis = alt.Axis(format=",d", tickCount=5)
    figures = [
        alt.Tooltip(f"{one}:Q", format=",.0f")
        for one in ("certain", "best", "expected", "likely", "possible")
    ]
    reach = base.mark_rule(color=colours.faint_text).encode(
        x=alt.X("certain:Q", title=measure.lower(), axis=axis), x2="possible:Q"
    )
    bar = base.mark_bar(color=colours.incident, opacity=0.35, height=11).encode(
        x="certain:Q", x2="likely:Q", tooltip=["name:N", *figures]
    )
    expected = base.mark_tick(color=colours.text, thickness=2, height=13).encode(x="expected:Q")
    best = base.mark_point(color=colours.incident, filled=True, opacity=1, size=70).encode(
        x="best:Q", tooltip=["name:N", *figures]
    )
    return _finished([reach, bar, expected, best], len(first))


def rank_chart(first: pd.DataFrame, colours: Palette) -> alt.LayerChart:
    """One line per district in the order of `first`: its rank and its rank interval."""
    base = _base(first)
    last = int(first["rank_high"].max())
    scale = alt.Scale(domain=[1, max(last, 2)], nice=False, padding=8)
    axis = alt.Axis(format="d", values=[1, *range(5, last + 1, 5)])
    ranks = [f"{one}:Q" for one in ("rank_best", "rank_low", "rank_high")]
    bar = base.mark_rule(color=colours.incident, opacity=0.35, strokeWidth=11).encode(
        x=alt.X("rank_low:Q", title="rank", scale=scale, axis=axis),
        x2="rank_high:Q",
        tooltip=["name:N", *ranks],
    )
    best = base.mark_point(color=colours.incident, filled=True, opacity=1, size=70).encode(
        x="rank_best:Q", tooltip=["name:N", *ranks]
    )
    return _finished([bar, best], len(first))


def _base(first: pd.DataFrame) -> alt.Chart:
    """One line per district, in their order.

    The order is said in full: a chart that is drawn again with other data would keep its old one.
    """
    axis = alt.Axis(labelLimit=170, labelOverlap=False, labelFlush=False)
    lines = alt.Y("name:N", title=None, sort=list(first["name"]), axis=axis)
    chart: alt.Chart = alt.Chart(first.reset_index()).encode(y=lines)
    return chart


def _finished(layers: list[alt.Chart], lines: int) -> alt.LayerChart:
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=LINE_PIXELS * lines + 45, width="container")
        .configure_view(strokeWidth=0)
        .configure_axis(domain=False, tickSize=3)
    )
    return chart


def _show_table(table: pd.DataFrame, measure: str) -> None:
    """Every district with all of it."""
    number = st.column_config.NumberColumn
    rate = "per 100,000 people and year"
    ranks = zip(table["rank_low"], table["rank_high"], strict=True)
    rates = zip(table["interval_low"], table["interval_high"], strict=True)
    shown = pd.DataFrame(
        {
            "District": table["name"].to_numpy(),
            "Rank": table["rank_best"].to_numpy(),
            "Rank, 95 %": [f"{low}" if low == high else f"{low}–{high}" for low, high in ranks],
            "Best": table["best"].to_numpy(),
            "Certain": table["certain"].to_numpy(),
            "Possible": table["possible"].to_numpy(),
            "of it, province only": table["province_only"].to_numpy(),
            "Expected": table["expected"].to_numpy(),
            "Rows that could move, %": table["movable"].to_numpy() * 100,
            "Rate a year": table["rate"].to_numpy(),
            "Rate, 95 %": [_interval(*pair) for pair in rates],
            "Smoothed rate": table["smoothed"].to_numpy(),
            "Too few for a rate": table["few"].map({True: "yes", False: ""}).to_numpy(),
        }
    )
    st.markdown(f"**{measure}, every district**")
    show_table(
        shown,
        tallest=480,
        column_config={
            "District": st.column_config.TextColumn(pinned=True, width="medium"),
            "Expected": number(format=TENTHS, help="best figures times the chance of lying here"),
            "Rows that could move, %": number(format=TENTHS),
            "Rate a year": number(format=TENTHS, help=rate),
            "Smoothed rate": number(format=TENTHS, help=f"{rate}, small populations drawn in"),
        },
    )


def _interval(low: float, high: float) -> str:
    return "–" if pd.isna(low) else f"{low:.1f}–{high:.1f}"
