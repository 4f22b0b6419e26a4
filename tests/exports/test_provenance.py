from datetime import date

import pytest

from geo.exports.provenance import BOUNDARY_CREDIT, LIMITS, PrivateRowsError, describe
from geo.measures.account import count_account
from geo.model.filter import IncidentFilter
from geo.store.own import own_dataset
from geo.store.select import select_incidents
from geo.store.shelf import shipped_shelf
from tests.store.tables import brought

DAY = date(2026, 11, 22)


def test_everything_needed_to_make_the_file_again_is_named():
    wanted = IncidentFilter(start=date(2021, 7, 1), end=date(2022, 6, 30), groups=("ttp",))
    selection = select_incidents(wanted)
    rows = describe(selection, "A title", day=DAY).rows()
    fields = dict(rows)
    assert fields["Filter"] == "from=2021-07-01&to=2022-06-30&group=ttp"
    assert fields["Limits"] == LIMITS
    assert fields["Boundary licence"] == BOUNDARY_CREDIT
    assert fields["Made on"] == "2026-11-22"
    assert "source changes on 1 Jan 2022" in fields["Change of source"]
    assert fields["Thin period"].startswith("Balochistan, 1 Apr 2022 – 31 May 2022")
    sources = [value for field, value in rows if field == "Data set"]
    assert len(sources) == 2
    assert all(value for _, value in rows)
    numbers = [int(value.replace(",", "")) for field, value in rows if field.startswith("Rows: ")]
    assert sum(numbers) == count_account(selection).total


def test_only_data_sets_that_supply_days_are_cited():
    selection = select_incidents(IncidentFilter(start=date(2010, 1, 1), end=date(2010, 12, 31)))
    about = describe(selection, "A title", day=DAY)
    assert [one.dataset_id for one in about.datasets] == ["ucdp-ged-22.1"]
    assert about.change_note == ""
    assert "Change of source" not in dict(about.rows())


@pytest.mark.parametrize(
    ("vintage", "words"),
    [
        ("2025", "72 districts (Sept 2022 – Feb 2026), as they stood 13 Sep 2022 – 23 Feb 2026"),
        ("2023", "69 districts of the 2023 census, as they stood 29 Jun 2021 – 30 Aug 2022"),
    ],
)
def test_the_days_of_the_districts_are_named(vintage, words):
    about = describe(select_incidents(IncidentFilter(vintage=vintage)), "A title", day=DAY)
    assert dict(about.rows())["Districts"] == words


def test_day_is_today_unless_given():
    selection = select_incidents(IncidentFilter(provinces=("bl",)))
    assert describe(selection, "A title").day >= DAY


TABLE = brought()
OWN = own_dataset(TABLE, "My list")


def test_a_brought_data_set_is_named_by_its_title_everywhere():
    shelf = shipped_shelf().with_table(OWN, TABLE)
    selection = select_incidents(IncidentFilter(datasets=(OWN.dataset_id,)), shelf=shelf)
    about = describe(selection, "A title", day=DAY)
    assert about.headline.endswith("My list")
    assert about.coverage == "My list: 1 Jan 2025 – 30 Jun 2025"
    assert about.datasets == (OWN,)


def test_private_rows_are_marked_and_never_in_a_public_export():
    shelf = shipped_shelf().with_table(OWN, TABLE)
    chosen = IncidentFilter(datasets=("compiled-2022-2026", OWN.dataset_id))
    mixed = select_incidents(chosen, shelf=shelf)
    note = dict(describe(mixed, "A title").rows())["Private"]
    assert "(My list)" in note
    with pytest.raises(PrivateRowsError, match="My list"):
        describe(mixed, "A title", public=True)


@pytest.mark.parametrize("shelf", [shipped_shelf(), None], ids=["given", "default"])
def test_what_ships_may_be_passed_on(shelf):
    about = describe(select_incidents(IncidentFilter(), shelf=shelf), "A title", public=True)
    assert about.private == ()
    assert "Private" not in dict(about.rows())
