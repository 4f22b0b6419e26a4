"""What is worth saying about accepted rows: names read by likeness, points that look wrong."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.intake.groups import groups
from geo.intake.place import OUTSIDE, named_districts
from geo.intake.problems import Problem, in_rows
from geo.intake.spellings import Decisions
from geo.places.layers import district_names

CENTRE_ROWS: Final = 25
CENTRE_SHARE: Final = 0.1
"""A point that stands in so many rows of a table, and such a share of them, is likely a centre."""


def name_remarks(
    settled: Decisions, kept: pd.DataFrame, sides: list["pd.Series[str]"]
) -> list[Problem]:
    """A warning for each name that was read by its likeness, at its first row."""
    problems = []
    for text, name in settled.districts.items():
        rows = kept.index[kept["source_district"] == text]
        if name != OUTSIDE and len(rows):
            problems.append(_read_as(text, rows, "source_district", _district_words(name)))
    for text, group_id in settled.groups.items():
        for side in sides:
            rows = side.index[side == text]
            if len(rows):
                problems.append(_read_as(text, rows, str(side.name), groups()[group_id].name))
    return problems


def point_remarks(
    placed: pd.DataFrame, swapped: npt.NDArray[np.bool_], *, of_table: bool
) -> list[Problem]:
    """What is odd about points: exchanged, contradicting the name, coarse, or a centre."""
    words = "This point lies in the area only with longitude and latitude exchanged."
    problems = [
        Problem("coordinate-swapped", int(row), "latitude", "warning", words)
        for row in placed.index[swapped]
    ]
    clash = placed.loc[placed["placement"] == "conflict", "source_district"]
    problems += [
        Problem(
            "place-conflict",
            row,
            "source_district",
            "warning",
            f"The point does not lie in “{name}”." if name else "The point is not in the province.",
        )
        for row, name in zip(clash.index.tolist(), clash, strict=True)
    ]
    return problems + (_centre_remarks(placed) if of_table else [])


def _centre_remarks(placed: pd.DataFrame) -> list[Problem]:
    """Notes on a table's points as a whole."""
    points = placed.loc[placed["longitude"].notna(), ["longitude", "latitude"]]
    if points.empty:
        return []
    problems = []
    if (points.round(2) == points).all(axis=None):
        words = "No point has more than two decimals."
        problems.append(Problem("coordinates-coarse", None, "", "warning", words))
    counts = points.value_counts()
    if counts.iloc[0] >= CENTRE_ROWS and counts.iloc[0] >= CENTRE_SHARE * len(points):
        east, north = counts.index[0]
        words = f"The point {north:g}, {east:g} stands in {counts.iloc[0]:,} rows: likely a centre."
        problems.append(Problem("point-repeated", None, "", "warning", words))
    return problems


def _read_as(text: str, rows: pd.Index, column: str, meaning: str) -> Problem:
    words = f"{in_rows(text, len(rows))} is read as {meaning}, which it is most like."
    return Problem("name-read", int(rows[0]), column, "warning", words)


def _district_words(name: str) -> str:
    """The districts that a known name means, as people call them."""
    names = district_names()
    return " or ".join(names[one] for one in named_districts(name))
