"""Which incidents lie under one dot: nine rows in ten share their point with another."""

import hashlib
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.measures.tolls import toll_by

POINT_DECIMALS: Final = 5
"""Decimals of a degree that make two points one (about 1 m): finer than any source."""

KEY_LENGTH: Final = 10
"""Hex digits of a stack's key; 40 bits, no collision among thousands of points in practice."""

STACK_COLUMNS: Final = (
    "key",
    "longitude",
    "latitude",
    "place",
    "district_id",
    "incidents",
    "killed_low",
    "killed_best",
    "killed_high",
    "killed_unknown",
    "first",
    "last",
    "precision",
)


def stack_points(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per drawn point, largest stack first; only rows with `on_map` are used.

    `place` is the commonest place name of the stack, `first`/`last` the first and last day,
    `precision` "exact" only if every row is exact, else "near". `key` is stable: it depends on the
    coordinates alone. Longitude and latitude are degrees (EPSG:4326).
    """
    drawn = rows[rows["on_map"]]
    keys = _keys(drawn)
    stacks = toll_by(drawn, keys)
    grouped = drawn.groupby(keys.to_numpy(), sort=True)
    stacks["longitude"] = grouped["longitude"].first().round(POINT_DECIMALS)
    stacks["latitude"] = grouped["latitude"].first().round(POINT_DECIMALS)
    stacks["place"] = _commonest(drawn["place"], keys)
    stacks["district_id"] = _commonest(drawn["district_id"], keys)
    stacks["first"] = grouped["date_start"].min()
    stacks["last"] = grouped["date_end"].max()
    all_exact = (drawn["place_precision"] == "exact").groupby(keys.to_numpy()).all()
    stacks["precision"] = all_exact.map({True: "exact", False: "near"}).astype("str")
    stacks.index.name = "key"
    table = stacks.reset_index().astype({"key": "str"})[list(STACK_COLUMNS)]
    return table.sort_values(
        ["incidents", "key"], ascending=[False, True], ignore_index=True, kind="stable"
    )


def stack_codes(rows: pd.DataFrame) -> tuple[npt.NDArray[np.intp], pd.DataFrame]:
    """Per row the position of its stack in `stack_points(rows)`, -1 without a dot; the stacks."""
    stacks = stack_points(rows)
    codes = np.full(len(rows), -1, dtype=np.intp)
    drawn = rows["on_map"].to_numpy(bool)
    codes[drawn] = pd.Index(stacks["key"]).get_indexer(pd.Index(_keys(rows[drawn])))
    return codes, stacks


def rows_at(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """The drawn incidents under one dot, in the order of `rows`; empty for an unknown key."""
    drawn = rows[rows["on_map"]]
    return drawn[_keys(drawn) == key].reset_index(drop=True)


def point_key(longitude: float, latitude: float) -> str:
    """The key of the stack at a point."""
    text = f"{longitude + 0.0:.{POINT_DECIMALS}f},{latitude + 0.0:.{POINT_DECIMALS}f}"
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_LENGTH]


def _keys(drawn: pd.DataFrame) -> "pd.Series[str]":
    """The stack's key of every row; each distinct point is hashed once."""
    points = pd.MultiIndex.from_frame(drawn[["longitude", "latitude"]].round(POINT_DECIMALS))
    codes, distinct = points.factorize()
    names = [point_key(longitude, latitude) for longitude, latitude in distinct]
    return pd.Series([names[code] for code in codes], index=drawn.index, dtype="str")


def _commonest(values: "pd.Series[str]", keys: "pd.Series[str]") -> "pd.Series[str]":
    """The commonest value per key; among equals the first in the alphabet."""
    counts = pd.DataFrame({"key": keys, "value": values}).value_counts().reset_index()
    ranked = counts.sort_values(["key", "count", "value"], ascending=[True, False, True])
    return ranked.drop_duplicates("key").set_index("key")["value"]
