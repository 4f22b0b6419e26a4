"""Months as bars, with dated events and changes of source: what lies over what."""

from datetime import date

import pandas as pd
import pytest

from geo.maps.colours import DARK, LIGHT, Palette
from geo.ui.charts import stacked_months

SPAN = (date(2020, 1, 1), date(2020, 12, 31))
COUNTS = pd.DataFrame(
    {"month": pd.to_datetime(["2020-01-01", "2020-02-01"]), "stack": ["a", "b"], "value": [3, 5]}
)
EVENTS = pd.DataFrame(
    {"date": pd.to_datetime(["2020-01-09"]), "label": ["An event"], "number": ["1"]}
)


def layers(colours: Palette = LIGHT, *, narrow: bool = False) -> list[dict]:
    chart = stacked_months(
        COUNTS, SPAN, measure="incidents", names={}, hues={"a": "#111111", "b": "#222222"},
        gaps=[], events=EVENTS, changes=[date(2020, 1, 12)], colours=colours, narrow=narrow,
    )  # fmt: skip
    return chart.to_dict()["layer"]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_words_lie_over_lines_and_bars_and_have_a_halo(colours):
    marks = [layer["mark"] for layer in layers(colours)]
    kinds = [mark["type"] for mark in marks]
    assert kinds == ["rect", "bar", "rule", "rule", "text", "text", "text", "text"]
    halos, letters = marks[4::2], marks[5::2]
    assert [halo["stroke"] for halo in halos] == [colours.page] * 2
    assert all("stroke" not in letter for letter in letters)


def test_a_narrow_chart_has_the_line_where_the_source_changes_but_no_words_for_it():
    texts = [
        layer["encoding"]["text"]["field"] for layer in layers() if "text" in layer["encoding"]
    ]
    assert texts == ["number", "number", "label", "label"]
    narrow = [layer["mark"]["type"] for layer in layers(narrow=True)]
    assert (narrow.count("rule"), narrow.count("text")) == (2, 2)
