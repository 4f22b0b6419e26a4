"""Numbers 1 to 32: files that are empty, odd, broken, mislabelled or hostile."""

import io
import stat
import zipfile

import openpyxl
import pytest

from geo.intake.choices import Choices
from geo.intake.guard import LONGEST_LABEL, UPLOAD, Limits, clean_label
from geo.intake.pipeline import read_upload
from geo.intake.problems import UploadRefused
from tests.bad_inputs.samples import (
    GOOD,
    HEADER,
    OTHER,
    read,
    saved,
    sheet,
    sheet_row,
    table,
    zipped_as,
)

PLAIN = table(GOOD, OTHER)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>CSV:/etc/passwd</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)
WFS = "<OGRWFSDataSource><URL>http://example.org/wfs</URL></OGRWFSDataSource>"
GDALG = '{"type": "gdal_streamed_alg", "command_line": "gdal vector convert /etc/passwd out"}'


def link_in_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        member = zipfile.ZipInfo("data.csv")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    return out.getvalue()


def locked_zip() -> bytes:
    data = bytearray(zipped_as({"data.csv": PLAIN.encode()}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


REFUSED = {
    "1 empty": (b"", "is empty"),
    "1 only a byte-order mark": ("\ufeff".encode(), "is empty"),
    "1 only blanks": (b" \r\n\t\n", "is empty"),
    "6 many NUL characters": (b"id,date\n" + bytes(50), "binary data"),
    "10 open quote": (
        table(OTHER).encode() + b'x,"2024-01-01,Balochistan\nmore,lines\n',
        "opened in line 3 never closes",
    ),
    "11 twin headers": (b"id,date,lat,lat\n1,2024-01-01,30,67\n", "two columns named lat"),
    "16 no date": (table(GOOD, header=("id", "district")).encode(), "hold a date"),
    "16 a date misspelt": (b"id,daate,district\n1,soon,Quetta\n", "nearest is daate"),
    "16 no place": (table(GOOD, header=("id", "date", "killed")).encode(), "hold a place"),
    "17 20,000 columns": (
        (",".join(f"c{n}" for n in range(20_000)) + "\n").encode(),
        "20,000 columns",
    ),
    "20 a web page": (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
    "20 a web page saved as .xls": (b"\r\n <HTML><table><tr><td>1", "web page"),
    "20 any zip saved as .xlsx": (zipped_as({"readme.md": b"hello"}), "no table"),
    "20 cut zip": (zipped_as({"data.csv": PLAIN.encode()})[:60], "damaged"),
    "20 cut workbook": (sheet(list(HEADER), sheet_row())[:-200], "damaged"),
    "20 a Word document": (zipped_as({"word/document.xml": b"<w/>"}), "Word document"),
    "20 OpenDocument": (zipped_as({"content.xml": b"<o/>"}), "OpenDocument"),
    "20 binary workbook": (zipped_as({"xl/workbook.bin": b"x"}), "xlsb"),
    "20 empty workbook": (saved(openpyxl.Workbook()), "holds no text"),
    "21 old Excel or a password": (OLE, "without one"),
    "25 a member above": (zipped_as({"../../evil.csv": PLAIN.encode()}), "points outside"),
    "25 an absolute member": (zipped_as({"/abs.csv": PLAIN.encode()}), "points outside"),
    "25 a drive": (zipped_as({"C:\\w.csv": PLAIN.encode()}), "points outside"),
    "26 a link": (link_in_zip(), "holds a link"),
    "26 locked": (locked_zip(), "password"),
    "26 a zip in a zip": (zipped_as({"a.zip": zipped_as({"b.csv": b"x"})}), "another archive"),
    "26 a workbook in a zip": (zipped_as({"a.xlsx": sheet(["id"])}), "a workbook"),
    "27 VRT": (VRT.encode(), "GDAL description"),
    "27 VRT in a zip": (zipped_as({"a.geojson": VRT.encode()}), "GDAL description"),
    "28 GDALG": (GDALG.encode(), "no GeoJSON"),
    "28 GDALG in a zip": (zipped_as({"a.json": GDALG.encode()}), "no GeoJSON"),
    "29 WFS": (WFS.encode(), "XML"),
    "30 a path as content": (b"CSV:/etc/passwd", "hold a date"),
    "30 an address as content": (b"/vsicurl/http://example.org/a.csv", "hold a date"),
    "32 a program": (b"MZ\x90\x00" + bytes(300), "a program"),
    "a PDF": (b"%PDF-1.7 ...", "PDF"),
    "a database": (b"SQLite format 3\0" + bytes(100), "database"),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(20), "gzip"),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED)
def test_refused_in_one_sentence(data, words):
    outcome = read(data)
    assert words in outcome.refusal


KEPT = {
    "3 byte-order mark": (PLAIN.encode("utf-8-sig"), set()),
    "4 UTF-16 of Excel": (table(GOOD, OTHER, delimiter="\t").encode("utf-16"), {"encoding"}),
    "5 cp1252": (table({"place": "Café"}, OTHER).encode("cp1252"), {"encoding"}),
    "5 cp1256": (
        table({"place": "پشین گ"}, OTHER).replace("ی", "ي").encode("cp1256"),
        {"encoding"},
    ),
    "6 a few NUL characters": (PLAIN.replace("Mill", "Mi\0ll").encode(), {"nul-removed"}),
    "12 semicolons": (table(GOOD, OTHER, delimiter=";").encode(), set()),
    "12 tabs": (table(GOOD, OTHER, delimiter="\t").encode(), set()),
    "12 bars": (table(GOOD, OTHER, delimiter="|").encode(), set()),
    "13 CR line ends": (PLAIN.replace("\n", "\r").encode(), set()),
    "13 mixed line ends": (PLAIN.replace("\n", "\r\n", 1).encode(), set()),
    "14 odd headers": (
        PLAIN.replace("id,date,province", " ID ,Date,PROVINCE", 1).encode(),
        set(),
    ),
    "14 Urdu headers": (
        PLAIN.replace("date,", "تاریخ,", 1).replace("district,", "ضلع\u00a0,", 1).encode(),
        set(),
    ),
    "15 a title above the header": (
        b"Incidents of 2024,,,\r\nmade by hand,,,\r\n" + PLAIN.encode(),
        {"above-header"},
    ),
    "a zip with a codebook": (
        zipped_as({"data.csv": PLAIN.encode(), "codebook.txt": b"id: number"}),
        {"archive-several"},
    ),
    "a zip with a larger text beside the table": (
        zipped_as({"readme.txt": b"words, " * 2_000, "data.csv": PLAIN.encode()}),
        {"archive-several"},
    ),
    "a zip with two tables": (
        zipped_as({"2024.csv": PLAIN.encode(), "2023.csv": b"id,date\n1,2023-01-01\n"}),
        {"archive-several"},
    ),
    "a zip with a text alone": (zipped_as({"data.txt": PLAIN.encode()}), set()),
    "a header that begins like a zip": (PLAIN.replace("id,", "PK,", 1).encode(), set()),
    "another one": (
        PLAIN.replace("id,", "PKEY,", 1).encode(),
        set(),
    ),
    "a title in brackets": (
        b"[Draft] Incidents,,,\r\n" + PLAIN.encode(),
        {"above-header"},
    ),
}


@pytest.mark.parametrize(("data", "codes"), KEPT.values(), ids=KEPT)
def test_kept_and_said(data, codes):
    outcome = read(data)
    assert outcome.accepted == 2
    assert set(outcome.codes) == codes
    assert set(outcome.report.placed["district_id"]) == {"bl-quetta", "kp-peshawar"}


@pytest.mark.parametrize(
    ("members", "severity", "words"),
    [
        (["a.csv", "codebook.txt"], "note", "a.csv is read; left out: codebook.txt."),
        (["a.csv", "b.csv"], "warning", "a.csv is read; left out: b.csv."),
        (["a.txt", "b.txt"], "warning", "a.txt is read; left out: b.txt."),
        (["a.csv", *(f"{n}.csv" for n in range(7))], "warning", "4.csv and 2 more."),
    ],
    ids=["a codebook", "two tables", "two texts", "many tables"],
)
def test_what_is_left_out_of_a_zip_is_said(members, severity, words):
    first, *others = members
    outcome = read(zipped_as({first: PLAIN.encode(), **dict.fromkeys(others, b"a,b\n1,2\n")}))
    (said,) = (one for one in outcome.report.problems if one.code == "archive-several")
    assert said.severity == severity
    assert said.message.endswith(words)


SWALLOWED = (
    "id,date,district,place,killed\n1,2024-03-14,Quetta,a,2\n"
    '2,2024-03-15,Quetta,"Haji Camp,3\n3,2024-03-16,Quetta,b,4\n'
    '4,2024-03-17,Quetta,Bus stand",5\n5,2024-03-18,Quetta,c,6\n'
)
TWO_LINES = (
    "id,date,district,place,killed\n1,2024-03-14,Quetta,a,2\n"
    '2,2024-03-15,Quetta,"Haji Camp,3\n4,2024-03-17,Quetta,Bus stand",5\n'
)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize(("text", "lines"), [(SWALLOWED, 3), (TWO_LINES, 2)])
def test_10_stray_quotes_that_swallow_rows_are_said(text, lines, ends):
    outcome = read(text.replace("\n", ends).encode())
    assert outcome.codes["rows-swallowed"] == [3]
    (said,) = (one for one in outcome.report.problems if one.code == "rows-swallowed")
    assert said.column == "place"
    assert f"“Haji Camp,3” reaches over {lines} lines" in said.message


def test_10_rows_that_were_swallowed_in_part_are_said_too():
    text = SWALLOWED.replace('Bus stand",5', 'Bus stand,5"')
    outcome = read(text.encode())
    assert outcome.codes["row-too-short"] == [3]
    assert outcome.codes["rows-swallowed"] == [3]


@pytest.mark.parametrize(
    "place",
    ["Mill Road\nQuetta", "Mill Road,\nnear the bridge, Quetta", "a, b, c\nd, e\nf, g, h, i"],
)
def test_a_text_of_several_lines_is_no_swallowed_row(place):
    assert "rows-swallowed" not in read(table({"place": place}, OTHER).encode()).codes


def test_2_header_only_is_no_incident():
    outcome = read(table().encode())
    assert (outcome.accepted, outcome.report.rows) == (0, 0)


@pytest.mark.parametrize(
    ("data", "code", "row", "accepted"),
    [
        (b"id,date,district\n1,2024-01-01,Quetta,x\n2,2024-01-02,Quetta\n", "row-too-long", 2, 1),
        (b"id,date,district\n1,2024-01-01,Quetta\n2,2024-01-02,Quetta,x\n", "row-too-long", 3, 1),
        (b"id,date,district\n1,2024-01-01\n2,2024-01-02,Quetta\n", "row-too-short", 2, 2),
        (b'id,date,district\n1,2024-01-01,"a"b"\n2,2024-01-02,Quetta\n', "row-broken", 2, 1),
    ],
    ids=["7 first row longer", "8 later row longer", "9 row shorter", "a quote inside a cell"],
)
def test_a_bad_row_never_stops_the_file(data, code, row, accepted):
    outcome = read(data)
    assert outcome.codes[code] == [row]
    assert outcome.accepted == accepted


def test_15_a_title_above_the_header_of_a_sheet():
    outcome = read(sheet(["Attacks in 2024"], [], list(HEADER), sheet_row()))
    assert outcome.accepted == 1
    assert outcome.codes == {"above-header": [1]}
    assert outcome.report.file_rows == (4,)


@pytest.mark.parametrize("remark", ["see Dawn", 7])
def test_a_remark_beside_a_sheet_is_a_column_without_a_name(remark):
    rows = [[*sheet_row(), remark], sheet_row(id="b2", place="elsewhere")]
    outcome = read(sheet(list(HEADER), *rows))
    assert outcome.accepted == 2
    assert outcome.codes == {}
    assert outcome.report.cells.names[-1] == f"column {len(HEADER) + 1}"


def test_20_a_csv_called_xlsx_is_read_for_what_it_is():
    assert read(PLAIN.encode(), label="data.xlsx").accepted == 2


def test_18_a_sheet_with_too_many_rows_is_not_read():
    small = Limits(sheet_rows=3)
    with pytest.raises(UploadRefused, match="more than 3 rows"):
        read_upload(sheet(list(HEADER), *[sheet_row()] * 4), label="a", limits=small)


def test_a_sheet_with_too_many_cells_is_not_read():
    with pytest.raises(UploadRefused, match="more than 10 cells"):
        read_upload(sheet(list(HEADER), sheet_row()), label="a", limits=Limits(sheet_cells=10))


def test_19_a_file_over_the_limit_is_refused_with_the_limit():
    with pytest.raises(UploadRefused, match="at most 25 MB"):
        read_upload(b"a" * (UPLOAD.file_bytes + 1), label="a")


def test_too_many_rows_of_text_are_refused():
    with pytest.raises(UploadRefused, match="more than 1 rows"):
        read_upload(PLAIN.encode(), label="a", limits=Limits(rows=1))


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../evil.csv", "evil.csv"),
        ("..\\..\\evil.csv", "evil.csv"),
        ("a.exe:$x.csv", "a.exe:$x.csv"),
        ("CON.csv", "CON.csv"),
        ("fdp\u202ecsv.exe", "fdpcsv.exe"),
        ("a\0\n\x1b[31m.csv", "a[31m.csv"),
        ("", "unnamed file"),
        ("..", "unnamed file"),
        ("حملے.csv", "حملے.csv"),
    ],
)
def test_31_a_name_is_only_a_label(name, label):
    assert clean_label(name) == label


def test_31_a_long_name_is_cut():
    assert len(clean_label("x" * 300 + ".csv")) == LONGEST_LABEL


def test_the_format_chosen_by_the_user_holds():
    refusal = read(PLAIN.encode(), Choices(format="ucdp")).refusal
    assert "lacks the column" in refusal
