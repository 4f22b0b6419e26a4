"""A header tells the format; a real or near copy of each source is read as what it is."""

import pytest

from geo.intake.corrections import read_corrected, write_rejected
from geo.intake.formats import FORMATS, columns_read, detect_format
from geo.intake.pipeline import read_upload
from geo.intake.problems import UploadRefused
from geo.intake.report import findings, report_words
from tests.bad_inputs.samples import zipped_as
from tests.intake.rows import UCDP_HEADER, ucdp_file


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_told_by_its_own_columns_alone(name):
    columns = (*FORMATS[name].needed, *FORMATS[name].signs)
    found, reason = detect_format([one.upper().replace("_", " ") for one in columns])
    assert found == name
    assert FORMATS[name].title in reason


def test_another_header_is_a_table():
    assert detect_format(["date", "district"])[0] == "table"


def test_only_columns_that_a_reader_looks_at_are_read():
    headers = [
        "Relid",
        "Source Article",
        *(one.upper() for one in FORMATS["ucdp"].needed),
        "Country",
    ]
    assert columns_read(headers, name="ucdp") == headers[2:]
    assert columns_read(headers, name="table") == headers
    assert columns_read(headers, name="acled") == headers  # which it is not: said by all it has


def test_a_rejected_row_keeps_the_cells_that_are_not_read():
    header, row = ucdp_file({"id": "7", "best": "-3"}).decode().splitlines()
    lines = [f"{header},relid,note", f'{row},PAK-1,"two\nlines"', f"{row.replace('7', '8', 1)},a,b"]
    report = read_upload("\n".join(lines).encode(), label="a")
    assert "relid" not in report.cells.table.columns
    (kept,) = report.rejected.loc[[2], ["id", "relid", "note"]].to_numpy().tolist()
    assert kept == ["7", "PAK-1", "two\nlines"]
    assert b'"PAK-1","two\nlines"' in write_rejected(report)
    mended = read_corrected(report, write_rejected(report).replace(b"'-3", b"3", 1))
    assert mended.report.rejected.loc[:, "relid"].tolist() == ["a"]


@pytest.mark.parametrize("pack", [lambda data: data, lambda data: zipped_as({"GED.csv": data})])
def test_ucdp_plain_and_zipped(pack):
    report = read_upload(pack(ucdp_file({}, {"id": "2"})), label="GEDEvent")
    assert (report.format, len(report.placed)) == ("ucdp", 2)


def test_a_source_file_that_lacks_a_column_is_refused_with_the_nearest():
    data = ucdp_file({}).replace(b"latitude", b"latitud", 1)
    with pytest.raises(UploadRefused, match=r"lacks the column latitude; .* latitud"):
        read_upload(data, label="a")


def test_rows_of_other_countries_are_outside():
    header = UCDP_HEADER + ",country"
    plain = ucdp_file({"adm_1": "", "adm_2": "", "where_prec": "6"}).decode().splitlines()[1]
    report = read_upload(f"{header}\n{plain},Nigeria\n".encode(), label="world")
    assert report.placed["placement"].tolist() == ["outside"]
    assert report.undecided == ()


def test_dates_that_a_spreadsheet_rewrote_are_read_with_the_files_order():
    data = ucdp_file(
        {"date_start": "04/05/2010", "date_end": "04/05/2010"},
        {"id": "2", "date_start": "25/05/2010", "date_end": "25/05/2010"},
    )
    report = read_upload(data, label="a")
    assert report.placed["date_start"].dt.strftime("%Y-%m-%d").tolist() == [
        "2010-05-04",
        "2010-05-25",
    ]


@pytest.mark.sources
@pytest.mark.parametrize(
    ("name", "source", "rows", "certain"),
    [
        ("sources/incidents/ucdp_ged_22_1_pakistan.csv", "ucdp", 6416, 4800),
        ("sources/incidents/hdx_conflict_data_pak_with_hxl_row.csv", "ucdp", 6416, 4800),
        ("compiled/ucdp_candidate_26_01_06_pakistan.csv", "ucdp", 604, 520),
        ("compiled/ucdp_candidate_26_0_7_pakistan.csv", "ucdp", 197, 170),
        ("compiled/compiled_2022_2026.csv", "compiled", 807, 780),
    ],
)
def test_real_files_are_read_with_sensible_words(sources, name, source, rows, certain):
    report = read_upload((sources / name).read_bytes(), label=name)
    assert (report.format, len(report.placed), len(report.rejected)) == (source, rows, 0)
    assert (report.placed["placement"] == "certain").sum() >= certain
    assert {one.code for one in findings(report)} <= {"hxl-row", "place-conflict"}
    assert all(one.what == "district" and one.candidates for one in report.undecided)
    assert any(f"Of {rows:,} rows, {rows:,} are incidents" in one for one in report_words(report))


@pytest.mark.sources
@pytest.mark.parametrize(
    "name",
    [
        "aggregates.csv",
        "border_crossings_approx.csv",
        "corridors_schematic.geojson",
        "district_aliases.csv",
        "group_aliases.csv",
        "SOURCES.md",
    ],
)
def test_real_files_that_hold_no_incidents_are_refused(sources, name):
    with pytest.raises(UploadRefused, match="hold a date"):
        read_upload((sources / "compiled" / name).read_bytes(), label=name)
