"""Names on the map: each in its size, none over another, the rest shown when the reader is near."""

from itertools import combinations

from geo.maps.basemap import TOWN_SIZES, name_labels
from geo.maps.borders import crossing_labels
from geo.maps.colours import LIGHT
from geo.maps.districts import NAMES_FROM, district_labels
from geo.maps.labels import STEPS, Label, draw_labels, fit_labels, label_box
from geo.maps.movement import draw_centre_years
from geo.places.layers import district_layer, district_names
from geo.places.locate import locate_points

ZOOM = 4.6
ALL = [
    *name_labels(LIGHT, towns=True, neighbours=True),
    *crossing_labels(LIGHT),
    *district_labels("2025", LIGHT),
]


def test_every_name_is_drawn_once():
    layers = draw_labels(ALL, ZOOM, LIGHT)
    names = [row["name"] for layer in layers for row in layer.data]
    assert sorted(names) == sorted(one.name for one in ALL)
    assert [layer.from_zoom for layer in layers] == [0, ZOOM + STEPS[1], ZOOM + STEPS[2]]


def test_names_that_fit_stand_clear_of_each_other_in_the_size_they_are_drawn():
    *steps, _ = fit_labels(ALL, ZOOM)
    assert all(steps)
    shown = []
    for step, fitting in zip(STEPS, steps, strict=False):
        shown += fitting
        for one, other in combinations([label_box(label, ZOOM + step) for label in shown], 2):
            assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
    first, *_ = draw_labels(ALL, ZOOM, LIGHT)
    assert [row["size"] for row in first.data] == [one.size for one in steps[0]]
    assert set(TOWN_SIZES.values()) <= {row["size"] for row in first.data}


def test_the_more_important_of_two_names_is_shown_and_the_other_from_a_nearer_zoom_on():
    first = Label(70.0, 34.0, "Peshawar", size=15, rank=2, colour="#000000")
    second = Label(70.1, 34.0, "Khyber", size=13, rank=1, colour="#000000")
    fitting, waiting = draw_labels([second, first], ZOOM, LIGHT)
    assert [row["name"] for row in fitting.data] == ["Peshawar"]
    assert [(row["name"], row["size"]) for row in waiting.data] == [("Khyber", 13)]
    assert fitting.from_zoom == 0 and waiting.from_zoom > ZOOM


def test_a_name_waits_until_it_fits_but_not_beyond_the_last_step():
    apart = 0.3  # degrees: too near at both steps for which names are spaced
    names = [
        Label(70.0 + apart * i, 34.0, "Upper Waziristan", size=13, rank=3 - i, colour="#000000")
        for i in range(3)
    ]
    assert [len(step) for step in fit_labels(names, ZOOM)] == [1, 0, 2]


def test_a_name_that_is_not_wanted_yet_takes_no_room():
    early = Label(70.0, 34.0, "Khar", size=13, rank=1, colour="#000000")
    late = Label(70.0, 34.0, "Bajaur", size=12, rank=2, colour="#000000", from_zoom=ZOOM + STEPS[1])
    assert fit_labels([early, late], ZOOM) == [[early], [], [late]]
    assert fit_labels([late], ZOOM) == [[], [late], []]


def test_the_name_of_a_district_stands_in_it():
    labels = district_labels("2025", LIGHT)
    assert {one.from_zoom for one in labels} == {NAMES_FROM}
    ids = district_layer("2025")["district_id"]
    found = locate_points([one.longitude for one in labels], [one.latitude for one in labels])
    assert [district_names()[ids[code]] for code in found.code] == [one.name for one in labels]
    assert len(labels) == len(ids)


def test_a_name_ends_where_its_anchor_says():
    names = [
        Label(60.0, 30.0, "right of it", size=13, rank=1, colour="#000000", anchor="start"),
        Label(76.0, 30.0, "left of it", size=13, rank=1, colour="#000000", anchor="end"),
        Label(90.0, 30.0, "on it", size=13, rank=1, colour="#000000"),
    ]
    (drawn,) = draw_labels(names, ZOOM, LIGHT)
    said = {row["name"]: (row["anchor"], row["shift"][0]) for row in drawn.data}
    assert said["right of it"][0] == "start" and said["right of it"][1] > 0
    assert said["left of it"][0] == "end" and said["left of it"][1] < 0
    assert said["on it"] == ("middle", 0)


def test_of_centres_in_a_heap_the_first_and_the_last_year_are_named():
    heap = [{"year": year, "longitude": 70.0, "latitude": 33.0} for year in range(2008, 2013)]
    far = [{"year": 2007, "longitude": 66.0, "latitude": 30.0}]
    fitting, waiting = draw_centre_years([*far, *heap], ZOOM, LIGHT)
    assert {row["name"] for row in fitting.data} == {"2007", "2012"}
    assert {row["name"] for row in waiting.data} == {"2008", "2009", "2010", "2011"}
    assert {fitting.id, waiting.id}.isdisjoint(layer.id for layer in draw_labels(ALL, ZOOM, LIGHT))


def test_of_two_centres_in_a_heap_that_are_no_end_the_later_is_named():
    years = {2007: 60.0, 2008: 70.0, 2009: 70.0, 2010: 80.0}
    centres = [{"year": year, "longitude": x, "latitude": 33.0} for year, x in years.items()]
    fitting, _ = draw_centre_years(centres, ZOOM, LIGHT)
    assert {row["name"] for row in fitting.data} == {"2007", "2009", "2010"}


def test_no_centre_has_no_name():
    assert draw_centre_years([], ZOOM, LIGHT) == []


def test_crossings_have_their_whole_name_or_that_of_our_side():
    whole = [one.name for one in crossing_labels(LIGHT)]
    assert "Taftan - Mirjaveh" in whole and "Torkham" in whole
    brief = [one.name for one in crossing_labels(LIGHT, brief=True)]
    assert brief == [name.split(" - ")[0] for name in whole]
    assert {"Taftan", "Torkham"} <= set(brief)
