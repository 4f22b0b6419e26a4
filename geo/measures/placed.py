"""The district summary of a folder of placed parts, counted part by part.

No more than a few parts' columns are in memory at a time, however many rows the folder holds. The
counts follow the same rules as those of the atlas: an incident counts when its days overlap the
days asked for, and a toll as `geo.measures.tolls` says. Repeated rows are not told apart.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads

from geo.measures.summary import RATES, SUMMARY_COLUMNS, rate_basis
from geo.places.layers import district_table
from geo.store.placed import Part, PlacingError, Run, read_making, read_run
from geo.store.placed_columns import STANDINGS

KILLED: Final = ("killed_low", "killed_best", "killed_high")

SCHEMA: Final = pa.schema(
    [
        ("district_id", pa.dictionary(pa.int16(), pa.string())),
        ("standing", pa.dictionary(pa.int8(), pa.string())),
        ("date_start", pa.date32()),
        ("date_end", pa.date32()),
        *((name, pa.int32()) for name in KILLED),
    ]
)
"""What is read of a part; a column that it lacks is missing in every row."""

BATCH_ROWS: Final = 1 << 20
"""Rows counted together: about 30 MB of columns."""

UNDATED: Final = "undated"

REASONS: Final = {
    "district": STANDINGS["district"],
    **{word: f"not counted: {STANDINGS[word]}" for word in ("outside", "vague", "no-point")},
    UNDATED: "not counted: no readable date, and days were asked for",
}
"""Where the rows are that match, and the words for it."""

_SUMS: Final = ("incidents", *KILLED, "killed_unknown")
_TOTALS: Final = {
    **dict.fromkeys(_SUMS, "sum"),
    "first_incident": "min",
    "last_incident": "max",
}
"""How what was counted in two parts is put together."""


@dataclass(frozen=True)
class PlacedCount:
    """What was counted in a folder.

    `summary` has one row per district of the vintage, zeros included, and those `SUMMARY_COLUMNS`
    that the parts can fill: no killed where no file counts them, no days where none has dates.
    """

    summary: pd.DataFrame
    account: dict[str, int]  # rows for each of `REASONS` that occurs
    run: Run
    vintage: str
    start: date | None
    end: date | None


def count_placed(
    folder: Path,
    *,
    start: date | None = None,
    end: date | None = None,
    districts: Iterable[str] | None = None,
) -> PlacedCount:
    """The district summary of the parts in a folder, read part by part.

    `start` and `end` (included): rows whose days overlap them; a row without a date is then not
    counted. `districts`: the ids asked for, by default all; a row elsewhere, or in none, is then
    not in the account. Raises `PlacingError` when no run ended in the folder, a part is missing,
    or days are asked for and no file has any.
    """
    run = read_run(folder)
    vintage = str(read_making(folder)["vintage"])
    if (start or end) and not _has(run, "date_start"):
        raise PlacingError("The files have no dates, so --from and --to cannot be answered.")
    parts = [part for part in run.parts if part.rows and _has_rows(part, start, end)]
    tables = (_counted(batch, start, end) for batch in _batches(folder, parts))
    total = reduce(_together, tables, _counted(pa.Table.from_batches([], SCHEMA), start, end))
    counts = total.to_pandas(date_as_object=False).astype({"reason": "str", "district_id": "str"})
    if districts is not None:
        counts = counts[counts["district_id"].isin(list(districts))]
    rows = counts.groupby("reason")["incidents"].sum()
    return PlacedCount(
        summary=_summary(counts, run, vintage),
        account={reason: int(rows[reason]) for reason in REASONS if rows.get(reason, 0)},
        run=run,
        vintage=vintage,
        start=start,
        end=end,
    )


def _has(run: Run, column: str) -> bool:
    return any(column in part.columns for part in run.parts)


def _has_rows(part: Part, start: date | None, end: date | None) -> bool:
    """Whether a part may hold rows of the span, or rows without a date."""
    if part.undated != 0:
        return True
    before = start is not None and date.fromisoformat(part.last_day) < start
    after = end is not None and date.fromisoformat(part.first_day) > end
    return not (before or after)


def _batches(folder: Path, parts: Iterable[Part]) -> Iterator[pa.Table]:
    """The rows of the parts, a bounded number at a time."""
    for part in parts:
        try:
            rows = pads.dataset(folder / part.name, schema=SCHEMA, format="parquet")
            for batch in rows.to_batches(
                columns=SCHEMA.names, batch_size=BATCH_ROWS, batch_readahead=1
            ):
                yield pa.Table.from_batches([batch])
        except (OSError, pa.ArrowException) as error:
            raise PlacingError(
                f"{part.name} is missing or damaged. Run `place` again to make it anew."
            ) from error


def _counted(rows: pa.Table, start: date | None, end: date | None) -> pa.Table:
    """Rows and tolls per reason and district (missing for none)."""
    reason = rows["standing"]
    if start or end:
        reason = pc.if_else(pc.is_valid(rows["date_start"]), pc.cast(reason, pa.string()), UNDATED)
    low, best, high = (rows[name] for name in KILLED)
    # As geo.measures.tolls: of a range the lower end is the best figure, a missing high the best
    best = pc.coalesce(best, low)
    table = pa.table(
        {
            "reason": reason,
            "district_id": rows["district_id"],
            "incidents": pa.repeat(1, rows.num_rows),
            "killed_low": pc.if_else(pc.is_valid(best), pc.fill_null(low, 0), 0),
            "killed_best": pc.fill_null(best, 0),
            "killed_high": pc.fill_null(pc.coalesce(high, best), 0),
            "killed_unknown": pc.cast(pc.is_null(best), pa.int64()),
            "first_incident": rows["date_start"],
            "last_incident": rows["date_end"],
        }
    )
    # A row without a date has neither day and stays, under its own reason
    if start:
        table = table.filter(pc.fill_null(pc.greater_equal(table["last_incident"], start), True))
    if end:
        table = table.filter(pc.fill_null(pc.less_equal(table["first_incident"], end), True))
    return _grouped(table)


def _together(one: pa.Table, other: pa.Table) -> pa.Table:
    return _grouped(pa.concat_tables([one, other]))


def _grouped(table: pa.Table) -> pa.Table:
    """One row per reason and district, by `_TOTALS`."""
    grouped = table.group_by(["reason", "district_id"]).aggregate(list(_TOTALS.items()))
    names = grouped.rename_columns(["reason", "district_id", *_TOTALS])
    for at, name in enumerate(("reason", "district_id")):
        names = names.set_column(at, name, pc.cast(names[name], pa.string()))
    return names


def _summary(counts: pd.DataFrame, run: Run, vintage: str) -> pd.DataFrame:
    """One row per district, with the columns that the parts can fill."""
    table = district_table(vintage).set_index("district_id")
    placed = counts[counts["reason"] == "district"].set_index("district_id").reindex(table.index)
    found = table.assign(**{name: placed[name].fillna(0).astype("int64") for name in _SUMS})
    for measure in RATES:
        counted, base = rate_basis(measure, table)
        found[measure] = found[counted] / base
    for name in ("first_incident", "last_incident"):
        found[name] = placed[name].astype("datetime64[us]")
    left_out: set[str] = set()
    if not _has(run, "killed_best"):
        left_out |= {name for name in SUMMARY_COLUMNS if name.startswith("killed")}
    if not _has(run, "date_start"):
        left_out |= {"first_incident", "last_incident"}
    found = found.reset_index()
    columns = [name for name in SUMMARY_COLUMNS if name in found and name not in left_out]
    return found[columns]
