"""Numbers 65 to 75: dates that guessers get wrong."""

from datetime import date, timedelta

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils.datetime import MAC_EPOCH

from geo.intake.choices import Choices
from tests.bad_inputs.samples import HEADER, OTHER, read, saved, sheet, sheet_row, table, with_row

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
    "73 digits that are no day": ("20241314", "date-unreadable"),
    "73 a number": ("10", "date-unreadable"),
    "a blank": ("", "date-missing"),
    "a footnote": ("2024-03-1²", "date-unreadable"),
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
    "an Urdu year": ("۱۴ مارچ ۲۰۲۴ء", "2024-03-14", "2024-03-14", "day"),
    "an Urdu year alone": ("۲۰۲۴ء", "2024-01-01", "2024-12-31", "year"),
    "digits alone": ("20240314", "2024-03-14", "2024-03-14", "day"),
    "a comma before the time": ("14/03/2024, 10:30:00", "2024-03-14", "2024-03-14", "day"),
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


DAY_FIRST = {
    "the last numbers repeat, the first do not": ["05/03/24", "14/03/24"],
    "a first number that is no year yet": ["05/03/24", "28/03/24"],
    "full years behind the same sign": ["14/03/24", "25/04/2024"],
    "day, month and year are one number": ["05/05/24", "06/06/24"],
}


@pytest.mark.parametrize("texts", DAY_FIRST.values(), ids=DAY_FIRST)
def test_65_short_years_that_stand_last(texts):
    outcome = read(table(*({"id": str(n), "date": one} for n, one in enumerate(texts))).encode())
    assert outcome.report.day_order.order == "dmy"
    assert days(outcome) == [f"2024-{one[3:5]}-{one[:2]}" for one in texts]


ASKED = {
    "years first, the same one": ["24-03-14", "24-03-25"],
    "with strokes": ["24/3/14", "24/3/25"],
    "one date": ["14/03/24"],
    "years first, firsts of months": ["20-01-01", "21-01-01", "22-01-01"],
    "years first, middles of months": ["20-01-15", "21-01-15", "22-01-15"],
    "one fits only year first, another only year last": ["24-03-31", "28-03-24", "24-03-14"],
    "a typing error in a year": ["05/03/24", "14/03/24", "25/03/29"],
    "full years behind another sign": ["24-03-14", "25/04/2024"],
}


@pytest.mark.parametrize("texts", ASKED.values(), ids=ASKED)
def test_65_where_the_year_may_stand_first_or_last_the_user_is_asked(texts):
    data = table(*({"id": str(n), "date": one} for n, one in enumerate(texts))).encode()
    outcome = read(data)
    assert outcome.report.day_order.asks
    assert outcome.codes["date-order"]
    assert any("Say which" in one for one in outcome.report.questions)
    answered = read(data, Choices(day_order="ymd"))
    assert "date-order" not in answered.codes
    assert not answered.report.day_order.asks


YEAR_FIRST = {
    "last numbers that are no year yet": (["24-03-14", "24-03-31"], ["2024-03-14", "2024-03-31"]),
    "first numbers that are no day": (["98-03-14", "98-04-02"], ["1998-03-14", "1998-04-02"]),
}


@pytest.mark.parametrize(("texts", "expected"), YEAR_FIRST.values(), ids=YEAR_FIRST)
def test_65_short_years_that_can_only_stand_first(texts, expected):
    outcome = read(table(*({"id": str(n), "date": one} for n, one in enumerate(texts))).encode())
    assert days(outcome) == expected
    assert "cannot be read otherwise" in outcome.report.day_order.words()


def test_65_a_short_year_first_is_read_where_the_user_says_so():
    texts = ["24-3-4", "24-03-14", "14/03/2024", "05-13-24"]
    data = table(*({"id": str(n), "date": one} for n, one in enumerate(texts))).encode()
    outcome = read(data, Choices(day_order="ymd"))
    assert days(outcome) == ["2024-03-04", "2024-03-14", "2024-03-14"]
    assert outcome.codes["date-unreadable"] == [5]


def test_65_what_the_user_says_is_not_said_to_be_shown_by_the_file():
    data = table({"date": "25/04/2024"}, {"id": "b", "date": "05/04/2024"}).encode()
    words = read(data, Choices(day_order="mdy")).report.day_order.words()
    assert words == (
        "Dates are read month first (12/31/2024), as you said; 1 only fit another order."
    )


FAR_ENDS = {
    "in words": "14 March 2024 to 16 March 2124",
    "ISO days": "2024-03-14/2124-03-16",
    "begins before Pakistan": "1024-01-01/2024-03-05",
    "a century": "1 Jan 1900 - 5 Mar 2024",
    "a year to come": "2024-03-14 to 2124",
    "a Hijri end": "1445-09-10 to 2024-03-05",
}


@pytest.mark.parametrize("text", FAR_ENDS.values(), ids=FAR_ENDS)
def test_71_both_ends_of_a_span_are_judged(text):
    assert read(with_row(date=text)).codes == {"date-outside": [3]}


def test_71_a_last_day_far_ahead_is_rejected():
    header = ("id", "date", "end_date", "district")
    rows = ({"end_date": "2024-03-16 to 2091-01-01"}, {"id": "b", "end_date": "2024-03-16"})
    outcome = read(table(*rows, header=header).encode())
    assert outcome.codes == {"date-outside": [2]}


def test_71_a_year_that_holds_today_or_the_first_day_is_read():
    year = str(pd.Timestamp.today().year)
    outcome = read(table({"date": year}, {"id": "b", "date": "August 1947"}).encode())
    assert outcome.accepted == 2


@pytest.mark.parametrize(
    ("date", "end", "precision"),
    [
        ("2024-03-01", "2024", "year"),
        ("2024-03-01", "Apr 2024", "month"),
        ("2024", "2024-12-31", "year"),
        ("2024-03-01", "", "day"),
    ],
)
def test_69_a_row_is_dated_as_well_as_the_vaguer_of_its_days(date, end, precision):
    header = ("id", "date", "end_date", "district")
    outcome = read(table({"date": date, "end_date": end}, header=header).encode())
    assert outcome.report.placed["date_precision"].tolist() == [precision]


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


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([date(2024, 5, 4), "25/04/2024"], True),
        ([date(2024, 5, 4), date(2024, 7, 12), "04/25/2024"], True),
        ([date(2024, 5, 14), "25/04/2024"], False),
        ([date(2024, 5, 4), "2024-04-25"], False),
        ([date(2024, 5, 4), date(2024, 6, 4)], False),
        (["04/05/2024", "25/04/2024"], False),
    ],
)
def test_66_dates_that_excel_may_have_turned_around_are_said(cells, said):
    rows = [sheet_row(id=str(number), date=one) for number, one in enumerate(cells)]
    outcome = read(sheet(list(HEADER), *rows))
    assert ("dates-turned" in outcome.codes) == said
    assert outcome.accepted == len(cells)
