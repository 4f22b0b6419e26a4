"""Filter to districts: the counts and deaths of each, beside peers doing the same work.

The first peer holds the same rows in pandas as texts and numbers, as a usual app does: a mask, then
groupby. The others are as fast as they are made: polars with its enums, duckdb with a table of its
own. The whole district table (rates, groups, trends, dates) has no peer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from geo.intake.groups import members
from geo.measures.summary import summarise_districts
from geo.measures.tolls import district_tolls
from geo.model.filter import IncidentFilter
from geo.model.toll import added_by
from geo.store.codes import Codes, code_rows
from geo.store.cube import build_cube
from geo.store.rows import as_frame
from geo.store.select import select_incidents
from geo.store.shelf import Shelf, shipped_shelf
from tests.bench.lines import Line, Size, round_robin, seconds_of
from tests.bench.synthetic import WANTED, counting_shelf, drawn_rows, synthetic_dataset

ROWS = {"quick": 100_000, "usual": 1_000_000, "large": 1_000_000}
"""Rows that go the whole way of a data set that somebody brings."""

MANY_ROWS = 10_000_000
"""Rows of the large run, the columns that counting needs."""

BARS = {(1_000_000, "any two days"): 8.0, (MANY_ROWS, "whole months"): 300.0}
"""How many times faster than pandas these are meant to be."""

ROUNDS = 9
SUMS = ("incidents", "killed_low", "killed_best", "killed_high")
COMPARED = ("date_start", "date_end", "district_id", "event_type", "group_id", "other_group_id")
FIGURES = ("killed_low", "killed_best", "killed_high")
TEXTS = COMPARED[2:]

FILTERS = {
    "whole months": (date(2012, 1, 1), date(2013, 12, 31)),
    "any two days": (date(2012, 3, 5), date(2014, 2, 17)),
}
"""Spans asked for, each together with two groups and two kinds of incident."""


@dataclass(frozen=True)
class Work:
    """A shelf, the filter put to it, and the rows of it that count, as the peers hold them."""

    shelf: Shelf
    wanted: IncidentFilter
    table: pd.DataFrame
    lazy: pl.DataFrame
    database: duckdb.DuckDBPyConnection


def run(size: Size) -> list[Line]:
    """Our times beside the peers' on the embedded data and on many synthetic rows."""
    lines = beside_peers(shipped_shelf(), IncidentFilter(), "embedded data", 0)
    lines += brought_rows(ROWS[size])
    if size == "large":
        shelf = counting_shelf(MANY_ROWS)
        name = f"{MANY_ROWS:,} rows"
        lines += [*making(shelf, name), *beside_peers(shelf, WANTED, name, MANY_ROWS)]
    return lines


def brought_rows(count: int) -> list[Line]:
    """Rows as a visitor brings them: the first filter checks and codes them."""
    rows = as_frame(drawn_rows(count))
    shelf = shipped_shelf().with_table(synthetic_dataset(count), rows)
    name = f"{count:,} rows"
    first = seconds_of(partial(select_incidents, WANTED, shelf=shelf))
    line = Line(f"first filter of {name}", first, note="checks the rows, then codes and cube")
    return [line, *making(shelf, name), *beside_peers(shelf, WANTED, name, count)]


def making(shelf: Shelf, name: str) -> list[Line]:
    """What the codes and the cube take once, in seconds and in memory."""
    rows = shelf.rows(WANTED.datasets[0], WANTED.vintage)
    owned = np.ones(len(rows), dtype=np.int8)
    made: list[Codes] = []
    seconds = seconds_of(lambda: made.append(code_rows([rows], owned)))
    (codes,) = made
    arrays = [codes.first_day, codes.last_day, codes.kind, codes.killed_given, codes.lasting]
    size = sum(one.nbytes for one in (*arrays, *codes.added.values()))
    cube = build_cube(codes)
    assert cube is not None
    sums = (cube.by_first_day, cube.by_last_day)
    cube_size = sum(one.nbytes for one in sums)
    return [
        Line(
            f"codes of {name}, made once",
            seconds,
            note=f"{size / 1e6:.0f} MB, {len(codes.kinds):,} kinds",
        ),
        Line(
            f"cube of {name}, made once",
            seconds_of(lambda: build_cube(codes)),
            note=f"{cube_size / 1e6:.0f} MB, {len(cube.by_first_day.sums) - 1:,} cells",
        ),
    ]


def beside_peers(shelf: Shelf, everything: IncidentFilter, name: str, count: int) -> list[Line]:
    """A line for each span and peer, after all gave the same numbers; and one for the table."""
    table = as_plain(
        select_incidents(everything, shelf=shelf).columns_of("counted", (*COMPARED, *FIGURES))
    )
    work = Work(shelf, everything, table, as_polars(table), as_duckdb(table))
    lines = []
    for words, (start, end) in FILTERS.items():
        wanted = replace(
            everything,
            start=start,
            end=end,
            groups=("ttp", "bla"),
            event_types=("state-based", "one-sided"),
        )
        lines += one_span(
            replace(work, wanted=wanted), f"{name}, {words}", BARS.get((count, words))
        )
    whole = round_robin({"table": partial(whole_table, work)}, 3)["table"]
    return [*lines, Line(f"the whole district table, {name}, no filter", whole)]


def one_span(work: Work, name: str, bar: float | None) -> list[Line]:
    """One line per peer; only pandas has a bar."""
    peers = {"pandas": pandas_tolls, "polars": polars_tolls, "duckdb": duckdb_tolls}
    ours = our_tolls(work)
    ours = ours.loc[ours["incidents"] > 0, list(SUMS)]
    for peer in peers.values():
        pd.testing.assert_frame_equal(
            ours, peer(work), check_names=False, check_dtype=False, check_index_type=False
        )
    calls: dict[str, Callable[[], object]] = {"ours": partial(our_tolls, work)}
    calls |= {peer: partial(call, work) for peer, call in peers.items()}
    seconds = round_robin(calls, ROUNDS)
    note = f"{ours['incidents'].sum():,} incidents in {len(ours)} districts; numbers equal"
    return [
        Line(
            f"filter and counts, {name} | {peer}",
            seconds["ours"],
            seconds[peer],
            bar if peer == "pandas" else None,
            note,
        )
        for peer in peers
    ]


def our_tolls(work: Work) -> pd.DataFrame:
    """Incidents and deaths by district, as every page gets them."""
    return district_tolls(select_incidents(work.wanted, shelf=work.shelf))


def whole_table(work: Work) -> pd.DataFrame:
    """The table behind the map."""
    return summarise_districts(select_incidents(work.wanted, shelf=work.shelf))


def pandas_tolls(work: Work) -> pd.DataFrame:
    """The peer: incidents and deaths by district, from the plain table."""
    table, wanted, groups = work.table, work.wanted, asked_groups(work.wanted)
    chosen = table[
        (table["date_start"] <= pd.Timestamp(wanted.end))
        & (table["date_end"] >= pd.Timestamp(wanted.start))
        & table["event_type"].isin(wanted.event_types)
        & (table["group_id"].isin(groups) | table["other_group_id"].isin(groups))
    ]
    return chosen.groupby("district_id")[list(SUMS)].sum()


def polars_tolls(work: Work) -> pd.DataFrame:
    """The same from polars."""
    wanted, groups = work.wanted, asked_groups(work.wanted)
    sums = (
        work.lazy.lazy()
        .filter(
            (pl.col("date_start") <= wanted.end)
            & (pl.col("date_end") >= wanted.start)
            & pl.col("event_type").is_in(wanted.event_types)
            & (pl.col("group_id").is_in(groups) | pl.col("other_group_id").is_in(groups))
        )
        .group_by("district_id")
        .agg(pl.col(SUMS).sum())
        .collect()
    )
    return as_indexed(sums.to_dict(as_series=False))


def duckdb_tolls(work: Work) -> pd.DataFrame:
    """The same from duckdb."""
    wanted, groups = work.wanted, asked_groups(work.wanted)
    numbers = ", ".join(f"sum({one})::bigint as {one}" for one in SUMS)
    sums = work.database.execute(
        f"select district_id, {numbers} from rows "
        "where date_start <= $end and date_end >= $start and event_type in $types "
        "and (group_id in $groups or other_group_id in $groups) group by district_id",
        {"start": wanted.start, "end": wanted.end, "types": wanted.event_types, "groups": groups},
    ).fetchnumpy()
    return as_indexed({name: np.asarray(column) for name, column in sums.items()})


def asked_groups(wanted: IncidentFilter) -> list[str]:
    """The groups asked for, with all that stand under them."""
    return sorted({one for group in wanted.groups for one in members(group)})


def as_indexed(sums: dict[str, object]) -> pd.DataFrame:
    """Sums by district as pandas gives them."""
    return pd.DataFrame(sums).astype({"district_id": "str"}).set_index("district_id").sort_index()


def as_plain(counted: pd.DataFrame) -> pd.DataFrame:
    """The rows with a district, the columns that the peers need, missing deaths settled."""
    rows = counted[counted["district_id"] != ""].reset_index(drop=True)
    added = added_by(*(rows[name].to_numpy(np.float64, na_value=np.nan) for name in FIGURES))
    plain = rows[list(COMPARED)].assign(incidents=1)
    return plain.assign(killed_low=added.low, killed_best=added.best, killed_high=added.high)


def as_polars(table: pd.DataFrame) -> pl.DataFrame:
    """The table as polars holds it best."""
    kinds = {name: pl.Enum(sorted(table[name].unique())) for name in TEXTS}
    days = [pl.col(one).cast(pl.Date) for one in ("date_start", "date_end")]
    return pl.from_pandas(table).with_columns(
        *(pl.col(name).cast(kind) for name, kind in kinds.items()), *days
    )


def as_duckdb(table: pd.DataFrame) -> duckdb.DuckDBPyConnection:
    """The table in duckdb's own memory."""
    database = duckdb.connect()
    database.execute("set enable_progress_bar = false")
    database.register("given", table)
    database.execute("create table rows as select * from given")
    database.unregister("given")
    return database
