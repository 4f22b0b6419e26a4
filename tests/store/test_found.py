"""Codes, the cube and plain pandas say the same of any filter, to the last digit."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.intake.groups import groups
from geo.measures.summary import summarise_districts
from geo.model.filter import IncidentFilter
from geo.model.incident import PROVINCES
from geo.model.precision import PLACE_PRECISIONS
from geo.model.toll import TOLL_COLUMNS
from geo.store import cube as cube_module
from geo.store import found as found_module
from geo.store.codes import KIND_FLAGS, KIND_TEXTS, PARTS, code_rows, day_number
from geo.store.cube import build_cube
from geo.store.rows import as_rows
from geo.store.select import select_incidents
from tests.measures.rows import make_rows
from tests.store.plain import plain_parts, tangled_shelf


@pytest.fixture(autouse=True, scope="module")
def small_blocks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(found_module, "BLOCK_ROWS", 50)
        yield


SHELF = tangled_shelf()
OWN = tuple(one for one in SHELF.datasets if one.startswith("tangled"))
DATASETS = [
    OWN,
    OWN[:1],
    (*OWN, "compiled-2022-2026"),
    ("ucdp-candidate-2026", OWN[1]),
]


def toll_sums(rows: pd.DataFrame) -> list[int]:
    """The toll of some rows in the order of TOLL_COLUMNS, row by row."""
    sums = dict.fromkeys(TOLL_COLUMNS, 0)
    for row in rows.astype(object).to_dict("records"):
        sums["incidents"] += 1
        for what in ("killed", "injured"):
            low, best, high = (
                None if pd.isna(row[f"{what}_{one}"]) else int(row[f"{what}_{one}"])
                for one in ("low", "best", "high")
            )
            settled = low if best is None else best
            sums[f"{what}_low"] += low or 0
            sums[f"{what}_best"] += settled or 0
            sums[f"{what}_high"] += (settled if high is None else high) or 0
            sums[f"{what}_unknown"] += settled is None
    return list(sums.values())


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def some(values: object, most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(values)), max_size=most, unique=True).map(tuple)


DAYS = st.dates(date(2023, 11, 1), date(2026, 8, 1))
SPANS = st.one_of(
    st.tuples(DAYS, DAYS),
    st.tuples(DAYS, DAYS).map(sorted),
    st.tuples(DAYS, DAYS).map(sorted).map(lambda two: (two[0].replace(day=1), month_end(two[1]))),
    st.tuples(DAYS, st.integers(0, 3)).map(lambda one: (one[0], one[0] + timedelta(one[1]))),
    st.just((None, None)),
)
FILTERS = st.builds(
    lambda span, **others: IncidentFilter(start=span[0], end=span[1], **others),
    span=SPANS,
    datasets=st.sampled_from(DATASETS),
    provinces=some(PROVINCES, 2),
    districts=st.one_of(
        st.just(()), some(["bl-quetta", "bl-kech", "kp-bajaur", "kp-north-waziristan"])
    ),
    groups=st.one_of(st.just(()), some([*groups()][:14])),
    event_types=some(["ied", "ambush", "raid", "state-based"]),
    precisions=st.one_of(st.just(()), some(PLACE_PRECISIONS)),
    killed_from=st.one_of(st.none(), st.integers(0, 4)),
    killed_to=st.one_of(st.none(), st.integers(0, 6)),
    vintage=st.sampled_from(["2025", "2023"]),
)


@settings(max_examples=80, deadline=None)
@given(FILTERS)
def test_rows_codes_and_cube_say_the_same(wanted):
    found = select_incidents(wanted, shelf=SHELF)
    expected = plain_parts(wanted.within(found.start, found.end), SHELF)
    without_cube = replace(found.found, cube=None)
    assert found.found.cube is not None
    for part in PARTS:
        rows = getattr(found, part)
        assert sorted(rows["incident_id"]) == expected[part]
        sums = toll_sums(rows)
        for way in (found.found, without_cube):
            assert way.sums_of(part)[1].sum(axis=0).tolist() == sums


@settings(max_examples=40, deadline=None)
@given(FILTERS)
def test_every_kind_has_its_own_sums(wanted):
    found = select_incidents(wanted, shelf=SHELF).found
    np.testing.assert_array_equal(found.sums, replace(found, cube=None).sums)
    rows = np.sort(np.concatenate([found.positions(part) for part in PARTS]))
    counts = np.bincount(found.codes.kind[rows], minlength=len(found.codes.kinds))
    np.testing.assert_array_equal(counts[found.kinds], found.sums[:, 0])
    assert counts.sum() == len(rows)


@settings(max_examples=40, deadline=None)
@given(FILTERS, st.lists(DAYS, max_size=4))
def test_rows_until_a_day_in_blocks_and_those_that_last(wanted, days):
    found = select_incidents(wanted, shelf=SHELF).found
    until = [one for one in sorted(days) if found.start <= one <= found.end]
    for part in PARTS:
        counts = found.incidents_until(part, until)[1]
        scanned = replace(found, cube=None).incidents_until(part, until)[1]
        np.testing.assert_array_equal(counts, scanned)
        rows = found.positions(part)
        begun = [(found.codes.first_day[rows] <= day_number(one)).sum() for one in until]
        assert counts.sum(axis=0).tolist() == begun
        forwards = np.concatenate(list(found.blocks(part)))
        assert forwards.tolist() == rows.tolist()
        backwards = list(found.blocks(part, backwards=True))
        assert np.concatenate(backwards[::-1]).tolist() == rows.tolist()
        lasting = rows[found.codes.last_day[rows] > found.codes.first_day[rows]]
        assert sorted(found.lasting(part)) == lasting.tolist()


@settings(max_examples=40, deadline=None)
@given(FILTERS)
def test_first_and_last_days_and_trends_are_those_of_the_rows(wanted):
    selection = select_incidents(wanted, shelf=SHELF)
    summary = summarise_districts(selection).set_index("district_id")
    rows = selection.counted.groupby("district_id")
    first, last = rows["date_start"].min(), rows["date_end"].max()
    for district, row in summary[summary["incidents"] > 0].iterrows():
        assert row["first_incident"] == first[district]
        assert row["last_incident"] == last[district]
        if selection.start <= selection.end:
            assert sum(row["trend"]) == row["incidents"]
    assert summary.loc[summary["incidents"] == 0, "first_incident"].isna().all()


def test_kinds_are_what_their_rows_say():
    codes = select_incidents(IncidentFilter(datasets=DATASETS[2]), shelf=SHELF).found.codes
    rows = codes.take(np.arange(len(codes)))
    assert (np.diff(codes.first_day) >= 0).all()
    for name in (*KIND_TEXTS, *KIND_FLAGS):
        assert codes.kinds[name].to_numpy()[codes.kind].tolist() == rows[name].tolist()
    assert not codes.kinds.duplicated().any()
    assert rows["date_start"].tolist() == [
        pd.Timestamp(0) + pd.Timedelta(days=int(one)) for one in codes.first_day
    ]


def test_rows_of_one_day_keep_the_order_of_their_ids():
    table = select_incidents(IncidentFilter(datasets=DATASETS[2]), shelf=SHELF).counted
    order = table[["date_start", "incident_id"]]
    assert order.equals(order.sort_values(["date_start", "incident_id"]))


def test_some_columns_only():
    found = select_incidents(IncidentFilter(datasets=DATASETS[2]), shelf=SHELF)
    some_columns = ["place", "killed_best", "dataset_id"]
    pd.testing.assert_frame_equal(
        found.columns_of("counted", some_columns), found.counted[some_columns]
    )


def coded(*changes):
    rows = as_rows(make_rows(*changes))
    return code_rows([rows], np.ones(len(rows), dtype=np.int8))


def test_nothing_has_no_kinds_and_no_sums():
    rows = as_rows(make_rows({}).iloc[:0])
    codes = code_rows([rows], np.ones(0, dtype=np.int8))
    cube = build_cube(codes)
    nothing = np.empty(0, dtype=np.int64)
    assert (len(codes), len(codes.kinds)) == (0, 0)
    assert cube.began_by(codes, nothing, date(2025, 1, 1)).shape == (0, len(TOLL_COLUMNS))


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2025-01-31", "2025-02-01", [0, 1, 2]),
        ("2025-01-01", "2025-01-31", [0, 1, 2]),
        ("2025-02-02", "2025-02-28", [0, 1]),
        ("2025-03-01", "2025-03-01", [0]),
        ("2025-03-02", "2025-12-31", [3]),
        ("2025-02-20", "2025-02-10", [0, 1]),
        ("2025-12-31", "2025-01-01", []),
    ],
    ids=["two days", "month", "tail", "last day", "later", "inverted", "inverted, none"],
)
def test_a_span_finds_what_overlaps_it(start, end, found):
    codes = coded(
        {"date_start": "2025-01-31", "date_end": "2025-03-01"},
        {"date_start": "2025-01-31", "date_end": "2025-02-28"},
        {"date_start": "2025-01-31", "date_end": "2025-02-01"},
        {"date_start": "2025-12-31"},
    )
    earlier, begun = codes.in_span(
        day_number(date.fromisoformat(start)), day_number(date.fromisoformat(end))
    )
    assert [*earlier, *range(begun.start, begun.stop)] == found


def test_a_cube_that_is_too_large_is_not_made(monkeypatch):
    codes = coded({}, {"date_start": "2025-03-01"})
    assert build_cube(codes) is not None
    monkeypatch.setattr(cube_module, "LARGEST_CUBE", 100)
    assert build_cube(codes) is None


def test_sums_beyond_what_a_float_holds_are_exact():
    most = 2**31 - 1
    codes = coded(*[{"killed_low": most, "killed_best": most, "killed_high": most}] * 3)
    sums = build_cube(codes).began_by(codes, np.array([0]), date(2025, 12, 31))
    assert sums[0, TOLL_COLUMNS.index("killed_best")] == 3 * most


def test_many_words_still_make_different_kinds(monkeypatch):
    rows = [
        {"group_id": f"g{one}", "place_precision": two}
        for one in range(9)
        for two in ("exact", "near")
    ]
    monkeypatch.setattr("geo.store.codes.LARGEST_KEY", 4)
    codes = coded(*rows, *rows)
    assert len(codes.kinds) == 18
    assert codes.kind.tolist() == [*range(18), *range(18)]
