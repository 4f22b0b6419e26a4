"""Incidents as packed columns: what the browser needs to show any window of time by itself.

The bytes are a length (uint32), a JSON head that names the columns, then the columns, each at a
multiple of 4 bytes, little-endian. `geo/ui/browser/src/rows.js` reads them.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.measures.stacks import stack_codes
from geo.measures.tolls import Toll, toll_table
from geo.model.incident import COUNT_COLUMNS
from geo.places.layers import district_ids

DEGREES: Final = 100_000
"""Units of a packed coordinate in one degree (about 1 m)."""

KINDS: Final[dict[str, Any]] = {"u1": np.uint8, "u2": np.uint16, "i4": np.int32}
"""Kinds of columns, smallest first."""

TOLLS: Final = {
    "low": "killed_low",
    "best": "killed_best",
    "high": "killed_high",
    "unknown": "killed_unknown",
}

Column = npt.NDArray[Any]


MOST_ROWS: Final = 500_000
"""Incidents that a browser is sent; of more, only what a window adds up to (`pack_sums`)."""

NAME_LETTERS: Final = 32
"""Length of a name; the browser reads as many letters before rows that come with the page."""

ROW_COLUMNS: Final = (
    "date_start",
    "date_end",
    "district_id",
    "place",
    "place_precision",
    "longitude",
    "latitude",
    "on_map",
    *COUNT_COLUMNS,
)
"""Columns of the incident table that are packed."""


@dataclass(frozen=True)
class Packed:
    """Incidents as the browser reads them."""

    content: bytes
    most: int  # incidents that share one place; 0 without a dot
    fixed: bool = False  # the sums of one window, not rows

    @cached_property
    def name(self) -> str:
        """What the browser knows them by: `NAME_LETTERS` hex digits of the content's sha256."""
        return hashlib.sha256(self.content).hexdigest()[:NAME_LETTERS]


def pack_rows(rows: pd.DataFrame, *, vintage: str) -> Packed:
    """Incidents (sorted by `date_start`) as packed columns, and the places of their dots.

    Per row: first day (days since 1970-01-01), days after it, district (its code; the number of
    districts for none), place (position among the places; their number for no dot), whether it is
    known to 25 km only, and what it adds to the toll. Per place, most incidents first: longitude,
    latitude, and its name's position in the head's `names`.
    """
    codes, stacks = stack_codes(rows)
    ids = district_ids(vintage)
    first = _days(rows["date_start"])
    district = pd.Index(ids).get_indexer(pd.Index(rows["district_id"]))
    name, names = pd.factorize(stacks["place"])
    tolls = toll_table(rows)
    columns: dict[str, Column] = {
        "start": first,
        "length": _days(rows["date_end"]) - first,
        "district": np.where(district < 0, len(ids), district),
        "place": np.where(codes < 0, len(stacks), codes),
        "near": (rows["place_precision"] != "exact").to_numpy(),
        **{short: tolls[column].to_numpy() for short, column in TOLLS.items()},
        "longitude": _whole(stacks["longitude"]),
        "latitude": _whole(stacks["latitude"]),
        "name": name,
    }
    content = _packed({one: _smallest(values) for one, values in columns.items()}, list(names))
    return Packed(content, int(stacks["incidents"].max()) if len(stacks) else 0)


def pack_sums(districts: pd.DataFrame, total: Toll, *, vintage: str) -> Packed:
    """What one window adds up to, for a map of more than `MOST_ROWS` incidents: no dots, no days.

    `districts` holds `incidents` and the deaths by district_id. One row per district stands for
    its incidents (`n`), the last one for those without a district; every window finds all of them.
    """
    ids = list(district_ids(vintage))
    sums = {"n": "incidents", **TOLLS}
    zeros = np.zeros(len(ids) + 1, dtype=np.int64)
    columns: dict[str, Column] = {
        **dict.fromkeys(("start", "length", "place", "near"), zeros),
        "district": np.arange(len(ids) + 1),
        **dict.fromkeys(("longitude", "latitude", "name"), zeros[:0]),
    }
    for short, name in sums.items():
        placed = districts.loc[ids, name].to_numpy(np.int64)
        columns[short] = np.append(placed, getattr(total, name) - placed.sum())
    smallest = {one: _smallest(values) for one, values in columns.items()}
    return Packed(_packed(smallest, [], fixed=True), 0, fixed=True)


def _packed(columns: dict[str, Column], names: list[str], *, fixed: bool = False) -> bytes:
    kinds = {kind: short for short, kind in KINDS.items()}
    head = {
        "columns": [
            [one, kinds[values.dtype.type], len(values)] for one, values in columns.items()
        ],
        "names": names,
        "fixed": fixed,
    }
    text = json.dumps(head, separators=(",", ":"), ensure_ascii=False).encode()
    parts = [np.uint32(len(text)).tobytes(), text]
    at = 4 + len(text)
    for values in columns.values():
        gap = -at % 4
        parts += [bytes(gap), values.tobytes()]
        at += gap + values.nbytes
    return b"".join(parts)


def _smallest(values: Column) -> Column:
    """The values in the smallest kind that holds them."""
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    for kind in KINDS.values():
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return values.astype(kind)
    raise ValueError(f"no kind of column holds {low}..{high}")


def _days(days: "pd.Series[Any]") -> Column:
    return days.to_numpy("datetime64[D]").astype(np.int64)


def _whole(degrees: "pd.Series[float]") -> Column:
    return np.rint(degrees.to_numpy(np.float64) * DEGREES).astype(np.int64)
