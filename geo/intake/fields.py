"""Cells become values: dates by a closed list of formats, counts, coordinates, words, provinces.

Every `parse_` function takes text columns (str, "" = not given; the index is the row in the file)
and gives back typed values with the same index, and the problems it met. An unreadable cell is
missing in the values and an error in the problems: nothing is guessed.
"""

import unicodedata
from collections.abc import Mapping
from typing import Final

import pandas as pd

from geo.intake.problems import Parsed, Problem, problems_at
from geo.model.incident import PROVINCES

DATE_FORMATS: Final = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S")
"""The only spellings of a day that are read; UCDP writes the first two."""

DIGITS: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)
"""Urdu (Extended Arabic-Indic) and Arabic digits to ASCII."""

MOST_COUNT: Final = 1_000_000
"""A count above this is a typing error, not an incident."""

STUDY_AREA: Final = tuple(PROVINCES.values())

PROVINCE_NAMES: Final = {
    "balochistan": "Balochistan",
    "baluchistan": "Balochistan",
    "khyber pakhtunkhwa": "Khyber Pakhtunkhwa",
    "khyber pakhtunkwa": "Khyber Pakhtunkhwa",  # sic, UCDP
    "khyberpakhtunkhwa": "Khyber Pakhtunkhwa",
    "kp": "Khyber Pakhtunkhwa",
    "kpk": "Khyber Pakhtunkhwa",
    "nwfp": "Khyber Pakhtunkhwa",  # renamed in 2010
    "north west frontier": "Khyber Pakhtunkhwa",
    "fata": "Khyber Pakhtunkhwa",  # merged 31 May 2018
    "federally administered tribal areas": "Khyber Pakhtunkhwa",
    "punjab": "Punjab",
    "sindh": "Sindh",
    "sind": "Sindh",
    "islamabad": "Islamabad",
    "islamabad capital territory": "Islamabad",
    "ict": "Islamabad",
    "azad jammu and kashmir": "Azad Jammu and Kashmir",
    "azad kashmir": "Azad Jammu and Kashmir",
    "ajk": "Azad Jammu and Kashmir",
    "gilgit baltistan": "Gilgit-Baltistan",
    "gb": "Gilgit-Baltistan",
}
"""Spellings (folded) of Pakistan's provinces and territories, and the name used here today."""


def clean_text(cells: "pd.Series[str]") -> "pd.Series[str]":
    """The text without control characters, and runs of white space made one space."""
    return cells.map(_clean).astype("str")


def parse_dates(cells: "pd.Series[str]") -> Parsed:
    """Days (datetime64[us], time of day dropped). Blank or unreadable: missing, and an error."""
    text = cells.str.strip().str.translate(DIGITS)
    days = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[us]")
    for spelling in DATE_FORMATS:
        open_cells = days.isna()
        if not open_cells.any():
            break
        read = pd.to_datetime(text[open_cells], format=spelling, errors="coerce")
        days.loc[open_cells] = read.dt.normalize().astype("datetime64[us]")
    return Parsed(
        days,
        problems_at(
            cells,
            days.isna(),
            code="date-unreadable",
            severity="error",
            message="“{cell}” is no day that is read here; write it as 2025-03-11.",
        ),
    )


def parse_counts(cells: "pd.Series[str]") -> Parsed:
    """Whole numbers from 0 (Int32). Blank is missing; anything else is missing and an error."""
    text = cells.str.strip().str.translate(DIGITS)
    whole = text.str.fullmatch(r"[0-9]{1,7}")
    numbers = pd.to_numeric(text.where(whole), errors="coerce")
    readable = whole & (numbers <= MOST_COUNT)
    return Parsed(
        numbers.where(readable).astype("Int32"),
        problems_at(
            cells,
            (text != "") & ~readable,
            code="count-unreadable",
            severity="error",
            message="“{cell}” is not a whole number from 0 to 1,000,000.",
        ),
    )


def parse_coordinates(
    longitude: "pd.Series[str]", latitude: "pd.Series[str]"
) -> tuple["pd.Series[float]", "pd.Series[float]", list[Problem]]:
    """Longitude and latitude in degrees (EPSG:4326): both given or both missing.

    Unreadable or out of range: an error. (0, 0) counts as not given, and so does half a point;
    both are warned about.
    """
    east, problems_east = _parse_degrees(longitude, limit=180)
    north, problems_north = _parse_degrees(latitude, limit=90)
    nowhere = (east == 0) & (north == 0)
    half = (longitude.str.strip() == "") != (latitude.str.strip() == "")
    missing = nowhere | east.isna() | north.isna()
    problems = [
        *problems_east,
        *problems_north,
        *problems_at(
            latitude,
            nowhere,
            code="coordinate-zero",
            severity="warning",
            message="The point (0, 0) lies in the sea off Africa: taken as not given.",
        ),
        *problems_at(
            latitude,
            half,
            code="coordinate-half",
            severity="warning",
            message="Only one of longitude and latitude is given: the point is left out.",
        ),
    ]
    return east.mask(missing), north.mask(missing), problems


def parse_words(cells: "pd.Series[str]", words: Mapping[str, str]) -> Parsed:
    """Ids of a closed list: `words` maps the spelling (any case) to the id. Others are errors."""
    ids = cells.str.strip().str.casefold().map(words)
    return Parsed(
        ids.fillna("").astype("str"),
        problems_at(
            cells,
            ids.isna(),
            code="word-unknown",
            severity="error",
            message="“{cell}” is not one of: " + ", ".join(words) + ".",
        ),
    )


def parse_provinces(cells: "pd.Series[str]") -> "pd.Series[str]":
    """Today's names of provinces: FATA is Khyber Pakhtunkhwa, "" stays "", others as they stand."""
    spellings = {text: province_name(text) for text in cells.unique()}
    return cells.map(spellings).astype("str")


def province_name(text: str) -> str:
    """Today's name of the province or territory that a text names; the text itself if unknown."""
    folded = " ".join(text.casefold().replace("&", " and ").replace("-", " ").split())
    for ending in (" province", " territory"):
        if folded not in PROVINCE_NAMES:
            folded = folded.removesuffix(ending)
    return PROVINCE_NAMES.get(folded, text.strip())


def order_counts(
    low: pd.Series, best: pd.Series, high: pd.Series
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Low, best and high with low and high the least and greatest of the three that are given.

    Sources break low <= best <= high now and then (199 of 5,433 UCDP rows of the two provinces);
    best is never changed.
    """
    given = pd.concat([low, best, high], axis=1)
    return given.min(axis=1).astype("Int32"), best, given.max(axis=1).astype("Int32")


def _parse_degrees(cells: "pd.Series[str]", *, limit: int) -> Parsed:
    text = cells.str.strip().str.translate(DIGITS)
    plain = text.str.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]*)?")
    degrees = pd.to_numeric(text.where(plain), errors="coerce").astype("float64")
    readable = plain & (degrees.abs() <= limit)
    return Parsed(
        degrees.where(readable),
        problems_at(
            cells,
            (text != "") & ~readable,
            code="coordinate-unreadable",
            severity="error",
            message=f"“{{cell}}” is no number of degrees from -{limit} to {limit}.",
        ),
    )


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = (" " if one.isspace() else one for one in text if one.isspace() or not _is_control(one))
    return " ".join("".join(kept).split())


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc"
