"""The one table in a zip archive, read in memory and never by a name that reaches the disk."""

import stat
import zipfile
from pathlib import PurePosixPath
from typing import Final

from geo.intake.guard import Limits, inflate, open_zip
from geo.intake.problems import UploadRefused

TABLES: Final = (".csv", ".tsv", ".txt", ".geojson", ".json")
"""Endings of members that may be a table. A workbook is a zip itself and is sent as it is."""

NESTED: Final = (".zip", ".xlsx", ".gz", ".7z", ".rar")

IGNORED: Final = ("__MACOSX", ".DS_Store", "Thumbs.db")
"""What operating systems leave in archives."""


def read_archive(data: bytes, *, limits: Limits) -> tuple[str, bytes]:
    """Name (a label) and bytes of the table in a zip archive: the largest, if there are several.

    Texts beside it (a codebook, a licence) are passed over. Raises `UploadRefused` for links,
    locked or nested archives, members that point outside, and archives without a table.
    """
    archive = open_zip(data, limits=limits)
    members = [one for one in archive.infolist() if not one.is_dir() and not _is_ignored(one)]
    for one in members:
        _refuse_odd(one)
    tables = [one for one in members if PurePosixPath(one.filename).suffix.lower() in TABLES]
    if not tables:
        raise UploadRefused("The zip archive holds no table (CSV, TSV or GeoJSON).")
    chosen = max(tables, key=lambda one: one.file_size)
    return PurePosixPath(chosen.filename).name, inflate(archive, chosen, limits=limits)


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
