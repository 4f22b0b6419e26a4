"""What a file is, judged by its bytes alone, and how much of it is taken.

The name of an upload is a label to show, never a path and never evidence: a kind is sniffed from
magic bytes and the first characters. What is not a table is refused in one plain sentence, before
anything is unpacked or parsed. No upload ever reaches GDAL (`geo/intake` does not import it).
"""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import Final

from geo.intake.problems import UploadRefused

KINDS: Final = {
    "delimited": "a text table",
    "workbook": "an Excel workbook",
    "archive": "a zip archive",
    "geojson": "GeoJSON",
    "parquet": "Parquet",
}
"""Kinds that are read, and their words."""

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True)
class Limits:
    """How much of a file is taken. The defaults are for uploads by visitors."""

    file_bytes: int = 25 * MEGABYTE  # the server's own limit for an upload
    inflated_bytes: int = 300 * MEGABYTE  # after unpacking, all members together
    ratio: int = 200  # inflated to packed: spreadsheets reach 20, bombs 1,000
    members: int = 500  # files in a zip archive or workbook
    rows: int = 1_000_000
    sheet_rows: int = 200_000  # of a workbook, which is far slower to read
    sheet_cells: int = 4_000_000  # with a value or a style; a few seconds per million
    columns: int = 200  # UCDP has 50, GTD 135
    missing_cells: int = 5_000_000  # that rows shorter than the header may lack, all together
    json_values: int = 1_500_000  # commas and brackets of a JSON text; each takes 200 bytes
    cell_characters: int = 5_000_000  # of one cell


UPLOAD: Final = Limits()
"""For files of visitors."""

LOCAL: Final = Limits(
    file_bytes=1_500 * MEGABYTE,  # a million rows as wide as UCDP have 850
    inflated_bytes=2_000 * MEGABYTE,
    rows=5_000_000,
    json_values=30_000_000,
)
"""For files that the user of the command line opens on the own machine."""

MAGIC: Final = (
    (b"\xd0\xcf\x11\xe0", "old Excel (.xls) or locked with a password. Save as .xlsx without one"),
    (b"MZ", "a program, not a table"),
    (b"\x7fELF", "a program, not a table"),
    (b"%PDF", "a PDF document. Export the table itself as CSV or .xlsx"),
    (b"SQLite format 3\0", "a database (GeoPackage or SQLite). Export the layer as GeoJSON or CSV"),
    (b"\x1f\x8b", "packed with gzip. Unpack it, or pack it as .zip"),
    (b"7z\xbc\xaf", "packed with 7-Zip. Unpack it, or pack it as .zip"),
    (b"Rar!", "packed with RAR. Unpack it, or pack it as .zip"),
    (b"\x89PNG", "a picture, not a table"),
    (b"\xff\xd8\xff", "a picture, not a table"),
    (b"GIF8", "a picture, not a table"),
    (b"{\\rtf", "a text document. Save the table as CSV or .xlsx"),
)
"""First bytes of what is refused, and what to say of it ("The file is ...")."""

MARKUP: Final = (
    ("<!doctype html", "a web page, often an error page saved in place of the data"),
    ("<html", "a web page, often an error page saved in place of the data"),
    ("<ogrvrtdatasource", "a GDAL description of other files, not data"),
    ("<vrtdataset", "a GDAL description of other files, not data"),
    ("<", "XML or a web page. Save the table as CSV, .xlsx or GeoJSON"),
)
"""Starts of texts (lower case) that are refused, most telling first."""

DOCUMENTS: Final = (
    ("xl/workbook.bin", "a binary workbook (.xlsb). Save as .xlsx"),
    ("word/document.xml", "a Word document. Save the table as CSV or .xlsx"),
    ("ppt/presentation.xml", "a presentation. Save the table as CSV or .xlsx"),
    ("content.xml", "an OpenDocument file. Save as .xlsx or CSV"),
    ("doc.kml", "KMZ. Export the points as GeoJSON or CSV"),
)
"""A member that tells what else a zip archive is."""

ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
"""First bytes of a zip archive: a member, an empty archive, a part of one (APPNOTE 4.3)."""

DIRECTORY_ENTRY: Final = b"PK\x01\x02"
"""Signature of a member in a zip archive's directory (PKWARE APPNOTE 4.3.12)."""

LONGEST_LABEL: Final = 80
"""Characters of a file name that are shown."""

SNIFFED_CHARACTERS: Final = 400

JSON_LIST: Final = re.compile(r"\[\s*[\[\]{\"0-9-]")
"""How a list of JSON begins, and a title in brackets does not."""

NOTHING: Final = b"\0 \t\r\n"
"""Bytes that no file consists of."""


def sniff_kind(data: bytes, *, limits: Limits = UPLOAD) -> str:
    """One of `KINDS`, by content alone. Raises `UploadRefused` for anything else, or too much."""
    if not data[:SNIFFED_CHARACTERS].strip(NOTHING) and not data.strip(NOTHING):
        raise UploadRefused("The file is empty.")
    if len(data) > limits.file_bytes:
        raise UploadRefused(
            f"The file has {len(data) / MEGABYTE:,.0f} MB; at most "
            f"{limits.file_bytes / MEGABYTE:,.0f} MB are taken. Send fewer rows or columns."
        )
    for magic, words in MAGIC:
        if data.startswith(magic):
            raise UploadRefused(f"The file is {words}.")
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(ZIP):
        return _sniff_zip(data, limits)
    return _sniff_text(data)


def clean_label(name: str) -> str:
    """A file's name as a harmless label: no folders, control or direction marks, 80 characters."""
    plain = "".join(
        one for one in name.replace("\\", "/") if unicodedata.category(one)[0] != "C"
    ).rsplit("/", maxsplit=1)[-1]
    words = " ".join(plain.split())
    if len(words) > LONGEST_LABEL:
        words = words[: LONGEST_LABEL - 1] + "…"
    return words.strip(". ") or "unnamed file"


def open_zip(data: bytes, *, limits: Limits) -> zipfile.ZipFile:
    """The archive, once its directory has passed: number of members, sizes, ratio, encryption.

    The directory is only what the file says of itself: `inflate` counts again. Raises
    `UploadRefused`.
    """
    # Counted in the bytes first: reading a directory of half a million members takes seconds
    count = data.count(DIRECTORY_ENTRY)
    if count > limits.members:
        raise UploadRefused(
            f"The zip archive holds {count:,} files; at most {limits.members:,} are taken."
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except Exception as error:  # zipfile raises a dozen kinds on damaged archives
        raise UploadRefused("The zip archive is damaged. Download or pack it again.") from error
    if any(one.flag_bits & 1 for one in members):
        raise UploadRefused("The zip archive is locked with a password. Pack it without one.")
    inflated = sum(one.file_size for one in members)
    packed = sum(one.compress_size for one in members)
    if inflated > limits.inflated_bytes or inflated > limits.ratio * max(packed, 1):
        raise UploadRefused(
            f"The zip archive would unpack to {inflated / MEGABYTE:,.0f} MB, "
            f"{inflated / max(packed, 1):,.0f} times its size: it is not opened."
        )
    return archive


def inflate(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, limits: Limits) -> bytes:
    """A member's bytes, counted while unpacking since a directory can lie.

    Raises `UploadRefused` when it holds more than it says or does not unpack.
    """
    try:
        with archive.open(member) as packed:
            data = packed.read(member.file_size + 1)
    except Exception as error:  # zlib, lzma, NotImplementedError, BadZipFile, EOFError ...
        raise UploadRefused("The zip archive is damaged. Download or pack it again.") from error
    if len(data) > min(member.file_size, limits.inflated_bytes):
        raise UploadRefused("The zip archive holds more than it says: it is not opened.")
    return data


def _sniff_zip(data: bytes, limits: Limits) -> str:
    names = set(open_zip(data, limits=limits).namelist())
    if "xl/workbook.xml" in names:
        return "workbook"
    for sign, words in DOCUMENTS:
        if sign in names:
            raise UploadRefused(f"The file is {words}.")
    return "archive"


def _sniff_text(data: bytes) -> str:
    start = data[: 4 * SNIFFED_CHARACTERS].decode("latin-1").lstrip("ï»¿ÿþ \t\r\n\0")
    plain = start[:SNIFFED_CHARACTERS].replace("\0", "").casefold()
    for sign, words in MARKUP:
        if plain.startswith(sign):
            raise UploadRefused(f"The file is {words}.")
    return "geojson" if plain.startswith("{") or JSON_LIST.match(plain) else "delimited"
