"""Rates per 100,000 people and year, with what small numbers do to them.

A raw rate of a small district jumps with a single incident. Beside it stand its interval, and a
rate smoothed towards the whole study area the more, the fewer people the district has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special  # type: ignore[import-untyped]

from geo.measures.exposure import clamp_note, person_years, years
from geo.measures.windows import Span
from geo.places.layers import district_table
from geo.places.metric import FloatArray

PER_PEOPLE: Final = 100_000
PER_KM2: Final = 1_000

FEWEST: Final = 10
"""Below this count a raw rate says little: its 95 % interval is wider than the rate itself."""

CONFIDENCE: Final = 0.95

RATE_COLUMNS: Final = (
    "count",
    "person_years",
    "rate",
    "rate_certain",
    "rate_possible",
    "interval_low",
    "interval_high",
    "smoothed",
    "few",
    "per_1000km2",
)


@dataclass(frozen=True)
class Rates:
    """Rates of every district; `table` has index district_id and `RATE_COLUMNS`.

    count, person_years  the best count and the people times years behind it
    rate                 per 100,000 people and year; `rate_certain` and `rate_possible` from the
                         certain and possible counts (what the sources leave open)
    interval_low, _high  exact 95 % Poisson interval of `rate` (what chance leaves open)
    smoothed             empirical-Bayes rate
    few                  fewer than `FEWEST`: too few for the raw rate to say anything
    per_1000km2          per 1,000 km2 and year
    Rates are NaN where no time is covered or the population is not known.
    """

    table: pd.DataFrame
    overall: float  # of the whole study area, per 100,000 people and year
    years: float
    note: str  # which population was used, in words


def rate_districts(counts: pd.DataFrame, spans: Sequence[Span], *, vintage: str) -> Rates:
    """Yearly rates of counts over covered spans of days.

    `counts` has index district_id and the columns certain, best, possible (`bound_districts`);
    districts of the vintage that it lacks count 0. Unlike the summary's, these rates are yearly
    and use the people of the time, not of 2023. Raises `KeyError` for an unknown vintage.
    """
    people = person_years(spans, vintage=vintage)
    held = counts.reindex(people.index, fill_value=0)
    exposed = people.where(people > 0)
    best = held["best"].astype("float64")
    low, high = poisson_interval(best.to_numpy())
    area_years = district_table(vintage).set_index("district_id")["area_km2"] * years(spans)
    scale = PER_PEOPLE / exposed
    table = pd.DataFrame(
        {
            "count": held["best"].astype("int64"),
            "person_years": people,
            "rate": best * scale,
            "rate_certain": held["certain"] * scale,
            "rate_possible": held["possible"] * scale,
            "interval_low": low * scale,
            "interval_high": high * scale,
            "smoothed": smooth_rates(best, people) * PER_PEOPLE,
            "few": best < FEWEST,
            "per_1000km2": best * PER_KM2 / area_years.where(area_years > 0),
        }
    )[list(RATE_COLUMNS)]
    total = exposed.sum()
    overall = float(best[exposed.notna()].sum() / total * PER_PEOPLE) if total else float("nan")
    return Rates(table, overall, years(spans), clamp_note(spans))


def smooth_rates(counts: "pd.Series[float]", people: "pd.Series[float]") -> "pd.Series[float]":
    """Empirical-Bayes rates: counts per person, drawn towards the mean of all.

    Method of moments (Marshall 1991): weight = A / (A + m / people), where m is the overall rate
    and A the variance of the rates beyond what chance explains; where chance explains all, A is 0
    and every district has the overall rate. Same index as `counts`; NaN where people are missing
    or 0. Such districts do not enter the mean.
    """
    number, base = (np.asarray(one, dtype=np.float64) for one in (counts, people))
    known = np.isfinite(number) & (base > 0)
    smoothed = np.full(len(number), np.nan)
    if known.any():
        smoothed[known] = _smoothed(number[known], base[known])
    return pd.Series(smoothed, index=counts.index, name="smoothed")


def poisson_interval(
    counts: npt.ArrayLike, *, confidence: float = CONFIDENCE
) -> tuple[FloatArray, FloatArray]:
    """Exact interval of the mean of Poisson counts (Garwood 1936); the low end of 0 is 0.

    Quantiles of chi-square with 2n degrees of freedom, halved, are those of a gamma of shape n.
    """
    number = np.asarray(counts, dtype=np.float64)
    tail = (1 - confidence) / 2
    low = np.where(number > 0, special.gammaincinv(np.maximum(number, 1), tail), 0.0)
    high = special.gammaincinv(number + 1, 1 - tail)
    return low, np.asarray(high, dtype=np.float64)


def _smoothed(number: FloatArray, base: FloatArray) -> FloatArray:
    mean = number.sum() / base.sum()
    if mean == 0:
        return np.zeros(len(number))
    rate = number / base
    between = (base * (rate - mean) ** 2).sum() / base.sum() - mean / base.mean()
    spread = max(between, 0.0)
    weight = spread / (spread + mean / base)
    return np.asarray(weight * rate + (1 - weight) * mean, dtype=np.float64)
