"""Names on the map: what the browser gets, of which it draws those that fit."""

from geo.maps.basemap import TOWN_SIZES, name_labels
from geo.maps.borders import crossing_labels
from geo.maps.colours import LIGHT
from geo.maps.districts import NAMES_FROM, district_labels
from geo.maps.labels import draw_labels, in_two_lines
from geo.maps.movement import draw_centre_years
from geo.places.layers import district_layer, district_names
from geo.places.locate import locate_points

ALL = [
    *name_labels(LIGHT, towns=True, neighbours=True),
    *crossing_labels(LIGHT),
    *district_labels("2025", LIGHT),
]


def test_every_name_is_sent_once_in_its_size():
    layer = draw_labels(ALL, LIGHT)
    assert [one["name"] for one in layer.names] == [one.name for one in ALL]
    assert [one["size"] for one in layer.names] == [one.size for one in ALL]
    assert set(TOWN_SIZES.values()) <= {one["size"] for one in layer.names}


def test_a_town_of_ours_goes_before_its_equals_elsewhere():
    ranks = {one.name: one.rank for one in name_labels(LIGHT, towns=True, neighbours=False)}
    assert ranks["Peshawar"] > ranks["Islamabad"]
    assert ranks["Gwadar"] > ranks["Chabahar"]
    assert ranks["Taftan"] > ranks["Mirjaveh"]
    assert ranks["Kabul"] > ranks["Gwadar"]
    first = sorted(ranks, key=lambda one: (-ranks[one], one))[:4]
    assert first == ["Peshawar", "Quetta", "Balochistan", "Khyber\nPakhtunkhwa"]


def test_long_names_of_areas_are_broken_near_their_middle():
    broken = {
        "Khyber Pakhtunkhwa": "Khyber\nPakhtunkhwa",
        "Azad Jammu & Kashmir": "Azad Jammu\n& Kashmir",
        "Gilgit-Baltistan": "Gilgit-\nBaltistan",
        "Sistan and Baluchestan": "Sistan and\nBaluchestan",
        "Arabian Sea": "Arabian Sea",
        "Averylongnameofone": "Averylongnameofone",
    }
    assert {name: in_two_lines(name) for name in broken} == broken
    names = {one.name for one in name_labels(LIGHT, towns=True, neighbours=True)}
    assert {"Khyber\nPakhtunkhwa", "Azad Jammu\n& Kashmir", "Dera Murad Jamali"} <= names


def test_the_name_of_a_district_stands_in_it():
    labels = district_labels("2025", LIGHT)
    assert {one.from_zoom for one in labels} == {NAMES_FROM}
    ids = district_layer("2025")["district_id"]
    found = locate_points([one.longitude for one in labels], [one.latitude for one in labels])
    assert [district_names()[ids[code]] for code in found.code] == [one.name for one in labels]
    assert len(labels) == len(ids)


def test_the_first_and_the_last_year_go_before_the_later_of_the_others():
    years = range(2007, 2013)
    centres = [{"year": year, "longitude": 70.0, "latitude": 33.0} for year in years]
    layer = draw_centre_years(centres, LIGHT)
    by_rank = sorted(layer.names, key=lambda one: -one["rank"])
    assert [one["name"] for one in by_rank] == ["2012", "2007", "2011", "2010", "2009", "2008"]
    assert layer.id != draw_labels(ALL, LIGHT).id


def test_no_centre_has_no_name():
    assert draw_centre_years([], LIGHT).names == ()


def test_crossings_have_their_whole_name_or_that_of_our_side():
    whole = [one.name for one in crossing_labels(LIGHT)]
    assert "Taftan - Mirjaveh" in whole and "Torkham" in whole
    brief = [one.name for one in crossing_labels(LIGHT, brief=True)]
    assert brief == [name.split(" - ")[0] for name in whole]
    assert {"Taftan", "Torkham"} <= set(brief)


def test_main_crossings_are_named_first():
    ranks = {one.name: one.rank for one in crossing_labels(LIGHT)}
    main = {"Chaman - Spin Boldak", "Ghulam Khan", "Torkham", "Taftan - Mirjaveh"}
    assert {name for name, rank in ranks.items() if rank == max(ranks.values())} == main
