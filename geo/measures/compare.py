"""Two districts side by side, and one district in full."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from geo.measures.account import reason_of
from geo.measures.previous import Previous
from geo.measures.series import count_by_month
from geo.measures.summary import summarise_districts
from geo.measures.tolls import TOLL_COLUMNS, Toll, count_toll, toll_by
from geo.model.precision import PLACE_PRECISIONS
from geo.places.layers import district_table
from geo.store.select import Selection, asked_districts

COMPARED: Final = {
    "incidents": "Incidents",
    "killed_best": "Killed (best estimate)",
    "killed_low": "Killed (lowest)",
    "killed_high": "Killed (highest)",
    "killed_unknown": "Incidents with unknown toll",
    "injured_best": "Injured, where reported",
    "incidents_per_100k": "Incidents per 100,000 people",
    "killed_per_100k": "Killed per 100,000 people",
    "incidents_per_1000km2": "Incidents per 1,000 km²",
    "killed_per_1000km2": "Killed per 1,000 km²",
    "exact_share": "Share known to an exact place",
    "certain_incidents": "Incidents certainly in the district",
    "dots": "Drawn as dots",
    "population_2023": "Population, 2023 census",
    "area_km2": "Area in km²",
}
"""Measures of a comparison and their words, in the order shown."""

LATEST: Final = 10
"""Incidents listed in a profile, newest first."""


@dataclass(frozen=True)
class DistrictProfile:
    """One district under one filter. Tables carry toll columns and are sorted, largest first."""

    district_id: str
    name: str
    name_ur: str
    province: str
    toll: Toll
    reasons: dict[str, int]  # why each incident is or is not a dot (ids of account.REASONS)
    by_precision: pd.DataFrame  # one row per place precision, best first, zeros included
    by_group: pd.DataFrame
    by_type: pd.DataFrame
    by_month: pd.DataFrame  # series.count_by_month
    latest: pd.DataFrame  # incident rows, newest first


def compare_districts(
    selection: Selection, first: str, second: str, previous: Previous | None = None
) -> pd.DataFrame:
    """The measures of two districts: columns measure, words, first, second, ratio (float64).

    `ratio` is first / second; NaN where second is 0 or either is missing. Raises KeyError for a
    district that the vintage does not have, or that the filter leaves out.
    """
    _known(selection, first)
    _known(selection, second)
    summary = summarise_districts(selection, previous).set_index("district_id")
    values = summary.loc[[first, second], list(COMPARED)].astype("Float64").astype("float64")
    table = pd.DataFrame(
        {
            "measure": pd.array(list(COMPARED), dtype="str"),
            "words": pd.array(list(COMPARED.values()), dtype="str"),
            "first": values.loc[first].to_numpy(),
            "second": values.loc[second].to_numpy(),
        }
    )
    return table.assign(ratio=table["first"] / table["second"].where(table["second"] != 0))


def profile(selection: Selection, district_id: str) -> DistrictProfile:
    """Everything about one district under the selection's filter.

    Raises KeyError for a district that the vintage does not have, or that the filter leaves out.
    """
    facts = _known(selection, district_id)
    rows = selection.counted[selection.counted["district_id"] == district_id]
    precisions = toll_by(rows, rows["place_precision"]).reindex(PLACE_PRECISIONS, fill_value=0)
    newest = rows.sort_values(["date_start", "incident_id"], ascending=False)
    return DistrictProfile(
        district_id=district_id,
        name=str(facts["name"]),
        name_ur=str(facts["name_ur"]),
        province=str(facts["province"]),
        toll=count_toll(rows),
        reasons={str(key): int(count) for key, count in reason_of(rows).value_counts().items()},
        by_precision=precisions.rename_axis("place_precision").reset_index(),
        by_group=_largest_first(rows, "group_id"),
        by_type=_largest_first(rows, "event_type"),
        by_month=count_by_month(
            rows, start=selection.start, end=selection.end, coverage=selection.coverage
        ),
        latest=newest.head(LATEST).reset_index(drop=True),
    )


def _known(selection: Selection, district_id: str) -> dict[str, object]:
    """The district's row of the district table."""
    vintage = selection.wanted.vintage
    table = district_table(vintage).set_index("district_id")
    if district_id not in table.index:
        raise KeyError(f"no district {district_id!r} in the {vintage} districts")
    if district_id not in asked_districts(selection.wanted):
        raise KeyError(f"the filter leaves district {district_id!r} out")
    [facts] = table.loc[[district_id]].to_dict("records")
    return {str(name): fact for name, fact in facts.items()}


def _largest_first(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """The toll per value of a column, most incidents first (ties by name)."""
    tolls = toll_by(rows, rows[column])[list(TOLL_COLUMNS)].rename_axis(column).reset_index()
    return tolls.sort_values(["incidents", column], ascending=[False, True], ignore_index=True)
