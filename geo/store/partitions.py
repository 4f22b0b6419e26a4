"""Files of points cut into partitions: pieces that any worker can read alone, always the same ones.

A delimited text is cut into byte ranges that begin and end with a row, a Parquet file into runs of
row groups. Where the cuts fall depends on the file and the wanted number of rows, on nothing else.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from geo.intake.delimited import sniff_delimiter
from geo.intake.guard import clean_label, sniff_kind
from geo.intake.headers import column_names
from geo.intake.problems import UploadRefused
from geo.store.row_ends import BLOCK, decoded, row_cuts

ROWS_PER_PART: Final = 250_000
"""Rows of a partition unless another number is asked for: with the 49 columns of UCDP 440 MB while
they are at work (measured)."""

ENDINGS: Final = (".csv", ".tsv", ".txt", ".parquet")
"""Endings of the files that a folder stands for. A file named alone may end as it likes."""

HEAD: Final = 1 << 16
"""Bytes that tell what a file is, how it is delimited, and its header."""


SAMPLE_BYTES: Final = 1 << 20
SAMPLE_ROWS: Final = 10_000
"""How much of a file is looked at to judge it: of a text, and of Parquet."""


@dataclass(frozen=True)
class Source:
    """One input file. `label` is what it is called in the output: its name, never where it lies."""

    path: Path
    label: str


@dataclass(frozen=True)
class Partition:
    """A piece of a file: bytes of a text, or row groups of a Parquet file, `start` to `stop`."""

    source: Source
    number: int
    start: int
    stop: int  # the first that belongs to it no more
    names: tuple[str, ...]  # the columns of the file
    delimiter: str = ""  # "" for Parquet
    day_order: str = ""  # how the file writes days, where it tells (`geo.intake.day_order`)


@dataclass(frozen=True)
class Cut:
    """A file in pieces, or the sentence that says why it cannot be read."""

    source: Source
    partitions: tuple[Partition, ...] = ()
    refused: str = ""


@dataclass(frozen=True)
class Piece:
    """The rows of a partition: the file's own columns, those of a text as text, blank as missing.

    A row of a text with too few or too many cells stands at the end, whole, in the first column.
    """

    table: pa.Table
    broken: int  # such rows


def find_sources(paths: Iterable[Path]) -> tuple[Source, ...]:
    """The files named, a folder standing for those in it (`ENDINGS`), sorted by label.

    A file in a folder is called by its path within. Raises `ValueError` for two of one label and
    when there is none.
    """
    found: dict[str, Source] = {}
    for path in paths:
        for file, label in _files_of(path):
            if label in found and found[label].path != file.resolve():
                raise ValueError(
                    f"Two files are called {label}. Name a folder above both, so that their paths "
                    "within it tell them apart."
                )
            found[label] = Source(file.resolve(), label)
    if not found:
        raise ValueError(f"There is no file to read. In a folder, {', '.join(ENDINGS)} are taken.")
    return tuple(found[label] for label in sorted(found))


def cut_file(source: Source, *, rows: int = ROWS_PER_PART) -> Cut:
    """The file in partitions of `rows` rows, the last with what is left.

    Row groups of a Parquet file are never cut, so its partitions hold at least as many. A text
    where a quote stands inside a cell is one partition: where its rows end takes reading it all.
    """
    try:
        with source.path.open("rb") as file:
            head = file.read(HEAD)
        if head.startswith(b"PK"):
            raise UploadRefused("It is packed. Unpack it, or save the workbook as CSV.")
        kind = sniff_kind(head)
        if kind == "parquet":
            return Cut(source, tuple(_cut_parquet(source, rows)))
        if kind == "delimited":
            return Cut(source, tuple(_cut_text(source, head, rows)))
        raise UploadRefused("Only delimited text and Parquet are read.")
    except UploadRefused as refusal:
        return Cut(source, refused=_sentence(source, str(refusal)))
    except (OSError, pa.ArrowException) as error:
        return Cut(source, refused=_sentence(source, _why(error)))


def read_content(part: Partition) -> bytes:
    """The bytes of a partition as they lie in the file. Raises OSError."""
    start, stop = part.start, part.stop
    if not part.delimiter:
        start, stop = _group_bytes(pq.read_metadata(part.source.path), start, stop)
    with part.source.path.open("rb") as file:
        file.seek(start)
        return file.read(stop - start)


def content_sha256(part: Partition, content: bytes) -> str:
    """What a partition holds and how it is read, as a hash.

    Its bytes, the file's columns, delimiter and order of days, and which row groups.
    """
    found = hashlib.sha256(content)
    groups = () if part.delimiter else (part.start, part.stop)
    found.update(repr((part.names, part.delimiter, part.day_order, groups)).encode())
    return found.hexdigest()


def read_piece(part: Partition, content: bytes) -> Piece:
    """The rows of a partition, in the order of the file. Raises `UploadRefused`."""
    try:
        if part.delimiter:
            return _read_text(part, content)
        file = pq.ParquetFile(part.source.path)
        return Piece(file.read_row_groups(range(part.start, part.stop), use_threads=False), 0)
    except (OSError, pa.ArrowException) as error:
        raise UploadRefused(_sentence(part.source, _why(error))) from error


def read_sample(part: Partition) -> pa.Table:
    """Some of the first rows of a partition, to judge the file by. Raises `UploadRefused`."""
    try:
        if not part.delimiter:
            batches = pq.ParquetFile(part.source.path).iter_batches(SAMPLE_ROWS)
            return pa.Table.from_batches([next(batches)])
        with part.source.path.open("rb") as file:
            file.seek(part.start)
            content = file.read(min(part.stop - part.start, 2 * SAMPLE_BYTES))
        options = _text_options(part, SAMPLE_BYTES, lambda row: "skip")
        with pa.csv.open_csv(pa.BufferReader(content), **options) as reader:
            return pa.Table.from_batches([reader.read_next_batch()])
    except (OSError, StopIteration, pa.ArrowException) as error:
        raise UploadRefused(_sentence(part.source, _why(error))) from error


def _files_of(path: Path) -> Iterator[tuple[Path, str]]:
    if not path.is_dir():
        yield path, clean_label(path.name)
        return
    for file in sorted(path.rglob("*")):
        within = file.relative_to(path)
        hidden = any(one.startswith(".") for one in within.parts)
        if file.suffix.lower() in ENDINGS and file.is_file() and not hidden:
            yield file, "/".join(clean_label(one) for one in within.parts)


def _sentence(source: Source, words: str) -> str:
    return f"{source.label} cannot be read. {words}"


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}."
    return "It is damaged, or of a kind not read here."


def _cut_parquet(source: Source, rows: int) -> Iterator[Partition]:
    file = pq.ParquetFile(source.path)
    names = tuple(file.schema_arrow.names)
    column_names(names)  # refuses two columns of one name
    start = held = number = 0
    for group in range(file.num_row_groups):
        held += file.metadata.row_group(group).num_rows
        if held >= rows or group == file.num_row_groups - 1:
            yield Partition(source, number, start, group + 1, names)
            start, held, number = group + 1, 0, number + 1


def _group_bytes(metadata: Any, first: int, stop: int) -> tuple[int, int]:
    """First byte of some row groups, and the first after them."""
    columns = [
        metadata.row_group(group).column(column)
        for group in range(first, stop)
        for column in range(metadata.num_columns)
    ]
    starts = [one.dictionary_page_offset or one.data_page_offset for one in columns]
    sizes = [one.total_compressed_size for one in columns]
    return min(starts), max(map(sum, zip(starts, sizes, strict=True)))


def _cut_text(source: Source, head: bytes, rows: int) -> Iterator[Partition]:
    delimiter, names, first = _header(head)
    cuts = row_cuts(source.path, first, delimiter, rows)
    for number, (start, stop) in enumerate(pairwise(cuts)):
        yield Partition(source, number, start, stop, names, delimiter)


def _header(head: bytes) -> tuple[str, tuple[str, ...], int]:
    """Delimiter, names of the columns, and where the first row begins."""
    mark = b"\xef\xbb\xbf"
    text = decoded(head[: head.rfind(b"\n") + 1] or head).removeprefix("\ufeff")
    delimiter = sniff_delimiter(text)
    lines = io.StringIO(text, newline="")
    try:
        names = next(csv.reader(lines, delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration) as error:
        raise UploadRefused("Its first line is no header.") from error
    first = len(text[: lines.tell()].encode()) + len(mark) * head.startswith(mark)
    return delimiter, tuple(column_names(names)), first


def _read_text(part: Partition, content: bytes) -> Piece:
    broken: list[str] = []

    def set_aside(row: Any) -> str:
        broken.append(row.text)
        return "skip"

    options = _text_options(part, BLOCK + 1, set_aside)
    table = pa.csv.read_csv(pa.BufferReader(content), **options)
    if broken:
        texts = pa.array(broken, pa.string())
        rows = {name: pa.nulls(len(texts), pa.string()) for name in part.names}
        table = pa.concat_tables([table, pa.table({**rows, part.names[0]: texts})])
    return Piece(table, len(broken))


def _text_options(
    part: Partition, block_size: int, set_aside: Callable[[Any], str]
) -> dict[str, Any]:
    """How a text is read: every cell as text, blank as missing."""
    return {
        # One thread: rows that are set aside then keep their order
        "read_options": pa.csv.ReadOptions(
            column_names=part.names, block_size=block_size, use_threads=False
        ),
        "parse_options": pa.csv.ParseOptions(
            delimiter=part.delimiter, newlines_in_values=True, invalid_row_handler=set_aside
        ),
        "convert_options": pa.csv.ConvertOptions(
            column_types=dict.fromkeys(part.names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
        ),
    }
