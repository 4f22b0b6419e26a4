"""Mapped rows are the rows that reading and placing again would give; else they are not used."""

import json

import pandas as pd
import pyarrow as pa
import pytest

from geo.model.district import VINTAGES
from geo.store import mapped, versions
from geo.store.mapped import MAPPED, placed_rows, read_mapped, rules_sha256
from geo.store.own import own_dataset
from geo.store.rows import ROW_COLUMNS, as_frame, as_rows, take_rows
from geo.store.versions import INCIDENTS, MANIFEST, read_incidents, read_rows, write_version
from tests.store.plain import tangled_shelf
from tests.store.tables import brought

TABLE = brought(
    ("2025-01-01", "2025-01-02", "2025-06-30"),
    source_district=["Quetta", "Kweta", "Kech"],
    killed_best=[3, None, 4],
    place=["کوئٹہ", "=1+1", ""],
    longitude=[67.0, None, 63.0],
    latitude=[30.2, None, 26.0],
)
OWN = own_dataset(TABLE, "My list")
DECIDED = {"Kweta": "Quetta"}
NONE = pd.DataFrame({"id": []}, dtype="str")


@pytest.fixture
def version(tmp_path):
    write_version(tmp_path, OWN, TABLE, NONE, (), DECIDED)
    return tmp_path


@pytest.mark.parametrize("vintage", list(VINTAGES))
def test_mapped_rows_are_those_read_and_placed(version, vintage, monkeypatch):
    expected = as_frame(placed_rows(read_incidents(version), DECIDED, vintage))
    monkeypatch.setattr(versions, "placed_rows", None)
    pd.testing.assert_frame_equal(as_frame(read_rows(version, vintage)), expected)
    assert set(expected["district_id"]) == {"bl-quetta", "bl-kech"}


def test_mapped_rows_take_no_memory_of_their_own(version):
    before = pa.total_allocated_bytes()
    rows = read_mapped(version / MAPPED, "2025")
    assert rows["killed_best"].to_pylist() == [3, None, 4]
    assert pa.total_allocated_bytes() == before


def change(version, **facts):
    stored = json.loads((version / MANIFEST).read_text(encoding="utf-8"))
    stored = {name: value for name, value in (stored | facts).items() if value is not None}
    (version / MANIFEST).write_text(json.dumps(stored), encoding="utf-8")


@pytest.mark.parametrize(
    "harm",
    [
        lambda version: (version / MAPPED).unlink(),
        lambda version: (version / MAPPED).write_bytes(b""),
        lambda version: (version / MAPPED).write_bytes((version / INCIDENTS).read_bytes()),
        lambda version: change(version, rules="of another time"),
        lambda version: change(version, rules=None),
    ],
    ids=["gone", "empty", "another file", "other rules", "before there were rules"],
)
def test_without_a_sound_file_the_rows_are_read_and_placed(version, harm, monkeypatch):
    expected = as_frame(placed_rows(read_incidents(version), DECIDED, "2025"))
    harm(version)
    monkeypatch.setattr(versions, "read_mapped", None)
    pd.testing.assert_frame_equal(as_frame(read_rows(version, "2025")), expected)


def test_a_placement_that_is_there_is_not_made_again(tmp_path, monkeypatch):
    placed = as_frame(placed_rows(TABLE, DECIDED, "2025"))
    asked = []
    place = mapped.place_incidents

    def watched(incidents, *, vintage, decided):
        asked.append(vintage)
        return place(incidents, vintage=vintage, decided=decided)

    monkeypatch.setattr(mapped, "place_incidents", watched)
    write_version(tmp_path, OWN, placed, NONE, (), DECIDED)
    assert asked == [one for one in VINTAGES if one != "2025"]
    assert "district_id" not in read_incidents(tmp_path)


def test_the_rules_are_files_that_exist():
    root = mapped.Path(mapped.geo.__file__).parent
    assert all(list(root.glob(pattern)) for pattern in mapped.RULES)
    assert len(rules_sha256()) == 64


@pytest.mark.parametrize("dataset_id", list(tangled_shelf().datasets))
def test_rows_and_tables_say_the_same(dataset_id):
    rows = tangled_shelf().rows(dataset_id, "2025")
    table = as_frame(rows)
    assert tuple(table.columns) == ROW_COLUMNS
    assert as_rows(table).equals(rows)
    part = take_rows([rows, rows], pd.Index([len(rows) + 2, 0, len(rows) + 1, 5]).to_numpy())
    pd.testing.assert_frame_equal(part, table.iloc[[2, 0, 1, 5]].reset_index(drop=True))
