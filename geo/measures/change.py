"""Whether there is more or less than before, or too few incidents to say.

Given the sum of both periods, the newer count is binomial if nothing changed, however rare the
incidents are (Przyborowski and Wilenski 1940). Incidents come in waves, so plain Poisson tests call
too many changes: counts that vary more than chance from month to month are first shrunk to the
number of independent incidents that they are worth.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special  # type: ignore[import-untyped]

from geo.measures.discoveries import ALPHA, adjusted
from geo.measures.exposure import years
from geo.measures.panel import Panel

FEWEST_TOGETHER: Final = 10
"""Incidents of both periods together below which nothing is said: fewer than 6 against 0 in periods
of equal length cannot be told from chance at 5 %, and real changes are never that pure."""

FEWEST_STEPS: Final = 6
"""Steps per period, at least, from which the extra variation is estimated."""

MORE: Final = "more"
FEWER: Final = "fewer"
UNCLEAR: Final = "no clear change"
TOO_FEW: Final = "too few to say"

CHANGE_COLUMNS: Final = (
    "before",
    "now",
    "ratio",
    "ratio_low",
    "ratio_high",
    "dispersion",
    "p_value",
    "q_value",
    "verdict",
)


@dataclass(frozen=True)
class Change:
    """Two counts compared. `ratio` is the newer rate over the older one, with its 95 % interval.

    NaN or infinite where a count is 0: of 0 before there is no ratio, only a lower end. `verdict`
    is one of "more", "fewer", "no clear change", "too few to say".
    """

    before: int
    now: int
    ratio: float
    ratio_low: float
    ratio_high: float
    dispersion: float  # variance over mean of the steps; 1 when chance explains them
    p_value: float  # two-sided
    verdict: str


@dataclass(frozen=True)
class DistrictChanges:
    """Every district's change, that of all rows, and how it was tested.

    `table` has index district_id and `CHANGE_COLUMNS`. A verdict of "more" or "fewer" needs a
    q_value, corrected for the number of districts tested, of at most alpha. `note` says what stands
    against comparing the periods, or "".
    """

    table: pd.DataFrame
    overall: Change
    alpha: float
    note: str


def compare_counts(
    before: int,
    now: int,
    *,
    years_before: float,
    years_now: float,
    dispersion: float = 1.0,
    alpha: float = ALPHA,
) -> Change:
    """The change between two counts over periods of known length.

    Exact conditional test and interval (Clopper and Pearson 1934) for a dispersion of 1; for more,
    the same with both counts divided by it (Rao and Scott 1992). The test and the interval agree:
    the p-value is at most 5 % just where the 95 % interval leaves out 1. Raises ValueError for a
    length that is not above 0 or a dispersion below 1.
    """
    if min(years_before, years_now) <= 0 or dispersion < 1:
        raise ValueError("periods have a length above 0, and a dispersion is at least 1")
    old, new = before / dispersion, now / dispersion
    share = years_now / (years_before + years_now)
    p = _two_sided(new, old, share)
    low, high = _odds_interval(new, old, alpha)
    odds = years_before / years_now
    too_few = before + now < FEWEST_TOGETHER
    return Change(
        before=before,
        now=now,
        ratio=_ratio(now, before) * odds,
        ratio_low=low * odds,
        ratio_high=high * odds,
        dispersion=dispersion,
        p_value=p,
        verdict=TOO_FEW if too_few else _verdict(p, now / years_now - before / years_before, alpha),
    )


def change_districts(before: Panel, now: Panel, *, alpha: float = ALPHA) -> DistrictChanges:
    """Every district's change between two panels of the same districts and step.

    The dispersion is one for all districts, the pooled one of their steps within each period
    (`pooled_dispersion`), because single districts have too few incidents to estimate it; that of
    all rows together is their own. Raises ValueError when the panels do not fit or one has no
    whole step.
    """
    if before.district_ids != now.district_ids or before.step != now.step:
        raise ValueError("the two panels have other districts or other steps")
    if not before.spans or not now.spans:
        raise ValueError("a period without a whole covered step cannot be compared")
    lengths = {"years_before": years(before.spans), "years_now": years(now.spans)}
    spread = pooled_dispersion([before.counts, now.counts])
    sums = zip(before.counts.sum(axis=1), now.counts.sum(axis=1), strict=True)
    changes = [
        compare_counts(int(old), int(new), **lengths, dispersion=spread, alpha=alpha)
        for old, new in sums
    ]
    index = pd.Index(before.district_ids, name="district_id", dtype="str")
    table = pd.DataFrame([vars(one) for one in changes], index=index)
    tested = (table["verdict"] != TOO_FEW).to_numpy(bool)
    table["q_value"] = adjusted(np.where(tested, table["p_value"], np.nan))
    called = table["verdict"].isin((MORE, FEWER)) & (table["q_value"] > alpha)
    table["verdict"] = table["verdict"].mask(called, UNCLEAR)
    whole = pooled_dispersion([before.total[None], now.total[None]])
    overall = compare_counts(
        int(before.total.sum()), int(now.total.sum()), **lengths, dispersion=whole, alpha=alpha
    )
    return DistrictChanges(table[list(CHANGE_COLUMNS)], overall, alpha, _note(before, now))


def pooled_dispersion(periods: Sequence[npt.NDArray[np.int64]]) -> float:
    """Variance over mean of step counts within periods, pooled over districts; at least 1.

    `periods` hold districts x steps. The sum of the districts' variances over the sum of their
    means: Pearson's dispersion (McCullagh and Nelder 1989, section 6.2) with districts weighted by
    their incidents, so that empty ones do not matter. 1 where a period has
    fewer than `FEWEST_STEPS` steps or nothing happened.
    """
    if any(counts.shape[1] < FEWEST_STEPS for counts in periods):
        return 1.0
    squares, weights = 0.0, 0.0
    for counts in periods:
        means = counts.mean(axis=1)
        squares += float(counts.var(axis=1, ddof=1).sum())
        weights += float(means.sum())
    return max(squares / weights, 1.0) if weights else 1.0


def _two_sided(new: float, old: float, share: float) -> float:
    """Twice the smaller binomial tail at the newer count; counts need not be whole."""
    if new + old == 0:
        return 1.0
    # P(X >= x) of a binomial is a beta distribution function, which fractions fit into
    at_least = special.betainc(new, old + 1, share) if new > 0 else 1.0
    at_most = special.betaincc(new + 1, old, share) if old > 0 else 1.0
    return float(min(2 * min(at_least, at_most), 1.0))


def _odds_interval(new: float, old: float, alpha: float) -> tuple[float, float]:
    """Exact interval of the newer count's odds against the older one.

    Each share and its complement are found by themselves: one less a share next to 1 has no digits.
    """
    low = high = np.inf
    if new == 0:
        low = 0.0
    elif rest := special.betaincinv(old + 1, new, 1 - alpha / 2):
        low = special.betaincinv(new, old + 1, alpha / 2) / rest
    if old > 0 and (rest := special.betaincinv(old, new + 1, alpha / 2)):
        high = special.betaincinv(new + 1, old, 1 - alpha / 2) / rest
    return float(low), float(high)


def _ratio(now: int, before: int) -> float:
    if before == 0:
        return float("nan") if now == 0 else float("inf")
    return now / before


def _verdict(p_value: float, difference: float, alpha: float) -> str:
    if p_value > alpha:
        return UNCLEAR
    return MORE if difference > 0 else FEWER


def _note(before: Panel, now: Panel) -> str:
    """What stands against comparing two periods, in words."""
    suppliers = {*before.suppliers, *now.suppliers}
    if len(suppliers) > 1 or any("+" in one for one in suppliers):
        return (
            "The periods rest on different data sets: a change may be one of source, not of "
            "violence."
        )
    if min(len(before.spans), len(now.spans)) < FEWEST_STEPS:
        return (
            f"Fewer than {FEWEST_STEPS} steps in a period: how uneven the counts are is not known, "
            "and they are tested as if incidents were independent. Take a shorter step."
        )
    return ""
