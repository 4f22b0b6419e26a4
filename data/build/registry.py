"""The registry: what ships, where it came from, and the sha256 of its bytes."""

import csv
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

REGISTRY_NAME: Final = "registry.csv"
COLUMNS: Final = ("name", "sha256", "rows", "licence", "origin", "built_from", "note")

ODBL: Final = "ODbL-1.0"
"""Licence of everything that carries OpenStreetMap or geoBoundaries geometry (share-alike)."""

DISTRICT_TABLE: Final = f"{ODBL}; p-codes CC BY-IGO 3.0; population: official statistics"
"""Licences of the columns of a table of districts: names and areas come from the geometry."""


@dataclass(frozen=True)
class Shipped:
    """One file that a builder wrote into its output folder."""

    name: str
    rows: int  # data rows or features
    licence: str
    origin: str  # publishers, as they want to be named
    built_from: str  # names of the inputs
    note: str


def sha256_of(path: Path) -> str:
    """Hexadecimal sha256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def registry_row(shipped: Shipped, folder: Path) -> dict[str, str]:
    """The registry's row for a file that stands in `folder`."""
    return {
        "name": shipped.name,
        "sha256": sha256_of(folder / shipped.name),
        "rows": str(shipped.rows),
        "licence": shipped.licence,
        "origin": shipped.origin,
        "built_from": shipped.built_from,
        "note": shipped.note,
    }


def read_registry(folder: Path) -> dict[str, dict[str, str]]:
    """The registry's rows by file name; empty where there is no registry yet."""
    path = folder / REGISTRY_NAME
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["name"]: row for row in csv.DictReader(lines)}


def write_registry(rows: Mapping[str, Mapping[str, str]], folder: Path) -> None:
    """Write the registry, sorted by file name."""
    write_rows(folder / REGISTRY_NAME, COLUMNS, (rows[name] for name in sorted(rows)))


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a CSV file with the same bytes everywhere: UTF-8, LF, minimal quoting."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as text, empty fields as ""."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
