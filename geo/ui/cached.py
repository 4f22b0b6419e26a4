"""Answers about a filter, remembered by the shelf they were asked of.

Never cached by a table: a table's hash can lie. Never in a cache of all visitors unless the shelf
itself is shared, so nobody sees an answer about somebody else's data.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.measures.belts import CURVE_KM, chance_belts, count_belts, same_districts_share
from geo.measures.bounds import DistrictBounds, bound_districts
from geo.measures.breaks import ClassBreaks, window_breaks
from geo.measures.chances import place_chances
from geo.measures.density import Picture, as_picture, measure_density
from geo.measures.emerging import Emerging, emerging_spots
from geo.measures.exposure import covered_spans, person_years, years
from geo.measures.knox import Knox, near_repeats
from geo.measures.neighbours import centre_distances_km, district_weights
from geo.measures.panel import Panel, count_panel
from geo.measures.previous import previous_selection
from geo.measures.ranks import Ranks, rank_districts
from geo.measures.rates import Rates, rate_districts
from geo.measures.reach import ANY, border_reach
from geo.measures.scan import Scan, scan_clusters
from geo.measures.stacks import stack_points
from geo.measures.summary import measure_districts, rate_basis, summarise_districts
from geo.measures.windows import Span
from geo.model.district import DEFAULT_VINTAGE
from geo.model.filter import IncidentFilter
from geo.model.incident import EVENT_TYPES
from geo.places.layers import district_ids, district_table
from geo.store.select import Selection, coded, select_incidents
from geo.store.shelf import Shelf


@dataclass(frozen=True)
class BeltNumbers:
    """What the belt page shows of one border; see geo.measures.belts for the tables."""

    counts: pd.DataFrame  # per belt, with the shares that chance gives
    curve: pd.DataFrame  # per distance
    chance_curve: pd.DataFrame


@dataclass(frozen=True)
class Certainty:
    """How sure a measure is, district by district."""

    bounds: DistrictBounds
    ranks: Ranks
    rates: Rates
    movable: pd.Series  # share (0-1) of each district's rows that could move; NaN without rows


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
        rows = selection_of(shelf, wanted).counted
        return window_breaks(rows, frames, measure=counted, bases=bases)

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


def belts_of(shelf: Shelf, wanted: IncidentFilter, border: str) -> BeltNumbers:
    """Belts, curve and chance of a filter's incidents along one border."""

    def make() -> BeltNumbers:
        rows, vintage = selection_of(shelf, wanted).counted, wanted.vintage
        reach = border_reach(rows, border, vintage=vintage)
        same = same_districts_share(rows, border, vintage=vintage)
        asked = asked_districts(wanted)
        return BeltNumbers(
            count_belts(rows, border, vintage=vintage, reach=reach)
            .join(chance_belts(border, vintage=vintage, districts=asked))
            .join(same),
            count_belts(rows, border, vintage=vintage, km=CURVE_KM, reach=reach),
            chance_belts(border, vintage=vintage, km=CURVE_KM, districts=asked),
        )

    return shelf.remember(("belts", wanted, border), make)


def panel_of(shelf: Shelf, wanted: IncidentFilter, step: str) -> Panel:
    """Incidents by district that the filter lets in, and by whole step."""

    def make() -> Panel:
        return count_panel(selection_of(shelf, wanted), step=step).only(asked_districts(wanted))

    return shelf.remember(("panel", wanted, step), make)


def emerging_of(shelf: Shelf, wanted: IncidentFilter, panel: Panel, kind: str) -> Emerging:
    """The emerging hot spots of a filter's panel, with neighbours of a kind."""

    def make() -> Emerging:
        weights = district_weights(kind, vintage=wanted.vintage)
        return emerging_spots(panel, weights.only(panel.district_ids))

    return shelf.remember(("emerging", wanted, panel.spans, kind), make)


def scan_of(
    shelf: Shelf,
    wanted: IncidentFilter,
    panel: Panel,
    *,
    model: str,
    largest_share: float,
    progress: Callable[[float], None],
) -> Scan:
    """The clusters of a filter's panel; `progress` is called only while they are looked for."""

    def make() -> Scan:
        ids, spans, vintage = list(panel.district_ids), panel.spans, wanted.vintage
        near = pd.DataFrame(
            centre_distances_km(vintage), district_ids(vintage), district_ids(vintage)
        )
        people = [person_years([span], vintage=vintage).loc[ids].to_numpy() for span in spans]
        return scan_clusters(
            panel,
            near.loc[ids, ids].to_numpy(np.float64),
            model=model,
            people=np.column_stack(people) if model == "poisson" else None,
            largest_share=largest_share,
            progress=progress,
        )

    return shelf.remember(("scan", wanted, panel.spans, model, largest_share), make)


def repeats_of(shelf: Shelf, wanted: IncidentFilter) -> Knox:
    """The near repeats of a filter's incidents. Raises ValueError for too many rows."""
    return shelf.remember(
        ("repeats", wanted), lambda: near_repeats(selection_of(shelf, wanted).counted)
    )


def certainty_of(shelf: Shelf, wanted: IncidentFilter, measure: str) -> Certainty:
    """Bounds, rank intervals and yearly rates of a filter's districts."""

    def make() -> Certainty:
        selection, vintage = selection_of(shelf, wanted), wanted.vintage
        rows, chances = selection.counted, place_chances(selection.counted, vintage=vintage)
        bounds = bound_districts(rows, vintage=vintage, measure=measure, chances=chances)
        ranks = rank_districts(rows, vintage=vintage, measure=measure, chances=chances)
        spans = covered_spans(selection.coverage)
        rates = rate_districts(bounds.table, spans, vintage=vintage)
        placed = bound_districts(rows, vintage=vintage, chances=chances).table
        movable = 1 - placed["certain"] / placed["best"].where(placed["best"] > 0)
        return Certainty(bounds, ranks, rates, movable)

    return shelf.remember(("certainty", wanted, measure), make)


def border_figure_of(shelf: Shelf, wanted: IncidentFilter, km: int) -> pd.Series:
    """The belt of either border: a row of geo.measures.belts.count_belts."""

    def make() -> pd.Series:
        rows = selection_of(shelf, wanted).counted
        return count_belts(rows, ANY, vintage=wanted.vintage, km=(km,)).iloc[0]

    return shelf.remember(("border figure", wanted, km), make)


def present_in(shelf: Shelf, dataset_ids: tuple[str, ...]) -> Present:
    """The groups and types that occur in some data sets."""

    def make() -> Present:
        codes, _ = coded(shelf, shelf.ranked(dataset_ids), DEFAULT_VINTAGE)
        kinds = codes.kinds.assign(rows=np.bincount(codes.kind, minlength=len(codes.kinds)))
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


def asked_districts(wanted: IncidentFilter) -> list[str]:
    """The districts that a filter lets in."""
    if wanted.districts:
        return list(wanted.districts)
    ids = district_ids(wanted.vintage)
    return [one for one in ids if not wanted.provinces or one[:2] in wanted.provinces]
