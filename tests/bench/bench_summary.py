"""Filter to districts: the counts and deaths of each, beside pandas doing the same work.

The peer holds the same rows as a table of texts and numbers, as a usual app does: a mask, then
groupby. The whole district table (rates, groups, trends, dates) has no peer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from geo.intake.groups import members
from geo.measures.summary import summarise_districts
from geo.measures.tolls import toll_by
from geo.model.filter import IncidentFilter
from geo.store.select import select_incidents
from geo.store.shelf import Shelf, shipped_shelf
from tests.bench.lines import Line, Size, round_robin, seconds_of

ROWS = {"quick": 100_000, "usual": 1_000_000, "large": 1_000_000}
"""Synthetic rows beside the embedded ones. More would need gigabytes in this form."""

BAR = 8.0
"""How many times faster than pandas any two days of a million rows are meant to be answered."""

ROUNDS = 7
SUMS = ("incidents", "killed_low", "killed_best", "killed_high")

FILTERS = {
    "whole months": (date(2012, 1, 1), date(2013, 12, 31)),
    "any two days": (date(2012, 3, 5), date(2014, 2, 17)),
}
"""Spans asked for, each together with two groups and two kinds of incident."""


@dataclass(frozen=True)
class Work:
    """A shelf, the filter put to it, and the rows of it that count, as the peer holds them."""

    shelf: Shelf
    wanted: IncidentFilter
    table: pd.DataFrame


def run(size: Size) -> list[Line]:
    """Our times beside pandas on the embedded data and on many synthetic rows."""
    lines = beside_pandas(shipped_shelf(), IncidentFilter(), "embedded data", None)
    shelf, rows = many_rows(ROWS[size])
    wanted = IncidentFilter(datasets=("synthetic",))
    first = seconds_of(partial(select_incidents, wanted, shelf=shelf))
    name = f"{rows:,} rows"
    lines.append(Line(f"first filter of {name}", first, note="checks, sorts and codes the rows"))
    return lines + beside_pandas(shelf, wanted, name, BAR if rows == 1_000_000 else None)


def beside_pandas(
    shelf: Shelf, everything: IncidentFilter, name: str, bar: float | None
) -> list[Line]:
    """One line for each span, after both gave the same numbers; and one for the whole table."""
    table = as_plain(select_incidents(everything, shelf=shelf).counted)
    lines = []
    for words, (start, end) in FILTERS.items():
        wanted = replace(
            everything,
            start=start,
            end=end,
            groups=("ttp", "bla"),
            event_types=("state-based", "one-sided"),
        )
        work = Work(shelf, wanted, table)
        ours, theirs = our_tolls(work), pandas_tolls(work)
        pd.testing.assert_frame_equal(ours, theirs, check_names=False, check_dtype=False)
        calls: dict[str, Callable[[], object]] = {
            "ours": partial(our_tolls, work),
            "pandas": partial(pandas_tolls, work),
        }
        seconds = round_robin(calls, ROUNDS)
        lines.append(
            Line(
                f"filter and counts, {name}, {words} | pandas",
                seconds["ours"],
                seconds["pandas"],
                bar if words == "any two days" else None,
                f"{ours['incidents'].sum():,} incidents in {len(ours)} districts; numbers equal",
            )
        )
    whole = round_robin({"table": partial(whole_table, work)}, ROUNDS)["table"]
    return [*lines, Line(f"the whole district table, {name}", whole)]


def our_tolls(work: Work) -> pd.DataFrame:
    """Incidents and deaths by district, as every page gets them."""
    placed = select_incidents(work.wanted, shelf=work.shelf).counted
    placed = placed[placed["district_id"] != ""]
    return toll_by(placed, placed["district_id"])[list(SUMS)]


def whole_table(work: Work) -> pd.DataFrame:
    """The table behind the map."""
    return summarise_districts(select_incidents(work.wanted, shelf=work.shelf))


def pandas_tolls(work: Work) -> pd.DataFrame:
    """The peer: incidents and deaths by district, from the plain table."""
    table, wanted = work.table, work.wanted
    groups = {one for group in wanted.groups for one in members(group)}
    chosen = table[
        (table["date_start"] <= pd.Timestamp(wanted.end))
        & (table["date_end"] >= pd.Timestamp(wanted.start))
        & table["event_type"].isin(wanted.event_types)
        & (table["group_id"].isin(groups) | table["other_group_id"].isin(groups))
    ]
    return chosen.groupby("district_id")[list(SUMS)].sum()


def as_plain(counted: pd.DataFrame) -> pd.DataFrame:
    """The rows with a district, the columns that the peer needs, missing deaths settled."""
    rows = counted[counted["district_id"] != ""]
    best = rows["killed_best"].astype("Float64")
    return rows[
        ["date_start", "date_end", "district_id", "event_type", "group_id", "other_group_id"]
    ].assign(
        incidents=1,
        killed_low=rows["killed_low"].where(best.notna()).fillna(0).astype("int64"),
        killed_best=best.fillna(0).astype("int64"),
        killed_high=rows["killed_high"].fillna(rows["killed_best"]).fillna(0).astype("int64"),
    )


def many_rows(count: int) -> tuple[Shelf, int]:
    """A shelf that also holds shipped incidents drawn again and again, with ids of their own."""
    known = shipped_shelf()
    random = np.random.default_rng(7)
    rows = pd.concat([known.load(one, "2025") for one in known.datasets], ignore_index=True)
    drawn = rows.iloc[random.integers(0, len(rows), count)].reset_index(drop=True)
    about = replace(
        known.datasets["ucdp-ged-22.1"],
        dataset_id="synthetic",
        covers_to=date(2026, 12, 31),
        rows=count,
    )
    ids = pd.Series(np.arange(count), dtype="str")
    return known.with_table(about, drawn.assign(source_id=ids)), count
