"""A kept version's rows as a file that is mapped into memory: `rows.arrow` beside the Parquet file.

Its bytes are the tables that counting and taking rows need, uncompressed, placed on every vintage.
So a server that restarts neither reads nor places the rows again, and holds none of them itself:
the system keeps the pages that are in use, and may let them go. Parquet stays what a version is;
where this file is missing, broke, or was made by other rules, it is not used. A file in use must
not be cut short (the store only ever moves whole folders): the system would end the process.
"""

import hashlib
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa

import geo
from geo.intake.place import place_incidents
from geo.model.checks import check_placed
from geo.model.district import DEFAULT_VINTAGE, VINTAGES
from geo.model.incident import COLUMNS, PLACEMENT_COLUMNS
from geo.model.shipped import registry
from geo.store.rows import as_rows

MAPPED: Final = "rows.arrow"

RULES: Final = (
    "intake/fields.py",
    "intake/meanings.py",
    "intake/place.py",
    "model/contract.py",
    "model/district.py",
    "model/incident.py",
    "model/precision.py",
    "places/*.py",
    "store/mapped.py",
    "store/rows.py",
)
"""Modules that decide what stands in the file; with the tables of places that ship."""


def placed_rows(incidents: pd.DataFrame, decided: Mapping[str, str], vintage: str) -> pa.Table:
    """The incidents as rows placed on a vintage, checked.

    `decided` says what spellings of districts mean (`place_incidents`). A placement on the newest
    districts that the table holds (`ImportReport.placed`) is used as it is.
    """
    if vintage == DEFAULT_VINTAGE and set(PLACEMENT_COLUMNS) <= set(incidents.columns):
        return as_rows(check_placed(incidents))
    placed = place_incidents(incidents[list(COLUMNS)], vintage=vintage, decided=decided)
    return as_rows(check_placed(placed))


def write_mapped(path: Path, incidents: pd.DataFrame, decided: Mapping[str, str]) -> None:
    """Write the incidents, in order of time, with their placement on every vintage."""
    columns: dict[str, pa.ChunkedArray] = {}
    for vintage in VINTAGES:
        rows = placed_rows(incidents, decided, vintage)
        columns |= {
            _stored_name(name, vintage): rows[name] for name in (*COLUMNS, *PLACEMENT_COLUMNS)
        }
    write_table(path, pa.table(columns))


def write_table(path: Path, table: pa.Table) -> None:
    """Write a table in one piece, uncompressed, so that it can be used where it lies."""
    with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table, max_chunksize=max(len(table), 1))


def read_mapped(path: Path, vintage: str) -> pa.Table:
    """The rows placed on a vintage, on the disk until they are used. Raises OSError.

    Windows does not let a mapped file be deleted, so there it is read.
    """
    source = pa.OSFile(str(path)) if os.name == "nt" else pa.memory_map(str(path))
    table = pa.ipc.open_file(source).read_all()
    names = (*COLUMNS, *PLACEMENT_COLUMNS)
    return table.select([_stored_name(name, vintage) for name in names]).rename_columns(names)


@cache
def rules_sha256() -> str:
    """sha256 over the code and the shipped tables that decide what stands in the file."""
    root = Path(geo.__file__).parent
    modules = sorted(path for pattern in RULES for path in root.glob(pattern))
    digest = hashlib.sha256()
    for path in modules:
        digest.update(path.read_bytes())
    for name, file in sorted(registry().items()):
        digest.update(f"{name} {file.sha256}\n".encode())
    return digest.hexdigest()


def _stored_name(name: str, vintage: str) -> str:
    return f"{name.removesuffix('_id')}_{vintage}" if name in PLACEMENT_COLUMNS else name
