"""Numbers 22 to 24: files that would eat the memory, read by a child process with little of it."""

import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.bad_inputs.samples import HEADER, saved, sheet_row, table, zipped_as

ROOT = Path(__file__).resolve().parents[2]

ROOM = 300_000_000
"""Bytes of memory that a refusal may take beyond what the loaded program has."""

CHILD = """
import resource, sys
from geo.intake.pipeline import read_upload
from geo.intake.problems import UploadRefused
from geo.intake.choices import Choices
read_upload(b"id,date,district\\n1,2024-01-01,Quetta\\n", label="warm up")
data = sys.stdin.buffer.read()
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
limit = used + int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
try:
    report = read_upload(data, label="bomb")
    print("report", report.rows, len(report.placed))
except UploadRefused as refusal:
    print("refused", refusal)
"""


def read_in_child(data: bytes) -> str:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(ROOM)],
        input=data,
        capture_output=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    return done.stdout.decode()


def far_cell() -> bytes:
    """A workbook whose only cell is the last one of the sheet."""
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = "x"
    return saved(book)


def far_cell_below_data() -> bytes:
    """Two good rows and a stray cell at the end of the sheet."""
    book = openpyxl.Workbook()
    book.active.append(list(HEADER))
    book.active.append(sheet_row())
    book.active.append(sheet_row(id="b2", place="elsewhere"))
    book.active["XFD1048576"] = "x"
    return saved(book)


def entity_bomb() -> bytes:
    """A workbook whose shared strings expand to billions of letters."""
    levels = "".join(
        f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" if n else "x" * 10}'
        + (f"&l{n - 1};" * 9 if n else "")
        + '">'
        for n in range(10)
    )
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE sst [{levels}]>'
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1">'
        "<si><t>&l9;</t></si></sst>"
    )
    return _with_member(far_cell(), "xl/sharedStrings.xml", bomb.encode())


def deep_zip() -> bytes:
    """200 MB of one letter in a small archive."""
    return zipped_as({"data.csv": b"a" * 200_000_000})


def lying_zip() -> bytes:
    """An archive whose directory says that its member is small."""
    data = bytearray(deep_zip())
    entry = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, entry + 24, 1_000)
    return bytes(data)


def many_members() -> bytes:
    """More members than any table comes with."""
    return zipped_as({f"{number}.csv": b"" for number in range(2_000)})


def long_texts() -> bytes:
    """A small text that is one cell of 20 MB."""
    return table({"place": "x" * 20_000_000}).encode()


def _with_member(workbook: bytes, name: str, content: bytes) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(workbook))
    members = {one: source.read(one) for one in source.namelist()}
    return zipped_as({**members, name: content})


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (far_cell, "refused"),
        (far_cell_below_data, "report 2 2"),
        (entity_bomb, "refused"),
        (deep_zip, "refused The zip archive would unpack"),
        (lying_zip, "refused The zip archive"),
        (many_members, "refused The zip archive holds 2,000 files"),
        (long_texts, ""),
    ],
)
def test_a_bomb_is_refused_within_memory(make, words):
    assert read_in_child(make()).startswith(words)
