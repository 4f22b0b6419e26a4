"""Selections made by hand, around small incident tables."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from geo.model.dataset import Coverage
from geo.model.filter import IncidentFilter
from geo.store.codes import PARTS, code_rows
from geo.store.cube import build_cube
from geo.store.found import Found
from geo.store.rows import as_rows
from geo.store.select import Selection


def make_selection(
    counted: pd.DataFrame,
    *,
    start: date = date(2025, 1, 1),
    end: date = date(2025, 12, 31),
    wanted: IncidentFilter | None = None,
    coverage: tuple[Coverage, ...] | None = None,
    **parts: pd.DataFrame,
) -> Selection:
    """A selection of these counted rows, wholly covered by the data set "made".

    `parts` are the other tables of a selection. Rows stand in the part that they are given for,
    whatever they say of themselves and whenever they happened.
    """
    asked = wanted or IncidentFilter()
    tables = [parts.get(name, counted.iloc[:0]) for name in PARTS[1:]]
    part = np.repeat(np.arange(len(PARTS)), [len(one) for one in (counted, *tables)])
    codes = code_rows([as_rows(one) for one in (counted, *tables)], part.astype(np.int8))
    codes = replace(codes, part=codes.kinds["owned"].to_numpy())
    everything = Found(codes, build_cube(codes), IncidentFilter(), date.min, date.max)
    return Selection(
        wanted=asked,
        datasets=("made",),
        coverage=(Coverage("made", start, end),) if coverage is None else coverage,
        start=start,
        end=end,
        found=everything,
    )
