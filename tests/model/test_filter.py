import pytest

from geo.model.filter import range_words, vain_parts


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (2, None, "at least 2"),
        (None, 1_000, "at most 1,000"),
        (5, 1_000, "5–1,000"),
        (5, 5, "5"),
        (0, None, "at least 0"),
        (None, 0, "at most 0"),
        (None, None, ""),
    ],
)
def test_a_range_in_words(low, high, words):
    assert range_words(low, high) == words


KNOWN = {"datasets": ["ucdp-ged-22.1"], "districts": ["bl-kech"], "groups": ["bla"]}


@pytest.mark.parametrize(
    ("query", "vain"),
    [
        ({}, ()),
        ({"data": "ucdp-ged-22.1", "district": "bl-kech", "from": "2025-01-01"}, ()),
        ({"data": "mine-3fd30542,ucdp-ged-22.1"}, ("data set mine-3fd30542",)),
        ({"district": "bl-foo,bl-kech,@"}, ("district bl-foo", "district @")),
        ({"from": "2025-13-01", "killed_from": "many"}, ("killed from many", "from 2025-13-01")),
        ({"from": "2025-02-01", "to": "2025-01-01"}, ()),  # put in order
        ({"killed_from": "0", "vintage": "2025"}, ()),
        ({"vintage": "1998"}, ("districts as of 1998",)),
        ({"show": "heat", "by": "nonsense"}, ()),  # the map's own
    ],
)
def test_what_an_address_asks_for_in_vain_is_named(query, vain):
    assert vain_parts(query, KNOWN) == vain
