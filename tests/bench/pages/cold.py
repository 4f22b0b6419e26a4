"""From spawning a server to the painted map, beside a bare `streamlit run` of the same imports."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType

from playwright.sync_api import Page

from tests.bench.lines import Line, Size
from tests.bench.pages.browser import chromium, open_painted
from tests.bench.pages.first import BAR, EMPTY
from tests.bench.pages.servers import (
    QUIET,
    answers,
    atlas_command,
    free_port,
    plain_command,
    started,
)

ROUNDS = {"quick": 0, "usual": 2, "large": 5}
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Start:
    """Seconds since the server was spawned."""

    answered: float
    painted: float


def lines(size: Size) -> list[Line]:
    """One line; the browser runs already and has Streamlit's files from a round not counted."""
    if not ROUNDS[size]:
        return []
    ours, theirs = [], []
    with chromium() as context:
        page = context.new_page()
        for _ in range(ROUNDS[size] + 1):
            port = free_port()
            theirs.append(cold_start(page, plain_command(EMPTY, port), port, QUIET))
            port = free_port()
            ours.append(cold_start(page, atlas_command(port), port))
    ours, theirs = ours[1:], theirs[1:]
    return [
        Line(
            "cold start to painted map | streamlit run of the same imports",
            median(one.painted for one in ours),
            median(one.painted for one in theirs),
            BAR,
            f"the server answered after {median(one.answered for one in ours):.2f} s, "
            f"the peer's after {median(one.answered for one in theirs):.2f} s",
        )
    ]


def cold_start(
    page: Page,
    command: Sequence[str],
    port: int,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Start:
    """Spawn a server and open its page as soon as it answers."""
    spawned = time.monotonic()
    with started(command, port, environment) as server:
        while not answers(server.address):
            assert time.monotonic() < spawned + PATIENCE_SECONDS, "the server never answered"
            time.sleep(0.05)
        answered = time.monotonic() - spawned
        painted = open_painted(page, server.address)
    return Start(answered, answered + painted.last)
