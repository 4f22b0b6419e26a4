"""A data set: one version of one source, with the days it covers and how to cite it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Dataset:
    """One version of one source.

    `covers_from`..`covers_to` (both included) is what the source set out to cover, not its first
    and last row. `precedence`: where two chosen data sets cover the same day, the higher one
    supplies it, so that nothing is counted twice.
    """

    dataset_id: str
    title: str
    version: str
    covers_from: date
    covers_to: date
    precedence: int
    rows: int
    sha256: str
    licence: str
    citation: str
    address: str
    counts: str  # what one row is, and what the source leaves out: one sentence
    partial: bool  # True when the source does not claim to be complete
    public: bool = True  # False: its terms forbid passing rows on, or nobody has said that they may


@dataclass(frozen=True)
class Coverage:
    """A span of days that one data set supplies in a selection."""

    dataset_id: str
    start: date
    end: date  # included
