"""A UCDP file of the whole world, read to its end row by row and never held as a whole."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from geo.intake.fetch import DownloadError

LARGEST_TABLE: Final = 2_000_000_000
"""Bytes of the largest table that a zip may hold; the yearly release has about 300 million."""

NEEDED: Final = ("id", "country_id", "date_end")
"""Columns that tell a UCDP table from anything else."""

PAKISTAN: Final = "770"
"""country_id of the rows that are taken from the world's files (Gleditsch and Ward's number)."""


def newest_day(path: Path, name: str) -> date:
    """The last date_end of a UCDP table (CSV, or a zip of one), read to its end.

    Raises `DownloadError` when it is cut off, not such a table, or without rows.
    """
    newest = ""
    with _reading(path, name) as lines:
        header = _header(lines, name)
        column = header.index("date_end")
        for line in lines:
            if len(line) != len(header):
                raise DownloadError(f"{name} arrived broken: a row has {len(line)} columns.")
            newest = max(newest, line[column][:10])
    try:
        return date.fromisoformat(newest)
    except ValueError:
        raise DownloadError(f"{name} has no row with a date_end.") from None


def rows_of_country(path: Path, country_id: str = PAKISTAN) -> bytes:
    """The rows of one country in a UCDP table (CSV, or a zip of one), as CSV with its header.

    Raises as `newest_day`.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    with _reading(path, path.name) as lines:
        header = _header(lines, path.name)
        column = header.index("country_id")
        writer.writerow(header)
        writer.writerows(line for line in lines if line[column : column + 1] == [country_id])
    return out.getvalue().encode("utf-8")


def is_page(path: Path) -> bool:
    """Whether the file is a web page, which a server sends where it has no such file."""
    with path.open("rb") as content:
        start = content.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype", b"<html", b"<?xml"))


@contextmanager
def _reading(path: Path, name: str) -> Iterator[Iterator[list[str]]]:
    """The rows of a CSV file, or of the one CSV file in a zip. Raises `DownloadError`."""
    try:
        if name.endswith(".zip"):
            with zipfile.ZipFile(path) as archive:
                member = _only_table(archive, name)
                if member.file_size > LARGEST_TABLE:
                    raise DownloadError(f"{name} holds more than {LARGEST_TABLE:,} bytes.")
                with archive.open(member) as content:
                    yield csv.reader(_text(content), strict=True)
        else:
            with path.open("rb") as content:
                yield csv.reader(_text(content), strict=True)
    except (zipfile.BadZipFile, zlib.error, EOFError, csv.Error, ValueError) as error:
        raise DownloadError(f"{name} arrived broken ({error}): it is left out.") from error


def _only_table(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    tables = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
    if len(tables) != 1:
        raise DownloadError(f"{name} holds {len(tables)} CSV files instead of one.")
    return tables[0]


def _text(content: object) -> io.TextIOWrapper:
    return io.TextIOWrapper(content, encoding="utf-8-sig", newline="")  # type: ignore[arg-type]


def _header(lines: Iterator[list[str]], name: str) -> list[str]:
    header = next(lines, [])
    if missing := [one for one in NEEDED if one not in header]:
        raise DownloadError(f"{name} is no table of UCDP events: it lacks {', '.join(missing)}.")
    return header
