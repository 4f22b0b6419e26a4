"""What is worth saying about accepted rows: names read by likeness, points that look wrong."""

from collections.abc import Collection
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.intake.cells import Cells
from geo.intake.coded import as_text, first_rows
from geo.intake.day_order import judge_day_order
from geo.intake.fields import STUDY_AREA
from geo.intake.groups import groups
from geo.intake.meanings import OUTSIDE, named_districts
from geo.intake.problems import Problem, in_rows
from geo.intake.spellings import MOST_SPELLINGS, Decisions
from geo.model.counted import counted
from geo.model.incident import PROVINCES
from geo.places.layers import district_names
from geo.places.locate import locate_points

MONTHS_IN_YEAR: Final = 12
"""A day up to here may be a month: Excel may have taken it for one."""

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
    return problems + _unasked_names(kept["source_district"])


def _unasked_names(names: "pd.Series[str]") -> list[Problem]:
    """A warning when more district names are unknown than anybody is asked about."""
    found = first_rows(names)
    if len(found) <= MOST_SPELLINGS:
        return []
    unknown = [count for text, _, count in found if text and not named_districts(text)]
    rest = sorted(unknown, reverse=True)[MOST_SPELLINGS:]
    if not rest:
        return []
    words = (
        f"{len(rest):,} more names of districts are unknown, in {sum(rest):,} rows: only the "
        f"{MOST_SPELLINGS} most frequent are asked about."
    )
    return [Problem("names-many", None, "source_district", "warning", words)]


def turned_remarks(cells: Cells, columns: Collection[str]) -> list[Problem]:
    """A warning for each column of dates in which Excel may have turned some around.

    Of texts such as 05/04/2024 and 25/04/2024 it takes the first for a day of its own order and
    leaves the second alone. `columns`: headers of the file that hold dates.
    """
    problems = []
    for name in columns:
        rows = cells.table.index.isin(list(cells.day_rows.get(name, ())))
        days, texts = cells.table.loc[rows, name], cells.table.loc[~rows, name]
        order = judge_day_order(texts.unique())
        left = order.day_first + order.month_first
        if not left or days.empty or (days.str.slice(8, 10).astype(int) > MONTHS_IN_YEAR).any():
            continue
        words = (
            f"The column holds {counted(len(days), 'date')} of Excel's own, none after the 12th of "
            f"a month, and {counted(left, 'text')} that can only be read one way: Excel may have "
            "taken the day for the month in the former."
        )
        problems.append(Problem("dates-turned", None, name, "warning", words))
    return problems


def province_remarks(placed: pd.DataFrame) -> list[Problem]:
    """A warning for each district that rows name under the other province, at its first row."""
    rows = placed[
        (placed["placed_by"] != "name").to_numpy(bool)
        & (placed["source_district"] != "").to_numpy(bool)
        & placed["province"].isin(STUDY_AREA).to_numpy(bool)
    ]
    problems = []
    pairs = as_text(rows[["source_district", "province"]]).sort_index()
    for (name, province), found in pairs.groupby(["source_district", "province"], sort=True):
        there = {PROVINCES[one[:2]] for one in named_districts(str(name))}
        if there and province not in there:
            where = f"{in_rows(str(name), len(found))} lies in {' or '.join(sorted(there))}"
            words = f"{where}; the row says {province}."
            row = int(found.index[0])
            problems.append(Problem("province-other", row, "province", "warning", words))
    return problems


def point_remarks(
    placed: pd.DataFrame, swapped: npt.NDArray[np.bool_], *, of_table: bool
) -> list[Problem]:
    """What is odd about points: exchanged, beside the name, on a border, coarse, or a centre."""
    words = "This point lies in the area only with longitude and latitude exchanged."
    problems = [
        Problem("coordinate-swapped", int(row), "latitude", "warning", words)
        for row in placed.index[swapped]
    ]
    clash = placed[placed["placement"] == "conflict"]
    by_name = (clash["district_id"] != "") | (clash["candidates"] != "")
    problems += [
        Problem(
            "place-conflict",
            row,
            "source_district",
            "warning",
            f"The point does not lie in “{name}”."
            if named
            else "The point is not in the province that the row names.",
        )
        for row, name, named in zip(
            clash.index.tolist(), clash["source_district"], by_name, strict=True
        )
    ]
    problems += _border_remarks(placed)
    return problems + (_centre_remarks(placed) if of_table else [])


def _border_remarks(placed: pd.DataFrame) -> list[Problem]:
    """A warning for each row whose point alone gave it a district, and lies on the border of it."""
    by_point = placed.loc[placed["placed_by"] == "point", ["longitude", "latitude", "district_id"]]
    on_border = locate_points(by_point["longitude"], by_point["latitude"]).on_border
    rows = by_point.loc[on_border, "district_id"]
    names = district_names()
    words = "The point lies exactly on a district's border: counted in {}, the first by its id."
    return [
        Problem("on-border", row, "latitude", "warning", words.format(names[one]))
        for row, one in zip(rows.index.tolist(), rows, strict=True)
    ]


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
