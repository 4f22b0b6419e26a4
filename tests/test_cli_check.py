"""`check` says what an import makes of a file, with an exit status for scripts."""

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geo.cli import main
from geo.intake.choices import Choices, write_choices
from tests.bad_inputs.samples import GOOD, OTHER, table


def check(path: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["check", str(path), *options])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.csv"
    path.write_text(table(GOOD, OTHER, {"id": "c", "date": "03/04/2024"}), encoding="utf-8")
    return path


def test_accepted(good):
    result = check(good)
    assert result.exit_code == 0
    assert "Of 3 rows, 2 are incidents" in result.output
    assert "Say which it is" in result.output


def test_as_json(good):
    said = json.loads(check(good, "--json").output)
    assert (said["accepted"], said["rows"]) == (True, 3)
    assert (said["accepted_rows"], said["rejected_rows"]) == (2, 1)
    assert said["format"] == "table"
    assert said["sha256"] == hashlib.sha256(good.read_bytes()).hexdigest()
    assert said["columns"]["date_start"] == "date"
    (problem,) = said["problems"]
    assert (problem["code"], problem["rows"], problem["column"]) == ("date-order", [4], "date")
    assert len(said["questions"]) == 1


def test_a_mapping_file_answers_what_is_asked(good, tmp_path):
    mapping = tmp_path / "mapping.json"
    mapping.write_bytes(write_choices(Choices(day_order="dmy")))
    said = json.loads(check(good, "--json", "--mapping", str(mapping)).output)
    assert (said["accepted_rows"], said["questions"]) == (3, [])


def test_refused(tmp_path):
    page = tmp_path / "page.csv"
    page.write_text("<html>404</html>", encoding="utf-8")
    result = check(page)
    assert result.exit_code == 1
    assert "web page" in result.stderr
    as_json = check(page, "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["accepted"] is False


def test_nothing_but_rejected_rows_is_refused(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(table({"date": "soon"}), encoding="utf-8")
    result = check(path)
    assert result.exit_code == 1
    assert "0 are incidents" in result.output


@pytest.mark.parametrize(
    "options",
    [("--format", "xml"), ("--mapping", "no such file"), ("--nonsense",)],
)
def test_wrong_calls(good, options):
    assert check(good, *options).exit_code == 2


def test_a_file_that_is_no_mapping_is_a_wrong_call(good):
    result = check(good, "--mapping", str(good))
    assert result.exit_code == 2
    assert "no valid JSON" in result.output


def test_a_chosen_format_that_does_not_fit_is_refused(good):
    result = check(good, "--format", "gtd")
    assert result.exit_code == 1
    assert "lacks the columns eventid" in result.stderr
