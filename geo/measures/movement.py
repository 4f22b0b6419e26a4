"""Where a group is active, since when, with what deaths and targets, and how its area moves.

Centre and spread come from dots only (`on_map`): rows known to a district would pull the centre to
wherever a district's middle happens to lie. What share is left out is said, year by year.
"""

from dataclasses import dataclass
from datetime import date
from math import comb, log
from typing import Final

import numpy as np
import pandas as pd

from geo.intake.groups import members
from geo.measures.tolls import Toll, count_toll, toll_by
from geo.model.counted import counted
from geo.model.precision import NEAR_RADIUS_KM
from geo.places.metric import FloatArray, km_to_degrees, to_km

FEWEST_DISTRICTS: Final = 5
"""Districts of a group below which its overlap with another is not tested."""

FEWEST_DOTS: Final = 10
"""Dots a year below which no centre is given: one incident would move it by a tenth of the area."""

MOVE_ALPHA: Final = 0.05
"""Chance that a year's centre is called moved though only luck moved it."""

MOVED: Final = -2 * log(MOVE_ALPHA)
"""Squared Mahalanobis distance beyond which two centres differ at 5 %: of two coordinates it is
chi-square with 2 degrees of freedom, whose upper tail is exp(-x / 2)."""

BOOTSTRAPS: Final = 999
SEED: Final = 1
CONFIDENCE: Final = 0.95

CENTRE_COLUMNS: Final = (
    "year",
    "rows",
    "dots",
    "left_out_share",
    "longitude",
    "latitude",
    "centre_error_km",
    "distance_km",
    "distance_low",
    "distance_high",
    "major_km",
    "minor_km",
    "bearing_deg",
    "moved_km",
    "moved",
    "sources",
    "note",
)


@dataclass(frozen=True)
class GroupActivity:
    """What the rows say of one group, members under it included.

    `districts` has one row per district and year in which it counts an incident: district_id, year,
    incidents, killed_best. `targets` has one row per kind of target the sources name ("not given"
    for the rest): target, incidents. Everything rests on best placements; `nowhere` rows count in
    no district.
    """

    group_id: str
    first: date | None  # first day of the first incident in the rows, not of the group
    last: date | None
    toll: Toll
    districts: pd.DataFrame
    nowhere: int
    targets: pd.DataFrame
    by_type: pd.DataFrame  # event_type, incidents


@dataclass(frozen=True)
class Overlap:
    """How far two groups share districts. Shares are 0-1 and NaN where a group is in none.

    `jaccard` is shared over all districts of either; `coefficient` shared over those of the smaller
    group. `p_more` is the chance of sharing at least as many, `p_fewer` of at most as many, if each
    group's districts were any of the `open_to` in which the rows count something: the exact
    distribution of shuffling districts (hypergeometric). Both are NaN, and `note` says why, where a
    group has too few districts.
    """

    first: str
    second: str
    shared: tuple[str, ...]
    first_only: tuple[str, ...]
    second_only: tuple[str, ...]
    jaccard: float
    coefficient: float
    open_to: int
    p_more: float
    p_fewer: float
    note: str


def rows_of_group(rows: pd.DataFrame, group_id: str) -> pd.DataFrame:
    """The rows in which a group, or one that stands under it, is either side."""
    ids = list(members(group_id))
    either = rows["group_id"].isin(ids) | rows["other_group_id"].isin(ids)
    return rows[either].reset_index(drop=True)


def group_activity(rows: pd.DataFrame, group_id: str) -> GroupActivity:
    """Since when, where, with what deaths and targets a group is active in placed rows."""
    own = rows_of_group(rows, group_id)
    placed = own[own["district_id"] != ""]
    keys = placed["district_id"] + "|" + placed["date_start"].dt.year.astype("str")
    sums = toll_by(placed, keys)[["incidents", "killed_best"]]
    split = [key.split("|") for key in sums.index]
    districts = pd.DataFrame(split, columns=["district_id", "year"], dtype="str")
    return GroupActivity(
        group_id=group_id,
        first=own["date_start"].min().date() if len(own) else None,
        last=own["date_end"].max().date() if len(own) else None,
        toll=count_toll(own),
        districts=districts.astype({"year": "int64"}).join(sums.reset_index(drop=True)),
        nowhere=int((own["district_id"] == "").sum()),
        targets=_counted(own["target"].replace("", "not given"), "target"),
        by_type=_counted(own["event_type"], "event_type"),
    )


def group_centres(
    rows: pd.DataFrame, group_id: str, *, bootstraps: int = BOOTSTRAPS, seed: int = SEED
) -> pd.DataFrame:
    """One row per calendar year from the group's first to its last: `CENTRE_COLUMNS`.

    longitude, latitude  mean centre of the dots
    centre_error_km      radius around it that holds 95 % of the bootstrap centres
    distance_km          standard distance (Bachi 1963), with its 95 % bootstrap interval
    major_km, minor_km   standard deviations along the axes of the ellipse (Lefever 1926)
    bearing_deg          of the major axis, clockwise from north, 0-180
    moved_km             from the centre of the last earlier year that has one
    moved                whether that is beyond chance at 5 %, each year on its own
    left_out_share       share (0-1) of the year's rows that are no dots
    sources              data sets of the year's rows, "+" between: between years of different
                         sources a move may be theirs
    NaN and a `note` for years with fewer than `FEWEST_DOTS` dots. The bootstrap draws rows anew and
    puts each near row anywhere within its 25 km, so it holds both chance and precision.
    """
    own = rows_of_group(rows, group_id)
    rng = np.random.default_rng(seed)
    year = own["date_start"].dt.year
    span = range(int(year.min()), int(year.max()) + 1) if len(own) else range(0)
    found, last = [], None
    for one in span:
        this = own[year == one]
        dots = this[this["on_map"]]
        row: dict[str, float | str] = {"year": one, "rows": len(this), "dots": len(dots)}
        row["sources"] = "+".join(sorted(this["dataset_id"].unique()))
        row["left_out_share"] = 1 - len(dots) / len(this) if len(this) else float("nan")
        if len(dots) < FEWEST_DOTS:
            note = f"Too few to say: {counted(len(dots), 'dot')}, {FEWEST_DOTS} are needed."
            found.append({**row, "moved": False, "note": note})
            continue
        centre = _centre(dots, bootstraps, rng)
        found.append({**row, **_described(centre), **_compared(last, centre), "note": ""})
        last = centre
    table = pd.DataFrame(found, columns=list(CENTRE_COLUMNS))
    whole = dict.fromkeys(("year", "rows", "dots"), "int64") | {
        "moved": "bool",
        "sources": "str",
        "note": "str",
    }
    numbers = {name: "float64" for name in CENTRE_COLUMNS if name not in whole}
    return table.astype(whole | numbers)


def group_overlap(rows: pd.DataFrame, first: str, second: str) -> Overlap:
    """How far two groups share districts in placed rows.

    A district is a group's if the rows count at least one incident of it there. Rows of other
    groups matter too: their districts are where the two could have been.
    """
    placed = rows[rows["district_id"] != ""]
    ours, theirs = (set(rows_of_group(placed, one)["district_id"]) for one in (first, second))
    shared, either = ours & theirs, ours | theirs
    smaller = min(len(ours), len(theirs))
    open_to = placed["district_id"].nunique()
    few = smaller < FEWEST_DISTRICTS
    sizes = open_to, len(ours), len(theirs)
    return Overlap(
        first=first,
        second=second,
        shared=tuple(sorted(shared)),
        first_only=tuple(sorted(ours - theirs)),
        second_only=tuple(sorted(theirs - ours)),
        jaccard=len(shared) / len(either) if either else float("nan"),
        coefficient=len(shared) / smaller if smaller else float("nan"),
        open_to=open_to,
        p_more=float("nan") if few else _sharing(len(shared), smaller, *sizes),
        p_fewer=float("nan") if few else _sharing(0, len(shared), *sizes),
        note=f"Too few to say: a group is active in {counted(smaller, 'district')}." if few else "",
    )


def _sharing(fewest: int, most: int, open_to: int, ours: int, theirs: int) -> float:
    """The chance that two groups of so many districts share from `fewest` to `most` of them.

    The hypergeometric distribution in whole numbers: of all ways in which the second group could
    lie in the districts open to both, those that share so many.
    """
    shares = range(fewest, most + 1)
    ways = sum(comb(ours, one) * comb(open_to - ours, theirs - one) for one in shares)
    return ways / comb(open_to, theirs)


@dataclass(frozen=True)
class _Centre:
    """A mean centre with its spread and its bootstraps; km in `METRIC_CRS`."""

    mean: FloatArray  # x, y
    covariance: FloatArray
    drawn_at: FloatArray  # bootstraps x 2
    drawn_distance: FloatArray


def _centre(dots: pd.DataFrame, bootstraps: int, rng: np.random.Generator) -> _Centre:
    points = to_km(dots["longitude"], dots["latitude"])
    near = (dots["place_precision"] == "near").to_numpy(bool)
    n = len(points)
    picked = rng.integers(0, n, (bootstraps, n))
    # anywhere in its disc: the square root makes the draw even over the area
    far = np.where(near, NEAR_RADIUS_KM, 0.0)[picked] * np.sqrt(rng.random((bootstraps, n)))
    towards = rng.uniform(0, 2 * np.pi, (bootstraps, n))
    moved = np.stack([far * np.cos(towards), far * np.sin(towards)], axis=2)
    drawn = points[picked] + moved
    drawn_at = drawn.mean(axis=1)
    squares = ((drawn - drawn_at[:, None]) ** 2).sum(axis=2).mean(axis=1)
    return _Centre(points.mean(axis=0), np.cov(points.T, bias=True), drawn_at, np.sqrt(squares))


def _described(centre: _Centre) -> dict[str, float]:
    """A centre in the words of `CENTRE_COLUMNS`."""
    longitude, latitude = km_to_degrees(centre.mean[:1], centre.mean[1:])
    sizes, axes = np.linalg.eigh(centre.covariance)  # smaller first
    sizes = np.sqrt(np.maximum(sizes, 0))
    tail = (1 - CONFIDENCE) / 2 * 100
    low, high = np.percentile(centre.drawn_distance, [tail, 100 - tail])
    off = np.linalg.norm(centre.drawn_at - centre.mean, axis=1)
    return {
        "longitude": float(longitude[0]),
        "latitude": float(latitude[0]),
        "centre_error_km": float(np.percentile(off, CONFIDENCE * 100)),
        "distance_km": float(np.sqrt(np.trace(centre.covariance))),
        "distance_low": float(low),
        "distance_high": float(high),
        "major_km": float(sizes[1]),
        "minor_km": float(sizes[0]),
        "bearing_deg": float(np.degrees(np.arctan2(axes[0, 1], axes[1, 1])) % 180),
    }


def _compared(last: _Centre | None, centre: _Centre) -> dict[str, float | bool]:
    """How far a centre lies from the one before, and whether chance explains it."""
    if last is None:
        return {"moved_km": float("nan"), "moved": False}
    way = centre.mean - last.mean
    spread = np.cov(last.drawn_at.T) + np.cov(centre.drawn_at.T)
    squared = way @ np.linalg.pinv(spread) @ way
    return {"moved_km": float(np.linalg.norm(way)), "moved": bool(squared > MOVED)}


def _counted(values: "pd.Series[str]", name: str) -> pd.DataFrame:
    """Incidents per value, most first; equals by name."""
    counts = values.value_counts().rename_axis(name).reset_index(name="incidents")
    ranked = counts.sort_values(["incidents", name], ascending=[False, True])
    return ranked.reset_index(drop=True)
