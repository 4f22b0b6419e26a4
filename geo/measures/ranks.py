"""Which rank each district holds, and which ranks it could hold as well as the sources know.

Every draw puts each row into one of the districts where it may lie, by chance, and gives it a toll
between its lowest and its highest figure. Ranks that such draws reach say how far a table of ranks
may be believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.measures.bounds import BOUNDED
from geo.measures.chances import Chances, place_chances
from geo.measures.tolls import toll_table
from geo.model.counted import counted
from geo.places.layers import district_ids
from geo.places.metric import FloatArray

DRAWS: Final = 500
SEED: Final = 1
CONFIDENCE: Final = 0.95

RANK_COLUMNS: Final = ("best", "rank_best", "rank_low", "rank_high", "drawn_low", "drawn_high")


@dataclass(frozen=True)
class Ranks:
    """Ranks of districts, 1 for the most; `table` has index district_id and `RANK_COLUMNS`.

    best         the best figure, as everywhere in the atlas
    rank_best    its rank; equals share the better one
    rank_low     the best and worst rank that holds in 95 % of the draws, widened where needed to
    rank_high    hold `rank_best`
    drawn_low    the range of the figure itself over the same draws. Of deaths it can lie wholly
    drawn_high   above `best`: sources' ranges reach further up than down, and the best figure is
                 often also the lowest
    Only what the rows leave open is drawn: that a row is missing altogether, or reported twice, is
    not. Rows known to a province only are in no draw (`unweighed` of `DistrictBounds`).
    """

    table: pd.DataFrame
    draws: int
    seed: int
    note: str  # what was drawn, in words


def rank_districts(
    rows: pd.DataFrame,
    *,
    vintage: str,
    measure: str = "incidents",
    draws: int = DRAWS,
    seed: int = SEED,
    chances: Chances | None = None,
    among: Sequence[str] | None = None,
) -> Ranks:
    """Ranks of the districts by a measure of `BOUNDED`, with intervals from seeded draws.

    Ranked are the districts `among`, by default all; rows that the draws put elsewhere count in
    none.

    Places are drawn by `geo.measures.chances`; tolls from a triangle over low, best and high, the
    simplest distribution with these three, rounded, each row on its own. The same seed gives the
    same ranks. Raises KeyError for an unknown measure or vintage.
    """
    if measure not in BOUNDED:
        raise KeyError(f"unknown measure {measure!r}; one of {', '.join(BOUNDED)}")
    where = place_chances(rows, vintage=vintage) if chances is None else chances
    tolls = toll_table(rows)
    low, best, high = (tolls[name].to_numpy(np.float64) for name in BOUNDED[measure])
    ids = district_ids(vintage)
    held = np.arange(len(ids)) if among is None else np.flatnonzero(np.isin(ids, list(among)))
    code = where.best[where.kind]
    bests = _sums(code, best, len(ids))[held]

    rng = np.random.default_rng(seed)
    drawn = np.array([_draw(where, (low, best, high), len(ids), rng)[held] for _ in range(draws)])
    tail = (1 - CONFIDENCE) / 2 * 100
    ranks = _ranks(drawn)
    rank_best = _ranks(bests[None])[0]
    lowest, highest = np.percentile(ranks, [tail, 100 - tail], axis=0, method="nearest")
    ends = np.percentile(drawn, [tail, 100 - tail], axis=0, method="nearest")
    table = pd.DataFrame(
        {
            "best": bests.astype(np.int64),
            "rank_best": rank_best,
            "rank_low": np.minimum(lowest, rank_best).astype(np.int64),
            "rank_high": np.maximum(highest, rank_best).astype(np.int64),
            "drawn_low": ends[0].astype(np.int64),
            "drawn_high": ends[1].astype(np.int64),
        },
        index=pd.Index(np.array(ids)[held], name="district_id", dtype="str"),
    )
    return Ranks(table, draws, seed, _words(where, measure, draws))


def _draw(
    where: Chances,
    figures: tuple[FloatArray, FloatArray, FloatArray],
    districts: int,
    rng: np.random.Generator,
) -> FloatArray:
    """The measure of every district in one draw."""
    return _sums(_draw_places(where, rng), _draw_tolls(figures, rng), districts)


def _sums(code: npt.NDArray[np.intp], toll: FloatArray, districts: int) -> FloatArray:
    """The sum of tolls per district code; code -1 is no district."""
    held = code >= 0
    sums = np.bincount(code[held], weights=toll[held], minlength=districts)
    return np.asarray(sums, dtype=np.float64)


def _draw_places(where: Chances, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """A district for each row, -1 for none; certain rows stay where they are."""
    code = np.where(where.unweighed, -1, where.best)[where.kind]
    # only kinds that may lie in several districts, or in none of them, are drawn
    several = (where.chance > 0).sum(axis=1) + (where.beyond > 0) > 1
    between = (several | (where.best < 0)) & ~where.unweighed
    for kind in np.flatnonzero(between):
        rows = np.flatnonzero(where.kind == kind)
        reach = np.cumsum(where.chance[kind])
        picked = np.searchsorted(reach, rng.random(len(rows)), side="right")
        code[rows] = np.where(picked < len(reach), picked, -1)
    return code


def _draw_tolls(
    figures: tuple[FloatArray, FloatArray, FloatArray], rng: np.random.Generator
) -> FloatArray:
    """A toll for each row from the triangle over its three figures, rounded."""
    low, best, high = figures
    wide = high > low
    toll = best.copy()
    toll[wide] = np.round(rng.triangular(low[wide], best[wide], high[wide]))
    return toll


def _ranks(sums: FloatArray) -> npt.NDArray[np.int64]:
    """Rank of each figure in its row, 1 for the most; equals share the better rank."""
    behind = -sums
    ranks = [np.searchsorted(np.sort(row), row, side="left") + 1 for row in behind]
    return np.array(ranks, dtype=np.int64)


def _words(where: Chances, measure: str, draws: int) -> str:
    """What was drawn."""
    unweighed = int(where.unweighed[where.kind].sum())
    movable = int(where.movable.sum()) - unweighed
    tolls = "" if measure == "incidents" else " and every toll within its low and high figure"
    left = f" In no draw, because known to a province only: {unweighed:,}." if unweighed else ""
    return f"{draws:,} draws: {counted(movable, 'row')} between districts by chance{tolls}.{left}"
