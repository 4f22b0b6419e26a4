import json

import pytest

from geo.maps import publish as published
from geo.maps.deck import Layer
from geo.maps.publish import publish, publish_json, publish_layers


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(published, "STATIC", tmp_path / "static")
    return tmp_path / "static"


def test_a_file_is_named_by_its_content_and_written_once(folder):
    name = publish("rows", ".bin", b"one")
    before = (folder / name).stat()
    assert publish("rows", ".bin", b"one") == name
    assert (folder / name).stat().st_ino == before.st_ino
    assert publish("rows", ".bin", b"two") != name
    assert (folder / name).read_bytes() == b"one"


def test_a_file_says_that_it_is_old_so_that_browsers_keep_it(folder):
    name = publish("rows", ".bin", b"one")
    assert (folder / name).stat().st_mtime == published.LONG_AGO


def test_json_is_compact_and_has_no_numbers_that_json_cannot_hold(folder):
    name = publish_json("names", [{"name": "کوئٹہ", "n": 1}])
    assert (folder / name).read_text(encoding="utf-8") == '[{"name":"کوئٹہ","n":1}]'
    with pytest.raises(ValueError, match="JSON compliant"):
        publish_json("names", [float("nan")])


def test_layers_are_published_in_their_order(folder):
    layers = [Layer("PathLayer", id=one, data=[], get_path="path") for one in ("under", "over")]
    read = json.loads((folder / publish_layers("ground", layers)).read_text())
    assert [layer["id"] for layer in read] == ["under", "over"]
