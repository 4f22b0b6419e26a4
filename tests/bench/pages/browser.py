"""A Chromium that tells when a map was painted, however it is drawn, and what came over the wire.

`watch.js` runs before anything of the page: it notes every frame drawn with WebGL and hashes its
pixels. A map is painted by the last frame of a burst whose pixels differ from the frame before.
Without a graphics card the processor does what a card would, and reads the pixels back for the
hash; the time inside WebGL is therefore left out of the times of draw calls. `all_in` holds it.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser.chromium import FLAGS, find_chromium

WATCH = Path(__file__).with_name("watch.js")
SCREEN = {"width": 1280, "height": 900}

QUIET_SECONDS = 1.0
"""Nothing drawn and nothing received for so long: the burst is over."""

PATIENCE_SECONDS = 60
HEADER_BYTES = 300
"""What the browser adds to every transfer for its headers (Resource Timing)."""

STATE = """known => window.__watch && {
  messages: __watch.messages,
  frames: __watch.frames.length,
  changed: __watch.frames.slice(known).some((one) => one.hash !== __watch.frames[known - 1]?.hash),
  running: document.querySelector("[data-testid=stApp]")?.dataset.testScriptState !== "notRunning",
}"""
"""What must hold still before a burst of frames is over."""

OWN_PATHS = ("/app/static/", "/_stcore/bidi-components/", "/media/")
"""Where files of the app itself are, apart from Streamlit's own."""


@dataclass(frozen=True)
class Cause:
    """What frames are counted from."""

    at: float  # milliseconds since the page was opened
    waited: float  # of these inside WebGL
    known: int  # frames that had been drawn


OPENING = Cause(0, 0, 0)


@dataclass(frozen=True)
class Painted:
    """When a burst of frames was over, seconds since its cause."""

    first: float  # the first draw call of the first frame whose pixels differ from those before
    last: float  # the last draw call of the last such frame, without what drawing here costs
    all_in: float  # when the pixels of that frame were there, drawn by the processor
    hash: int  # of these pixels


@dataclass(frozen=True)
class Wire:
    """Bytes since the page was opened, or since another such count."""

    received: int  # over the websocket
    sent: int
    own: int  # files of the app itself, over HTTP, as they were sent (gzipped)
    streamlit: int  # all other files

    def __sub__(self, other: "Wire") -> "Wire":
        return Wire(
            self.received - other.received,
            self.sent - other.sent,
            self.own - other.own,
            self.streamlit - other.streamlit,
        )


@contextmanager
def chromium() -> Iterator[BrowserContext]:
    """A Chromium with an empty cache that watches every page it opens."""
    path = find_chromium()
    assert path, "no Chromium: run `python -m tests.browser.chromium --install`"
    folder = tempfile.mkdtemp(prefix="sarhad-bench-")
    try:
        with sync_playwright() as playwright:
            context = playwright.chromium.launch_persistent_context(
                folder,
                executable_path=path,
                args=list(FLAGS),
                ignore_default_args=["--headless", "--hide-scrollbars", "--mute-audio"],
                viewport=SCREEN,
            )
            context.add_init_script(path=WATCH)
            yield context
            context.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def open_painted(page: Page, address: str) -> Painted:
    """Open an address; when its first map was painted, since the navigation began."""
    page.goto(address, wait_until="commit")
    opened = painted(page, OPENING)
    assert opened is not None, "no map was painted"
    return opened


def press_painted(page: Page, key: str, *, patience: float = 20) -> Painted | None:
    """Press a key where the focus is; when the map was painted anew. None when it never was."""
    page.keyboard.press(key)
    return painted(page, Cause(**page.evaluate("__watch.keys.at(-1)")), patience=patience)


def now(page: Page) -> Cause:
    """This moment, to count frames from."""
    return Cause(**page.evaluate("__watch.now(performance.now())"))


def painted(page: Page, cause: Cause, *, patience: float = PATIENCE_SECONDS) -> Painted | None:
    """When the frames after the cause were over. None when no pixel changed."""
    frames = _settled_frames(page, cause.known, patience)
    before = page.evaluate(f"__watch.frames[{cause.known - 1}]?.hash ?? null")
    changed, reading = [], 0.0
    for frame in frames:
        if frame["hash"] != before:
            lost = cause.at + reading + frame["waited"] - cause.waited
            drawn = frame["last"] + frame["reading"] - cause.at
            changed.append((frame["first"] - lost, frame["last"] - lost, drawn, frame["hash"]))
        before = frame["hash"]
        reading += frame["reading"]
    if not changed:
        return None
    _, last, all_in, final = changed[-1]
    return Painted(changed[0][0] / 1000, last / 1000, all_in / 1000, final)


def _settled_frames(page: Page, known: int, patience: float) -> list[dict[str, Any]]:
    """The frames after the first `known` ones, once they changed a pixel and all is quiet.

    After `patience` seconds, as they are.
    """
    end, before, since = time.monotonic() + patience, None, time.monotonic()
    while time.monotonic() < end:
        state = page.evaluate(STATE, known)
        if state != before:
            before, since = state, time.monotonic()
        over = state and state["changed"] and not state["running"]
        if over and time.monotonic() - since > QUIET_SECONDS:
            break
        page.wait_for_timeout(50)
    frames: list[dict[str, Any]] = page.evaluate(f"__watch.frames.slice({known})")
    return frames


def wire(page: Page) -> Wire:
    """What came and went since the page was opened."""
    entries = page.evaluate(
        "['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))"
        ".map((one) => [one.name, one.transferSize])"
    )
    received, sent = page.evaluate("[__watch.received, __watch.sent]")
    own = streamlit = 0
    for name, transferred in entries:
        size = max(transferred - HEADER_BYTES, 0)
        if urlsplit(name).path.startswith(OWN_PATHS):
            own += size
        else:
            streamlit += size
    return Wire(received, sent, own, streamlit)
