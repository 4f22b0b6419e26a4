"""Selections: the right rows, each once, and every one accounted for."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.intake.groups import groups
from geo.model.dataset import Coverage, Dataset
from geo.model.district import VINTAGES
from geo.model.filter import IncidentFilter
from geo.model.incident import EVENT_TYPES, PROVINCES
from geo.model.precision import PLACE_PRECISIONS
from geo.places.layers import district_ids
from geo.store.select import Selection, coverage, cut_by_precedence, gaps, select_incidents
from geo.store.shipped import datasets, load_incidents
from tests.store.plain import matches

PARTS = ("counted", "outside", "country_only", "superseded")


def ids(selection: Selection) -> list[str]:
    """Every row of a selection, all parts together, sorted."""
    return sorted(one for part in PARTS for one in getattr(selection, part)["incident_id"])


def expected_ids(wanted: IncidentFilter) -> list[str]:
    """The rows that match all conditions, found row by row: the slow and obvious way."""
    found = []
    for dataset_id in wanted.datasets or datasets():
        rows = load_incidents(dataset_id, wanted.vintage).to_dict("records")
        found += [row["incident_id"] for row in rows if matches(row, wanted)]
    return sorted(found)


def some(values: object, most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(values)), max_size=most, unique=True).map(tuple)


DAYS = st.one_of(st.none(), st.dates(date(1988, 1, 1), date(2027, 1, 1)))
FILTERS = st.builds(
    IncidentFilter,
    datasets=some(datasets()),
    start=DAYS,
    end=DAYS,
    provinces=some(PROVINCES),
    districts=some(district_ids("2025")),
    groups=some(groups()),
    event_types=some(EVENT_TYPES),
    precisions=some(PLACE_PRECISIONS),
    killed_from=st.one_of(st.none(), st.integers(0, 20)),
    killed_to=st.one_of(st.none(), st.integers(0, 60)),
    vintage=st.sampled_from(list(VINTAGES)),
)


@settings(max_examples=25, deadline=None)
@given(FILTERS)
def test_every_matching_row_stands_in_exactly_one_part(wanted):
    assert ids(select_incidents(wanted)) == expected_ids(wanted)


@settings(max_examples=40, deadline=None)
@given(FILTERS)
def test_the_parts_are_what_they_say(wanted):
    found = select_incidents(wanted)
    assert (found.outside["placement"] == "outside").all()
    assert (found.counted["placement"] != "outside").all()
    assert (found.country_only["district_id"] == "").all()
    assert (found.country_only["place_precision"] == "country").all()
    if wanted.provinces or wanted.districts:
        assert len(found.outside) == len(found.country_only) == 0
    for part in PARTS:
        table = getattr(found, part)
        assert isinstance(table.index, pd.RangeIndex)
        order = table[["date_start", "incident_id"]]
        assert order.equals(order.sort_values(["date_start", "incident_id"]))


@settings(max_examples=25, deadline=None)
@given(some(datasets()), some(PROVINCES, 1))
def test_each_day_comes_from_one_data_set(chosen, provinces):
    found = select_incidents(IncidentFilter(datasets=chosen, provinces=provinces))
    for part in ("counted", "outside", "country_only"):
        table = getattr(found, part)
        owner = pd.Series("", index=table.index)
        for span in found.coverage:
            within = table["date_start"].between(pd.Timestamp(span.start), pd.Timestamp(span.end))
            owner = owner.mask(within, span.dataset_id)
        assert owner.tolist() == table["dataset_id"].tolist()


def test_the_default_selection():
    found = select_incidents(IncidentFilter())
    assert found.coverage == (
        Coverage("ucdp-ged-22.1", date(1989, 1, 1), date(2021, 12, 31)),
        Coverage("compiled-2022-2026", date(2022, 1, 1), date(2025, 12, 31)),
        Coverage("ucdp-candidate-2026", date(2026, 1, 1), date(2026, 7, 31)),
    )
    assert (found.start, found.end) == (date(1989, 1, 1), date(2026, 7, 31))
    assert len(ids(found)) == sum(one.rows for one in datasets().values())
    assert set(found.superseded["dataset_id"]) == {"compiled-2022-2026"}
    assert found.superseded["date_start"].min() >= pd.Timestamp("2026-01-01")


def test_a_data_set_alone_supersedes_nothing():
    found = select_incidents(IncidentFilter(datasets=("compiled-2022-2026",)))
    assert len(found.superseded) == 0
    assert len(found.counted) == datasets()["compiled-2022-2026"].rows


def test_a_span_matches_by_overlap():
    train = IncidentFilter(start=date(2025, 3, 12), end=date(2025, 3, 12), districts=("bl-kachhi",))
    assert "compiled-2022-2026:C2025-063" in ids(select_incidents(train))


def test_an_umbrella_brings_its_members_and_either_side_counts():
    alone = select_incidents(IncidentFilter(groups=("bla",)))
    umbrella = select_incidents(IncidentFilter(groups=("bras",)))
    assert set(ids(alone)) < set(ids(umbrella))
    assert {"bla", "blf", "bras"} <= set(umbrella.counted["group_id"])
    feud = select_incidents(IncidentFilter(groups=("tawheed-ul-islam",)))
    assert set(feud.counted["group_id"]) == {"lei"}


def test_missing_deaths_match_no_number():
    killed = select_incidents(IncidentFilter(killed_from=0))
    everything = select_incidents(IncidentFilter())
    missing = everything.counted["killed_best"].isna().sum()
    assert missing > 0
    assert len(everything.counted) - len(killed.counted) == missing


def test_a_selection_is_the_readers_own():
    wanted = IncidentFilter(districts=("bl-kachhi",))
    first = select_incidents(wanted)
    first.counted["killed_best"] = 0
    assert select_incidents(wanted).counted["killed_best"].sum() > 0


def test_a_span_that_nothing_covers_is_empty_and_says_so():
    found = select_incidents(IncidentFilter(start=date(1970, 1, 1), end=date(1971, 1, 1)))
    assert ids(found) == []
    assert found.coverage == ()
    assert gaps(found.coverage, found.start, found.end) == ((date(1970, 1, 1), date(1971, 1, 1)),)


def test_unknown_data_sets_are_refused():
    with pytest.raises(KeyError):
        select_incidents(IncidentFilter(datasets=("acled",)))


PLAIN = next(iter(datasets().values()))


def dataset(name: str, first: int, last: int, precedence: int) -> Dataset:
    """A data set of days counted from 1 January 2000."""
    start = date(2000, 1, 1)
    return replace(
        PLAIN,
        dataset_id=name,
        covers_from=start + timedelta(days=first),
        covers_to=start + timedelta(days=last),
        precedence=precedence,
    )


def days(spans: tuple[Coverage, ...]) -> list[tuple[str, int, int]]:
    start = date(2000, 1, 1)
    return [(one.dataset_id, (one.start - start).days, (one.end - start).days) for one in spans]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ([], []),
        ([("a", 0, 9, 1)], [("a", 0, 9)]),
        ([("a", 0, 9, 1), ("b", 5, 20, 2)], [("a", 0, 4), ("b", 5, 20)]),
        ([("a", 0, 9, 1), ("b", 3, 5, 2)], [("a", 0, 2), ("b", 3, 5), ("a", 6, 9)]),
        ([("a", 0, 9, 2), ("b", 3, 5, 1)], [("a", 0, 9)]),
        ([("a", 0, 2, 1), ("b", 8, 9, 2)], [("a", 0, 2), ("b", 8, 9)]),
    ],
    ids=["none", "one", "overlap", "inside wins", "inside loses", "gap"],
)
def test_the_time_line_is_cut_by_precedence(chosen, expected):
    assert days(cut_by_precedence([dataset(*one) for one in chosen])) == expected


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=4)


@given(SPANS, st.integers(0, 60), st.integers(0, 60))
def test_each_day_has_one_owner_or_is_a_gap(lengths, first, last):
    start = date(2000, 1, 1)
    chosen = [
        dataset(f"d{rank}", begin, begin + length, rank)
        for rank, (begin, length) in enumerate(lengths)
    ]
    low, high = (start + timedelta(days=one) for one in sorted((first, last)))
    spans = cut_by_precedence(chosen, start=low, end=high)
    holes = gaps(spans, low, high)
    day = low
    while day <= high:
        covering = [one for one in chosen if one.covers_from <= day <= one.covers_to]
        owners = [one.dataset_id for one in spans if one.start <= day <= one.end]
        best = max(covering, key=lambda one: one.precedence, default=None)
        assert owners == ([best.dataset_id] if best else [])
        assert sum(a <= day <= b for a, b in holes) == (not covering)
        day += timedelta(days=1)


def test_coverage_of_shipped_data_sets_cut_to_a_span():
    spans = coverage(datasets(), start=date(2021, 6, 1), end=date(2022, 6, 1))
    assert [(one.dataset_id, one.start, one.end) for one in spans] == [
        ("ucdp-ged-22.1", date(2021, 6, 1), date(2021, 12, 31)),
        ("compiled-2022-2026", date(2022, 1, 1), date(2022, 6, 1)),
    ]
