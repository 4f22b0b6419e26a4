"""Cached answers, keyed by the frozen filter. Never by a table: a table's hash can lie.

Only shipped data pass through here, so sharing an answer between visitors gives nothing away.
"""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from geo.measures.belts import CURVE_KM, chance_belts, count_belts, same_districts_share
from geo.measures.density import Picture, as_picture, measure_density
from geo.measures.exposure import years
from geo.measures.previous import previous_selection
from geo.measures.reach import border_reach
from geo.measures.summary import summarise_districts
from geo.model.filter import IncidentFilter
from geo.model.incident import EVENT_TYPES
from geo.places.layers import district_ids
from geo.store.select import Selection, select_incidents
from geo.store.shipped import load_incidents

KEPT = 64
"""Answers kept in memory, the oldest dropped first; each is at most a few megabytes."""


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def selection_of(wanted: IncidentFilter) -> Selection:
    """The incidents of a filter. Shared and read-only."""
    return select_incidents(wanted)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def summary_of(wanted: IncidentFilter) -> pd.DataFrame:
    """The district summary of a filter, with the change against the period before."""
    selection = selection_of(wanted)
    return summarise_districts(selection, previous_selection(selection))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def picture_of(wanted: IncidentFilter) -> Picture | None:
    """The density of a filter's incidents, None where no data set covers its days."""
    selection = selection_of(wanted)
    covered = years([(part.start, part.end) for part in selection.coverage])
    if not covered:
        return None
    return as_picture(measure_density(selection.counted, years=covered, vintage=wanted.vintage))


@dataclass(frozen=True)
class BeltNumbers:
    """What the belt page shows of one border; see geo.measures.belts for the tables."""

    counts: pd.DataFrame  # per belt, with the shares that chance gives
    curve: pd.DataFrame  # per distance
    chance_curve: pd.DataFrame


@st.cache_data(max_entries=KEPT, show_spinner="Measuring distances to the border …")
def belts_of(wanted: IncidentFilter, border: str) -> BeltNumbers:
    """Belts, curve and chance of a filter's incidents along one border."""
    rows, vintage = selection_of(wanted).counted, wanted.vintage
    reach = border_reach(rows, border, vintage=vintage)
    same = same_districts_share(rows, border, vintage=vintage)
    asked = _asked_districts(wanted)
    return BeltNumbers(
        count_belts(rows, border, vintage=vintage, reach=reach)
        .join(chance_belts(border, vintage=vintage, districts=asked))
        .join(same),
        count_belts(rows, border, vintage=vintage, km=CURVE_KM, reach=reach),
        chance_belts(border, vintage=vintage, km=CURVE_KM, districts=asked),
    )


def _asked_districts(wanted: IncidentFilter) -> list[str]:
    """The districts that a filter lets in."""
    if wanted.districts:
        return list(wanted.districts)
    ids = district_ids(wanted.vintage)
    return [one for one in ids if not wanted.provinces or one[:2] in wanted.provinces]


@st.cache_data(show_spinner=False)
def groups_present(dataset_ids: tuple[str, ...]) -> dict[str, int]:
    """Group ids that occur in the data sets, with the number of rows of each."""
    rows = _rows(dataset_ids)
    both = pd.concat([rows["group_id"], rows.loc[rows["other_group_id"] != "", "other_group_id"]])
    return {str(group): int(number) for group, number in both.value_counts().items()}


@st.cache_data(show_spinner=False)
def types_present(dataset_ids: tuple[str, ...]) -> list[str]:
    """Types of violence that occur in the data sets, in the order of EVENT_TYPES."""
    found = set(_rows(dataset_ids)["event_type"].unique())
    return [one for one in EVENT_TYPES if one in found]


def _rows(dataset_ids: tuple[str, ...]) -> pd.DataFrame:
    return pd.concat([load_incidents(one, "2025") for one in dataset_ids], ignore_index=True)
