import io
from datetime import date

import openpyxl
import pandas as pd

from geo.exports.guard import unguard
from geo.exports.incidents import (
    INCIDENT_COLUMNS,
    NO_ROWS,
    write_incidents_csv,
    write_incidents_xlsx,
)
from geo.exports.provenance import describe
from geo.model.filter import IncidentFilter
from geo.store.select import select_incidents
from tests.measures.rows import make_rows

DAY = date(2026, 11, 22)
SELECTION = select_incidents(IncidentFilter(start=date(2025, 3, 1), end=date(2025, 3, 31)))
PROVENANCE = describe(SELECTION, "Incidents", day=DAY)


def test_csv_comes_back_row_for_row():
    rows = SELECTION.counted
    table = pd.read_csv(
        io.BytesIO(write_incidents_csv(rows, PROVENANCE)),
        comment="#",
        dtype="str",
        keep_default_na=False,
    )
    assert tuple(table.columns) == INCIDENT_COLUMNS
    for column in ("incident_id", "place", "source_url", "placement", "group_id", "candidates"):
        assert table[column].map(unguard).tolist() == rows[column].tolist()
    killed = [None if text == "" else int(text) for text in table["killed_best"]]
    assert killed == [None if pd.isna(one) else one for one in rows["killed_best"]]
    assert table["date_start"].tolist() == rows["date_start"].dt.strftime("%Y-%m-%d").tolist()
    assert table["on_map"].map({"true": True, "false": False}).tolist() == rows["on_map"].tolist()
    longitude = pd.to_numeric(table["longitude"])
    pd.testing.assert_series_equal(longitude, rows["longitude"].round(6))


def test_hostile_cells_come_back_as_typed():
    hostile = ["=1+1", "'=1", "a,b\r\nc", '"quoted"', "# not a comment", "سبی", "-", "", "x#y"]
    rows = make_rows(*({"place": text} for text in hostile))
    content = write_incidents_csv(rows, PROVENANCE)
    table = pd.read_csv(
        io.StringIO(content.decode("utf-8-sig"), newline=""),
        comment="#",
        dtype="str",
        keep_default_na=False,
    )
    assert table["place"].map(unguard).tolist() == hostile
    assert not table["place"].str.match(r"[=+\-@\t\r]").any()


def test_xlsx_has_dates_numbers_and_sources():
    book = openpyxl.load_workbook(io.BytesIO(write_incidents_xlsx(SELECTION.counted, PROVENANCE)))
    assert book.sheetnames == ["Incidents", "Sources"]
    lines = list(book["Incidents"].iter_rows(values_only=True))
    table = pd.DataFrame(lines[1:], columns=lines[0])
    assert tuple(lines[0]) == INCIDENT_COLUMNS
    assert table["date_start"].tolist() == SELECTION.counted["date_start"].tolist()
    assert table["killed_best"].sum() == SELECTION.counted["killed_best"].sum()
    assert table["on_map"].tolist() == SELECTION.counted["on_map"].tolist()


def test_long_text_is_cut_and_says_so():
    rows = make_rows({"place": "x" * 40_000})
    book = openpyxl.load_workbook(io.BytesIO(write_incidents_xlsx(rows, PROVENANCE)))
    cell = book["Incidents"].cell(2, INCIDENT_COLUMNS.index("place") + 1).value
    assert len(cell) == 32_767
    assert cell.endswith("…[cut]")


def test_no_rows_is_a_valid_file_that_says_so():
    nothing = SELECTION.counted.iloc[:0]
    content = write_incidents_csv(nothing, PROVENANCE)
    assert pd.read_csv(io.BytesIO(content), comment="#").empty
    assert NO_ROWS in content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(write_incidents_xlsx(nothing, PROVENANCE)))
    assert book.sheetnames == ["Note", "Incidents", "Sources"]


def test_same_rows_same_bytes():
    assert write_incidents_csv(SELECTION.counted, PROVENANCE) == write_incidents_csv(
        SELECTION.counted.copy(deep=True), PROVENANCE
    )
    assert write_incidents_xlsx(SELECTION.counted, PROVENANCE) == write_incidents_xlsx(
        SELECTION.counted.copy(deep=True), PROVENANCE
    )
