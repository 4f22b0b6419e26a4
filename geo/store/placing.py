"""Files of points made placed parts: each partition read, placed, written, and accounted for.

The work on a partition is one function of the partition alone, so it may run anywhere, several
times and at the same time. A part that is there and whole is left as it is.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo.intake.problems import UploadRefused
from geo.model.slug import slug
from geo.store.engines import open_engine
from geo.store.files import write_file
from geo.store.partitions import (
    Cut,
    Partition,
    Piece,
    Source,
    content_sha256,
    cut_file,
    read_content,
    read_piece,
    read_sample,
)
from geo.store.placed import Making, Outcome, Part, Run, as_part, close_run, open_run, write_json
from geo.store.placed_columns import STANDINGS, day_order, find_columns, place_table

COMPRESSION: Final = {"compression": "zstd", "compression_level": 1}
"""Half the size of uncompressed parts and no slower to write than the usual snappy (measured)."""

Progress = Callable[[int, int, int], object]
"""Told of parts that are there, all parts, and rows."""


@dataclass(frozen=True)
class Finished:
    """How a run ended. `run` is what the folder holds now, earlier runs included."""

    run: Run
    made: int  # parts made in this run
    left: int  # parts of its files that were there already
    refused: Mapping[str, str]  # files of this run that cannot be read, or not wholly: why


def place_files(
    folder: Path,
    sources: Sequence[Source],
    making: Making,
    *,
    engine: str = "local",
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress = lambda parts, all_parts, rows: None,
) -> Finished:
    """Places the points of all files: their parts in `folder`, and what is in them.

    `engine`, `workers` and `scheduler` as in `open_engine`; `progress` is told of each part that
    is there: parts, all parts of this run, rows. A file that cannot be read is in `refused` and
    costs the others nothing. Raises `PlacingError` when the folder or the engine cannot be used,
    OSError when nothing can be written.
    """
    outcomes: list[Outcome] = []
    rows = 0
    with (
        open_run(folder.resolve(), making) as root,
        open_engine(engine, workers=workers, scheduler=scheduler) as run,
    ):
        cuts = list(run(partial(cut_source, making=making), sources))
        partitions = [one for cut in cuts for one in cut.partitions]
        for outcome in run(partial(place_partition, root, making=making), partitions):
            outcomes.append(outcome)
            rows += outcome.part.rows if outcome.part else 0
            progress(len(outcomes), len(partitions), rows)
        held = close_run(root, cuts, outcomes)
    there = [one for one in outcomes if one.part]
    made = sum(one.made for one in there)
    named = {source.label for source in sources}
    refused = {label: why for label, why in held.refused.items() if label in named}
    return Finished(held, made, len(there) - made, refused)


def cut_source(source: Source, making: Making) -> Cut:
    """The partitions of a file, refused where it lacks a longitude or latitude."""
    cut = cut_file(source, rows=making.rows_per_part)
    if not cut.partitions:
        return cut
    first = cut.partitions[0]
    try:
        columns = find_columns(first.names, longitude=making.longitude, latitude=making.latitude)
        dates = columns.get("date_start")
        order = day_order(read_sample(first)[dates]) if dates else ""
    except UploadRefused as refusal:
        return Cut(source, refused=str(refusal))
    except ValueError as error:
        return Cut(source, refused=f"{source.label} cannot be placed. {error}")
    return replace(cut, partitions=tuple(replace(one, day_order=order) for one in cut.partitions))


def place_partition(folder: Path, partition: Partition, making: Making) -> Outcome:
    """Makes the part of a partition, unless it is there already.

    May run anywhere that sees the file and the folder, several times and at the same time: the
    bytes written are the same. A partition that cannot be read is an outcome, too; OSError is
    raised when the part cannot be written.
    """
    try:
        content = read_content(partition)
        known = content_sha256(partition, content)
        there = _part_there(folder / f"{_stem(partition, known)}.json", known)
        if there is not None:
            return Outcome(partition, there)
        piece = read_piece(partition, content)
        table = _placed(piece, partition, making)
    except UploadRefused as refusal:
        return Outcome(partition, refused=str(refusal))
    except OSError as error:
        words = error.strerror or "It could not be opened"
        return Outcome(partition, refused=f"{partition.source.label} cannot be read. {words}.")
    return Outcome(partition, _write(folder, table, partition, known, piece.broken), made=True)


def _placed(piece: Piece, partition: Partition, making: Making) -> pa.Table:
    names = partition.names
    try:
        columns = find_columns(names, longitude=making.longitude, latitude=making.latitude)
        return place_table(
            piece.table, columns, vintage=making.vintage, day_order=partition.day_order
        )
    except (ValueError, pa.ArrowException) as error:
        label = partition.source.label
        raise UploadRefused(f"{label} cannot be placed. {error}") from error


def _stem(partition: Partition, input_sha256: str) -> str:
    """The name of a part without its ending: readable, another for each label and each content."""
    label = partition.source.label
    tail = hashlib.sha256(label.encode()).hexdigest()[:8]
    name = slug(label.rsplit(".", maxsplit=1)[0])
    return f"{name}-{tail}-{partition.number:05d}-{input_sha256[:8]}"


def _part_there(path: Path, input_sha256: str) -> Part | None:
    """The part that `path` tells of, if it was made of this input and is whole."""
    try:
        part = as_part(json.loads(path.read_text(encoding="utf-8")))
        if part.input_sha256 != input_sha256:
            return None
        content = path.with_name(part.name).read_bytes()
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return part if hashlib.sha256(content).hexdigest() == part.sha256 else None


def _write(folder: Path, table: pa.Table, partition: Partition, known: str, broken: int) -> Part:
    """Writes a part, then what it holds."""
    out = pa.BufferOutputStream()
    pq.write_table(table, out, row_group_size=max(table.num_rows, 1), **COMPRESSION)
    content = out.getvalue().to_pybytes()
    stem = _stem(partition, known)
    part = Part(
        name=f"{stem}.parquet",
        label=partition.source.label,
        number=partition.number,
        input_sha256=known,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        rows=table.num_rows,
        broken=broken,
        **_counts(table),
    )
    write_file(folder / part.name, content)
    write_json(folder / f"{stem}.json", asdict(part))
    return part


def _counts(table: pa.Table) -> dict[str, Any]:
    standing = table["standing"].combine_chunks().indices.to_numpy()
    numbers = np.bincount(standing, minlength=len(STANDINGS)).tolist()
    found: dict[str, Any] = {
        "standings": dict(zip(STANDINGS, numbers, strict=True)),
        "on_border": pc.sum(table["on_border"], min_count=0).as_py(),
        "columns": tuple(table.column_names[table.column_names.index("district_id") :]),
    }
    if "date_start" in found["columns"]:
        days = {"first_day": pc.min(table["date_start"]), "last_day": pc.max(table["date_end"])}
        found["undated"] = table["date_start"].null_count
        found |= {
            name: day.as_py().isoformat() if day.is_valid else "" for name, day in days.items()
        }
    return found
