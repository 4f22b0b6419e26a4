"""Districts and their vintages."""

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True)
class Vintage:
    """A district layer that was true for a span of dates."""

    title: str
    true_from: date
    true_to: date
    districts: int


VINTAGES: Final = {
    "2025": Vintage(
        "72 districts (Sept 2022 – Feb 2026)", date(2022, 9, 13), date(2026, 2, 23), 72
    ),
    "2023": Vintage("69 districts of the 2023 census", date(2021, 6, 29), date(2022, 8, 30), 69),
}
DEFAULT_VINTAGE: Final = "2025"

DISTRICT_COLUMNS: Final = (
    "district_id",  # readable and stable: "kp-bajaur"
    "name",
    "name_ur",
    "province",
    "division",
    "parent_id",  # the district of the 2023 census that it belongs to (itself, mostly)
    "pcode",  # OCHA COD-AB 2022; "" where the district is younger
    "population_2017",
    "population_2023",
    "population_note",  # "census" or "derived from census tehsils"
    "area_km2",  # geodesic on WGS 84, from the layer's geometry
    "note",
)
