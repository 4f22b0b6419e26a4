"""How hot and cold spots come and go: new, consecutive, persistent, and so on.

Gi* over a cube of districts and periods, in which a bin's neighbours are its own and the adjoining
districts in the same period and the one before; then the trend of each district's Gi* over time.
The categories are those of Esri's Emerging Hot Spot Analysis, so that they can be compared with
other maps; the p-values come from shuffles, because counts are too skewed for the normal ones.
With 72 districts the power is low: a district without a pattern is not thereby quiet.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.measures.discoveries import ALPHA, adjusted
from geo.measures.hotspots import too_few
from geo.measures.neighbours import Weights
from geo.measures.panel import Panel
from geo.measures.trend import mann_kendall, two_sided
from geo.places.metric import FloatArray

FEWEST_PERIODS: Final = 10
"""Periods that Esri's tool asks for, and the normal approximation of Mann-Kendall too."""

MOSTLY: Final = 0.9
"""Share of periods from which a spot is intensifying, persistent, diminishing or historical."""

DRAWS: Final = 199_999
"""Shuffled sums that p-values are ranked among: the smallest two-sided one is 0.00001, below the
0.00002 that a single one of 72 x 36 bins needs to stand at 5 %."""

SEED: Final = 1

NO_PATTERN: Final = "no pattern"
TOO_FEW: Final = "too few to say"

CATEGORIES: Final = {
    "new": "hot (cold) in the last period only",
    "consecutive": "one unbroken run of at least two periods up to the last, never before it, in "
    "less than 90 % of the periods",
    "intensifying": "in at least 90 % of the periods, the last among them, and ever more so",
    "persistent": "in at least 90 % of the periods, with no trend up or down",
    "diminishing": "in at least 90 % of the periods, the last among them, and ever less so",
    "sporadic": "in the last period and on and off before, in less than 90 % of the periods, and "
    "never the opposite",
    "oscillating": "in the last period, and the opposite in an earlier one, in less than 90 % of "
    "the periods",
    "historical": "in at least 90 % of the periods, but not in the last",
}
"""Esri's categories, in own words (ArcGIS Pro documentation, "How Emerging Hot Spot Analysis
works"); each exists hot and cold, and "no pattern" is the seventeenth."""

EMERGING_COLUMNS: Final = (
    "category",
    "hot_periods",
    "cold_periods",
    "last",
    "trend_tau",
    "trend_p",
)

Signs = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Emerging:
    """Every district's category, and the cube behind it.

    `table` has index district_id and `EMERGING_COLUMNS`; `category` is "new hot spot", "historical
    cold spot" and so on, "no pattern" or "too few to say". `last` is the state in the last period:
    "hot", "cold" or "". `z` and `states` (1 hot, -1 cold, 0 neither, after correction for all bins)
    are districts x periods.
    """

    table: pd.DataFrame
    z: FloatArray
    states: Signs
    periods: int
    neighbours: str
    alpha: float
    note: str


def emerging_spots(
    panel: Panel,
    weights: Weights,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    alpha: float = ALPHA,
) -> Emerging:
    """The emerging hot and cold spots of a panel.

    Gi* of each bin against the mean and spread of the whole cube (Getis and Ord 1992); p-values
    two-sided, by ranking the sum over a bin's neighbours among sums of as many bins drawn from the
    cube; Benjamini-Hochberg over all bins; Mann-Kendall over each district's Gi*, whose p-value is
    on the small side, for a bin shares neighbours with the one before. Panels with gaps, or shorter
    than `FEWEST_PERIODS`, are too few to say. Raises ValueError where the weights are of
    other districts than the panel.
    """
    if weights.district_ids != panel.district_ids:
        raise ValueError("the weights are of other districts than the panel")
    counts = panel.counts.astype(np.float64)
    note = _too_short(panel) or too_few(pd.Series(counts.sum(axis=1)))
    around, number = _neighbour_sums(counts, weights.matrix > 0)
    if note:
        states = np.zeros(counts.shape, dtype=np.int8)
        z = np.full(counts.shape, np.nan)
    else:
        z = _z_scores(counts, around + counts, number + 1)
        p, lean = _ranked(counts, around, number, draws, np.random.default_rng(seed))
        standing = adjusted(p.ravel()).reshape(p.shape) <= alpha
        states = np.where(standing, lean, 0).astype(np.int8)
        note = "" if panel.one_source else "Several data sets: a pattern in time may be a source's."
    rows = [_row(*pair, alpha, few=bool(np.isnan(z).any())) for pair in zip(z, states, strict=True)]
    index = pd.Index(panel.district_ids, name="district_id", dtype="str")
    table = pd.DataFrame(rows, index=index, columns=list(EMERGING_COLUMNS))
    return Emerging(table, z, states, len(panel.spans), weights.words, alpha, note)


def categorise(states: npt.ArrayLike, *, trend: int) -> str:
    """The category of one district's states (1 hot, -1 cold, 0 neither) in order of time.

    `trend` is 1 where its Gi* rises significantly, -1 where it falls, else 0.
    """
    state = np.asarray(states)
    if not len(state):
        return NO_PATTERN
    for sign, word in ((1, "hot spot"), (-1, "cold spot")):
        name = _category(state * sign, trend * sign)
        if name:
            return f"{name} {word}"
    return NO_PATTERN


def _category(state: npt.NDArray[np.int8], trend: int) -> str:
    """The category as a hot spot, "" for none."""
    hot = state > 0
    mostly = hot.mean() >= MOSTLY
    if not hot[-1]:
        return "historical" if mostly else ""
    if mostly:
        return {1: "intensifying", 0: "persistent", -1: "diminishing"}[trend]
    if hot.sum() == 1:
        # what was cold before is no newcomer
        return "oscillating" if (state < 0).any() else "new"
    if (state < 0).any():
        return "oscillating"
    run = len(hot) if hot.all() else int(np.argmin(hot[::-1]))
    return "consecutive" if run == hot.sum() else "sporadic"


def _row(z: FloatArray, states: Signs, alpha: float, *, few: bool) -> tuple[object, ...]:
    """A district's row of the table."""
    if few:
        return (TOO_FEW, 0, 0, "", np.nan, np.nan)
    score, variance = mann_kendall(z)
    p = two_sided(score, variance)
    pairs = len(z) * (len(z) - 1) / 2
    trend = int(np.sign(score)) if p <= alpha else 0
    return (
        categorise(states, trend=trend),
        int((states > 0).sum()),
        int((states < 0).sum()),
        {1: "hot", -1: "cold", 0: ""}[int(states[-1])],
        score / pairs,
        p,
    )


def _neighbour_sums(
    counts: FloatArray, adjoining: npt.NDArray[np.bool_]
) -> tuple[FloatArray, npt.NDArray[np.intp]]:
    """Sum over each bin's neighbours, itself left out, and their number.

    Neighbours: adjoining districts in the same period, and these and the district itself in the
    period before. The first period has none before.
    """
    near = np.asarray(adjoining, dtype=np.float64)
    same = near @ counts
    before = np.zeros_like(counts)
    before[:, 1:] = (same + counts)[:, :-1]
    number = np.repeat(near.sum(axis=1, keepdims=True), counts.shape[1], axis=1)
    number[:, 1:] += number[:, 1:] + 1
    return same + before, number.astype(np.intp)


def _z_scores(counts: FloatArray, sums: FloatArray, number: npt.NDArray[np.intp]) -> FloatArray:
    """Gi* with weights of 1 over the whole cube."""
    n = counts.size
    spread = counts.std() * np.sqrt(np.maximum(number * (n - number), 0) / (n - 1))
    return np.asarray((sums - number * counts.mean()) / spread, dtype=np.float64)


def _ranked(
    counts: FloatArray,
    around: FloatArray,
    number: npt.NDArray[np.intp],
    draws: int,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """Two-sided p-values of the sums over neighbours, holding each bin's own count, and which way:
    1 where a sum is higher than drawn ones, -1 where lower.

    One set of draws serves all bins with as many neighbours. Drawing with replacement is no
    different from shuffling here: a bin has a dozen neighbours among thousands.
    """
    p, lean = np.empty(counts.shape), np.empty(counts.shape)
    pool = counts.ravel()
    drawn = np.zeros(draws)
    for size in range(int(number.max()) + 1):
        these = number == size
        if these.any():
            ordered = np.sort(drawn)
            at_least = draws - np.searchsorted(ordered, around[these] - 0.5)
            at_most = np.searchsorted(ordered, around[these] + 0.5)
            tail = np.minimum(at_least, at_most)
            p[these] = np.minimum(2 * (tail + 1) / (draws + 1), 1.0)
            lean[these] = np.sign(at_most - at_least)
        drawn = drawn + rng.choice(pool, draws)
    return p, lean


def _too_short(panel: Panel) -> str:
    if len(panel.spans) < FEWEST_PERIODS:
        return f"Too few to say: {len(panel.spans)} periods, {FEWEST_PERIODS} are needed."
    return "" if panel.without_gaps else "Too few to say: periods are missing in between."
