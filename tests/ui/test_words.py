"""Pieces of sentences: names that are safe to show, and deaths with what is open."""

import pandas as pd
import pytest

from geo.ui.words import death_words


@pytest.mark.parametrize(
    ("toll", "words"),
    [
        ((3, 3, 5, 8, 0), "5 (3–8)"),
        ((3, 5, 5, 5, 0), "5"),
        ((3, 5, 5, 8, 1), "5+ (5–8)"),
        ((3, 5, 5, 5, 1), "5+"),
        ((2, 0, 0, 0, 2), "unknown"),
        ((2, 0, 0, 5, 2), "unknown (0–5)"),
        ((0, 0, 0, 0, 0), "0"),
        ((2_000, 1_200, 1_300, 1_500, 0), "1,300 (1,200–1,500)"),
    ],
)
def test_deaths_say_what_is_open(toll, words):
    names = ["incidents", "killed_low", "killed_best", "killed_high", "killed_unknown"]
    assert death_words(pd.DataFrame([toll], columns=names)) == [words]
