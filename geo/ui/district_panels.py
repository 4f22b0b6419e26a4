"""The three views of the Districts page: the summary, one district, two side by side."""

from typing import Any

import pandas as pd
import streamlit as st

from geo.measures.account import REASONS
from geo.measures.compare import DistrictProfile, compare_districts, profile
from geo.measures.previous import Previous, previous_selection
from geo.measures.sentence import toll_words
from geo.measures.summary import rest_of_summary, trend_step
from geo.model.counted import counted
from geo.model.filter import span_words
from geo.model.incident import EVENT_TYPES
from geo.model.precision import PRECISION_WORDS
from geo.store.select import asked_districts, gaps
from geo.ui.cached import summary_of
from geo.ui.charts import part_words, stack_hues, stacked_months
from geo.ui.downloads import offer_incidents, offer_summary
from geo.ui.filter_panel import zoom_to
from geo.ui.frame import Frame
from geo.ui.incident_list import show_incidents
from geo.ui.tables import TENTHS, show_table
from geo.ui.words import both_names

SUMMARY_WORDS = {
    "name": "District",
    "incidents": "Incidents",
    "killed_best": "Killed (best)",
    "killed_low": "low",
    "killed_high": "high",
    "killed_unknown": "toll unknown",
    "trend": "Trend",
    "change": "Change",
    "incidents_per_100k": "Incidents per 100,000",
    "killed_per_100k": "Killed per 100,000",
    "incidents_per_1000km2": "Incidents per 1,000 km²",
    "exact_share": "Exact places",
    "top_groups": "Top groups",
    "last_incident": "Last incident",
    "province": "Province",
}


def show_summary(frame: Frame) -> None:
    """The sortable table of the districts, what is in no district, and the exports."""
    summary = summary_of(frame.shelf, frame.wanted)
    ordered = summary.sort_values(["incidents", "name"], ascending=[False, True])
    before = previous_selection(frame.selection)
    _say_change(before)
    left_out = {"change"} if before.selection is None else set()
    if not ordered["killed_unknown"].any():
        left_out.add("killed_unknown")
    chosen = show_table(
        ordered[[name for name in SUMMARY_WORDS if name not in left_out]],
        tallest=560,
        column_config=_summary_columns(frame),
        on_select="rerun",
        selection_mode="single-row",
        key="summary-table",
    )
    _open_chosen(ordered, chosen.selection.rows)
    _show_rest(frame)
    st.subheader("Take it with you", anchor=False)
    st.caption(
        "Each file carries the filter in words, the data sets with version and licence, the "
        "districts' vintage and the date."
    )
    offer_summary(frame)
    offer_incidents(frame)


def _summary_columns(frame: Frame) -> dict[str, Any]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    step = trend_step(frame.selection)
    special = {
        "name": text("District", pinned=True),
        "incidents": number("Incidents"),
        "killed_best": number("Killed (best)"),
        "killed_low": number("low", help="lowest count of killed"),
        "killed_high": number("high", help="highest count of killed"),
        "killed_unknown": number(
            "toll unknown", help="incidents whose source gives no toll; they add 0 to the killed"
        ),
        "incidents_per_100k": number(format=TENTHS, help="2023 census; over the period shown"),
        "killed_per_100k": number(format=TENTHS, help="2023 census; over the period shown"),
        "incidents_per_1000km2": number(format=TENTHS, help="over the period shown"),
        "exact_share": number(
            format="percent", help="share of the district's incidents known to an exact place"
        ),
        "last_incident": st.column_config.DateColumn(format="D MMM YYYY"),
        "change": number(
            format="%+d",
            help="incidents against the period before: as many months, or as many days",
        ),
        "trend": st.column_config.BarChartColumn(
            f"By {step}", y_min=0, help=f"incidents; the first and last {step} may be a part only"
        ),
    }
    for name, column in special.items():
        column["label"] = column["label"] or SUMMARY_WORDS[name]
    return {**SUMMARY_WORDS, **special}


def _say_change(before: Previous) -> None:
    """What "change" compares, or why there is none."""
    if before.selection is None:
        st.caption(f":material/info: No change is shown. {before.note}")
    else:
        st.caption(f"Change: against {span_words(before.start, before.end)}. {before.note}".strip())


def _open_chosen(ordered: pd.DataFrame, rows: list[int]) -> None:
    if not rows:
        st.caption("Tick a row to open the district.")
        return
    district = ordered.iloc[rows[0]]
    st.button(
        f"Open {district['name']}",
        icon=":material/article:",
        on_click=_open_profile,
        args=(str(district["district_id"]),),
    )


def _open_profile(district_id: str) -> None:
    st.session_state["p_district"] = district_id
    st.session_state["p_view"] = "profile"


def _show_rest(frame: Frame) -> None:
    """Counted incidents that no district can claim, so that the table adds up."""
    rest = rest_of_summary(frame.selection)
    rest = rest[rest["incidents"] > 0]
    total = len(frame.selection.counted)
    placed = total - int(rest["incidents"].sum())
    st.caption(
        f"{counted(placed, 'incident')} in the table + {total - placed:,} counted without a "
        f"district = {counted(total, 'incident')}."
    )
    if rest.empty:
        return
    show_table(
        pd.DataFrame(
            {
                "Without a district": rest["reason"].map(REASONS),
                "Province": rest["province"],
                "Incidents": rest["incidents"],
                "Killed (best)": rest["killed_best"],
                "low": rest["killed_low"],
                "high": rest["killed_high"],
            }
        ),
    )


def show_profile(frame: Frame) -> None:
    """One district: toll, rates, months, groups, kinds, how well it is known, incidents."""
    district_id = _pick(frame, "District", "p_district")
    found = profile(frame.selection, district_id)
    row = summary_of(frame.shelf, frame.wanted).set_index("district_id").loc[district_id]
    st.subheader(f"{found.name} · {found.name_ur}", anchor=False)
    st.markdown(f"{found.province} · " + " · ".join(toll_words(found.toll)))
    _show_facts(row)
    if st.button("Show on the map", icon=":material/map:", on_click=zoom_to, args=(district_id,)):
        st.switch_page("pages/map.py")
    if not found.toll.incidents:
        st.info("No incident of this filter is in this district. Widen the dates or the filter.")
        return
    _show_months(frame, found)
    left, right = st.columns(2)
    with left:
        st.markdown("**Groups**")
        _show_shares(found.by_group, "group_id", frame.names)
        st.markdown("**How well the places are known**")
        _show_shares(found.by_precision, "place_precision", PRECISION_WORDS)
    with right:
        st.markdown("**Types**")
        _show_shares(found.by_type, "event_type", EVENT_TYPES)
    st.markdown("**Incidents, newest first**")
    rows = frame.selection.counted
    show_incidents(rows[rows["district_id"] == district_id], frame.names, key="profile-all")


def _show_facts(row: Any) -> None:
    facts = [
        ("Incidents per 100,000", f"{row['incidents_per_100k']:.1f}"),
        ("Killed per 100,000", f"{row['killed_per_100k']:.1f}"),
        ("Incidents per 1,000 km²", f"{row['incidents_per_1000km2']:.1f}"),
        ("People, 2023 census", f"{row['population_2023']:,}"),
        ("Area, km²", f"{row['area_km2']:,.0f}"),
    ]
    for column, (label, value) in zip(st.columns(len(facts)), facts, strict=True):
        column.metric(label, value)


def _show_months(frame: Frame, found: DistrictProfile) -> None:
    selection = frame.selection
    chart = stacked_months(
        found.by_month,
        (selection.start, selection.end),
        measure="incidents",
        names={"all": found.name},
        hues=stack_hues(["all"]) | {"all": frame.colours.incident},
        gaps=gaps(selection.coverage, selection.start, selection.end),
        events=pd.DataFrame(),
        changes=selection.changes,
        colours=frame.colours,
    )
    st.altair_chart(chart, width="stretch", key="profile-months")
    if words := part_words(found.by_month):
        st.caption(words)


def _show_shares(table: pd.DataFrame, column: str, words: dict[str, str]) -> None:
    shown = table[table["incidents"] > 0]
    show_table(
        pd.DataFrame(
            {
                "": shown[column].map(lambda one: words.get(one, one)),
                "Incidents": shown["incidents"],
                "Killed (best)": shown["killed_best"],
                "low": shown["killed_low"],
                "high": shown["killed_high"],
            }
        ),
    )


def show_comparison(frame: Frame) -> None:
    """Two districts, measure by measure."""
    if len(asked_districts(frame.wanted)) < 2:
        st.info("The filter leaves fewer than two districts. Widen it to compare two.")
        return
    left, right = st.columns(2)
    with left:
        first = _pick(frame, "First district", "p_first", default=0)
    with right:
        second = _pick(frame, "Second district", "p_second", default=1)
    table = compare_districts(frame.selection, first, second)
    one, two = frame.names[first], frame.names[second]
    if first == second:
        st.info("Choose two different districts.")
        return
    show_table(
        pd.DataFrame(
            {
                "Measure": table["words"],
                one: [
                    _figure(*pair) for pair in zip(table["measure"], table["first"], strict=True)
                ],
                two: [
                    _figure(*pair) for pair in zip(table["measure"], table["second"], strict=True)
                ],
                f"{one} ÷ {two}": ["–" if pd.isna(x) else f"{x:.2f}" for x in table["ratio"]],
            }
        ),
        height="content",
    )
    st.caption("Rates are over the period shown, with the population of the 2023 census.")


def _figure(measure: str, value: float) -> str:
    if pd.isna(value):
        return "no value"
    if measure == "exact_share":
        return f"{value:.0%}"
    return f"{value:,.1f}" if "_per_" in measure else f"{value:,.0f}"


def _pick(frame: Frame, label: str, key: str, *, default: int = 0) -> str:
    """A district that the filter lets in; starts with the busiest."""
    summary = summary_of(frame.shelf, frame.wanted)
    options = list(summary.sort_values("name")["district_id"])
    busiest = list(summary.nlargest(2, "incidents")["district_id"])
    if st.session_state.get(key) not in options:
        st.session_state[key] = busiest[default]
    return str(
        st.selectbox(label, options, format_func=both_names, key=key, persist_state="session")
    )
