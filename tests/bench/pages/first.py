"""The first painted map of a server that is up, and the bytes it took; beside an empty map."""

from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.lines import Line, Size
from tests.bench.pages.browser import Painted, Wire, chromium, open_painted, wire
from tests.bench.pages.servers import Server, atlas, plain

EMPTY = Path(__file__).with_name("empty_app.py")
ROUNDS = {"quick": 1, "usual": 3, "large": 5}

BAR = 0.77
"""At most 1.3 times what the empty map takes."""

MEGABYTE = 1_000_000
OWN_BAR_MB = 0.5
"""Bytes of our own, gzipped, that a first visit may cost."""


@dataclass(frozen=True)
class Visits:
    """The first visit of a browser with an empty cache, and its second."""

    first: Painted
    second: Painted
    first_wire: Wire
    second_wire: Wire


def lines(size: Size) -> list[Line]:
    """Navigation to painted map, both servers up; and the bytes of the visits."""
    ours, theirs = [], []
    with atlas() as server, plain(EMPTY) as peer:
        for _ in range(ROUNDS[size]):
            theirs.append(visit_twice(peer))
            ours.append(visit_twice(server))
    found = []
    for name, empty in (("first", "an empty cache"), ("second", "a filled cache")):
        mine = [getattr(one, name) for one in ours]
        peers = [getattr(one, name) for one in theirs]
        found.append(
            Line(
                f"painted map, server up, {empty} | empty page and map",
                median(one.last for one in mine),
                median(one.last for one in peers),
                BAR,
                f"drawn without a graphics card: {median(one.all_in for one in mine):.2f} s "
                f"against {median(one.all_in for one in peers):.2f} s",
            )
        )
    return [*found, *_byte_lines(ours[-1], theirs[-1])]


def _byte_lines(ours: Visits, theirs: Visits) -> list[Line]:
    return [
        Line(
            f"bytes of our own, {name} visit",
            (one.own + one.received) / MEGABYTE,
            note=f"bar {bar:g} MB of data; {one.own / 1000:,.0f} kB in files as sent, "
            f"{one.received / 1000:,.0f} kB over the websocket; Streamlit's files "
            f"{one.streamlit / MEGABYTE:.2f} MB, {other.streamlit / MEGABYTE:.2f} for the peer",
            unit="MB",
        )
        for name, one, other, bar in (
            ("first", ours.first_wire, theirs.first_wire, OWN_BAR_MB),
            ("second", ours.second_wire, theirs.second_wire, 0),
        )
    ]


def visit_twice(server: Server) -> Visits:
    """A browser with an empty cache opens the first page, and opens it again."""
    with chromium() as context:
        painted, wires = [], []
        for _ in range(2):
            page = context.new_page()
            painted.append(open_painted(page, server.address))
            wires.append(wire(page))
            page.close()
    return Visits(*painted, *wires)
