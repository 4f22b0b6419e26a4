"""What travels to the browser: rows of what ships as a file, rows of a visitor in the session."""

from dataclasses import replace
from datetime import date

import pytest

from geo.maps import publish as published
from geo.model.filter import IncidentFilter
from geo.places.layers import district_ids
from geo.store.select import left_out_districts, select_incidents
from geo.store.shelf import shipped_shelf
from geo.ui import moving
from geo.ui.moving import packed_rows
from geo.ui.time_window import Window
from tests.store.test_shelf import OWN, TABLE

WHOLE = Window(date(1989, 1, 1), date(2026, 7, 31), frames=())


@pytest.fixture
def static(tmp_path, monkeypatch):
    """An empty folder of published files."""
    monkeypatch.setattr(published, "STATIC", tmp_path / "static")
    return tmp_path / "static"


@pytest.fixture
def carried(monkeypatch):
    """What went into the session."""
    seen = []
    monkeypatch.setattr(moving, "carry_rows", seen.append)
    return seen


def sent(shelf, wanted):
    """Where the map finds the rows of a filter, once they were brought; and the rows."""
    moving.carry_filter(shelf, wanted)
    packed = packed_rows(shelf, wanted, WHOLE)
    return moving._rows(packed, select_incidents(wanted, shelf=shelf)), packed


def test_rows_that_ship_are_one_file_whatever_the_dates(static, carried):
    year = IncidentFilter(start=date(2025, 1, 1), end=date(2025, 12, 31))
    first, _ = sent(shipped_shelf(), IncidentFilter())
    second, _ = sent(shipped_shelf(), year)
    assert first == second and set(first) == {"file"}
    assert [path.name for path in static.iterdir()] == [first["file"]]
    assert carried == []


def test_dates_that_move_bring_no_rows(static, carried):
    group = IncidentFilter(groups=("ttp",))
    year = replace(group, start=date(2012, 1, 1), end=date(2012, 12, 31))
    assert sent(shipped_shelf(), group)[0] == sent(shipped_shelf(), year)[0]


def test_a_filter_travels_in_the_session(static, carried):
    found, packed = sent(shipped_shelf(), IncidentFilter(groups=("ttp",)))
    assert found == {"key": packed.name} and carried == [packed]
    assert not static.exists()


def test_rows_of_a_visitor_are_never_a_file(static, carried):
    shelf = shipped_shelf().with_table(OWN, TABLE)
    for datasets in ((OWN.dataset_id,), (OWN.dataset_id, *shelf.default)):
        found, packed = sent(shelf, IncidentFilter(datasets=datasets))
        assert found == {"key": packed.name}
    public = shipped_shelf().with_table(replace(OWN, public=True), TABLE)
    assert set(sent(public, IncidentFilter(datasets=(OWN.dataset_id,)))[0]) == {"key"}
    assert len(carried) == 3 and not static.exists()


def test_more_rows_than_a_browser_takes_travel_as_the_sums_of_a_window(carried, monkeypatch):
    monkeypatch.setattr(moving, "MOST_ROWS", 100)
    span = date(2025, 1, 1), date(2025, 3, 31)
    window = Window(*span, frames=(span,), step="month", length=3)
    packed = packed_rows(shipped_shelf(), IncidentFilter(), window)
    moving.carry_filter(shipped_shelf(), IncidentFilter())
    assert carried == []  # the sums are of one window: they come with it
    everything = select_incidents(IncidentFilter())
    assert moving._rows(packed, everything) == {"key": packed.name} and carried == [packed]
    assert packed.most == 0 and len(packed.content) < 5_000
    assert packed != packed_rows(shipped_shelf(), IncidentFilter(), WHOLE)


def test_the_map_is_told_which_districts_the_filter_leaves_out():
    assert left_out_districts(IncidentFilter()) == []
    ids = district_ids("2025")
    of_balochistan = left_out_districts(IncidentFilter(provinces=("kp",)))
    assert {ids[code][:2] for code in of_balochistan} == {"bl"}
    assert len(left_out_districts(IncidentFilter(districts=("kp-bajaur",)))) == len(ids) - 1
