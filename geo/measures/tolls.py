"""How many incidents, killed and injured: with the range, and with what is not known."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

TOLL_COLUMNS: Final = (
    "incidents",
    "killed_low",
    "killed_best",
    "killed_high",
    "killed_unknown",
    "injured_low",
    "injured_best",
    "injured_high",
    "injured_unknown",
)


@dataclass(frozen=True)
class Toll:
    """Sums over incidents. `low <= best <= high` always holds.

    `killed_unknown` and `injured_unknown` are the incidents for which the source gives neither a
    best figure nor a lowest; they add nothing to low and best, so those sums are at least.
    """

    incidents: int
    killed_low: int
    killed_best: int
    killed_high: int
    killed_unknown: int
    injured_low: int
    injured_best: int
    injured_high: int
    injured_unknown: int


def toll_table(rows: pd.DataFrame) -> pd.DataFrame:
    """What each incident adds to a toll: int64 columns `TOLL_COLUMNS`, the index of `rows`.

    A missing figure adds 0. Where a source gives only a range, or "at least 3", its lower end
    counts as the best figure; a missing high is taken as the best. Every sum keeps low <= best <=
    high.
    """
    added = {"incidents": pd.Series(1, index=rows.index, dtype="int64")}
    for what in ("killed", "injured"):
        best = rows[f"{what}_best"].fillna(rows[f"{what}_low"])
        known = best.notna()
        added[f"{what}_low"] = _added(rows[f"{what}_low"].where(known))
        added[f"{what}_best"] = _added(best)
        added[f"{what}_high"] = _added(rows[f"{what}_high"].fillna(best))
        added[f"{what}_unknown"] = (~known).astype("int64")
    return pd.DataFrame(added)[list(TOLL_COLUMNS)]


def count_toll(rows: pd.DataFrame) -> Toll:
    """The toll of all `rows`; all zeros for an empty table."""
    sums = toll_table(rows).sum()
    return Toll(**{name: int(sums[name]) for name in TOLL_COLUMNS})


def toll_by(rows: pd.DataFrame, keys: "pd.Series[str]") -> pd.DataFrame:
    """The toll per key: one row per value of `keys` that occurs, columns `TOLL_COLUMNS`.

    `keys` carries the index of `rows`. The sums over the result are those of `count_toll(rows)`.
    """
    return toll_table(rows).groupby(keys.to_numpy(), sort=True).sum()


def _added(counts: "pd.Series[int]") -> "pd.Series[int]":
    return counts.fillna(0).astype("int64")
