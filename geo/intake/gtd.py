"""GTD attacks as incidents: the Global Terrorism Database, CSV (latin-1) or XLSX.

GTD's terms do not allow its rows to be passed on: they are read for the person who holds them and
never enter the repository, a log, a shared cache or an export marked public.

Codes: GTD Codebook (START 2021): 0 in imonth and iday, -9 and -99 elsewhere mean unknown;
specificity 1 a known place, 2 and 3 the centre of the smallest known region, 4 of a province, 5
nothing. GTD names no district. It gives one number of dead (attackers included), which is the best
figure and, as the only one, also the lowest and highest; linked attacks share their dead as
fractions, which become a range.
"""

import math
from typing import Final

import pandas as pd

from geo.intake.cells import need_columns
from geo.intake.counts import Figures, parse_figures
from geo.intake.day_text import full_year
from geo.intake.days import parse_days
from geo.intake.fields import by_spelling, clean_text, parse_words
from geo.intake.frame import Reading, incident_frame
from geo.intake.groups import UNKNOWN, Catalogue
from geo.intake.points import parse_coordinates
from geo.intake.problems import Problem
from geo.intake.provinces import parse_provinces
from geo.intake.sides import code_groups, unlisted_problems

READER_VERSION: Final = "2"
"""Raised when this reader turns the same bytes into other incidents; part of a data set's hash."""

NEEDED: Final = (
    "eventid",
    "iyear",
    "imonth",
    "iday",
    "provstate",
    "city",
    "latitude",
    "longitude",
    "specificity",
    "attacktype1_txt",
    "targtype1_txt",
    "gname",
    "nkill",
    "nwound",
)
"""Columns without which a file is refused."""

FURTHER: Final = ("country_txt", "suicide", "claimed", "nkillter")
"""Columns that are read where they are there."""

EVENT_TYPE: Final = {
    "bombing/explosion": "bombing",
    "armed assault": "armed-assault",
    "assassination": "targeted-killing",
    "hostage taking (kidnapping)": "kidnapping",
}
"""attacktype1_txt with the very meaning of a kind here; others are "other"."""

PLACE_PRECISION: Final = {
    "1": "exact",
    "2": "district",
    "3": "district",
    "4": "province",
    "5": "country",
}
"""GTD specificity. Blank is taken as 5."""

UNKNOWN_NUMBERS: Final = ("-9", "-99", "-9.0", "-99.0")


def read_gtd(cells: pd.DataFrame, *, catalogue: Catalogue, day_order: str = "") -> Reading:
    """The file's rows as incidents, not yet placed, with the problems of each row.

    `cells`: a file's table with folded headers; dates are three columns, so `day_order` changes
    nothing. A month of 0 leaves the year, a day of 0 the month. Raises `UploadRefused` when a
    needed column is missing.
    """
    need_columns(cells, NEEDED)
    problems: list[Problem] = []
    longitude, latitude, point_problems = parse_coordinates(cells["longitude"], cells["latitude"])
    days = parse_days(_dates(cells))
    killed, injured, militants = (_figures(cells, name) for name in ("nkill", "nwound", "nkillter"))
    specificity = cells["specificity"].mask(cells["specificity"].str.strip() == "", "5")
    place_precision = parse_words(specificity.str.removesuffix(".0"), PLACE_PRECISION)
    side = clean_text(cells["gname"])
    group_id = code_groups(side, catalogue)
    for found in (point_problems, *(one.problems for one in (days, killed, injured, militants))):
        problems.extend(found)
    problems.extend(place_precision.problems)
    problems.extend(unlisted_problems(side, catalogue))

    incidents = incident_frame(
        {
            "source_id": clean_text(cells["eventid"]),
            "date_start": days.start,
            "date_end": days.end,
            "date_precision": days.precision,
            "province": _provinces(cells),
            "place": clean_text(cells["city"]),
            "longitude": longitude,
            "latitude": latitude,
            "place_precision": place_precision.column,
            "side_a": side,
            "group_id": group_id,
            "attribution": _attribution(cells).mask(group_id == UNKNOWN, "unknown"),
            "event_type": _event_types(cells),
            "target": clean_text(cells["targtype1_txt"]),
            "killed_low": killed.low,
            "killed_best": killed.best,
            "killed_high": killed.high,
            "killed_militants": militants.best,
            "injured_low": injured.low,
            "injured_best": injured.best,
            "injured_high": injured.high,
            "source_name": "GTD",
        },
        cells.index,
    )
    return Reading(incidents, problems)


def _dates(cells: pd.DataFrame) -> "pd.Series[str]":
    """Year, month and day as one ISO text; parts that are 0 or unknown are left out."""
    parts = [cells[name].str.strip().str.removesuffix(".0") for name in ("iyear", "imonth", "iday")]
    joined = (parts[0] + "-" + parts[1] + "-" + parts[2]).rename("iyear")
    return by_spelling(joined, _known_parts, "str")


def _known_parts(joined: str) -> str:
    year, month, day = joined.split("-", 2)
    year = full_year(year)
    if month in ("0", ""):
        return year
    return f"{year}-{month}" if day in ("0", "") else f"{year}-{month}-{day}"


def _figures(cells: pd.DataFrame, name: str) -> Figures:
    """The numbers of a column; missing where GTD does not know or the file has no such column."""
    nothing = pd.Series("", index=cells.index, dtype="str")
    return parse_figures(_numbers(cells[name] if name in cells.columns else nothing))


def _numbers(cells: "pd.Series[str]") -> "pd.Series[str]":
    """Unknown codes as blanks, and the fractions of linked attacks as ranges."""

    def text(cell: str) -> str:
        plain = cell.strip()
        if plain in UNKNOWN_NUMBERS:
            return ""
        whole, point, fraction = plain.partition(".")
        if point and whole.isdigit() and fraction.isdigit() and int(fraction):
            return f"{math.floor(float(plain))}-{math.ceil(float(plain))}"
        return plain

    return by_spelling(cells, text, "str")


def _provinces(cells: pd.DataFrame) -> "pd.Series[str]":
    """Today's province names; the country of a row of another country."""
    province = parse_provinces(clean_text(cells["provstate"]))
    if "country_txt" not in cells.columns:
        return province
    country = clean_text(cells["country_txt"])
    return province.mask(~country.isin(("", "Pakistan")), country)


def _event_types(cells: pd.DataFrame) -> "pd.Series[str]":
    kinds = by_spelling(
        cells["attacktype1_txt"],
        lambda text: EVENT_TYPE.get(text.strip().casefold(), "other"),
        "str",
    )
    if "suicide" not in cells.columns:
        return kinds
    suicide = cells["suicide"].str.strip().str.removesuffix(".0") == "1"
    return kinds.mask(suicide & (kinds == "bombing"), "suicide-bombing")


def _attribution(cells: pd.DataFrame) -> "pd.Series[str]":
    """ "claimed" where the group claimed the attack, else coded by GTD."""
    coded = pd.Series("coded", index=cells.index, dtype="str")
    if "claimed" not in cells.columns:
        return coded
    return coded.mask(cells["claimed"].str.strip().str.removesuffix(".0") == "1", "claimed")
