"""What the user said survives a file."""

import json

import pytest

from geo.intake.choices import Choices, decide, read_choices, write_choices
from geo.intake.mapping import ColumnMapping
from geo.intake.problems import UploadRefused
from geo.intake.spellings import Decisions

FULL = Choices(
    format="table",
    mapping=ColumnMapping({"date_start": "تاریخ", "place": "b"}, "exact", "Invented Daily"),
    sheet="Data",
    day_order="dmy",
    swapped=True,
    decisions=Decisions({"Dir": "kp-lower-dir"}, {"X": "bla"}),
)


@pytest.mark.parametrize("choices", [Choices(), FULL], ids=["blank", "full"])
def test_written_and_read_again(choices):
    assert read_choices(write_choices(choices)) == choices


def test_a_decision_is_added_and_taken_back():
    once = decide(Choices(), "Dir", "kp-lower-dir", what="district")
    assert once.decisions.districts == {"Dir": "kp-lower-dir"}
    assert decide(once, "Dir", "", what="district") == Choices()
    assert decide(Choices(), "X", "unlisted", what="group").decisions.groups == {"X": "unlisted"}


@pytest.mark.parametrize("wrong", [{"format": "xml"}, {"day_order": "ydm"}])
def test_what_cannot_be_chosen(wrong):
    with pytest.raises(ValueError, match=r"known|none of"):
        Choices(**wrong)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no valid JSON"),
        (b"[" * 100_000, "no valid JSON"),
        (b"{}", "no mapping file"),
        (b" " * 1_000_001, "too large"),
        (json.dumps({"kind": "sarhad-choices", "format": 7}).encode(), "cannot be used"),
        (json.dumps({"kind": "sarhad-choices", "columns": {"x": "y"}}).encode(), "cannot be used"),
        (json.dumps({"kind": "sarhad-choices", "districts": [1]}).encode(), "cannot be used"),
        (
            json.dumps({"kind": "sarhad-choices", "districts": {"a": "kp-xanadu"}}).encode(),
            "cannot mean",
        ),
    ],
)
def test_other_files_are_refused(data, words):
    with pytest.raises(UploadRefused, match=words):
        read_choices(data)
