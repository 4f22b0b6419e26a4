"""What a reader sets a page to, in its address: read when a link is opened, kept when changed."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.test_pages import ROOT, open_page

LINKS = [
    ("pages/belts.py", {"border": "iranian", "within": "100"}),
    ("pages/hotspots.py", {"view": "trend"}),
    ("pages/groups.py", {"of": "bla"}),
    ("pages/districts.py", {"view": "profile", "of": "bl-kech"}),
    ("pages/over_time.py", {"count": "killed_best", "stack": "province"}),
]


def follow(page, query):
    """A browser that comes by a link to an inner page."""
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    return test.switch_page(page).run()


def address(test):
    return {
        name: one if isinstance(one, str) else one[0] for name, one in test.query_params.items()
    }


@pytest.mark.parametrize(("page", "query"), LINKS)
def test_a_link_opens_a_page_as_it_was_set(page, query):
    test = follow(page, query)
    assert [error.message for error in test.exception] == []
    assert address(test) == query


@pytest.mark.parametrize(("page", "query"), LINKS)
def test_what_an_address_names_wrongly_is_the_plain_page(page, query):
    test = follow(page, dict.fromkeys(query, "@nonsense"))
    assert [error.message for error in test.exception] == []
    assert "@nonsense" not in address(test).values()


def test_what_the_reader_sets_goes_into_the_address_and_the_plain_page_has_none():
    test = open_page("pages/belts.py", {})
    assert address(test) == {}
    (border,) = (one for one in test.button_group if one.key == "b_border")
    border.set_value("iranian").run()
    assert address(test) == {"border": "iranian"}
