import pytest

from geo.model.filter import range_words


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
