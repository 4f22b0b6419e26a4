"""Which names the browser writes on the map; the sums are done again here, slowly."""

import base64
from itertools import combinations

import pytest

from geo.maps.basemap import name_labels
from geo.maps.borders import crossing_labels
from geo.maps.colours import LIGHT
from geo.maps.deck import Bounds
from geo.maps.districts import NAMES_FROM, district_labels
from geo.maps.labels import Label, draw_labels
from geo.places.layers import bounds, district_ids
from geo.ui.scene import BUNDLE
from tests.browser.views import first_zoom, world_pixels

pytestmark = pytest.mark.browser

SOURCE = (BUNDLE.parent / "src" / "fit.js").read_bytes()
FIT = r"""async ([source, names, view, taken]) => {
  const { namesThatFit } = await import(`data:text/javascript;base64,${source}`);
  const places = new Map(names.map(({ at, xy }) => [at, xy]));
  const fit = namesThatFit(names, { ...view, project: (at) => places.get(at) }, taken);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = '600 100px "Source Sans", sans-serif';
  const widest = (name) => Math.max(...name.split("\n").map((line) => pen.measureText(line).width));
  return fit.map((one) => ({ ...one, width: (widest(one.name) * one.size) / 100 }));
}"""
BEFORE = {"start": 0, "middle": 0.5, "end": 1}
TOOLS = (8.0, 8.0, 40.0, 140.0)
ALL = [
    *name_labels(LIGHT, towns=True, neighbours=True),
    *crossing_labels(LIGHT),
    *district_labels("2025", LIGHT),
]


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    page.goto("about:blank")
    yield page
    page.close()


def fit(page, labels: list[Label], *, box: Bounds, width: int, height: int, nearer: float = 0):
    """The names that fit in a map of this size that shows a box of degrees, or its middle."""
    zoom = first_zoom(box, width, height) + nearer
    x, y = world_pixels((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, zoom)
    left, top = x - width / 2, y - height / 2
    names = [dict(one) for one in draw_labels(labels, LIGHT).names]
    for one in names:
        east, south = world_pixels(*one["at"], zoom)
        one["xy"] = [east - left, south - top]
    view = {"width": width, "height": height, "zoom": zoom}
    return page.evaluate(FIT, [base64.b64encode(SOURCE).decode(), names, view, [TOOLS]])


def box_of(one) -> Bounds:
    """Left, top, right, bottom of a name as it is drawn."""
    (x, y), (right, down) = one["xy"], one["shift"]
    left = x + right - one["width"] * BEFORE[one["anchor"]]
    half = one["size"] * len(one["name"].splitlines()) / 2
    return left, y + down - half, left + one["width"], y + down + half


def apart(one: Bounds, other: Bounds) -> bool:
    return one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


@pytest.mark.parametrize("nearer", [0, 0.6, 1.5, 3])
@pytest.mark.parametrize(("width", "height"), [(600, 500), (350, 350), (1400, 900)])
def test_no_name_lies_on_another_or_under_a_button_or_is_cut(page, width, height, nearer):
    shown = fit(page, ALL, box=bounds(), width=width, height=height, nearer=nearer)
    boxes = [box_of(one) for one in shown]
    assert len(boxes) > 3
    assert all(apart(one, other) for one, other in combinations([*boxes, TOOLS], 2))
    assert all(left >= 0 and top >= 0 for left, top, _, _ in boxes)
    assert all(right <= width and bottom <= height for _, _, right, bottom in boxes)


@pytest.mark.parametrize(("width", "height"), [(600, 500), (350, 350)])
def test_the_first_view_names_both_provinces_and_their_capitals(page, width, height):
    shown = {one["name"] for one in fit(page, ALL, box=bounds(), width=width, height=height)}
    assert {"Balochistan", "Khyber\nPakhtunkhwa", "Quetta", "Peshawar"} <= shown


def test_the_nearer_the_map_the_more_names_of_a_place_are_shown(page):
    near = {
        one["name"] for one in fit(page, ALL, box=(71.2, 33.8, 72.2, 34.8), width=600, height=600)
    }
    far = {one["name"] for one in fit(page, ALL, box=bounds(), width=600, height=600)}
    assert {"Peshawar", "Charsadda", "Mardan"} <= near
    assert "Charsadda" not in far


def test_of_two_names_that_meet_the_more_important_is_shown(page):
    first = Label(70.0, 34.0, "Peshawar", size=15, rank=2, colour="#000000")
    second = Label(70.1, 34.0, "Khyber", size=13, rank=1, colour="#000000")
    for labels in ([first, second], [second, first]):
        (shown,) = fit(page, labels, box=(65, 30, 75, 38), width=600, height=500)
        assert shown["name"] == "Peshawar"


def test_a_name_that_is_not_wanted_yet_takes_no_room(page):
    early = Label(70.0, 34.0, "Khar", size=13, rank=1, colour="#000000")
    late = Label(70.0, 34.0, "Bajaur", size=12, rank=2, colour="#000000", from_zoom=NAMES_FROM)
    wide, narrow = (60, 24, 78, 38), (69, 33, 71, 35)
    for box, name in ((wide, "Khar"), (narrow, "Bajaur")):
        (shown,) = fit(page, [early, late], box=box, width=500, height=500)
        assert shown["name"] == name


def test_the_name_of_a_province_is_gone_where_the_map_shows_a_part_of_it(page):
    province = [one for one in district_ids() if one.startswith("kp")]
    for box, named in ((bounds(), True), (bounds(province), True), (bounds(["kp-swat"]), False)):
        shown = {one["name"] for one in fit(page, ALL, box=box, width=600, height=500)}
        assert ("Khyber\nPakhtunkhwa" in shown) == named


@pytest.mark.parametrize(("longitude", "shift"), [(70.0, 0), (74.4, -1), (74.95, None)])
def test_the_name_of_an_area_moves_in_from_the_edge_but_not_far(page, longitude, shift):
    label = Label(longitude, 34.0, "Khyber Pakhtunkhwa", size=15, rank=9, colour="#000000")
    shown = fit(page, [label], box=(65, 33, 75, 35), width=600, height=500)
    if shift is None:
        assert shown == []
    else:
        moved = shown[0]["shift"][0]
        assert (moved > 0) - (moved < 0) == shift
        assert abs(moved) <= shown[0]["width"] / 4


def test_a_name_in_two_lines_has_the_width_of_the_longer_and_the_height_of_both(page):
    long = Label(70.0, 34.0, "Khyber\nPakhtunkhwa", size=20, rank=9, colour="#000000")
    for latitude, fits in ((34.0, 1), (33.9, 1), (33.5, 2)):
        other = Label(70.0, latitude, "Hangu", size=10, rank=1, colour="#000000", anchor="start")
        shown = fit(page, [long, other], box=(69, 33, 71, 35), width=300, height=300)
        assert (len(shown), shown[0]["name"]) == (fits, long.name)
    beside = Label(70.9, 34.0, "Hangu", size=10, rank=1, colour="#000000", anchor="start")
    assert len(fit(page, [long, beside], box=(69, 33, 71.5, 35), width=400, height=300)) == 2


def test_the_name_of_an_area_gives_way_a_little_where_that_lets_it_stand(page):
    town = Label(70.0, 34.0, "Peshawar", size=15, rank=9, colour="#000000", anchor="start")
    shifts = {}
    for south in (0.03, 0.09, 0.14, 0.4):
        area = Label(70.0, 34.0 - south, "Punjab", size=14, rank=1, colour="#000000", gives=8)
        shown = fit(page, [town, area], box=(68, 33, 72, 35), width=400, height=300)
        shifts[south] = shown[1]["shift"][1] if len(shown) == 2 else None
        assert len(shown) == 1 or apart(*map(box_of, shown))
    assert shifts == {0.03: None, 0.09: None, 0.14: 8, 0.4: 0}
    province = Label(70.0, 33.97, "Khyber", size=14, rank=1, colour="#000000", gives=24)
    shown = fit(page, [town, province], box=(68, 33, 72, 35), width=400, height=300)
    assert [one["shift"][1] for one in shown] == [0, 16]


def test_the_name_of_a_town_stays_beside_its_mark(page):
    label = Label(74.6, 34.0, "Abbottabad", size=13, rank=9, colour="#000000", anchor="start")
    assert fit(page, [label], box=(65, 33, 75, 35), width=600, height=500) == []
    (shown,) = fit(page, [label], box=(70, 33, 80, 35), width=600, height=500)
    assert shown["shift"] == [5, 0]
