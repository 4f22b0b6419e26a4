"""The incident tables that ship: what data sets there are, and their rows placed on a vintage."""

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.model.dataset import Dataset
from geo.model.district import VINTAGES
from geo.model.incident import COLUMNS, PLACEMENT_COLUMNS
from geo.model.shipped import shipped_path
from geo.store.rows import as_frame, as_rows


@cache
def datasets() -> Mapping[str, Dataset]:
    """Every data set that ships, by id (read-only), in the table's order."""
    with shipped_path("datasets.csv").open(encoding="utf-8", newline="") as lines:
        found = [_as_dataset(row) for row in csv.DictReader(lines)]
    return MappingProxyType({one.dataset_id: one for one in found})


def load_incidents(dataset_id: str, vintage: str) -> pd.DataFrame:
    """A data set's incidents placed on a vintage: exactly `COLUMNS` and `PLACEMENT_COLUMNS`.

    As `load_rows`, a table of the caller's own.
    """
    return as_frame(load_rows(dataset_id, vintage))


@cache
def load_rows(dataset_id: str, vintage: str) -> pa.Table:
    """A data set's incidents placed on a vintage (`geo.store.rows`), in order of time.

    Sorted by date_start and incident_id. Read once a process and shared; the file is the one that
    the build checked against the contract. Raises `KeyError` for an unknown data set or vintage.
    """
    if dataset_id not in datasets() or vintage not in VINTAGES:
        raise KeyError(f"no data set {dataset_id!r} on vintage {vintage!r}")
    placement = {
        f"{name.removesuffix('_id')}_{vintage}": name for name in PLACEMENT_COLUMNS
    }  # the file has district_2025 for district_id, and so on
    table = pq.read_table(
        shipped_path(f"incidents_{dataset_id}.parquet"), columns=[*COLUMNS, *placement]
    )
    return as_rows(table.rename_columns([placement.get(one, one) for one in table.column_names]))


def _as_dataset(row: dict[str, str]) -> Dataset:
    typed = {
        "covers_from": date.fromisoformat(row["covers_from"]),
        "covers_to": date.fromisoformat(row["covers_to"]),
        "precedence": int(row["precedence"]),
        "rows": int(row["rows"]),
        "partial": row["partial"] == "true",
    }
    return Dataset(**{**row, **typed})  # type: ignore[arg-type]
