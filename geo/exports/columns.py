"""The codebook: what every exported column means, in words that travel with the file."""

from collections.abc import Iterable
from typing import Final

COLUMN_WORDS: Final = {
    # the district table
    "district_id": "stable id of the district; empty where the row has no district",
    "name": "district, or why a row of counts has none",
    "name_ur": "name in Urdu",
    "reason": "why these incidents have no district",
    "province": "province by today's borders; former FATA counts as Khyber Pakhtunkhwa",
    "incidents": "incidents whose span overlaps the days shown",
    "killed_low": "lowest credible number killed; empty = not reported",
    "killed_best": "best estimate of the number killed; empty = not reported",
    "killed_high": "highest credible number killed, often a claim; empty = not reported",
    "killed_certain": "lowest number killed by incidents that can lie in no other district",
    "killed_possible": "highest number killed by all that may lie here; does not add up",
    "killed_unknown": "incidents with neither a best nor a lowest number of killed; they add 0",
    "injured_best": "best estimate of the injured; UCDP reports none, so it is a lower bound",
    "injured_unknown": "incidents with neither a best nor a lowest number of injured; they add 0",
    "incidents_per_100k": "incidents per 100,000 people (census 2023), over the whole period",
    "killed_per_100k": "killed (best) per 100,000 people (census 2023), over the whole period",
    "incidents_per_1000km2": "incidents per 1,000 km2, over the whole period",
    "killed_per_1000km2": "killed (best) per 1,000 km2, over the whole period",
    "exact_share": "share (0-1) of the incidents whose source knows the exact place",
    "certain_incidents": "incidents whose sources agree on the district (placement certain)",
    "incidents_certain": "incidents that, as precise as their place is, lie in no other district",
    "incidents_possible": "incidents that may lie here, province-level ones too; does not add up",
    "dots": "incidents drawn as a dot on the map",
    "top_groups": "commonest armed groups with their incidents; others and unknown last",
    "first_incident": "first day of the earliest incident",
    "last_incident": "last day of the latest incident",
    "previous_incidents": "incidents in the period before: as many months where whole months "
    "are asked for, else as many days; empty = not comparable",
    "change": "incidents minus those of the period before; empty = not comparable",
    "change_note": "why there is no change, or a caution about it",
    "trend": "incidents per calendar step, oldest first (months up to 36, then quarters, years); "
    "the first and last may be covered or asked for in part only",
    "population_2023": "population, census 2023; the sum of census tehsils for younger districts",
    "area_km2": "area of the mapped district on the WGS 84 ellipsoid (geodesic)",
    # incident rows
    "incident_id": "data set and the source's own id",
    "dataset_id": "data set the row comes from",
    "source_id": "the source's own id",
    "date_start": "first day",
    "date_end": "last day",
    "date_precision": "how well the date is known: day, week, month, year",
    "source_district": "district as the source spells it",
    "place": "place as the source names it",
    "longitude": "degrees east (WGS 84) as the source gives it",
    "latitude": "degrees north (WGS 84) as the source gives it",
    "place_precision": "exact, near (within 25 km), district, province or country",
    "side_a": "first side, as the source spells it",
    "side_b": "second side, as the source spells it",
    "group_id": "armed group the row is coded to; unknown where none is named",
    "other_group_id": "second armed group, where two fought each other",
    "attribution": "claimed, attributed (a claim of others, mostly the state), coded, unknown",
    "event_type": "kind of incident; UCDP's types and the compiled table's are not the same list",
    "target": "whom it struck, where the source says",
    "killed_civilians": "civilians killed; empty = not reported",
    "killed_security": "members of state forces killed; empty = not reported",
    "killed_militants": "members of armed groups killed; empty = not reported",
    "injured_low": "lowest number injured; empty = not reported",
    "injured_high": "highest number injured; empty = not reported",
    "confidence": "confidence of the compiled table in the row; empty = not given",
    "provisional": "the source says the row may still change",
    "stands_for_period": "sums up more than a week: counted, never a dot",
    "point_suspect": "the point is known to be wrong: never a dot",
    "source_name": "publisher",
    "source_url": "address of the report",
    "source_url_2": "address of a second report",
    "placed_by": "what gave the district: name, point, nearest, none",
    "placement": "certain, conflict (name and point disagree), ambiguous, outside, unplaced",
    "candidates": "district ids that fit, where several do",
    "on_map": "drawn as a dot",
}
"""One line of meaning per column of any export."""


def column_words(columns: Iterable[str]) -> list[tuple[str, str]]:
    """(column, meaning) in the given order. Raises KeyError for a column without a meaning."""
    return [(name, COLUMN_WORDS[name]) for name in columns]
