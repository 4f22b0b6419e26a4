"""The command that builds `data/`: on a small `data/` with builders of its own."""

import shutil

import pytest

from data.build import __main__ as command
from data.build.registry import ODBL, Shipped, read_registry, write_rows
from data.build.staging import add_files, copy_shipped, differing, install
from geo.model import shipped as shipped_files


def shipped(name, origin="origin"):
    return Shipped(name, 1, ODBL, origin, "input", "")


def built(out, **values):
    """What a builder gives that wrote one file per value, `a=1` as a.csv."""
    for name, value in values.items():
        write_rows(out / f"{name}.csv", ["x"], [{"x": value}])
    return [shipped(f"{name}.csv") for name in values]


@pytest.fixture
def sources(tmp_path):
    for name in command.SOURCE_FOLDERS:
        (tmp_path / "shared" / name).mkdir(parents=True)
    return tmp_path / "shared"


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A `data/` with a.csv and b.csv, and builders that make what `values` says."""
    kept, out = tmp_path / "data", tmp_path / "out"
    kept.mkdir()
    out.mkdir()
    add_files(built(out, a=1, b=1), out, kept)
    values = {"places": {"a": 1}, "reference": {"b": 1}, "incidents": {}}
    monkeypatch.setattr(command, "DATA", kept)
    monkeypatch.setattr(
        command, "run_builder", lambda name, sources, out: built(out, **values[name])
    )
    return kept, values


def run(sources, *more):
    return command.main(["--sources", str(sources), *more])


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_build_of_the_same_says_that_nothing_changed(house, sources, capsys):
    before = bytes_of(house[0])
    assert run(sources) == 0
    assert capsys.readouterr().out == "2 files built; nothing changed\n"
    assert bytes_of(house[0]) == before


def test_a_build_writes_and_names_what_changed(house, sources, capsys):
    kept, values = house
    values["reference"] = {"b": 2, "c": 3}
    assert run(sources) == 0
    assert capsys.readouterr().out.splitlines() == [
        "b.csv: other bytes than in data/",
        "c.csv: not in data/",
        "3 files built; 2 changed in data/",
    ]
    assert (kept / "b.csv").read_text() == "x\n2\n"
    assert list(read_registry(kept)) == ["a.csv", "b.csv", "c.csv"]
    assert not list(kept.glob("*.new"))
    assert run(sources, "--check") == 0


def test_a_check_writes_nothing(house, sources, capsys):
    kept, values = house
    before = bytes_of(kept)
    values["places"] = {"a": 2}
    assert run(sources, "--check") == 1
    assert "1 not as in data/, where nothing was written" in capsys.readouterr().out
    assert bytes_of(kept) == before


def test_a_build_mends_a_file_that_was_changed_by_hand(house, sources):
    kept, _ = house
    before = bytes_of(kept)
    (kept / "a.csv").write_text("x\n9\n", encoding="utf-8")
    (kept / "b.csv").unlink()
    assert run(sources) == 0
    assert bytes_of(kept) == before


def test_a_build_that_fails_leaves_data_as_it_was(house, sources, monkeypatch):
    kept, values = house
    before = bytes_of(kept)
    values["places"] = {"a": 2}

    def fail_late(name, sources, out):
        if name == "incidents":
            raise ValueError("a row of the source is not understood")
        return built(out, **values[name])

    monkeypatch.setattr(command, "run_builder", fail_late)
    with pytest.raises(ValueError, match="not understood"):
        run(sources)
    assert bytes_of(kept) == before


def test_a_later_builder_reads_what_an_earlier_one_made(house, sources, monkeypatch):
    kept, read = house[0], []
    before = shipped_files.DATA

    def read_a(name, sources, out):
        if name == "places":
            return built(out, a=2)
        read.append(shipped_files.shipped_path("a.csv").read_text())
        return []

    monkeypatch.setattr(command, "run_builder", read_a)
    assert run(sources, "--check") == 1
    assert read == ["x\n2\n", "x\n2\n"]
    assert (kept / "a.csv").read_text() == "x\n1\n"
    assert before == shipped_files.DATA
    assert "groups.csv" in shipped_files.registry()


def test_one_builder_alone_keeps_the_files_of_the_others(house, sources):
    kept, values = house
    values["places"] = {"a": 2}
    assert run(sources, "--only", "places") == 0
    assert list(read_registry(kept)) == ["a.csv", "b.csv"]
    assert run(sources, "--check") == 0


def test_a_folder_without_sources_is_said_in_a_sentence(tmp_path, capsys):
    assert run(tmp_path / "nowhere") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"There is no folder {tmp_path / 'nowhere'}")
    (tmp_path / "compiled").mkdir()
    assert run(tmp_path) == 2
    assert "has no sources/boundaries and no sources/incidents" in capsys.readouterr().err


def test_a_full_disk_leaves_data_as_it_was(house, tmp_path, monkeypatch):
    kept, _ = house
    staged, out = tmp_path / "staged", tmp_path / "more"
    out.mkdir()
    copy_shipped(kept, staged)
    more = built(out, a=2, b=2)
    add_files(more, out, staged)
    before = bytes_of(kept)
    copy = shutil.copyfile

    def copy_or_fail(source, target):
        if source.name == "b.csv":
            raise OSError("No space left on device")
        return copy(source, target)

    monkeypatch.setattr("shutil.copyfile", copy_or_fail)
    with pytest.raises(OSError, match="No space"):
        install(more, staged, kept)
    assert bytes_of(kept) == before


def test_a_check_sees_a_changed_row_of_the_registry(house, tmp_path):
    kept, _ = house
    assert differing([shipped("a.csv")], kept, kept) == []
    assert differing([shipped("a.csv", "another origin")], kept, kept) == [
        "a.csv: another row in the registry"
    ]
