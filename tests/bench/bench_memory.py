"""What a server's process holds: the embedded data, and kept data sets of a million rows and more.

Every number is of a process of its own that opens the store, selects everything, and makes the
district table of all days and of two years. "Its own" is memory that nothing else could give back
(anonymous pages); the rest are pages of files, which the system may drop and read again.
"""

import hashlib
import io
import json
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

import geo
from geo.measures.summary import summarise_districts
from geo.model.filter import IncidentFilter
from geo.model.incident import COLUMNS, PLACEMENT_COLUMNS
from geo.store.kept import KeptStore, kept_shelf
from geo.store.mapped import MAPPED, rules_sha256, write_table
from geo.store.select import select_incidents
from geo.store.shelf import Shelf, shipped_shelf
from geo.store.versions import DAYS, INCIDENTS, MANIFEST, REJECTED
from tests.bench.lines import Line, Size, round_robin
from tests.bench.synthetic import WANTED, drawn_rows, synthetic_dataset

ROWS = {"quick": (100_000,), "usual": (1_000_000,), "large": (1_000_000, 10_000_000)}
BAR = 0.2
"""A kept data set is to be at hand again in this share of the time that reading its CSV takes."""

MOST_CSV_ROWS = 350_000
"""Rows of the file that pyarrow reads; the whole of UCDP's is as long."""


def run(size: Size) -> list[Line]:
    """Seconds and memory of the embedded data and of kept ones; and of reading a CSV instead."""
    lines = [in_a_process(None)]
    for count in ROWS[size]:
        with tempfile.TemporaryDirectory() as folder:
            _apart(keep_rows, Path(folder), count)
            lines.append(in_a_process(Path(folder)))
    return [*lines, again_from_the_store(min(ROWS[size][0], MOST_CSV_ROWS))]


def in_a_process(root: Path | None) -> Line:
    """What a fresh process takes to select and summarise everything, of a store or as shipped."""
    return _apart(serve, root)


def serve(root: Path | None) -> Line:
    """Select and summarise everything in this process."""
    bare = own_bytes()
    started = time.perf_counter()
    shelf = shipped_shelf() if root is None else kept_shelf(KeptStore(root))
    wanted = IncidentFilter() if root is None else WANTED
    rows = show(shelf, wanted)
    show(shelf, wanted.within(date(2012, 1, 1), date(2013, 12, 31)))
    seconds = time.perf_counter() - started
    name = "embedded data" if root is None else f"{rows:,} kept rows"
    own, whole = own_bytes(), psutil.Process().memory_info().rss
    note = f"{own / 1e6:.0f} MB of its own, {bare / 1e6:.0f} before; {whole / 1e6:.0f} MB in all"
    return Line(f"memory: {name}, selected and summarised", seconds, note=note)


def show(shelf: Shelf, wanted: IncidentFilter) -> int:
    """Rows that a filter counts, after their districts were summed up."""
    selection = select_incidents(wanted, shelf=shelf)
    summary = summarise_districts(selection)
    assert summary["incidents"].sum() > 0
    return int(selection.found.sums[:, 0].sum())


def own_bytes() -> int:
    """Anonymous memory of this process; where the system does not tell, all that is not shared."""
    status = Path("/proc/self/status")
    if status.exists():
        found = [line for line in status.read_text().splitlines() if line.startswith("RssAnon")]
        return int(found[0].split()[1]) * 1024
    return int(psutil.Process().memory_full_info().uss)


def keep_rows(root: Path, count: int) -> None:
    """A store with one data set of drawn rows. Its Parquet file is left out: nobody reads it."""
    rows = drawn_rows(count)
    fields = [one for one in rows.column_names if one in COLUMNS]
    stored = {name: rows[name] for name in fields}
    for vintage in ("2025", "2023"):
        stored |= {
            f"{name.removesuffix('_id')}_{vintage}": rows[name] for name in PLACEMENT_COLUMNS
        }
    about = replace(synthetic_dataset(count), covers_from=date(2005, 1, 1))
    folder = root / about.dataset_id / "0001"
    folder.mkdir(parents=True)
    write_table(folder / MAPPED, pa.table(stored))
    with (folder / MAPPED).open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    manifest = {
        "dataset": asdict(about) | {name: getattr(about, name).isoformat() for name in DAYS},
        "rejected": 0,
        "report": [],
        "decided": {},
        "saved_at": datetime.now(UTC).isoformat(),
        "code_version": geo.__version__,
        "sha256": {MAPPED: sha256, INCIDENTS: "", REJECTED: ""},
        "rules": rules_sha256(),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    pointer = {"title": about.title, "version": "0001", "versions": ["0001"]}
    (folder.parent / "current.json").write_text(json.dumps(pointer), encoding="utf-8")


def again_from_the_store(count: int) -> Line:
    """Kept rows at hand, checked and placed, beside pyarrow reading the same rows from a CSV."""
    rows = drawn_rows(count)
    plain = [
        pc.cast(one, pa.large_string()) if pa.types.is_dictionary(one.type) else one
        for one in rows.itercolumns()
    ]
    text = io.BytesIO()
    pyarrow.csv.write_csv(pa.table(plain, names=rows.column_names), text)
    content = pa.py_buffer(text.getvalue())
    with tempfile.TemporaryDirectory() as folder:
        keep_rows(Path(folder), count)
        store = KeptStore(Path(folder))
        seconds = round_robin(
            {
                "ours": lambda: store.rows(WANTED.datasets[0], "0001", WANTED.vintage),
                "peer": lambda: pyarrow.csv.read_csv(pa.BufferReader(content)),
            },
            5,
        )
        size = next(Path(folder).rglob(MAPPED)).stat().st_size
    return Line(
        f"{count:,} rows again from the store | pyarrow.csv",
        seconds["ours"],
        seconds["peer"],
        1 / BAR,
        f"{size / 1e6:.0f} MB on the disk, CSV {content.size / 1e6:.0f} MB; sha256 checked, placed",
    )


def _apart(call: Callable[..., Any], *arguments: object) -> Any:
    """The answer of a call in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(call, *arguments).result()
