"""Change and trend: is there more than before, and does it keep rising? With intervals."""

from collections.abc import Sequence
from math import isnan
from typing import Final

import altair as alt
import pandas as pd
import streamlit as st
from numpy.typing import ArrayLike

from geo.maps.colours import RGBA, rgba
from geo.maps.districts import FILL_OPACITY
from geo.maps.legend import Key, Legend
from geo.measures.change import FEWER, MORE, DistrictChanges, change_districts
from geo.measures.changepoints import find_changes, stretches
from geo.measures.findings import change_finding, ratio_words, slope_words, trend_finding
from geo.measures.panel import Panel, count_panel
from geo.measures.previous import previous_selection
from geo.measures.seasons import Shape, month_shape, weekday_shape
from geo.measures.trend import FALLING, RISING, district_trends
from geo.measures.windows import Span
from geo.model.counted import counted
from geo.model.filter import span_words
from geo.store.select import asked_districts
from geo.ui.base_map import asked_layer, show_base_map
from geo.ui.cached_statistics import panel_of
from geo.ui.charts import stepped_levels
from geo.ui.finding import show_finding, show_how
from geo.ui.frame import Frame
from geo.ui.legend_panel import show_legends
from geo.ui.panel_source import choose_source, say_part
from geo.ui.tables import TENTHS, show_table

HUES: Final = {MORE: "#b3463f", FEWER: "#3a78a8", RISING: "#b3463f", FALLING: "#3a78a8"}

CHANGE_HOW: Final = (
    "The period shown is compared with the one just before it, of as many months where whole "
    "months are shown, else of as many days, district by district, and only if one and the same "
    "data set supplies both whole. Counts of periods of unequal length are compared as rates.",
    "Given both counts together, the newer one is binomial if nothing changed (Przyborowski and "
    "Wilenski 1940); the interval is exact (Clopper and Pearson 1934).",
    "Incidents come in waves: counts that vary more than chance from month to month are first "
    "shrunk to the number of independent incidents they are worth (Rao and Scott 1992).",
    "p-values are corrected for the number of districts tested. Fewer than ten incidents in both "
    "periods together is too few to say.",
)
CHANGE_CHANGES: Final = (
    "Another length of period: a week of terror in one of the two decides short comparisons.",
    "Better reporting looks like more violence. A partial source says so above the table.",
)
TREND_HOW: Final = (
    "Counts per whole month or year of one data set, for each district and for all rows.",
    "Mann-Kendall asks whether later periods tend to be higher (Mann 1945; Kendall 1975); Sen's "
    "slope is the median rise between any two periods (Sen 1968), with its 95 % interval. It is 0 "
    "where most pairs of periods are equal, as in districts with few incidents; the means of the "
    "first and the second half of the periods then say how much there was.",
    "Lasting changes of level are found by splitting the series where two Poisson levels fit best, "
    "and kept if shuffled series split as well in fewer than 5 % of cases. That takes periods as "
    "independent: of steady series in which each month is like the one before (a correlation of "
    "0.3) a third show such a change, too.",
    "Weekdays and months of the year: only rows dated to one day, in whole covered weeks or years.",
)
TREND_CHANGES: Final = (
    "Another step: months show waves, years show what lasts.",
    "Where a month resembles the one before, the p-value is too small; the table marks it.",
)

WAVES_WORDS: Final = (
    "Each {step} resembles the one before: some of these changes may be no more than waves."
)

TALLEST_PIXELS: Final = 520
"""Height of a long table beside a map."""


def show_change(frame: Frame) -> None:
    """Districts with more or fewer incidents than in the period before."""
    before = previous_selection(frame.selection)
    if before.selection is None:
        st.info(f"No comparison: {before.note} Choose a period inside one data set.")
        return
    asked = asked_districts(frame.wanted)
    panels = [
        count_panel(one, step="month").only(asked) for one in (before.selection, frame.selection)
    ]
    if not all(panel.spans for panel in panels):
        st.info("No comparison: each period needs at least one whole covered month.")
        return
    found = change_districts(*panels)
    spans = [span_words(panel.spans[0][0], panel.spans[-1][1]) for panel in panels]
    show_finding(change_finding(found.overall, *spans))
    say_part(*panels, step="month")
    for note in (found.note, before.note):
        if note:
            st.caption(f":material/info: {note}")
    map_side, table_side = st.columns(2, gap="medium")
    with map_side:
        _verdict_map(
            frame, found.table["verdict"], (MORE, FEWER), "Change against the period before"
        )
    with table_side:
        show_table(_change_table(frame, found), tallest=TALLEST_PIXELS)
    show_how(CHANGE_HOW, changes=CHANGE_CHANGES)


def _change_table(frame: Frame, found: DistrictChanges) -> pd.DataFrame:
    table = found.table.sort_values(["q_value", "now"], ascending=[True, False])
    return pd.DataFrame(
        {
            "District": table.index.map(frame.names),
            "Before": table["before"].to_numpy(),
            "Now": table["now"].to_numpy(),
            "Verdict": table["verdict"].to_numpy(),
            "Ratio": [
                ratio_words(*row)
                for row in zip(table["ratio"], table["ratio_low"], table["ratio_high"], strict=True)
            ],
            "p, corrected": table["q_value"].to_numpy(),
        }
    )


def show_trend(frame: Frame) -> None:
    """Trends by district over one data set, changes of level, weekdays and seasons."""
    step = st.segmented_control(
        "Step", ("month", "year"), default="month", key="h_step", persist_state="session"
    ) or "month"  # fmt: skip
    panel = choose_source(frame, panel_of(frame.shelf, frame.wanted, step))
    if not panel.spans:
        st.info(f"No trend: no whole {step} is covered. Widen the dates.")
        return
    found, levels = district_trends(panel), find_changes(panel.total)
    parts = stretches(panel.total, levels)
    span = span_words(panel.spans[0][0], panel.spans[-1][1])
    show_finding(trend_finding(found.overall, step, span, levels=[mean for *_, mean in parts]))
    say_part(panel, step=step)
    if found.note:
        st.caption(f":material/info: {found.note}")
    if levels.note:
        st.caption(levels.note)
    else:
        _show_levels(frame, panel, parts, waves=found.overall.waves)
    map_side, table_side = st.columns(2, gap="medium")
    with map_side:
        _verdict_map(frame, found.table["verdict"], (RISING, FALLING), f"Trend, {span}")
    with table_side:
        table = found.table.sort_values(["q_value", "sum"], ascending=[True, False])
        slopes = zip(table["slope"], table["slope_low"], table["slope_high"], strict=True)
        halves = zip(table["early"], table["late"], strict=True)
        show_table(
            pd.DataFrame(
                {
                    "District": table.index.map(frame.names),
                    "Incidents": table["sum"].to_numpy(),
                    "Verdict": table["verdict"].to_numpy(),
                    f"A {step}, by half": [_halves(*row) for row in halves],
                    "p, corrected": table["q_value"].to_numpy(),
                    f"Slope, a {step} per year": [slope_words(*row) for row in slopes],
                    "In waves": table["waves"].to_numpy(),
                }
            ),
            tallest=TALLEST_PIXELS,
        )
    _show_shapes(frame)
    show_how(TREND_HOW, changes=TREND_CHANGES)


def _show_levels(
    frame: Frame, panel: Panel, parts: Sequence[tuple[int, int, float]], *, waves: bool
) -> None:
    """The series over all districts, and the level of each stretch between lasting changes."""
    ends = [(panel.spans[first][0], panel.spans[last][1]) for first, last, _ in parts]
    means = [mean for _, _, mean in parts]
    chart = stepped_levels(
        _bars(panel.spans, value=panel.total),
        _bars(ends, mean=means),
        (panel.spans[0][0], panel.spans[-1][1]),
        step=panel.step,
        colours=frame.colours,
    )
    st.markdown(f"**All districts: {counted(len(parts) - 1, 'lasting change')} of level**")
    st.altair_chart(chart, width="stretch", key="trend-levels")
    st.caption(
        f"Lines: the mean of each stretch between lasting changes, incidents a {panel.step}."
        + (f" {WAVES_WORDS.format(step=panel.step)}" if waves else "")
    )
    with st.expander("The levels as a table", icon=":material/table:"):
        show_table(
            pd.DataFrame(
                {"Days": [span_words(*one) for one in ends], f"Incidents a {panel.step}": means}
            ),
            column_config={
                f"Incidents a {panel.step}": st.column_config.NumberColumn(format=TENTHS)
            },
        )


def _bars(spans: Sequence[Span], **values: ArrayLike) -> pd.DataFrame:
    """A row for each span: its start, the day after its end, and values."""
    start, end = (pd.to_datetime([one[at] for one in spans]) for at in (0, 1))
    return pd.DataFrame({"start": start, "end": end + pd.Timedelta(days=1), **values})


def _verdict_map(
    frame: Frame, verdicts: "pd.Series[str]", coloured: tuple[str, str], title: str
) -> None:
    fills: dict[str, RGBA] = {
        str(district): rgba(HUES[verdict], FILL_OPACITY)
        for district, verdict in verdicts.items()
        if verdict in coloured
    }
    tips = {str(one): f"{frame.names[str(one)]}\n{verdict}" for one, verdict in verdicts.items()}
    named = ", ".join(frame.names[one] for one in fills) or "no district"
    show_base_map(
        frame,
        under=[asked_layer(frame, fills=fills, tips=tips)],
        over=[],
        key=f"verdict-{coloured[0]}",
        alt=f"{title}: {named} stand out; the table beside the map holds every district.",
    )
    keys = [Key("box", HUES[verdict], verdict) for verdict in coloured]
    keys.append(Key("box", frame.colours.study, "no clear change, or too few to say"))
    show_legends([Legend(title, tuple(keys), "corrected p at most 5 %")])


def _show_shapes(frame: Frame) -> None:
    """Weekdays and months of the year, with the range that chance gives."""
    with st.expander("Weekdays and seasons", icon=":material/calendar_month:"):
        left, right = st.columns(2)
        for column, title, shape, cycle in (
            (left, "By weekday", weekday_shape(frame.selection), "week"),
            (right, "By month of the year", month_shape(frame.selection), "year"),
        ):
            with column:
                st.markdown(f"**{title}**")
                _show_shape(frame, shape, title, cycle)


def _show_shape(frame: Frame, shape: Shape, title: str, cycle: str) -> None:
    if shape.note:
        st.caption(shape.note)
        return
    colours = frame.colours
    base = alt.Chart(shape.table).encode(x=alt.X("slot:N", sort=None, title=None))
    bars = base.mark_bar(color=colours.incident, opacity=0.8).encode(
        y=alt.Y("per_day:Q", title="incidents per day"),
        tooltip=["slot:N", "incidents:Q", alt.Tooltip("per_day:Q", format=".2f")],
    )
    chance = base.mark_rule(color=colours.text, strokeWidth=2).encode(y="low:Q", y2="high:Q")
    chart = alt.layer(bars, chance).properties(height=210, width="container")
    st.altair_chart(chart.configure_view(strokeWidth=0), key=f"shape-{title}")
    even = "uneven beyond chance" if shape.p_value <= 0.05 else "no more uneven than chance"
    st.caption(
        f"{counted(shape.rows, 'incident')}, {even} (p = {shape.p_value:.3f}); the thin lines are "
        f"what shuffled {cycle}s give. Left out, because of no single known day or in no whole "
        f"covered {cycle}: {shape.left_out:,}."
    )


def _halves(early: float, late: float) -> str:
    """The means of two halves, first to second; what does not exist is a dash."""
    return "–" if isnan(early) else f"{early:.1f} → {late:.1f}"
