"""The commands that bring and keep data sets."""

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from click.testing import CliRunner

from geo.cli import main
from geo.cli_store import bar_words
from geo.intake.choices import Choices, decide, write_choices
from geo.intake.guard import LOCAL
from geo.store.kept import KeptStore
from geo.store.own import own_dataset
from geo.store.releases import IDS
from tests.intake.server import serving
from tests.intake.world import put_release, world_file
from tests.store.tables import brought

TABLE = brought()
OWN = own_dataset(TABLE, "My list")
REJECTED = pd.DataFrame({"id": ["x"]}, index=[7], dtype="str")


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("SARHAD_STORE", str(tmp_path / "store"))
    return KeptStore(tmp_path / "store")


@pytest.fixture
def kept(store):
    store.save(OWN, TABLE, REJECTED, ("Read.",))
    return store


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr("geo.intake.fetch.PAUSE_SECONDS", 0)
    year = date.today().year
    with serving() as one:
        put_release(one, year, {1: world_file(f"{year}-01-09", first_id=100)})
        yield one


def run(*arguments: object, answer: str = ""):
    return CliRunner().invoke(main, [str(one) for one in arguments], input=answer)


def test_kept_data_sets_are_listed(kept):
    result = run("kept", "list")
    assert result.exit_code == 0
    for fact in (OWN.dataset_id, "My list", "2, rejected 1", "0001", "private", str(kept.root)):
        assert fact in result.output
    assert OWN.dataset_id in run("datasets").output


def test_rejected_rows_are_given_back(kept, tmp_path):
    out = tmp_path / "rejected.csv"
    result = run("kept", "rejected", OWN.dataset_id, "--out", out)
    assert result.exit_code == 0, result.output
    assert result.stderr == f"1 rejected row of {OWN.dataset_id}\n"
    assert out.read_bytes().decode("utf-8-sig") == '"file_row","id"\r\n"7","x"\r\n'
    shown = run("kept", "rejected", OWN.dataset_id, "--version", "0001")
    assert shown.stdout_bytes == out.read_bytes()


@pytest.mark.parametrize("wrong", [("no-such",), (OWN.dataset_id, "--version", "0009")])
def test_rejected_rows_of_nothing_kept(kept, wrong):
    result = run("kept", "rejected", *wrong)
    assert result.exit_code == 2
    assert "`kept list` lists them" in result.output


def test_an_empty_store_is_said(store):
    result = run("kept", "list")
    assert result.exit_code == 0
    assert result.output == f"The store is {store.root}\n"
    assert not store.root.exists()


def test_a_damaged_data_set_is_listed_with_advice(kept):
    (kept.root / OWN.dataset_id / "0001" / "manifest.json").unlink()
    assert f"{OWN.dataset_id}  is damaged" in run("kept", "list").output


def test_rename_restore_and_remove(kept):
    assert "now called Checked" in run("kept", "rename", OWN.dataset_id, "Checked").output
    kept.save(OWN, TABLE, REJECTED)
    assert "shows version 0001 again" in run("kept", "restore", OWN.dataset_id).output
    assert kept.find(OWN.dataset_id).version == "0001"
    kept_still = run("kept", "remove", OWN.dataset_id, answer="n\n")
    assert kept_still.exit_code == 1
    assert len(kept.kept()) == 1
    assert run("kept", "remove", OWN.dataset_id, "--yes").exit_code == 0
    assert kept.kept() == ()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("rename", "nobody", "x"), 2, "no such kept data set"),
        (("rename", OWN.dataset_id, " "), 1, "needs a name"),
        (("remove", "../x", "--yes"), 2, "no such kept data set"),
        (("restore", OWN.dataset_id), 1, "has no earlier version"),
        (("restore", OWN.dataset_id, "--version", "0009"), 2, "no such kept data set or version"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_errors_say_what_is_wrong(kept, arguments, status, words):
    result = run("kept", *arguments)
    assert result.exit_code == status
    assert words in " ".join(result.output.split())
    assert len(kept.kept()) == 1


def test_districts_of_a_kept_data_set(kept, tmp_path):
    out = tmp_path / "a.geojson"
    result = run("districts", "--out", out, "--dataset", OWN.dataset_id)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[0].endswith("My list")
    rows = json.loads(out.read_text(encoding="utf-8"))["features"]
    counts = {one["id"]: one["properties"]["incidents"] for one in rows}
    assert counts.pop("bl-quetta") == 2
    assert set(counts.values()) == {0}


def test_private_rows_are_in_no_public_file(kept, tmp_path):
    out = tmp_path / "a.csv"
    result = run("districts", "--out", out, "--dataset", OWN.dataset_id, "--public")
    assert result.exit_code == 1
    assert "My list" in result.output
    assert not out.exists()
    run("districts", "--out", out, "--dataset", OWN.dataset_id)
    assert "# Private: This file rests on data marked private (My list)" in out.read_text("utf-8")
    plain = run("districts", "--out", out, "--public")
    assert plain.exit_code == 0


FILE = (
    "date,province,district,killed\n"
    "2025-01-05,Balochistan,Quetta,3\n"
    "nonsense,Balochistan,Quetta,1\n"
)


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "list.csv"
    made.write_text(FILE, encoding="utf-8")
    return made


def test_a_file_is_kept_with_what_was_understood(store, file):
    result = run("import", file, "--name", "My list")
    assert result.exit_code == 0, result.output
    assert "1 is an incident" in result.output
    assert f"--dataset {OWN.dataset_id}" in result.output
    (one,) = store.kept()
    assert (one.dataset.title, one.dataset.rows, one.manifest.rejected) == ("My list", 1, 1)
    assert not one.dataset.public


def test_the_same_name_is_the_next_version(store, file):
    run("import", file, "--name", "My list")
    run("import", file, "--name", "My list", "--public")
    (one,) = store.kept()
    assert one.versions == ("0001", "0002")
    assert one.dataset.public


def test_what_was_decided_before_is_used_again(store, file, tmp_path):
    decided = decide(Choices(), "Xyzabad", "bl-kech", what="district")
    (tmp_path / "mapping.json").write_bytes(write_choices(decided))
    file.write_text(FILE.replace("Quetta", "Xyzabad"), encoding="utf-8")
    result = run("import", file, "--name", "My list", "--mapping", tmp_path / "mapping.json")
    assert result.exit_code == 0, result.output
    out = tmp_path / "a.csv"
    run("districts", "--out", out, "--dataset", OWN.dataset_id, "--district", "bl-kech")
    assert '"bl-kech"' in out.read_text("utf-8")
    (one,) = store.kept()
    assert one.manifest.decided == {"Xyzabad": "bl-kech"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "Error"),
        ("<html>", "web page"),
        ("date,district,killed\nnonsense,Quetta,1\n", "no incident to show"),
    ],
    ids=["empty", "page", "nothing readable"],
)
def test_a_file_without_incidents_is_refused(store, file, content, words):
    file.write_text(content, encoding="utf-8")
    result = run("import", file, "--name", "My list")
    assert result.exit_code == 1
    assert words in result.output
    assert store.kept() == ()


def test_a_file_that_is_too_large_is_not_read(store, file, monkeypatch):
    monkeypatch.setattr("geo.cli_store.LOCAL", replace(LOCAL, file_bytes=10))
    result = run("import", file, "--name", "My list")
    assert result.exit_code == 1
    assert "larger than" in result.output


def test_downloaded_files_are_kept_as_data_sets(store, site):
    result = run("download", "ucdp", "--address", site.address)
    assert result.exit_code == 0, result.output
    assert {one.dataset.dataset_id for one in store.kept()} >= {IDS["yearly"]}
    assert f"--dataset {IDS['yearly']}" in result.output


def test_files_alone_go_where_they_are_wanted(store, site, tmp_path):
    result = run("download", "ucdp", "--address", site.address, "--to", tmp_path / "files")
    assert result.exit_code == 0, result.output
    year = date.today().year % 100
    assert (tmp_path / "files" / f"ged{year}1-csv.zip").exists()
    assert not store.root.exists()


def test_a_server_without_the_files_is_said_in_one_sentence(store, site):
    site.files.clear()
    result = run("download", "ucdp", "--address", site.address)
    assert result.exit_code == 1
    assert "No yearly release of UCDP is at" in result.output


@pytest.mark.parametrize(
    ("done", "total", "expected"),
    [
        (0, 2_000_000, "[" + "." * 30 + "]  0.0 of 2.0 MB  a.csv"),
        (1_000_000, 2_000_000, "[" + "#" * 15 + "." * 15 + "]  1.0 of 2.0 MB  a.csv"),
        (2_000_000, 2_000_000, "[" + "#" * 30 + "]  2.0 of 2.0 MB  a.csv"),
        (1_500_000, None, "1.5 MB  a.csv"),
    ],
)
def test_the_bar(done, total, expected):
    assert bar_words(done, total, "a.csv") == expected
