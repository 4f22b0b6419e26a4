"""The atlas in a real browser: what a reader does, and what the page must not do."""

import contextlib
import csv
import io
import re
from itertools import product

import pytest
from playwright.sync_api import Locator, TimeoutError

from geo.maps.deck import fit_view, world_pixels
from geo.measures.stacks import stack_points
from geo.model.filter import IncidentFilter
from geo.places.layers import bounds
from geo.store.select import select_incidents
from geo.ui.base_map import MAP_SIZE
from tests.browser.conftest import PHONE, Visit

pytestmark = pytest.mark.browser

PAGES = {
    "": "Incidents in Balochistan and Khyber Pakhtunkhwa",
    "over-time": "Over time",
    "district-table": "Districts",
    "hot-spots": "Hot spots",
    "border-belts": "Border belts",
    "armed-groups": "Groups",
    "your-data": "Your data",
    "method-and-limits": "Method and limits",
}
MAP = "[data-testid=stDeckGlJsonChart]"


def spot(visit: Visit, longitude: float, latitude: float) -> tuple[float, float]:
    """Where a place stands on the screen while the map looks as it opened."""
    view = fit_view(bounds(), width=MAP_SIZE[0], height=MAP_SIZE[1])
    box = visit.page.locator(MAP).bounding_box()
    x, y = world_pixels(longitude, latitude, view.zoom)
    middle_x, middle_y = world_pixels(view.longitude, view.latitude, view.zoom)
    return (
        box["x"] + box["width"] / 2 + x - middle_x,
        box["y"] + box["height"] / 2 + y - middle_y,
    )


def lonely_stack() -> dict:
    """The largest stack of at least five incidents with no other dot near it on the screen."""
    zoom = fit_view(bounds(), width=MAP_SIZE[0], height=MAP_SIZE[1]).zoom
    stacks = stack_points(select_incidents(IncidentFilter()).counted).to_dict("records")
    places = [world_pixels(one["longitude"], one["latitude"], zoom) for one in stacks]
    for one, (x, y) in zip(stacks, places, strict=True):
        near = [1 for u, v in places if abs(u - x) < 12 and abs(v - y) < 12]
        if one["incidents"] >= 5 and len(near) == 1:
            return one
    raise AssertionError("every stack touches another")


def click_map(visit: Visit, longitude: float, latitude: float, *, until: Locator) -> None:
    """Click a place on the map, more than once where software drawing swallowed the click."""
    x, y = spot(visit, longitude, latitude)
    for _ in range(4):
        visit.page.mouse.move(x, y)
        visit.page.wait_for_timeout(2_500)  # the hover is drawn
        visit.page.mouse.down()
        visit.page.mouse.up()
        with contextlib.suppress(TimeoutError):
            until.wait_for(timeout=9_000)
            return
    raise AssertionError("the click found nothing")


@pytest.mark.parametrize(("theme", "phone"), list(product(["light", "dark"], [False, True])))
def test_every_page_opens_offline_and_fits(visit, tmp_path_factory, theme, phone):
    shots = tmp_path_factory.mktemp("shots", numbered=True)
    reader = visit(theme=theme, phone=phone)
    for path, title in PAGES.items():
        reader.open(path)
        assert reader.page.inner_text("h1") == title
        width = reader.page.evaluate("document.documentElement.scrollWidth")
        assert width <= reader.page.viewport_size["width"]
        reader.screenshot(shots / f"{path or 'map'}-{theme}-{'phone' if phone else 'desk'}.png")
    assert reader.hosts == {reader.address.removeprefix("http://")}
    # Streamlit looks for its own settings below the page's address first; nothing else may fail
    assert [error for error in reader.errors if "404" not in error] == []


def test_the_first_reader_of_a_deep_link_gets_the_page_in_its_frame(visit):
    reader = visit().open("district-table", "from=2025-01-01&to=2025-12-31")
    assert "351 incidents" in reader.text()
    assert reader.page.get_by_text("Data sets").first.is_visible()


ATTACKS = {
    "train in the Bolan pass": ("from=2025-03-11&to=2025-03-11&district=bl-kachhi&group=bla", 64),
    "police bus in Mastung": ("from=2025-04-15&to=2025-04-15&district=bl-mastung&group=iskp", 3),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_found_by_day_district_and_group(visit, attack):
    query, killed = ATTACKS[attack]
    reader = visit().open("", query)
    assert re.search(rf"1 incident · {killed} killed", reader.text())


def test_the_bajaur_bomb_is_shown_as_uncertain_as_it_is(visit):
    reader = visit().open(
        "district-table", "from=2025-04-01&to=2025-04-30&district=kp-bajaur&type=ied"
    )
    assert "1 incident · 0 killed" in reader.text()


def test_a_filter_survives_page_changes_and_lives_in_the_address(visit):
    reader = visit().open("", "province=bl&group=bla&from=2010-01-01&to=2018-12-31")
    sentence = reader.page.locator("p", has_text="incidents ·").first.inner_text()
    for title in ("Over time", "Districts", "Map"):
        reader.page.get_by_role("link", name=title, exact=True).click()
        reader.settled()
        assert reader.page.locator("p", has_text="incidents ·").first.inner_text() == sentence
        assert "group=bla" in reader.page.url and "province=bl" in reader.page.url


def test_choosing_bla_on_ucdp_offers_bras_and_says_why(visit):
    reader = visit().open("", "data=ucdp-candidate-2026&group=bla")
    assert "BRAS" in reader.page.locator("[data-testid=stSidebar]").inner_text()
    reader.page.get_by_role("button", name=re.compile("^Add BRAS")).click()
    reader.settled()
    assert "bras" in reader.page.url
    assert re.search(r"\d+ incidents", reader.text())


def test_a_click_on_a_district_opens_its_profile(visit):
    reader = visit().open("", "show=districts")
    heading = reader.page.get_by_role("heading", name="Chagai")
    click_map(reader, 64.5, 28.9, until=heading)  # open country
    reader.page.get_by_role("button", name="Zoom here").click()
    reader.settled()
    assert "district=bl-chagai" in reader.page.url


def test_a_click_on_a_dot_lists_what_lies_under_it(visit):
    reader = visit().open("", "show=incidents")
    stack = lonely_stack()
    click_map(
        reader,
        stack["longitude"],
        stack["latitude"],
        until=reader.page.get_by_text("share one point"),
    )
    assert reader.page.locator("h3").first.inner_text() == stack["place"]
    assert f"{stack['incidents']} incidents ·" in reader.text()


def test_play_moves_time_and_keeps_the_legend(visit):
    reader = visit().open("", "from=2025-01-01&to=2025-12-31")
    page = reader.page
    page.get_by_text("Window", exact=True).first.click()
    reader.settled()
    legend = page.locator(".legend").first.inner_text()
    assert "1 Dec 2025 – 31 Dec 2025" in reader.text()
    page.get_by_role("button", name="play_arrow").click()
    page.get_by_text("1 Mar 2025 – 31 Mar 2025").first.wait_for()
    assert page.locator(".legend").first.inner_text() == legend
    page.get_by_role("button", name="pause").click()
    reader.settled()
    still = page.locator("[data-testid=stSlider]").last.inner_text()
    page.wait_for_timeout(3_000)
    assert page.locator("[data-testid=stSlider]").last.inner_text() == still


def test_the_exported_summary_adds_up_to_the_sentence(visit):
    reader = visit().open("district-table", "from=2025-01-01&to=2025-04-15")
    incidents = int(re.search(r"(\d+) incidents ·", reader.text()).group(1))
    with reader.page.expect_download() as waiting:
        reader.page.get_by_role("button", name=re.compile("Districts · CSV")).click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    table = [line for line in text.splitlines() if not line.startswith(("# ", '"# '))]
    rows = list(csv.DictReader(io.StringIO("\n".join(table))))
    assert sum(int(row["incidents"]) for row in rows) == incidents
    assert waiting.value.suggested_filename.isascii()


def test_a_phone_shows_the_map_without_scrolling_sideways(visit):
    reader = visit(phone=True).open("", "district=kp-bajaur&from=2026-01-01")
    box = reader.page.locator(MAP).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    assert re.search(r"\d+ incidents · \d+ killed", reader.text())


def test_two_readers_do_not_see_each_others_filter(visit):
    first = visit().open("", "province=bl")
    second = visit().open("", "province=kp")
    first.page.get_by_role("link", name="Districts", exact=True).click()
    first.settled()
    assert "Balochistan" in first.page.locator("p", has_text="incidents ·").first.inner_text()
    assert "Khyber" in second.page.locator("p", has_text="incidents ·").first.inner_text()
