"""Cells become values: text, words of a closed list. (Dates: `days`; coordinates: `points`; numbers
of people: `counts`; provinces: `provinces`.)

Every `parse_` function takes text columns (str, "" = not given; the index is the row in the file)
and gives back typed values with the same index, and the problems it met. An unreadable cell is
missing in the values and an error in the problems: nothing is guessed. Each distinct spelling is
read once, however many rows have it.
"""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.intake.coded import coded, is_coded, per_spelling, spellings
from geo.intake.problems import Parsed, problems_at
from geo.model.incident import PROVINCES

BLANKS: Final = frozenset(
    ("", "-", "--", "–", "—", ".", "?", "??", "???", "n/a", "na", "#n/a", "nan", "null", "none")
) | {"unknown", "not known", "not available", "not reported", "unspecified", "نامعلوم"}
"""Cells (folded) that stand for nothing. "None" is nothing said, not zero."""

DIGITS: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)
"""Urdu (Extended Arabic-Indic) and Arabic digits to ASCII."""

STUDY_AREA: Final = tuple(PROVINCES.values())

LONGEST_VALUE: Final = 200
"""Characters of a cell that may be a date, a number or a point; longer ones are not tried."""

UNTIDY: Final = r"[^ -~]|^ | $|  "
"""A cell with anything but printable ASCII, or with spaces to tidy."""


def by_spelling(
    cells: "pd.Series[str]", answer: Callable[[str], Any], dtype: str
) -> "pd.Series[Any]":
    """What `answer` says of each cell, asked once per distinct spelling.

    Texts ("str") about a coded column are coded too.
    """
    codes, texts = spellings(cells)
    answers = [answer(text) for text in texts]
    if dtype == "str" and is_coded(cells):
        return coded(answers, codes, cells)
    values = pd.array(answers, dtype=dtype).take(codes)  # type: ignore[call-overload]
    return pd.Series(values, index=cells.index, name=cells.name)


def is_blank(text: str) -> bool:
    """Whether a cell stands for nothing (`BLANKS`)."""
    return " ".join(visible(text).split()).casefold() in BLANKS


def visible(text: str) -> str:
    """The text without marks that nobody sees: directions, joiners, widths of nothing."""
    if text.isascii():
        return text
    return "".join(one for one in text if unicodedata.category(one) != "Cf")


def plain_number(text: str) -> str | None:
    """A cell that holds numbers in lower case, ASCII digits and single spaces, marks left out.

    None where a digit is raised, circled or otherwise set apart ("5²"): a footnote's, most likely,
    which compatibility forms would make a digit of the number.
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    if any(_is_set_apart(one) for one in text):
        return None
    plain = unicodedata.normalize("NFKC", visible(text)).translate(DIGITS).casefold()
    return " ".join(plain.split())


def clean_text(cells: "pd.Series[str]") -> "pd.Series[str]":
    """The text without control characters, and runs of white space made one space."""
    if is_coded(cells):
        codes, texts = spellings(cells)
        return coded(clean_text(pd.Series(texts, dtype="str")).tolist(), codes, cells)
    if _is_plain(cells):
        return cells
    untidy = cells.str.contains(UNTIDY, regex=True)
    if not untidy.any():
        return cells
    tidied = by_spelling(cells[untidy], _clean, "str")
    return cells.where(~untidy, tidied.reindex(cells.index)).astype("str")


@per_spelling
def parse_words(cells: "pd.Series[str]", words: Mapping[str, str]) -> Parsed:
    """Ids of a closed list: `words` maps the spelling (any case) to the id. Others are errors."""
    ids = by_spelling(cells, lambda text: words.get(text.strip().casefold(), ""), "str")
    return Parsed(
        ids,
        problems_at(
            cells,
            ids == "",
            code="word-unknown",
            severity="error",
            message="“{cell}” is not one of: " + ", ".join(words) + ".",
        ),
    )


def order_counts(
    low: pd.Series, best: pd.Series, high: pd.Series
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Low, best and high with low and high the least and greatest of the three that are given.

    Sources break low <= best <= high now and then (199 of 5,433 UCDP rows of the two provinces);
    best is never changed.
    """
    given = [one.to_numpy(np.float64, na_value=np.nan) for one in (low, best, high)]
    least, most = np.fmin.reduce(given), np.fmax.reduce(given)
    return (
        pd.Series(least, index=best.index).astype("Int32"),
        best,
        pd.Series(most, index=best.index).astype("Int32"),
    )


def _is_plain(cells: "pd.Series[str]") -> bool:
    """Whether all texts surely hold nothing but printable ASCII, and no spaces: codes, numbers."""
    texts = pa.array(cells)
    for chunk in texts.chunks if isinstance(texts, pa.ChunkedArray) else (texts,):
        letters = np.frombuffer(chunk.buffers()[2] or b"", dtype=np.uint8)
        if letters.size and (letters.min() <= ord(" ") or letters.max() > ord("~")):
            return False
    return True


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = (" " if one.isspace() else one for one in text if one.isspace() or not _is_control(one))
    return " ".join("".join(kept).split())


def _is_set_apart(character: str) -> bool:
    """Whether a character is a number in disguise: raised, lowered, circled, a fraction."""
    if character.isascii() or character.isdecimal() or not character.isnumeric():
        return False
    return any(one in "0123456789" for one in unicodedata.normalize("NFKC", character))


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc"
