"""The incident table's frame: every column, its type, and what stands where a source is silent."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.intake.coded import coded, is_coded
from geo.intake.problems import Problem
from geo.model.incident import COLUMNS, COUNT_COLUMNS, TEXT_COLUMNS


class Reading(NamedTuple):
    """A reader's answer: incidents (index = row in the file) and the problems it met."""

    incidents: pd.DataFrame
    problems: list[Problem]


def incident_frame(
    values: Mapping[str, pd.Series | str], index: pd.Index, *, dataset_id: str
) -> pd.DataFrame:
    """A table of `COLUMNS` with the contract's types; `values` as a reader has them.

    A column that is not in `values` is "" (text), missing (counts) or False (flags). `dataset_id`
    and `source_id` make the incident_id. Rows with missing dates or words are still in it: the
    pipeline takes them out. Texts may be coded (`geo.intake.coded`); where one is, so are those
    that are the same in every row.
    """
    given = dict(values)
    given["dataset_id"] = dataset_id
    given["incident_id"] = dataset_id + ":" + pd.Series(values["source_id"], index=index)
    some_coded = any(isinstance(one, pd.Series) and is_coded(one) for one in given.values())
    columns = {name: _column(name, given.get(name), index, some_coded) for name in COLUMNS}
    return pd.DataFrame(columns, index=index)


def _column(
    name: str, value: pd.Series | str | None, index: pd.Index, some_coded: bool
) -> pd.Series:
    if name in COUNT_COLUMNS:
        return pd.Series(pd.NA if value is None else value, index=index, dtype="Int32")
    if name in TEXT_COLUMNS or name in ("date_precision", "place_precision"):
        return _text_column(value, index, some_coded)
    if name in ("longitude", "latitude"):
        return pd.Series(float("nan") if value is None else value, index=index, dtype="float64")
    if name in ("date_start", "date_end"):
        return pd.Series(value, index=index, dtype="datetime64[us]")
    return pd.Series(False if value is None else value, index=index, dtype="bool")


def _text_column(value: pd.Series | str | None, index: pd.Index, some_coded: bool) -> pd.Series:
    if isinstance(value, pd.Series):
        return value if is_coded(value) else value.astype("str")
    if not some_coded:
        return pd.Series(value or "", index=index, dtype="str")
    return coded([value or ""], np.zeros(len(index), np.int8), pd.Series(index=index, dtype="str"))
