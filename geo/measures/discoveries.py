"""Which of many tests stand once it is counted how many were made.

Seventy tests at 5 % give three or four false alarms where nothing is there. The false discovery
rate bounds the share of false alarms among those that are called (Benjamini and Hochberg 1995); it
holds for neighbouring districts too, whose statistics move together (Benjamini and Yekutieli 2001;
Caldas de Castro and Singer 2006).
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from geo.places.metric import FloatArray

ALPHA: Final = 0.05
"""Share of false alarms that is put up with: the level of every test of the atlas."""


def adjusted(p_values: npt.ArrayLike) -> FloatArray:
    """Benjamini-Hochberg adjusted p-values: the smallest rate at which each test would stand.

    Same order and shape; NaN (no test was made) stays NaN and does not count as a test. Raises
    ValueError for a p-value outside 0-1.
    """
    p = np.array(p_values, dtype=np.float64)
    made = np.flatnonzero(np.isfinite(p))
    if ((p[made] < 0) | (p[made] > 1)).any():
        raise ValueError("a p-value lies between 0 and 1")
    order = made[np.argsort(p[made], kind="stable")]
    scaled = p[order] * len(made) / np.arange(1, len(made) + 1)
    # a larger p-value never stands before a smaller one
    p[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return p
