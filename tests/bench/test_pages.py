"""The visitors and servers of the page benchmarks do what they claim. No test looks at a clock."""

import asyncio
import io
from datetime import date

import pandas as pd
import pytest
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.Slider_pb2 import Slider
from websockets.exceptions import ConnectionClosedError

from geo.measures.sentence import headline
from geo.model.filter import IncidentFilter
from geo.store.select import select_incidents
from tests.bench import soak
from tests.bench.bench_intake import ucdp_like
from tests.bench.pages.many_points import YEAR, of_one_year
from tests.bench.pages.servers import atlas
from tests.bench.pages.visitor import PageFailedError, Visitor
from tests.bench.pages.widgets import changed_state, first_state

MICROSECONDS_A_DAY = 86_400_000_000


def widget(kind, **fields):
    return getattr(Element(**{kind: fields}), kind)


@pytest.mark.parametrize(
    ("kind", "fields", "values"),
    [
        ("checkbox", {"default": True}, [True]),
        ("checkbox", {"default": True, "value": False, "set_value": True}, [False]),
        ("slider", {"type": Slider.SLIDER, "default": [1, 2]}, [1.0, 2.0]),
        ("slider", {"type": Slider.SLIDER, "default": [1], "value": [3], "set_value": True}, [3.0]),
        ("slider", {"type": Slider.SELECT_SLIDER, "options": ["a", "b"], "default": [1]}, ["b"]),
        ("selectbox", {"options": ["a", "b"], "default": 1}, ["b"]),
        ("selectbox", {"options": ["a"], "raw_value": "a", "set_value": True}, ["a"]),
        ("selectbox", {"options": ["a"]}, []),
        ("multiselect", {"options": ["a", "b"], "default": [1, 0]}, ["b", "a"]),
        ("date_input", {"default": ["2024/01/01"]}, ["2024/01/01"]),
        ("button_group", {"options": [{"content": "a"}], "default": [0]}, ["a"]),
    ],
)
def test_a_widget_reports_what_it_shows(kind, fields, values):
    one = widget(kind, id="it", **fields)
    assert first_state(kind, one) == changed_state(kind, one, values)


def test_what_is_no_widget_reports_nothing():
    assert first_state("markdown", widget("markdown", body="text")) is None


async def sentences_of_a_walk(address):
    """The headline after the slider was moved, and again on another page."""
    async with Visitor(address) as visitor:
        await visitor.go()
        days = [(day - date(1970, 1, 1)).days for day in (date(2010, 1, 1), date(2015, 12, 31))]
        await visitor.change("slider", "Dates", [day * MICROSECONDS_A_DAY for day in days])
        first = visitor.texts()
        await visitor.go("district-table")
        return first, visitor.texts()


async def moves_and_choices(address):
    """What a move of the dates cost, and the headline after a kind was chosen besides."""
    async with Visitor(address) as visitor:
        whole = await visitor.go()
        days = [(day - date(1970, 1, 1)).days for day in (date(2010, 1, 1), date(2015, 12, 31))]
        moved = await visitor.change("slider", "Dates", [day * MICROSECONDS_A_DAY for day in days])
        await visitor.open("Type of violence")
        await visitor.change("button_group", "Type of violence", ["Conflict between groups"])
        return whole, moved, visitor.texts()


def test_dates_draw_the_page_alone_and_other_choices_join_them():
    with atlas() as server:
        whole, moved, said = asyncio.run(moves_and_choices(server.address))
    assert moved.messages < whole.messages / 1.5
    assert moved.received < 10_000 < whole.received
    wanted = IncidentFilter(
        start=date(2010, 1, 1), end=date(2015, 12, 31), event_types=("non-state",)
    )
    assert headline(select_incidents(wanted)) in said


async def two_connections(address):
    """The headline after the connection was lost and found again."""
    async with Visitor(address, query="province=kp") as visitor:
        await visitor.go()
        before, session = visitor.texts(), visitor.session
        await visitor.reconnect()
        return before == visitor.texts(), session == visitor.session


def test_a_visitor_moves_the_slider_takes_the_filter_along_and_comes_back():
    with atlas() as server:
        first, second = asyncio.run(sentences_of_a_walk(server.address))
        same_page, same_session = asyncio.run(two_connections(server.address))
    assert same_page and same_session
    wanted = IncidentFilter(start=date(2010, 1, 1), end=date(2015, 12, 31))
    sentence = headline(select_incidents(wanted))
    assert sentence in first and sentence in second


def test_growth_is_that_after_the_first_third():
    assert soak.growth_after_warm_up([100, 200, 300, 300, 300, 300]) == pytest.approx(0, abs=1e-9)
    assert soak.growth_after_warm_up([100, 200, 300, 310, 320, 330]) == pytest.approx(30)
    assert soak.growth_after_warm_up([300, 200, 100]) == 0


@pytest.mark.parametrize(
    ("failure", "lost", "errors"),
    [
        (TimeoutError(), 1, 0),
        (ConnectionError(), 1, 0),
        (ConnectionClosedError(None, None), 1, 0),
        (PageFailedError("broken"), 0, 1),
        (KeyError("no slider 'Dates'"), 0, 1),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Exception) else str(one),
)
def test_a_failed_visit_is_counted_and_the_next_visitor_comes(monkeypatch, failure, lost, errors):
    stays = iter([failure, asyncio.CancelledError()])

    async def visit(*_):
        raise next(stays)

    monkeypatch.setattr(soak, "_visit", visit)
    monkeypatch.setattr(soak, "PAUSE_SECONDS", (0, 0))
    use = soak.Use()
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(soak._client("", 0, use))
    assert (use.visitors, use.lost, use.errors.total()) == (2, lost, errors)


def test_the_peers_rows_are_of_one_year():
    table = pd.read_csv(io.BytesIO(of_one_year(ucdp_like(1_000))), parse_dates=["date_start"])
    assert set(table["date_start"].dt.year) == {YEAR}
    assert table["date_start"].dt.day_of_year.nunique() > 300
