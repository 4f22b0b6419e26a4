"""Answers of the pages of statistics, remembered as those of geo.ui.cached."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.measures.belts import CURVE_KM, chance_belts, count_belts, same_districts_share
from geo.measures.bounds import DistrictBounds, bound_districts, rows_in_question
from geo.measures.chances import place_chances
from geo.measures.emerging import Emerging, emerging_spots
from geo.measures.exposure import covered_spans, person_years
from geo.measures.knox import Knox, near_repeats
from geo.measures.neighbours import centre_distances_km, district_weights
from geo.measures.panel import Panel, count_panel
from geo.measures.ranks import Ranks, rank_districts
from geo.measures.rates import Rates, rate_districts
from geo.measures.reach import ANY, border_reach
from geo.measures.scan import Scan, scan_clusters
from geo.model.filter import IncidentFilter
from geo.places.layers import district_ids
from geo.store.select import anywhere, asked_districts
from geo.store.shelf import Shelf
from geo.ui.cached import selection_of


@dataclass(frozen=True)
class BeltNumbers:
    """What the belt page shows of one border; see geo.measures.belts for the tables."""

    counts: pd.DataFrame  # per belt, with the shares that chance gives
    curve: pd.DataFrame  # per distance
    chance_curve: pd.DataFrame


@dataclass(frozen=True)
class Certainty:
    """How sure a measure is, district by district."""

    bounds: DistrictBounds  # of all rows that may lie in the districts asked of
    ranks: Ranks  # among these districts
    rates: Rates
    movable: pd.Series  # share (0-1) of each district's rows that could move; NaN without rows


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
            chance_belts(border, vintage=vintage, km=CURVE_KM, districts=asked).join(
                same_districts_share(rows, border, vintage=vintage, km=CURVE_KM)
            ),
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
        rows, asked = rows_in_question(selection), asked_districts(wanted)
        chances = place_chances(rows, vintage=vintage)
        bounds = bound_districts(rows, vintage=vintage, measure=measure, chances=chances)
        ranks = rank_districts(rows, vintage=vintage, measure=measure, chances=chances, among=asked)
        wide = bounds.table
        if wanted != anywhere(wanted):  # rates are smoothed towards that of all districts
            every = selection_of(shelf, anywhere(wanted)).counted
            wide = bound_districts(every, vintage=vintage, measure=measure).table
        rates = rate_districts(wide, covered_spans(selection.coverage), vintage=vintage)
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
