"""Coordinates become points: decimal degrees, degrees-minutes-seconds, Urdu digits, decimal commas.

Longitude and latitude are never exchanged row by row. Where a whole file looks swapped,
`swapped_rows` says so and the user decides.
"""

import re
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.intake.fields import LONGEST_VALUE, by_spelling, is_blank, plain_number
from geo.intake.problems import Problem, problems_at
from geo.intake.threads import side_by_side

STUDY_BOX: Final = (60.0, 23.0, 76.0, 38.0)
"""West, south, east, north (degrees) of Pakistan and its surroundings, generously."""

_PLAIN: Final = r"[+-]?[0-9]{1,3}(\.[0-9]*)?"
_MARKS: Final = str.maketrans(
    {"º": "°", "˚": "°", "’": "'", "′": "'", "”": '"', "″": '"', "“": '"'}
)
_SIDES: Final = {"longitude": "ew", "latitude": "ns"}
_DEGREES: Final = re.compile(
    r"(?P<before>[nsew])? ?(?P<sign>[+-])?"
    r"(?P<degrees>\d{1,3}(?:\.\d*)?)(?: ?(?:°|deg) ?| |:|$|(?=[nsew]))"
    r"(?:(?P<minutes>\d{1,2}(?:\.\d*)?)(?: ?(?:'|m) ?| |:|$|(?=[nsew])))?"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d*)?)(?: ?(?:\"|''|s) ?|$|(?=[nsew]| )))?"
    r" ?(?P<after>[nsew])?"
)
_WKT: Final = re.compile(r"point ?z? ?\( ?(?P<first>\S+) (?P<second>[^ )]+)[^)]*\)")
_PAIR: Final = re.compile(r"[(\[]? ?(?P<first>[^,;]+?) ?[,;] ?(?P<second>[^,;]+?) ?[)\]]?")

Degrees = npt.NDArray[np.float64]


def parse_coordinates(
    longitude: "pd.Series[str]", latitude: "pd.Series[str]"
) -> tuple["pd.Series[float]", "pd.Series[float]", list[Problem]]:
    """Longitude and latitude in degrees (EPSG:4326): both given or both missing.

    Unreadable or out of range: an error. (0, 0) counts as not given, and so does half a point;
    both are warned about. Decimal commas are read where the whole column has them.
    """
    (east, problems_east), (north, problems_north) = side_by_side(
        lambda pair: _parse_degrees(*pair), [(longitude, "longitude"), (latitude, "latitude")]
    )
    nowhere = (east == 0) & (north == 0)
    missing = nowhere | east.isna() | north.isna()
    half = east.isna() != north.isna()
    half = _given(longitude, half) != _given(latitude, half)
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


def split_pairs(cells: "pd.Series[str]") -> tuple["pd.Series[str]", "pd.Series[str]"]:
    """Longitude and latitude texts of a column that holds both ("30.2, 67.0", "POINT (67 30.2)").

    Latitude first as people write pairs, longitude first in POINT. A cell that is no pair becomes
    the longitude, so that it is reported as unreadable.
    """
    pairs = {text: _split(text) for text in cells.unique()}
    longitude = by_spelling(cells, lambda text: pairs[text][0], "str")
    return longitude, by_spelling(cells, lambda text: pairs[text][1], "str")


def swapped_rows(longitude: Degrees, latitude: Degrees) -> npt.NDArray[np.bool_]:
    """Which points lie outside the study area's surroundings, but inside once exchanged."""
    west, south, east, north = STUDY_BOX

    def inside(x: Degrees, y: Degrees) -> npt.NDArray[np.bool_]:
        return np.asarray((x >= west) & (x <= east) & (y >= south) & (y <= north), dtype=bool)

    return np.asarray(inside(latitude, longitude) & ~inside(longitude, latitude), dtype=bool)


def read_degrees(text: str, axis: str) -> float | None:
    """Degrees of one cell ("30.18", "N30.18", "30°10'48\\"N"); None where it is unreadable.

    `axis`: "longitude" (E, W; to 180) or "latitude" (N, S; to 90).
    """
    if len(text) > LONGEST_VALUE:
        return None
    plain = plain_number(text.translate(_MARKS))
    found = None if plain is None else _DEGREES.fullmatch(plain.replace("٫", "."))
    if found is None or (found["before"] and found["after"]):
        return None
    side = found["before"] or found["after"] or ""
    minutes, seconds = float(found["minutes"] or 0), float(found["seconds"] or 0)
    whole = float(found["degrees"])
    if (side and side not in _SIDES[axis]) or minutes >= 60 or seconds >= 60:
        return None
    if (minutes or seconds) and not whole.is_integer():
        return None
    degrees = whole + minutes / 60 + seconds / 3600
    if found["sign"] == "-" or side in ("s", "w"):
        degrees = -degrees
    return degrees if abs(degrees) <= (180 if axis == "longitude" else 90) else None


def _parse_degrees(cells: "pd.Series[str]", axis: str) -> tuple["pd.Series[float]", list[Problem]]:
    limit = 180 if axis == "longitude" else 90
    plain = cells.str.fullmatch(_PLAIN).to_numpy(bool)
    values = np.full(len(cells), np.nan)
    values[plain] = pc.cast(pa.array(cells if plain.all() else cells[plain]), pa.float64())
    values[np.abs(values) > limit] = np.nan
    degrees = pd.Series(values, index=cells.index, name=cells.name)
    problems: list[Problem] = []
    odd = cells[~plain]
    if len(odd):
        commas = _writes_commas(cells)
        texts = odd.str.replace(",", ".", regex=False) if commas else odd
        read = by_spelling(texts, lambda text: read_degrees(text, axis), "Float64")
        degrees.loc[odd.index] = read.astype("float64")
        if commas:
            words = f"The {axis} is written with decimal commas: read as decimal points."
            problems.append(Problem("decimal-comma", None, str(cells.name), "warning", words))
    problems += problems_at(
        cells,
        _given(cells, degrees.isna()),
        code="coordinate-unreadable",
        severity="error",
        message=f"“{{cell}}” is no number of degrees from -{limit} to {limit}.",
    )
    return degrees, problems


def _given(cells: "pd.Series[str]", asked: "pd.Series[bool]") -> "pd.Series[bool]":
    """Which of the cells that are asked about stand for something."""
    given = asked.to_numpy(bool, copy=True)  # numpy writes to a few places far faster than pandas
    given[given] = ~by_spelling(cells[asked], is_blank, "bool").to_numpy(bool)
    return pd.Series(given, index=cells.index)


def _writes_commas(cells: "pd.Series[str]") -> bool:
    """Whether every cell of a column that is not whole has a decimal comma, and some cell does."""
    texts = cells[~by_spelling(cells, is_blank, "bool")].str.strip()
    comma = texts.str.fullmatch(r"[+-]?[0-9]{1,3},[0-9]+")
    return bool(comma.any()) and bool((comma | texts.str.fullmatch(r"[+-]?[0-9]{1,3}")).all())


def _split(text: str) -> tuple[str, str]:
    if len(text) > LONGEST_VALUE:
        return text, ""
    plain = " ".join(text.casefold().split())
    if found := _WKT.fullmatch(plain):
        return found["first"], found["second"]
    if found := _PAIR.fullmatch(plain):
        return found["second"], found["first"]
    return ("", "") if is_blank(text) else (text, "")
