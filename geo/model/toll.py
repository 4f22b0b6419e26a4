"""What one incident adds to a toll, and the names of a toll's numbers."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

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
"""Numbers of a toll, in the order in which tables and sums hold them."""

Figures = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


class Added(NamedTuple):
    """What each incident adds, whole numbers; low <= best <= high."""

    low: Counts
    best: Counts
    high: Counts
    unknown: Counts  # 1 where the source gives neither a best figure nor a lowest, else 0


def added_by(low: Figures, best: Figures, high: Figures) -> Added:
    """What incidents add to a toll, from their figures as the source gives them (NaN = missing).

    A missing figure adds 0. Where a source gives only a range, or "at least 3", its lower end
    counts as the best figure; a missing high is taken as the best.
    """
    settled = np.where(np.isnan(best), low, best)
    most = np.where(np.isnan(high), settled, high)
    return Added(_whole(low), _whole(settled), _whole(most), np.isnan(settled).astype(np.int64))


def _whole(figures: Figures) -> Counts:
    """Missing as 0."""
    return np.nan_to_num(figures, nan=0.0).astype(np.int64)
