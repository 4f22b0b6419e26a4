"""`python -m data.build --sources ../shared`: make every shipped file again and say what changed.

The builders run in order, each into a temporary folder, and read what an earlier one made from a
copy of `data/`. Only when all are done do their files take the place of those in `data/`: a build
that fails leaves `data/` as it was. A check writes nothing: it compares and lists the differences.
"""

import argparse
import importlib
import sys
import tempfile
from pathlib import Path
from typing import Final

from data.build.registry import Shipped
from data.build.staging import add_files, copy_shipped, differing, install, reading_from

BUILDERS: Final = ("places", "reference", "incidents")
"""Modules of `data.build`, in the order in which one reads what another made."""

SOURCE_FOLDERS: Final = ("sources/boundaries", "sources/incidents", "compiled")
"""Folders of input files that the builders read, inside the folder of the sources."""

DATA: Final = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """Exit code: 0 when all was built (or is unchanged), 1 when a check found differences, 2 when
    the source files are not there.
    """
    parser = argparse.ArgumentParser(prog="python -m data.build", description=__doc__)
    parser.add_argument("--sources", type=Path, required=True, help="folder of the source files")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    parser.add_argument("--only", choices=BUILDERS, help="run one builder")
    wanted = parser.parse_args(arguments)
    problem = source_problem(wanted.sources)
    if problem:
        print(problem, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / "data"
        shipped = build_all((wanted.only,) if wanted.only else BUILDERS, wanted.sources, staged)
        differences = differing(shipped, staged, DATA)
        if differences and not wanted.check:
            install(shipped, staged, DATA)
    for line in differences:
        print(line)
    print(summary(len(shipped), len(differences), check=wanted.check))
    return 1 if differences and wanted.check else 0


def source_problem(sources: Path) -> str:
    """A sentence that says which folder of source files is missing; "" where none is."""
    if not sources.is_dir():
        return f"There is no folder {sources}: --sources names the folder of the source files."
    missing = [name for name in SOURCE_FOLDERS if not (sources / name).is_dir()]
    if not missing:
        return ""
    return (
        f"The folder {sources} has no {' and no '.join(missing)}: README.md, under "
        '"Rebuild the data", says which files stand there.'
    )


def build_all(names: tuple[str, ...], sources: Path, staged: Path) -> list[Shipped]:
    """What the builders made, in the new folder `staged` beside a copy of all else that ships."""
    copy_shipped(DATA, staged)
    built: list[Shipped] = []
    with reading_from(staged):
        for name in names:
            with tempfile.TemporaryDirectory() as folder:
                shipped = run_builder(name, sources, Path(folder))
                add_files(shipped, Path(folder), staged)
            built += shipped
    return built


def run_builder(name: str, sources: Path, out: Path) -> list[Shipped]:
    """What one builder wrote into `out`."""
    build = importlib.import_module(f"data.build.{name}").build
    shipped: list[Shipped] = build(sources, out)
    return shipped


def summary(built: int, different: int, *, check: bool) -> str:
    """What a build changed, or what a check found, in one line."""
    if not different:
        return f"{built} files built; nothing changed"
    how = "not as in data/, where nothing was written" if check else "changed in data/"
    return f"{built} files built; {different} {how}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
