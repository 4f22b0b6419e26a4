"""A copy of `data/` in which a build works, so that `data/` changes at the end or not at all."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from data.build.registry import (
    REGISTRY_NAME,
    Shipped,
    read_registry,
    registry_row,
    sha256_of,
    write_registry,
)
from geo.model import shipped as shipped_files

NEW: Final = ".new"
"""Ending of a file that is whole but does not yet stand in its place."""


def copy_shipped(kept: Path, staged: Path) -> None:
    """Copy the registry of `kept` and every file it names and has into the new folder `staged`."""
    staged.mkdir()
    for name in (REGISTRY_NAME, *read_registry(kept)):
        if (kept / name).is_file():
            shutil.copyfile(kept / name, staged / name)


@contextmanager
def reading_from(folder: Path) -> Iterator[None]:
    """While it lasts, what reads a shipped file reads the one in `folder`."""
    before = shipped_files.DATA
    shipped_files.DATA = folder
    forget_shipped()
    try:
        yield
    finally:
        shipped_files.DATA = before
        forget_shipped()


def forget_shipped() -> None:
    """Let the next reader look at the registry and the sums of the files again."""
    shipped_files.registry.cache_clear()
    shipped_files.shipped_path.cache_clear()


def add_files(shipped: list[Shipped], out: Path, staged: Path) -> None:
    """Copy a builder's files into `staged` and renew their rows in its registry."""
    registered = read_registry(staged)
    for one in shipped:
        shutil.copyfile(out / one.name, staged / one.name)
        registered[one.name] = registry_row(one, staged)
    write_registry(registered, staged)
    forget_shipped()


def differing(shipped: list[Shipped], out: Path, kept: Path) -> list[str]:
    """One line for every file whose bytes or registry row in `kept` are not those just built."""
    registered = read_registry(kept)
    lines = []
    for one in shipped:
        path = kept / one.name
        if not path.is_file():
            lines.append(f"{one.name}: not in {kept.name}/")
        elif sha256_of(path) != sha256_of(out / one.name):
            lines.append(f"{one.name}: other bytes than in {kept.name}/")
        elif registered.get(one.name) != registry_row(one, out):
            lines.append(f"{one.name}: another row in the registry")
    return lines


def install(shipped: list[Shipped], staged: Path, kept: Path) -> None:
    """Put the built files and their registry from `staged` in their place in `kept`.

    Everything is copied beside its place first and only then renamed, the registry last: a full
    disk leaves `kept` as it was.
    """
    names = [*(one.name for one in shipped), REGISTRY_NAME]
    try:
        for name in names:
            shutil.copyfile(staged / name, kept / f"{name}{NEW}")
        for name in names:
            (kept / f"{name}{NEW}").replace(kept / name)
    finally:
        for name in names:
            (kept / f"{name}{NEW}").unlink(missing_ok=True)
