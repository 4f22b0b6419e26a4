"""What the map shows: its switches, the address, and what outlives a change."""

from itertools import combinations, product
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.ui.map_choice import (
    BELTS_KM,
    GROUNDS,
    MEASURES,
    OVERLAYS,
    PLAIN,
    MapChoice,
    choice_query,
    parse_choice,
)

APP = str(Path(__file__).resolve().parents[2] / "app.py")


@pytest.fixture
def app():
    """The map with its switches open."""
    test = AppTest.from_file(APP, default_timeout=60)
    test.session_state["layers"] = True
    return test.run()


def test_an_address_restores_every_choice():
    around = [some for size in range(6) for some in combinations(OVERLAYS, size)]
    every = product(GROUNDS, (True, False), MEASURES, around, BELTS_KM)
    for choice in (MapChoice(*one) for one in every):
        assert parse_choice(choice_query(choice)) == choice


def test_the_plain_choice_needs_no_words():
    assert choice_query(PLAIN) == {}
    wrong = {"show": "tanks,", "by": "rows", "over": "moon", "belt": "7"}
    assert parse_choice({}) == parse_choice(wrong) == PLAIN


@pytest.mark.parametrize(
    ("show", "ground", "incidents"),
    [
        ("incidents", "plain", True),
        ("density", "density", False),
        ("districts,incidents,heat", "heat", True),
        ("plain", "plain", False),
    ],
)
def test_of_several_grounds_the_last_is_taken(show, ground, incidents):
    choice = parse_choice({"show": show})
    assert (choice.ground, choice.incidents) == (ground, incidents)


def test_the_switches_are_not_drawn_while_they_are_shut(app):
    assert app.radio(key="m_ground") and app.selectbox(key="m_measure")
    app.session_state["layers"] = False
    app.run()
    assert not app.radio and not app.selectbox and not app.toggle


def test_every_switch_reaches_the_address_and_outlives_a_change_of_page(app):
    app.radio(key="m_ground").set_value("density").run()
    app.selectbox(key="m_measure").set_value("killed_per_100k").run()
    app.toggle(key="m_incidents").set_value(False).run()
    app.pills(key="m_overlays").set_value(["towns", "crossings"]).run()
    app.segmented_control(key="m_belt_km").set_value(25).run()
    asked = {"show": "density", "by": "killed_per_100k", "over": "crossings,towns", "belt": "25"}
    assert app.query_params == asked
    app.session_state["layers"] = False
    app.run().switch_page("pages/groups.py").run().switch_page("pages/map.py").run()
    assert app.query_params == asked
    assert [error.message for error in app.exception] == []


def test_a_belt_that_is_taken_back_is_none(app):
    app.segmented_control(key="m_belt_km").set_value(25).run()
    app.segmented_control(key="m_belt_km").set_value(None).run()
    assert "belt" not in app.query_params
    assert [error.message for error in app.exception] == []
