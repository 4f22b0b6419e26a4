import json
import math

import pydeck
import pytest

from geo.maps.deck import (
    LEAST_ZOOM,
    SHEET,
    fit_view,
    layers_json,
    map_safe_text,
    plain_number,
)


def test_json_is_compact():
    layer = pydeck.Layer("ScatterplotLayer", id="dots", data=[{"at": [67, 30]}], get_position="at")
    text = layers_json([layer])
    assert ": " not in text and "\n" not in text
    (read,) = json.loads(text)
    assert (read["id"], read["@@type"]) == ("dots", "ScatterplotLayer")
    assert read["getPosition"] == "@@=at"


def test_numbers_that_json_cannot_hold_are_refused():
    layer = pydeck.Layer("ScatterplotLayer", id="dots", data=[{"at": [math.nan, 30]}])
    with pytest.raises(ValueError, match="JSON compliant"):
        layers_json([layer])


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_coordinate_must_be_finite(value):
    with pytest.raises(ValueError, match="finite"):
        plain_number(value)


@pytest.mark.parametrize(
    ("text", "starts_plain"),
    [
        ("@@=foo(1)", True),
        (" @@#x", True),
        ("@@type", True),
        ("Quetta @@=x", True),
        ("Quetta", True),
    ],
)
def test_text_never_starts_like_code(text, starts_plain):
    safe = map_safe_text(text)
    assert safe.lstrip().startswith("@@") is not starts_plain
    assert safe.replace("\u200b", "") == text


@pytest.mark.parametrize(("width", "height"), [(860, 560), (350, 420), (1500, 700)])
def test_the_view_shows_the_bounds(width, height):
    bounds = (66.0, 29.0, 68.0, 31.0)
    view = fit_view(bounds, width=width, height=height)
    world = 512 * 2**view.zoom
    assert (bounds[2] - bounds[0]) / 360 * world <= width
    assert bounds[0] < view.longitude < bounds[2]
    assert bounds[1] < view.latitude < bounds[3]


@pytest.mark.parametrize(
    ("bounds", "edge"),
    [
        ((60.0, 29.0, 64.0, 31.0), "west"),
        ((74.0, 29.0, 78.0, 31.0), "east"),
        ((67.0, 29.0, 71.0, 31.0), ""),
    ],
)
def test_the_view_stays_within_the_sheet(bounds, edge):
    view = fit_view(bounds, width=1000, height=248)
    reach = 1000 / (512 * 2**view.zoom) * 180
    wanted = {"west": SHEET[0] + reach, "east": SHEET[2] - reach, "": 69.0}[edge]
    assert view.longitude == pytest.approx(wanted, abs=1e-4)
    assert view.longitude - reach < bounds[0] and bounds[2] < view.longitude + reach


def test_a_view_wider_than_the_sheet_stays_in_the_middle_of_its_bounds():
    assert fit_view((60.0, 25.0, 74.0, 37.0), width=2000, height=440).longitude == 67.0


def test_the_view_of_a_point_and_of_the_sheet_stays_in_range():
    assert fit_view((67.0, 30.0, 67.0, 30.0), width=860, height=560).zoom <= 9.0
    assert fit_view(SHEET, width=100, height=100).zoom == LEAST_ZOOM
