"""The files that ship in `data/`: where they are, and that they are what the build made.

`data/registry.csv` has one row per shipped file: name, sha256, rows, licence, origin, built_from,
note. A file whose bytes differ from its registered sha256 is refused, so a number can never come
from a table that was changed by hand after the build.
"""

import csv
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"


class ShippedFileError(RuntimeError):
    """A shipped file is missing, unregistered or altered; the message says which and what to do."""


@dataclass(frozen=True)
class ShippedFile:
    """One row of the registry."""

    name: str
    sha256: str
    rows: int
    licence: str
    origin: str
    built_from: str
    note: str


@cache
def registry() -> dict[str, ShippedFile]:
    """Every shipped file by name, in the registry's order."""
    with (DATA / "registry.csv").open(encoding="utf-8", newline="") as lines:
        rows = [
            ShippedFile(**{**row, "rows": int(row["rows"])})  # type: ignore[arg-type]
            for row in csv.DictReader(lines)
        ]
    return {row.name: row for row in rows}


@cache
def shipped_path(name: str) -> Path:
    """Path of a shipped file, after its bytes were checked against the registry (once a process).

    Raises `ShippedFileError` when the file is unregistered, missing or altered.
    """
    known = registry().get(name)
    if known is None:
        raise ShippedFileError(
            f"data/{name} is not in data/registry.csv. Restore data/ from the repository or build "
            "it again: `make data SOURCES=DIR`."
        )
    path = DATA / name
    if not path.is_file():
        raise ShippedFileError(f"data/{name} is missing. Restore it from the repository.")
    if hashlib.sha256(path.read_bytes()).hexdigest() != known.sha256:
        raise ShippedFileError(
            f"data/{name} is not the file that the build made (sha256 differs from "
            "data/registry.csv). Restore it from the repository or build it again: `make data "
            "SOURCES=DIR`."
        )
    return path
