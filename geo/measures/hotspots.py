"""Which districts, with their neighbours, have more or less than chance would put there.

Two statistics: Getis-Ord Gi* asks whether a district and its neighbours together are high (a hot
spot) or low (a cold spot); local Moran asks whether a district is like its neighbours or unlike
them. Their p-values come from shuffling the other districts' values, so skewed counts need no
assumption, and are then corrected for the number of tests.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.measures.discoveries import ALPHA, adjusted
from geo.measures.neighbours import Weights
from geo.places.metric import FloatArray

PERMUTATIONS: Final = 9_999
"""Shuffles by default: the smallest two-sided p-value is then 0.0002, below the 0.0007 that one
district among 72 needs to stand at 5 %. 999 could never find a single one."""

SEED: Final = 1
"""Seed of the shuffles, so that the same numbers come out each time."""

FEWEST_DISTRICTS: Final = 12
"""Fewest districts with a value, and fewest of them above the least value, for a map of hot spots
to say anything: below that most shuffles look alike and no p-value can be small."""

HOT: Final = "hot spot"
COLD: Final = "cold spot"
NOT: Final = "not significant"
NO_VALUE: Final = "no value"
ISLAND: Final = "no neighbour"
TOO_FEW: Final = "too few to say"

MORAN_LABELS: Final = {
    (True, True): "high among high",
    (False, False): "low among low",
    (True, False): "high among low",
    (False, True): "low among high",
}
"""Words by (above the mean, neighbours above the mean)."""

LOCAL_COLUMNS: Final = ("value", "neighbours", "statistic", "p_value", "q_value", "label")

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LocalStatistics:
    """A local statistic of every district of the weights, and how it was made.

    `table` has index district_id and `LOCAL_COLUMNS`. `statistic` is a z-score for Gi*, Ii for
    local Moran; `p_value` two-sided, `q_value` after correction. All three are NaN for islands
    (local Moran only), for districts without a value, and where all values are equal. `label` is
    other than "not significant" only where q_value <= alpha. `note` says in words why nothing is
    labelled, or "".
    """

    table: pd.DataFrame
    name: str
    neighbours: str  # the weights in words
    permutations: int
    seed: int
    alpha: float
    note: str


def getis_ord(
    values: "pd.Series[float]",
    weights: Weights,
    *,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    alpha: float = ALPHA,
) -> LocalStatistics:
    """Gi* of each district: its z-score, permutation p-value, q-value and label.

    `values` has index district_id; districts of the weights that it lacks, and NaN, have no value
    and are nobody's neighbours. Gi* counts the district itself with a weight of 1 (Getis and Ord
    1992; Ord and Getis 1995, equation 14). The p-value holds the district's own value and shuffles
    the others', as for local Moran: what is tested is the company a district keeps, so one high
    district among low ones is no hot spot, and a quiet one among high ones may be. An island keeps
    no company: it has a Gi*, and a p-value of 1.
    """
    known, among = _known(values, weights)
    n = len(known)
    own = among + np.eye(n)
    sums, squares = own.sum(axis=1), (own**2).sum(axis=1)
    mean, deviation = (known.mean(), known.std()) if n else (0.0, 0.0)
    spread = deviation * np.sqrt(np.maximum(n * squares - sums**2, 0) / max(n - 1, 1))
    z = _divided(own @ known - sums * mean, spread)
    p, lean = _permuted_p(known, own, permutations=permutations, seed=seed)
    return _finished(values, weights, z, p, lean, "Getis-Ord Gi*", permutations, seed, alpha)


def local_moran(
    values: "pd.Series[float]",
    weights: Weights,
    *,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    alpha: float = ALPHA,
) -> LocalStatistics:
    """Local Moran's Ii of each district with row-standardised weights (Anselin 1995).

    Ii = (n - 1) zi sum(wij zj) / sum(z^2), z the deviations from the mean. As for `getis_ord`, but
    islands have none. Labels: "high among high" and so on, where it stands.
    """
    known, among = _known(values, weights)
    sums = among.sum(axis=1, keepdims=True)
    lagged = np.divide(among, sums, out=np.zeros_like(among), where=sums > 0)
    z = known - (known.mean() if len(known) else 0.0)
    island = sums[:, 0] == 0
    statistic = _divided((len(known) - 1) * z * (lagged @ z), np.full(len(z), (z**2).sum()))
    p, lean = _permuted_p(z, lagged, permutations=permutations, seed=seed)
    statistic[island] = np.nan
    p[island] = np.nan
    return _finished(values, weights, statistic, p, lean, "Local Moran", permutations, seed, alpha)


def too_few(values: "pd.Series[float]") -> str:
    """Why these values are too few for a map of hot spots, in words; "" when they are enough."""
    known = values.dropna()
    if len(known) < FEWEST_DISTRICTS:
        have = "1 district has" if len(known) == 1 else f"{len(known)} districts have"
        return f"Too few to say: {have} a value, {FEWEST_DISTRICTS} are needed."
    above = int((known > known.min()).sum())
    if above < FEWEST_DISTRICTS:
        differ = "1 district differs" if above == 1 else f"{above} districts differ"
        return f"Too few to say: only {differ} from the least value, {FEWEST_DISTRICTS} are needed."
    return ""


def _known(values: "pd.Series[float]", weights: Weights) -> tuple[Numbers, FloatArray]:
    """The values that are there, in the weights' order, and the weights among their districts."""
    aligned = values.astype("float64").reindex(list(weights.district_ids))
    has = aligned.notna().to_numpy()
    return np.asarray(aligned, dtype=np.float64)[has], weights.matrix[np.ix_(has, has)]


def _permuted_p(
    values: Numbers, weights: FloatArray, *, permutations: int, seed: int
) -> tuple[FloatArray, FloatArray]:
    """Two-sided p-values of the weighted sums, holding each district's own value, and which way:
    1 where the others of a sum are higher than shuffles make them, -1 where lower.

    Twice the smaller tail, with the real order counted as one of the shuffles, so never 0
    (Anselin 1995 for the conditional shuffle; North, Curtis and Sham 2002 for the count). All
    districts share the same shuffles of the other n - 1.
    """
    n = len(values)
    if n < 2 or np.ptp(values) == 0:
        return np.full(n, np.nan), np.zeros(n)
    others = ~np.eye(n, dtype=bool)
    most = int((weights * others > 0).sum(axis=1).max())
    rng = np.random.default_rng(seed)
    drawn = np.argsort(rng.random((permutations, n - 1)), axis=1)[:, :most]
    p, lean = np.empty(n), np.empty(n)
    for at in range(n):
        row = weights[at, others[at]]
        used = row[row > 0]
        real = row @ values[others[at]]
        shuffled = values[others[at]][drawn[:, : len(used)]] @ used
        # sums of the same numbers in another order must count as equal
        slack = 1e-9 * max(abs(real), 1.0)
        upper = int((shuffled >= real - slack).sum())
        lower = int((shuffled <= real + slack).sum())
        p[at] = min(2 * (min(upper, lower) + 1) / (permutations + 1), 1.0)
        lean[at] = np.sign(lower - upper)
    return p, lean


def _finished(
    values: "pd.Series[float]",
    weights: Weights,
    statistic: Numbers,
    p: FloatArray,
    lean: FloatArray,
    name: str,
    permutations: int,
    seed: int,
    alpha: float,
) -> LocalStatistics:
    """The table over all districts of the weights, with corrected p-values and labels."""
    aligned = values.astype("float64").reindex(list(weights.district_ids))
    has = aligned.notna().to_numpy()
    table = pd.DataFrame(
        {
            "value": aligned,
            "neighbours": (weights.matrix[:, has] > 0).sum(axis=1),
            "statistic": _placed(statistic, has),
            "p_value": _placed(p, has),
            "q_value": _placed(adjusted(p), has),
        }
    ).rename_axis(index="district_id")
    note = too_few(aligned)
    labels = _labels(table, _placed(lean, has), alpha, moran=name == "Local Moran")
    table["label"] = np.where(has, TOO_FEW, NO_VALUE) if note else labels
    if not note and (table["q_value"] > alpha).all():
        note = "Nothing stands: no district differs from chance after correction for all tests."
    return LocalStatistics(table, name, weights.words, permutations, seed, alpha, note)


def _labels(
    table: pd.DataFrame, lean: FloatArray, alpha: float, *, moran: bool
) -> npt.NDArray[np.object_]:
    """What each district is, in words, by its neighbours: its own value was held, not tested."""
    value, standing = table["value"].to_numpy(), (table["q_value"] <= alpha).to_numpy()
    has = np.isfinite(value)
    if moran:
        above = value > (np.nanmean(value) if has.any() else 0.0)
        words = [MORAN_LABELS[bool(own), near > 0] for own, near in zip(above, lean, strict=True)]
    else:
        words = [HOT if one > 0 else COLD for one in lean]
    alone = has & (table["neighbours"] == 0).to_numpy() & moran
    return np.select(
        [~has, alone, standing], [NO_VALUE, ISLAND, np.array(words, object)], NOT
    ).astype(object)


def _placed(numbers: FloatArray, has: npt.NDArray[np.bool_]) -> FloatArray:
    """Numbers of the districts that have a value, NaN for the others."""
    spread = np.full(len(has), np.nan)
    spread[has] = numbers
    return spread


def _divided(numerator: Numbers, divisor: Numbers) -> FloatArray:
    """The quotient, NaN where the divisor is 0 (all values equal, or everyone a neighbour)."""
    quotient = np.full(len(divisor), np.nan)
    np.divide(numerator, divisor, out=quotient, where=divisor > 1e-12)
    return quotient
