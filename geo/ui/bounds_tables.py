"""Certain, best and possible figures by year and by group, as tables."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from geo.measures.bounds import bound_groups, bound_periods
from geo.measures.windows import steps
from geo.ui.frame import Frame
from geo.ui.tables import show_table

BOUNDS: Final = {"certain": "certain", "best": "best", "possible": "possible"}

PERIOD_NOTE: Final = (
    "Certain: every day that the row may stand for lies in the year, and the lowest toll. Best: it "
    "began in the year (or before the first one). Possible: any of its days may, and the highest "
    "toll."
)
GROUP_NOTE: Final = (
    "Best: the row names the group or one under it. Certain: of these, what it claimed or a data "
    "set's coders gave to it, with the lowest toll; what others, mostly the state, say of it is "
    "not certain. Possible: also rows coded to an alliance over it or to its family and no group, "
    "with the highest toll. Rows that name nobody could be anyone's and are in no line."
)


def show_period_bounds(frame: Frame) -> None:
    """Incidents and deaths of each year as certain, best and possible."""
    selection = frame.selection
    spans = steps(selection.start, selection.end, step="year")
    incidents = bound_periods(selection.counted, spans)
    killed = bound_periods(selection.counted, spans, measure="killed")
    with st.expander("How sure is each year?", icon=":material/help:"):
        st.caption(PERIOD_NOTE)
        years = incidents["start"].dt.year.astype("str")
        _show(pd.DataFrame({"Year": years}), incidents, killed)


def show_group_bounds(frame: Frame, group_ids: Sequence[str]) -> None:
    """Incidents and deaths of each group as certain, best and possible."""
    rows = frame.selection.counted
    incidents = bound_groups(rows, group_ids)
    killed = bound_groups(rows, group_ids, measure="killed")
    with st.expander("How sure is each group's count?", icon=":material/help:"):
        st.caption(GROUP_NOTE)
        names = pd.DataFrame({"Group": [frame.names[one] for one in incidents.index]})
        _show(names, incidents.reset_index(), killed.reset_index())


def _show(front: pd.DataFrame, incidents: pd.DataFrame, killed: pd.DataFrame) -> None:
    table = front.copy()
    for title, numbers in (("Incidents", incidents), ("Killed", killed)):
        for name, words in BOUNDS.items():
            table[f"{title}, {words}"] = numbers[name].to_numpy()
    show_table(table)
