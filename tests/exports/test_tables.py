import io
import json
import zipfile
from datetime import date

import openpyxl
import pandas as pd
import pytest
import shapely

from geo.exports.guard import unguard
from geo.exports.provenance import describe
from geo.exports.tables import NO_INCIDENTS, write_csv, write_geojson, write_xlsx
from geo.measures.account import count_account
from geo.measures.previous import previous_selection
from geo.measures.summary import rest_of_summary, summarise_districts
from geo.measures.summary_bounds import BOUNDED_COLUMNS, with_bounds
from geo.model.filter import IncidentFilter
from geo.store.select import Selection, select_incidents

DAY = date(2026, 11, 22)
HOSTILE = '=HYPERLINK("http://x","y")'


def parts_of(wanted: IncidentFilter):
    selection = select_incidents(wanted)
    summary = with_bounds(summarise_districts(selection, previous_selection(selection)), selection)
    return (
        selection,
        summary,
        rest_of_summary(selection),
        describe(selection, "A title", day=DAY),
    )


@pytest.fixture(scope="module")
def everything():
    return parts_of(IncidentFilter())


@pytest.fixture(scope="module")
def nothing():
    return parts_of(IncidentFilter(killed_from=99_999))


@pytest.fixture(scope="module")
def quarter():
    return parts_of(IncidentFilter(start=date(2025, 1, 1), end=date(2025, 3, 31)))


def read(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), comment="#", keep_default_na=False)


def test_csv_comes_back_as_the_summary(quarter):
    _, summary, rest, provenance = quarter
    table = read(write_csv(summary, rest, provenance))
    assert tuple(table.columns) == BOUNDED_COLUMNS
    districts = table[table["district_id"] != ""]
    for column in ("incidents", "killed_best", "dots", "area_km2", "population_2023"):
        assert districts[column].astype(float).tolist() == summary[column].tolist()
    for column in ("name", "name_ur", "top_groups", "change_note"):
        assert districts[column].map(unguard).tolist() == summary[column].tolist()
    changes = [None if text == "" else int(text) for text in districts["change"]]
    assert changes == [None if pd.isna(one) else one for one in summary["change"]]
    trends = [[int(one) for one in text.split()] for text in districts["trend"].astype(str)]
    assert trends == summary["trend"].tolist()
    assert districts["first_incident"].tolist() == [
        "" if pd.isna(day) else day.date().isoformat() for day in summary["first_incident"]
    ]


def test_csv_column_adds_up_to_the_headline(everything):
    selection, summary, rest, provenance = everything
    table = read(write_csv(summary, rest, provenance))
    assert table["incidents"].sum() == len(selection.counted)
    assert provenance.headline.startswith(f"{len(selection.counted):,} incidents")


def test_csv_form_suits_excel_and_pandas(everything):
    _, summary, rest, provenance = everything
    content = write_csv(summary, rest, provenance)
    assert content.startswith(b'\xef\xbb\xbf"district_id"')
    assert content.count(b"\n") == content.count(b"\r\n")
    assert "کوئٹہ" in content.decode("utf-8-sig")
    # without comment="#" the lines are read as short rows, not as an error
    assert len(pd.read_csv(io.BytesIO(content))) > len(summary)
    assert b"ODbL" in content
    assert b"Not for operational safety decisions" in content


def test_xlsx_comes_back_as_the_summary(quarter):
    _, summary, rest, provenance = quarter
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(summary, rest, provenance)))
    assert book.sheetnames == ["Districts", "Not in a district", "Sources"]
    lines = list(book["Districts"].iter_rows(values_only=True))
    assert lines[0] == BOUNDED_COLUMNS
    table = pd.DataFrame(lines[1:], columns=lines[0])
    assert table["incidents"].tolist() == summary["incidents"].tolist()
    assert table["name_ur"].tolist() == summary["name_ur"].tolist()
    assert table["killed_per_100k"].tolist() == pytest.approx(
        summary["killed_per_100k"].tolist(), abs=1e-6
    )
    assert pd.to_datetime(table["last_incident"]).equals(
        summary["last_incident"].astype(pd.to_datetime(table["last_incident"]).dtype)
    )
    assert book["Districts"].freeze_panes == "A2"
    sources = dict(book["Sources"].iter_rows(values_only=True, min_row=2))
    assert sources["Shown"] == provenance.headline
    assert book.properties.created.date() == DAY


def test_geojson_is_valid_and_complete(everything):
    selection, summary, rest, provenance = everything

    def refuse(text):
        raise AssertionError(f"{text} is not JSON")

    content = write_geojson(summary, rest, provenance, vintage="2025")
    collection = json.loads(content, parse_constant=refuse)
    assert len(collection["features"]) == len(summary)
    by_id = {one["id"]: one["properties"] for one in collection["features"]}
    assert {district: one["incidents"] for district, one in by_id.items()} == dict(
        zip(summary["district_id"], summary["incidents"], strict=True)
    )
    without = sum(one["incidents"] for one in collection["sarhad"]["not_in_a_district"])
    assert without + sum(one["incidents"] for one in by_id.values()) == len(selection.counted)
    assert by_id["kp-torghar"]["first_incident"] is None
    assert by_id["bl-quetta"]["last_incident"].startswith("2026-")
    fields = [field for field, _ in collection["sarhad"]["provenance"]]
    assert {"Limits", "Citation", "Boundary licence"} <= set(fields)
    for feature in collection["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        assert all(part.exterior.is_ccw for part in getattr(shape, "geoms", [shape]))
        west, south, east, north = shape.bounds
        assert 60 < west < east < 75
        assert 24 < south < north < 38


def test_a_province_is_exported_without_the_districts_of_the_other():
    _, summary, rest, provenance = parts_of(IncidentFilter(provinces=("bl",)))
    collection = json.loads(write_geojson(summary, rest, provenance, vintage="2025"))
    assert [one["id"] for one in collection["features"]] == summary["district_id"].tolist()
    assert {one["id"][:2] for one in collection["features"]} == {"bl"}
    assert b"kp-" not in write_csv(summary, rest, provenance)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson"])
def test_the_same_input_gives_the_same_bytes(ending, monkeypatch):
    def made() -> bytes:
        _, summary, rest, provenance = parts_of(IncidentFilter(provinces=("bl",)))
        if ending == "csv":
            return write_csv(summary, rest, provenance)
        if ending == "xlsx":
            return write_xlsx(summary, rest, provenance)
        return write_geojson(summary, rest, provenance, vintage="2025")

    first = made()
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    assert made() == first


def test_zip_members_carry_no_clock(everything):
    _, summary, rest, provenance = everything
    with zipfile.ZipFile(io.BytesIO(write_xlsx(summary, rest, provenance))) as book:
        assert {member.date_time[:3] for member in book.infolist()} == {(1980, 1, 1)}


def test_an_empty_export_is_a_valid_file_that_says_so(nothing):
    selection, summary, rest, provenance = nothing
    assert count_account(selection).total == 0
    table = read(write_csv(summary, rest, provenance))
    assert table["incidents"].sum() == 0
    assert NO_INCIDENTS in write_csv(summary, rest, provenance).decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(summary, rest, provenance)))
    assert book.sheetnames[0] == "Note"
    collection = json.loads(write_geojson(summary, rest, provenance, vintage="2025"))
    assert ["Note", NO_INCIDENTS] in collection["sarhad"]["provenance"]


def test_hostile_text_stays_text(quarter):
    _, summary, rest, provenance = quarter
    hostile = summary.assign(top_groups=pd.array([HOSTILE] * len(summary), dtype="str"))
    table = read(write_csv(hostile, rest, provenance))
    assert table["top_groups"].iloc[0] == f"'{HOSTILE}"
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(hostile, rest, provenance)))
    cell = book["Districts"].cell(2, BOUNDED_COLUMNS.index("top_groups") + 1)
    assert cell.data_type == "s"
    assert cell.value == f"'{HOSTILE}"
    assert cell.hyperlink is None


def test_nothing_is_changed(quarter):
    _, summary, rest, provenance = quarter
    before, before_rest = summary.copy(deep=True), rest.copy(deep=True)
    write_csv(summary, rest, provenance)
    write_xlsx(summary, rest, provenance)
    write_geojson(summary, rest, provenance, vintage="2025")
    pd.testing.assert_frame_equal(summary, before)
    pd.testing.assert_frame_equal(rest, before_rest)


def test_older_vintage_has_its_own_districts():
    selection: Selection
    selection, summary, rest, provenance = parts_of(IncidentFilter(vintage="2023"))
    collection = json.loads(write_geojson(summary, rest, provenance, vintage="2023"))
    assert len(collection["features"]) == 69
    assert summary["incidents"].sum() + rest["incidents"].sum() == len(selection.counted)
