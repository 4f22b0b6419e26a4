"""`python -m data.build --sources ../shared`: make every shipped file again, or check them.

The builders run in order, each into a temporary folder. A build copies their files into `data/`
and renews the registry after each builder, because a later builder reads what an earlier one made.
A check copies nothing: it compares and lists the differences.
"""

import argparse
import importlib
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from data.build.registry import Shipped, read_registry, registry_row, sha256_of, write_registry

BUILDERS: Final = ("places", "reference", "incidents")
"""Modules of `data.build`, in the order in which one reads what another made."""

DATA: Final = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """Exit code: 0 when all was built (or is unchanged), 1 when a check found differences."""
    parser = argparse.ArgumentParser(prog="python -m data.build", description=__doc__)
    parser.add_argument("--sources", type=Path, required=True, help="folder of the source files")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    parser.add_argument("--only", choices=BUILDERS, help="run one builder")
    wanted = parser.parse_args(arguments)
    names = (wanted.only,) if wanted.only else BUILDERS
    built, differences = 0, list[str]()
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder)
            shipped = run_builder(name, wanted.sources, out)
            built += len(shipped)
            if wanted.check:
                differences += differing(shipped, out, DATA)
            else:
                install(shipped, out, DATA)
    for line in differences:
        print(line)
    found = f"{len(differences)} differ from data/" if differences else "nothing changed"
    print(f"{built} files built; {found if wanted.check else 'data/ renewed'}")
    return 1 if differences else 0


def run_builder(name: str, sources: Path, out: Path) -> list[Shipped]:
    """What one builder wrote into `out`."""
    build = importlib.import_module(f"data.build.{name}").build
    shipped: list[Shipped] = build(sources, out)
    return shipped


def differing(shipped: list[Shipped], out: Path, kept: Path) -> list[str]:
    """One line for every file whose bytes or registry row in `kept` are not those just built."""
    registered = read_registry(kept)
    lines = []
    for one in shipped:
        path = kept / one.name
        if not path.is_file():
            lines.append(f"{one.name}: missing in {kept.name}/")
        elif sha256_of(path) != sha256_of(out / one.name):
            lines.append(f"{one.name}: {kept.name}/ holds other bytes than the build makes")
        elif registered.get(one.name) != registry_row(one, out):
            lines.append(f"{one.name}: its row in the registry is out of date")
    return lines


def install(shipped: list[Shipped], out: Path, kept: Path) -> None:
    """Copy a builder's files into `kept` and renew their rows in its registry."""
    registered = read_registry(kept)
    for one in shipped:
        shutil.copyfile(out / one.name, kept / one.name)
        registered[one.name] = registry_row(one, kept)
    write_registry(registered, kept)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
