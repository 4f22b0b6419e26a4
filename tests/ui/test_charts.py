"""Months as bars, with dated events and changes of source: what lies over what."""

from datetime import date

import pandas as pd
import pytest

from geo.maps.colours import DARK, LIGHT, OTHER_HUE, Palette
from geo.ui.charts import part_words, stack_hues, stacked_months, stepped_levels

SPAN = (date(2020, 1, 1), date(2020, 12, 31))
COUNTS = pd.DataFrame(
    {
        "month": pd.to_datetime(["2020-01-01", "2020-02-01"]),
        "stack": ["a", "b"],
        "value": [3, 5],
        "whole": [True, False],
    }
)
EVENTS = pd.DataFrame(
    {"date": pd.to_datetime(["2020-01-09"]), "label": ["An event"], "number": ["1"]}
)


def months(colours: Palette = LIGHT) -> dict:
    chart = stacked_months(
        COUNTS, SPAN, measure="incidents", names={}, hues={"a": "#111111", "b": "#222222"},
        gaps=[], events=EVENTS, changes=[date(2020, 1, 12)], colours=colours,
    )  # fmt: skip
    return chart.to_dict()


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_words_lie_over_lines_and_bars_and_have_a_halo(colours):
    marks = [layer["mark"] for layer in months(colours)["layer"]]
    kinds = [mark["type"] for mark in marks]
    assert kinds == ["rect", "bar", "rule", "rule", "text", "text", "text", "text"]
    halos, letters = marks[4::2], marks[5::2]
    assert [halo["stroke"] for halo in halos] == [colours.page] * 2
    assert all("stroke" not in letter for letter in letters)


def test_a_chart_is_as_wide_as_its_place_and_as_tall_as_its_legend_makes_it():
    chart = months()
    assert (chart["width"], chart["autosize"]) == ("container", {"type": "fit-x"})


def test_a_month_shown_in_part_is_paler_and_named():
    bars = months()["layer"][1]
    assert bars["encoding"]["opacity"]["condition"] == [{"test": "datum.whole", "value": 1}]
    assert bars["encoding"]["opacity"]["value"] < 0.6
    assert part_words(COUNTS) == "Paler: shown in part only (February 2020)."
    assert part_words(COUNTS[COUNTS["whole"]]) == ""


def test_a_group_keeps_its_hue_whatever_stands_beside_it():
    alone, beside = stack_hues(["ttp", "unknown"]), stack_hues(["bla", "new", "bras", "ttp"])
    assert alone["ttp"] == beside["ttp"]
    assert stack_hues(["bla"])["bla"] == beside["bla"]
    assert len(set(beside.values())) == 4
    many = stack_hues([*"abcdefghij", "ttp", "other"])
    assert list(many.values()).count(OTHER_HUE) == 10 - 7 + 1
    assert list(many) == [*"abcdefghij", "ttp", "other"]


def test_small_counts_have_whole_ticks_only():
    assert months()["layer"][1]["encoding"]["y"]["axis"]["tickMinStep"] == 1


def test_its_width_says_how_many_parts_stand_side_by_side_and_whether_changes_have_words():
    layers = months()["layer"]
    (legend,) = (one["encoding"]["color"]["legend"] for one in layers if "color" in one["encoding"])
    assert legend["columns"]["expr"] == "width < 420 ? 1 : width < 700 ? 2 : 4"
    hidden = [
        (one["encoding"]["text"]["field"], one["mark"].get("opacity"))
        for one in layers
        if "text" in one["encoding"]
    ]
    narrow = {"expr": "width < 420 ? 0 : 1"}
    assert hidden == [("number", None)] * 2 + [("label", narrow)] * 2


def test_levels_lie_over_bars_that_begin_at_zero():
    days = {"start": pd.to_datetime(["2020-01-01"]), "end": pd.to_datetime(["2020-02-01"])}
    chart = stepped_levels(
        pd.DataFrame({**days, "value": [3]}), pd.DataFrame({**days, "mean": [3.0]}), SPAN,
        step="month", colours=LIGHT,
    ).to_dict()  # fmt: skip
    bars, lines, halo, letters = chart["layer"]
    assert bars["encoding"]["y2"] == {"datum": 0}
    assert [one["mark"]["type"] for one in (bars, lines, halo, letters)] == [
        "bar", "rule", "text", "text",
    ]  # fmt: skip
    for one in (bars, lines):
        assert (one["encoding"]["x"]["field"], one["encoding"]["x2"]["field"]) == ("start", "end")
