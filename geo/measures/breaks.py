"""Class breaks that people can read: rounded edges, none apart, missing apart, and no nonsense."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

LADDERS: Final = ((1.0, 2.0, 5.0), (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0))
"""Leading digits an edge may have: the 1-2-5 series first; the finer one where 1-2-5 would merge
classes that the data tell apart."""

MISSING: Final = -1
"""Class of a missing value (also NaN and infinity)."""

NONE: Final = 0
"""Class of the value 0."""


@dataclass(frozen=True)
class ClassBreaks:
    """Classes 1..k of the values above 0.

    `edges` has k + 1 numbers, rising: class i holds edges[i-1] <= value < edges[i]; the last class
    also holds the greatest value, which is the last edge, and anything above. `counts` are the
    values per class. Empty edges: no value above 0. `note` says in words why there is only one
    class or none, "" otherwise.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    none: int
    missing: int
    whole_numbers: bool
    note: str

    @property
    def classes(self) -> int:
        """Number of classes above 0."""
        return len(self.counts)


def class_breaks(values: "Sequence[float] | pd.Series[float]", *, k: int = 5) -> ClassBreaks:
    """At most `k` classes of `values` with rounded edges, each holding at least one value.

    Equal steps of the logarithm, each moved down to a rounded number: counts of incidents are so
    skewed that equal steps leave the upper classes empty and quantiles put the worst district with
    the middling ones. Zeros are a class of their own, NaN and infinities are missing. Raises
    ValueError for a negative value or a `k` below 1.
    """
    if k < 1:
        raise ValueError(f"at least one class is needed, not {k}")
    numbers = _numbers(values)
    known = numbers[np.isfinite(numbers)]
    if (known < 0).any():
        raise ValueError("class breaks are for counts and rates; a value is below 0")
    above = known[known > 0]
    edges = _edges(above, k)
    counts = np.bincount(_codes(above, edges), minlength=len(edges))[1:].tolist() if edges else []
    return ClassBreaks(
        edges=edges,
        counts=tuple(counts),
        none=int((known == 0).sum()),
        missing=int(len(numbers) - len(known)),
        whole_numbers=bool((above == np.floor(above)).all()),
        note=_note(np.unique(above)),
    )


def classify(
    values: "Sequence[float] | pd.Series[float]", breaks: ClassBreaks
) -> npt.NDArray[np.int64]:
    """Class of each value: 1..k, 0 for none, -1 for missing.

    A value below the first edge is in class 1, one above the last edge in class k. When `breaks`
    has no class, every value above 0 is in class 1.
    """
    numbers = _numbers(values)
    codes = np.full(len(numbers), MISSING, dtype="int64")
    known = np.isfinite(numbers)
    codes[known] = _codes(numbers[known], breaks.edges)
    codes[known & (numbers == 0)] = NONE
    return codes


def break_labels(breaks: ClassBreaks, unit: str = "") -> tuple[str, ...]:
    """The text of classes 1..k, e.g. "1–4", "5–9" for counts, "0.5–1", "1–2" for rates.

    Counts never overlap. `unit` follows the last label.
    """
    edges = breaks.edges
    labels = []
    for index, (low, high) in enumerate(pairwise(edges), start=1):
        inner = index < breaks.classes
        top = high - 1 if inner and breaks.whole_numbers else high
        labels.append(_number(low) if top <= low else f"{_number(low)}–{_number(top)}")
    if labels and unit:
        labels[-1] = f"{labels[-1]} {unit}"
    return tuple(labels)


def window_breaks(tolls: npt.NDArray[np.int64], bases: "pd.Series[float]") -> ClassBreaks:
    """Breaks that stay the same over all play windows.

    They are made from every district's value above 0 in every window, so that a colour means one
    number from the first frame to the last. `tolls` has one row per district, one column per window
    (tolls.window_tolls), and `bases` what each district is divided by (summary.rate_basis).
    """
    values = tolls / bases.to_numpy()[:, None]
    return class_breaks(pd.Series(values[values > 0]))


def _edges(above: npt.NDArray[np.float64], k: int) -> tuple[float, ...]:
    """Rounded edges of at most `k` classes, none of them empty."""
    distinct = np.unique(above)
    if len(distinct) == 0:
        return ()
    if len(distinct) == 1:
        return (float(distinct[0]), float(distinct[0]))
    wanted = min(k, len(distinct))
    sizes = np.log10(distinct)
    cuts = _equal_steps(sizes, wanted)
    lows = [distinct[0], *(distinct[sizes > cut][0] for cut in cuts if cut < sizes[-1])]
    choices = [
        _occupied({_round_down(low, ladder) for low in lows}, distinct) for ladder in LADDERS
    ]
    return (*max(choices, key=len), float(distinct[-1]))


def _equal_steps(sizes: npt.NDArray[np.float64], k: int) -> npt.NDArray[np.float64]:
    """The k - 1 numbers that part the range of rising `sizes` into equal steps."""
    return np.linspace(sizes[0], sizes[-1], k + 1)[1:-1]


def _occupied(lows: set[float], distinct: npt.NDArray[np.float64]) -> list[float]:
    """The lower edges, rising, without those whose class holds no value."""
    edges = np.array(sorted(lows))
    held = np.searchsorted(edges, distinct, side="right") - 1
    return [float(edges[index]) for index in np.unique(held)]


def _round_down(value: float, ladder: tuple[float, ...]) -> float:
    """The greatest number of the ladder that is not above `value`."""
    power = int(np.floor(np.log10(value)))
    rungs = [_scaled(digit, place) for place in (power - 1, power) for digit in ladder]
    if value >= 1 and value == np.floor(value):
        rungs = [rung for rung in rungs if rung == np.floor(rung) and rung >= 1]
    return max((rung for rung in rungs if rung <= value), default=value)


def _scaled(digit: float, power: int) -> float:
    """digit x 10^power, exact as written: 0.2, not 0.2000000000001."""
    return float(f"{digit:g}e{power}")


def _codes(numbers: npt.NDArray[np.float64], edges: tuple[float, ...]) -> npt.NDArray[np.int64]:
    """Class 1..k of numbers above 0."""
    inner = np.array(edges[1:-1])
    return np.searchsorted(inner, numbers, side="right").astype("int64") + 1


def _numbers(values: "Sequence[float] | pd.Series[float]") -> npt.NDArray[np.float64]:
    series = pd.Series(values)
    plain = series.astype("Float64").to_numpy(na_value=np.nan)
    return np.asarray(plain, dtype=np.float64)


def _note(distinct: npt.NDArray[np.float64]) -> str:
    if len(distinct) == 0:
        return "No value above 0."
    if len(distinct) == 1:
        return f"One class: every value above 0 is {_number(float(distinct[0]))}."
    return ""


def _number(value: float) -> str:
    """A number as it stands in a legend: thousands separators, at most three digits that count."""
    if value == np.floor(value):
        return f"{value:,.0f}"
    return f"{float(f'{value:.3g}'):,g}"
