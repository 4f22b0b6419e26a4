"""One kept version of a data set: a folder with its incidents, its rejected rows and a manifest.

The manifest holds what the data set is, what its import said, and the sha256 of every table, so
that a table that was altered or broke is never counted.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa

import geo
from geo.model.dataset import Dataset
from geo.model.incident import COLUMNS, ContractError
from geo.store.files import write_file
from geo.store.mapped import MAPPED, placed_rows, read_mapped, rules_sha256, write_mapped
from geo.store.shelf import named_rows

MANIFEST: Final = "manifest.json"
INCIDENTS: Final = "incidents.parquet"
REJECTED: Final = "rejected.parquet"

DAYS: Final = ("covers_from", "covers_to")
"""Fields of a data set that a manifest holds as ISO days."""


class StoreError(RuntimeError):
    """The store cannot do what was asked; the message is one plain sentence for its owner."""


@dataclass(frozen=True)
class Manifest:
    """What a version says about itself."""

    dataset: Dataset
    rejected: int  # rows that the import could not accept; they are kept beside the others
    report: tuple[str, ...]  # what the import said, in sentences
    decided: dict[str, str]  # what spellings of districts mean, by their owner or clear likeness
    saved_at: datetime  # UTC
    code_version: str
    sha256: dict[str, str]  # of each table's file
    rules: str  # those by which the mapped rows were made; "" where there are none


def write_version(
    folder: Path,
    dataset: Dataset,
    incidents: pd.DataFrame,
    rejected: pd.DataFrame,
    report: tuple[str, ...],
    decided: Mapping[str, str],
) -> None:
    """Write a version's files into an empty folder. Raises OSError.

    A placement on the newest districts that the incidents hold is used, not made again.
    """
    rows = named_rows(incidents, dataset.dataset_id)
    rows[list(COLUMNS)].to_parquet(folder / INCIDENTS, compression="zstd", index=False)
    write_mapped(folder / MAPPED, rows, decided)
    rejected.to_parquet(folder / REJECTED, compression="zstd", index=True)
    facts = asdict(dataset) | {name: getattr(dataset, name).isoformat() for name in DAYS}
    manifest = {
        "dataset": facts,
        "rejected": len(rejected),
        "report": list(report),
        "decided": dict(decided),
        "saved_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "code_version": geo.__version__,
        "sha256": {name: _sha256(folder / name) for name in (INCIDENTS, REJECTED, MAPPED)},
        "rules": rules_sha256(),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    write_file(folder / MANIFEST, text.encode("utf-8"))


def read_manifest(folder: Path) -> Manifest:
    """What a version says about itself. Raises `StoreError` when it cannot be read."""
    try:
        stored: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        facts = stored["dataset"]
        days = {name: date.fromisoformat(facts[name]) for name in DAYS}
        return Manifest(
            dataset=Dataset(**{**facts, **days}),
            rejected=stored["rejected"],
            report=tuple(stored["report"]),
            decided=stored["decided"],
            saved_at=datetime.fromisoformat(stored["saved_at"]),
            code_version=stored["code_version"],
            sha256=stored["sha256"],
            rules=stored.get("rules", ""),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(_damaged(folder)) from error


def read_incidents(folder: Path) -> pd.DataFrame:
    """The version's incidents (`COLUMNS`, not placed, checked). Raises `StoreError`."""
    manifest = read_manifest(folder)
    table = _read_table(folder, INCIDENTS, manifest)
    try:
        return named_rows(table, manifest.dataset.dataset_id)
    except (ContractError, KeyError) as error:
        raise StoreError(
            f"{manifest.dataset.title} was kept by Sarhad {manifest.code_version} and does not "
            "fit this one: import its file again."
        ) from error


def read_rows(folder: Path, vintage: str) -> pa.Table:
    """The version's incidents placed on a vintage, as `geo.store.rows`. Raises `StoreError`.

    They stay on the disk (`geo.store.mapped`) where that file is sound and made by the rules of
    this program; else they are read and placed.
    """
    manifest = read_manifest(folder)
    if manifest.rules == rules_sha256() and _is_sound(folder, MAPPED, manifest):
        return read_mapped(folder / MAPPED, vintage)
    return placed_rows(read_incidents(folder), manifest.decided, vintage)


def read_rejected(folder: Path) -> pd.DataFrame:
    """The version's rejected rows as text, index = row in the file. Raises `StoreError`."""
    return _read_table(folder, REJECTED, read_manifest(folder))


def _read_table(folder: Path, name: str, manifest: Manifest) -> pd.DataFrame:
    if not _is_sound(folder, name, manifest):
        raise StoreError(_damaged(folder))
    return pd.read_parquet(folder / name)


def _is_sound(folder: Path, name: str, manifest: Manifest) -> bool:
    """Whether a file is there and is the one that was written."""
    try:
        return _sha256(folder / name) == manifest.sha256.get(name)
    except OSError:
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _damaged(folder: Path) -> str:
    return (
        f"Version {folder.name} of {folder.parent.name} is damaged: restore the version before it, "
        "or import the file again."
    )
