"""Which column of a table means what: guessed from headers and values, corrected by the user, kept.

A mapping is a small frozen value. It says nothing about one file's rows, so it fits next month's
file of the same shape.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import pandas as pd

from geo.intake.day_text import DAY_ORDERS, Span, latest_day, read_day
from geo.intake.fields import is_blank
from geo.intake.headers import fold_header
from geo.intake.meanings import named_districts
from geo.intake.points import STUDY_BOX, parse_coordinates
from geo.intake.provinces import SPELLINGS, province_name
from geo.model.precision import PLACE_PRECISIONS

FIELDS: Final = {
    "source_id": "id of the row in the source",
    "date_start": "date, or first day",
    "date_end": "last day",
    "year": "year",
    "month": "month (number or name)",
    "day": "day of the month",
    "date_precision": "how well the date is known",
    "province": "province",
    "source_district": "district",
    "place": "place name",
    "longitude": "longitude (degrees east)",
    "latitude": "latitude (degrees north)",
    "point": "longitude and latitude in one column",
    "place_precision": "how well the place is known",
    "side_a": "armed group or perpetrator",
    "side_b": "other side",
    "event_type": "kind of incident",
    "target": "whom it struck",
    "killed": "number killed",
    "killed_low": "lowest number killed",
    "killed_high": "highest number killed",
    "killed_civilians": "civilians killed",
    "killed_security": "state forces killed",
    "killed_militants": "militants killed",
    "injured": "number injured",
    "injured_low": "lowest number injured",
    "injured_high": "highest number injured",
    "source_name": "source or publisher",
    "source_url": "address of the report",
    "source_url_2": "second address",
}
"""What a column can mean, and the words for it."""

HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "source_id": ("id", "event_id", "incident_id", "no", "sr_no", "s_no", "serial_no", "ref"),
    "date_start": (
        *("date", "date_start", "start_date", "event_date", "incident_date", "date_of_incident"),
        *("day_date", "occurred", "occurred_on", "attack_date", "dated", "تاریخ"),
    ),
    "date_end": ("date_end", "end_date", "last_day", "to_date"),
    "year": ("year", "iyear", "سال"),
    "month": ("month", "imonth", "مہینہ"),
    "day": ("day", "iday", "دن"),
    "date_precision": ("date_precision",),
    "province": ("province", "adm1", "admin1", "adm_1", "state", "provstate", "region", "صوبہ"),
    "source_district": (
        *("district", "adm2", "admin2", "adm_2", "district_name", "agency", "zila", "ضلع"),
        "source_district",
    ),
    "place": (
        *("place", "location", "city", "town", "village", "site", "place_name", "area", "tehsil"),
        *("where_coordinates", "جگہ", "مقام"),
    ),
    "longitude": ("longitude", "lon", "long", "lng", "x", "x_coord", "طول_بلد"),
    "latitude": ("latitude", "lat", "y", "y_coord", "عرض_بلد"),
    "point": ("coordinates", "coords", "lat_lon", "lat_long", "latlong", "gps", "geom", "wkt"),
    "place_precision": ("place_precision", "location_precision"),
    "side_a": (
        *("group", "perpetrator", "perpetrators", "side_a", "actor1", "gname", "attacker"),
        *("claimed_by", "responsible", "responsibility", "militant_group", "outfit", "گروہ"),
    ),
    "side_b": ("side_b", "actor2", "second_group", "other_group"),
    "event_type": (
        *(
            "event_type",
            "attack_type",
            "type",
            "incident_type",
            "type_of_attack",
            "attacktype1_txt",
        ),
        *("nature", "nature_of_incident", "mode", "قسم"),
    ),
    "target": ("target", "target_type", "targtype1_txt", "victims", "target_category", "ہدف"),
    "killed": (
        *("killed", "killed_best", "deaths", "dead", "fatalities", "best", "nkill", "total_killed"),
        *("no_of_killed", "number_killed", "killed_max", "casualties_killed", "ہلاک", "جاں_بحق"),
        "ہلاکتیں",
    ),
    "killed_low": ("killed_low", "killed_min", "low", "min_killed"),
    "killed_high": ("killed_high", "high", "max_killed"),
    "killed_civilians": (
        "killed_civilians",
        "civilians_killed",
        "civilian_deaths",
        "deaths_civilians",
    ),
    "killed_security": ("killed_security", "security_killed", "security_forces_killed"),
    "killed_militants": ("killed_militants", "militants_killed", "terrorists_killed", "nkillter"),
    "injured": (
        *("injured", "injured_best", "wounded", "nwound", "total_injured", "no_of_injured"),
        *("number_injured", "injured_max", "زخمی"),
    ),
    "injured_low": ("injured_low", "injured_min", "min_injured"),
    "injured_high": ("injured_high", "max_injured"),
    "source_name": ("source", "source_name", "source_publisher", "publisher", "newspaper", "ذریعہ"),
    "source_url": ("url", "link", "source_url", "address", "reference", "web"),
    "source_url_2": ("source_url_2", "url_2", "link_2"),
}
"""Folded headers that mean a field, the best first. The lead `date` of a sheet in Urdu is تاریخ."""

KNOWN_HEADERS: Final = frozenset(name for names in HEADERS.values() for name in names)
"""All folded headers that mean something in a table."""

SAMPLE_ROWS: Final = 400
"""Rows that values are judged by."""

MOSTLY: Final = 0.8
"""Share of a column's filled sample cells that must fit before values alone decide its meaning."""

STREETS_OR_LINKS: Final = ("address", "reference")
"""Headers of links that as often mean something else."""

RUNNING_NUMBERS: Final = ("no", "sr_no", "s_no", "serial_no", "ref")
"""Headers of ids that are one only while no cell stands twice: sheets are put together by hand."""

DEFAULT_PRECISIONS: Final = ("exact", "near", "district")
"""What a point without a stated precision may be taken for."""


@dataclass(frozen=True)
class ColumnMapping:
    """Which column means which field, and what holds where no column says it."""

    columns: Mapping[str, str] = field(default_factory=dict)  # field of FIELDS -> header
    point_precision: str = "near"  # one of DEFAULT_PRECISIONS, where no column says it
    source_name: str = ""  # publisher of all rows, where no column says it

    def __post_init__(self) -> None:
        unknown = [one for one in self.columns if one not in FIELDS]
        if unknown:
            raise ValueError(f"no field is called {', '.join(unknown)}; known: {', '.join(FIELDS)}")
        if self.point_precision not in DEFAULT_PRECISIONS:
            raise ValueError(
                f"point_precision {self.point_precision!r} is none of {', '.join(PLACE_PRECISIONS)}"
            )

    def lacks(self) -> str:
        """What a table needs and no column gives, in words; "" when nothing."""
        if not {"date_start", "year"} & set(self.columns):
            return "a date"
        if not {"source_district", "province", "place", "latitude", "point"} & set(self.columns):
            return "a place (district, province, place name or coordinates)"
        return ""


def guess_mapping(table: pd.DataFrame) -> ColumnMapping:
    """A mapping by headers and, for what they leave open, by the values of the first rows.

    Each column means at most one field. Values can show dates, coordinates, districts and
    provinces; who was killed they cannot.
    """
    headers = {fold_header(str(name)): str(name) for name in table.columns}
    columns: dict[str, str] = {}
    for one, names in HEADERS.items():
        found = next(
            (headers[name] for name in names if name in headers and _may_be(table, headers[name])),
            None,
        )
        if found is not None and found not in columns.values():
            columns[one] = found
    number = columns.get("source_id", "")
    if fold_header(number) in RUNNING_NUMBERS and table[number].duplicated().any():
        del columns["source_id"]
    if "longitude" not in columns or "latitude" not in columns:
        columns = {k: v for k, v in columns.items() if k not in ("longitude", "latitude")}
    sample = table.iloc[:SAMPLE_ROWS]
    for one in ("date_start", "source_district", "province"):
        if one not in columns and not (one == "date_start" and "year" in columns):
            columns |= _by_values(sample, one, columns.values())
    if not {"longitude", "point"} & set(columns):
        columns |= _points_by_values(sample, columns.values())
    return ColumnMapping(columns)


def with_columns(mapping: ColumnMapping, columns: Mapping[str, str]) -> ColumnMapping:
    """The mapping with other columns; a blank header takes a field out."""
    kept = {**mapping.columns, **columns}
    return replace(mapping, columns={one: name for one, name in kept.items() if name})


def _may_be(table: pd.DataFrame, header: str) -> bool:
    """Whether a column may mean what its header says: an address without any link is a street's."""
    if fold_header(header) not in STREETS_OR_LINKS:
        return True
    filled = [text for text in table[header].iloc[:SAMPLE_ROWS] if not is_blank(text)]
    return not filled or any(re.search(r"https?:|www\.", text, re.IGNORECASE) for text in filled)


def _by_values(sample: pd.DataFrame, wanted: str, taken: Collection[str]) -> dict[str, str]:
    """The first free column whose cells mostly are what is wanted."""
    for name in sample.columns:
        if name not in taken and _share(sample[name], wanted) >= MOSTLY:
            return {wanted: str(name)}
    return {}


def _share(cells: "pd.Series[str]", wanted: str) -> float:
    """Share (0-1) of the filled cells that are a date, a district or a province."""
    filled = {text: count for text, count in Counter(cells).items() if not is_blank(text)}
    if wanted == "date_start" and all(re.fullmatch(r"\d{4}|\d{8}", text) for text in filled):
        return 0.0  # digits alone may be any number
    fits = sum(count for text, count in filled.items() if _FITS[wanted](text))
    return fits / max(sum(filled.values()), 1)


def _is_date(text: str) -> bool:
    last = latest_day()
    return any(isinstance(read_day(text, order=one, latest=last), Span) for one in DAY_ORDERS)


_FITS: Final[dict[str, Callable[[str], bool]]] = {
    "date_start": _is_date,
    "source_district": lambda text: bool(named_districts(text)),
    "province": lambda text: province_name(text) in SPELLINGS,
}
"""Whether a cell is what is wanted."""


def _points_by_values(sample: pd.DataFrame, taken: Collection[str]) -> dict[str, str]:
    """Two free columns whose numbers are longitudes and latitudes of this area."""
    west, south, east, north = STUDY_BOX
    found: dict[str, str] = {}
    for one, least, most in (("longitude", west, east), ("latitude", south, north)):
        for name in sample.columns:
            cells = sample[name]
            if name in taken or name in found.values() or not cells.str.contains(r"\d[.,]\d").any():
                continue
            degrees, _, _ = parse_coordinates(cells, cells)
            known = degrees.dropna()
            if len(known) and float(known.between(least, most).mean()) >= MOSTLY:
                found[one] = str(name)
                break
    return found if len(found) == 2 else {}
