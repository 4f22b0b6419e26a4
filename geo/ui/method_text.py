"""The words and tables of the method page. Figures come from the shipped tables, never by hand."""

from typing import Final

import pandas as pd
import streamlit as st

from geo.model.counted import counted
from geo.model.district import DEFAULT_VINTAGE
from geo.model.filter import IncidentFilter, span_words
from geo.model.precision import NEAR_RADIUS_KM, PLACE_PRECISIONS, PLACEMENTS, PRECISION_WORDS
from geo.model.shipped import registry
from geo.store.rows import as_frame
from geo.store.select import coded
from geo.store.shipped import load_rows
from geo.ui.cached import stacks_of
from geo.ui.frame import Frame
from geo.ui.tables import show_table

NOT_FOR: Final = (
    "Sarhad is for understanding what happened. It is **not for operational safety decisions**: it "
    "has no live data, the newest rows are provisional, and a quiet district in it may be an "
    "unreported one. It predicts nothing."
)

STEPS: Final = (
    "**A source reports an incident.** One row is one event as one source tells it. Rows of "
    "different sources are never merged.",
    "**One source per day.** Where two chosen data sets cover the same day, the one with "
    "precedence supplies it, so nothing is counted twice. The account on each page says how many "
    "rows stood back.",
    "**Dates stay as exact as they are.** A month is not turned into a day. A row that lasted "
    "several days matches a filter when its span overlaps it, and counts in the month it "
    "began, or in the first month shown if it began earlier.",
    "**Deaths are a range.** Lowest, best and highest count of the source; where these are out of "
    "order, the lowest and highest of the three. Sums add lows, bests and highs apart. Of a "
    "bare range the lower end is the best estimate. A missing toll is missing, not zero.",
    "**The place has a precision**: an exact place, a place known to within "
    f"{NEAR_RADIUS_KM:.0f} km, a district, a province, or only the country.",
    "**The name decides the district.** The source's district name is looked up in an alias table "
    "that knows when districts were split. An old name that means two of today's districts is "
    "decided by the point or stays between districts.",
    "**The point checks the name.** An exact point more than 5 km, or a near one more than 10 km, "
    "outside the named district is a conflict: the row counts by its name and gets no dot. Points "
    "fill in where there is no name; on the coast, the nearest district within 5 km.",
    "**Vague rows stay vague.** A row known to a province or the country never gets a district or "
    "a dot. A row that sums up more than a week is counted, never drawn.",
    "**Numbers add up.** Every page, export and command counts with the same function. Rows on the "
    "map, counted without a dot, outside and not counted always sum to all rows.",
    "**Rates are plain.** Per 100,000 people of the 2023 census, and per 1,000 km² of geodesic "
    "area, over the period shown, not scaled to a year. Only the rates under *How sure?* and the "
    "density on the map are per year, and say so. A change is shown only when one source supplies "
    "both periods whole.",
)

CANNOT: Final = """
- **Silence is not peace.** Reporting from Balochistan and the former tribal districts is thin: few
  reporters, cut networks, fear. A month or district without rows may have had incidents.
- **UCDP counts deaths.** Its events have at least one death by one of its estimates, not always by
  the best one. Wounded people, foiled attacks and damage are not in it. The compiled table has some
  of them; the two are never added together for the same days, and counts on the two sides of a
  change of source must not be compared.
- **The years 2022–2025 are partial here.** UCDP's yearly release embedded here ends in 2021. The
  compiled table is far from complete: PIPS counted 699 attacks in the country in 2025, the table
  has about half as many rows for the two provinces, operations by the state included.
- **Who did it is often unknown or a claim.** UCDP codes nearly every Baloch attack since 2019 as
  the alliance BRAS. State terms such as "Fitna al-Khawarij" name no group: in a table that you
  bring they lead to "unspecified". In the compiled table {attributed} of {ttp} TTP rows are marked
  "attributed": others named the TTP, mostly the state, sometimes by its term alone. They count as
  TTP at best, never as certain.
- **Tolls of militants mostly rest on the army's word.** High counts are often claims.
- **A dot is not a spot.** {shared} of the dots stand on a point that they share with others: it is
  the middle of a town or an area. Hollow dots are known to within 25 km only.
"""

BORDERS: Final = """
District lines follow OpenStreetMap as of 2026, with three splits along older tehsil lines; two good
sources of these boundaries agree on about 98 % of points in Khyber Pakhtunkhwa and 95 % in
Balochistan, which is why the reported name decides. International borders are drawn as their source
has them. Disputed lines, the Line of Control among them, are dashed and named; drawing a line takes
no position. Crossings are approximate and say how sure they are. Group names are those used by the
sources; a listing says nothing about a group's standing.
"""


SHORT_PLACEMENTS: Final = {
    "certain": "surely in one",
    "conflict": "name ≠ point",
    "ambiguous": "between districts",
    "outside": "outside",
    "unplaced": "no district known",
    "all": "all rows",
    "dots": "drawn as a dot",
}
"""Column heads of the placing table."""


def show_steps() -> None:
    """The ten steps, numbered."""
    st.markdown("\n".join(f"{number}. {step}" for number, step in enumerate(STEPS, start=1)))


def show_limits(frame: Frame) -> None:
    """What the data cannot show; the share of shared points and the TTP rows are counted."""
    stacks = stacks_of(frame.shelf, IncidentFilter())
    shared = stacks.loc[stacks["incidents"] > 1, "incidents"].sum() / stacks["incidents"].sum()
    attributed, ttp = attributed_rows("ttp")
    st.markdown(CANNOT.format(shared=f"{shared:.0%}", attributed=f"{attributed:,}", ttp=f"{ttp:,}"))


def attributed_rows(group_id: str) -> tuple[int, int]:
    """Rows of the compiled table coded to a group: those that others attribute to it, and all."""
    rows = load_rows("compiled-2022-2026", DEFAULT_VINTAGE).select(["group_id", "attribution"])
    table = as_frame(rows)
    of_group = table[table["group_id"] == group_id]
    return int((of_group["attribution"] == "attributed").sum()), len(of_group)


def show_datasets(frame: Frame) -> None:
    """Every data set with version, coverage, what it counts, licence and citation."""
    for one in frame.shelf.datasets.values():
        with st.container(border=True):
            st.markdown(f"**{one.title}** · version {one.version} · {counted(one.rows, 'row')}")
            st.caption(f"Covers {span_words(one.covers_from, one.covers_to)}. {one.counts}")
            st.caption(f"Licence: {one.licence}. Cite: {one.citation} {one.address}")


def show_placing(frame: Frame) -> None:
    """How all rows of each data set were placed, in the chosen districts."""
    for dataset_id, dataset in frame.shelf.datasets.items():
        codes, _ = coded(frame.shelf, (dataset_id,), frame.wanted.vintage)
        kinds = codes.counted_kinds
        table = kinds.pivot_table(
            index="place_precision", columns="placement", values="rows", aggfunc="sum"
        ).reindex(index=list(PLACE_PRECISIONS), columns=list(PLACEMENTS), fill_value=0)
        table = table.fillna(0)
        drawn = kinds[kinds["on_map"]].groupby("place_precision")["rows"].sum()
        table["all"] = table.sum(axis=1)
        table["dots"] = drawn.reindex(table.index, fill_value=0)
        table.loc["all"] = table.sum()
        shown = table.astype("Int64").rename(index=PRECISION_WORDS, columns=SHORT_PLACEMENTS)
        st.markdown(f"**{dataset.title}**")
        show_table(shown.rename_axis(index="Place known", columns=None), hide_index=False)


def show_credits() -> None:
    """Licence and origin of every shipped file."""
    st.markdown(
        "Boundaries © OpenStreetMap contributors and geoBoundaries (ODbL 1.0). P-codes: OCHA "
        "COD-AB (CC BY-IGO). Events: Uppsala Conflict Data Program (CC BY 4.0). Population: "
        "Pakistan Bureau of Statistics. Context: Natural Earth (public domain). Colours: Fabio "
        "Crameri's scientific colour maps. Code: MIT."
    )
    rows = [(one.name, one.licence, one.origin, one.rows) for one in registry().values()]
    table = pd.DataFrame(rows, columns=["File", "Licence", "Origin", "Rows"])
    show_table(table)
