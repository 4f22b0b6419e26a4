"""When the level of a series of counts changed for good, and the stretches of one level between.

Binary segmentation (Scott and Knott 1974): the one split that best divides the series into two
Poisson levels is kept if shuffled series seldom divide as well, and each side is then searched in
the same way. Shuffling keeps the counts as uneven as they are, so bursts make no change points; it
does take neighbouring periods as independent, so a slow wave can.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.measures.discoveries import ALPHA
from geo.places.metric import FloatArray

SHORTEST: Final = 3
"""Fewest periods between two changes: one terrible month is no new level."""

FEWEST_INCIDENTS: Final = 10
"""Sum over all periods below which no change is looked for."""

PERMUTATIONS: Final = 999
SEED: Final = 1


@dataclass(frozen=True)
class ChangePoint:
    """A change of level. `position` is that of the first period on the new level."""

    position: int
    p_value: float  # of the split within the stretch in which it was found


@dataclass(frozen=True)
class Levels:
    """A series cut into stretches of one level each; no change points means one stretch."""

    changes: tuple[ChangePoint, ...]  # in order of time
    note: str  # why no change was looked for, or ""


def find_changes(
    counts: npt.ArrayLike,
    *,
    alpha: float = ALPHA,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> Levels:
    """The lasting changes of a series of counts over equal periods in order of time.

    On a series without any change, the chance of finding one or more is alpha: a side is searched
    only after its whole has been split. Too short or too small a series is not searched, and
    `note` says so.
    """
    values = np.asarray(counts, dtype=np.float64)
    if len(values) < 2 * SHORTEST:
        return Levels((), f"Too few to say: {len(values)} periods, {2 * SHORTEST} are needed.")
    if values.sum() < FEWEST_INCIDENTS:
        return Levels((), f"Too few to say: fewer than {FEWEST_INCIDENTS} incidents.")
    rng = np.random.default_rng(seed)
    splits = _splits(values, 0, alpha, permutations, rng)
    return Levels(tuple(ChangePoint(*one) for one in sorted(splits.items())), "")


def stretches(counts: npt.ArrayLike, levels: Levels) -> list[tuple[int, int, float]]:
    """The stretches between lasting changes: positions of their first and last period, their mean.

    Without a change the whole series is one; an empty series has none.
    """
    values = np.asarray(counts, dtype=np.float64)
    cuts = [0, *(one.position for one in levels.changes), len(values)]
    return [
        (first, after - 1, float(values[first:after].mean()))
        for first, after in pairwise(cuts)
        if after > first
    ]


def best_split(values: npt.ArrayLike) -> tuple[int, float]:
    """The split into two Poisson levels with the greatest likelihood ratio, and its logarithm.

    The position is that of the first value after the split; the first of equals. At least
    `SHORTEST` values lie on either side.
    """
    gains = _gains(np.asarray(values, dtype=np.float64)[None])[0]
    at = int(gains.argmax())
    return at + SHORTEST, float(gains[at])


def _splits(
    values: FloatArray, offset: int, alpha: float, permutations: int, rng: np.random.Generator
) -> dict[int, float]:
    """Positions of the splits that stand within a stretch, with their p-values."""
    if len(values) < 2 * SHORTEST or np.ptp(values) == 0:
        return {}
    position, gain = best_split(values)
    shuffled = rng.permuted(np.broadcast_to(values, (permutations, len(values))), axis=1)
    as_good = int((_gains(shuffled).max(axis=1) >= gain - 1e-9).sum())
    p = (as_good + 1) / (permutations + 1)
    if p > alpha:
        return {}
    sides = (values[:position], offset), (values[position:], offset + position)
    found = {offset + position: p}
    for side, start in sides:
        found |= _splits(side, start, alpha, permutations, rng)
    return found


def _gains(series: FloatArray) -> FloatArray:
    """Log likelihood ratio of every allowed split of every series (rows)."""
    n = series.shape[1]
    left = np.cumsum(series, axis=1)[:, SHORTEST - 1 : n - SHORTEST]
    whole = series.sum(axis=1, keepdims=True)
    size = np.arange(SHORTEST, n - SHORTEST + 1, dtype=np.float64)
    return _level(left, size) + _level(whole - left, n - size) - _level(whole, float(n))


def _level(total: FloatArray, size: FloatArray | float) -> FloatArray:
    """The part of a Poisson log likelihood that depends on the level: s log(s / n), 0 for 0."""
    safe = np.where(total > 0, total, 1.0)
    level: FloatArray = np.where(total > 0, total * np.log(safe / size), 0.0)
    return level
