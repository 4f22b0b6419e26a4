"""UCDP events as incidents: GED yearly files (also HDX's copy) and Candidate files.

Driven by the header, so that the 49-column yearly file, its 50-column copy at HDX, and Candidate
files cut to 30 or 23 columns all read the same way. Codes: UCDP GED Codebook (Högbladh) and UCDP
Candidate Events Dataset Codebook (Hegre et al. 2020). UCDP records events with at least one death;
it gives no injured, no kind of attack and no target.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from geo.intake.cells import need_columns
from geo.intake.coded import Codes, by_combination, coded, combinations
from geo.intake.counts import parse_counts
from geo.intake.days import parse_dates
from geo.intake.fields import by_spelling, clean_text, order_counts, parse_words
from geo.intake.frame import Reading, incident_frame
from geo.intake.groups import UNKNOWN, UNLISTED, Catalogue
from geo.intake.points import parse_coordinates
from geo.intake.problems import Problem
from geo.intake.provinces import parse_provinces
from geo.intake.sides import CIVILIANS, unlisted_problems

READER_VERSION: Final = "1"
"""Raised when this reader turns the same bytes into other incidents; part of a data set's hash."""

NEEDED: Final = (
    "id",
    "date_start",
    "date_end",
    "date_prec",
    "type_of_violence",
    "side_a",
    "side_b",
    "where_prec",
    "where_coordinates",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "best",
    "high",
    "low",
)
"""Columns without which a file is refused."""

FURTHER: Final = ("code_status", "country")
"""Columns that are read where they are there; without `code_status` all rows are Clear."""

CODED: Final = frozenset((*NEEDED, *FURTHER)) - {"id", "latitude", "longitude"}
"""Columns of few spellings, read as codes (`geo.intake.coded`)."""

EVENT_TYPE: Final = {"1": "state-based", "2": "non-state", "3": "one-sided"}
"""UCDP type_of_violence."""

PLACE_PRECISION: Final = {
    "1": "exact",
    "2": "near",  # within about 25 km
    "3": "district",
    "4": "province",
    "5": "province",  # a line or a vague area
    "6": "country",
    "7": "country",  # international waters and airspace
}
"""UCDP where_prec. 4 and 5 are worth "country" where the row names no province."""

DATE_PRECISION: Final = {
    "1": "day",
    "2": "week",  # two to six days
    "3": "week",
    "4": "month",
    "5": "year",  # longer than a month
}
"""UCDP date_prec."""

UMBRELLA_PRECISIONS: Final = ("month", "year")
"""Rows so dated sum up a period (a month's tally, a campaign): counted, never a dot."""

MILITANT: Final = ("islamist", "baloch")
"""Families of groups whose dead count as militants even where they fought another group."""

PAKISTAN: Final = "Government of Pakistan"
GOVERNMENT: Final = "Government of "
ADDRESS: Final = "https://ucdp.uu.se/downloads/"


class _Dyad(NamedTuple):
    """What the two sides of a dyad mean for a row."""

    group_id: str
    other_group_id: str
    attribution: str
    security: str  # the side whose dead are Pakistan's forces: "side_a", "side_b" or ""
    militants: frozenset[str]  # the sides whose dead are militants


def read_ucdp(cells: pd.DataFrame, *, catalogue: Catalogue, day_order: str = "") -> Reading:
    """The file's rows as incidents, not yet placed, with the problems of each row.

    `cells`: a file's table with folded headers. killed_low and killed_high are the least
    and greatest of UCDP's three estimates; killed_best is UCDP's best. killed_security: deaths of a
    Government of Pakistan side; killed_militants: deaths of armed groups; missing where the dyad
    does not tell which side that is. Raises `UploadRefused` when a needed column is missing.
    """
    need_columns(cells, NEEDED)
    problems: list[Problem] = []

    def take(parsed: tuple[pd.Series, list[Problem]]) -> pd.Series:
        problems.extend(parsed[1])
        return parsed[0]

    # when and where
    province = _provinces(cells)
    longitude, latitude, point_problems = parse_coordinates(cells["longitude"], cells["latitude"])
    problems.extend(point_problems)
    date_precision = take(parse_words(cells["date_prec"], DATE_PRECISION))
    place_precision = take(parse_words(cells["where_prec"], PLACE_PRECISION))
    # how many
    low, best, high = order_counts(*(take(parse_counts(cells[n])) for n in ("low", "best", "high")))
    deaths = {
        name: take(parse_counts(cells[name]))
        for name in ("deaths_a", "deaths_b", "deaths_civilians")
    }
    # who
    sides = {name: clean_text(cells[name]) for name in ("side_a", "side_b")}
    event_type = take(parse_words(cells["type_of_violence"], EVENT_TYPE))
    codes, dyads = _dyads(sides, event_type, catalogue)
    for side in sides.values():
        problems.extend(unlisted_problems(side, catalogue))

    def of_dyad(answer: Callable[[_Dyad], str]) -> "pd.Series[str]":
        return coded([answer(one) for one in dyads], codes, event_type)

    incidents = incident_frame(
        {
            "source_id": clean_text(cells["id"]),
            "date_start": take(parse_dates(cells["date_start"], order=day_order)),
            "date_end": take(parse_dates(cells["date_end"], order=day_order)),
            "date_precision": date_precision,
            "province": province,
            "source_district": clean_text(cells["adm_2"]),
            "place": clean_text(cells["where_coordinates"]),
            "longitude": longitude,
            "latitude": latitude,
            "place_precision": by_combination(_known_to, place_precision, province),
            "side_a": sides["side_a"],
            "side_b": sides["side_b"],
            "group_id": of_dyad(lambda one: one.group_id),
            "other_group_id": of_dyad(lambda one: one.other_group_id),
            "attribution": of_dyad(lambda one: one.attribution),
            "event_type": event_type,
            "killed_low": low,
            "killed_best": best,
            "killed_high": high,
            "killed_civilians": deaths["deaths_civilians"],
            "killed_security": _killed_security(deaths, codes, dyads),
            "killed_militants": _killed_militants(deaths, codes, dyads),
            "provisional": _provisional(cells),
            "stands_for_period": date_precision.isin(UMBRELLA_PRECISIONS),
            "source_name": "UCDP",
            "source_url": ADDRESS,
        },
        cells.index,
    )
    return Reading(incidents, problems)


def _dyads(
    sides: dict[str, "pd.Series[str]"], event_type: "pd.Series[str]", catalogue: Catalogue
) -> tuple[Codes, list[_Dyad]]:
    """For each row the position of its dyad, and what each distinct dyad means."""
    codes, distinct = combinations([sides["side_a"], sides["side_b"], event_type])
    return codes, [_read_dyad(*dyad, catalogue=catalogue) for dyad in distinct]


def _read_dyad(side_a: str, side_b: str, event_type: str, *, catalogue: Catalogue) -> _Dyad:
    """The group of a row: its armed group; the foreign state where two states fought.

    Where two groups fought, both, a known one first. In a state-based row an unknown side beside a
    known group adds nothing and is dropped.
    """
    security = "side_a" if side_a == PAKISTAN else "side_b" if side_b == PAKISTAN else ""
    militants = _militant_sides(side_a, side_b, event_type, catalogue)
    ids = {
        side: group.group_id if (group := catalogue.match(side)) else UNLISTED
        for side in (side_a, side_b)
        if side not in ("", CIVILIANS)
    }
    armed = [group for side, group in ids.items() if not side.startswith(GOVERNMENT)]
    states = [group for side, group in ids.items() if side.startswith(GOVERNMENT)]
    if not armed:
        foreign = [ids[side] for side in ids if side != PAKISTAN] or states or [UNKNOWN]
        return _Dyad(foreign[0], "", _attribution(foreign[0]), security, militants)
    armed.sort(key=lambda group: group == UNKNOWN)
    other = armed[1] if len(armed) > 1 and armed[1] != armed[0] else ""
    if other == UNKNOWN and event_type == "state-based":
        other = ""
    return _Dyad(armed[0], other, _attribution(armed[0]), security, militants)


def _attribution(group_id: str) -> str:
    return "unknown" if group_id == UNKNOWN else "coded"


def _militant_sides(
    side_a: str, side_b: str, event_type: str, catalogue: Catalogue
) -> frozenset[str]:
    """The sides that are armed groups, so that their dead are militants.

    XXX770 on both sides hides which of them is the state, so it tells nothing; nor do deaths of a
    tribe or community that fought another.
    """
    if side_a == side_b:
        return frozenset()
    return frozenset(
        name
        for name, side in (("side_a", side_a), ("side_b", side_b))
        if not (side.startswith(GOVERNMENT) or side == CIVILIANS)
        and (event_type != "non-state" or _is_militant(side, catalogue))
    )


def _is_militant(side: str, catalogue: Catalogue) -> bool:
    group = catalogue.match(side)
    return group is not None and group.family in MILITANT


def _killed_security(deaths: dict[str, pd.Series], codes: Codes, dyads: list[_Dyad]) -> pd.Series:
    """Deaths of Pakistan's forces; missing where the dyad names them on no side."""
    first, second = (
        np.array([one.security == name for one in dyads], bool)[codes]
        for name in ("side_a", "side_b")
    )
    killed: pd.Series = deaths["deaths_a"].where(first)
    return killed.mask(second, deaths["deaths_b"])


def _killed_militants(deaths: dict[str, pd.Series], codes: Codes, dyads: list[_Dyad]) -> pd.Series:
    """Deaths of the sides that are armed groups; missing where no side surely is one."""
    killed = {
        name: deaths[name.replace("side", "deaths")].where(
            np.array([name in one.militants for one in dyads], bool)[codes]
        )
        for name in ("side_a", "side_b")
    }
    return killed["side_a"].add(killed["side_b"], fill_value=0).astype("Int32")


def _provinces(cells: pd.DataFrame) -> "pd.Series[str]":
    """Today's province names; the country of a row of another country that names no province.

    Country files hold Pakistan alone, the yearly world file does not: its rows are then `outside`.
    """
    province = parse_provinces(clean_text(cells["adm_1"]))
    if "country" not in cells.columns:
        return province

    def named(province: str, country: str) -> str:
        return country if not province and country != "Pakistan" else province

    return by_combination(named, province, clean_text(cells["country"]))


def _known_to(precision: str, province: str) -> str:
    """The place precision of a row: no better than the country, where it names no province."""
    return "country" if precision == "province" and not province else precision


def _provisional(cells: pd.DataFrame) -> "pd.Series[bool]":
    if "code_status" not in cells.columns:
        return pd.Series(False, index=cells.index)
    return by_spelling(cells["code_status"], lambda text: text.strip() != "Clear", "bool")
