"""Hot spots: which districts stand out from chance, and where incidents rise or fall."""

from collections.abc import Callable
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.maps.colours import RGBA, rgba
from geo.maps.districts import FILL_OPACITY
from geo.maps.legend import Key, Legend
from geo.measures.findings import hot_spot_finding
from geo.measures.hotspots import (
    COLD,
    HOT,
    ISLAND,
    NO_VALUE,
    NOT,
    LocalStatistics,
    getis_ord,
    local_moran,
)
from geo.measures.neighbours import KINDS, district_weights
from geo.model.counted import counted
from geo.store.select import asked_districts
from geo.ui.base_map import asked_layer, show_base_map
from geo.ui.cached import summary_of
from geo.ui.finding import show_finding, show_how
from geo.ui.frame import Frame
from geo.ui.legend_panel import show_legends
from geo.ui.map_choice import MEASURES
from geo.ui.tables import TENTHS, show_table

STATISTICS: Final[dict[str, tuple[str, Callable[..., LocalStatistics]]]] = {
    "gi": ("Gi*: hot and cold spots", getis_ord),
    "moran": ("Local Moran: like or unlike its neighbours", local_moran),
}
NEIGHBOUR_WORDS: Final = {
    "rook": "share an edge",
    "queen": "share an edge or corner",
    "band": "centres within a distance",
    "nearest": "five nearest",
}

HUES: Final = {
    HOT: "#b3463f",
    COLD: "#3a78a8",
    "high among high": "#b3463f",
    "low among low": "#3a78a8",
    "high among low": "#e0a24a",
    "low among high": "#8c6bb1",
}
"""One hue per label, apart for colour-blind eyes; the legend and the table carry the words."""

HOW: Final = (
    "The value of each district is the measure chosen, over the period and the filter shown.",
    "Gi* compares a district and its neighbours together with all districts (Getis and Ord 1992; "
    "Ord and Getis 1995). Local Moran compares a district with its neighbours (Anselin 1995).",
    "The p-value comes from shuffling the other districts' values 9,999 times (seed 1), so skewed "
    "counts need no assumption.",
    "Each district is a test of its own, {tested} here: p-values are corrected for false "
    "discoveries (Benjamini and Hochberg 1995). Only what stands at 5 % after that has a colour.",
)
CHANGES: Final = (
    "Another measure: counts follow people and roads, rates do not. Look at both.",
    "Another idea of a neighbour: try sharing an edge, a distance and the five nearest.",
    "Rows between districts and rows known to a province only are in no district and not tested.",
    "With {tested} only strong patterns can be seen; no colour does not mean no pattern.",
)


def show_hot_spots(frame: Frame) -> None:
    """Choose a statistic, a measure and neighbours; then finding, map, table, method."""
    left, middle, right = st.columns(3)
    name = left.selectbox(
        "Statistic", list(STATISTICS), format_func=lambda one: STATISTICS[one][0],
        key="h_statistic", persist_state="session",
    )  # fmt: skip
    measure = middle.selectbox(
        "Measure", list(MEASURES), index=2, format_func=MEASURES.__getitem__, key="h_measure",
        persist_state="session",
    )  # fmt: skip
    kind = right.selectbox(
        "Neighbours", list(KINDS), format_func=NEIGHBOUR_WORDS.__getitem__, key="h_neighbours",
        persist_state="session",
    )  # fmt: skip
    # districts that the filter shuts out are not quiet ones
    asked = asked_districts(frame.wanted)
    summary = summary_of(frame.shelf, frame.wanted).set_index("district_id").loc[asked]
    weights = district_weights(kind, vintage=frame.wanted.vintage).only(asked)
    found = STATISTICS[name][1](summary[measure], weights)
    show_finding(hot_spot_finding(found, frame.names))
    map_side, table_side = st.columns(2, gap="medium")
    with map_side:
        _show_map(frame, found, measure)
    with table_side:
        _show_table(frame, found, measure)
    st.caption(f"Neighbours: {weights.words}.")
    tested = counted(int(found.table["p_value"].notna().sum()), "district")
    steps, changes = ([line.format(tested=tested) for line in lines] for lines in (HOW, CHANGES))
    show_how(steps, changes=changes)


def _show_map(frame: Frame, found: LocalStatistics, measure: str) -> None:
    colours = frame.colours
    fills: dict[str, RGBA] = {}
    tips: dict[str, str] = {}
    for district, row in found.table.iterrows():
        label = str(row["label"])
        if label in HUES:
            fills[str(district)] = rgba(HUES[label], FILL_OPACITY)
        elif label in (NO_VALUE, ISLAND):
            fills[str(district)] = rgba(colours.no_data, FILL_OPACITY)
        tips[str(district)] = _tip(frame, str(district), row)
    show_base_map(
        frame,
        under=[asked_layer(frame, fills=fills, tips=tips)],
        over=[],
        key="hot-map",
        alt=f"Map of {found.name} by district. {hot_spot_finding(found, frame.names)}",
    )
    show_legends([_legend(frame, found, MEASURES[measure])])


def _tip(frame: Frame, district: str, row: Any) -> str:
    q = "" if pd.isna(row["q_value"]) else f"\ncorrected p {row['q_value']:.3f}"
    value = "no value" if pd.isna(row["value"]) else f"{row['value']:,.1f}"
    return f"{frame.names[district]}\n{row['label']}\nvalue {value}{q}"


def _legend(frame: Frame, found: LocalStatistics, measure: str) -> Legend:
    present = [label for label in HUES if (found.table["label"] == label).any()]
    keys = [Key("box", HUES[label], label) for label in present]
    keys.append(Key("box", frame.colours.study, NOT))
    if found.table["label"].isin([NO_VALUE, ISLAND]).any():
        keys.append(Key("box", frame.colours.no_data, "no value or no neighbour"))
    note = f"corrected p at most {found.alpha:.0%}; {found.permutations:,} shuffles"
    return Legend(f"{found.name} of {measure.lower()}", tuple(keys), note)


def _show_table(frame: Frame, found: LocalStatistics, measure: str) -> None:
    table = found.table.sort_values(["q_value", "p_value"])
    show_table(
        pd.DataFrame(
            {
                "District": table.index.map(frame.names),
                "Label": table["label"].to_numpy(),
                MEASURES[measure]: table["value"].to_numpy(),
                "p, corrected": table["q_value"].to_numpy(),
                "Statistic": table["statistic"].to_numpy(),
                "p": table["p_value"].to_numpy(),
            }
        ),
        tallest=480,
        column_config={
            MEASURES[measure]: st.column_config.NumberColumn(
                "Value", help=MEASURES[measure], format=TENTHS, width=52
            ),
            "p, corrected": st.column_config.NumberColumn(width=78),
            "Statistic": st.column_config.NumberColumn(width=62),
            "p": st.column_config.NumberColumn(format="%.4f"),
        },
    )
