"""The report reads like a colleague's note, and its parts agree."""

import ast
import hashlib
from pathlib import Path

import pytest

import geo.intake
from geo.intake.choices import Choices
from geo.intake.pipeline import STEPS, open_upload, read_upload
from geo.intake.place import place_incidents
from geo.intake.report import ADVICE, findings, report_words
from geo.model.district import VINTAGES
from tests.bad_inputs.samples import GOOD, HEADER, OTHER, table


def test_every_code_that_is_used_has_advice():
    used = set()
    for path in Path(geo.intake.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
                used |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
            if isinstance(node, ast.keyword) and node.arg == "code":
                used |= {node.value.value} if isinstance(node.value, ast.Constant) else set()
    assert used <= set(ADVICE)
    assert len(used) > 20


def test_the_words_of_a_mixed_file():
    rows = (GOOD, {"id": "2", "killed": "-1"}, {"id": "3", "killed": "-2"}, {"id": "4", "date": ""})
    data = table(*rows).encode()
    report = read_upload(data, label="../my file.csv")
    words = report_words(report)
    read = "“my file.csv” is a text table, separated by commas, in UTF-8; its sha256 begins "
    assert words[0].startswith(read)
    assert hashlib.sha256(data).hexdigest().startswith(words[0].removeprefix(read).rstrip("."))
    assert len(words[0]) > len(read) + 8
    assert words[2].startswith("Columns: “id” is the id of the row in the source;")
    assert "Of 4 rows, 1 is an incident; 3 could not be read; none is lost." in words
    assert any(
        sentence.startswith("2 rows in “killed” (3, 4): for instance, “-1” is not a whole number")
        for sentence in words
    )
    assert any(sentence.startswith("Row 5 in “date”: The row has no date.") for sentence in words)


def test_findings_put_errors_first_and_count_rows():
    rows = (GOOD, {"id": "2", "killed": "several"}, {"id": "3", "killed": "-2"})
    found = findings(read_upload(table(*rows).encode(), label="a"))
    assert [(one.code, one.rows) for one in found] == [
        ("count-unreadable", (4,)),
        ("count-words", (3,)),
    ]


def test_columns_that_mean_nothing_are_listed():
    report = read_upload(table(GOOD, header=(*HEADER, "weather")).encode(), label="a")
    assert "Columns not used: weather." in report_words(report)


def test_another_vintage_is_placed_by_the_same_decisions():
    report = read_upload(table({"district": "Quettta", "lat": "", "lon": ""}).encode(), label="a")
    for vintage in VINTAGES:
        placed = place_incidents(report.incidents, vintage=vintage, decided=report.decided)
        assert placed["district_id"].tolist() == ["bl-quetta"]


def test_a_preview_needs_no_date():
    opened = open_upload(b"a,b\n1,2\n", label="a")
    assert opened.mapping.lacks() == "a date"
    assert opened.cells.table.to_dict("list") == {"a": ["1"], "b": ["2"]}


def test_progress_is_told_in_order():
    told = []
    read_upload(
        table(GOOD, OTHER).encode(),
        label="a",
        choices=Choices(),
        progress=lambda share, words: told.append((share, words)),
    )
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert set(STEPS.values()) <= set(told)


@pytest.mark.parametrize("dataset_id", ["", "own-test"])
def test_ids_begin_with_the_data_set(dataset_id):
    report = read_upload(table(GOOD).encode(), label="a", dataset_id=dataset_id)
    assert report.placed["incident_id"].tolist() == [f"{report.dataset_id}:a1"]
    assert dataset_id in ("", report.dataset_id)
