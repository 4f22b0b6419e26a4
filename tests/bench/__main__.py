"""`make bench`: what takes how long here, beside peers in the same run.

Every module `bench_*` runs in a process of its own, so that none finds the caches of another. The
table shows how many times less than the peer this program needs, and what it is meant to reach; the
same goes to `.bench/results.json`, with the machine and the versions. Nothing here fails for being
slow; it fails when an answer differs from the peer's.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import shapely

from tests.bench.apart import run_apart
from tests.bench.lines import Line, Size

NAMES = tuple(
    sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
)
RESULTS = Path(__file__).resolve().parents[2] / ".bench" / "results.json"
LIBRARIES = ("numpy", "pandas", "geopandas", "shapely", "pyarrow")
HEADINGS = ("work | peer", "ours", "peer", "times less", "bar", "note")


def main(arguments: list[str]) -> int:
    """Exit code 0; a differing answer raises."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(NAMES)}; all")
    sizes = parser.add_mutually_exclusive_group()
    for size, words in (("quick", "small inputs"), ("large", "up to ten million points")):
        sizes.add_argument(
            f"--{size}", dest="size", action="store_const", const=size, default="usual", help=words
        )
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the JSON goes")
    wanted = parser.parse_args(arguments)
    unknown = set(wanted.names) - set(NAMES)
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    found = {}
    for name in wanted.names or NAMES:
        print(f"{name} ...", file=sys.stderr, flush=True)
        found[name] = run_apart(name, wanted.size)
    print(as_table(line for lines in found.values() for line in lines))
    write_results(wanted.out, found, wanted.size)
    return 0


def as_table(lines: Iterable[Line]) -> str:
    """The lines as a table, columns aligned."""
    rows = [HEADINGS, *(as_cells(line) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def as_cells(line: Line) -> tuple[str, ...]:
    """One row of the table."""
    return (
        line.name,
        cost_words(line.ours, line.unit),
        "" if line.peer is None else cost_words(line.peer, line.unit),
        "" if line.ratio is None else f"{line.ratio:.3g}",
        "" if line.bar is None else f"{line.bar:g}",
        line.note,
    )


def cost_words(cost: float, unit: str = "s") -> str:
    """A cost with its unit; seconds below one as milliseconds."""
    if unit != "s":
        return f"{cost:,.3g} {unit}" if cost < 100 else f"{cost:,.0f} {unit}"
    return f"{cost:.2f} s" if cost >= 1 else f"{cost * 1000:.3g} ms"


def write_results(path: Path, found: dict[str, list[Line]], size: Size) -> None:
    """The lines and what they were measured on, as JSON."""
    about = {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "size": size,
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "geos": shapely.geos_version_string,
        **{name: version(name) for name in LIBRARIES},
    }
    lines = [
        {"module": name, **asdict(line), "ratio": line.ratio}
        for name, some in found.items()
        for line in some
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"about": about, "lines": lines}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
