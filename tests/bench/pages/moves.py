"""A slider is moved: from the key to the draw call that shows it, beside the usual pattern.

Both sides hold the same rows. The native slider asks the server; the atlas's own time bar draws
from what the browser has. Every move must change the picture.
"""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from playwright.sync_api import Locator, Page

from tests.bench.lines import Line, Size
from tests.bench.pages.browser import (
    Painted,
    Wire,
    chromium,
    now,
    open_painted,
    painted,
    press_painted,
    wire,
)
from tests.bench.pages.many_points import many_points
from tests.bench.pages.servers import Server, atlas, plain

USUAL = Path(__file__).with_name("usual_app.py")
POINTS = {"quick": (10_000,), "usual": (10_000, 100_000), "large": (10_000, 100_000)}
BARS = {10_000: 15.0, 100_000: 40.0}
"""How many times less than the usual pattern a move of the native slider is meant to take."""

MOVES = {"quick": 2, "usual": 7, "large": 7}
SCRUB_BAR_MS = 16
WIRE_BAR_KB, CPU_BAR_MS = 5, 30

NATIVE_KEY = "ArrowRight"
"""Moves the start of a native slider on by a day: nearly all points stay, some go."""

SCRUB_KEY = "ArrowLeft"
BY_MONTH = "2"
"""The time bar's choice of a window of one month."""

CPU_SETTLING_SECONDS = 0.5
"""The server's work after its last message, collecting garbage, counts too."""

IDLE_SECONDS = 8
"""How long a server is left alone, to know what it takes when nobody moves: the longer the browser
draws without a graphics card, the more of that falls into the time of a move."""


@dataclass(frozen=True)
class Move:
    """One move: when it was painted, what went over the wire, what it cost the server."""

    painted: Painted
    answered: float  # seconds to the server's last message, without what drawing here costs
    wire: Wire
    cpu: float  # seconds of the server's, without those that it takes when left alone


def lines(size: Size) -> list[Line]:
    """Lines for every number of points."""
    return [line for points in POINTS[size] for line in lines_of(points, MOVES[size])]


def lines_of(points: int, count: int) -> list[Line]:
    """The native slider beside the usual pattern, and the time bar; medians of `count` moves."""
    with tempfile.TemporaryDirectory(prefix="sarhad-bench-") as folder, chromium() as context:
        many, page = many_points(points, Path(folder)), context.new_page()
        with plain(USUAL, many.peers) as server:
            open_painted(page, server.address)
            peer = moves(page, native_slider(page), NATIVE_KEY, server, count)
        with atlas(many.ours) as server:
            open_painted(page, f"{server.address}/?data={many.dataset_id}")
            ours = moves(page, native_slider(page), NATIVE_KEY, server, count)
            afresh = open_painted(page, page.url)
            assert afresh.hash == ours[-1].painted.hash, "a page opened afresh looks different"
            scrubbed = scrub(page, server, count)
    name = f"{points:,} points"
    return [
        Line(
            f"native slider to draw call, {name} | usual pattern",
            median(one.painted.last for one in ours),
            median(one.painted.last for one in peer),
            BARS[points],
            "same pixels as a page opened afresh; "
            f"{cost_words(ours)} (bar {WIRE_BAR_KB} kB, {CPU_BAR_MS} ms) against "
            f"{cost_words(peer)}; drawn without a graphics card "
            f"{median(one.painted.all_in for one in ours):.2f} s against "
            f"{median(one.painted.all_in for one in peer):.2f} s",
        ),
        Line(
            f"time bar, key to draw call, {name}",
            median(one.painted.first for one in scrubbed),
            note=f"bar {SCRUB_BAR_MS} ms; drawn without a graphics card "
            f"{median(one.painted.all_in for one in scrubbed):.2f} s; "
            f"afterwards {cost_words(scrubbed)}",
        ),
    ]


def cost_words(some: list[Move]) -> str:
    """What a move costs: the server's answer, bytes on the websocket, and processor time.

    The last is the mean of all moves: where psutil counts, it counts in hundredths of a second.
    """
    answered = median(one.answered for one in some)
    received = median(one.wire.received for one in some) / 1000
    cpu = fmean(one.cpu for one in some) * 1000
    return f"answered in {answered:.2f} s with {received:,.1f} kB and {cpu:.0f} ms of server CPU"


def moves(page: Page, slider: Locator, key: str, server: Server, count: int) -> list[Move]:
    """Press a key on a slider, wait until all is drawn, and again; the first press does not count.

    Raises `AssertionError` when a press changes no pixel.
    """
    found = []
    idle = idle_share(server)
    for _ in range(count + 1):
        slider.focus()
        page.wait_for_timeout(300)
        before, begun, cpu = wire(page), time.monotonic(), server.cpu_seconds()
        painted = press_painted(page, key)
        assert painted is not None, f"{key} changed nothing on the map"
        answered = page.evaluate("(__watch.answered - __watch.pressed) / 1000")
        time.sleep(CPU_SETTLING_SECONDS)
        cpu = server.cpu_seconds() - cpu - idle * (time.monotonic() - begun)
        found.append(Move(painted, answered, wire(page) - before, cpu))
    return found[1:]


def idle_share(server: Server) -> float:
    """Processor time that a server takes when nobody asks it for anything, per second."""
    time.sleep(CPU_SETTLING_SECONDS)
    before = server.cpu_seconds()
    time.sleep(IDLE_SECONDS)
    return (server.cpu_seconds() - before) / IDLE_SECONDS


def native_slider(page: Page) -> Locator:
    """The start of Streamlit's own slider of the dates."""
    return page.locator("[data-testid=stSlider] input[aria-label^=Dates]").first


def scrub(page: Page, server: Server, count: int) -> list[Move]:
    """Moves of the atlas's own time bar by a month."""
    bar = page.locator(".time")
    before = now(page)
    bar.locator("select.length").select_option(BY_MONTH)
    painted(page, before)
    return moves(page, bar.locator("input.slider"), SCRUB_KEY, server, count)
