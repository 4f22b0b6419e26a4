"""What a source's name of a district means for a row: on its day, in its province, as decided."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from geo.intake.coded import Codes, combinations
from geo.model.district import DEFAULT_VINTAGE
from geo.model.incident import PROVINCES
from geo.places.crosswalk import parent_of
from geo.places.layers import district_ids
from geo.places.names import district_candidates, district_history

OUTSIDE: Final = "outside"
"""What a spelling may be decided to mean: a place outside Balochistan and Khyber Pakhtunkhwa."""

LONGEST_NAME: Final = 200
"""Characters of a name of a place; folding a whole article takes seconds."""


def named_districts(
    name: str, *, day: date | None = None, vintage: str = DEFAULT_VINTAGE
) -> tuple[str, ...]:
    """As `district_candidates`; () for a text that is too long to be a name (`LONGEST_NAME`)."""
    if len(name) > LONGEST_NAME:
        return ()
    return district_candidates(name, day=day, vintage=vintage)


def find_meanings(
    incidents: pd.DataFrame, vintage: str, decided: Mapping[str, str]
) -> tuple[Codes, list[str]]:
    """The districts ("|" between) that each row's name fits on its first day.

    For each row a position in the list that comes with it; its first entry is "", no district.
    `decided` as in `geo.intake.place.place_incidents`. A name from another province is unknown.
    """
    eras = _eras()
    started = np.array([day.isoformat() for day in eras], "datetime64[us]")
    era = np.searchsorted(started, incidents["date_start"].to_numpy(), side="right") - 1
    codes, distinct = combinations(
        [incidents["source_district"], incidents["province"], pd.Series(np.maximum(era, 0))]
    )
    said = [
        _candidates(name, province, eras[number], vintage=vintage, decided=decided)
        for name, province, number in distinct
    ]
    at, meanings = pd.factorize(np.array(["", *said], object))
    return at[1:][codes], meanings.tolist()


@cache
def _eras() -> tuple[date, ...]:
    """First days of the spans in which every name means the same: from one split to the next."""
    return tuple(sorted({date(1900, 1, 1), *(one.done_by for one in district_history())}))


def _candidates(
    name: str, province: str, day: date, *, vintage: str, decided: Mapping[str, str]
) -> str:
    """Districts of the province that the row names; a name from another province is unknown."""
    said = decided.get(name, name)
    if not said or said == OUTSIDE:
        return ""
    if said != name and said in district_ids():
        return parent_of(said) if vintage == "2023" else said
    ids = named_districts(said, day=day, vintage=vintage)
    return "|".join(one for one in ids if province in ("", PROVINCES[one[:2]]))
