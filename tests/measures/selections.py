"""Selections made by hand, around small incident tables."""

from datetime import date
from typing import Any

import pandas as pd

from geo.model.dataset import Coverage
from geo.model.filter import IncidentFilter
from geo.store.select import Selection


def make_selection(
    counted: pd.DataFrame,
    *,
    start: date = date(2025, 1, 1),
    end: date = date(2025, 12, 31),
    **change: Any,
) -> Selection:
    """A selection of these counted rows, wholly covered by the data set "made"."""
    nothing = counted.iloc[:0]
    fields: dict[str, Any] = {
        "wanted": IncidentFilter(),
        "datasets": ("made",),
        "coverage": (Coverage("made", start, end),),
        "start": start,
        "end": end,
        "counted": counted,
        "outside": nothing,
        "country_only": nothing,
        "superseded": nothing,
    }
    return Selection(**{**fields, **change})
