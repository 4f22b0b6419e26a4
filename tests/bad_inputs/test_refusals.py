"""A refusal is quick and small: within two seconds of work and 300 MB, whatever the file.

All refused files of the corpus, and large ones made to be slow, are read by two child processes
that measure themselves. Time is the processor's, so a busy machine does not count.
"""

import pickle
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.bad_inputs import test_bombs, test_files, test_geojson
from tests.bad_inputs.samples import collection, feature, table

ROOT = Path(__file__).resolve().parents[2]

MOST_SECONDS = 2.0
MOST_MEGABYTES = 300

CHILD = """
import pickle, resource, sys
from geo.intake.pipeline import read_upload
from geo.intake.problems import UploadRefused

def seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime

def megabytes(field):
    (line,) = (one for one in open("/proc/self/status") if one.startswith(field))
    return int(line.split()[1]) / 1000

read_upload(b"id,date,district\\n1,2024-01-01,Quetta\\n", label="warm up")
files = pickle.load(sys.stdin.buffer)
found = {}
for name, data in files.items():
    open("/proc/self/clear_refs", "w").write("5")  # the peak starts anew
    before, began = megabytes("VmRSS"), seconds()
    try:
        read_upload(data, label=name)
        refused = False
    except UploadRefused:
        refused = True
    found[name] = refused, seconds() - began, megabytes("VmHWM") - before
pickle.dump(found, sys.stdout.buffer)
"""


def in_child(files: dict[str, bytes]) -> dict[str, tuple[bool, float, float]]:
    """For each file whether it was refused, and the seconds and megabytes that took."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=pickle.dumps(files),
        capture_output=True,
        cwd=ROOT,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    return pickle.loads(done.stdout)


CORPUS = {
    **{f"file {name}": data for name, (data, _) in test_files.REFUSED.items()},
    **{f"GeoJSON {name}": data for name, (data, _) in test_geojson.REFUSED.items()},
}
"""Every file that the corpus says is refused."""

WIDE = ",".join(f"c{number}" for number in range(200))
ROW = "a1,2024-03-14,Balochistan,Quetta,Mill Road,30.1,66.9,2,5\n"
UNDATED = ("id", "district", "place")

LARGE = {
    "19 over the limit": lambda: b"a" * 26_000_000,
    "22 a far cell": test_bombs.far_cell,
    "23 an entity bomb": test_bombs.entity_bomb,
    "24 a deep zip": test_bombs.deep_zip,
    "24 a lying zip": test_bombs.lying_zip,
    "24 many members": test_bombs.many_members,
    "a quote opened at the end": lambda: (table() + ROW * 420_000 + 'x,"2024\n').encode(),
    "binary at the end": lambda: (table() + ROW * 420_000).encode() + bytes(60),
    "too many rows": lambda: b"id,date,district\n" + b"1,2,3\n" * 4_000_000,
    "too many rows, a broken quote": lambda: (
        b"id,date,district\n" + b"1,2,3\n" * 4_000_000 + b'1,"a"b,3\n'
    ),
    "too many rows in cp1252": lambda: b"id;district\n" + b"1;Qu\xe9tta\n" * 2_000_000,
    "blank lines": lambda: b"id,date,district\n" + b"\n" * 20_000_000 + b"1,2,3\n",
    "blank lines below a wide header": lambda: f"{WIDE}\n".encode() + b"\n" * 20_000_000,
    "short rows below a wide header": lambda: f"{WIDE}\n".encode() + b"1,2\n" * 900_000,
    "no date in many rows": lambda: table(header=UNDATED).encode() + b"1,Quetta,Road\n" * 900_000,
    "no date in UTF-16": lambda: ("id\tdistrict\n" + "1\tQuetta\n" * 1_000_000).encode("utf-16"),
    "no date in 200 columns": lambda: f"{WIDE}\n".encode() + (b"1," * 199 + b"1\n") * 60_000,
    "one long line": lambda: b"x" * 24_000_000,
    "a long name of a column": lambda: b"id,date," + b"x" * 20_000_000 + b"\n1,2,3\n",
    "quotes": lambda: b'"' * 20_000_000,
    "commas": lambda: b"," * 8_000_000,
    "markup": lambda: b"<a>" + b"x" * 24_000_000,
    "blanks": lambda: b" \n" * 12_000_000,
    "signs of zip members": lambda: b"PK" + b"\x01\x02PK" * 5_000_000,
    "nothing in Parquet": lambda: b"PAR1" + b"x" * 24_000_000 + b"PAR1",
    "GeoJSON cut off": lambda: collection(*[feature()] * 130_000)[:-1_000],
    "a JSON list": lambda: b"[" + b"[]," * 8_000_000 + b"[]]",
    "JSON of lists": lambda: b'{"a":[' + b"[]," * 8_000_000 + b"[]]}",
    "JSON of numbers": lambda: b'{"a":[' + b"1," * 12_000_000 + b"1]}",
    "features that are lists": lambda: (
        b'{"type":"FeatureCollection","features":[' + b"[]," * 8_000_000 + b"[]]}"
    ),
}
"""Large files that are refused, each made to take long or much where a reader is careless."""


@cache
def measured() -> dict[str, tuple[bool, float, float]]:
    """What every file took; small ones in one child, large ones a few at a time."""
    found = in_child(CORPUS)
    names = list(LARGE)
    for first in range(0, len(names), 10):
        found |= in_child({name: LARGE[name]() for name in names[first : first + 10]})
    return found


@pytest.mark.parametrize("name", [*CORPUS, *LARGE])
def test_a_refusal_is_quick_and_small(name):
    refused, seconds, megabytes = measured()[name]
    assert refused
    assert seconds <= MOST_SECONDS
    assert megabytes <= MOST_MEGABYTES
