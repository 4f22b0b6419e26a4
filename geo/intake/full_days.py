"""Days written in full, year first, read all at once: what most sources write."""

from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_FULL: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}( 00:00:00(\.0+)?)?$"


def full_days(texts: pd.Index, first: date, last: date) -> npt.NDArray[np.datetime64]:
    """The days (datetime64[us]) of texts like "2024-03-04", perhaps with a midnight behind.

    NaT where `geo.intake.day_text.read_day` has to be asked: another spelling, a day that is none,
    and days before `first` or after `last`.
    """
    days = np.full(len(texts), "NaT", dtype="datetime64[us]")
    array = pa.array(texts, pa.large_string())
    full = np.flatnonzero(pc.match_substring_regex(array, _FULL))
    letters = np.array(pc.utf8_slice_codeunits(array.take(pa.array(full)), 0, 10), dtype="S10")
    digits = letters.view(np.uint8).reshape(-1, 10).astype(np.int64) - ord("0")
    year = digits[:, :4] @ (1000, 100, 10, 1)
    month, day = (digits[:, at : at + 2] @ (10, 1) for at in (5, 8))
    months = (12 * (year - 1970) + month - 1).astype("datetime64[M]")
    found = months.astype("datetime64[D]") + (day - 1)
    # A day that is none falls into another month
    real = (month >= 1) & (month <= 12) & (found.astype("datetime64[M]") == months)
    real &= (found >= np.datetime64(first)) & (found <= np.datetime64(last))
    days[full[real]] = found[real]
    return days
