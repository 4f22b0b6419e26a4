"""The project's own compiled table as incidents: facts from public reporting, 2022 to 2026.

28 columns, one row an incident. `killed_*` counts all reported dead, militants included; empty is
not reported, never 0. "attributed" may rest on the state's word alone.
"""

from typing import Final

import pandas as pd

from geo.intake.cells import need_columns
from geo.intake.counts import parse_counts
from geo.intake.days import parse_dates, sums_up
from geo.intake.fields import clean_text, order_counts, parse_words
from geo.intake.frame import Reading, incident_frame
from geo.intake.groups import UNKNOWN, Catalogue
from geo.intake.points import parse_coordinates
from geo.intake.problems import Problem
from geo.intake.provinces import parse_provinces
from geo.intake.sides import code_groups, unlisted_problems
from geo.model.incident import ACLED_TYPES, EVENT_TYPES, UCDP_TYPES
from geo.model.precision import DATE_PRECISIONS, PLACE_PRECISIONS

READER_VERSION: Final = "1"
"""Raised when this reader turns the same bytes into other incidents; part of a data set's hash."""

NEEDED: Final = (
    "compiled_id",
    "date_start",
    "date_end",
    "date_precision",
    "province",
    "district",
    "place",
    "latitude",
    "longitude",
    "location_precision",
    "group",
    "claimed",
    "attack_type",
    "target_type",
    "killed_low",
    "killed_best",
    "killed_high",
    "killed_security",
    "killed_civilians",
    "killed_militants",
    "injured_low",
    "injured_best",
    "injured_high",
    "source_publisher",
    "source_url",
    "source_url_2",
    "confidence",
)
"""Columns without which a file is refused."""

EVENT_TYPE: Final = {
    one.replace("-", " "): one for one in EVENT_TYPES if one not in (*UCDP_TYPES, *ACLED_TYPES)
} | {"targeted killing": "targeted-killing"}
"""attack_type as the table spells it ("suicide bombing", "IED") to the id."""

ATTRIBUTION: Final = {"claimed": "claimed", "attributed": "attributed", "unknown": "unknown"}
"""`claimed`: by whom the group is named. Attributed is a claim of others, mostly the state."""


def read_compiled(cells: pd.DataFrame, *, catalogue: Catalogue, day_order: str = "") -> Reading:
    """The table's rows as incidents, not yet placed, with the problems of each row.

    `cells`: a file's table with folded headers. A row whose date is only known to a month
    is one incident, not a period: `stands_for_period` is set for what lasted longer than its date
    precision explains. Raises `UploadRefused` when a needed column is missing.
    """
    need_columns(cells, NEEDED)
    problems: list[Problem] = []

    def take(parsed: tuple[pd.Series, list[Problem]]) -> pd.Series:
        problems.extend(parsed[1])
        return parsed[0]

    def counts(name: str) -> pd.Series:
        return take(parse_counts(cells[name]))

    longitude, latitude, point_problems = parse_coordinates(cells["longitude"], cells["latitude"])
    problems.extend(point_problems)
    start, end = (
        take(parse_dates(cells[name], order=day_order)) for name in ("date_start", "date_end")
    )
    date_precision = take(parse_words(cells["date_precision"], {w: w for w in DATE_PRECISIONS}))
    killed = order_counts(*(counts(f"killed_{which}") for which in ("low", "best", "high")))
    injured = order_counts(*(counts(f"injured_{which}") for which in ("low", "best", "high")))
    side = clean_text(cells["group"])
    group_id = code_groups(side, catalogue)
    problems.extend(unlisted_problems(side, catalogue))

    incidents = incident_frame(
        {
            "source_id": clean_text(cells["compiled_id"]),
            "date_start": start,
            "date_end": end,
            "date_precision": date_precision,
            "province": parse_provinces(clean_text(cells["province"])),
            "source_district": clean_text(cells["district"]),
            "place": clean_text(cells["place"]),
            "longitude": longitude,
            "latitude": latitude,
            "place_precision": take(
                parse_words(cells["location_precision"], {w: w for w in PLACE_PRECISIONS})
            ),
            "side_a": side,
            "group_id": group_id,
            "attribution": take(parse_words(cells["claimed"], ATTRIBUTION)).mask(
                group_id == UNKNOWN, "unknown"
            ),
            "event_type": take(parse_words(cells["attack_type"], EVENT_TYPE)),
            "target": clean_text(cells["target_type"]),
            **{f"killed_{which}": killed[n] for n, which in enumerate(("low", "best", "high"))},
            "killed_civilians": counts("killed_civilians"),
            "killed_security": counts("killed_security"),
            "killed_militants": counts("killed_militants"),
            **{f"injured_{which}": injured[n] for n, which in enumerate(("low", "best", "high"))},
            "confidence": clean_text(cells["confidence"]),
            "stands_for_period": sums_up(start, end, date_precision),
            "source_name": clean_text(cells["source_publisher"]),
            "source_url": clean_text(cells["source_url"]),
            "source_url_2": clean_text(cells["source_url_2"]),
        },
        cells.index,
    )
    return Reading(incidents, problems)
