"""The atlas in a real browser: what a reader does, and what the page must not do."""

import contextlib
import csv
import io
import re
from datetime import date, datetime
from itertools import product

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from PIL import Image
from playwright.sync_api import Locator, TimeoutError

from geo.maps.basemap import name_labels
from geo.maps.colours import LIGHT
from geo.maps.incidents import dot_radius
from geo.measures.sentence import toll_words
from geo.measures.stacks import stack_points
from geo.measures.summary import measure_districts
from geo.measures.tolls import count_toll
from geo.measures.windows import windows
from geo.model.filter import IncidentFilter, span_words
from geo.places.context import context_features
from geo.places.layers import bounds
from geo.store.select import select_incidents
from geo.ui.words import death_words
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.browser.views import first_zoom, place_on_screen, world_pixels

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
MAP = ".scene .map"
Colours = npt.NDArray[np.uint8]
IN_CHAGAI = 64.5, 28.9
"""Open country: no dot is near."""


def spot(visit: Visit, longitude: float, latitude: float) -> tuple[float, float]:
    """Where a place stands on the screen while the map looks as it opened."""
    box = visit.page.locator(MAP).bounding_box()
    return place_on_screen(longitude, latitude, bounds(), box)


def lonely_stack() -> dict:
    """The largest stack of at least five incidents with no other dot near it on the screen."""
    zoom = first_zoom(bounds(), 600, 440)
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


def test_the_filter_is_opened_narrowed_and_reset(visit):
    reader = visit().open("", "from=2025-01-01&to=2025-12-31")
    sidebar = reader.page.get_by_test_id("stSidebar")
    opened = reader.page.get_by_test_id("stPopoverBody")
    sidebar.get_by_role("button", name="Type of violence").click()
    for kind in ("Ambush", "Raid"):  # it stays open for the second choice
        opened.get_by_role("button", name=kind).click()
        reader.settled()
    reader.page.keyboard.press("Escape")
    opened.wait_for(state="detached")
    wanted = IncidentFilter(
        start=date(2025, 1, 1), end=date(2025, 12, 31), event_types=("ambush", "raid")
    )
    toll = count_toll(select_incidents(wanted).counted)
    assert f"{toll.incidents} incidents ·" in reader.text()
    assert "Type: Ambush, Raid" in sidebar.inner_text()
    sidebar.get_by_role("button", name="Reset").click()
    reader.settled()
    assert "Type: " not in sidebar.inner_text() and "type=" not in reader.page.url


def test_a_click_on_a_district_opens_its_profile(visit):
    reader = visit().open("", "show=districts")
    heading = reader.page.get_by_role("heading", name="Chagai")
    click_map(reader, *IN_CHAGAI, until=heading)
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


def around(visit: Visit, stack: dict) -> npt.NDArray[np.int_]:
    """The colours around a place, 40 pixels each way, while the map looks as it opened."""
    x, y = spot(visit, stack["longitude"], stack["latitude"])
    return pixels(visit, round(x) - 20, round(y) - 20, 40, 40).astype(int)


def test_dots_are_smaller_from_afar_and_so_are_those_of_the_legend(visit):
    stack = lonely_stack()
    without = around(visit().open("", "show=districts"), stack)
    reader = visit().open("", "show=districts,incidents")
    dot = (np.abs(around(reader, stack) - without).max(axis=-1) > 12).any(axis=0).sum()
    box = reader.page.locator(MAP).bounding_box()
    share = max(0.65, 2 ** ((first_zoom(bounds(), box["width"], box["height"]) - 6.5) / 2))
    assert share < 1
    assert dot == pytest.approx(2 * dot_radius(stack["incidents"]) * share, abs=2)
    legend, last = (reader.page.locator(one).last for one in (".legend .size", ".legend"))
    assert legend.bounding_box()["width"] == pytest.approx(2 * dot_radius(50) * share, abs=0.5)
    below = last.bounding_box()
    for _ in range(3):
        reader.page.get_by_role("button", name="Zoom in").click()
    reader.settled()
    assert legend.bounding_box()["width"] == pytest.approx(2 * dot_radius(50), abs=0.5)
    assert last.bounding_box() == below


def test_the_map_can_be_seen_while_its_switches_are_open(visit):
    reader = visit().open()
    page = reader.page
    page.get_by_role("button", name="What the map shows").click()
    page.get_by_text("Where is it dense?").click()
    page.get_by_text("100", exact=True).click()
    page.locator(".legend", has_text="Incidents per 100 km² per year").wait_for()
    page.locator(".legend", has_text="Iranian border, belt of 100 km inside").wait_for()
    reader.settled()
    sheet = page.locator(MAP).bounding_box()
    switches = page.get_by_test_id("stPopoverBody").bounding_box()
    assert switches["x"] >= sheet["x"] + sheet["width"]
    assert switches["x"] + switches["width"] <= DESKTOP["width"]
    assert switches["y"] + switches["height"] <= DESKTOP["height"]
    assert "show=density" in page.url and "belt=100" in page.url


def pixels(visit: Visit, left: float, top: float, width: float, height: float) -> Colours:
    """The colours of a piece of the screen, row by row."""
    clip = {"x": left, "y": top, "width": width, "height": height}
    return np.asarray(Image.open(io.BytesIO(visit.page.screenshot(clip=clip))).convert("RGB"))


def like(seen: Colours, colour: str, *, off: int = 12) -> int:
    """How many pixels have a colour, or nearly: `off` by so much in each of its parts."""
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return int((np.abs(seen.astype(int) - wanted).max(axis=-1) <= off).sum())


def test_a_name_can_be_read_where_dots_lie_under_it(visit):
    (hangu,) = [
        one for one in name_labels(LIGHT, towns=True, neighbours=False) if one.name == "Hangu"
    ]
    reader = visit().open()
    x, y = spot(reader, hangu.longitude, hangu.latitude)
    box = pixels(reader, x + 5, y - 7, 34, 14)
    assert like(box, LIGHT.text) > 20, "no name stands there"
    assert like(box, LIGHT.incident) > 20, "no dots lie under it"
    assert like(box, LIGHT.halo, off=50) > 60


def drawn_along(visit: Visit, features: list[dict], colour: str) -> npt.NDArray[np.bool_]:
    """For each pixel along some lines, in the middle of the map, whether their colour is there."""
    box = visit.page.locator(MAP).bounding_box()
    seen = pixels(visit, *(box[one] for one in ("x", "y", "width", "height")))
    lines = shapely.segmentize([shapely.geometry.shape(one["geometry"]) for one in features], 0.03)
    drawn = []
    for longitude, latitude in shapely.get_coordinates(lines):
        x, y = spot(visit, longitude, latitude)
        x, y = round(x - box["x"]), round(y - box["y"])
        if 5 < x < box["width"] - 5 and 5 < y < box["height"] - 5:
            drawn.append(like(seen[y - 1 : y + 2, x - 1 : x + 2], colour, off=45) > 0)
    return np.array(drawn)


def test_disputed_lines_are_dashed_and_other_borders_are_not(visit):
    reader = visit().open()
    disputed = drawn_along(reader, context_features("disputed"), LIGHT.disputed_line)
    border = drawn_along(reader, context_features("border"), LIGHT.country_line)
    # Names and the Afghan border in its own colour cover some of it
    assert border.mean() > 0.6 and 0.4 < disputed.mean() < 0.85
    ends = [np.count_nonzero(np.diff(one)) / len(one) for one in (border, disputed)]
    assert ends[1] > 3 * ends[0]


@pytest.mark.parametrize("path", ["", "border-belts", "hot-spots", "armed-groups"])
def test_no_first_view_shows_more_than_the_sheet(visit, path):
    for phone in (False, True):
        reader = visit(phone=phone).open(path)
        page = reader.page
        page.locator(MAP).scroll_into_view_if_needed()
        box = page.locator(MAP).bounding_box()
        for top in (box["y"] + 1, box["y"] + box["height"] - 2):
            edge = pixels(reader, box["x"] + 10, top, box["width"] - 20, 1)
            assert like(edge, LIGHT.page, off=2) < edge.shape[1] / 10


@pytest.mark.parametrize(
    "window", [(1280, 720), (1366, 768), (1440, 900), (1536, 864), (1600, 900), (1920, 1080)]
)
def test_in_a_wide_window_the_map_is_full_and_its_time_bar_in_sight(visit, window):
    reader = visit()
    width, height = window
    reader.page.set_viewport_size({"width": width, "height": height})
    reader.open()
    box = reader.page.locator(MAP).bounding_box()
    for left in (box["x"] + 1, box["x"] + box["width"] - 2):
        edge = pixels(reader, left, box["y"] + 10, 1, min(box["height"], height - box["y"]) - 20)
        assert like(edge, LIGHT.page, off=2) < edge.shape[0] / 10
    assert box["y"] + box["height"] < height - 40


@pytest.mark.parametrize(("width", "below"), [(820, True), (1060, False), (1280, False)])
def test_what_stands_beside_the_map_is_never_cut(visit, width, below):
    reader = visit()
    reader.page.set_viewport_size({"width": width, "height": 1_100})
    reader.open()
    sheet = reader.page.locator(MAP).bounding_box()
    beside = reader.page.locator(".most table").bounding_box()
    assert (beside["y"] > sheet["y"] + sheet["height"]) == below
    assert sheet["width"] > 350
    assert beside["x"] + beside["width"] <= width


def choose_window(visit: Visit, words: str) -> None:
    """Choose how time moves, in the time bar under the map."""
    visit.page.get_by_label("Length of the window").select_option(words)
    visit.settled()


def readout(visit: Visit) -> str:
    """The window that the map shows and its toll, as the time bar words them."""
    return visit.page.locator(".readout").inner_text()


def listed(visit: Visit) -> list[str]:
    """The lines of the list beside the map."""
    return [line.replace("\t", " ") for line in visit.page.locator(".most tr").all_inner_texts()]


def ranking(wanted: IncidentFilter, measure: str) -> list[str]:
    """The lines that the list should have under its head."""
    summary = measure_districts(select_incidents(wanted))
    top = summary.sort_values([measure, "name"], ascending=[False, True]).head(10)
    top = top[top[measure] > 0]
    return [
        f"{name} {value:,} {killed}"
        for name, value, killed in zip(top["name"], top[measure], death_words(top), strict=True)
    ]


def test_play_moves_time_and_keeps_the_legend(visit):
    reader = visit().open("", "from=2025-01-01&to=2025-12-31&show=districts")
    page = reader.page
    choose_window(reader, "Month by month")
    legend = page.locator(".legend").first.inner_text()
    assert readout(reader).startswith("1 Dec 2025 – 31 Dec 2025")
    page.get_by_role("button", name="Play").click()
    page.locator(".readout", has_text="1 Mar 2025 – 31 Mar 2025").wait_for()
    page.get_by_role("button", name="Pause").click()
    reader.settled()
    assert page.locator(".legend").first.inner_text() == legend
    still = readout(reader)
    page.wait_for_timeout(2_000)
    assert readout(reader) == still
    months = windows(date(2025, 1, 1), date(2025, 12, 31), step="month", length=1)
    shown = next(one for one in months if still.startswith(span_words(*one)))
    assert listed(reader)[1:] == ranking(IncidentFilter().within(*shown), "incidents")


def test_a_district_is_found_by_its_name_in_urdu(visit):
    reader = visit().open("district-table")
    page = reader.page
    page.get_by_role("button", name="District", exact=True).click()
    page.locator("[data-testid=stMultiSelect] input").click()
    page.keyboard.type("مستون")
    page.get_by_role("option").first.wait_for()
    assert page.get_by_role("option").all_inner_texts() == ["Mastung · مستونگ"]
    page.keyboard.press("Enter")
    page.locator("p", has_text="District: Mastung").wait_for()
    reader.settled()
    assert "district=bl-mastung" in page.url


def test_the_map_follows_the_slider_before_it_is_let_go(visit):
    reader = visit().open("", "show=districts&group=ttp")
    page, slider = reader.page, reader.page.locator(".st-key-w_slider input").last
    sentence = page.get_by_text(re.compile(r"incidents · .* killed .* · ")).first
    before = sentence.inner_text()
    box = page.locator("[data-testid=stSliderThumbValue]").last.locator("..").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 90, y, steps=6)
    day = slider.get_attribute("aria-valuetext")
    page.locator(".readout", has_text=f"1 Jan 1989 – {day}").wait_for()
    page.wait_for_timeout(1_000)  # longer than any answer takes
    wanted = IncidentFilter(groups=("ttp",), end=datetime.strptime(day, "%d %b %Y").date())
    said = " · ".join(toll_words(count_toll(select_incidents(wanted).counted)))
    assert readout(reader) == f"1 Jan 1989 – {day} {said}"
    assert sentence.inner_text() == before and day not in before
    page.mouse.up()
    page.get_by_text(re.compile(f"killed .*{day}")).wait_for()
    reader.settled()
    assert readout(reader) == f"1 Jan 1989 – {day} {said}"
    assert said.split(" · ")[0] in sentence.inner_text() and day in sentence.inner_text()


def test_what_the_browser_counts_is_what_the_atlas_counts(visit):
    reader = visit().open("", "show=districts&group=ttp&from=2012-03-05&to=2016-02-20")
    wanted = IncidentFilter(groups=("ttp",), start=date(2012, 3, 5), end=date(2016, 2, 20))
    for words, step, length in (
        ("Whole period", "whole", 1),
        ("Week by week", "week", 1),
        ("3 months, a month at a time", "month", 3),
        ("Year by year", "year", 1),
    ):
        choose_window(reader, words)
        span = (wanted.start, wanted.end)
        frames = (span,) if step == "whole" else windows(*span, step=step, length=length)
        slider = reader.page.get_by_label("Window", exact=True)
        assert int(slider.get_attribute("max")) == len(frames) - 1
        for at in {0, len(frames) // 2, len(frames) - 1}:
            if len(frames) > 1:
                slider.fill(str(at))
            toll = count_toll(select_incidents(wanted.within(*frames[at])).counted)
            said = " · ".join(toll_words(toll))
            assert readout(reader) == f"{span_words(*frames[at])} {said}"
            assert listed(reader)[1:] == ranking(wanted.within(*frames[at]), "incidents")
    label = reader.page.locator(".sheet").get_attribute("aria-label")
    assert f"{span_words(*frames[-1])}: {said}. Most incidents: " in label


def test_the_list_beside_the_map_makes_room_for_what_is_clicked(visit):
    reader = visit().open("", "show=districts&by=killed_best")
    assert listed(reader)[1:] == ranking(IncidentFilter(), "killed_best")
    click_map(reader, *IN_CHAGAI, until=reader.page.get_by_role("heading", name="Chagai"))
    reader.page.locator(".most").wait_for(state="hidden")


def test_the_window_outlives_a_change_of_page_and_reaches_the_panel(visit):
    reader = visit().open("", "from=2024-01-01&to=2025-12-31&show=districts")
    choose_window(reader, "6 months, a month at a time")
    reader.page.get_by_label("Window", exact=True).fill("3")
    window = "1 Apr 2024 – 30 Sep 2024"
    reader.page.locator(".readout", has_text=window).wait_for()
    reader.page.wait_for_timeout(1_000)  # the page is told when the reader has stopped
    for title in ("Districts", "Map"):
        reader.page.get_by_role("link", name=title, exact=True).click()
        reader.settled()
    assert readout(reader).startswith(window)
    panel = reader.page.get_by_text(window).nth(1)  # the first is the time bar's
    click_map(reader, *IN_CHAGAI, until=panel)


def published_files(visit: Visit) -> dict[str, int]:
    """The published files that a page asked for, and the bytes that travelled for each."""
    return dict(
        visit.page.evaluate(
            "performance.getEntriesByType('resource').filter(e => e.name.includes('/app/static/'))"
            ".map(e => [e.name.split('/').at(-1), e.transferSize])"
        )
    )


def test_a_map_asks_its_files_once(visit):
    reader = visit().open("")
    first = published_files(reader)
    assert {name.split("-")[0] for name in first} >= {"scene", "incidents", "ground", "districts"}
    data = sum(size for name, size in first.items() if not name.startswith("scene"))
    assert 0 < data < 500_000
    reader.open("")
    assert published_files(reader) == dict.fromkeys(first, 0)


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


def test_a_larger_window_shows_the_region_larger_until_the_reader_looks_elsewhere(visit):
    reader = visit().open("")
    scale = reader.page.locator(".scene .scale")

    def metres_a_pixel():
        reader.page.wait_for_timeout(1_500)  # the map is drawn in its new size
        return 1_000 * int(scale.inner_text().split()[0]) / scale.bounding_box()["width"]

    at_first, width = metres_a_pixel(), scale.bounding_box()["width"]
    reader.page.set_viewport_size({"width": 1_500, "height": 1_100})
    reader.page.wait_for_function(
        "([bar, before]) => bar.offsetWidth > before + 5", arg=[scale.element_handle(), width]
    )
    larger = metres_a_pixel()
    assert larger < 0.9 * at_first
    reader.page.get_by_role("button", name="Zoom in").click()
    near = metres_a_pixel()
    assert near == pytest.approx(larger / 2, rel=0.05)
    reader.page.set_viewport_size({"width": 1_280, "height": 900})
    assert metres_a_pixel() == pytest.approx(near, rel=0.05)
    reader.page.get_by_role("button", name="Whole view").click()
    assert metres_a_pixel() == pytest.approx(at_first, rel=0.05)
