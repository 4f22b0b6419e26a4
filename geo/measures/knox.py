"""Whether incidents that are close in space are also close in time, beyond what each alone gives.

Knox (1964) counts the pairs of incidents that are near in both; Mantel (1967) shuffles the dates to
say how many there would be if place and time had nothing to do with each other. Only rows known to
an exact place and a single day can take part, and many of those share one point (a city's centre
stands for all of it): such stacks make near pairs out of nothing, so the table without them stands
beside the table with all.

An insurgency also moves: what is quiet one year burns the next. Dates are therefore shuffled within
each calendar year unless asked otherwise, or such a slow wave would pass for near repeats, as a
growing town does among the sick (Kulldorff and Hjalmars 1999).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.measures.discoveries import ALPHA, adjusted
from geo.places.metric import FloatArray, to_km

DISTANCES_KM: Final = (1.0, 5.0, 10.0, 25.0, 50.0)
"""Upper ends of the distance bands, included. The first holds pairs on one point or in one town."""

DAYS: Final = (1, 7, 14, 30, 90)
"""Upper ends of the time bands, included; the first is the same or the next day."""

FEWEST: Final = 30
"""Rows below which nothing is said."""

MOST: Final = 6_000
"""Rows above which the table would take minutes; choose a shorter time or a group."""

PERMUTATIONS: Final = 999
SEED: Final = 1

KNOX_COLUMNS: Final = (
    "km_from",
    "km_to",
    "days_from",
    "days_to",
    "pairs",
    "expected",
    "ratio",
    "p_value",
    "q_value",
)


@dataclass(frozen=True)
class Knox:
    """Pairs by distance and time band, with all pairs and without those on one point.

    `table` and `apart` have `KNOX_COLUMNS`, one row per pair of bands: `expected` is the mean over
    shuffled dates, `ratio` pairs over expected (NaN for none), `p_value` one-sided for more pairs
    than expected, `q_value` corrected for the number of bands. Both are empty where `note` says
    that there are too few rows.
    """

    table: pd.DataFrame
    apart: pd.DataFrame  # pairs on one and the same point left out
    rows: int
    left_out: int
    stacked: int  # rows that share their point with another
    within_years: bool  # dates were shuffled within each calendar year only
    permutations: int
    seed: int
    note: str

    def near_repeats(self, alpha: float = ALPHA) -> pd.DataFrame:
        """The bands of `apart` with more pairs than chance gives, corrected for their number."""
        return self.apart[self.apart["q_value"] <= alpha].reset_index(drop=True)


def near_repeats(
    rows: pd.DataFrame,
    *,
    distances_km: tuple[float, ...] = DISTANCES_KM,
    days: tuple[int, ...] = DAYS,
    within_years: bool = True,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> Knox:
    """The Knox table of the exact rows that are dated to a single day.

    Distances are planar in `geo.places.metric.METRIC_CRS`. Bands are from the end of the one before
    (excluded; the first from 0, included) to their own. `within_years` keeps each row in its
    calendar year when dates are shuffled; a wave that passes through places within a year still
    shows. Raises ValueError for bands that do not rise, or more than `MOST` usable rows.
    """
    if list(distances_km) != sorted(set(distances_km)) or list(days) != sorted(set(days)):
        raise ValueError("bands must rise")
    used = rows[_usable(rows)]
    if len(used) > MOST:
        raise ValueError(f"{len(used):,} rows are more than {MOST:,}: choose a shorter time")
    points = to_km(used["longitude"], used["latitude"])
    date = used["date_start"].to_numpy("datetime64[D]")
    stratum = date.astype("datetime64[Y]").astype(np.int64) * within_years
    day = date.astype(np.int64)
    stacked = int(used.duplicated(["longitude", "latitude"], keep=False).sum())
    if len(used) < FEWEST:
        nothing = pd.DataFrame(columns=list(KNOX_COLUMNS), dtype="float64")
        note = f"Too few to say: {len(used)} exact rows dated to a day, {FEWEST} are needed."
        tables = nothing, nothing
    else:
        tables = _tables(points, day, stratum, distances_km, days, permutations, seed)
        note = ""
    return Knox(
        *tables,
        rows=len(used),
        left_out=len(rows) - len(used),
        stacked=stacked,
        within_years=within_years,
        permutations=permutations,
        seed=seed,
        note=note,
    )


def _usable(rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Rows with an exact point that may be drawn, and one day."""
    exact = (rows["place_precision"] == "exact") & rows["on_map"]
    dated = (rows["date_precision"] == "day") & (rows["date_start"] == rows["date_end"])
    return (exact & dated).to_numpy(bool)


def _tables(
    points: FloatArray,
    day: npt.NDArray[np.int64],
    stratum: npt.NDArray[np.int64],
    distances_km: tuple[float, ...],
    days: tuple[int, ...],
    permutations: int,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The Knox tables of all near pairs, and of those on different points."""
    first, second, band = _near_pairs(points, distances_km)
    on_one_point = (points[first] == points[second]).all(axis=1)
    # pairs on one point are a band of their own, put before the first
    group = np.where(on_one_point, 0, band + 1)
    shape = (len(distances_km) + 1, len(days))

    def counted(dates: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Pairs by band of distance and of time."""
        apart = np.searchsorted(days, np.abs(dates[first] - dates[second]))
        close = apart < len(days)
        cells = group[close] * len(days) + apart[close]
        return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)

    rng = np.random.default_rng(seed)
    real = counted(day)
    drawn = np.array([counted(_shuffled(day, stratum, rng)) for _ in range(permutations)])
    apart_only = _table(real[1:], drawn[:, 1:], distances_km, days)
    real[1] += real[0]
    drawn[:, 1] += drawn[:, 0]
    return _table(real[1:], drawn[:, 1:], distances_km, days), apart_only


def _shuffled(
    day: npt.NDArray[np.int64], stratum: npt.NDArray[np.int64], rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """The days, shuffled among the rows of each stratum."""
    shuffled = np.empty_like(day)
    shuffled[np.argsort(stratum, kind="stable")] = day[np.lexsort((rng.random(len(day)), stratum))]
    return shuffled


def _near_pairs(
    points: FloatArray, distances_km: tuple[float, ...]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Pairs within the last distance, each once, and the band of each."""
    shapes = shapely.points(points)
    pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=distances_km[-1])
    first, second = pairs[:, pairs[0] < pairs[1]]
    distance = np.linalg.norm(points[first] - points[second], axis=1)
    band = np.searchsorted(distances_km, distance)
    # rounding at the very end of the last band
    return first, second, np.minimum(band, len(distances_km) - 1)


def _table(
    real: npt.NDArray[np.int64],
    drawn: npt.NDArray[np.int64],
    distances_km: tuple[float, ...],
    days: tuple[int, ...],
) -> pd.DataFrame:
    """Pairs, expectation and p-value of every pair of bands."""
    expected = drawn.mean(axis=0)
    p = ((drawn >= real).sum(axis=0) + 1) / (len(drawn) + 1)
    ratio = np.divide(real, expected, out=np.full(real.shape, np.nan), where=expected > 0)
    km_to, days_to = np.meshgrid(distances_km, days, indexing="ij")
    km_from, days_from = np.meshgrid((0.0, *distances_km), (0, *days), indexing="ij")
    columns = {
        "km_from": km_from[:-1, :-1],
        "km_to": km_to,
        "days_from": days_from[:-1, :-1],
        "days_to": days_to,
        "pairs": real,
        "expected": expected,
        "ratio": ratio,
        "p_value": p,
        "q_value": adjusted(p.ravel()),
    }
    return pd.DataFrame({name: column.ravel() for name, column in columns.items()})
