"""Numbers 76 to 90: numbers of people, ids, spreadsheet cells and repeats."""

import io
import re
import zipfile

import openpyxl
import pandas as pd
import pytest

from geo.intake.choices import Choices
from geo.intake.guard import Limits
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
    with_row,
    zipped_as,
)


@pytest.mark.parametrize(
    "text",
    [
        *("-3", "2.5", "9" * 23, "1000001", "1,23", "7-5", "2e3", "0x10"),
        *("5²", "5①", "5⑩", "5 ¹", "²", "5½", "at least 3²", "1.000", "1.234", "5-1.000"),
    ],
    ids=[
        *("76 negative", "76 half", "79 23 digits", "79 too many", "78 odd comma"),
        *("77 backwards", "exponent", "hexadecimal"),
        *("a footnote", "a circled one", "a circled ten", "one behind a space", "a mark alone"),
        *("a fraction", "a footnote behind words", "a thousand or one", "78 a thousands' point"),
        "a range to a thousand or one",
    ],
)
def test_rejected(text):
    outcome = read(with_row(killed=text))
    assert outcome.codes["count-unreadable"] == [3]
    assert outcome.accepted == 1


@pytest.mark.parametrize(
    ("text", "figure", "codes"),
    [
        ("5-7", (5, None, 7), set()),
        ("5 to 7", (5, None, 7), set()),
        ("between 5 and 7", (5, None, 7), set()),
        ("at least 3", (3, 3, None), set()),
        ("3+", (3, 3, None), set()),
        ("more than 3", (4, 4, None), set()),
        ("up to 9", (None, None, 9), set()),
        ("about 4", (4, 4, 4), set()),
        ("12 killed", (12, 12, 12), set()),
        ("1,234", (1234, 1234, 1234), {"count-implausible"}),
        ("10,000", (10_000, 10_000, 10_000), {"count-implausible"}),
        ("several", (None, None, None), {"count-words"}),
        ("unknown", (None, None, None), set()),
        ("NA", (None, None, None), set()),
        ("", (None, None, None), set()),
        ("0", (0, 0, 0), set()),
        ("۵", (5, 5, 5), set()),
        ("3.0", (3, 3, 3), set()),
        ("3.00", (3, 3, 3), set()),
        ("3.000000", (3, 3, 3), set()),
        ("５", (5, 5, 5), set()),
        ("5\u200f", (5, 5, 5), set()),
        ("\u200e5-7\u200b", (5, None, 7), set()),
        ("\u200f", (None, None, None), set()),
        ("zero", (0, 0, 0), set()),
        ("Nil", (0, 0, 0), set()),
        ("No casualties", (0, 0, 0), set()),
        ("none", (None, None, None), set()),
        ("two", (2, 2, 2), set()),
        ("at least two killed", (2, 2, None), set()),
        ("one or more", (1, 1, None), set()),
        ("two dozen", (None, None, None), {"count-words"}),
    ],
)
def test_77_to_82_figures(text, figure, codes):
    outcome = read(table({"killed": text}).encode())
    (row,) = outcome.report.placed.to_dict("records")
    found = [row[f"killed_{which}"] for which in ("low", "best", "high")]
    assert tuple(None if pd.isna(one) else one for one in found) == figure
    assert set(outcome.codes) == codes


def test_81_ids_stay_text():
    outcome = read(table({"id": "00123"}, {"id": "12E3", "place": "other"}).encode())
    assert set(outcome.report.placed["source_id"]) == {"00123", "12E3"}


def test_82_na_is_text_where_text_is_meant():
    outcome = read(table({"place": "NA Chowk"}, header=HEADER).encode())
    assert outcome.report.placed["place"].tolist() == ["NA Chowk"]


def formula_without_value() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(list(HEADER))
    book.active.append(sheet_row(killed="=1+1"))
    book.active.append(sheet_row(id="b2", place="elsewhere"))
    return saved(book)


def prefixed(data: bytes) -> bytes:
    """The workbook with every name of its sheet under a prefix, as some programs write it."""
    members = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            members[name] = archive.read(name)
    sheet_xml = members["xl/worksheets/sheet1.xml"].decode()
    named = re.sub(r"<(/?)([a-zA-Z])", r"<\1x:\2", sheet_xml).replace("xmlns=", "xmlns:x=", 1)
    return zipped_as({**members, "xl/worksheets/sheet1.xml": named.encode()})


@pytest.mark.parametrize(
    "data",
    [
        formula_without_value(),
        prefixed(formula_without_value()),
        sheet(list(HEADER), sheet_row(killed="#REF!"), sheet_row(id="b2", place="elsewhere")),
        sheet(list(HEADER), sheet_row(district="#N/A"), sheet_row(id="b2", place="elsewhere")),
    ],
    ids=["83 formula without value", "83 with a prefix", "85 #REF!", "85 #N/A"],
)
def test_a_cell_without_a_value_rejects_its_row(data):
    outcome = read(data)
    assert outcome.codes["row-broken"] == [2]
    assert outcome.accepted == 1


@pytest.mark.parametrize("pack", [bytes, prefixed], ids=["plain", "with a prefix"])
def test_84_merged_cells_are_said_and_not_filled_down(pack):
    book = openpyxl.Workbook()
    book.active.append(list(HEADER))
    book.active.append(sheet_row())
    book.active.append(sheet_row(id="b2", date=None))
    book.active.merge_cells("B2:B3")
    outcome = read(pack(saved(book)))
    assert "cells-merged" in outcome.codes
    assert outcome.codes["date-missing"] == [3]


def test_18_a_sheet_under_a_prefix_has_its_cells_counted_too():
    data = prefixed(sheet(list(HEADER), sheet_row()))
    with pytest.raises(UploadRefused, match="more than 10 cells"):
        read_upload(data, label="a", limits=Limits(sheet_cells=10))


def test_86_the_first_visible_sheet_with_a_known_header_is_read():
    book = openpyxl.Workbook()
    book.active.title = "hidden"
    book.active.append(list(HEADER))
    book.active.append(sheet_row(id="secret"))
    book.active.sheet_state = "hidden"
    book.create_sheet("notes").append(["What this is"])
    book.create_sheet("data").append(list(HEADER))
    book["data"].append(sheet_row())
    outcome = read(saved(book))
    found = outcome.report.cells.found
    assert (found.sheet, found.sheets) == ("data", ("hidden", "notes", "data"))
    assert outcome.report.placed["source_id"].tolist() == ["a1"]


def test_86_the_user_picks_another_sheet():
    book = openpyxl.Workbook()
    for title, number in (("2023", "a1"), ("2024", "b2")):
        book.create_sheet(title).append(list(HEADER))
        book[title].append(sheet_row(id=number))
    assert read(saved(book)).report.placed["source_id"].tolist() == ["a1"]
    chosen = read(saved(book), Choices(sheet="2024"))
    assert chosen.report.placed["source_id"].tolist() == ["b2"]


def test_86_an_unknown_sheet_is_refused():
    outcome = read(sheet(list(HEADER), sheet_row()), Choices(sheet="nope"))
    assert "no sheet “nope”" in outcome.refusal


def test_87_same_id_same_content_is_kept_once():
    outcome = read(table(GOOD, GOOD, OTHER).encode())
    assert outcome.codes == {"row-repeated": [3]}
    assert outcome.accepted == 2
    assert outcome.report.rejected.index.tolist() == [3]


def test_88_same_id_other_content_is_rejected_with_the_difference():
    outcome = read(table(GOOD, {"killed": "9"}, OTHER).encode())
    assert outcome.codes == {"id-conflict": [2, 3]}
    message = outcome.report.problems[0].message
    assert "killed_best: 2 / 9" in message
    assert outcome.accepted == 1


def test_89_the_same_file_twice_is_one_data_set():
    data = table(GOOD, OTHER).encode()
    first, second = read(data), read(data, label="renamed.csv")
    assert first.report.dataset_id == second.report.dataset_id
    pd.testing.assert_frame_equal(first.report.placed, second.report.placed)
    other = read(table(GOOD).encode())
    assert other.report.dataset_id != first.report.dataset_id


@pytest.mark.parametrize("column", HEADER)
def test_90_a_megabyte_in_a_cell_is_warned_about(column):
    outcome = read(table({column: "a, " * 333_333}).encode())
    assert outcome.codes["cell-long"] == [2]
    assert all(len(one.message) < 200 for one in outcome.report.problems)


def test_likely_duplicates_are_flagged_and_kept():
    outcome = read(table(GOOD, {"id": "again", "place": "elsewhere"}, OTHER).encode())
    assert outcome.report.likely == ((2, 3),)
    assert outcome.accepted == 3


def test_rows_without_an_id_get_one_and_equal_rows_are_both_kept():
    header = HEADER[1:]
    outcome = read(table(GOOD, GOOD, OTHER, header=header).encode())
    assert outcome.accepted == 3
    assert outcome.report.likely == ((2, 3),)


@pytest.mark.parametrize(
    "text",
    [
        "Sr No,Date,District,Killed\n1,14-03-2024,Quetta,5\nTotal,31-12-2024,,5\n",
        "year,province,district,killed\n2023,Balochistan,Quetta,4\n2023,Balochistan,Total,4\n",
        "year,province,district,killed\n2023,Balochistan,Quetta,4\n2023,TOTAL:,,4\n",
        "date,place,district,killed\n2023-01-01,x,Quetta,4\n2023-12-31,Grand Total,Quetta,4\n",
        "نمبر,تاریخ,ضلع,ہلاک\n1,2023-01-01,Quetta,4\nمیزان,2023-12-31,,4\n",
    ],
    ids=["in the id", "in the district", "in the province", "in the place", "in the first column"],
)
def test_a_totals_row_with_a_date_is_no_incident(text):
    outcome = read(text.encode())
    assert outcome.codes == {"totals-row": [3]}
    assert outcome.accepted == 1


def test_total_elsewhere_is_a_word_like_any_other():
    outcome = read(table({"place": "Total petrol pump"}, {**OTHER, "place": "Sum Chowk"}).encode())
    assert outcome.accepted == 2


def test_a_totals_row_is_no_incident():
    blank = dict.fromkeys(HEADER, "")
    outcome = read(table(GOOD, {**blank, "id": "Total", "killed": "2"}).encode())
    assert outcome.codes == {"totals-row": [3]}
