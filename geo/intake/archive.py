"""One table of a zip archive, read in memory and never by a name that reaches the disk."""

import stat
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from geo.intake.guard import Limits, clean_label, inflate, open_zip
from geo.intake.problems import Problem, UploadRefused, quote

TABLES: Final = (".csv", ".tsv", ".geojson", ".json", ".txt")
"""Endings of members that may be a table. A workbook is a zip itself and is sent as it is."""

TEXT: Final = ".txt"
"""The ending of a codebook or a licence as often as of a table: read where no other is there."""

NESTED: Final = (".zip", ".xlsx", ".gz", ".7z", ".rar")

IGNORED: Final = ("__MACOSX", ".DS_Store", "Thumbs.db")
"""What operating systems leave in archives."""

SHOWN: Final = 5
"""Names of members that a sentence lists."""


class Unpacked(NamedTuple):
    """One member of a zip archive; names are labels."""

    name: str
    data: bytes
    problems: tuple[Problem, ...]  # says what else the archive holds


def read_archive(data: bytes, *, limits: Limits) -> Unpacked:
    """The table in a zip archive: the largest, if there are several, a .txt only without others.

    What is left out of it is said: a warning for tables, a note for texts beside one (a codebook, a
    licence). Raises `UploadRefused` for links, locked or nested archives, members that point
    outside, and archives without a table.
    """
    archive = open_zip(data, limits=limits)
    members = [one for one in archive.infolist() if not one.is_dir() and not _is_ignored(one)]
    for one in members:
        _refuse_odd(one)
    tables = [one for one in members if _ending(one) in TABLES]
    if not tables:
        raise UploadRefused("The zip archive holds no table (CSV, TSV or GeoJSON).")
    chosen = max(tables, key=lambda one: (_ending(one) != TEXT, one.file_size))
    left_out = [one for one in tables if one is not chosen]
    problems = tuple(_left_out_problems(chosen, left_out))
    return Unpacked(_label(chosen), inflate(archive, chosen, limits=limits), problems)


def _left_out_problems(
    chosen: zipfile.ZipInfo, left_out: list[zipfile.ZipInfo]
) -> Iterator[Problem]:
    """What to say of the members that are not read."""
    if not left_out:
        return
    names = ", ".join(_label(one) for one in left_out[:SHOWN])
    more = f" and {len(left_out) - SHOWN:,} more" if len(left_out) > SHOWN else ""
    words = f"Of the zip archive, {_label(chosen)} is read; left out: {names}{more}."
    several = any(_ending(one) != TEXT for one in left_out) or _ending(chosen) == TEXT
    yield Problem("archive-several", None, "", "warning" if several else "note", words)


def _ending(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).suffix.lower()


def _label(member: zipfile.ZipInfo) -> str:
    return quote(clean_label(member.filename))


def _is_ignored(member: zipfile.ZipInfo) -> bool:
    return any(part in IGNORED for part in PurePosixPath(member.filename).parts)


def _refuse_odd(member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in member.filename:
        raise UploadRefused("The zip archive holds a file that points outside it: not opened.")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise UploadRefused("The zip archive holds a link to another file: not opened.")
    if path.suffix.lower() in NESTED:
        raise UploadRefused(
            "The zip archive holds another archive or a workbook. Unpack it and send that file."
        )
