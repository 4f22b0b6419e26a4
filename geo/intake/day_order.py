"""Whether a file writes the day, the month or the year first: one answer for all of it.

Above 12 a number is no month, and a year of two digits that is still to come is none: that tells
most dates. What is left is judged by all dates together, and never by what is more usual:

* "03/04/2024" fits day first and month first. Dates of the file that fit one alone decide.
* "24-03-14" may also begin with its year. It ends in it where a date of the same file shows that:
  one that fits no other way ("28/03/24", "03/14/24"), one with a full year behind the same sign
  ("14/03/2024"), or all of them together, because years repeat and days do not: the first numbers
  are at least twice as many as the last ones ("05/03/24", "14/03/24"), and no last number is 1 or
  15, the days that stand for a whole month.
* It begins with its year where a date fits no other way ("24-03-31", "98-03-14"), none shows the
  opposite, and the first numbers are fewer than the last ones.

Otherwise the file leaves it open: the user is asked, and dates that fit several are rejected.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from geo.intake.day_text import DAY_ORDERS, latest_day, possible_days, three_numbers

MONTH_DAYS: Final = {1, 15}
"""Days that tables of months put for the whole month: they repeat as years do."""


@dataclass(frozen=True)
class DayOrder:
    """How a file writes dates of three numbers: one of `DAY_ORDERS`, "" where that is open."""

    order: str
    day_first: int  # spellings that only make sense day first
    month_first: int
    either: int  # spellings that fit both and mean different days
    year_first: int = 0  # spellings of a short year that only make sense year first
    either_end: int = 0  # spellings whose year may stand first and last
    said: bool = False  # by the user, whatever the file shows

    @property
    def asks(self) -> bool:
        """Whether the user has to say which it is."""
        return not self.order and self.either + self.either_end > 0

    def words(self) -> str:
        """What was decided and why, as a sentence; "" where there was nothing to decide."""
        shown = {"dmy": self.day_first, "mdy": self.month_first, "ymd": self.year_first}
        if self.said:
            others = sum(shown.values()) - shown[self.order]
            rest = f"; {others:,} only fit another order" if others else ""
            return f"Dates are read {DAY_ORDERS[self.order]}, as you said{rest}."
        if self.order:
            count = shown[self.order]
            why = f": {count:,} cannot be read otherwise" if count else ""
            return f"Dates are read {DAY_ORDERS[self.order]}{why}."
        if self.either_end:
            return (
                f"{self.either_end:,} dates may begin with the day or with a year of two digits. "
                "Say which it is."
            )
        if self.day_first and self.month_first:
            return (
                f"{self.day_first:,} dates only fit day first and {self.month_first:,} only month "
                f"first; {self.either:,} fit both. Say which the file means."
            )
        if self.either:
            return f"All {self.either:,} dates fit day first and month first. Say which it is."
        return ""


def judge_day_order(texts: Iterable[str], *, latest: date | None = None) -> DayOrder:
    """How a file writes dates of three numbers, by the rules above; `texts` are its dates.

    `latest` is the last day that may be (by default tomorrow).
    """
    last_day = latest or latest_day()
    found = [one for text in dict.fromkeys(texts) if (one := three_numbers(text))]
    dates = [(one, possible_days(one, last_day)) for one in found if len(one[4]) > 1]
    year = _year_end(dates)
    either_end = sum(_fits_both_ends(days) for _, days in dates)
    year_first = sum(set(days) == {"ymd"} for _, days in dates)
    if year == "first":
        return DayOrder("ymd", 0, 0, 0, year_first, either_end)
    ends = [days for _, days in dates if days.keys() - {"ymd"}]
    day_first = sum("mdy" not in days for days in ends)
    month_first = sum("dmy" not in days for days in ends)
    either = sum(len({days.get("dmy"), days.get("mdy")} - {None}) > 1 for days in ends)
    order = "" if bool(day_first) == bool(month_first) else ("dmy" if day_first else "mdy")
    if year == "last" and either_end and not (day_first or month_first or either):
        order = "dmy"  # "05/05/24": day and month are one number, only the year mattered
    return DayOrder(
        order if year == "last" else "", day_first, month_first, either, year_first, either_end
    )


def _year_end(dates: Sequence[tuple[re.Match[str], dict[str, date]]]) -> str:
    """Whether the year is the "last" or the "first" number of a file's dates; "" where open."""
    short = [(one, days) for one, days in dates if len(one[4]) == 2]
    signs = {one[2] for one, days in dates if len(one[4]) == 4 and days}
    first = any(set(days) == {"ymd"} for _, days in short)
    last = any(days and "ymd" not in days for _, days in short)
    open_dates = [one for one, days in short if _fits_both_ends(days)]
    if not open_dates:
        return "first" if first and not (last or signs) else "last"
    firsts, lasts = ({int(one[at]) for one, days in short if days} for at in (1, 4))
    last |= {one[2] for one in open_dates} <= signs
    last |= len(firsts) >= 2 * len(lasts) and not lasts & MONTH_DAYS
    if last and not first:
        return "last"
    return "first" if first and not last and len(firsts) < len(lasts) else ""


def _fits_both_ends(days: dict[str, date]) -> bool:
    """Whether a date's year may stand first and last, and means different days then."""
    return "ymd" in days and len(set(days.values())) > 1
