from pathlib import Path

import pytest

from geo.store.files import write_file


def test_the_file_is_whole_and_nothing_else_is_left(tmp_path):
    write_file(tmp_path / "a.csv", b"one")
    write_file(tmp_path / "a.csv", b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_bytes() == b"two"


def test_a_failed_move_leaves_the_old_file_and_no_rubbish(tmp_path, monkeypatch):
    write_file(tmp_path / "a.csv", b"old")

    def fail(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        write_file(tmp_path / "a.csv", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_bytes() == b"old"
