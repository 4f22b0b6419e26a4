import json
import re

import pandas as pd
import pytest
from click.testing import CliRunner

from geo.cli import main
from geo.measures.account import count_account
from geo.measures.sentence import display_names, headline
from geo.model.filter import IncidentFilter
from geo.store.select import select_incidents
from geo.store.shipped import datasets


def run(*arguments: str):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def test_help_explains_itself_with_examples():
    result = run("--help")
    assert result.exit_code == 0
    assert "python -m geo districts --out" in result.output
    assert "operational safety" in result.output


def test_datasets_are_listed_with_what_a_row_is():
    result = run("datasets")
    assert result.exit_code == 0
    for dataset in datasets().values():
        for fact in (dataset.dataset_id, dataset.licence, dataset.counts, f"{dataset.rows:,}"):
            assert fact in result.output


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "CSV"])
def test_the_ending_chooses_the_format(tmp_path, ending):
    out = tmp_path / f"out.{ending}"
    result = run("districts", "--out", out, "--made-on", "2026-11-22", "--province", "KPK")
    assert result.exit_code == 0, result.output
    starts = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "geojson": b"{"}
    assert out.read_bytes().startswith(starts[ending.lower()])
    again = tmp_path / f"again.{ending}"
    run("districts", "--out", again, "--made-on", "2026-11-22", "--province", "kp")
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.parametrize(
    "day", ["20250101", "2025-W01-1", "2025-1-1", "2025-02-30", "٢٠٢٥-٠١-٠١", "yesterday"]
)
def test_a_day_has_one_form(tmp_path, day):
    result = run("districts", "--out", tmp_path / "out.csv", "--from", day)
    assert result.exit_code == 2
    assert "Write year-month-day" in " ".join(result.output.split())


def test_numbers_printed_and_written_are_those_of_the_pages(tmp_path):
    out = tmp_path / "out.geojson"
    result = run("districts", "--out", out, "--from", "2025-01-01", "--to", "2025-04-15")
    selection = select_incidents(
        IncidentFilter(
            start=pd.Timestamp("2025-01-01").date(), end=pd.Timestamp("2025-04-15").date()
        )
    )
    lines = result.output.splitlines()
    assert lines[0] == headline(selection, display_names())
    account = count_account(selection)
    printed = {
        words: int(number.replace(",", ""))
        for number, words in re.findall(r"^ +([\d,]+)  (.+)$", result.output, flags=re.MULTILINE)
    }
    assert printed == {words: number for number, words in account.reasons.values()}
    assert sum(printed.values()) == account.total
    collection = json.loads(out.read_text(encoding="utf-8"))
    written = sum(one["properties"]["incidents"] for one in collection["features"])
    written += sum(one["incidents"] for one in collection["sarhad"]["not_in_a_district"])
    assert written == account.counted
    assert lines[-1] == f"Wrote {out}"


@pytest.mark.parametrize("name", ["BLA", "bla", "Baloch Liberation Army"])
def test_groups_are_found_by_id_name_or_alias_and_umbrellas_offered(tmp_path, name):
    result = run(
        *("districts", "--out", tmp_path / "a.csv", "--group", name),
        *("--from", "2019-01-01", "--to", "2021-12-31"),
    )
    assert result.exit_code == 0
    assert "Baloch Liberation Army" in result.output.splitlines()[0]
    assert "--group bras" in result.output


def test_chosen_umbrella_is_not_offered_again(tmp_path):
    chosen = ("--group", "BLA", "--group", "BRAS")
    result = run("districts", "--out", tmp_path / "a.csv", *chosen)
    assert result.exit_code == 0
    assert "Add it" not in result.output


def test_filters_reach_the_selection(tmp_path):
    result = run(
        *("districts", "--out", tmp_path / "a.csv", "--district", "Quetta", "--type", "ied"),
        *("--precision", "exact", "--precision", "near", "--dataset", "compiled-2022-2026"),
        *("--vintage", "2023"),
    )
    wanted = IncidentFilter(
        districts=("bl-quetta",),
        event_types=("ied",),
        precisions=("exact", "near"),
        datasets=("compiled-2022-2026",),
        vintage="2023",
    )
    assert result.output.splitlines()[0] == headline(select_incidents(wanted), display_names())
    assert len(select_incidents(wanted).counted) > 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--group", "Nobody"], "no group is called 'Nobody'"),
        (["--province", "Punjab"], "no province is called 'Punjab'"),
        (["--from", "15/4/2025"], "year-month-day"),
        (["--from", "2025-02-30"], "year-month-day"),
        (["--from", "2025-02-01", "--to", "2025-01-01"], "is after --to"),
        (["--from", "2030-01-01"], "no data set covers"),
        (["--district", "Nowhere"], "no district is called 'Nowhere'"),
        (["--district", "South Waziristan"], "kp-lower-south-waziristan or"),
        (["--district", "bl-hub", "--vintage", "2023"], "in the 2023 districts"),
        (["--dataset", "acled"], "no data set 'acled'"),
        (["--type", "riot"], "'riot' is not one of"),
        (["--precision", "vague"], "'vague' is not one of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_errors_say_what_is_wrong_and_leave_no_file(tmp_path, arguments, words):
    out = tmp_path / "a.csv"
    result = run("districts", "--out", out, *arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())
    assert not out.exists()


@pytest.mark.parametrize("name", ["a.pdf", "a", "nowhere/a.csv"])
def test_impossible_files_are_refused(tmp_path, name):
    result = run("districts", "--out", tmp_path / name)
    assert result.exit_code == 2
    assert "Error" in result.output
