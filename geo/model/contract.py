"""The contract of the incident table: what every column holds, for tables of `geo.model.incident`.

Asked through `geo.model.checks`.
"""

from typing import Final

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from geo.model.incident import COUNT_COLUMNS, EVENT_TYPES, TEXT_COLUMNS, ContractError
from geo.model.precision import DATE_PRECISIONS, PLACE_PRECISIONS, PLACED_BY, PLACEMENTS

_DATE = pa.Column("datetime64[us]", nullable=False)
_COUNT = pa.Column("Int32", pa.Check.ge(0), nullable=True)
_FLAG = pa.Column("bool", nullable=False)


def _words(allowed: tuple[str, ...]) -> pa.Column:
    return pa.Column("str", pa.Check.isin(allowed), nullable=False)


def _ordered(low: str, best: str, high: str) -> pa.Check:
    """Low <= best <= high wherever both are given."""

    def holds(rows: pd.DataFrame) -> bool:
        lower = (rows[low] <= rows[best]).fillna(True).all()
        upper = (rows[best] <= rows[high]).fillna(True).all()
        return bool(lower and upper)

    return pa.Check(holds, name=f"{low} <= {best} <= {high}")


INCIDENTS: Final = pa.DataFrameSchema(
    {
        **{name: pa.Column("str", nullable=False) for name in TEXT_COLUMNS},
        **dict.fromkeys(COUNT_COLUMNS, _COUNT),
        "incident_id": pa.Column("str", nullable=False, unique=True),
        "event_type": _words(tuple(EVENT_TYPES)),
        "date_start": _DATE,
        "date_end": _DATE,
        "date_precision": _words(DATE_PRECISIONS),
        "place_precision": _words(PLACE_PRECISIONS),
        "longitude": pa.Column("float64", pa.Check.in_range(-180, 180), nullable=True),
        "latitude": pa.Column("float64", pa.Check.in_range(-90, 90), nullable=True),
        "provisional": _FLAG,
        "stands_for_period": _FLAG,
        "point_suspect": _FLAG,
    },
    checks=[
        _ordered("killed_low", "killed_best", "killed_high"),
        _ordered("injured_low", "injured_best", "injured_high"),
        pa.Check(
            lambda rows: (rows["date_start"] <= rows["date_end"]).all(), name="dates in order"
        ),
        pa.Check(
            lambda rows: (rows["longitude"].isna() == rows["latitude"].isna()).all(),
            name="both coordinates or none",
        ),
    ],
    coerce=False,
    strict=False,
)
"""Contract of the source's facts. Extra columns (a placement) are allowed."""

_PLACEMENT: Final = {
    "district_id": pa.Column("str", nullable=False),
    "placed_by": _words(PLACED_BY),
    "placement": _words(PLACEMENTS),
    "candidates": pa.Column("str", nullable=False),
    "on_map": _FLAG,
}

PLACEMENT: Final = pa.DataFrameSchema(_PLACEMENT, coerce=False, strict=False)
"""Contract of what a vintage of districts adds to incidents."""

PLACED: Final = INCIDENTS.add_columns(_PLACEMENT)
"""Contract of incidents placed on one vintage of districts: both together."""


def keep_to(contract: pa.DataFrameSchema, table: pd.DataFrame) -> pd.DataFrame:
    """The same table, after every rule held. Raises `ContractError` with all failures at once."""
    try:
        return contract.validate(table, lazy=True)
    except SchemaErrors as error:
        raise ContractError(str(error)) from error
