"""Every layer that a map sends: plain JSON, fixed ids, no text that deck.gl could run."""

import json

import pytest
import shapely

from geo.maps.basemap import (
    DASH,
    draw_ground,
    draw_lines,
    draw_neighbour_provinces,
    draw_towns,
    name_labels,
)
from geo.maps.borders import crossing_labels, draw_belt, draw_border, draw_crossings
from geo.maps.colours import DARK, LIGHT, rgba
from geo.maps.deck import layers_json
from geo.maps.districts import district_labels, draw_chosen, draw_districts, fill_of
from geo.maps.heat import draw_moving_heat
from geo.maps.incidents import (
    LARGEST_DOT_PIXELS,
    dot_radius,
    draw_incidents,
    draw_moving_incidents,
)
from geo.maps.labels import draw_labels
from geo.maps.publish import STATIC
from geo.measures.stacks import stack_points
from geo.model.filter import IncidentFilter
from geo.places.layers import display_features, district_table
from geo.store.select import select_incidents

LARGEST_MAP_BYTES = 1_500_000
"""One map of all incidents with every overlay, as JSON before compression."""


@pytest.fixture(scope="module")
def stacks():
    return stack_points(select_incidents(IncidentFilter()).counted)


def every_layer(colours, stacks):
    ids = list(district_table("2025")["district_id"])
    return [
        *draw_ground(colours),
        draw_neighbour_provinces(colours),
        draw_districts(
            "2025",
            fills=dict.fromkeys(ids, fill_of(3, colours)),
            tips=dict.fromkeys(ids, "@@=x"),
            colours=colours,
        ),
        draw_belt("afghan", 25, colours),
        draw_belt("iranian", 100, colours),
        *draw_lines(colours),
        draw_border("afghan", colours),
        draw_border("iranian", colours),
        *draw_chosen("2025", ids[:2], colours),
        draw_moving_heat(colours),
        *draw_incidents(stacks, colours),
        draw_crossings(colours),
        draw_towns(colours),
        draw_labels(
            [
                *name_labels(colours, towns=True, neighbours=True),
                *crossing_labels(colours),
                *district_labels("2025", colours),
            ],
            colours,
        ),
    ]


def leaves(value, path=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value


def refuse(constant):
    raise AssertionError(f"{constant} in the map's JSON")


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_all_layers_together_are_plain_and_small(colours, stacks):
    text = layers_json(every_layer(colours, stacks))
    assert len(text) < LARGEST_MAP_BYTES
    for layer in json.loads(text, parse_constant=refuse):
        for path, leaf in leaves(layer["data"]):
            assert leaf is None or isinstance(leaf, str | int | float | bool), path
            assert not (isinstance(leaf, str) and leaf.lstrip().startswith("@@")), path


def test_layer_ids_are_fixed_and_differ(stacks):
    first = [layer.id for layer in every_layer(LIGHT, stacks)]
    second = [layer.id for layer in every_layer(DARK, stacks)]
    assert first == second
    assert len(set(first)) == len(first)


def test_the_dots_carry_every_incident_that_may_be_drawn(stacks):
    dots = next(layer for layer in draw_incidents(stacks, LIGHT) if layer.id == "incidents")
    counted = select_incidents(IncidentFilter()).counted
    assert sum(row["n"] for row in dots.data) == int(counted["on_map"].sum())


def test_moving_dots_look_like_the_others_and_name_their_rows(stacks):
    still, moving = draw_incidents(stacks, LIGHT), draw_moving_incidents(LIGHT)
    for one, other in zip(still, moving, strict=True):
        assert isinstance(other.data, str) and other.data.startswith("rows:")
        first, second = (json.loads(layers_json([layer]))[0] for layer in (one, other))
        assert {**first, "data": None} == {**second, "data": None}


def test_a_district_is_drawn_in_its_own_fill_with_its_own_words():
    layer = draw_districts(
        "2025", fills={"kp-bajaur": (1, 2, 3, 4)}, tips={"kp-bajaur": "@@=x"}, colours=LIGHT
    )
    at = list(district_table("2025")["district_id"]).index("kp-bajaur")
    plain = json.loads(layers_json([layer]))[0]
    assert plain["fills"][at] == [1, 2, 3, 4] and plain["fills"][at - 1] != [1, 2, 3, 4]
    assert plain["tips"][at] == "\u200b@@=x" and plain["tips"][at - 1] == ""
    features = json.loads((STATIC / layer.data).read_text(encoding="utf-8"))
    assert features[at]["properties"] == {"i": at, "id": "kp-bajaur", "name": "Bajaur"}


def test_disputed_lines_are_dashed_and_named():
    layers = {layer.id: layer for layer in draw_lines(LIGHT)}
    disputed = layers["disputed-lines"]
    assert disputed._subLayerProps["linestrings"]["dash"] == DASH
    assert all(feature["properties"]["tip"] for feature in disputed.data)
    assert any("Line of Control" in feature["properties"]["tip"] for feature in disputed.data)


def test_belts_lie_in_the_hue_of_their_border():
    assert draw_belt("afghan", 10, LIGHT).get_fill_color[:3] == rgba(LIGHT.afghan)[:3]
    assert draw_belt("iranian", 10, LIGHT).get_fill_color[:3] == rgba(LIGHT.iranian)[:3]


@pytest.mark.parametrize("incidents", [1, 4, 9, 100])
def test_the_area_of_a_dot_is_its_number(incidents):
    assert dot_radius(incidents) ** 2 == pytest.approx(
        min(incidents * dot_radius(1) ** 2, LARGEST_DOT_PIXELS**2), rel=0.02
    )


def test_a_district_without_a_value_is_neither_none_nor_first_class():
    fills = {fill_of(code, LIGHT) for code in (-1, 0, 1)}
    assert len(fills) == 3


def test_the_line_between_the_provinces_is_the_edge_of_districts_of_both():
    (line,) = [layer for layer in draw_lines(LIGHT) if layer.id == "province-line"]
    (feature,) = line.data
    drawn = shapely.geometry.shape(feature["geometry"])
    assert shapely.length(drawn) > 2  # degrees, from the Afghan border to Punjab
    for province in ("kp", "bl"):
        districts = [
            shapely.geometry.shape(one["geometry"])
            for one in display_features()
            if one["properties"]["id"].startswith(province)
        ]
        assert shapely.touches(shapely.union_all(districts), drawn)
        assert shapely.covers(shapely.boundary(shapely.union_all(districts)), drawn)
