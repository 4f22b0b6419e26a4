"""Rows that are one incident twice: exact repeats, contradictions, and likely duplicates."""

from collections.abc import Collection
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.intake.coded import alike, as_text
from geo.intake.problems import Problem, quote

LIKE: Final = ("date_start", "district_id", "side_a", "side_b", "killed_best")
"""What two rows share that are likely the same incident."""

EXPLAINED: Final = 100
"""Contradictions whose difference is spelled out; more than anybody reads."""


def check_repeats(incidents: pd.DataFrame, broken: Collection[int] = ()) -> list[Problem]:
    """Rows that share an id: a warning for each exact repeat, an error for each contradiction.

    Of rows with the same content the first is kept, but never a `broken` one (rows that something
    else rejects) before a sound one: else a sound row would go as the repeat of a broken one.
    """
    if _all_differ(incidents["source_id"]):  # far faster than to look for those that are shared
        return []
    shared = incidents[incidents["source_id"].duplicated(keep=False)]
    shared = as_text(shared[shared["source_id"] != ""])
    if shared.empty:
        return []
    contents = shared.drop_duplicates().groupby("source_id", sort=False).size()
    same = shared["source_id"].map(contents) == 1
    equal = shared[same]
    sound_first = equal.iloc[np.argsort(equal.index.isin(list(broken)), kind="stable")]
    repeats = sound_first[sound_first["source_id"].duplicated()].sort_index()
    problems = [
        Problem(
            "row-repeated",
            row,
            "source_id",
            "warning",
            f"Row {row} repeats id {quote(source_id)} in all columns that are read: kept once.",
        )
        for row, source_id in zip(repeats.index.tolist(), repeats["source_id"], strict=True)
    ]
    return [*problems, *_conflicts(shared[~same])]


def likely_duplicates(placed: pd.DataFrame) -> tuple[tuple[int, ...], ...]:
    """Rows that are likely one incident: same day, district, sides and dead (`LIKE`).

    Row numbers of the file (the index of `placed`), one tuple for each likely incident. Only rows
    known to the day, with a district and a number of dead above 0.
    """
    told = (
        (placed["date_precision"] == "day")
        & (placed["district_id"] != "")
        & (placed["killed_best"].fillna(0) > 0)
    )
    rows = placed.loc[told, list(LIKE)]
    kinds, numbers = alike(rows[name] for name in LIKE), rows.index.to_numpy()
    # Few rows are like another one; only those are put in order
    order = np.argsort(kinds)
    repeated = np.diff(kinds[order]) == 0
    several = order[np.append(repeated, False) | np.append(False, repeated)] if len(rows) else order
    several = several[np.lexsort((numbers[several], kinds[several]))]
    begins = np.flatnonzero(np.diff(kinds[several], prepend=-1))
    sizes = np.diff(begins, append=len(several))
    # Groups by their first row, which no two of them share
    first = np.argsort(numbers[several[begins]])
    ends = np.cumsum(sizes[first])
    places = np.repeat(begins[first] - (ends - sizes[first]), sizes[first])
    found = numbers[several[places + np.arange(len(several))]].tolist()
    return tuple(tuple(found[begin:end]) for begin, end in pairwise([0, *ends.tolist()]))


def _all_differ(ids: "pd.Series[str]") -> bool:
    """Whether no id stands twice."""
    try:  # numbers that differ were written differently, and are compared twice as fast
        numbers = np.sort(pc.cast(pa.array(ids), pa.int64()))
    except pa.ArrowInvalid:
        return ids.is_unique
    return bool((np.diff(numbers) > 0).all()) or ids.is_unique


def _conflicts(shared: pd.DataFrame) -> list[Problem]:
    problems = []
    for number, (source_id, rows) in enumerate(shared.groupby("source_id", sort=False)):
        words = f"{len(rows)} rows with different content have the id {quote(str(source_id))}"
        if number < EXPLAINED:
            words += _difference(rows)
        problems += [
            Problem("id-conflict", int(row), "source_id", "error", f"{words}.")
            for row in rows.index
        ]
    return problems


def _difference(rows: pd.DataFrame) -> str:
    """The first columns in which rows differ, with what stands there."""
    differing = [name for name in rows if len(rows[name].drop_duplicates()) > 1][:3]
    shown = [
        f"{name}: {' / '.join(quote(_plain(one)) for one in rows[name].drop_duplicates()[:3])}"
        for name in differing
    ]
    return f" ({'; '.join(shown)})"


def _plain(value: object) -> str:
    if value is pd.NA or value is pd.NaT or value != value:
        return "nothing"
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value) or "nothing"
