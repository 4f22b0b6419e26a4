"""Answers about a filter, remembered by the library they were asked of.

Never cached by a table: a table's hash can lie. Never in a cache of all visitors unless the library
itself is shared, so nobody sees an answer about somebody else's data.
"""

from dataclasses import dataclass

import pandas as pd

from geo.measures.belts import CURVE_KM, chance_belts, count_belts, same_districts_share
from geo.measures.density import Picture, as_picture, measure_density
from geo.measures.exposure import years
from geo.measures.previous import previous_selection
from geo.measures.reach import border_reach
from geo.measures.summary import summarise_districts
from geo.model.district import DEFAULT_VINTAGE
from geo.model.filter import IncidentFilter
from geo.model.incident import EVENT_TYPES
from geo.places.layers import district_ids
from geo.store.library import Library
from geo.store.select import Selection, select_incidents


@dataclass(frozen=True)
class BeltNumbers:
    """What the belt page shows of one border; see geo.measures.belts for the tables."""

    counts: pd.DataFrame  # per belt, with the shares that chance gives
    curve: pd.DataFrame  # per distance
    chance_curve: pd.DataFrame


@dataclass(frozen=True)
class Present:
    """What occurs in some data sets: rows per group id, and types in the order of EVENT_TYPES."""

    groups: dict[str, int]
    types: list[str]


def selection_of(library: Library, wanted: IncidentFilter) -> Selection:
    """The incidents of a filter. Shared and read-only, as all answers here."""
    return library.remember(
        ("selection", wanted), lambda: select_incidents(wanted, library=library)
    )


def summary_of(library: Library, wanted: IncidentFilter) -> pd.DataFrame:
    """The district summary of a filter, with the change against the period before."""

    def make() -> pd.DataFrame:
        selection = selection_of(library, wanted)
        return summarise_districts(selection, previous_selection(selection))

    return library.remember(("summary", wanted), make)


def picture_of(library: Library, wanted: IncidentFilter) -> Picture | None:
    """The density of a filter's incidents, None where no data set covers its days."""

    def make() -> Picture | None:
        selection = selection_of(library, wanted)
        covered = years([(part.start, part.end) for part in selection.coverage])
        if not covered:
            return None
        rows = selection.counted
        return as_picture(measure_density(rows, years=covered, vintage=wanted.vintage))

    return library.remember(("picture", wanted), make)


def belts_of(library: Library, wanted: IncidentFilter, border: str) -> BeltNumbers:
    """Belts, curve and chance of a filter's incidents along one border."""

    def make() -> BeltNumbers:
        rows, vintage = selection_of(library, wanted).counted, wanted.vintage
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

    return library.remember(("belts", wanted, border), make)


def present_in(library: Library, dataset_ids: tuple[str, ...]) -> Present:
    """The groups and types that occur in some data sets."""

    def make() -> Present:
        tables = [library.load(one, DEFAULT_VINTAGE) for one in dataset_ids]
        rows = pd.concat(tables, ignore_index=True)
        others = rows.loc[rows["other_group_id"] != "", "other_group_id"]
        counts = pd.concat([rows["group_id"], others]).value_counts()
        found = set(rows["event_type"].unique())
        return Present(
            {str(group): int(number) for group, number in counts.items()},
            [one for one in EVENT_TYPES if one in found],
        )

    return library.remember(("present", dataset_ids), make)


def _asked_districts(wanted: IncidentFilter) -> list[str]:
    """The districts that a filter lets in."""
    if wanted.districts:
        return list(wanted.districts)
    ids = district_ids(wanted.vintage)
    return [one for one in ids if not wanted.provinces or one[:2] in wanted.provinces]
