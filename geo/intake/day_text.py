"""What one cell says of a day, by a closed list of spellings. None is guessed.

Whether 03/04/2024 is in March or April, and 24-03-14 in 2024 or 2014, is one answer for the whole
file (`geo.intake.day_order`).
A month or a year stays one: the span of its days and a date precision, never a made-up day.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from typing import Final, NamedTuple

from geo.intake.fields import DIGITS, LONGEST_VALUE, is_blank, plain_number, visible
from geo.model.precision import DATE_PRECISIONS

DAY_ORDERS: Final = {
    "dmy": "day first (31/12/2024)",
    "mdy": "month first (12/31/2024)",
    "ymd": "year first (24-12-31)",
}
"""How dates of three numbers are read, and the words for it."""

FIRST_DAY: Final = date(1947, 8, 14)
"""No incident is older than Pakistan."""

DAYS_AHEAD: Final = 1
"""A date may be tomorrow (time zones), no more."""

HIJRI_YEARS: Final = range(1300, 1500)
"""Years that are probably of the Islamic calendar (1882 to 2076)."""

YEAR_PIVOT: Final = 70
"""Two-digit years below are 20xx, others 19xx: GTD, the oldest source, begins in 1970."""

PAKISTAN_TIME: Final = timezone(timedelta(hours=5))
"""Pakistan Standard Time; the summer times of 2002, 2008 and 2009 are left out (one hour)."""

UNREADABLE: Final = "“{cell}” is no day that is read here; write it as 2025-03-11."
BLANK: Final = "The row has no date."
EITHER: Final = "“{cell}” may be day first or month first; say which the file means."
EITHER_END: Final = "“{cell}” may begin with the day or with the year; say which the file means."
HIJRI: Final = "“{cell}” looks like an Islamic year; write it in the common calendar."
TOO_EARLY: Final = "“{cell}” is before 14 August 1947."
TOO_LATE: Final = "“{cell}” lies in the future."

REASONS: Final = {
    UNREADABLE: "date-unreadable",
    BLANK: "date-missing",
    EITHER: "date-order",
    EITHER_END: "date-order",
    HIJRI: "date-outside",
    TOO_EARLY: "date-outside",
    TOO_LATE: "date-outside",
}
"""Why a cell gives no day, and the problem's code."""

_ENGLISH: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_URDU: Final = (
    *("جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون"),
    *("جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"),
)
MONTHS: Final = (
    {name: number for number, name in enumerate(_ENGLISH, start=1)}
    | {name[:3]: number for number, name in enumerate(_ENGLISH, start=1)}
    | {name: number for number, name in enumerate(_URDU, start=1)}
    | {"sept": 9}
)
"""Month names and their usual short forms, lower case."""

_MONTH: Final = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
ISO_DAY: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_ISO_MIDNIGHT: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?: 00:00:00(?:\.0+)?)?")
THREE_NUMBERS: Final = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{1,2})(?!\d)")
_DAY_MONTH: Final = re.compile(
    rf"(?P<day>\d{{1,2}})[ ./,-]*{_MONTH}[ ./,-]*(?P<year>\d{{4}}|\d{{2}})"
)
_MONTH_DAY: Final = re.compile(rf"{_MONTH}[ -]*(?P<day>\d{{1,2}})(?:, ?| |-)(?P<year>\d{{4}})")
_YEAR_MONTH: Final = re.compile(rf"(?P<year>\d{{4}})[ /-]{_MONTH}[ /-](?P<day>\d{{1,2}})")
_MONTH_ONLY: Final = re.compile(rf"{_MONTH}[ ,/-]*(?P<year>\d{{4}})")
_DIGITS_ALONE: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_ISO_MONTH: Final = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d{1,2})")
_MONTH_YEAR: Final = re.compile(r"(?P<month>\d{1,2})[-/](?P<year>\d{4})")
_YEAR: Final = re.compile(r"\d{4}")
_SPAN_IN_MONTH: Final = (
    re.compile(rf"{_MONTH} ?(?P<first>\d{{1,2}}) ?- ?(?P<last>\d{{1,2}}),? (?P<year>\d{{4}})"),
    re.compile(rf"(?P<first>\d{{1,2}}) ?- ?(?P<last>\d{{1,2}}) ?{_MONTH},? ?(?P<year>\d{{4}})"),
)
_BETWEEN: Final = re.compile(r" to | until | - |/(?=\d{4}-)")
_WEEKDAY: Final = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[ ,.-]+"
)
_YEAR_SIGN: Final = re.compile(r"(?<=\d)ء")
"""Stands behind a year in Urdu: of the common calendar."""

_ORDINAL: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_CLOCK: Final = re.compile(
    r"(?P<day>.*\d)(?:t|,? +)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?"
    r" ?(?P<half>[ap]m)? ?(?P<zone>z|utc|[+-]\d\d:?\d\d)?"
)


class Span(NamedTuple):
    """What a cell means: first and last day, and how well the date is known."""

    start: date
    end: date
    precision: str  # one of geo.model.precision.DATE_PRECISIONS


def latest_day() -> date:
    """The last day that a date may be, as of now."""
    return datetime.now(PAKISTAN_TIME).date() + timedelta(days=DAYS_AHEAD)


def read_day(text: str, *, order: str, latest: date) -> Span | str:
    """What a cell means, or the message (a key of `REASONS`) that says why it means nothing."""
    if iso := _ISO_MIDNIGHT.fullmatch(text):
        found = _day(int(iso[1]), int(iso[2]), int(iso[3]))
    elif is_blank(text):
        return BLANK
    elif len(text) > LONGEST_VALUE or plain_number(text) is None:
        return UNREADABLE
    else:
        plain = plain_date(text)
        clock = _CLOCK.fullmatch(plain)
        found = _read_clock(clock, order, latest) if clock else _read_plain(plain, order, latest)
    return found if isinstance(found, str) else _outside(found, latest) or found


def vaguer(first: str, second: str) -> str:
    """The vaguer of two date precisions."""
    return max(first, second, key=DATE_PRECISIONS.index)


def plain_date(text: str) -> str:
    """Lower case, ASCII digits and dashes, no weekday, no ordinals, single spaces."""
    plain = unicodedata.normalize("NFKC", visible(text)).translate(DIGITS).casefold()
    plain = " ".join(re.sub("[‐-―−]", "-", plain).split())
    plain = _YEAR_SIGN.sub("", plain)
    return _ORDINAL.sub("", _WEEKDAY.sub("", plain))


def three_numbers(text: str) -> re.Match[str] | None:
    """The first date of three numbers in a cell that ends in the year or has a short one."""
    if len(text) > LONGEST_VALUE or ISO_DAY.match(text):
        return None
    plain = plain_date(text)
    return None if ISO_DAY.search(plain) else THREE_NUMBERS.search(plain)


def possible_days(found: re.Match[str], latest: date) -> dict[str, date]:
    """The days that three numbers may be, by order of `DAY_ORDERS`; those that are none left out.

    A year of two digits may stand at either end, but only where it has begun by `latest`.
    """
    first, second, last = found[1], int(found[3]), found[4]
    short = len(last) <= 2
    days = {
        "dmy": _day(_year(last), second, int(first)),
        "mdy": _day(_year(last), int(first), second),
    }
    if short and len(first) == 2:
        days["ymd"] = _day(_year(first), second, int(last))
    return {
        order: day.start
        for order, day in days.items()
        if isinstance(day, Span) and not (short and day.start.year > latest.year)
    }


def full_year(text: str) -> str:
    """A cell of a column of years with its century: "24" is 2024; four digits at least.

    Whatever is no number of up to four digits stays as it is.
    """
    digits = text.translate(DIGITS)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 4):
        return text
    return str(_year(digits)) if len(digits) == 2 else digits.zfill(4)


def _outside(span: Span, latest: date) -> str:
    """Why a day, a month or a year cannot be that of an incident; "" where it can."""
    if span.start.year in HIJRI_YEARS:
        return HIJRI
    if span.end < FIRST_DAY:
        return TOO_EARLY
    return TOO_LATE if span.start > latest else ""


def _read_clock(clock: re.Match[str], order: str, latest: date) -> Span | str:
    """A day with a time; with a zone, the day it was in Pakistan."""
    found = _read_plain(clock["day"], order, latest)
    hour, minute = int(clock["hour"]), int(clock["minute"])
    if isinstance(found, str) or found.precision != "day" or found.start != found.end:
        return UNREADABLE if isinstance(found, Span) else found
    if hour > 23 or minute > 59:
        return UNREADABLE
    if clock["half"]:
        hour = hour % 12 + 12 * (clock["half"] == "pm")
    if clock["zone"] and found.start >= FIRST_DAY and found.start.year < datetime.max.year:
        there = datetime(*found.start.timetuple()[:3], hour, minute, tzinfo=_zone(clock["zone"]))
        day = there.astimezone(PAKISTAN_TIME).date()
        return Span(day, day, "day")
    return found


def _zone(text: str) -> timezone:
    if text in ("z", "utc"):
        return timezone(timedelta(0))
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]) % 24, minutes=int(text[-2:]) % 60))


def _read_plain(plain: str, order: str, latest: date) -> Span | str:
    whole = _read_single(plain, order, latest)
    return _read_span(plain, order, latest) if whole == UNREADABLE else whole


def _read_single(plain: str, order: str, latest: date) -> Span | str:
    """One day, month or year."""
    if found := ISO_DAY.fullmatch(plain) or _DIGITS_ALONE.fullmatch(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := THREE_NUMBERS.fullmatch(plain):
        return _read_three(found, order, latest)
    for form in (_DAY_MONTH, _MONTH_DAY, _YEAR_MONTH):
        if found := form.fullmatch(plain):
            return _day(_year(found["year"]), MONTHS[found["month"]], int(found["day"]))
    if found := _MONTH_ONLY.fullmatch(plain):
        return _month(int(found["year"]), MONTHS[found["month"]])
    for form in (_ISO_MONTH, _MONTH_YEAR):
        if found := form.fullmatch(plain):
            return _month(int(found["year"]), int(found["month"]))
    if _YEAR.fullmatch(plain) and int(plain) > 0:
        return Span(date(int(plain), 1, 1), date(int(plain), 12, 31), "year")
    return UNREADABLE


def _read_three(found: re.Match[str], order: str, latest: date) -> Span | str:
    """Three numbers: in the file's order, or in the only one that gives a day."""
    first, second, last = found[1], int(found[3]), found[4]
    if order == "ymd" and len(last) <= 2:
        return _day(_year(first), second, int(last)) if len(first) == 2 else UNREADABLE
    if len(last) == 1:
        return UNREADABLE
    day_first = _day(_year(last), second, int(first))
    month_first = _day(_year(last), int(first), second)
    if order in ("dmy", "mdy"):
        return day_first if order == "dmy" else month_first
    days = possible_days(found, latest)
    if len(set(days.values())) > 1:
        return EITHER_END if "ymd" in days else EITHER
    for day in days.values():
        return Span(day, day, "day")
    return month_first if isinstance(day_first, str) else day_first  # a year to come


def _read_span(plain: str, order: str, latest: date) -> Span | str:
    """From one day to another: known to the day at both ends."""
    for form in _SPAN_IN_MONTH:
        if found := form.fullmatch(plain):
            year, month = int(found["year"]), MONTHS[found["month"]]
            days = (_day(year, month, int(found[one])) for one in ("first", "last"))
            return _join(*days, latest=latest)
    ends = [one for one in _BETWEEN.split(plain) if one]
    if len(ends) != 2:
        return UNREADABLE
    last = _read_single(ends[1], order, latest)
    first = _read_single(ends[0], order, latest)
    if first == UNREADABLE and isinstance(last, Span):  # "28 february - 2 march 2024"
        first = _read_single(f"{ends[0]} {last.start.year}", order, latest)
    return _join(first, last, latest=latest)


def _join(first: Span | str, last: Span | str, *, latest: date) -> Span | str:
    if isinstance(first, str):
        return first
    if isinstance(last, str):
        return last
    if wrong := _outside(first, latest) or _outside(last, latest):
        return wrong
    if first.start > last.end:
        return UNREADABLE
    return Span(first.start, last.end, vaguer(first.precision, last.precision))


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) < YEAR_PIVOT else 1900)


def _day(year: int, month: int, day: int) -> Span | str:
    try:
        one = date(year, month, day)
    except ValueError:
        return UNREADABLE
    return Span(one, one, "day")


def _month(year: int, month: int) -> Span | str:
    if not (1 <= month <= 12 and year > 0):
        return UNREADABLE
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")
