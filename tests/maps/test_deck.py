import json
import math

import pydeck
import pytest

from geo.maps.deck import (
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
