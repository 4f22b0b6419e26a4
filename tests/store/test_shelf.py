"""Shelves: the same answers from what ships, what is kept and what a visitor brought."""

import gc
import weakref
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from geo.model.checks import check_placed
from geo.model.dataset import Coverage
from geo.model.district import VINTAGES
from geo.model.filter import IncidentFilter
from geo.model.incident import COLUMNS, PLACEMENT_COLUMNS
from geo.store.own import FILLS_GAPS, own_dataset
from geo.store.select import select_incidents
from geo.store.shelf import KEPT_ANSWERS, named_rows, shipped_shelf
from geo.store.shipped import datasets, load_rows
from tests.store.tables import brought

TABLE = brought()
OWN = own_dataset(TABLE, "My list")
SHELF = shipped_shelf().with_table(OWN, TABLE)


def test_what_ships_is_the_default_of_every_shelf():
    assert dict(shipped_shelf().datasets) == dict(datasets())
    assert SHELF.default == tuple(datasets())
    plain, beside = (
        select_incidents(IncidentFilter()),
        select_incidents(IncidentFilter(), shelf=SHELF),
    )
    assert beside.datasets == plain.datasets
    pd.testing.assert_frame_equal(beside.counted, plain.counted)
    assert plain.shelf is shipped_shelf()


@pytest.mark.parametrize("vintage", list(VINTAGES))
def test_a_brought_table_is_placed_when_asked_for(vintage):
    rows = SHELF.load(OWN.dataset_id, vintage)
    check_placed(rows)
    assert tuple(rows.columns) == COLUMNS + PLACEMENT_COLUMNS
    assert set(rows["district_id"]) == {"bl-quetta"}
    assert rows["incident_id"].tolist() == [f"{OWN.dataset_id}:0", f"{OWN.dataset_id}:1"]
    assert SHELF.rows(OWN.dataset_id, vintage) is SHELF.rows(OWN.dataset_id, vintage)


def test_a_shelf_is_new_and_the_old_one_knows_nothing():
    assert OWN.dataset_id not in shipped_shelf().datasets
    with pytest.raises(KeyError):
        select_incidents(IncidentFilter(datasets=(OWN.dataset_id,)))
    with pytest.raises(KeyError):
        SHELF.load(OWN.dataset_id, "1998")
    assert SHELF.rows("ucdp-ged-22.1", "2025") is load_rows("ucdp-ged-22.1", "2025")


def test_chosen_alone_it_is_shown_alone():
    found = select_incidents(IncidentFilter(datasets=(OWN.dataset_id,)), shelf=SHELF)
    assert found.counted["dataset_id"].unique().tolist() == [OWN.dataset_id]
    assert found.coverage == (Coverage(OWN.dataset_id, date(2025, 1, 1), date(2025, 6, 30)),)
    assert len(found.superseded) == 0


def test_chosen_beside_others_it_takes_its_days_and_says_what_it_supersedes():
    both = IncidentFilter(datasets=("compiled-2022-2026", OWN.dataset_id))
    found = select_incidents(both, shelf=SHELF)
    assert [one.dataset_id for one in found.coverage] == [
        "compiled-2022-2026",
        OWN.dataset_id,
        "compiled-2022-2026",
    ]
    assert set(found.superseded["dataset_id"]) == {"compiled-2022-2026"}
    assert found.superseded["date_start"].between("2025-01-01", "2025-06-30").all()
    alone = select_incidents(IncidentFilter(datasets=("compiled-2022-2026",)))
    assert len(found.counted) + len(found.superseded) == len(alone.counted) + len(TABLE)


def test_a_gap_filler_takes_no_day_that_another_covers():
    filler = replace(OWN, precedence=FILLS_GAPS)
    shelf = shipped_shelf().with_table(filler, TABLE)
    both = IncidentFilter(datasets=("compiled-2022-2026", OWN.dataset_id))
    found = select_incidents(both, shelf=shelf)
    assert set(found.superseded["dataset_id"]) == {OWN.dataset_id}
    assert {one.dataset_id for one in found.coverage} == {"compiled-2022-2026"}


def test_of_equal_precedence_the_later_id_supplies_the_day():
    later = own_dataset(TABLE, "Zzz")
    shelf = SHELF.with_table(later, TABLE)
    found = select_incidents(
        IncidentFilter(datasets=(later.dataset_id, OWN.dataset_id)), shelf=shelf
    )
    assert found.datasets == (OWN.dataset_id, later.dataset_id)
    assert set(found.counted["dataset_id"]) == {later.dataset_id}


def test_the_key_tells_what_is_in_it_not_how_it_came_in():
    other = own_dataset(TABLE, "Other list")
    one_way = SHELF.with_table(other, TABLE)
    other_way = shipped_shelf().with_table(other, TABLE).with_table(OWN, TABLE)
    assert one_way.key == other_way.key
    assert len({shipped_shelf().key, SHELF.key, one_way.key}) == 3
    longer = replace(OWN, covers_to=date(2025, 12, 31))
    assert shipped_shelf().with_table(longer, TABLE).key != SHELF.key


def test_a_new_version_replaces_the_old():
    fewer = brought(("2025-01-01",))
    shelf = SHELF.with_table(own_dataset(fewer, "My list"), fewer)
    assert len(shelf.load(OWN.dataset_id, "2025")) == 1
    assert len(SHELF.load(OWN.dataset_id, "2025")) == 2


def test_what_ships_cannot_be_replaced():
    with pytest.raises(ValueError, match="ships"):
        shipped_shelf().with_table(replace(OWN, dataset_id="ucdp-ged-22.1"), TABLE)


def test_a_wrong_number_of_rows_is_refused():
    with pytest.raises(ValueError, match="2 rows were announced, 1 are there"):
        shipped_shelf().with_table(OWN, TABLE.iloc[:1])


def test_a_brought_table_stays_as_it_was():
    before = TABLE.copy()
    named_rows(TABLE, "elsewhere")
    SHELF.load(OWN.dataset_id, "2025")
    pd.testing.assert_frame_equal(TABLE, before)


def test_a_visitors_rows_go_when_the_shelf_goes():
    table = brought(("2025-01-01",))
    shelf = shipped_shelf().with_table(own_dataset(table, "Gone"), table)
    wanted = IncidentFilter(datasets=(own_dataset(table, "Gone").dataset_id,))
    select_incidents(wanted, shelf=shelf)
    watch = weakref.ref(shelf.rows(wanted.datasets[0], "2025"))
    assert watch() is not None
    del shelf
    gc.collect()
    assert watch() is None


def test_answers_are_made_once_and_the_oldest_forgotten():
    shelf = shipped_shelf().with_table(OWN, TABLE)
    made: list[int] = []

    def make(number: int) -> int:
        made.append(number)
        return number

    def ask(kind: str, number: int, answer: int) -> int:
        return shelf.remember((kind, number), lambda: make(answer))

    ask("dear", 0, 100)
    for number in range(KEPT_ANSWERS + 1):
        assert ask("cheap", number, number) == number
    ask("cheap", KEPT_ANSWERS, -1)
    assert made == [100, *range(KEPT_ANSWERS + 1)]
    ask("cheap", 0, -2)
    assert made[-1] == -2
    assert ask("dear", 0, -3) == 100
