"""The slow and obvious way from a filter to rows, and a shelf on which it is hard to be right."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from geo.intake.groups import groups, members
from geo.model.filter import IncidentFilter
from geo.model.incident import PROVINCES
from geo.store.own import own_dataset
from geo.store.shelf import Shelf, shipped_shelf
from tests.store.tables import brought

NAMED_PROVINCES = {name: key for key, name in PROVINCES.items()}
PLACES = [
    ("Balochistan", "Quetta", "exact"),
    ("Balochistan", "Kech", "near"),
    ("Balochistan", "Kech", "district"),
    ("Khyber Pakhtunkhwa", "Bajaur", "exact"),
    ("Khyber Pakhtunkhwa", "North Waziristan", "district"),
    ("Khyber Pakhtunkhwa", "South Waziristan", "district"),
    ("Khyber Pakhtunkhwa", "", "province"),
    ("Balochistan", "", "province"),
    ("Punjab", "Lahore", "exact"),
    ("", "", "country"),
]
"""Province, district and precision: in a district, between two, in none, outside."""


def tangled_shelf() -> Shelf:
    """A shelf with two more data sets that overlap: long rows, two-sided ones, missing figures."""
    shelf = shipped_shelf()
    for seed, precedence in ((1, 100), (2, 0)):
        rows = _tangled(seed)
        about = own_dataset(rows, f"Tangled {seed}", precedence=precedence)
        covers_from, covers_to = date(2024, 2, 10), date(2025, 9, 20)
        shelf = shelf.with_table(
            about if seed == 2 else replace(about, covers_from=covers_from, covers_to=covers_to),
            rows,
        )
    return shelf


def _tangled(seed: int, count: int = 300) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    start = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 700, count), unit="D")
    length = np.where(random.random(count) < 0.6, 0, random.integers(0, 90, count))
    known = [*groups()][:12]
    place = [PLACES[one] for one in random.integers(0, len(PLACES), count)]
    low = random.integers(0, 5, count)
    best = low + random.integers(0, 3, count)

    def some(values: np.ndarray, share: float) -> list[object]:
        return [None if random.random() < share else int(one) for one in values]

    return brought(
        tuple(str(day.date()) for day in start),
        source_id=[f"{seed}-{number:04d}" for number in range(count)],
        date_end=list(start + pd.to_timedelta(length, unit="D")),
        stands_for_period=[bool(one > 7) for one in length],
        province=[one[0] for one in place],
        source_district=[one[1] for one in place],
        place_precision=[one[2] for one in place],
        group_id=[known[one] for one in random.integers(0, len(known), count)],
        other_group_id=[
            known[one] if random.random() < 0.3 else ""
            for one in random.integers(0, len(known), count)
        ],
        event_type=[["ied", "ambush", "raid"][one] for one in random.integers(0, 3, count)],
        killed_low=some(low, 0.2),
        killed_best=some(best, 0.3),
        killed_high=some(best + 2, 0.4),
        injured_best=some(best, 0.5),
    )


def plain_parts(wanted: IncidentFilter, shelf: Shelf) -> dict[str, list[str]]:
    """The ids of the rows in each part of a selection, found row by row."""
    chosen = shelf.ranked(wanted.datasets)
    found: dict[str, list[str]] = {
        name: [] for name in ("counted", "outside", "country_only", "superseded")
    }
    for dataset_id in chosen:
        for row in shelf.load(dataset_id, wanted.vintage).to_dict("records"):
            if matches(row, wanted):
                found[_part(row, chosen, shelf)].append(row["incident_id"])
    return {name: sorted(ids) for name, ids in found.items()}


def matches(row: dict[str, object], wanted: IncidentFilter) -> bool:
    """Whether a row meets every condition of a filter but its data sets."""
    sides = {row["group_id"], row["other_group_id"]} - {""}
    asked = {one for group in wanted.groups for one in members(group)}
    killed = row["killed_best"]
    return all(
        (
            wanted.start is None or row["date_end"].date() >= wanted.start,
            wanted.end is None or row["date_start"].date() <= wanted.end,
            not wanted.provinces or _province(row) in wanted.provinces,
            not wanted.districts or row["district_id"] in wanted.districts,
            not wanted.groups or bool(sides & asked),
            not wanted.event_types or row["event_type"] in wanted.event_types,
            not wanted.precisions or row["place_precision"] in wanted.precisions,
            wanted.killed_from is None or (not pd.isna(killed) and killed >= wanted.killed_from),
            wanted.killed_to is None or (not pd.isna(killed) and killed <= wanted.killed_to),
        )
    )


def _province(row: dict[str, object]) -> str:
    if row["placement"] == "outside":
        return ""
    return row["district_id"][:2] or NAMED_PROVINCES.get(row["province"], "")


def _part(row: dict[str, object], chosen: tuple[str, ...], shelf: Shelf) -> str:
    """The part of a selection that a row stands in: day by day, by precedence."""
    about = shelf.datasets[row["dataset_id"]]
    day = min(max(row["date_start"].date(), about.covers_from), about.covers_to)
    supplying = [
        shelf.datasets[one]
        for one in chosen
        if shelf.datasets[one].covers_from <= day <= shelf.datasets[one].covers_to
    ]
    owner = max(supplying, key=lambda one: (one.precedence, one.dataset_id))
    if owner.dataset_id != row["dataset_id"]:
        return "superseded"
    if row["placement"] == "outside":
        return "outside"
    between = row["placement"] in ("ambiguous", "conflict")
    return "counted" if _province(row) or between else "country_only"
