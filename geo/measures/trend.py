"""Whether a series of counts rises or falls over its periods, and by how much a period.

Mann-Kendall asks only whether later periods tend to be higher, whatever the shape, and Sen's slope
is the median rise between any two periods, so a single terrible month decides neither.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.measures.discoveries import ALPHA, adjusted
from geo.measures.panel import Panel
from geo.measures.windows import MONTHS_PER_STEP
from geo.places.metric import FloatArray

FEWEST_PERIODS: Final = 10
"""Periods from which the normal approximation may be used (Gilbert 1987, section 16.4.2)."""

FEWEST_INCIDENTS: Final = 10
"""Sum over all periods below which a trend says nothing."""

WEEKS_PER_YEAR: Final = 365.25 / 7

RISING: Final = "rising"
FALLING: Final = "falling"
UNCLEAR: Final = "no clear trend"
TOO_FEW: Final = "too few to say"

TREND_COLUMNS: Final = (
    "sum",
    "early",
    "late",
    "tau",
    "p_value",
    "q_value",
    "slope",
    "slope_low",
    "slope_high",
    "waves",
    "verdict",
)


@dataclass(frozen=True)
class Trend:
    """The trend of one series. Slopes are counts per period and year, with their 95 % interval.

    `early` and `late` are the means a period of the first and the second half, NaN where one is
    empty; the middle one of an odd number of periods is in neither. They say how much there was
    where the slope, a median, is 0 because most pairs of periods are equal.

    `waves` is True where a period resembles the one before beyond chance; the p-value is then too
    small, for the test takes periods as independent.
    """

    sum: int
    early: float
    late: float
    tau: float  # Kendall's tau-b with time; NaN where all periods are equal
    p_value: float  # two-sided
    slope: float
    slope_low: float
    slope_high: float
    waves: bool
    verdict: str


@dataclass(frozen=True)
class DistrictTrends:
    """Every district's trend (index district_id, `TREND_COLUMNS`) and that of all rows.

    A district is "rising" or "falling" only if its q_value, corrected for the number of districts
    tested, is at most alpha. `note` says what stands against reading trends at all, or "".
    """

    table: pd.DataFrame
    overall: Trend
    periods: int
    alpha: float
    note: str


def district_trends(panel: Panel, *, alpha: float = ALPHA) -> DistrictTrends:
    """The trend of each district of a panel, and of all its rows."""
    trends = [measure_trend(row, step=panel.step, alpha=alpha) for row in panel.counts]
    index = pd.Index(panel.district_ids, name="district_id", dtype="str")
    table = pd.DataFrame([vars(one) for one in trends], index=index)
    tested = (table["verdict"] != TOO_FEW).to_numpy(bool)
    table["q_value"] = adjusted(np.where(tested, table["p_value"], np.nan))
    called = table["verdict"].isin((RISING, FALLING)) & (table["q_value"] > alpha)
    table["verdict"] = table["verdict"].mask(called, UNCLEAR)
    return DistrictTrends(
        table=table[list(TREND_COLUMNS)],
        overall=measure_trend(panel.total, step=panel.step, alpha=alpha),
        periods=len(panel.spans),
        alpha=alpha,
        note=_note(panel),
    )


def measure_trend(counts: npt.ArrayLike, *, step: str, alpha: float = ALPHA) -> Trend:
    """The trend of counts over equal periods in order of time.

    Mann (1945) and Kendall (1975) with ties and continuity correction; slope by Sen (1968), its
    interval from the normal approximation of the ranks of the slopes. "too few to say" below
    `FEWEST_PERIODS` or `FEWEST_INCIDENTS`. Raises KeyError for an unknown step.
    """
    values = np.asarray(counts, dtype=np.float64)
    n = len(values)
    per_year = WEEKS_PER_YEAR if step == "week" else 12 / MONTHS_PER_STEP[step]
    score, variance = mann_kendall(values)
    p = two_sided(score, variance)
    slope, low, high = sen_slope(values, variance, alpha=alpha)
    verdict = UNCLEAR if p > alpha else RISING if score > 0 else FALLING
    if n < FEWEST_PERIODS or values.sum() < FEWEST_INCIDENTS:
        verdict = TOO_FEW
    return Trend(
        sum=int(values.sum()),
        early=_mean(values[: n // 2]),
        late=_mean(values[n - n // 2 :]),
        tau=_tau(score, values),
        p_value=p,
        slope=slope * per_year,
        slope_low=low * per_year,
        slope_high=high * per_year,
        waves=_in_waves(values, slope),
        verdict=verdict,
    )


def mann_kendall(values: npt.ArrayLike) -> tuple[int, float]:
    """Mann-Kendall's S and its variance with ties.

    S is the number of pairs of periods of which the later is higher, less those of which it is
    lower. Variance: (n(n-1)(2n+5) - sum t(t-1)(2t+5)) / 18, t the sizes of groups of equal values
    (Kendall 1975). 0 and 0 for fewer than two values.
    """
    series = np.asarray(values, dtype=np.float64)
    n = len(series)
    score = int(np.sign(series[None, :] - series[:, None])[np.triu_indices(n, 1)].sum())
    ties = np.unique(series, return_counts=True)[1]
    variance = (n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    return score, float(variance)


def two_sided(score: int, variance: float) -> float:
    """Two-sided p-value of Mann-Kendall's S, with the continuity correction of 1."""
    if variance == 0:
        return 1.0
    z = max(abs(score) - 1, 0) / np.sqrt(variance)
    return float(2 * NormalDist().cdf(-z))


def sen_slope(
    values: npt.ArrayLike, variance: float, *, alpha: float = ALPHA
) -> tuple[float, float, float]:
    """Sen's slope per period with its interval; `variance` is that of `mann_kendall`.

    The interval's ends are the slopes whose ranks lie z(1 - alpha/2) standard deviations of S from
    the middle (Sen 1968; Gilbert 1987, section 16.5.1). NaN for fewer than two values.
    """
    series = np.asarray(values, dtype=np.float64)
    earlier, later = np.triu_indices(len(series), 1)
    if not len(earlier):
        return (float("nan"),) * 3
    slopes = np.sort((series[later] - series[earlier]) / (later - earlier))
    reach = NormalDist().inv_cdf(1 - alpha / 2) * np.sqrt(variance)
    low = max(round((len(slopes) - reach) / 2) - 1, 0)
    high = min(round((len(slopes) + reach) / 2), len(slopes) - 1)
    return float(np.median(slopes)), float(slopes[low]), float(slopes[high])


def _mean(values: FloatArray) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _tau(score: int, values: FloatArray) -> float:
    """Kendall's tau-b; time has no ties."""
    pairs = len(values) * (len(values) - 1) / 2
    ties = np.unique(values, return_counts=True)[1]
    untied = pairs - (ties * (ties - 1) / 2).sum()
    return float(score / np.sqrt(pairs * untied)) if untied > 0 else float("nan")


def _in_waves(values: FloatArray, slope: float) -> bool:
    """Whether neighbouring periods resemble each other after the slope is taken out.

    Lag-1 autocorrelation above 1.645 / sqrt(n), its one-sided 5 % limit (Anderson 1942).
    """
    n = len(values)
    rest = values - slope * np.arange(n)
    rest = rest - rest.mean() if n else rest
    total = float((rest**2).sum())
    if n < FEWEST_PERIODS or total == 0:
        return False
    return bool((rest[1:] * rest[:-1]).sum() / total > 1.645 / np.sqrt(n))


def _note(panel: Panel) -> str:
    if not panel.one_source:
        return (
            "Several data sets supply these periods: a trend over them may be one of the sources, "
            "not of violence."
        )
    if not panel.without_gaps:
        return "Periods are missing in between: slopes take the others as if they followed on."
    return ""
