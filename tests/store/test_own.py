"""A data set of one's own: what it covers, is called and allows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.store.own import LONGEST_TITLE, clean_title, content_sha256, own_dataset, own_id
from geo.store.shelf import named_rows
from tests.store.tables import brought

TABLE = brought()


def test_it_covers_its_rows_unless_told_otherwise():
    plain = own_dataset(TABLE, "My list")
    assert (plain.covers_from, plain.covers_to) == (date(2025, 1, 1), date(2025, 6, 30))
    wider = own_dataset(TABLE, "My list", covers_to=date(2025, 12, 31))
    assert (wider.covers_from, wider.covers_to) == (date(2025, 1, 1), date(2025, 12, 31))
    with pytest.raises(ValueError, match="swap the days"):
        own_dataset(TABLE, "My list", covers_to=date(2024, 1, 1))


def test_it_is_private_and_partial_unless_told_otherwise():
    plain = own_dataset(TABLE, "My list")
    assert (plain.public, plain.partial) == (False, True)
    assert "not to be passed on" in plain.licence
    assert own_dataset(TABLE, "My list", public=True).public


def test_nothing_to_show_is_refused():
    with pytest.raises(ValueError, match="no incident"):
        own_dataset(TABLE.iloc[:0], "My list")
    with pytest.raises(ValueError, match="needs a name"):
        own_dataset(TABLE, " \n\x00")


def test_the_hash_is_of_the_facts_not_of_the_name():
    assert content_sha256(named_rows(TABLE, "elsewhere")) == content_sha256(TABLE)
    assert content_sha256(brought(killed_best=[3, 4])) != content_sha256(TABLE)
    assert content_sha256(brought(killed_best=[3, None])) != content_sha256(TABLE)
    swapped = TABLE.iloc[::-1].reset_index(drop=True)
    assert content_sha256(swapped) != content_sha256(TABLE)


@given(st.text())
def test_any_title_makes_a_plain_id(text):
    made = own_id(text)
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert 9 < len(made) < 80
    assert not made.startswith("-")


@pytest.mark.parametrize(
    ("one", "other"), [("واقعات", "فہرست"), ("A list", "a-list"), ("../x", "x")]
)
def test_titles_that_look_alike_have_ids_of_their_own(one, other):
    assert own_id(one) != own_id(other)


@given(st.text(min_size=1))
def test_a_title_is_one_line(text):
    try:
        shown = clean_title(text)
    except ValueError:
        assert not any(one.isprintable() and not one.isspace() for one in text)
        return
    assert shown.isprintable()
    assert 0 < len(shown) <= LONGEST_TITLE
    assert clean_title(shown) == shown
