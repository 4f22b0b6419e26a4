"""What others published for about the same days, with each definition, beside the atlas's count."""

import pandas as pd
import streamlit as st

from geo.measures.published import attack_split, totals_near
from geo.measures.sentence import toll_words
from geo.measures.tolls import count_toll
from geo.model.counted import counted
from geo.model.filter import day_words
from geo.ui.frame import Frame
from geo.ui.tables import show_table
from geo.ui.words import death_words

FIT_WORDS = {
    "same period": "the same days",
    "inside": "part of these days",
    "contains": "longer than these days",
    "overlaps": "partly these days",
}
LONGEST_SPAN_DAYS = 800
"""Beyond about two years nearly every published total overlaps; a list of all says nothing."""

NOT_TOLD_APART = (
    "UCDP event, which does not tell attack from operation",
    "UCDP events, which do not tell attack from operation",
)


def show_published(frame: Frame) -> None:
    """The atlas's own split into attacks and operations, then the published totals."""
    st.subheader("What others counted", anchor=False)
    selection = frame.selection
    _show_split(frame)
    if (selection.end - selection.start).days > LONGEST_SPAN_DAYS:
        st.info(
            "Choose a shorter span (a year, a quarter, a few months) to see what think tanks and "
            "the police published for the same time."
        )
        return
    totals = totals_near(selection.start, selection.end, wanted=frame.wanted, shelf=frame.shelf)
    if totals.empty:
        st.info("No published total for these days is in the atlas.")
        return
    show_table(
        _readable(totals),
        column_config={
            "address": st.column_config.LinkColumn("Source", display_text="open"),
        },
    )
    st.caption(
        "The atlas's columns are for the published days and area, whatever the filter says about "
        "groups or districts. The publishers count different things and none is called right here."
    )


def _show_split(frame: Frame) -> None:
    """How many of the incidents shown are attacks; UCDP does not say."""
    rows = frame.selection.counted
    split = attack_split(rows)
    parts = [
        (split.attacks, "attack by armed groups", "attacks by armed groups"),
        (split.operations, "operation by the state", "operations by the state"),
        (split.clashes, "clash", "clashes"),
        (split.other, "other incident", "other incidents"),
        (split.not_told_apart, *NOT_TOLD_APART),
    ]
    told = ", ".join(counted(number, one, many) for number, one, many in parts if number)
    toll = ", ".join(toll_words(count_toll(rows)))
    st.markdown(f"The data at hand know {toll}{': ' + told if told else ''}.")


def _readable(totals: pd.DataFrame) -> pd.DataFrame:
    """Published and own figures side by side, then what each of them counts."""
    days = zip(totals["start"], totals["end"], strict=True)
    own = totals.filter(like="own_").rename(columns=lambda name: name.removeprefix("own_"))
    return pd.DataFrame(
        {
            "Publisher": totals["publisher"],
            "Days": [f"{day_words(a.date())} – {day_words(b.date())}" for a, b in days],
            "Area": totals["geography"],
            "Incidents": totals["incidents"],
            "Killed": totals["killed"],
            "Atlas: attacks": totals["own_attacks"],
            "Atlas: incidents": totals["own_incidents"],
            "Atlas: killed": death_words(own),
            "The publisher counts": totals["metric_definition"],
            "The atlas counts": totals["own_definition"],
            "Compared with the filter": totals["fit"].map(FIT_WORDS),
            "Injured": totals["injured"],
            "Note": totals["note"],
            "address": totals["url"],
        }
    )
