"""The store: data sets that somebody chose to keep, with their last versions.

`<root>/<data set id>/current.json` names the version that is shown, the title, and the versions
that can be restored; each version is a folder beside it. A version is written under another name
and moved in one step, then `current.json` is replaced in one step: a crash at any moment leaves
the old state or the new one. Writers take turns (a lock); readers never wait.
"""

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pandas as pd
import pyarrow as pa
from filelock import FileLock, Timeout

from geo.model.dataset import Dataset
from geo.store.files import move_folder, write_file
from geo.store.own import clean_title, own_id
from geo.store.shelf import Shelf, shipped_shelf
from geo.store.shipped import datasets
from geo.store.versions import (
    Manifest,
    StoreError,
    read_incidents,
    read_manifest,
    read_rejected,
    read_rows,
    write_version,
)

STORE_VARIABLE: Final = "SARHAD_STORE"
"""Environment variable that names the store's folder."""

KEPT_VERSIONS: Final = 5
"""Versions kept of a data set; the oldest go first."""

LOCK_SECONDS: Final = 30
"""How long a writer waits for another; a million rows are written in about a second."""

POINTER: Final = "current.json"
UNFINISHED: Final = ".part-"
"""Start of a folder's name that a crashed writer may leave; the next writer removes it."""

DOWNLOADS: Final = ".downloads"
"""Folder in the store where downloaded files stand."""

_PLAIN_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")
"""What an id may look like (`own_id`); anything else never becomes a path."""


@dataclass(frozen=True)
class Kept:
    """A kept data set as it stands. `versions` can be restored, oldest first."""

    dataset: Dataset  # under the title that it has now
    manifest: Manifest
    version: str
    versions: tuple[str, ...]


@dataclass(frozen=True)
class _Pointer:
    """What `current.json` holds."""

    title: str
    version: str
    versions: tuple[str, ...]


@dataclass(frozen=True)
class KeptStore:
    """The kept data sets in a folder, which is made when something is first kept."""

    root: Path

    def save(
        self,
        dataset: Dataset,
        incidents: pd.DataFrame,
        rejected: pd.DataFrame,
        report: tuple[str, ...] = (),
        *,
        decided: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """Keep a data set as a new version, which is then the one shown; the version's name.

        `incidents` (placed or not) and `rejected` as an import gives them, `report` what it said,
        `decided` what spellings of districts mean. Raises `StoreError` when the disk or
        another writer is in the way, `ValueError` when the id is not one of `own_id`'s or the
        number of rows is not the data set's.
        """
        if len(incidents) != dataset.rows:
            raise ValueError(f"{dataset.rows} rows were announced, {len(incidents)} are there")
        folder = self._folder(dataset.dataset_id)
        with self._writing():
            before = _read_pointer(folder) if (folder / POINTER).exists() else None
            self._sweep(folder, before)
            known = before.versions if before else ()
            version = f"{max((int(one) for one in known), default=0) + 1:04d}"
            part = Path(tempfile.mkdtemp(dir=self.root, prefix=UNFINISHED))
            write_version(part, dataset, incidents, rejected, report, decided)
            folder.mkdir(exist_ok=True)
            move_folder(part, folder / version)
            now = _Pointer(dataset.title, version, (*known, version)[-KEPT_VERSIONS:])
            _write_pointer(folder, now)
            self._sweep(folder, now)
        return version

    def kept(self) -> tuple[Kept, ...]:
        """The data sets that can be read, by title. See `damaged` for the others."""
        found = []
        for dataset_id in self._ids():
            try:
                found.append(self.find(dataset_id))
            except (StoreError, KeyError):
                continue
        return tuple(sorted(found, key=lambda one: (one.dataset.title, one.dataset.dataset_id)))

    def damaged(self) -> tuple[str, ...]:
        """Ids of data sets whose shown version cannot be read; `restore` may help."""
        readable = {one.dataset.dataset_id for one in self.kept()}
        return tuple(one for one in self._ids() if one not in readable)

    def find(self, dataset_id: str) -> Kept:
        """A kept data set as it stands. Raises `KeyError` when unknown, `StoreError`."""
        folder, pointer = self._standing(dataset_id)
        manifest = read_manifest(folder / pointer.version)
        dataset = replace(manifest.dataset, title=pointer.title)
        return Kept(dataset, manifest, pointer.version, pointer.versions)

    def load(self, dataset_id: str, version: str | None = None) -> pd.DataFrame:
        """The incidents (not placed) of a version, by default the one shown.

        Raises `KeyError` for an unknown data set or version, `StoreError` for a damaged one.
        """
        return read_incidents(self._version_folder(dataset_id, version))

    def rows(self, dataset_id: str, version: str, vintage: str) -> pa.Table:
        """The incidents of a version placed on a vintage, as `geo.store.rows`; raises as `load`.

        Where they are as they were kept, they stay on the disk.
        """
        return read_rows(self._version_folder(dataset_id, version), vintage)

    def load_rejected(self, dataset_id: str, version: str | None = None) -> pd.DataFrame:
        """The rejected rows of a version as text, index = row in the file. Raises as `load`."""
        return read_rejected(self._version_folder(dataset_id, version))

    def rename(self, dataset_id: str, title: str) -> None:
        """Give a data set another title; its id stays. Raises as `find`, and `ValueError`."""
        with self._writing():
            folder, pointer = self._standing(dataset_id)
            _write_pointer(folder, replace(pointer, title=clean_title(title)))

    def restore(self, dataset_id: str, version: str | None = None) -> str:
        """Show an earlier version again, by default the one before; the version's name.

        Nothing is deleted. Raises `KeyError` for an unknown data set or version, `StoreError` when
        there is no earlier one or it cannot be read.
        """
        with self._writing():
            folder, pointer = self._standing(dataset_id)
            if version is None:
                place = pointer.versions.index(pointer.version)
                if place == 0:
                    raise StoreError(f"{pointer.title} has no earlier version.")
                version = pointer.versions[place - 1]
            read_incidents(self._version_folder(dataset_id, version))
            _write_pointer(folder, replace(pointer, version=version))
        return version

    def remove(self, dataset_id: str) -> None:
        """Delete a data set with all its versions, for good. Raises `KeyError`, `StoreError`."""
        with self._writing():
            if dataset_id not in self._ids():
                raise KeyError(dataset_id)
            folder = self._folder(dataset_id)
            gone = Path(tempfile.mkdtemp(dir=self.root, prefix=UNFINISHED))
            folder.replace(gone / folder.name)  # from here on it is gone, whatever happens
            shutil.rmtree(gone)

    def id_for(self, title: str) -> str:
        """The id under which a data set of that title is to be kept.

        That of the kept data set of that title, so that it becomes its next version; else a new
        one, also where a data set that was renamed since still has the id.
        """
        name = clean_title(title)
        for one in self.kept():
            if one.dataset.title == name:
                return one.dataset.dataset_id
        taken, made = set(self._ids()), own_id(name)
        number = 2
        while made in taken:
            made = own_id(f"{name} {number}")
            number += 1
        return made

    def downloads(self) -> Path:
        """The folder for downloaded files, made if need be. Raises `StoreError`."""
        folder = self.root / DOWNLOADS
        try:
            self._make_root()
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise StoreError(f"The store could not be written: {error.strerror}.") from error
        return folder

    def _make_root(self) -> None:
        """Make the store's folder, for its owner's eyes only."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)

    def _ids(self) -> list[str]:
        if not self.root.is_dir():
            return []
        return sorted(path.parent.name for path in self.root.glob(f"[!.]*/{POINTER}"))

    def _folder(self, dataset_id: str) -> Path:
        if not _PLAIN_ID.fullmatch(dataset_id) or dataset_id in datasets():
            raise ValueError(f"{dataset_id[:40]!r} is not an id that a data set can be kept under")
        return self.root / dataset_id

    def _standing(self, dataset_id: str) -> tuple[Path, _Pointer]:
        """Folder and pointer of a kept data set."""
        if dataset_id not in self._ids():
            raise KeyError(dataset_id)
        folder = self._folder(dataset_id)
        return folder, _read_pointer(folder)

    def _version_folder(self, dataset_id: str, version: str | None) -> Path:
        folder, pointer = self._standing(dataset_id)
        wanted = version or pointer.version
        if wanted not in pointer.versions:
            raise KeyError(f"{dataset_id} has no version {wanted}")
        return folder / wanted

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the store's lock. Errors of the disk come out as `StoreError`."""
        try:
            self._make_root()
            with FileLock(self.root / ".lock", timeout=LOCK_SECONDS):
                yield
        except Timeout as error:
            raise StoreError("Another process is writing to the store: try again.") from error
        except OSError as error:
            raise StoreError(f"The store could not be written: {error.strerror}.") from error

    def _sweep(self, folder: Path, pointer: _Pointer | None) -> None:
        """Remove what crashed writers left, and versions that the pointer no longer lists."""
        for path in self.root.glob(f"{UNFINISHED}*"):
            shutil.rmtree(path)
        listed = {POINTER, *(pointer.versions if pointer else ())}
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name in listed:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def store_root() -> Path:
    """The store's folder: `SARHAD_STORE`, else "sarhad" in the place for a user's data."""
    if named := os.environ.get(STORE_VARIABLE):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "sarhad"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "sarhad"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "sarhad"


def kept_shelf(store: KeptStore, base: Shelf | None = None) -> Shelf:
    """A shelf of `base` (default: what ships) and the kept data sets, read when asked for.

    Its answers stay those of the versions shown now. Damaged data sets are left out.
    """
    shelf = base or shipped_shelf()
    for one in store.kept():
        load = partial(store.rows, one.dataset.dataset_id, one.version)
        shelf = shelf.with_rows(one.dataset, load)
    return shelf


def _read_pointer(folder: Path) -> _Pointer:
    try:
        stored = json.loads((folder / POINTER).read_bytes())
        return _Pointer(stored["title"], stored["version"], tuple(stored["versions"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{folder.name} is damaged: remove it and import it again.") from error


def _write_pointer(folder: Path, pointer: _Pointer) -> None:
    text = json.dumps(asdict(pointer), ensure_ascii=False, indent=1)
    write_file(folder / POINTER, text.encode("utf-8"))
