"""Numbers of people: whole numbers, and figures as reports give them ("5-7", "at least 3").

A range is its low and high without a best figure. A floor is low and best, with no high; a ceiling
is a high alone. Words without a number are missing, with a warning: missing is never 0.
"""

import re
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from geo.intake.coded import per_spelling
from geo.intake.fields import LONGEST_VALUE, by_spelling, is_blank, plain_number
from geo.intake.problems import Parsed, Problem, problems_at

MOST_COUNT: Final = 1_000_000
"""A count above this is a typing error, not an incident."""

PLAUSIBLE_COUNT: Final = 1_000
"""More dead or injured in one incident than any here had (Peshawar, December 2014: about 150)."""

_NUMBER: Final = r"(?P<{}>\d{{1,7}}|\d{{1,3}}(?:,\d{{3}})+)(?:\.(?!0{{3}}(?!\d))0+)?"
"""Three zeros after a point are no decimals: "1.000" may be a thousand, as decimal commas go."""

_ONE: Final = _NUMBER.format("one")
_WHOLE: Final = re.compile(_ONE)
_RANGE: Final = re.compile(
    rf"(?:between )?{_NUMBER.format('low')} ?(?:-|to|or|and) ?{_NUMBER.format('high')}"
)
_ABOUT: Final = re.compile(rf"(?:about|around|approx\.?|approximately|some|nearly|~) ?{_ONE}")
_FLOOR: Final = re.compile(
    rf"(?:at least|atleast|minimum|min\.?|not less than|no fewer than|>=|≥) ?{_ONE}"
    rf"|{_NUMBER.format('plus')} ?(?:\+|or more|and more|plus)"
)
_ABOVE: Final = re.compile(rf"(?:more than|over|above|>) ?{_ONE}")
_CEILING: Final = re.compile(rf"(?:up to|upto|at most|maximum|max\.?|not more than|<=|≤) ?{_ONE}")
_BELOW: Final = re.compile(rf"(?:less than|fewer than|under|below|<) ?{_ONE}")


NUMBER_WORDS: Final = {
    "no casualties": "0",
    "nobody": "0",
    "no one": "0",
    "nil": "0",
    "zero": "0",
} | {
    word: str(number)
    for number, word in enumerate(
        (
            *("one", "two", "three", "four", "five", "six"),
            *("seven", "eight", "nine", "ten", "eleven", "twelve"),
        ),
        start=1,
    )
}
"""Words for numbers, lower case. "None" is none of them: it is nothing said (`BLANKS`)."""

_NUMBER_WORD: Final = re.compile(rf"\b(?:{'|'.join(NUMBER_WORDS)})\b")


class Figure(NamedTuple):
    """What a cell says: None where it does not say."""

    low: int | None
    best: int | None
    high: int | None


class Figures(NamedTuple):
    """Low, best and high (Int32) of every cell, and the problems."""

    low: pd.Series
    best: pd.Series
    high: pd.Series
    problems: list[Problem]


NOTHING: Final = Figure(None, None, None)


@per_spelling
def parse_counts(cells: "pd.Series[str]") -> Parsed:
    """Whole numbers from 0 (Int32); "3.0" and "1,234" are whole. Blank is missing.

    Anything else is missing and an error.
    """
    figures = parse_figures(cells)
    exact = figures.low.notna() & (figures.low == figures.high).fillna(False)
    given = ~by_spelling(cells, is_blank, "bool")
    return Parsed(
        figures.best.where(exact),
        problems_at(
            cells,
            given & ~exact,
            code="count-unreadable",
            severity="error",
            message="“{cell}” is not a whole number from 0 to 1,000,000.",
        ),
    )


def parse_figures(cells: "pd.Series[str]") -> Figures:
    """Figures as reports give them. Blank is missing; words without a number too, with a warning.

    Negative, fractional and impossible numbers are missing and an error; implausible ones (above
    `PLAUSIBLE_COUNT`) are kept and warned about.
    """
    plain = cells.str.fullmatch("[0-9]{1,3}")
    if plain.all():
        whole = cells.astype("Int32")
        return Figures(whole, whole, whole, [])
    if (cells == "").all():
        nothing = pd.Series(pd.NA, index=cells.index, dtype="Int32")
        return Figures(nothing, nothing, nothing, [])
    found = {text: read_figure(text) for text in cells.unique()}
    good = {text: one if isinstance(one, Figure) else NOTHING for text, one in found.items()}
    low, best, high = (
        by_spelling(cells, lambda text, at=at: good[text][at], "Int32")  # type: ignore[misc]
        for at in range(3)
    )
    problems: list[Problem] = []
    for code, severity, message in FINDINGS:
        bad = by_spelling(cells, lambda text, code=code: found[text] == code, "bool")  # type: ignore[misc]
        problems += problems_at(cells, bad, code=code, severity=severity, message=message)
    largest = np.fmax(*(one.astype("float64").to_numpy() for one in (best, high)))
    problems += problems_at(
        cells,
        pd.Series(largest > PLAUSIBLE_COUNT, index=cells.index),
        code="count-implausible",
        severity="warning",
        message="“{cell}” is more than any incident here had: check it.",
    )
    return Figures(low, best, high, problems)


def order_problems(
    low: pd.Series, best: pd.Series, high: pd.Series, *, column: str, severity: str, reading: str
) -> list[Problem]:
    """A problem for each row whose lowest, best and highest number (Int32) contradict each other.

    Missing ones contradict nothing. `reading`: what becomes of such a row, as the message's end.
    """
    least, middle, most = (one.to_numpy(np.float64, na_value=np.nan) for one in (low, best, high))
    wrong = (least > middle) | (middle > most) | (least > most)
    given = zip(low.index[wrong].tolist(), low[wrong], best[wrong], high[wrong], strict=True)
    return [
        Problem(
            "count-order",
            row,
            column,
            severity,
            "Lowest {}, best {} and highest {} contradict each other{}.".format(
                *("nothing" if pd.isna(one) else one for one in numbers), reading
            ),
        )
        for row, *numbers in given
    ]


FINDINGS: Final = (
    (
        "count-unreadable",
        "error",
        "“{cell}” is not a whole number from 0 to 1,000,000.",
    ),
    ("count-words", "warning", "“{cell}” gives no number: taken as not reported."),
)
"""Why a cell is no figure: code, severity, message."""


def read_figure(text: str) -> Figure | str:
    """What a cell says, or a code of `FINDINGS`."""
    if is_blank(text):
        return NOTHING
    plain = plain_number(text) if len(text) <= LONGEST_VALUE else None
    if plain is None:
        return "count-unreadable"
    plain = re.sub("[‐-―−]", "-", plain.replace("٬", ","))
    for suffix in (" killed", " dead", " injured", " wounded", " people", " persons"):
        plain = plain.removesuffix(suffix)
    figure = _read(plain) or _read(_NUMBER_WORD.sub(lambda word: NUMBER_WORDS[word[0]], plain))
    if figure is None:
        return "count-unreadable" if any(one.isdigit() for one in plain) else "count-words"
    known = [one for one in figure if one is not None]
    if max(known) > MOST_COUNT or known != sorted(known):
        return "count-unreadable"
    return figure


def _read(plain: str) -> Figure | None:
    """The figure of a tidied text; None where no form fits."""
    if found := _WHOLE.fullmatch(plain) or _ABOUT.fullmatch(plain):
        one = _int(found["one"])
        return Figure(one, one, one)
    if found := _RANGE.fullmatch(plain):
        return Figure(_int(found["low"]), None, _int(found["high"]))
    if found := _FLOOR.fullmatch(plain):
        one = _int(found["one"] or found["plus"])
        return Figure(one, one, None)
    if found := _ABOVE.fullmatch(plain):
        one = _int(found["one"]) + 1
        return Figure(one, one, None)
    if found := _CEILING.fullmatch(plain):
        return Figure(None, None, _int(found["one"]))
    if found := _BELOW.fullmatch(plain):
        return Figure(None, None, max(_int(found["one"]) - 1, 0))
    return None


def _int(digits: str) -> int:
    return int(digits.replace(",", ""))
