"""An own export comes back as it went out, or as somebody changed it, and breaks no import."""

from datetime import date

import pytest

from geo.exports.incidents import write_incidents_csv
from geo.exports.provenance import describe
from geo.intake import pipeline
from geo.intake.frame import incident_frame
from geo.intake.pipeline import read_upload
from geo.intake.problems import UploadRefused
from geo.intake.report import ImportReport
from geo.model.filter import IncidentFilter
from geo.store.select import select_incidents
from tests.bad_inputs.samples import GOOD, OTHER, table

SELECTION = select_incidents(IncidentFilter(start=date(2025, 3, 1), end=date(2025, 3, 31)))
PROVENANCE = describe(SELECTION, "Incidents", day=date(2026, 11, 22))


def exported(*rows: dict[str, str]) -> str:
    report = read_upload(table(*rows).encode(), label="a")
    return write_incidents_csv(report.placed, PROVENANCE).decode("utf-8-sig")


def edited(column: str, text: str, *rows: dict[str, str]) -> ImportReport:
    """The export of these rows, with one cell of the first one changed."""
    lines = exported(*(rows or (GOOD, OTHER))).split("\r\n")
    header, cells = (line.strip('"').split('","') for line in lines[:2])
    cells[header.index(column)] = text
    lines[1] = '"' + '","'.join(cells) + '"'
    return read_upload("\r\n".join(lines).encode(), label="a")


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("killed_best", "9", "Lowest 2, best 9 and highest 2 contradict each other."),
        ("killed_low", "3", "Lowest 3, best 2 and highest 2 contradict each other."),
        ("injured_high", "1", "Lowest 5, best 5 and highest 1 contradict each other."),
    ],
)
def test_numbers_that_somebody_made_contradict_each_other_reject_the_row(column, text, message):
    report = edited(column, text)
    assert [(one.code, one.severity, one.row) for one in report.problems if one.row] == [
        ("count-order", "error", 2)
    ]
    assert message in [one.message for one in report.problems]
    assert (len(report.placed), len(report.rejected)) == (1, 1)


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("province", "KP", "Khyber Pakhtunkhwa"),
        ("province", " Baluchistan ", "Balochistan"),
        ("source_district", "  Quetta  District ", "Quetta District"),
    ],
)
def test_a_place_that_somebody_wrote_over_is_tidied(column, text, expected):
    report = edited(column, text)
    assert report.placed[column].tolist()[0] == expected


@pytest.mark.parametrize("number", ["-1", "=2", "@3", "+4", "'5", "'-6"])
def test_ids_come_back_as_they_were(number):
    report = read_upload(exported({"id": number}).encode(), label="a")
    assert report.placed["source_id"].tolist() == [number]


def test_a_fault_of_a_reader_is_said_and_does_not_end_the_session(monkeypatch):
    def careless(values, index):
        return incident_frame({**values, "event_type": "no such kind"}, index)

    monkeypatch.setattr("geo.intake.table.incident_frame", careless)
    with pytest.raises(UploadRefused, match=r"Please report it"):
        read_upload(table(GOOD).encode(), label="a")
    assert str(pipeline.UNSOUND).endswith(".")
