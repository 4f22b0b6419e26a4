"""Border belts: how near the incidents lie to a border, as far as the sources can tell."""

from typing import Final

import pandas as pd
import streamlit as st

from geo.maps.borders import border_hue
from geo.maps.deck import Bounds
from geo.maps.incidents import draw_incidents
from geo.maps.legend import border_legend, dot_legend
from geo.measures.belts import count_belt_by, nearest_crossing
from geo.measures.findings import belt_finding
from geo.model.filter import IncidentFilter
from geo.places.borders import BELT_KM, BORDERS
from geo.places.layers import bounds
from geo.store.select import asked_districts
from geo.ui.base_map import Surroundings, asked_layer, belt_area, border_line, show_base_map
from geo.ui.belt_chart import CHANCE_WORDS, distance_curve
from geo.ui.cached import stacks_of
from geo.ui.cached_statistics import belts_of
from geo.ui.finding import show_finding, show_how
from geo.ui.frame import Frame
from geo.ui.legend_panel import show_legends
from geo.ui.tables import PERCENT, show_table

PLAIN_BORDER: Final = "afghan"
PLAIN_KM: Final = 25
PARTS: Final = {"group_id": "By group", "year": "By year", "province": "By province"}

NAMES_SHARE: Final = 0.16
"""What the names of the westernmost crossings take west of the region, as a share of its width."""

HOW: Final = (
    "An exact row lies where its point is. A row known to within 25 km certainly lies in a belt "
    "if its whole disc does, certainly not if none of it does, and is undecided between.",
    "A row known to a district is certain only if the whole district lies inside the belt; one "
    "known to a province only is nearly always undecided.",
    "Distances run to the border as the outer edge of the district layer has it, in kilometres on "
    "a conformal projection, within 1 % of the geodesic.",
    "Chance is computed four ways: incidents spread evenly over the area, over the people of the "
    "2023 census, over the main towns (each within the province or districts of the filter), and "
    "over the ground of the very districts they are in.",
    "More or less than chance is said only where an exact binomial test at 5 % tells the certain "
    "share from the highest of the four, or the possible one from the lowest. It takes incidents "
    "as independent; attacks that come together make it milder than it says.",
    "The naive share takes every point at face value, as most maps do.",
)
CHANGES: Final = (
    "More exact places: the open share shrinks and the certain one can only grow.",
    "Another filter of place precision: exact rows alone are certain, but no fair sample; towns "
    "and posts are placed exactly more often than hills.",
    "Crossings are approximate; no distance is measured to them.",
)


def show_belts(frame: Frame) -> None:
    """The page: choose a border and a width, then finding, picture, tables, method."""
    left, right = st.columns(2)
    border = left.segmented_control(
        "Border", list(BORDERS), default=PLAIN_BORDER, format_func=BORDERS.__getitem__,
        key="b_border", persist_state="session",
    ) or PLAIN_BORDER  # fmt: skip
    km = right.segmented_control(
        "Within, km", BELT_KM, default=PLAIN_KM, key="b_km", persist_state="session"
    ) or PLAIN_KM  # fmt: skip
    if frame.selection.counted.empty:
        st.info("No incident matches the filter, so there is nothing to measure.")
        return
    numbers = belts_of(frame.shelf, frame.wanted, border)
    belt = numbers.counts.loc[km]
    chance = [float(numbers.counts[name].to_dict()[km]) for name in CHANCE_WORDS]
    show_finding(belt_finding(km, BORDERS[border], belt, chance))
    map_side, chart_side = st.columns([1.1, 1], gap="medium")
    with map_side:
        _show_map(frame, border, km)
    with chart_side:
        st.markdown("**Share of incidents within a distance of the border**")
        hue = border_hue(border, frame.colours)
        curve = distance_curve(numbers.curve, numbers.chance_curve, hue, frame.colours)
        st.altair_chart(curve, key="curve")
        st.caption(
            "The band runs from what is certain to what is possible; the dashed line takes points "
            "at face value; thin lines are what area, people or towns alone would give, or "
            "incidents spread evenly over the very districts they are in."
        )
    st.markdown("**Belts of this border**")
    _show_belts_of(numbers.counts)
    _show_parts(frame, border, km)
    _show_crossings(frame, border)
    show_how(HOW, changes=CHANGES)


def _show_map(frame: Frame, border: str, km: int) -> None:
    colours = frame.colours
    stacks = stacks_of(frame.shelf, frame.wanted)
    show_base_map(
        frame,
        under=[
            asked_layer(frame, fills={}, tips=frame.names),
            belt_area(border, km, colours),
        ],
        over=[border_line(border, colours), *draw_incidents(stacks, colours)],
        key="belt-map",
        alt=f"Map of the belt of {km} km along the {BORDERS[border]}, with incidents as dots. "
        "The tables below hold the numbers.",
        region=_region(frame.wanted),
        surroundings=Surroundings(crossings=True),
    )
    most = int(stacks["incidents"].max()) if len(stacks) else 0
    borders = border_legend(km, [border], colours, crossings=True)
    show_legends([borders, dot_legend(colours, most)])


def _region(wanted: IncidentFilter) -> Bounds:
    """The districts that the filter lets in, with room for the names of crossings west of them."""
    west, south, east, north = bounds(asked_districts(wanted), wanted.vintage)
    return west - NAMES_SHARE * (east - west), south, east, north


def _show_belts_of(counts: pd.DataFrame) -> None:
    """Numbers and shares per belt, chance beside them."""
    names = {"certain_share": "certain share", "possible_share": "possible share"}
    names |= {"naive_share": "naive share", **CHANCE_WORDS}
    shares = (100 * counts[list(names)]).rename(columns=names)
    numbers = counts[["certain", "undecided", "outside"]]
    show_table(
        numbers.rename(columns={"undecided": "cannot be decided"})
        .join(shares)
        .rename_axis("within km"),
        hide_index=False,
        column_config={
            name: st.column_config.NumberColumn(format=PERCENT) for name in names.values()
        },
    )
    st.caption("The last four: the share that chance alone would give.")


def _show_parts(frame: Frame, border: str, km: int) -> None:
    """The belt by group, year or province; parts too small for a share say so."""
    part = st.segmented_control(
        "The belt", list(PARTS), default="group_id", format_func=PARTS.__getitem__, key="b_part",
        persist_state="session",
    ) or "group_id"  # fmt: skip
    rows = frame.selection.counted
    keys = rows["date_start"].dt.year.astype("str") if part == "year" else rows[part]
    table = count_belt_by(rows, keys, border, vintage=frame.wanted.vintage, km=km)
    if part != "year":
        table = table.sort_values("rows", ascending=False)
    names = [frame.names.get(one, one) or "not given" for one in table.index]
    share = table["certain_share"].map("{:.0%}".format)
    possible = table["possible_share"].map("{:.0%}".format)
    if part == "group_id":
        st.caption("Each incident counts under the group named first; Groups counts both sides.")
    show_table(
        pd.DataFrame(
            {
                PARTS[part].removeprefix("By ").capitalize(): names,
                "Incidents": table["rows"].to_numpy(),
                "certain": table["certain"].to_numpy(),
                "cannot be decided": table["undecided"].to_numpy(),
                "outside": table["outside"].to_numpy(),
                "share, certain–possible": (share + "–" + possible)
                .where(~table["few"], "too few to say")
                .to_numpy(),
            }
        ),
    )


def _show_crossings(frame: Frame, border: str) -> None:
    """How many exact incidents have which crossing nearest; positions are approximate."""
    nearest = nearest_crossing(frame.selection.counted, border)
    counts = nearest[nearest != ""].value_counts()
    if counts.empty:
        return
    with st.expander("Nearest crossing of the exact places", icon=":material/signpost:"):
        show_table(
            counts.rename("Incidents with an exact place").rename_axis("Nearest crossing"),
            hide_index=False,
        )
