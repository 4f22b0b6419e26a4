from datetime import date

import pytest

from geo.measures.sentence import (
    coverage_words,
    display_names,
    headline,
    partial_sets,
    source_change_note,
    thin_periods,
    toll_words,
)
from geo.measures.tolls import count_toll
from geo.model.dataset import Coverage
from geo.model.filter import IncidentFilter
from geo.store.select import select_incidents
from tests.measures.rows import make_rows
from tests.measures.selections import make_selection

NAMES = {"made": "Made by hand", "other": "Other source"}


def test_headline_in_full():
    selection = make_selection(make_rows({}, {}), end=date(2025, 4, 15))
    assert headline(selection, NAMES) == (
        "2 incidents · 4 killed (2–8) · 1 Jan 2025 – 15 Apr 2025 · "
        "Balochistan and Khyber Pakhtunkhwa · all groups · Made by hand"
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param([{}], ("1 incident", "2 killed (1–4)"), id="one"),
        pytest.param(
            [{"killed_low": 3, "killed_best": 3, "killed_high": 3}] * 1200,
            ("1,200 incidents", "3,600 killed"),
            id="thousands, no range",
        ),
        pytest.param(
            [{"killed_low": None, "killed_best": None, "killed_high": None}, {}],
            ("2 incidents", "2 killed (1–4), toll unknown for 1"),
            id="unknown toll",
        ),
    ],
)
def test_toll_words(changes, expected):
    assert toll_words(count_toll(make_rows(*changes))) == expected


def test_one_source_needs_no_note():
    selection = make_selection(make_rows({}))
    assert source_change_note(selection, NAMES) == ""
    assert coverage_words(selection, NAMES) == "Made by hand: 1 Jan 2025 – 31 Dec 2025"


def test_a_change_of_source_is_said_with_its_day():
    coverage = (
        Coverage("made", date(2025, 1, 1), date(2025, 5, 31)),
        Coverage("other", date(2025, 6, 1), date(2025, 12, 31)),
    )
    note = source_change_note(make_selection(make_rows({}), coverage=coverage), NAMES)
    assert note.startswith("The source changes on 1 Jun 2025 (from Made by hand to Other source).")
    assert "must not be compared" in note


def test_no_coverage_is_said():
    selection = make_selection(make_rows({}).iloc[:0], coverage=())
    assert headline(selection, NAMES).endswith("no data set covers these days")
    inverted = select_incidents(IncidentFilter(start=date(2030, 1, 1)))
    assert "since 1 Jan 2030" in headline(inverted, display_names())


def test_shipped_names_are_complete():
    selection = select_incidents(IncidentFilter())
    names = display_names()
    assert set(selection.datasets) <= set(names)
    assert set(selection.counted["group_id"]) - {"unlisted"} <= set(names)
    assert set(selection.counted["district_id"]) - {""} <= set(names)
    assert "UCDP" in headline(selection, names)


def thin_of(**change):
    return thin_periods(select_incidents(IncidentFilter(**change)))


def test_thin_periods_are_named_where_their_source_supplies_the_days():
    spring = {"start": date(2022, 4, 1), "end": date(2022, 4, 30)}
    [words] = thin_of(**spring)
    assert words.startswith("Balochistan, 1 Apr 2022 – 31 May 2022: thin")
    assert thin_of(**spring, provinces=("bl",)) == (words,)
    assert thin_of(**spring, districts=("bl-kech",)) == (words,)
    assert thin_of(**spring, provinces=("kp",)) == ()
    assert thin_of(**spring, datasets=("ucdp-ged-22.1",)) == ()
    assert thin_of(start=date(2010, 4, 1), end=date(2010, 4, 30)) == ()


def test_what_is_partial_is_named_where_it_supplies_days():
    year = {one: date(one, 6, 1) for one in (2010, 2024)}
    assert partial_sets(select_incidents(IncidentFilter(end=year[2010]))) == []
    both = select_incidents(IncidentFilter(start=year[2010], end=year[2024]))
    assert partial_sets(both) == ["compiled-2022-2026"]
