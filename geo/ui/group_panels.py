"""One group: since when, where, with what deaths and targets, how its area moves; two groups."""

from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.intake.groups import covering, groups, members
from geo.maps.districts import fill_of
from geo.maps.legend import Key, Legend, class_legend
from geo.maps.movement import draw_centre_years, draw_centres
from geo.measures.breaks import break_labels, class_breaks, classify
from geo.measures.discoveries import ALPHA
from geo.measures.findings import group_finding, movement_finding
from geo.measures.movement import (
    GroupActivity,
    group_activity,
    group_centres,
    group_overlap,
    rows_of_group,
)
from geo.measures.series import count_by_month
from geo.model.counted import counted
from geo.model.group import FAMILIES
from geo.model.incident import EVENT_TYPES
from geo.store.select import gaps
from geo.ui.base_map import asked_layer, show_base_map
from geo.ui.bounds_tables import show_group_bounds
from geo.ui.charts import part_words, stacked_months
from geo.ui.finding import show_finding, show_how
from geo.ui.frame import Frame
from geo.ui.legend_panel import show_legends
from geo.ui.tables import WHOLE, show_table
from geo.ui.words import escaped

HOW: Final = (
    "A group's incidents are those in which it, or a group that stands under it, is either side.",
    "Centre and spread come from dots only: a row known to a district would pull the centre to the "
    "district's middle. What share is left out stands beside every year.",
    "The disc around a centre holds 95 % of the centres of 999 redrawn samples, in which near rows "
    "lie anywhere within their 25 km.",
    "A move is called one where two years' centres differ at 5 %. Years of different sources are "
    "marked: the move may be the source's.",
)
CHANGES: Final = (
    "Who is named: most rows of the compiled table name no group, and UCDP codes nearly every "
    "Baloch attack since 2019 as BRAS.",
    "Umbrellas are not dated: BRAS holds the rows of its members from before it was formed.",
)

TALLEST_PIXELS: Final = 248
"""Height of a table of more than six rows: two of them are as high as the map in a small window
with its legend, and the row that is cut says that more follow."""


def show_groups(frame: Frame) -> None:
    """Choose a group; then finding, map, months, targets, movement, overlap, method."""
    rows = frame.selection.counted
    present = _present(frame)
    if not present:
        st.info("No incident of this filter names an armed group. Widen the dates or the filter.")
        return
    if st.session_state.get("g_group") not in present:
        st.session_state["g_group"] = present[0]
    group_id = st.selectbox(
        "Group", present, format_func=frame.names.__getitem__, key="g_group",
        persist_state="session",
    )  # fmt: skip
    activity = group_activity(rows, group_id)
    several = len(frame.selection.coverage) > 1
    show_finding(group_finding(activity, frame.names[group_id], frame.names, spans_sources=several))
    _show_identity(group_id, frame)
    map_side, chart_side = st.columns([1.2, 1], gap="medium")
    centres = group_centres(rows, group_id)
    with map_side:
        _show_map(frame, activity, centres)
    with chart_side:
        _show_targets(activity)
    _show_months(frame, group_id)
    _show_movement(frame, centres)
    _show_overlap(frame, group_id, present)
    show_group_bounds(frame, present)
    show_how(HOW, changes=CHANGES)


def _present(frame: Frame) -> list[str]:
    """Armed groups with rows in the selection, most frequent first; states and unknown left out."""
    rows, catalogue = frame.selection.counted, groups()
    counts = pd.concat([rows["group_id"], rows["other_group_id"]]).value_counts()
    armed = [str(one) for one in counts.index if one in catalogue]
    kin = {catalogue[one].umbrella_id for one in armed} - {"", *armed}
    armed += sorted(one for one in kin if one in catalogue)
    return [one for one in armed if catalogue[one].family not in ("state", "unknown")]


def _show_identity(group_id: str, frame: Frame) -> None:
    group = groups()[group_id]
    parts = [FAMILIES[group.family]]
    if group.umbrella_id:
        parts.append(f"under {frame.names[group.umbrella_id]}")
    if group.aliases:
        parts.append("also " + ", ".join(group.aliases[:6]))
    st.caption(escaped(" · ".join(parts) + (f". {group.note}" if group.note else "")))


def _show_map(frame: Frame, activity: GroupActivity, centres: pd.DataFrame) -> None:
    counts = activity.districts.groupby("district_id")["incidents"].sum()
    breaks = class_breaks(counts.astype("float64"))
    codes = classify(counts.astype("float64"), breaks)
    colours = frame.colours
    fills = {
        str(one): fill_of(int(code), colours) for one, code in zip(counts.index, codes, strict=True)
    }
    tips = {
        str(one): f"{frame.names[str(one)]}\n{counted(n, 'incident')}" for one, n in counts.items()
    }
    known: list[dict[Any, Any]] = centres[centres["note"] == ""].to_dict("records")
    show_base_map(
        frame,
        under=[asked_layer(frame, fills=fills, tips=tips)],
        over=draw_centres(known, colours) if known else [],
        above=[draw_centre_years(known, colours)] if known else [],
        key="group-map",
        alt=f"Map of the districts where {frame.names[activity.group_id]} is active, with its "
        "yearly centres. The tables below hold the numbers.",
    )
    labels = break_labels(breaks)
    legends = [class_legend("Incidents", labels, colours, missing=False, note=breaks.note)]
    if known:
        centre = Key("ring", colours.incident, "centre of a year's dots, 95 % of redrawn centres")
        legends.append(Legend("Movement", (centre,)))
    show_legends(legends)


def _show_targets(activity: GroupActivity) -> None:
    types = activity.by_type["event_type"].map(EVENT_TYPES)
    for title, names, table in (
        ("Type", types, activity.by_type),
        ("Target", activity.targets["target"], activity.targets),
    ):
        show_table(
            pd.DataFrame({title: names, "Incidents": table["incidents"]}),
            tallest=TALLEST_PIXELS,
            column_config={"Incidents": st.column_config.NumberColumn(width=80)},
        )
    st.caption("UCDP names no targets beyond civilians; only the compiled table does.")


def _show_months(frame: Frame, group_id: str) -> None:
    selection = frame.selection
    counts = count_by_month(
        rows_of_group(selection.counted, group_id),
        start=selection.start,
        end=selection.end,
        coverage=selection.coverage,
    )
    chart = stacked_months(
        counts,
        (selection.start, selection.end),
        measure="incidents",
        names={"all": frame.names[group_id]},
        hues={"all": frame.colours.incident},
        gaps=gaps(selection.coverage, selection.start, selection.end),
        events=pd.DataFrame(),
        changes=selection.changes,
        colours=frame.colours,
    )
    st.altair_chart(chart, width="stretch", key="group-months")
    if words := part_words(counts):
        st.caption(words)


def _show_movement(frame: Frame, centres: pd.DataFrame) -> None:
    st.markdown("**Centre and spread, year by year**")
    st.markdown(movement_finding(centres))
    moved = centres["moved"].map({True: "yes", False: ""})
    show_table(
        pd.DataFrame(
            {
                "Year": centres["year"].astype("str"),
                "Incidents": centres["rows"],
                "Dots": centres["dots"],
                "Left out": (100 * centres["left_out_share"]).round(0),
                "Centre ± km": centres["centre_error_km"].round(0),
                "Spread, km": centres["distance_km"].round(0),
                "Moved, km": centres["moved_km"].round(0),
                "Beyond chance": moved,
                "Sources": [_titles(frame, one) for one in centres["sources"]],
                "Note": centres["note"],
            }
        ),
        placeholder="",
        column_config={
            "Left out": st.column_config.NumberColumn(
                format="%d%%", help="incidents of the year that are no dot"
            ),
            "Centre ± km": st.column_config.NumberColumn(
                format=WHOLE, help="95 % of centres redrawn from the year's dots lie within"
            ),
            "Spread, km": st.column_config.NumberColumn(
                format=WHOLE, help="standard distance of the dots"
            ),
            "Moved, km": st.column_config.NumberColumn(format=WHOLE),
            "Sources": st.column_config.TextColumn(width="small"),
        },
    )


def _titles(frame: Frame, sources: str) -> str:
    return " + ".join(frame.names.get(one, one) for one in sources.split("+"))


def _show_overlap(frame: Frame, group_id: str, present: list[str]) -> None:
    # one that stands under the other shares its districts by definition
    others = [one for one in present if one not in members(group_id) | {*covering(group_id)}]
    if not others:
        return
    st.markdown("**Where two groups overlap**")
    other = st.selectbox("With", others, format_func=frame.names.__getitem__, key="g_other")
    found = group_overlap(frame.selection.counted, group_id, other)
    st.markdown(
        f"Districts with incidents of both: {len(found.shared):,}, of the first only: "
        f"{len(found.first_only):,}, of the second only: {len(found.second_only):,}, of anyone: "
        f"{found.open_to:,}."
    )
    if found.note:
        st.caption(found.note)
    else:
        verdict = "no more and no less than chance"
        if found.p_more <= ALPHA / 2:
            verdict = "more than chance"
        elif found.p_fewer <= ALPHA / 2:
            verdict = "less than chance"
        st.caption(
            f"They share {verdict} (p more {found.p_more:.3f}, p fewer {found.p_fewer:.3f}); "
            f"Jaccard {found.jaccard:.2f}, overlap coefficient {found.coefficient:.2f}."
        )
    if found.shared:
        st.caption("Both: " + ", ".join(frame.names[one] for one in found.shared) + ".")
