"""The browser that tells when a map was painted, on a page whose drawing is known."""

import pytest

from tests.bench.pages.browser import chromium, open_painted, press_painted, wire

pytestmark = pytest.mark.browser

PAGE = """data:text/html,
<div data-testid=stApp data-test-script-state=notRunning></div>
<canvas width=20 height=10></canvas>
<script>
  const gl = document.querySelector("canvas").getContext("webgl2");
  const paint = (red) => { gl.clearColor(red, 0, 0, 1); gl.clear(gl.COLOR_BUFFER_BIT); };
  const hidden = gl.createFramebuffer();
  const later = (red) => requestAnimationFrame(() => paint(red));
  const acts = {
    r: () => later(1),
    b: () => later(0),
    t: () => { later(0.5); setTimeout(() => later(0.2), 300); },
    h: () => { gl.bindFramebuffer(gl.FRAMEBUFFER, hidden); paint(0.7);
               gl.bindFramebuffer(gl.FRAMEBUFFER, null); },
  };
  addEventListener("keydown", (event) => acts[event.key]?.());
  paint(0);
</script>"""


@pytest.fixture(scope="module")
def page():
    with chromium() as context:
        page = context.new_page()
        page.first_paint = open_painted(page, PAGE)
        yield page


def test_the_first_frame_is_seen(page):
    assert page.first_paint.first == page.first_paint.last > 0


def test_a_key_that_paints_is_seen_with_its_pixels(page):
    red = press_painted(page, "r")
    black = press_painted(page, "b")
    assert black.hash == page.first_paint.hash != red.hash
    assert 0 < red.first <= red.last <= red.all_in


def test_the_last_of_several_frames_counts(page):
    twice = press_painted(page, "t")
    assert twice.last - twice.first > 0.25


@pytest.mark.parametrize("key", ["h", "x"])
def test_what_changes_no_pixel_on_the_page_is_no_paint(page, key):
    assert press_painted(page, key, patience=2) is None


def test_the_same_picture_again_is_no_paint(page):
    press_painted(page, "b")
    assert press_painted(page, "b", patience=2) is None


def test_a_page_without_a_server_gets_no_bytes(page):
    assert (wire(page).received, wire(page).sent, wire(page).own) == (0, 0, 0)
