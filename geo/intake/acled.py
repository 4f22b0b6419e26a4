"""ACLED events as incidents: the old export, 31 columns (2023) and 35 columns (2025).

ACLED's terms do not allow its rows to be passed on: they are read for the person who holds them and
never enter the repository, a log, a shared cache or an export marked public.

Codes: ACLED Codebook (2024): geo_precision 1 town, 2 part of a region near a town, 3 larger region,
its point a capital; time_precision 1 day, 2 week, 3 month. ACLED gives one number of dead, which is
the best figure and, as the only one, also the lowest and highest. It records events without deaths,
protests and strategic developments too.
"""

from typing import Final

import pandas as pd

from geo.intake.cells import need_columns
from geo.intake.counts import parse_counts
from geo.intake.days import parse_dates
from geo.intake.fields import by_spelling, clean_text, order_counts, parse_words
from geo.intake.frame import Reading, incident_frame
from geo.intake.groups import UNKNOWN, UNLISTED, Catalogue
from geo.intake.points import parse_coordinates
from geo.intake.problems import Problem
from geo.intake.provinces import parse_provinces
from geo.intake.sides import code_groups, unlisted_problems

READER_VERSION: Final = "2"
"""Raised when this reader turns the same bytes into other incidents; part of a data set's hash."""

NEEDED: Final = (
    "event_id_cnty",
    "event_date",
    "time_precision",
    "event_type",
    "sub_event_type",
    "actor1",
    "actor2",
    "inter1",
    "inter2",
    "admin1",
    "admin2",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "fatalities",
)
"""Columns that all three shapes have; without one a file is refused."""

FURTHER: Final = ("country", "civilian_targeting")
"""Columns that are read where they are there."""

SUB_EVENT: Final = {
    "armed clash": "clash",
    "suicide bomb": "suicide-bombing",
    "remote explosive/landmine/ied": "ied",
    "attack": "one-sided",  # of civilians, by ACLED's definition
    "abduction/forced disappearance": "kidnapping",
}
"""Sub-event types with the very meaning of a kind here."""

EVENT: Final = {
    "battles": "clash",
    "violence against civilians": "one-sided",
    "explosions/remote violence": "acled-remote",
    "protests": "acled-unrest",
    "riots": "acled-unrest",
    "strategic developments": "acled-strategic",
}
"""Event types, where the sub-event type has no such meaning."""

PLACE_PRECISION: Final = {"1": "exact", "2": "near", "3": "province"}
"""ACLED geo_precision. 3 names a region and puts the point on its capital: no district follows."""

DATE_PRECISION: Final = {"1": "day", "2": "week", "3": "month"}
"""ACLED time_precision."""

ARMED: Final = ("2", "3", "4", "rebel group", "political militia", "identity militia")
"""Inter codes (numbers to 2024, words since, in the singular) of armed groups that are no state."""


def read_acled(cells: pd.DataFrame, *, catalogue: Catalogue, day_order: str = "") -> Reading:
    """The file's rows as incidents, not yet placed, with the problems of each row.

    `cells`: a file's table with folded headers. The group is that of the rebel or militia side;
    where both sides are such, the second is the other group. Raises `UploadRefused` when a needed
    column is missing.
    """
    need_columns(cells, NEEDED)
    problems: list[Problem] = []

    def take(parsed: tuple[pd.Series, list[Problem]]) -> pd.Series:
        problems.extend(parsed[1])
        return parsed[0]

    longitude, latitude, point_problems = parse_coordinates(cells["longitude"], cells["latitude"])
    problems.extend(point_problems)
    day = take(parse_dates(cells["event_date"], order=day_order))
    fatalities = take(parse_counts(cells["fatalities"]))
    low, best, high = order_counts(fatalities, fatalities, fatalities)
    sides = cells[["actor1", "actor2"]].apply(clean_text)
    armed = armed_sides(cells)
    group_id, other_group_id = _groups(armed, catalogue)
    problems += [problem for side in armed for problem in unlisted_problems(side, catalogue)]

    incidents = incident_frame(
        {
            "source_id": clean_text(cells["event_id_cnty"]),
            "date_start": day,
            "date_end": day,
            "date_precision": take(parse_words(cells["time_precision"], DATE_PRECISION)),
            "province": _provinces(cells),
            "source_district": clean_text(cells["admin2"]),
            "place": clean_text(cells["location"]),
            "longitude": longitude,
            "latitude": latitude,
            "place_precision": take(parse_words(cells["geo_precision"], PLACE_PRECISION)),
            "side_a": sides["actor1"],
            "side_b": sides["actor2"],
            "group_id": group_id,
            "other_group_id": other_group_id,
            "attribution": pd.Series("coded", index=cells.index, dtype="str").mask(
                group_id == UNKNOWN, "unknown"
            ),
            "event_type": _event_types(cells),
            "target": _targets(cells),
            "killed_low": low,
            "killed_best": best,
            "killed_high": high,
            "source_name": "ACLED: " + clean_text(cells["source"]),
        },
        cells.index,
    )
    return Reading(incidents, problems)


def _provinces(cells: pd.DataFrame) -> "pd.Series[str]":
    """Today's province names; the country of a row of another country."""
    province = parse_provinces(clean_text(cells["admin1"]))
    if "country" not in cells.columns:
        return province
    country = clean_text(cells["country"])
    return province.mask(~country.isin(("", "Pakistan")), country)


def _event_types(cells: pd.DataFrame) -> "pd.Series[str]":
    sub = by_spelling(
        cells["sub_event_type"], lambda text: SUB_EVENT.get(text.strip().casefold(), ""), "str"
    )
    whole = by_spelling(
        cells["event_type"], lambda text: EVENT.get(text.strip().casefold(), "other"), "str"
    )
    return sub.mask(sub == "", whole)


def _targets(cells: pd.DataFrame) -> "pd.Series[str]":
    """ "civilians" where ACLED says that civilians were the target."""
    if "civilian_targeting" not in cells.columns:
        return pd.Series("", index=cells.index, dtype="str")
    said = cells["civilian_targeting"].str.strip() != ""
    return pd.Series("", index=cells.index, dtype="str").mask(said, "civilians")


def armed_sides(cells: pd.DataFrame) -> list["pd.Series[str]"]:
    """Both actors' names where they are an armed group that is no state, else ""."""
    sides = []
    for name, inter in (("actor1", "inter1"), ("actor2", "inter2")):
        code = by_spelling(
            cells[inter], lambda text: text.strip().casefold().removesuffix("s"), "str"
        )
        sides.append(clean_text(cells[name]).where(code.isin(ARMED), ""))
    return sides


def _groups(
    armed: list["pd.Series[str]"], catalogue: Catalogue
) -> tuple["pd.Series[str]", "pd.Series[str]"]:
    """The armed group of each row, a known one first, and a second one that it fought."""
    first, second = (code_groups(side, catalogue).mask(side == "", "") for side in armed)
    nobody = ("", UNKNOWN)
    lead = first.mask(first.isin(nobody) & ~second.isin(nobody), second)
    other = second.where(lead == first, first)
    other = other.mask(other.isin((UNKNOWN, UNLISTED)) | (other == lead), "")
    return lead.mask(lead == "", UNKNOWN), other
