"""A table to begin with: the columns that `geo.intake.table` reads, what goes into each, a row."""

from typing import Final, NamedTuple


class Column(NamedTuple):
    """A column of the template."""

    header: str  # means `field` to `geo.intake.mapping.guess_mapping`
    field: str  # of `geo.intake.mapping.FIELDS`
    holds: str
    example: str


TEMPLATE: Final = (
    Column(
        "date",
        "date_start",
        "The day, or the first one. A month or a year alone is kept as such.",
        "14 Mar 2024",
    ),
    Column("end_date", "date_end", "The last day, where it took more than one.", ""),
    Column("province", "province", "Balochistan or Khyber Pakhtunkhwa.", "Balochistan"),
    Column(
        "district",
        "source_district",
        "In any usual spelling, as it was called on that day.",
        "Kech",
    ),
    Column("place", "place", "Town or village.", "Turbat"),
    Column("latitude", "latitude", "Degrees north; both or none.", "26.003"),
    Column("longitude", "longitude", "Degrees east.", "63.054"),
    Column(
        "place_precision",
        "place_precision",
        "exact, near (within 25 km), district, province or country. A point without it is near.",
        "near",
    ),
    Column("group", "side_a", "Who did it, as the source says. Empty is unknown.", ""),
    Column("event_type", "event_type", "Ambush, raid, roadside bomb, clash ...", "Roadside bomb"),
    Column("target", "target", "Whom it struck.", "police"),
    Column("killed", "killed", "3, or 3-5, or “at least 3”. Empty is unknown, 0 is none.", "3-5"),
    Column("injured", "injured", "As killed.", "at least 2"),
    Column("source", "source_name", "Who reported it.", "Invented Daily"),
    Column("url", "source_url", "Where it can be read.", "https://example.org/report"),
)
"""Needed are `date` and one of `district`, `province`, `place` and the two degrees."""


def write_template() -> bytes:
    """The headers alone, as CSV that spreadsheets take: UTF-8 with its mark."""
    return (",".join(column.header for column in TEMPLATE) + "\r\n").encode("utf-8-sig")
