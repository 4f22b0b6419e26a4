"""The incident table's frame: every column, its type and order, and what a silent source leaves."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.intake.coded import as_text, coded, is_coded
from geo.intake.problems import Problem
from geo.model.incident import COLUMNS, COUNT_COLUMNS, TEXT_COLUMNS

OF_DATASET: Final = ("incident_id", "dataset_id")
"""Columns that say which data set a row belongs to: no reader knows it (`with_ids`)."""


class Reading(NamedTuple):
    """A reader's answer: incidents (index = row in the file) and the problems it met."""

    incidents: pd.DataFrame  # `COLUMNS` but for `OF_DATASET`
    problems: list[Problem]


def incident_frame(values: Mapping[str, pd.Series | str], index: pd.Index) -> pd.DataFrame:
    """A table of `COLUMNS` with the contract's types; `values` as a reader has them.

    `OF_DATASET` are not in it. A column that is not in `values` is "" (text), missing (counts) or
    False (flags). Rows with missing dates or words are still in it: the pipeline takes them out.
    Texts may be coded (`geo.intake.coded`); where one is, so are those that are the same in every
    row.
    """
    some_coded = any(isinstance(one, pd.Series) and is_coded(one) for one in values.values())
    names = (name for name in COLUMNS if name not in OF_DATASET)
    columns = {name: _column(name, values.get(name), index, some_coded) for name in names}
    return pd.DataFrame(columns, index=index)


def with_ids(incidents: pd.DataFrame, dataset_id: str) -> pd.DataFrame:
    """The incidents as rows of a data set, whose id and `source_id` make the incident_id.

    `COLUMNS` come first, other columns after them.
    """
    some_coded = any(is_coded(incidents[name]) for name in incidents)
    named = incidents.assign(
        incident_id=dataset_id + ":" + incidents["source_id"],
        dataset_id=_text_column(dataset_id, incidents.index, some_coded),
    )
    return named[[*COLUMNS, *(name for name in named if name not in COLUMNS)]]


def sort_incidents(incidents: pd.DataFrame) -> pd.DataFrame:
    """The rows of one data set in the contract's order, texts written out, a plain RangeIndex."""
    order = incident_order(incidents)
    sorted_already = (np.diff(order) == 1).all()
    rows = incidents if sorted_already else incidents.take(order)
    return as_text(rows).reset_index(drop=True)


def incident_order(incidents: pd.DataFrame) -> npt.NDArray[np.intp]:
    """Positions of one data set's rows by date_start, then incident_id.

    Within a data set the ids of the source order as incident_ids do. Every row must have a date.
    """
    # Far faster than both keys at once: texts alone, then days as small numbers, which keep them
    by_id = np.asarray(pc.sort_indices(pa.array(incidents["source_id"])), dtype=np.intp)
    days = incidents["date_start"].to_numpy().astype("datetime64[D]").astype(np.int64)
    if days.size:
        days -= days.min()
        days = days.astype(np.min_scalar_type(days.max()))
    return np.asarray(by_id[np.argsort(days[by_id], kind="stable")], dtype=np.intp)


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
    same = pd.Series(0, index=index, dtype="int8")
    return coded([value or ""], same.to_numpy(), same)
