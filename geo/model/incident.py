"""The incident table: one row for something that happened, as one source reports it.

A table is a pandas DataFrame whose columns are `COLUMNS` (the source's facts) and, once placed on
a vintage of districts, also `PLACEMENT_COLUMNS`. Rows are sorted by (date_start, incident_id) and
carry a plain RangeIndex. Text is never missing ("" means not given); numbers and coordinates that
are missing are missing, never 0.
"""

from typing import Final

import pandas as pd
import pandera.pandas as pa

from geo.model.precision import DATE_PRECISIONS, PLACE_PRECISIONS, PLACED_BY, PLACEMENTS

TEXT_COLUMNS: Final = (
    "incident_id",  # "<data set>:<source id>", unique in a selection
    "dataset_id",
    "source_id",
    "province",  # today's name; FATA counts as Khyber Pakhtunkhwa; "" when not given
    "source_district",  # as the source spells it
    "place",  # place name as the source gives it
    "side_a",  # as the source spells it
    "side_b",
    "group_id",  # the armed group it is coded to (geo.model.group); "unknown" when none is
    "other_group_id",  # a second armed group, when two fought each other; else ""
    "attribution",  # claimed, attributed, coded (by the data set), unknown
    "event_type",  # id in EVENT_TYPES
    "target",  # whom it struck, where the source says
    "confidence",  # high, medium, low; "" where the source does not say
    "source_name",  # publisher
    "source_url",
    "source_url_2",
)
COUNT_COLUMNS: Final = (
    "killed_low",
    "killed_best",
    "killed_high",
    "killed_civilians",
    "killed_security",
    "killed_militants",
    "injured_low",
    "injured_best",
    "injured_high",
)
COLUMNS: Final = (
    "incident_id",
    "dataset_id",
    "source_id",
    "date_start",
    "date_end",
    "date_precision",
    "province",
    "source_district",
    "place",
    "longitude",  # degrees, EPSG:4326
    "latitude",
    "place_precision",
    "side_a",
    "side_b",
    "group_id",
    "other_group_id",
    "attribution",
    "event_type",
    "target",
    *COUNT_COLUMNS,
    "confidence",
    "provisional",  # the source says the row may still change
    "stands_for_period",  # sums up more than a week: counted, never a dot
    "point_suspect",  # the point is known to be wrong: never a dot
    "source_name",
    "source_url",
    "source_url_2",
)
PLACEMENT_COLUMNS: Final = (
    "district_id",  # "" when no district can be named
    "placed_by",
    "placement",
    "candidates",  # district_ids joined by "|" when several fit, else ""
    "on_map",  # the point may be drawn as a dot
)

EVENT_TYPES: Final = {
    # UCDP's three types of violence (UCDP definitions, type_of_violence 1, 2, 3)
    "state-based": "State-based conflict",
    "non-state": "Conflict between groups",
    "one-sided": "Violence against civilians",
    # kinds of attack in the compiled table (own vocabulary of that table)
    "armed-assault": "Armed assault",
    "ambush": "Ambush",
    "raid": "Raid",
    "ied": "Roadside bomb (IED)",
    "bombing": "Bombing",
    "suicide-bombing": "Suicide bombing",
    "targeted-killing": "Targeted killing",
    "kidnapping": "Kidnapping",
    "mortar": "Mortar fire",
    "drone": "Drone",
    "clash": "Clash",
    "operation": "Operation by the state",
    "other": "Other",
    # ACLED's kinds that have no counterpart above (ACLED Codebook 2024, event types)
    "acled-remote": "Shelling, air strike or other explosion (ACLED)",
    "acled-unrest": "Protest or riot (ACLED)",
    "acled-strategic": "Strategic development (ACLED)",
}
UCDP_TYPES: Final = ("state-based", "non-state", "one-sided")
ACLED_TYPES: Final = ("acled-remote", "acled-unrest", "acled-strategic")
NOT_ATTACKS: Final = ("operation", "clash", "other", *ACLED_TYPES)
"""Kinds that are not attacks by an armed group, or that do not say so."""

PROVINCES: Final = {"bl": "Balochistan", "kp": "Khyber Pakhtunkhwa"}
"""The study area: the prefix of a district_id and the province's name."""

_DATE = pa.Column("datetime64[us]", nullable=False)
_COUNT = pa.Column("Int32", pa.Check.ge(0), nullable=True)
_FLAG = pa.Column("bool", nullable=False)


def _words(allowed: tuple[str, ...]) -> pa.Column:
    return pa.Column("str", pa.Check.isin(allowed), nullable=False)


def _ordered(low: str, best: str, high: str) -> pa.Check:
    """Low <= best <= high wherever both are given."""

    def holds(rows: pd.DataFrame) -> bool:
        lower = (rows[low] <= rows[best]).fillna(True).all()
        upper = (rows[best] <= rows[high]).fillna(True).all()
        return bool(lower and upper)

    return pa.Check(holds, name=f"{low} <= {best} <= {high}")


INCIDENTS: Final = pa.DataFrameSchema(
    {
        **{name: pa.Column("str", nullable=False) for name in TEXT_COLUMNS},
        **dict.fromkeys(COUNT_COLUMNS, _COUNT),
        "incident_id": pa.Column("str", nullable=False, unique=True),
        "event_type": _words(tuple(EVENT_TYPES)),
        "date_start": _DATE,
        "date_end": _DATE,
        "date_precision": _words(DATE_PRECISIONS),
        "place_precision": _words(PLACE_PRECISIONS),
        "longitude": pa.Column("float64", pa.Check.in_range(-180, 180), nullable=True),
        "latitude": pa.Column("float64", pa.Check.in_range(-90, 90), nullable=True),
        "provisional": _FLAG,
        "stands_for_period": _FLAG,
        "point_suspect": _FLAG,
    },
    checks=[
        _ordered("killed_low", "killed_best", "killed_high"),
        _ordered("injured_low", "injured_best", "injured_high"),
        pa.Check(
            lambda rows: (rows["date_start"] <= rows["date_end"]).all(), name="dates in order"
        ),
        pa.Check(
            lambda rows: (rows["longitude"].isna() == rows["latitude"].isna()).all(),
            name="both coordinates or none",
        ),
    ],
    coerce=False,
    strict=False,
)
"""Contract of the source's facts. Extra columns (a placement) are allowed."""

PLACED: Final = INCIDENTS.add_columns(
    {
        "district_id": pa.Column("str", nullable=False),
        "placed_by": _words(PLACED_BY),
        "placement": _words(PLACEMENTS),
        "candidates": pa.Column("str", nullable=False),
        "on_map": _FLAG,
    }
)
"""Contract of incidents placed on one vintage of districts."""


def check_incidents(table: pd.DataFrame) -> pd.DataFrame:
    """The same table, after every rule of `INCIDENTS` held.

    Raises `pandera.errors.SchemaErrors` with all failures at once.
    """
    return INCIDENTS.validate(table, lazy=True)


def check_placed(table: pd.DataFrame) -> pd.DataFrame:
    """The same table, after every rule of `PLACED` held."""
    return PLACED.validate(table, lazy=True)
