"""A kept version: everything comes back as it went in, and nothing that broke is counted."""

import hashlib
import json
from datetime import UTC, datetime

import pandas as pd
import pytest

import geo
from geo.store.own import own_dataset
from geo.store.shelf import named_rows
from geo.store.versions import (
    INCIDENTS,
    MANIFEST,
    StoreError,
    read_incidents,
    read_manifest,
    read_rejected,
    write_version,
)
from tests.store.tables import brought

TABLE = brought(killed_best=[3, None], place=["کوئٹہ", "=1+1"])
OWN = own_dataset(TABLE, "فہرست")
REJECTED = pd.DataFrame(
    {"id": ["x", ""], "row": ["1", "2"]},
    index=pd.Index([4, 9], name="row in the file"),
    dtype="str",
)


@pytest.fixture
def version(tmp_path):
    write_version(tmp_path, OWN, TABLE, REJECTED, ("2 rows were read.",), {"Kweta": "Quetta"})
    return tmp_path


def test_all_comes_back_as_it_went_in(version):
    manifest = read_manifest(version)
    assert manifest.dataset == OWN
    assert (manifest.rejected, manifest.report) == (2, ("2 rows were read.",))
    assert manifest.decided == {"Kweta": "Quetta"}
    assert manifest.code_version == geo.__version__
    assert manifest.saved_at <= datetime.now(UTC)
    pd.testing.assert_frame_equal(read_incidents(version), named_rows(TABLE, OWN.dataset_id))
    pd.testing.assert_frame_equal(read_rejected(version), REJECTED)


def flip_a_byte(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: flip_a_byte(folder / INCIDENTS),
        lambda folder: (folder / INCIDENTS).write_bytes(b""),
        lambda folder: (folder / INCIDENTS).unlink(),
        lambda folder: (folder / MANIFEST).unlink(),
        lambda folder: (folder / MANIFEST).write_text("{"),
        lambda folder: (folder / MANIFEST).write_text("[]"),
        lambda folder: (folder / MANIFEST).write_bytes(b"\xff\xfe"),
        lambda folder: (folder / MANIFEST).write_text('{"dataset": {"covers_from": 1}}'),
    ],
    ids=["bit", "empty", "gone", "no manifest", "cut", "other json", "no text", "other facts"],
)
def test_what_broke_is_said_and_never_counted(version, harm):
    harm(version)
    with pytest.raises(StoreError, match="is damaged: restore the version before"):
        read_incidents(version)


def test_a_table_of_another_time_is_refused_with_advice(version, monkeypatch):
    other = pd.read_parquet(version / INCIDENTS).assign(event_type="no-such-type")
    other.to_parquet(version / INCIDENTS, index=False)
    stored = json.loads((version / MANIFEST).read_text(encoding="utf-8"))
    stored["sha256"][INCIDENTS] = hashlib.sha256((version / INCIDENTS).read_bytes()).hexdigest()
    (version / MANIFEST).write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(StoreError, match="import its file again"):
        read_incidents(version)
