"""One row per district: the table behind the map, the exports and the command line.

Rates are per 2023-census population and geodesic km2, over the whole period shown; nothing is
turned into a yearly figure.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.measures.account import reason_of
from geo.measures.previous import Previous
from geo.measures.sentence import display_names
from geo.measures.tolls import TOLL_COLUMNS, district_places, district_tolls, kind_tolls
from geo.measures.windows import Span, steps
from geo.model.incident import PROVINCES
from geo.places.layers import district_table
from geo.store.found import Found
from geo.store.select import Selection, asked_districts

SUMMARY_COLUMNS: Final = (
    "district_id",
    "name",
    "name_ur",
    "province",
    "incidents",
    "killed_low",
    "killed_best",
    "killed_high",
    "killed_unknown",
    "injured_best",
    "injured_unknown",
    "incidents_per_100k",
    "killed_per_100k",
    "incidents_per_1000km2",
    "killed_per_1000km2",
    "exact_share",
    "certain_incidents",
    "dots",
    "top_groups",
    "first_incident",
    "last_incident",
    "previous_incidents",
    "change",
    "change_note",
    "trend",
    "population_2023",
    "area_km2",
)
SHOWN_TOLLS: Final = tuple(name for name in SUMMARY_COLUMNS if name in TOLL_COLUMNS)

RATES: Final = {
    "incidents_per_100k": ("incidents", "population_2023", 100_000),
    "killed_per_100k": ("killed_best", "population_2023", 100_000),
    "incidents_per_1000km2": ("incidents", "area_km2", 1_000),
    "killed_per_1000km2": ("killed_best", "area_km2", 1_000),
}
"""What each rate counts, the column it is divided by, and how many of that unit make one."""

MOST_BINS: Final = 36
"""Bins of a trend before it turns from months to quarters, and from quarters to years."""

NAMED_GROUPS: Final = 3
"""Groups named for a district; the rest is "n others", so the numbers add up."""

NEVER: Final = 2**31
"""Day of no incident; days since 1970 have fewer bits."""

Days = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


def summarise_districts(
    selection: Selection,
    previous: Previous | None = None,
    *,
    names: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """One row per district that the filter lets in, columns `SUMMARY_COLUMNS`, zeros included.

    Counts are int64; rates are float64 and NaN where population or area is missing; `exact_share`
    (0-1) is NaN and the dates NaT for a district without incidents. `first_incident` is the first
    day, `last_incident` the last day of any incident. `previous_incidents` and `change` (Int64)
    are missing without a comparable period before; `change_note` says why, or cautions. `trend`
    holds incidents per bin of `trend_bins(selection)`. Together with `rest_of_summary` the rows
    add up to the counted incidents. `names` defaults to `display_names()`.
    """
    table = district_table(selection.wanted.vintage).set_index("district_id")
    ids = table.index
    measured = measure_districts(selection)
    kinds = kind_tolls(selection)
    placed = kinds[kinds["district_id"] != ""]
    known = display_names() if names is None else names
    parts = [
        table[["name_ur", "province", "population_2023", "area_km2"]],
        measured,
        _certainty(placed, ids),
        _change(measured["incidents"], previous),
        _top_groups(placed, known).reindex(ids, fill_value="").rename("top_groups"),
        _over_time(selection, measured["incidents"]),
    ]
    shown = pd.concat(parts, axis=1).loc[asked_districts(selection.wanted)]
    return shown.reset_index()[list(SUMMARY_COLUMNS)]


def measure_districts(selection: Selection) -> pd.DataFrame:
    """The part of the summary that a map shows: name, `SHOWN_TOLLS` and `RATES` by district_id."""
    tolls, bases = district_tolls(selection), _bases(selection.wanted.vintage)
    rates = {one: tolls[counted] / bases[one] for one, (counted, _, _) in RATES.items()}
    return pd.concat([bases["name"], tolls[list(SHOWN_TOLLS)], pd.DataFrame(rates)], axis=1)


def rest_of_summary(selection: Selection) -> pd.DataFrame:
    """The counted incidents that have no district: one row per reason and province asked for.

    Columns reason ("between_districts", "province_only"), province ("" when not even that is
    given; such a row is present only if it holds incidents) and `SHOWN_TOLLS`.
    """
    kinds = kind_tolls(selection)
    rest = kinds[kinds["district_id"] == ""]
    keys = reason_of(rest) + "|" + rest["province"]
    asked = selection.wanted.provinces
    plain = [
        f"{reason}|{name}"
        for reason in ("between_districts", "province_only")
        for province, name in PROVINCES.items()
        if not asked or province in asked
    ]
    tolls = rest[list(TOLL_COLUMNS)].groupby(keys.to_numpy()).sum()
    order = plain + [key for key in tolls.index if key not in plain]
    tolls = tolls.reindex(order, fill_value=0)[list(SHOWN_TOLLS)]
    split = [key.split("|") for key in order]
    words = pd.DataFrame(split, columns=["reason", "province"], dtype="str")
    return pd.concat([words, tolls.reset_index(drop=True)], axis=1)


def trend_bins(selection: Selection) -> tuple[Span, ...]:
    """The calendar bins of a trend, of the step `trend_step`; the first and last may reach out.

    A bin that no data set covers holds 0 like an empty one; `series.covered_steps` tells.
    """
    return steps(selection.start, selection.end, step=trend_step(selection))


def trend_step(selection: Selection) -> str:
    """The step of a trend: months if at most 36, else quarters if at most 36, else years."""
    for step in ("month", "quarter"):
        if len(steps(selection.start, selection.end, step=step)) <= MOST_BINS:
            return step
    return "year"


def rate_basis(measure: str, table: pd.DataFrame) -> tuple[str, "pd.Series[float]"]:
    """What a measure counts and what it divides by: a toll column, and a base per row of `table`.

    The base is 1 for a plain count, people / 100,000 or km2 / 1,000 for a rate, NaN where the
    population or area is missing or 0. `table` has population_2023 and area_km2. Raises KeyError
    for a measure that is neither a toll column nor in `RATES`.
    """
    if measure in TOLL_COLUMNS:
        return measure, pd.Series(1.0, index=table.index)
    counted, column, unit = RATES[measure]
    base = table[column].astype("Float64").astype("float64") / unit
    return counted, base.where(base > 0)


@cache
def _bases(vintage: str) -> pd.DataFrame:
    """Names, and what each rate divides by, by district_id; shared, do not change."""
    table = district_table(vintage).set_index("district_id")
    bases = {measure: rate_basis(measure, table)[1] for measure in RATES}
    return pd.DataFrame({"name": table["name"], **bases})


def _certainty(placed: pd.DataFrame, ids: "pd.Index[str]") -> pd.DataFrame:
    """How well the incidents of each district are known to lie there."""
    incidents = placed["incidents"]
    numbers = pd.DataFrame(
        {
            "exact_share": incidents.where(placed["place_precision"] == "exact", 0),
            "certain_incidents": incidents.where(placed["placement"] == "certain", 0),
            "dots": incidents.where(placed["on_map"], 0),
            "incidents": incidents,
        }
    )
    known = numbers.groupby(placed["district_id"].to_numpy()).sum()
    known = known.reindex(ids, fill_value=0).astype("int64")
    exact = known["exact_share"] / known["incidents"].where(known["incidents"] > 0)
    return known.drop(columns="incidents").assign(exact_share=exact)


def _change(incidents: "pd.Series[int]", previous: Previous | None) -> pd.DataFrame:
    """The period before beside this one; missing where it cannot be compared."""
    earlier: pd.Series[int] = pd.Series(pd.NA, index=incidents.index, dtype="Int64")
    if previous is not None and previous.selection is not None:
        earlier = district_tolls(previous.selection)["incidents"].astype("Int64")
    return pd.DataFrame(
        {
            "previous_incidents": earlier,
            "change": incidents.astype("Int64") - earlier,
            "change_note": "" if previous is None else previous.note,
        }
    )


def _top_groups(placed: pd.DataFrame, names: Mapping[str, str]) -> "pd.Series[str]":
    """Per district, "name (n)" of the commonest groups, then "others (n)", then "unknown (n)"."""
    counts = placed.groupby(["district_id", "group_id"])["incidents"].sum().reset_index()
    counts = counts.sort_values(
        ["district_id", "incidents", "group_id"], ascending=[True, False, True]
    )
    texts = {
        district: _group_words(dict(zip(part["group_id"], part["incidents"], strict=True)), names)
        for district, part in counts.groupby("district_id")
    }
    return pd.Series(texts, dtype="str")


def _group_words(counts: dict[str, int], names: Mapping[str, str]) -> str:
    named = [group for group in counts if group not in ("unknown", "")]
    words = [f"{names.get(group, group)} ({counts[group]:,})" for group in named[:NAMED_GROUPS]]
    rest = sum(counts[group] for group in named[NAMED_GROUPS:])
    unknown = counts.get("unknown", 0) + counts.get("", 0)
    words += [f"others ({rest:,})"] if rest else []
    words += [f"unknown ({unknown:,})"] if unknown else []
    return ", ".join(words)


def _over_time(selection: Selection, incidents: "pd.Series[int]") -> pd.DataFrame:
    """First and last day of every district's incidents, and how many fall in each bin."""
    place, expected = district_places(selection), incidents.to_numpy() > 0
    columns = {
        "first_incident": _as_dates(_first_days(selection.found, place, expected)),
        "last_incident": _as_dates(_last_days(selection.found, place, expected)),
        "trend": pd.Series(_trends(selection, place, len(incidents)), dtype="object"),
    }
    return pd.DataFrame(columns).set_index(incidents.index)


def _first_days(found: Found, place: Places, expected: Flags) -> Days:
    """Per district the first day of any incident; rows come in the order of that day."""
    first = np.full(len(expected), NEVER)
    for rows in found.blocks("counted"):
        at = place[found.codes.kind[rows]]
        days = found.codes.first_day[rows[at >= 0]]
        np.minimum.at(first, at[at >= 0], days.astype(np.int64))
        if (first[expected] != NEVER).all():
            break
    return first


def _last_days(found: Found, place: Places, expected: Flags) -> Days:
    """Per district the last day of any incident: of those that lasted, or the one begun last."""
    lasting = found.lasting("counted")
    last = np.full(len(expected), -NEVER)
    at = place[found.codes.kind[lasting]]
    np.maximum.at(last, at[at >= 0], found.codes.last_day[lasting[at >= 0]].astype(np.int64))
    seen = np.zeros(len(expected), dtype=bool)
    for rows in found.blocks("counted", backwards=True):
        at = place[found.codes.kind[rows]]
        days = found.codes.last_day[rows[at >= 0]]
        np.maximum.at(last, at[at >= 0], days.astype(np.int64))
        seen[at[at >= 0]] = True
        if seen[expected].all():
            break
    return np.where(last == -NEVER, NEVER, last)


def _as_dates(days: Days) -> pd.DatetimeIndex:
    """Days since 1970 as dates, missing where there is none."""
    dates = np.where(days == NEVER, 0, days).astype("datetime64[D]").astype("datetime64[us]")
    return pd.DatetimeIndex(np.where(days == NEVER, np.datetime64("NaT"), dates))


def _trends(selection: Selection, place: Places, count: int) -> list[list[int]]:
    """Incidents per bin for every district, zeros included; earlier ones are in the first bin."""
    ends = [min(last, selection.end) for _, last in trend_bins(selection)]
    kinds, until = selection.found.incidents_until("counted", ends)
    at = place[kinds]
    by_district = np.zeros((count, len(ends)), dtype=np.int64)
    np.add.at(by_district, at[at >= 0], until[at >= 0])
    found: list[list[int]] = np.diff(by_district, axis=1, prepend=0).tolist()
    return found
