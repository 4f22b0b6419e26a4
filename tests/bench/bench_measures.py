"""Every measure of the embedded data, district by district; hot spots also beside esda.

The peer makes the same two local statistics with as many shuffles, on one core; correction for the
number of tests and labels are left to its caller.
"""

import warnings
from collections.abc import Callable

import esda
import libpysal
import numpy as np
import pandas as pd

from geo.measures.belts import chance_belts, count_belts, same_districts_share
from geo.measures.bounds import BOUNDED, bound_districts, bound_groups
from geo.measures.chances import place_chances
from geo.measures.change import change_districts
from geo.measures.changepoints import find_changes
from geo.measures.density import measure_density
from geo.measures.emerging import emerging_spots
from geo.measures.exposure import covered_spans, person_years, years
from geo.measures.hotspots import PERMUTATIONS, getis_ord, local_moran
from geo.measures.knox import near_repeats
from geo.measures.movement import group_centres, group_overlap
from geo.measures.neighbours import Weights, centre_distances_km, district_weights
from geo.measures.panel import Panel, count_panel
from geo.measures.ranks import rank_districts
from geo.measures.rates import rate_districts
from geo.measures.reach import REACHED
from geo.measures.scan import MODELS, scan_clusters
from geo.measures.seasons import month_shape, weekday_shape
from geo.measures.trend import district_trends
from geo.model.filter import IncidentFilter
from geo.store.select import Selection, select_incidents
from tests.bench.lines import Line, Size, seconds_of

VINTAGE = "2025"


def run(size: Size) -> list[Line]:
    """Seconds of each measure (the first run, caches cold), and of the peer where there is one.

    The data are the embedded ones, whatever the size.
    """
    selection = select_incidents(IncidentFilter())
    panel = count_panel(
        select_incidents(IncidentFilter(datasets=("compiled-2022-2026",))), step="quarter"
    )
    calls = measures(selection, panel)
    lines = [Line(name, seconds_of(call)) for name, call in calls.items()]
    total = sum(line.ours for line in lines)
    lines.append(Line("every measure of the embedded data", total, note="the sum"))
    lines.append(beside_esda(selection))
    return lines


def measures(selection: Selection, panel: Panel) -> dict[str, Callable[[], object]]:
    """Every measure of this step as a call without arguments, in an order that uses none before."""
    rows, spans = selection.counted, covered_spans(selection.coverage)
    weights = district_weights("rook", vintage=VINTAGE)
    bounds = bound_districts(rows, vintage=VINTAGE).table
    people = np.column_stack([person_years([one], vintage=VINTAGE) for one in panel.spans])
    half = len(panel.spans) // 2

    def scans() -> list[object]:
        apart = centre_distances_km(VINTAGE)
        return [
            scan_clusters(panel, apart, model=one, people=people if one == "poisson" else None)
            for one in MODELS
        ]

    return {
        "bounds": lambda: [bound_districts(rows, vintage=VINTAGE, measure=one) for one in BOUNDED],
        "bounds by group": lambda: bound_groups(rows, sorted(rows["group_id"].unique())),
        "ranks, 500 draws, incidents and deaths": lambda: [
            rank_districts(rows, vintage=VINTAGE, measure=one) for one in ("incidents", "killed")
        ],
        "belts of three borders": lambda: [belts_of(rows, border) for border in REACHED],
        "density": lambda: measure_density(rows, years=years(spans), vintage=VINTAGE),
        "rates": lambda: rate_districts(bounds, spans, vintage=VINTAGE),
        "change": lambda: change_districts(panel.between(0, half), panel.between(half, 2 * half)),
        "trend": lambda: district_trends(panel),
        "change points, every district": lambda: [find_changes(row) for row in panel.counts],
        "weekdays and months": lambda: [weekday_shape(selection), month_shape(selection)],
        "hot spots": lambda: [local(bounds["best"], weights) for local in (getis_ord, local_moran)],
        "emerging hot spots": lambda: emerging_spots(panel, weights),
        "space-time scans, 999 maps": scans,
        "movement of three groups": lambda: [
            group_centres(rows, one) for one in ("ttp", "bla", "iskp")
        ],
        "overlap": lambda: group_overlap(rows, "ttp", "iskp"),
        "near-repeat, 999 shuffles": lambda: near_repeats(rows),
    }


def belts_of(rows: pd.DataFrame, border: str) -> list[object]:
    """The belts of one border with all null models."""
    where = place_chances(rows, vintage=VINTAGE)
    return [
        count_belts(rows, border, vintage=VINTAGE),
        chance_belts(border, vintage=VINTAGE),
        same_districts_share(rows, border, vintage=VINTAGE, chances=where),
    ]


def beside_esda(selection: Selection) -> Line:
    """Gi* and local Moran of the counts, ours and esda's."""
    weights = district_weights("rook", vintage=VINTAGE)
    values = bound_districts(selection.counted, vintage=VINTAGE).table["best"]
    ours = seconds_of(lambda: [getis_ord(values, weights), local_moran(values, weights)])
    theirs = seconds_of(lambda: peer(values, weights))
    return Line("Gi* and local Moran, 9,999 shuffles | esda", ours, theirs, note="one core, no FDR")


def peer(values: pd.Series, weights: Weights) -> None:
    """The same by esda."""
    numbers = values.to_numpy(np.float64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        near = libpysal.weights.util.full2W(weights.matrix)
        fields = {"permutations": PERMUTATIONS, "n_jobs": 1, "keep_simulations": False}
        esda.G_Local(numbers, near, "B", star=True, **fields)
        esda.Moran_Local(numbers, near, **fields)
