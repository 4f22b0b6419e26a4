"""A running atlas and a real browser for the tests in this folder."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from geo.ui.serve import HOST, ROOT, server_command, warm_up
from tests.browser.chromium import FLAGS, find_chromium

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
PHONE_AGENT = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0 Mobile Safari/537.36"
)
PATIENCE_MS = 60_000
"""Software WebGL on two busy cores is slow; a page that needs longer is broken."""

ASK_AGAIN_MS = 100


@dataclass
class Visit:
    """One open page, with every host that it asked and every error that it logged."""

    page: Page
    address: str
    hosts: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str = "", query: str = "") -> "Visit":
        """Go to a page of the atlas and wait until it has settled."""
        self.page.goto(f"{self.address}/{path}{'?' + query if query else ''}")
        return self.settled()

    def settled(self) -> "Visit":
        """Wait until Streamlit has stopped running and any map has drawn."""
        page = self.page
        page.wait_for_selector("h1", timeout=PATIENCE_MS)
        page.wait_for_function(
            "document.querySelector('[data-testid=stApp]')"
            ".getAttribute('data-test-script-state') === 'notRunning'",
            timeout=PATIENCE_MS,
        )
        for _ in range(PATIENCE_MS // ASK_AGAIN_MS):
            if not self._waits_for_map():
                break
            page.wait_for_timeout(ASK_AGAIN_MS)
        else:
            raise AssertionError(f"the map of {page.url} was not drawn: {self.errors}")
        page.wait_for_timeout(1_500)
        return self

    def _waits_for_map(self) -> bool:
        """Whether the page has a map that is not drawn; the map of the page before may yet go."""
        parts = self.page.locator("[data-testid^=stBidiComponent]").count()
        return bool(parts) and not self.page.locator(".scene[data-drawn] canvas").count()

    def asked(self, url: str) -> None:
        """Remember the host of a request; what the page made itself (blob:, data:) has none."""
        self.hosts |= {urlsplit(url).netloc} - {""}

    def text(self) -> str:
        """All text of the page."""
        return self.page.inner_text("[data-testid=stApp]")

    def screenshot(self, path: Path) -> None:
        """The page as a reader sees it."""
        self.page.screenshot(path=path)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Address of an atlas that was started and warmed up as `make run` does it."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        server_command(port), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        assert warm_up(f"http://{HOST}:{port}"), "the server never answered"
        yield f"http://{HOST}:{port}"
    finally:
        server.terminate()
        _, said = server.communicate(timeout=20)
        sys.stderr.write(said.decode(errors="replace")[-4_000:])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = find_chromium()
    assert path, "no Chromium: run `python -m tests.browser.chromium --install`"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path,
            args=list(FLAGS),
            ignore_default_args=["--headless", "--hide-scrollbars", "--mute-audio"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator:
    """Opens pages: `visit(theme="dark", phone=True)` gives a `Visit`."""
    contexts = []

    def start(*, theme: str = "light", phone: bool = False) -> Visit:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            color_scheme=theme,
            user_agent=PHONE_AGENT if phone else None,
            accept_downloads=True,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        opened = Visit(context.new_page(), address)
        opened.page.on("request", lambda request: opened.asked(request.url))
        opened.page.on(
            "console",
            lambda message: opened.errors.append(message.text) if message.type == "error" else None,
        )
        opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
        return opened

    yield start
    for context in contexts:
        context.close()
