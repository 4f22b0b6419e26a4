"""The incident table: one row for something that happened, as one source reports it.

A table is a pandas DataFrame whose columns are `COLUMNS` (the source's facts) and, once placed on
a vintage of districts, also `PLACEMENT_COLUMNS`. Rows are sorted by (date_start, incident_id) and
carry a plain RangeIndex. Text is never missing ("" means not given); numbers and coordinates that
are missing are missing, never 0.
"""

from typing import Final

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


class ContractError(ValueError):
    """A table that breaks the contract of incidents; the message holds every failure."""
