"""Whether a file writes the day or the month first: one answer for all of it, by what it shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from geo.intake.days import DAY_ORDERS, ISO_DAY, THREE_NUMBERS, plain_date
from geo.intake.fields import LONGEST_VALUE


@dataclass(frozen=True)
class DayOrder:
    """How a file writes dates of three numbers: one of `DAY_ORDERS`, "" where that is open."""

    order: str
    day_first: int  # spellings that only make sense day first
    month_first: int
    either: int  # spellings that fit both and mean different days

    @property
    def asks(self) -> bool:
        """Whether the user has to say which it is."""
        return not self.order and self.either > 0

    def words(self) -> str:
        """What was decided and why, as a sentence; "" where no date has three numbers."""
        if self.order and (self.day_first or self.month_first):
            shown = max(self.day_first, self.month_first)
            return f"Dates are read {DAY_ORDERS[self.order]}: {shown:,} cannot be read otherwise."
        if self.order:
            return f"Dates are read {DAY_ORDERS[self.order]}, as you said."
        if self.day_first and self.month_first:
            return (
                f"{self.day_first:,} dates only fit day first and {self.month_first:,} only month "
                f"first; {self.either:,} fit both. Say which the file means."
            )
        if self.either:
            return f"All {self.either:,} dates fit day first and month first. Say which it is."
        return ""


def judge_day_order(texts: Iterable[str]) -> DayOrder:
    """How a file writes dates of three numbers, by those above 12; `texts` are its dates.

    Open ("") where none tells, or where they contradict each other.
    """
    day_first = month_first = either = 0
    for text in dict.fromkeys(texts):
        if len(text) > LONGEST_VALUE or ISO_DAY.match(text):
            continue
        plain = plain_date(text)
        found = THREE_NUMBERS.search(plain)
        if found is None or ISO_DAY.search(plain):
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            day_first += 1
        elif second > 12 >= first:
            month_first += 1
        elif first != second and max(first, second) <= 12:
            either += 1
    order = "" if bool(day_first) == bool(month_first) else ("dmy" if day_first else "mdy")
    return DayOrder(order, day_first, month_first, either)
