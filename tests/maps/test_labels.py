"""Names on the map: each in its size, none over another, the rest growing as the reader zooms."""

from itertools import combinations

import pytest

from geo.maps.basemap import TOWN_SIZES, name_labels
from geo.maps.borders import crossing_labels
from geo.maps.colours import LIGHT
from geo.maps.deck import TILE_PIXELS
from geo.maps.labels import EQUATOR_METRES, REVEAL_ZOOM, Label, draw_labels, fit_labels, label_box

ZOOM = 4.6
ALL = [*name_labels(LIGHT, towns=True, neighbours=True), *crossing_labels(LIGHT)]


def test_every_name_is_drawn_once():
    fitting, waiting = draw_labels(ALL, ZOOM, LIGHT)
    names = [row["name"] for row in (*fitting.data, *waiting.data)]
    assert sorted(names) == sorted(one.name for one in ALL)
    assert fitting.data and waiting.data


def test_names_that_fit_stand_clear_of_each_other_in_the_size_they_are_drawn():
    fitting, _ = fit_labels(ALL, ZOOM)
    drawn, _ = draw_labels(ALL, ZOOM, LIGHT)
    assert [row["size"] for row in drawn.data] == [one.size for one in fitting]
    assert set(TOWN_SIZES.values()) <= {row["size"] for row in drawn.data}
    for one, other in combinations([label_box(label, ZOOM) for label in fitting], 2):
        assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


@pytest.mark.parametrize("latitude", [0.0, 34.0])
def test_a_name_that_waits_has_its_size_once_the_reader_is_near(latitude):
    first = Label(70.0, latitude, "Peshawar", size=15, rank=2, colour="#000000")
    second = Label(70.0, latitude, "Khyber", size=13, rank=1, colour="#000000")
    _, waiting = draw_labels([first, second], ZOOM, LIGHT)
    (row,) = waiting.data
    # Mercator stretches the ground alike for text and map: metres at the equator count
    pixels = row["size"] * TILE_PIXELS * 2 ** (ZOOM + REVEAL_ZOOM) / EQUATOR_METRES
    stretch = {0.0: 1.0, 34.0: 0.829037572555}[latitude]  # cosine
    assert pixels / stretch == pytest.approx(13, abs=0.01)
    assert waiting.size_max_pixels == 13


def test_a_name_ends_where_its_anchor_says():
    names = [
        Label(60.0, 30.0, "right of it", size=13, rank=1, colour="#000000", anchor="start"),
        Label(76.0, 30.0, "left of it", size=13, rank=1, colour="#000000", anchor="end"),
        Label(90.0, 30.0, "on it", size=13, rank=1, colour="#000000"),
    ]
    drawn, waiting = draw_labels(names, ZOOM, LIGHT)
    said = {row["name"]: (row["anchor"], row["shift"][0]) for row in drawn.data}
    assert said["right of it"][0] == "start" and said["right of it"][1] > 0
    assert said["left of it"][0] == "end" and said["left of it"][1] < 0
    assert said["on it"] == ("middle", 0)
    assert waiting.data == []
