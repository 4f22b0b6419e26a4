"""Where every row is: on the map, counted without a dot, in no district, outside, or not counted.

Each row of a selection has exactly one reason, so the numbers add up to the total.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from geo.store.codes import Codes
    from geo.store.select import Selection

REASONS: Final = {
    "on_map": "in a district and drawn as a dot",
    "district_precision": "in a district, no dot: the source knows the district only",
    "conflict": "in a district, no dot: name and point disagree",
    "period": "in a district, no dot: the row sums up a period",
    "suspect": "in a district, no dot: the point is known to be wrong",
    "no_point": "in a district, no dot: the source gives no usable point",
    "between_districts": "in no district: several districts fit",
    "province_only": "in no district: known to a province only",
    "outside": "not counted: outside Balochistan and Khyber Pakhtunkhwa",
    "country_only": "not counted: known no better than to the country",
    "superseded": "not counted: another data set supplies these days",
}
"""Id of each reason and its plain words, in the order shown."""

NO_DOT: Final = ("district_precision", "conflict", "period", "suspect", "no_point")
"""Counted in a district, but never a dot. A row with several grounds has the first of them."""

COUNTED: Final = ("on_map", *NO_DOT, "between_districts", "province_only")
"""The reasons that make up the number of incidents."""

NOT_COUNTED: Final = ("outside", "country_only", "superseded")
"""The other reasons, each a table of its own in a selection."""


@dataclass(frozen=True)
class Account:
    """The number of rows of a selection per reason; `numbers` has every id of `REASONS`."""

    numbers: Mapping[str, int]

    @property
    def total(self) -> int:
        """All rows that match the filter, counted or not."""
        return sum(self.numbers.values())

    @property
    def counted(self) -> int:
        """Incidents of the two provinces: in a district, between districts or province only."""
        return sum(self.numbers[reason] for reason in COUNTED)

    @property
    def on_map(self) -> int:
        """Rows drawn as a dot."""
        return self.numbers["on_map"]

    @property
    def reasons(self) -> dict[str, tuple[int, str]]:
        """Every reason that holds for at least one row: id -> (number, plain words)."""
        return {
            reason: (self.numbers[reason], words)
            for reason, words in REASONS.items()
            if self.numbers[reason]
        }


def count_account(selection: "Selection") -> Account:
    """Where every row of the selection is. The numbers sum to all rows of its four tables."""
    found = selection.found
    kinds, sums = found.sums_of("counted")
    numbers = np.zeros(len(COUNTED), dtype=np.int64)
    np.add.at(numbers, _reasons(found.codes)[kinds], sums[:, 0])
    left_out = {part: found.sums_of(part)[1][:, 0].sum() for part in NOT_COUNTED}
    counted = dict(zip(COUNTED, numbers, strict=True))
    return Account({one: int(number) for one, number in (counted | left_out).items()})


def rows_of(selection: "Selection", reason: str) -> pd.DataFrame:
    """The rows behind one number of the account. Raises KeyError for an unknown reason."""
    if reason not in REASONS:
        raise KeyError(f"unknown reason {reason!r}; one of {', '.join(REASONS)}")
    if reason in COUNTED:
        counted = selection.counted
        return counted[reason_of(counted) == reason].reset_index(drop=True)
    table: pd.DataFrame = getattr(selection, reason)
    return table


def reason_of(counted: pd.DataFrame) -> "pd.Series[str]":
    """The one reason (an id of `COUNTED`) of each counted row or kind; index of `counted`."""
    placed = counted["district_id"] != ""
    reasons = np.select(
        [
            ~placed & (counted["placement"] == "unplaced"),
            ~placed,
            counted["on_map"],
            counted["place_precision"] == "district",
            counted["placement"] == "conflict",
            counted["stands_for_period"],
            counted["point_suspect"],
        ],
        ["province_only", "between_districts", "on_map", *NO_DOT[:-1]],
        default=NO_DOT[-1],
    )
    return pd.Series(reasons, index=counted.index, dtype="str")


def _reasons(codes: "Codes") -> npt.NDArray[np.intp]:
    """Per kind the position of its reason in `COUNTED`; worked out once for some codes."""
    if codes not in _KNOWN:
        _KNOWN[codes] = pd.Index(COUNTED).get_indexer(pd.Index(reason_of(codes.kinds)))
    return _KNOWN[codes]


_KNOWN: "WeakKeyDictionary[Codes, npt.NDArray[np.intp]]" = WeakKeyDictionary()
"""Reasons of kinds by their codes; forgotten with them."""
