from datetime import date

from geo.exports.provenance import BOUNDARY_CREDIT, LIMITS, describe
from geo.measures.account import count_account
from geo.model.filter import IncidentFilter
from geo.store.select import select_incidents

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


def test_day_is_today_unless_given():
    selection = select_incidents(IncidentFilter(provinces=("bl",)))
    assert describe(selection, "A title").day >= DAY
