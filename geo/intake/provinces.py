"""Provinces as sources spell them: today's names, and what an unknown one means for a row.

A province that is none of Pakistan's puts a row outside, unless no table knows the word at all and
the row names a district that one does: a typing error must not move an incident abroad.
"""

import re
from typing import Final

import pandas as pd

from geo.intake.coded import first_rows
from geo.intake.fields import by_spelling, is_blank
from geo.intake.meanings import LONGEST_NAME, named_districts
from geo.intake.outside import is_outside
from geo.intake.problems import Problem, in_rows
from geo.places.names import fold_name

SPELLINGS: Final = {
    "Balochistan": "Balochistan, Baluchistan, Balouchistan, Beluchistan, بلوچستان",
    "Khyber Pakhtunkhwa": (
        "Khyber Pakhtunkhwa, Khyber Pakhtunkwa, Khyber Pakhtoonkhwa, KP, KPK, "  # the second: UCDP
        "NWFP, North West Frontier, "  # renamed in 2010
        "FATA, Federally Administered Tribal Areas, Ex FATA, Former FATA, Erstwhile FATA, "
        "Merged Districts, Newly Merged Districts, Merged Areas, Newly Merged Areas, NMD, NMDs, "
        "خیبر پختونخوا, خیبر پختونخواہ, خیبر پختون خوا, فاٹا, سابق فاٹا, ضم شدہ اضلاع"
    ),  # FATA merged on 31 May 2018
    "Punjab": "Punjab, پنجاب",
    "Sindh": "Sindh, Sind, سندھ",
    "Islamabad": "Islamabad, Islamabad Capital Territory, ICT, اسلام آباد",
    "Azad Jammu and Kashmir": (
        "Azad Jammu and Kashmir, Azad Jammu Kashmir, Azad Kashmir, AJK, AJ and K, آزاد کشمیر, "
        "آزاد جموں و کشمیر, آزاد جموں کشمیر"
    ),
    "Gilgit-Baltistan": "Gilgit Baltistan, GB, گلگت بلتستان",
}
"""Today's names of Pakistan's provinces and territories, and their spellings."""

_UNIT: Final = re.compile(r"\s+(?:province|territory)\s*$|^\s*صوبہ\s", re.IGNORECASE)
"""The word for the unit itself, beside a name."""

_SEPARATORS: Final = re.compile(r"[/(),;،]|\band\b", re.IGNORECASE)
"""What stands between several names of a province."""


def _key(text: str) -> str:
    return fold_name(text).replace(" ", "")


PROVINCE_NAMES: Final = {
    _key(spelling): name
    for name, spellings in SPELLINGS.items()
    for spelling in spellings.split(", ")
}
"""Today's name by folded spelling without spaces."""


def parse_provinces(cells: "pd.Series[str]") -> "pd.Series[str]":
    """Today's names of provinces: FATA is Khyber Pakhtunkhwa, blank is "", others as they stand."""
    return by_spelling(cells, lambda text: "" if is_blank(text) else province_name(text), "str")


def province_name(text: str) -> str:
    """Today's name of the province or territory that a text names; the text itself if unknown.

    Several names ("KP/FATA", "Khyber Pakhtunkhwa (KP)") are known where all mean one province.
    """
    if len(text) > LONGEST_NAME:
        return text.strip()
    plain = text.replace("&", " and ")
    parts = [_known(part) for part in _SEPARATORS.split(plain) if part.strip()]
    shared = parts[0] if len(set(parts)) == 1 else ""
    return _known(plain) or shared or text.strip()


def settle_provinces(
    province: "pd.Series[str]", district: "pd.Series[str]"
) -> tuple["pd.Series[str]", list[Problem]]:
    """The provinces (as `parse_provinces` gives them) by which rows are placed, and warnings.

    One warning for each province that is none of Pakistan's. Where no table knows it as a place
    outside either, it is left out ("") of rows whose district is one that is known.
    """
    strange = [one for one in first_rows(province) if one[0] and one[0] not in SPELLINGS]
    unheard = [text for text, _, _ in strange if not _is_abroad(text)]
    rows = province.isin(unheard)
    rows[rows] = by_spelling(district[rows], lambda name: len(named_districts(name)) == 1, "bool")
    placed = province[rows].value_counts()
    problems = [
        Problem(
            "province-unknown",
            row,
            str(province.name),
            "warning",
            _strange_words(text, count, int(placed.get(text, 0))),
        )
        for text, row, count in strange
    ]
    return province.mask(rows, ""), problems


def _known(text: str) -> str:
    """Today's name of a province, perhaps with the word for it beside; "" where none is known."""
    return PROVINCE_NAMES.get(_key(text)) or PROVINCE_NAMES.get(_key(_UNIT.sub("", text)), "")


def _is_abroad(text: str) -> bool:
    """Whether a province is a known place outside Pakistan's two provinces."""
    return is_outside(text) or is_outside(_UNIT.sub("", text))


def _strange_words(text: str, count: int, placed: int) -> str:
    words = f"{in_rows(text, count)} is no province of Pakistan: "
    if not placed:
        return f"{words}“outside”."
    if placed == count:
        return f"{words}placed by the district, which is known."
    return f"{words}{placed:,} placed by the district, which is known, the rest “outside”."
