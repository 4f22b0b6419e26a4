"""Rejected rows go out with a reason and come back corrected."""

import csv
import io

import pytest

from geo.intake.choices import Choices, decide
from geo.intake.corrections import REASON, ROW, read_corrected, rejected_table, write_rejected
from geo.intake.pipeline import read_upload
from geo.intake.problems import UploadRefused
from tests.bad_inputs.samples import GOOD, HEADER, OTHER, sheet, sheet_row, table

BROKEN = table(
    OTHER,
    {"date": "soon", "place": "=1+1"},
    {"id": "c3", "killed": "-1"},
    {"id": "d4"},
    {"id": "d4", "killed": "7"},
).encode()


def lines(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def rewritten(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def test_rows_go_out_with_every_reason_and_no_live_formula():
    report = read_upload(BROKEN, label="a")
    rows = lines(write_rejected(report))
    assert [row[ROW] for row in rows] == ["3", "4", "5", "6"]
    assert "“soon” is no day" in rows[0][REASON]
    assert rows[0]["place"] == "'=1+1"
    assert "-1" in rows[1][REASON]
    assert "different content" in rows[2][REASON]
    assert list(rejected_table(report).columns) == [ROW, REASON, *HEADER]


def test_corrected_rows_join_the_others():
    report = read_upload(BROKEN, label="a")
    rows = lines(write_rejected(report))
    rows[0]["date"] = "2024-06-01"
    rows[1]["killed"] = "'-1"
    done = read_corrected(report, rewritten(rows[:2]))
    assert (done.taken, done.still_rejected, done.unknown) == (1, 1, ())
    assert done.report.rows == report.rows == 5
    assert sorted(done.report.file_rows) == [2, 3]
    assert done.report.placed["place"].tolist()[1] == "=1+1"
    rows[1]["killed"] = "1"
    rows[2]["id"] = "c4"
    again = read_corrected(done.report, rewritten(rows[1:3]))
    assert sorted(again.report.file_rows) == [2, 3, 4, 5, 6]
    assert again.report.rejected.empty


def test_a_correction_that_repeats_an_accepted_row_is_seen():
    report = read_upload(BROKEN, label="a")
    rows = lines(write_rejected(report))
    rows[0] = {**rows[0], **OTHER, "killed": "9"}
    done = read_corrected(report, rewritten(rows[:1]))
    assert {one.code for one in done.report.problems if one.row == 3} == {"id-conflict"}
    assert done.report.rows == 5


def test_rows_that_were_not_rejected_are_left_out_and_said():
    report = read_upload(BROKEN, label="a")
    rows = lines(write_rejected(report))
    rows[0][ROW] = "99"
    done = read_corrected(report, rewritten(rows[:1]))
    assert (done.taken, done.unknown) == (0, ("99",))


def test_a_row_that_was_too_long_comes_back():
    report = read_upload(b"id,date,district\n1,2024-01-01,Quetta,Kech\n", label="a")
    rows = lines(write_rejected(report))
    done = read_corrected(report, rewritten(rows))
    assert (done.taken, len(done.report.rejected)) == (1, 0)


def test_a_workbook_comes_back_too():
    report = read_upload(BROKEN, label="a")
    rows = lines(write_rejected(report))
    fixed = {**rows[0], "date": "2024-06-01"}
    done = read_corrected(report, sheet(list(fixed), [3, *list(fixed.values())[1:]]))
    assert done.taken == 1


def test_days_that_a_workbook_counts_come_back_as_days():
    rows = [sheet_row(date=45000, killed=-1), sheet_row(id="b2", date=45001, place="elsewhere")]
    report = read_upload(sheet(list(HEADER), *rows), label="a")
    (given,) = lines(write_rejected(report))
    assert given["date"] == "2023-03-15"
    done = read_corrected(report, rewritten([{**given, "killed": "1"}]))
    assert done.report.rejected.empty
    assert done.report.placed["date_start"].dt.day.tolist() == [15, 16]


def test_choices_hold_for_corrections():
    data = table({"district": "Dir", "province": "", "lat": "", "lon": "", "date": "x"}).encode()
    report = read_upload(
        data, label="a", choices=decide(Choices(), "Dir", "kp-lower-dir", what="district")
    )
    rows = lines(write_rejected(report))
    rows[0]["date"] = "2024-06-01"
    done = read_corrected(report, rewritten(rows))
    assert done.report.placed["district_id"].tolist() == ["kp-lower-dir"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (table(GOOD).encode(), "lacks the column file_row"),
        (b"file_row,why_rejected\n3,x\n", "lacks the column id"),
        (rewritten([{ROW: "three", REASON: "", **GOOD}]), "no row number"),
        (rewritten([{ROW: "3", REASON: "", **GOOD}] * 2), "stands twice"),
    ],
)
def test_other_files_are_refused(data, words):
    with pytest.raises(UploadRefused, match=words):
        read_corrected(read_upload(BROKEN, label="a"), data)
