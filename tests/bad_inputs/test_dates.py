"""Numbers 65 to 75: dates that guessers get wrong."""

from datetime import timedelta

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils.datetime import MAC_EPOCH

from geo.intake.choices import Choices
from tests.bad_inputs.samples import HEADER, OTHER, read, saved, sheet_row, table, with_row

REJECTED = {
    "67 30 February": ("2024-02-30", "date-unreadable"),
    "67 31 April": ("31-Apr-24", "date-unreadable"),
    "67 zeros": ("0000-00-00", "date-unreadable"),
    "68 a serial number as text": ("45123", "date-unreadable"),
    "71 minus one": ("-1", "date-unreadable"),
    "71 Hijri": ("1445-09-10", "date-outside"),
    "71 the end of time": ("9999-12-31", "date-outside"),
    "71 before Pakistan": ("1946-01-01", "date-outside"),
    "71 far ahead": (
        (pd.Timestamp.today() + timedelta(days=400)).date().isoformat(),
        "date-outside",
    ),
    "73 yesterday": ("yesterday", "date-unreadable"),
    "73 a weekday": ("Sat", "date-unreadable"),
    "73 a number": ("10", "date-unreadable"),
    "a blank": ("", "date-missing"),
    "backwards": ("March 6-4, 2024", "date-unreadable"),
    "an hour that is none": ("2024-03-04 25:00", "date-unreadable"),
}


@pytest.mark.parametrize(("text", "code"), REJECTED.values(), ids=REJECTED)
def test_rejected(text, code):
    outcome = read(with_row(date=text))
    assert outcome.codes[code] == [3]
    assert outcome.accepted == 1


READ = {
    "69 a year": ("2024", "2024-01-01", "2024-12-31", "year"),
    "69 a month": ("Mar 2024", "2024-03-01", "2024-03-31", "month"),
    "69 an ISO month": ("2024-02", "2024-02-01", "2024-02-29", "month"),
    "70 a span in a month": ("March 4-6, 2024", "2024-03-04", "2024-03-06", "day"),
    "70 a span, day first": ("4-6 March 2024", "2024-03-04", "2024-03-06", "day"),
    "a span of ISO days": ("2024-03-04/2024-03-06", "2024-03-04", "2024-03-06", "day"),
    "a span in words": ("28 February to 2 March 2024", "2024-02-28", "2024-03-02", "day"),
    "72 Pakistan's zone": ("2024-03-04T00:00:00+05:00", "2024-03-04", "2024-03-04", "day"),
    "72 late in UTC": ("2024-03-03T20:00:00Z", "2024-03-04", "2024-03-04", "day"),
    "72 early in UTC": ("2024-03-04T01:00:00Z", "2024-03-04", "2024-03-04", "day"),
    "72 no zone": ("2024-03-04 23:59", "2024-03-04", "2024-03-04", "day"),
    "75 Urdu digits": ("۲۰۲۴-۰۳-۰۴", "2024-03-04", "2024-03-04", "day"),
    "an Urdu month": ("۴ مارچ ۲۰۲۴", "2024-03-04", "2024-03-04", "day"),
    "the wild one": ("Sunday-November 19-1995", "1995-11-19", "1995-11-19", "day"),
    "ACLED's old form": ("20 July 2019", "2019-07-20", "2019-07-20", "day"),
    "Excel's form": ("31-Mar-24", "2024-03-31", "2024-03-31", "day"),
    "an ordinal": ("4th of March 2024".replace("of ", ""), "2024-03-04", "2024-03-04", "day"),
    "a.m. and p.m.": ("4 Mar 2024 11:30 pm", "2024-03-04", "2024-03-04", "day"),
}


@pytest.mark.parametrize(("text", "start", "end", "precision"), READ.values(), ids=READ)
def test_read(text, start, end, precision):
    outcome = read(table({"date": text}).encode())
    (row,) = outcome.report.placed.to_dict("records")
    assert (row["date_start"], row["date_end"]) == (pd.Timestamp(start), pd.Timestamp(end))
    assert row["date_precision"] == precision


def days(outcome) -> list[str]:
    return outcome.report.placed["date_start"].dt.strftime("%Y-%m-%d").tolist()


def test_65_one_date_that_tells_decides_for_the_file():
    outcome = read(table({"date": "03/04/2024"}, {"id": "b", "date": "25/04/2024"}).encode())
    assert days(outcome) == ["2024-04-03", "2024-04-25"]
    assert outcome.report.day_order.order == "dmy"
    american = read(table({"date": "03/04/2024"}, {"id": "b", "date": "04/25/2024"}).encode())
    assert days(american) == ["2024-03-04", "2024-04-25"]


def test_65_where_none_tells_the_user_is_asked_and_nothing_guessed():
    data = table({"date": "03/04/2024"}, {"id": "b", "date": "05/05/2024"}).encode()
    outcome = read(data)
    assert outcome.report.day_order.asks
    assert outcome.codes["date-order"] == [2]
    assert days(outcome) == ["2024-05-05"]
    assert any("Say which" in one for one in outcome.report.questions)
    answered = read(data, Choices(day_order="mdy"))
    assert days(answered) == ["2024-03-04", "2024-05-05"]
    assert answered.report.questions == ()


def test_65_contradicting_dates_are_asked_about():
    rows = [
        {"id": str(n), "date": one}
        for n, one in enumerate(["25/04/2024", "04/25/2024", "03/04/2024"])
    ]
    outcome = read(table(*rows).encode())
    assert outcome.report.day_order.asks
    assert outcome.codes["date-order"] == [4]


def test_66_iso_among_day_first_dates_is_read():
    outcome = read(table({"date": "25/04/2024"}, {"id": "b", "date": "2024-05-06"}).encode())
    assert days(outcome) == ["2024-04-25", "2024-05-06"]


def test_74_an_end_before_the_start_is_rejected():
    header = ("id", "date", "end_date", "district")
    rows = ({**OTHER, "end_date": ""}, {"date": "2024-03-14", "end_date": "2024-03-10"})
    outcome = read(table(*rows, header=header).encode())
    assert outcome.codes["dates-inverted"] == [3]
    assert outcome.accepted == 1


@pytest.mark.parametrize(("epoch", "serial"), [("1900", 45365), ("1904", 43903)])
def test_68_serial_days_of_a_workbook_are_days(epoch, serial):
    book = openpyxl.Workbook()
    if epoch == "1904":
        book.epoch = MAC_EPOCH
    book.active.append(list(HEADER))
    book.active.append(sheet_row(date=serial))
    book.active.append(sheet_row(id="t", date=str(serial)))
    outcome = read(saved(book))
    assert days(outcome) == ["2024-03-14"]
    assert outcome.codes["date-unreadable"] == [3]
