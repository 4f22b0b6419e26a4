"""Answers about a filter, remembered by the shelf they were asked of.

Never cached by a table: a table's hash can lie. Never in a cache of all visitors unless the shelf
itself is shared, so nobody sees an answer about somebody else's data.

Here is what the frame and the map ask. What the pages of statistics ask is in
geo.ui.cached_statistics, which imports their measures: the first page comes sooner without them.
"""

from dataclasses import dataclass

import pandas as pd

from geo.measures.breaks import ClassBreaks, window_breaks
from geo.measures.density import Picture, as_picture, measure_density
from geo.measures.exposure import covered_spans, years
from geo.measures.previous import previous_selection
from geo.measures.stacks import stack_points
from geo.measures.summary import measure_districts, rate_basis, summarise_districts
from geo.measures.tolls import window_tolls
from geo.measures.windows import Span
from geo.model.district import DEFAULT_VINTAGE
from geo.model.filter import IncidentFilter
from geo.model.incident import EVENT_TYPES
from geo.places.layers import district_table
from geo.store.select import Selection, coded, select_incidents
from geo.store.shelf import Shelf


@dataclass(frozen=True)
class Present:
    """What occurs in some data sets: rows per group id, and types in the order of EVENT_TYPES."""

    groups: dict[str, int]
    types: list[str]


def selection_of(shelf: Shelf, wanted: IncidentFilter) -> Selection:
    """The incidents of a filter. Shared and read-only, as all answers here."""
    return shelf.remember(("selection", wanted), lambda: select_incidents(wanted, shelf=shelf))


def summary_of(shelf: Shelf, wanted: IncidentFilter) -> pd.DataFrame:
    """The district summary of a filter, with the change against the period before."""

    def make() -> pd.DataFrame:
        selection = selection_of(shelf, wanted)
        return summarise_districts(selection, previous_selection(selection))

    return shelf.remember(("summary", wanted), make)


def measured_of(shelf: Shelf, wanted: IncidentFilter) -> pd.DataFrame:
    """Tolls and rates of every district of a filter; see summary.measure_districts."""
    return shelf.remember(
        ("measured", wanted),
        lambda: measure_districts(selection_of(shelf, wanted)).reset_index(),
    )


def stacks_of(shelf: Shelf, wanted: IncidentFilter) -> pd.DataFrame:
    """The drawn points of a filter, one row each."""
    return shelf.remember(
        ("stacks", wanted), lambda: stack_points(selection_of(shelf, wanted).counted)
    )


def window_breaks_of(
    shelf: Shelf, wanted: IncidentFilter, frames: tuple[Span, ...], measure: str
) -> ClassBreaks:
    """Classes of a measure that hold still over all frames of a filter's time."""

    def make() -> ClassBreaks:
        table = district_table(wanted.vintage).set_index("district_id")
        counted, bases = rate_basis(measure, table)
        tolls = window_tolls(selection_of(shelf, wanted), frames, measure=counted)
        return window_breaks(tolls, bases)

    return shelf.remember(("window breaks", wanted, frames, measure), make)


def picture_of(shelf: Shelf, wanted: IncidentFilter) -> Picture | None:
    """The density of a filter's incidents, None where no data set covers its days."""

    def make() -> Picture | None:
        selection = selection_of(shelf, wanted)
        covered = years(covered_spans(selection.coverage))
        if not covered:
            return None
        rows = selection.counted
        return as_picture(measure_density(rows, years=covered, vintage=wanted.vintage))

    return shelf.remember(("picture", wanted), make)


def present_in(shelf: Shelf, dataset_ids: tuple[str, ...]) -> Present:
    """The groups and types that occur in some data sets."""

    def make() -> Present:
        codes, _ = coded(shelf, shelf.ranked(dataset_ids), DEFAULT_VINTAGE)
        kinds = codes.counted_kinds
        sides = [kinds["group_id"], kinds.loc[kinds["other_group_id"] != "", "other_group_id"]]
        counts = kinds["rows"].reindex(pd.concat(sides).index).groupby(pd.concat(sides).to_numpy())
        found = set(kinds["event_type"])
        return Present(
            {
                str(group): int(number)
                for group, number in counts.sum().sort_values(ascending=False).items()
            },
            [one for one in EVENT_TYPES if one in found],
        )

    return shelf.remember(("present", dataset_ids), make)
