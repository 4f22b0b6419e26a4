"""Totals that others published for about the same days, beside the atlas's own.

Publishers define an attack and a death differently, so every figure stands with its definition and
none is called right.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import pandas as pd

from geo.measures.sentence import coverage_words
from geo.measures.tolls import count_toll
from geo.model.filter import IncidentFilter
from geo.model.incident import ACLED_TYPES, EVENT_TYPES, NOT_ATTACKS, UCDP_TYPES
from geo.store.reference import published_totals
from geo.store.select import Selection, select_incidents
from geo.store.shelf import Shelf

FITS: Final = ("same period", "inside", "contains", "overlaps")
"""How a published period lies to the one asked for, best first: the same days, wholly inside,
wholly around it, or overlapping in part."""

TRIBAL: Final = (
    "kp-bajaur",
    "kp-khyber",
    "kp-kurram",
    "kp-mohmand",
    "kp-north-waziristan",
    "kp-orakzai",
    "kp-lower-south-waziristan",
    "kp-upper-south-waziristan",
    "kp-south-waziristan",
)
"""Districts of the former FATA agencies in both vintages (25th Amendment, 31 May 2018). The former
Frontier Regions are part of their settled districts and cannot be told apart."""

OWN_WORDS: Final = {
    "both": "Balochistan and Khyber Pakhtunkhwa; the atlas counts no other province",
    "bl": "Balochistan",
    "kp": "Khyber Pakhtunkhwa with the former FATA",
    "mainland": "Khyber Pakhtunkhwa without the former FATA agencies and without rows known to "
    "the province only",
    "tribal": "the former FATA agencies, without the Frontier Regions and without rows known to "
    "the province only",
}
"""What the atlas's own figures cover, in words."""

ATTACKS_WORDS: Final = "kinds of attack: operations by the state, clashes and other incidents apart"
NOT_TOLD_APART_WORDS: Final = (
    "UCDP does not tell attacks from operations and records lethal events only"
)

OWN_COLUMNS: Final = (
    "own_geography",
    "own_attacks",
    "own_attacks_killed",
    "own_incidents",
    "own_killed_low",
    "own_killed_best",
    "own_killed_high",
    "own_killed_unknown",
    "own_definition",
    "own_source",
)


@dataclass(frozen=True)
class AttackSplit:
    """Incidents by what they are. The five numbers add up to all rows."""

    attacks: int
    operations: int
    clashes: int
    other: int
    not_told_apart: int  # UCDP rows: its types do not say


def attack_split(rows: pd.DataFrame) -> AttackSplit:
    """Attacks, operations by the state, clashes, other; UCDP's rows are not told apart."""
    counts = rows["event_type"].value_counts()
    numbers = {kind: int(counts.get(kind, 0)) for kind in EVENT_TYPES}
    apart = (*UCDP_TYPES, *NOT_ATTACKS)
    return AttackSplit(
        attacks=sum(number for kind, number in numbers.items() if kind not in apart),
        operations=numbers["operation"],
        clashes=numbers["clash"],
        other=sum(numbers[kind] for kind in ("other", *ACLED_TYPES)),
        not_told_apart=sum(numbers[kind] for kind in UCDP_TYPES),
    )


def totals_near(
    start: date, end: date, *, wanted: IncidentFilter | None = None, shelf: Shelf | None = None
) -> pd.DataFrame:
    """Published totals whose period overlaps `start`..`end`, best fit first, with our own beside.

    Columns: those of `store.reference.published_totals`, `fit` (one of `FITS`) and `OWN_COLUMNS`.
    The own figures are for the published days and geography; of `wanted` only the data sets and
    the vintage are used; `shelf` holds the data sets, by default what ships. `own_attacks` and its
    deaths (Int64) are missing where any counted row is UCDP's. Within a fit the rows keep the
    published order.
    """
    published = published_totals()
    near = published[
        (published["start"] <= pd.Timestamp(end)) & (published["end"] >= pd.Timestamp(start))
    ]
    spans = [
        (first.date(), last.date()) for first, last in zip(near["start"], near["end"], strict=True)
    ]
    plain = wanted or IncidentFilter()
    plain = IncidentFilter(datasets=plain.datasets, vintage=plain.vintage)
    own = [
        _own_figures(plain.within(*span), geography, shelf)
        for span, geography in zip(spans, near["geography"], strict=True)
    ]
    fits = [_fit(span, (start, end)) for span in spans]
    table = pd.concat(
        [
            near.reset_index(drop=True).assign(fit=pd.array(fits, dtype="str")),
            _own_table(own),
        ],
        axis=1,
    )
    rank = table["fit"].map({fit: place for place, fit in enumerate(FITS)})
    return table.iloc[rank.argsort(kind="stable").to_numpy()].reset_index(drop=True)


def _fit(published: tuple[date, date], asked: tuple[date, date]) -> str:
    if published == asked:
        return "same period"
    if asked[0] <= published[0] and published[1] <= asked[1]:
        return "inside"
    if published[0] <= asked[0] and asked[1] <= published[1]:
        return "contains"
    return "overlaps"


def _area(geography: str) -> str:
    """Which rows of the atlas answer to a publisher's geography (a key of `OWN_WORDS`)."""
    plain = geography.casefold()
    if "balochistan" in plain:
        return "bl"
    if "mainland" in plain:
        return "mainland"
    if plain.startswith(("kp", "khyber")):
        return "kp"
    return "tribal" if "fata" in plain or "tribal" in plain else "both"


def _own_figures(wanted: IncidentFilter, geography: str, shelf: Shelf | None) -> dict[str, object]:
    """The atlas's figures for one published row (keys `OWN_COLUMNS`)."""
    area = _area(geography)
    province = {"bl": ("bl",), "kp": ("kp",), "mainland": ("kp",), "tribal": ("kp",)}.get(area, ())
    selection = select_incidents(replace(wanted, provinces=province), shelf=shelf)
    rows = _in_area(selection, area)
    split, toll = attack_split(rows), count_toll(rows)
    attacks = rows[~rows["event_type"].isin([*NOT_ATTACKS, *UCDP_TYPES])]
    told_apart = split.not_told_apart == 0
    return {
        "own_geography": OWN_WORDS[area],
        "own_attacks": split.attacks if told_apart else pd.NA,
        "own_attacks_killed": count_toll(attacks).killed_best if told_apart else pd.NA,
        "own_incidents": toll.incidents,
        "own_killed_low": toll.killed_low,
        "own_killed_best": toll.killed_best,
        "own_killed_high": toll.killed_high,
        "own_killed_unknown": toll.killed_unknown,
        "own_definition": ATTACKS_WORDS if told_apart else NOT_TOLD_APART_WORDS,
        "own_source": coverage_words(selection),
    }


def _in_area(selection: Selection, area: str) -> pd.DataFrame:
    """The counted rows of an area; the parts of KP are told by district.

    A row between districts belongs to a part if all its candidates do.
    """
    counted = selection.counted
    if area not in ("tribal", "mainland"):
        return counted
    fitting = counted["district_id"].where(counted["district_id"] != "", counted["candidates"])
    parts = {
        text: {district in TRIBAL for district in text.split("|") if district}
        for text in fitting.unique()
    }
    return counted[fitting.map(parts) == {area == "tribal"}]


def _own_table(own: list[dict[str, object]]) -> pd.DataFrame:
    text = ("own_geography", "own_definition", "own_source")
    return pd.DataFrame(own, columns=list(OWN_COLUMNS)).astype(
        {name: "str" if name in text else "Int64" for name in OWN_COLUMNS}
    )
