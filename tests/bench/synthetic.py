"""As many incidents as one likes: shipped ones drawn again and again, on days of their own."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.model.dataset import Dataset
from geo.model.filter import IncidentFilter
from geo.store.codes import KIND_FLAGS, KIND_TEXTS
from geo.store.rows import as_rows
from geo.store.shelf import Shelf, shipped_shelf

SYNTHETIC: Final = "synthetic"
WANTED: Final = IncidentFilter(datasets=(SYNTHETIC,))
VINTAGE: Final = "2025"

FIRST_DAY: Final = np.datetime64("2005-01-01")
DAYS: Final = 7305
"""Twenty years, every day as likely as any other."""

COUNTED_COLUMNS: Final = (
    "date_start",
    "date_end",
    *KIND_TEXTS,
    *KIND_FLAGS,
    *(f"{what}_{bound}" for what in ("killed", "injured") for bound in ("low", "best", "high")),
)
"""Columns that counting needs; ten million rows of all columns would take minutes to make."""


def drawn_rows(count: int, columns: tuple[str, ...] | None = None) -> pa.Table:
    """Placed incidents in order of time, all columns or some; the same for every call."""
    random = np.random.default_rng(7)
    known = shipped_shelf()
    tables = [known.load(one, VINTAGE) for one in known.datasets]
    shipped = as_rows(pd.concat(tables, ignore_index=True))
    start, end = (shipped[name].to_numpy() for name in ("date_start", "date_end"))
    at = random.integers(0, len(shipped), count)
    days = FIRST_DAY + np.sort(random.integers(0, DAYS, count))
    drawn = {
        name: shipped[name].combine_chunks().take(pa.array(at))
        for name in columns or shipped.column_names
    }
    drawn["date_start"] = pa.array(days.astype("datetime64[us]"))
    drawn["date_end"] = pa.array(days + (end - start)[at])
    drawn["dataset_id"] = pa.array([SYNTHETIC]).take(pa.array(np.zeros(count, dtype=np.int8)))
    if "source_id" in drawn:
        drawn["source_id"] = pa.array(pd.Series(np.arange(count), dtype="str"))
    return as_rows(pa.table(drawn))


def synthetic_dataset(rows: int) -> Dataset:
    """What the drawn rows are called and cover."""
    return replace(
        shipped_shelf().datasets["ucdp-ged-22.1"],
        dataset_id=SYNTHETIC,
        covers_to=date(2026, 12, 31),
        rows=rows,
    )


def counting_shelf(count: int) -> Shelf:
    """A shelf that also holds drawn rows, those columns of them that counting needs."""
    known, rows = shipped_shelf(), drawn_rows(count, COUNTED_COLUMNS)
    return Shelf(
        MappingProxyType({**known.datasets, SYNTHETIC: synthetic_dataset(count)}),
        known.default,
        MappingProxyType({**known.loaders, SYNTHETIC: lambda vintage: rows}),
    )
