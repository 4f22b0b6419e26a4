import pytest

from geo.model.counted import counted


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (6978, "6,978 rows")]
)
def test_counted(number, words):
    assert counted(number, "row") == words
