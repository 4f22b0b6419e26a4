import pytest

from geo.model.counted import counted


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (6978, "6,978 rows")]
)
def test_counted(number, words):
    assert counted(number, "row") == words


@pytest.mark.parametrize(("number", "words"), [(1, "1 clash"), (1200, "1,200 clashes")])
def test_counted_where_many_have_another_ending(number, words):
    assert counted(number, "clash", "clashes") == words
