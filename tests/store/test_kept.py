"""The store keeps what it was given, whatever happens in between."""

import itertools
import os
import random
import subprocess
import sys
import threading
from contextlib import nullcontext
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock

from geo.model.filter import IncidentFilter
from geo.store import kept as kept_module
from geo.store.kept import KEPT_VERSIONS, KeptStore, kept_shelf, store_root
from geo.store.own import own_dataset
from geo.store.select import select_incidents
from geo.store.shelf import named_rows, shipped_shelf
from geo.store.versions import INCIDENTS, StoreError
from tests.store import writer
from tests.store.tables import brought

TABLE = brought()
OWN = own_dataset(TABLE, "My list")
NONE = pd.DataFrame({"id": []}, dtype="str")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path):
    return KeptStore(tmp_path / "store")


def keep(store, table=TABLE, title="My list"):
    dataset = own_dataset(table, title, dataset_id=store.id_for(title))
    return dataset.dataset_id, store.save(dataset, table, NONE, ("Read.",))


def killed(store, dataset_id):
    return store.load(dataset_id)["killed_best"].tolist()


def files(root):
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_what_was_kept_comes_back(store):
    assert store.kept() == ()
    dataset_id, version = keep(store)
    (one,) = store.kept()
    assert one.dataset == OWN
    assert (one.version, one.versions) == (version, ("0001",))
    assert one.manifest.report == ("Read.",)
    pd.testing.assert_frame_equal(store.load(dataset_id), named_rows(TABLE, dataset_id))
    pd.testing.assert_frame_equal(store.load_rejected(dataset_id), NONE)
    assert store.damaged() == ()


def test_the_same_title_is_the_next_version_and_the_last_can_be_restored(store):
    dataset_id, _ = keep(store, brought(killed_best=[1, 1]))
    again, version = keep(store, brought(killed_best=[2, 2]))
    assert (again, version) == (dataset_id, "0002")
    assert killed(store, dataset_id) == [2, 2]
    assert store.restore(dataset_id) == "0001"
    assert killed(store, dataset_id) == [1, 1]
    with pytest.raises(StoreError, match="My list has no earlier version"):
        store.restore(dataset_id)
    store.restore(dataset_id, "0002")
    assert killed(store, dataset_id) == [2, 2]
    assert store.load(dataset_id, "0001")["killed_best"].tolist() == [1, 1]
    with pytest.raises(KeyError):
        store.restore(dataset_id, "0009")


def test_the_oldest_versions_go_first(store):
    for number in range(KEPT_VERSIONS + 2):
        dataset_id, _ = keep(store, brought(killed_best=[number, number]))
    one = store.find(dataset_id)
    assert one.versions == ("0003", "0004", "0005", "0006", "0007")
    assert {path.name for path in (store.root / dataset_id).iterdir()} == {
        "current.json",
        *one.versions,
    }


def test_renamed_it_keeps_its_id_and_the_old_title_is_free_again(store):
    dataset_id, _ = keep(store)
    store.rename(dataset_id, "  Checked\n list ")
    assert store.find(dataset_id).dataset.title == "Checked list"
    other, _ = keep(store, brought(killed_best=[9, 9]))
    assert other != dataset_id
    assert killed(store, dataset_id) == [3, 3]
    assert [one.dataset.title for one in store.kept()] == ["Checked list", "My list"]
    with pytest.raises(ValueError, match="needs a name"):
        store.rename(dataset_id, " ")


def test_removed_it_is_gone_from_the_disk(store):
    dataset_id, _ = keep(store)
    store.remove(dataset_id)
    assert store.kept() == ()
    assert files(store.root) in ([], [".lock"])
    for ask in (store.find, store.load, store.remove, store.restore):
        with pytest.raises(KeyError):
            ask(dataset_id)


@pytest.mark.parametrize(
    "title",
    ["../../etc/passwd", "C:\\x", "a/b", "\x00", "CON", "فہرست", "🎉", "x" * 5000, ".", "~"],
)
def test_no_title_becomes_a_path(store, title):
    try:
        keep(store, title=title)
    except ValueError:
        assert title == "\x00"
        return
    (folder,) = (path for path in store.root.iterdir() if path.is_dir())
    assert folder.parent == store.root
    assert set(folder.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(store.kept()) == 1


@pytest.mark.parametrize(
    "dataset_id", ["..", "../x", "a/b", "", "A", ".lock", "compiled-2022-2026"]
)
def test_no_id_becomes_a_path(store, dataset_id):
    keep(store)
    before = files(store.root)
    with pytest.raises(ValueError, match="is not an id"):
        store.save(own_dataset(TABLE, "x", dataset_id=dataset_id or " "), TABLE, NONE)
    for ask in (store.load, store.remove, store.restore, store.find):
        with pytest.raises(KeyError):
            ask(dataset_id)
    assert files(store.root) == before


def test_a_damaged_version_is_set_aside_and_the_one_before_restored(store):
    other, _ = keep(store, title="Sound")
    dataset_id, _ = keep(store, brought(killed_best=[1, 1]))
    _, version = keep(store, brought(killed_best=[2, 2]))
    (store.root / dataset_id / version / "manifest.json").write_text("")
    assert store.damaged() == (dataset_id,)
    assert [one.dataset.dataset_id for one in store.kept()] == [other]
    assert set(kept_shelf(store).datasets) == {*shipped_shelf().datasets, other}
    store.restore(dataset_id)
    assert killed(store, dataset_id) == [1, 1]


def test_a_version_that_is_damaged_is_not_restored(store):
    dataset_id, first = keep(store, brought(killed_best=[1, 1]))
    keep(store)
    (store.root / dataset_id / first / INCIDENTS).write_bytes(b"")
    with pytest.raises(StoreError, match="damaged"):
        store.restore(dataset_id)
    assert store.find(dataset_id).version == "0002"


def test_a_broken_pointer_can_be_removed(store):
    dataset_id, _ = keep(store)
    (store.root / dataset_id / "current.json").write_text("{")
    assert store.damaged() == (dataset_id,)
    with pytest.raises(StoreError, match="remove it"):
        store.load(dataset_id)
    store.remove(dataset_id)
    assert store.damaged() == ()


def test_kept_data_sets_answer_as_shipped_ones(store):
    dataset_id, _ = keep(store)
    shelf = kept_shelf(store)
    assert shelf.default == shipped_shelf().default
    found = select_incidents(IncidentFilter(datasets=(dataset_id,)), shelf=shelf)
    assert found.counted["killed_best"].tolist() == [3, 3]
    keep(store, brought(killed_best=[8, 8]))
    again = select_incidents(IncidentFilter(datasets=(dataset_id,)), shelf=shelf)
    assert again.counted["killed_best"].tolist() == [3, 3]
    assert kept_shelf(store).key != shelf.key


def test_a_full_disk_leaves_the_old_and_says_so(store, monkeypatch):
    dataset_id, _ = keep(store, brought(killed_best=[1, 1]))

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept_module, "move_folder", fail)
    with pytest.raises(StoreError, match="No space left on device"):
        keep(store)
    assert killed(store, dataset_id) == [1, 1]


def test_a_store_is_for_its_owners_eyes(store):
    folder = store.downloads()
    assert folder.is_dir()
    assert sys.platform == "win32" or store.root.stat().st_mode & 0o077 == 0
    keep(store)
    assert len(store.kept()) == 1


def test_a_store_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "taken").write_text("a file")
    store = KeptStore(tmp_path / "taken")
    for ask in (store.downloads, lambda: keep(store)):
        with pytest.raises(StoreError, match="could not be written"):
            ask()
    assert store.kept() == ()


def test_a_busy_store_says_so(store, monkeypatch):
    monkeypatch.setattr(kept_module, "LOCK_SECONDS", 0)
    keep(store)
    with FileLock(store.root / ".lock"), pytest.raises(StoreError, match="try again"):
        keep(store)


def test_writers_take_turns(store):
    def write(number):
        keep(store, title=f"List {number}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.dataset.title for one in store.kept()] == [f"List {number}" for number in range(6)]


class Crash(BaseException):
    """As when the process dies: nothing catches it, nothing is tidied up."""


STEPS = 13
"""Moves and flushes of one save: 3 for the manifest, 7 for the folder, 3 for the pointer."""


@pytest.mark.parametrize("step", range(STEPS + 1))
def test_a_crash_at_any_step_leaves_the_old_or_the_new(store, monkeypatch, step):
    dataset_id, _ = keep(store, brought(killed_best=[1, 1]))
    calls = itertools.count()

    def crashing(real):
        def run(*arguments):
            if next(calls) == step:
                raise Crash
            return real(*arguments)

        return run

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", crashing(os.fsync))
        patch.setattr(Path, "replace", crashing(Path.replace))
        ends = pytest.raises(Crash) if step < STEPS else nullcontext()
        with ends:
            keep(store, brought(killed_best=[2, 2]))
    # new once the pointer is moved, which only a last flush follows
    assert killed(store, dataset_id) == ([2, 2] if step >= STEPS - 1 else [1, 1])
    # the next writer goes on and tidies up
    keep(store, brought(killed_best=[3, 3]))
    assert killed(store, dataset_id) == [3, 3]
    one = store.find(dataset_id)
    assert {path.name for path in (store.root / dataset_id).iterdir()} == {
        "current.json",
        *one.versions,
    }
    assert {path.name for path in store.root.iterdir()} <= {dataset_id, ".lock"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_a_killed_writer_leaves_the_old_or_the_new(store):
    chance = random.Random(20250415)
    state = 0
    command = [sys.executable, "-m", "tests.store.writer", str(store.root)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        one_save = float(process.stdout.readline())
        dataset_id = store.id_for(writer.TITLE)
        for _ in range(30):
            process.stdin.write(f"{state} {chance.uniform(0, 6 * one_save)}\n")
            process.stdin.flush()
            while (line := process.stdout.readline()) != "killed\n":
                state = int(line)
            (stored,) = set(killed(store, dataset_id))
            assert stored in (state, state + 1)
            assert store.find(dataset_id).manifest.report == (f"This is number {stored}.",)
            state = stored
        process.stdin.close()
    assert process.returncode == 0
    assert state > 0


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"SARHAD_STORE": "here"}, "here"),
        ("linux", {"XDG_DATA_HOME": "data"}, "data/sarhad"),
        ("linux", {}, "home/.local/share/sarhad"),
        ("darwin", {}, "home/Library/Application Support/sarhad"),
        ("win32", {"LOCALAPPDATA": "local"}, "local/sarhad"),
        ("win32", {}, "home/AppData/Local/sarhad"),
    ],
)
def test_the_store_is_where_the_operator_says(monkeypatch, platform, variables, expected):
    for name in ("SARHAD_STORE", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: Path("home"))
    assert store_root() == Path(expected)
