"""A folder of placed parts: every partition of the input files as a Parquet file, made only once.

    run.json            what the parts were made with: a folder holds parts of one making
    <name>.parquet      one partition, its rows in the order of the file
    <name>.json         what it was made from and what it holds; written after the part
    manifest.json       all files and their parts, written when a run ends

A part is made when it is missing or damaged; its name holds a hash of what it is made from, so that
a partition whose bytes have changed is another part. So a run that was broken off goes on where it
was, the manifest of the run before holds until the new one is there, and whoever places a
partition, on whatever machine, writes the same bytes. Nothing is deleted: a part that its file no
longer has is set aside under another name (`SET_ASIDE`) when the run ends.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from geo.model.district import DEFAULT_VINTAGE
from geo.model.shipped import registry
from geo.store.files import write_file
from geo.store.partitions import (
    ROWS_PER_PART,
    Cut,
    Partition,
)
from geo.store.placed_columns import STANDINGS

RUN: Final = "run.json"
MANIFEST: Final = "manifest.json"
LOCK: Final = ".lock"
"""Taken while a run is at work, so that two never write into one folder."""

SET_ASIDE: Final = ".superseded"
"""Put after the name of a part that its file no longer has."""

MAKING: Final = "1"
"""Raised when the same rows give other parts: such a folder is then not gone on with."""


class PlacingError(ValueError):
    """The folder cannot be used; the message is one plain sentence."""


@dataclass(frozen=True)
class Making:
    """What parts are made with. Parts of one folder share it."""

    vintage: str = DEFAULT_VINTAGE
    longitude: str | None = None  # columns, where the headers do not tell
    latitude: str | None = None
    rows_per_part: int = ROWS_PER_PART

    def as_json(self) -> dict[str, Any]:
        """With the making's version and the district layer, as `run.json` holds it."""
        layer = registry()[f"districts_{self.vintage}.parquet"].sha256
        return {"making": MAKING, **asdict(self), "districts_sha256": layer}


@dataclass(frozen=True)
class Part:
    """A part of a folder and what it holds."""

    name: str  # of the Parquet file
    label: str  # of the input file
    number: int
    input_sha256: str
    sha256: str
    size: int  # bytes
    rows: int
    standings: Mapping[str, int]  # rows of each of `STANDINGS`
    on_border: int
    broken: int  # rows with too few or too many cells
    columns: tuple[str, ...]  # of those that placing adds
    undated: int | None = None  # rows without a readable date; None where the file has no dates
    first_day: str = ""  # ISO; "" where no row has a date
    last_day: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a partition: its part, or why it cannot be read."""

    partition: Partition
    part: Part | None = None
    made: bool = False  # now, not in an earlier run
    refused: str = ""


@dataclass(frozen=True)
class Run:
    """What a folder holds after a run."""

    parts: tuple[Part, ...]
    refused: Mapping[str, str] = field(default_factory=dict)  # label of a file: why

    @property
    def rows(self) -> int:
        """Rows of all parts."""
        return sum(part.rows for part in self.parts)

    @property
    def standings(self) -> dict[str, int]:
        """Rows of each of `STANDINGS` over all parts."""
        found = Counter(dict.fromkeys(STANDINGS, 0))
        for part in self.parts:
            found.update(part.standings)
        return dict(found)


@contextmanager
def open_run(folder: Path, making: Making) -> Iterator[Path]:
    """The folder, ready to take parts of this making and held against other runs.

    It is made where it is missing. Raises `PlacingError` when it holds anything but a run of the
    same making, and when another run is at work in it; OSError when it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    begun = (LOCK, f".{RUN}.")
    others = [one for one in folder.iterdir() if not one.name.startswith(begun)]
    if others and not (folder / RUN).exists():
        raise PlacingError(f"{folder} holds other files. Name an empty or a new folder.")
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise PlacingError(f"Another run is at work in {folder}. Wait until it ends.") from None
    try:
        _agree(folder, making)
        _sweep(folder)
        yield folder
        _sweep(folder)
    finally:
        lock.release()


def close_run(folder: Path, cuts: Iterable[Cut], outcomes: Iterable[Outcome]) -> Run:
    """Writes down what the folder holds now, with the files of earlier runs that were not named.

    Parts that a file no longer has are set aside.
    """
    cuts, outcomes = list(cuts), list(outcomes)
    refused = {cut.source.label: cut.refused for cut in cuts if cut.refused}
    for outcome in outcomes:
        if outcome.refused:
            refused.setdefault(outcome.partition.source.label, outcome.refused)
    named = {cut.source.label for cut in cuts}
    parts = [one.part for one in outcomes if one.part is not None]
    if (folder / MANIFEST).exists():
        before = read_run(folder)
        parts += [part for part in before.parts if part.label not in named]
        refused |= {label: why for label, why in before.refused.items() if label not in named}
    parts.sort(key=lambda part: (part.label, part.number))
    run = Run(tuple(parts), dict(sorted(refused.items())))
    write_json(
        folder / MANIFEST, {"parts": [asdict(one) for one in run.parts], "refused": run.refused}
    )
    _set_aside(folder, {part.name for part in parts}, named)
    return run


def read_run(folder: Path) -> Run:
    """What a folder holds. Raises `PlacingError` when no run ended in it."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Run(tuple(as_part(one) for one in found["parts"]), found["refused"])
    except FileNotFoundError:
        raise PlacingError(
            f"{folder} holds no finished run of `place`. Run it, or run it again to go on."
        ) from None
    except (ValueError, TypeError, KeyError) as error:
        raise PlacingError(
            f"{folder / MANIFEST} is damaged. Remove it, and run `place` again with all files."
        ) from error


def read_making(folder: Path) -> Mapping[str, Any]:
    """What the parts of a folder were made with. Raises `PlacingError` when it does not say."""
    try:
        found: dict[str, Any] = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PlacingError(f"{folder} holds no run of `place`.") from error
    return found


def as_part(found: dict[str, Any]) -> Part:
    """A part as its manifest tells of it. Raises `TypeError` and `KeyError` for anything else."""
    return Part(**{**found, "columns": tuple(found["columns"])})


def write_json(path: Path, value: Any) -> None:
    """Put a value at `path` as JSON, whole or not at all. Raises OSError."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    write_file(path, (text + "\n").encode("utf-8"))


def _agree(folder: Path, making: Making) -> None:
    """Writes the making down, or compares it with the one that is."""
    wanted = making.as_json()
    if not (folder / RUN).exists():
        write_json(folder / RUN, wanted)
        return
    there = read_making(folder)
    other = [name for name, value in wanted.items() if there.get(name) != value]
    if other:
        raise PlacingError(
            f"{folder} holds parts that were made otherwise ({', '.join(other)}). "
            "Name another folder."
        )


def _sweep(folder: Path) -> None:
    """Removes what writers that were killed in the middle of a file left under passing names."""
    for path in (*folder.glob(".*.parquet.*"), *folder.glob(".*.json.*")):
        path.unlink(missing_ok=True)


def _set_aside(folder: Path, current: set[str], named: set[str]) -> None:
    """Renames the parts of the files named that are not current, and those that nobody owns."""
    for path in folder.glob("*.parquet"):
        label = _label_of(path.with_suffix(".json"))
        if path.name not in current and (label in named or not label):
            path.rename(path.with_name(path.name + SET_ASIDE))


def _label_of(path: Path) -> str:
    """The input file that a part's own manifest names; "" where it has none."""
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["label"])
    except (OSError, ValueError, KeyError):
        return ""
