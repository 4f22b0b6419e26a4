"""Months as stacked bars, dated events, and which data set covers which days."""

import pandas as pd
import streamlit as st

from geo.measures.sentence import coverage_words, thin_periods
from geo.measures.series import count_by_month
from geo.model.filter import day_words, span_words
from geo.model.incident import EVENT_TYPES
from geo.store.reference import dated_events
from geo.store.select import gaps
from geo.ui.charts import coverage_bars, part_words, stack_hues, stacked_months
from geo.ui.frame import Frame
from geo.ui.tables import show_table

STACKS = {"group": "Group", "province": "Province", "event_type": "Type", "dataset": "Data set"}
MEASURES = {"incidents": "Incidents", "killed_best": "Killed (best estimate)"}
FURTHER = {"other": "other groups or kinds", "not given": "not given"}

WHERE_ELSE = (
    "The UCDP yearly release in this atlas ends in 2021. For 2022–2025 choose the compiled table "
    "under Data sets (partial), or download a newer UCDP release at ucdp.uu.se."
)


def show_months(frame: Frame) -> None:
    """The chart, the events it marks, and the same numbers as a table."""
    selection, names = frame.selection, {**frame.names, **EVENT_TYPES, **FURTHER}
    left, middle, right = st.columns([2, 2, 2], vertical_alignment="bottom")
    measure = left.segmented_control(
        "Count", list(MEASURES), default="incidents", format_func=MEASURES.__getitem__,
        key="c_measure", persist_state="session",
    )  # fmt: skip
    stack = middle.segmented_control(
        "Stack by", list(STACKS), default="group", format_func=STACKS.__getitem__,
        key="c_stack", persist_state="session",
    )  # fmt: skip
    with_events = right.toggle("Mark dated events", value=not frame.phone, key="c_events")
    counts = count_by_month(
        selection.counted,
        start=selection.start,
        end=selection.end,
        coverage=selection.coverage,
        stack=stack or "group",
        measure=measure or "incidents",
    )
    events = _events(frame) if with_events else _events(frame).iloc[:0]
    chart = stacked_months(
        counts,
        (selection.start, selection.end),
        measure=measure or "incidents",
        names=names,
        hues=stack_hues(list(dict.fromkeys(counts["stack"]))),
        gaps=gaps(selection.coverage, selection.start, selection.end),
        events=events,
        changes=selection.changes,
        colours=frame.colours,
    )
    st.altair_chart(chart, width="stretch", key="months")
    st.caption(
        "A month that no data set covers is hatched, not empty: it says nothing about peace. "
        "An incident that lasted several days counts in the month it began, or in the first one "
        f"shown. {part_words(counts)}"
    )
    if len(events):
        _list_events(events)
    with st.expander("The chart as a table", icon=":material/table:"):
        show_table(_wide(counts, names), hide_index=False)


def show_coverage(frame: Frame) -> None:
    """Bars and words for who supplies which days, and the spans known to be thin."""
    selection = frame.selection
    st.subheader("What the data cover", anchor=False)
    if not selection.coverage:
        _say_gaps(frame)
        return
    bars = pd.DataFrame(
        [
            (frame.names[part.dataset_id], pd.Timestamp(part.start), pd.Timestamp(part.end))
            for part in selection.coverage
        ],
        columns=["title", "start", "end"],
    )
    st.altair_chart(
        coverage_bars(bars, (selection.start, selection.end), frame.colours),
        width="stretch",
        key="coverage",
    )
    st.caption(coverage_words(selection, frame.names))
    _say_gaps(frame)
    thin = thin_periods(selection)
    if thin:
        with st.expander("Where the counts are known to be too low", icon=":material/contrast:"):
            st.markdown("\n".join(f"- {sentence}" for sentence in thin))


def _say_gaps(frame: Frame) -> None:
    """Which days nobody covers, and where to look for them."""
    selection = frame.selection
    holes = gaps(selection.coverage, selection.start, selection.end)
    if holes:
        days = " and ".join(span_words(*hole) for hole in holes)
        st.info(f"No chosen data set covers {days}. {WHERE_ELSE}", icon=":material/event_busy:")


def _events(frame: Frame) -> pd.DataFrame:
    """Dated events inside the span, numbered."""
    events = dated_events()
    start, end = pd.Timestamp(frame.selection.start), pd.Timestamp(frame.selection.end)
    inside = events[events["date"].between(start, end)].sort_values("date")
    return inside.assign(number=[str(i) for i in range(1, len(inside) + 1)])


def _list_events(events: pd.DataFrame) -> None:
    with st.expander("Dated events marked in the chart", icon=":material/flag:"):
        shown = events.assign(day=[day_words(day.date()) for day in events["date"]])
        show_table(
            shown[["number", "day", "label", "note", "source_url"]],
            column_config={
                "number": "No.",
                "day": "Date",
                "label": "Event",
                "note": "Note",
                "source_url": st.column_config.LinkColumn("Source", display_text="open"),
            },
        )


def _wide(counts: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Months down, parts across; a month that is shown in part says so."""
    wide = counts.pivot_table(index="month", columns="stack", values="value", sort=False)
    whole = counts.groupby("month")["whole"].all()
    words = [f"{month:%b %Y}" + ("" if whole[month] else " (part)") for month in wide.index]
    wide.index = pd.Index(words, name="Month")
    return wide.astype("int64").rename(columns=names)
