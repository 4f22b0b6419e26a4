"""This program's own export of incidents, read back: the same facts, ids and all.

The placement is left out, since it is made anew; comment lines after the table and apostrophes that
guard against formulas are taken off.
"""

from typing import Final

import pandas as pd

from geo.intake.cells import need_columns
from geo.intake.counts import order_problems, parse_counts
from geo.intake.days import parse_dates
from geo.intake.fields import clean_text, parse_words
from geo.intake.frame import Reading, incident_frame
from geo.intake.groups import Catalogue
from geo.intake.points import parse_coordinates
from geo.intake.problems import Problem
from geo.intake.provinces import parse_provinces
from geo.model.formula import unguard
from geo.model.incident import COLUMNS, COUNT_COLUMNS, EVENT_TYPES, TEXT_COLUMNS
from geo.model.precision import DATE_PRECISIONS, PLACE_PRECISIONS

READER_VERSION: Final = "2"
"""Raised when this reader turns the same bytes into other incidents; part of a data set's hash."""

FLAGS: Final = ("provisional", "stands_for_period", "point_suspect")

TRUTH: Final = {"true": "true", "false": "false"}
"""How flags are written, whatever the case a spreadsheet gives them."""


def read_exported(cells: pd.DataFrame, *, catalogue: Catalogue, day_order: str = "") -> Reading:
    """The file's rows as incidents, not yet placed, with the problems of each row.

    Ids stay those of the export's rows where it holds one data set; where it holds several, the
    whole incident_id is the id. Groups are kept as coded; a province that somebody wrote over is
    read as any other, and numbers that contradict each other are an error. Raises `UploadRefused`
    when a column is missing.
    """
    need_columns(cells, COLUMNS)
    problems: list[Problem] = []

    def take(parsed: tuple[pd.Series, list[Problem]]) -> pd.Series:
        problems.extend(parsed[1])
        return parsed[0]

    def words(name: str, known: tuple[str, ...]) -> pd.Series:
        return take(parse_words(cells[name], {one: one for one in known}))

    longitude, latitude, point_problems = parse_coordinates(cells["longitude"], cells["latitude"])
    problems.extend(point_problems)
    one_dataset = len(cells["dataset_id"].drop_duplicates()) == 1
    texts = {name: cells[name].map(unguard).astype("str") for name in TEXT_COLUMNS}
    counts = {name: take(parse_counts(cells[name])) for name in COUNT_COLUMNS}
    for what in ("killed", "injured"):
        three = (counts[f"{what}_{which}"] for which in ("low", "best", "high"))
        problems += order_problems(*three, column=f"{what}_best", severity="error", reading="")
    values = {
        **texts,
        "source_id": texts["source_id" if one_dataset else "incident_id"],
        "province": parse_provinces(clean_text(texts["province"])),
        "source_district": clean_text(texts["source_district"]),
        "date_start": take(parse_dates(cells["date_start"], order=day_order)),
        "date_end": take(parse_dates(cells["date_end"], order=day_order)),
        "date_precision": words("date_precision", DATE_PRECISIONS),
        "place_precision": words("place_precision", PLACE_PRECISIONS),
        "group_id": words("group_id", tuple(catalogue.groups)),
        "event_type": words("event_type", tuple(EVENT_TYPES)),
        "longitude": longitude,
        "latitude": latitude,
        **counts,
        **{name: take(parse_words(cells[name], TRUTH)) == "true" for name in FLAGS},
    }
    return Reading(incident_frame(values, cells.index), problems)
