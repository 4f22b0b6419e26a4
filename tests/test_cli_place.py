"""The command that places files, and the summary of what it placed."""

import io
import json
import sys

import pandas as pd
import pytest
from click.testing import CliRunner

from geo.cli import main
from geo.measures.placed import count_placed
from geo.store.placed import read_run
from tests.store.points import points_file


def run(*arguments: object):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def place(*arguments: object):
    return run("place", "--workers", 1, "--rows-per-part", 300, *arguments)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Placed parts of 1,000 rows with dates and counts."""
    folder = tmp_path_factory.mktemp("place")
    points_file(folder / "a.csv", 1_000)
    result = place(folder / "a.csv", "--out", folder / "out")
    assert result.exit_code == 0, result.output
    return folder / "out"


def test_a_run_says_where_every_row_is(tmp_path):
    file, out = points_file(tmp_path / "a.csv", 1_000), tmp_path / "new" / "out"
    result = place(file, "--out", out)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[:2] == [
        "4 parts made, 0 were there already.",
        "The folder holds 1,000 rows of 1 file:",
    ]
    numbers = [int(line.split()[0].replace(",", "")) for line in lines if line.startswith("  ")]
    assert sum(numbers) == 1_000
    assert result.stderr == ""
    again = place(file, "--out", out)
    assert again.stdout.splitlines() == ["0 parts made, 4 were there already.", *lines[1:]]


def test_one_part_was_there(tmp_path):
    file, out = points_file(tmp_path / "a.csv", 200), tmp_path / "out"
    assert place(file, "--out", out).stdout.startswith("1 part made, 0 were there already.")
    assert place(file, "--out", out).stdout.startswith("0 parts made, 1 was there already.")


def test_progress_moves_on_a_terminal(tmp_path, monkeypatch):
    file = points_file(tmp_path / "a.csv", 1_000)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("geo.cli_place.sys", type("", (), {"stderr": _Terminal}))
    result = place(file, "--out", tmp_path / "out")
    assert "1 of 4 parts, 300 rows" in result.stderr
    assert result.stderr.endswith("\r4 of 4 parts, 1,000 rows\n")


class _Terminal:
    @staticmethod
    def isatty() -> bool:
        return True


def test_a_file_that_cannot_be_read_is_named_and_the_others_placed(tmp_path):
    (tmp_path / "page.csv").write_text("<html>")
    points_file(tmp_path / "good.csv", 100)
    result = place(tmp_path, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "page.csv cannot be read. The file is a web page, often an error page saved in place of "
        "the data."
    ]
    assert "The folder holds 100 rows" in result.stdout


def test_columns_may_be_named(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("east,north\n67.0,30.2\n")
    result = place(file, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "Say which it is with --longitude" in result.stderr
    named = place(file, "--out", tmp_path / "b", "--longitude", "east", "--latitude", "North")
    assert named.exit_code == 0
    assert read_run(tmp_path / "b").standings["district"] == 1


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("--out", "{tmp}/x"), 2, "Missing argument"),
        (("{tmp}/none.csv", "--out", "{tmp}/x"), 2, "does not exist"),
        (("{tmp}/a.csv",), 2, "Missing option '--out'"),
        (("{tmp}/a.csv", "--out", "{tmp}"), 1, "holds other files"),
        (("{tmp}/a.csv", "--out", "{tmp}/a.csv"), 2, "is a file"),
        (("{tmp}/empty", "--out", "{tmp}/x"), 1, "no file to read"),
        (("{tmp}/a.csv", "--out", "{tmp}/x", "--scheduler", "tcp://x:1"), 2, "add --engine dask"),
        (("{tmp}/a.csv", "--out", "{tmp}/x", "--rows-per-part", "0"), 2, "--rows-per-part"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_errors_say_what_is_wrong(tmp_path, arguments, status, words):
    points_file(tmp_path / "a.csv", 10)
    (tmp_path / "empty").mkdir()
    result = run("place", *(one.format(tmp=tmp_path) for one in arguments))
    assert result.exit_code == status
    assert words in " ".join(result.output.split())
    assert not list(tmp_path.rglob("*.parquet"))


def test_a_missing_dask_is_said(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    file = points_file(tmp_path / "a.csv", 10)
    result = place(file, "--out", tmp_path / "out", "--engine", "dask")
    assert result.exit_code == 1
    assert "pip install distributed" in result.output


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson"])
def test_the_summary_has_the_formats_of_districts(folder, tmp_path, ending):
    out = tmp_path / f"out.{ending}"
    result = run("districts", "--placed", folder, "--out", out, "--made-on", "2026-11-22")
    assert result.exit_code == 0, result.output
    summary = count_placed(folder).summary.set_index("district_id")["incidents"]
    assert written(out).to_dict() == summary.to_dict()
    again = tmp_path / f"again.{ending}"
    run("districts", "--placed", folder, "--out", again, "--made-on", "2026-11-22")
    assert again.read_bytes() == out.read_bytes()


def written(path) -> "pd.Series[int]":
    """Incidents by district as a summary file has them."""
    if path.suffix == ".xlsx":
        table = pd.read_excel(path, sheet_name="Districts")
    elif path.suffix == ".geojson":
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        table = pd.DataFrame([one["properties"] for one in features])
    else:
        table = pd.read_csv(io.StringIO(path.read_text("utf-8-sig")), comment="#")
    return table.set_index("district_id")["incidents"]


def test_the_summary_says_what_it_rests_on(folder, tmp_path):
    out = tmp_path / "out.csv"
    result = run("districts", "--placed", folder, "--out", out)
    lines = result.output.splitlines()
    assert lines[0].endswith("all dates · points of 1 file")
    assert lines[1] == "Where every row is (1,000 rows in all):"
    text = out.read_text("utf-8")
    for words in ("# File: a.csv: 1", "# Placed by: ", "# Private: ", "# Column killed_low: "):
        assert words in text


def test_days_and_places_are_answered(folder, tmp_path):
    out = tmp_path / "out.csv"
    chosen = ("--province", "KP", "--from", "2017-01-01", "--to", "2018-12-31")
    result = run("districts", "--placed", folder, "--out", out, *chosen)
    assert result.exit_code == 0, result.output
    rows = written(out)
    assert rows[rows.index.str.startswith("bl-")].sum() == 0
    assert result.output.startswith(f"{rows.sum():,} incidents")
    quetta = run("districts", "--placed", folder, "--out", out, "--district", "Quetta")
    assert quetta.exit_code == 0
    assert set(written(out).drop("bl-quetta")) == {0}


def test_what_could_not_be_read_is_repeated_with_the_numbers(tmp_path):
    (tmp_path / "page.csv").write_text("<html>")
    points_file(tmp_path / "good.csv", 100)
    place(tmp_path, "--out", tmp_path / "out")
    out = tmp_path / "out.csv"
    result = run("districts", "--placed", tmp_path / "out", "--out", out)
    assert "Not counted: page.csv cannot be read." in result.output
    assert "# Not counted: page.csv cannot be read." in out.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("--group", "BLA"), 2, "--group cannot be answered from placed parts"),
        (("--type", "ied"), 2, "--type cannot be answered"),
        (("--precision", "exact"), 2, "--precision cannot be answered"),
        (("--dataset", "ucdp-ged-22.1"), 2, "--dataset cannot be answered"),
        (("--vintage", "2023"), 2, "the parts lie in the districts of 2025"),
        (("--public",), 1, "nobody has said that they allow it"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_parts_cannot_answer_is_refused(folder, tmp_path, arguments, status, words):
    out = tmp_path / "out.csv"
    result = run("districts", "--placed", folder, "--out", out, *arguments)
    assert result.exit_code == status
    assert words in " ".join(result.output.split())
    assert not out.exists()


def test_the_vintage_need_not_be_said(tmp_path):
    file = points_file(tmp_path / "a.csv", 50)
    place(file, "--out", tmp_path / "out", "--vintage", "2023")
    out = tmp_path / "out.csv"
    result = run("districts", "--placed", tmp_path / "out", "--out", out)
    assert result.exit_code == 0, result.output
    assert len(written(out)) == 69


def test_a_folder_without_a_run_is_said(tmp_path):
    result = run("districts", "--placed", tmp_path, "--out", tmp_path / "out.csv")
    assert result.exit_code == 1
    assert "holds no run of `place`" in result.output
