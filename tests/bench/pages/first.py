"""The first painted map of a server that is up, and the bytes it took; beside an empty map."""

from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.lines import Line, Size
from tests.bench.pages.browser import Painted, Wire, chromium, open_painted, wire
from tests.bench.pages.servers import Server, atlas, plain

EMPTY = Path(__file__).with_name("empty_app.py")
ROUNDS = {"quick": 1, "usual": 4, "large": 6}

VISITS_MORE = 3
"""Further visits of each browser: one alone says little on a busy machine."""

BAR = 0.77
"""At most 1.3 times what the empty map takes."""

MEGABYTE = 1_000_000
OWN_BAR_MB = 0.5
"""Bytes of our own, gzipped, that a first visit may cost."""


@dataclass(frozen=True)
class Visits:
    """The first visit of a browser with an empty cache, and further ones."""

    first: Painted
    further: tuple[Painted, ...]
    first_wire: Wire
    second_wire: Wire


def lines(size: Size) -> list[Line]:
    """Navigation to painted map, both servers up; and the bytes of the visits."""
    ours, theirs = [], []
    with atlas() as server, plain(EMPTY) as peer:
        sides = [(server, ours), (peer, theirs)]
        for _ in range(ROUNDS[size]):
            sides.reverse()  # who comes first has the colder machine
            for one, visits in sides:
                visits.append(visit_often(one))
    return [
        _painted_line("an empty cache", [one.first for one in ours], [one.first for one in theirs]),
        _painted_line(
            "a filled cache",
            [one for visits in ours for one in visits.further],
            [one for visits in theirs for one in visits.further],
        ),
        *_byte_lines(ours[-1], theirs[-1]),
    ]


def _painted_line(cache: str, mine: list[Painted], peers: list[Painted]) -> Line:
    return Line(
        f"painted map, server up, {cache} | empty page and map",
        median(one.last for one in mine),
        median(one.last for one in peers),
        BAR,
        f"{len(mine)} visits each; drawn without a graphics card: "
        f"{median(one.all_in for one in mine):.2f} s "
        f"against {median(one.all_in for one in peers):.2f} s",
    )


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


def visit_often(server: Server) -> Visits:
    """A browser with an empty cache opens the first page, and opens it again and again."""
    with chromium() as context:
        painted, wires = [], []
        for _ in range(1 + VISITS_MORE):
            page = context.new_page()
            painted.append(open_painted(page, server.address))
            wires.append(wire(page))
            page.close()
    return Visits(painted[0], tuple(painted[1:]), wires[0], wires[1])
