"""Fifty visitors who move sliders on one server, each with a filter of their own.

Every answer is checked: the sentence above the page must be the one that `select_incidents` gives
for that visitor's filter, so an answer that went astray or was mixed up is seen.
"""

import asyncio
import random
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median, quantiles

import psutil

from geo.measures.sentence import headline
from geo.model.filter import IncidentFilter
from geo.model.incident import PROVINCES
from geo.store.select import select_incidents
from tests.bench.lines import Line, Size
from tests.bench.pages.servers import Server, atlas
from tests.bench.pages.visitor import Answer, Visitor

VISITORS = {"quick": 10, "usual": 50, "large": 50}
MOVES = {"quick": 3, "usual": 10, "large": 20}
"""How often each visitor moves the slider."""

PAUSE_SECONDS = (2.0, 3.0)
"""Between an answer and the next move: as long as a person looks at it."""

MOST_SECONDS = 90
"""When visitors stop, however few moves they made: a server that cannot keep up ends too."""

BAR_SECONDS = 0.250
DAY_MICROSECONDS = 86_400_000_000
FIRST_DAY, LAST_DAY = date(1995, 1, 1), date(2021, 12, 31)
"""Days that the visitors' sliders roam; within what the embedded data cover."""


@dataclass
class Tally:
    """What the visitors met."""

    seconds: list[float] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    seen: list[tuple[IncidentFilter, list[str]]] = field(default_factory=list)  # asked, and shown
    lost: int = 0

    def mixed_up(self) -> int:
        """Answers that do not show the sentence of the visitor's own filter."""
        return sum(headline(select_incidents(wanted)) not in texts for wanted, texts in self.seen)


def lines(size: Size) -> list[Line]:
    """The median answer of the crowd. Raises `AssertionError` for a lost or a mixed-up answer."""
    with atlas() as server:
        busy, own = busy_seconds(), own_seconds(server)
        began = time.monotonic()
        tally, cpu = asyncio.run(crowd(server, VISITORS[size], MOVES[size]))
        others = busy_seconds() - busy - (own_seconds(server) - own)
        taken = max(others, 0) / (time.monotonic() - began)
    assert not tally.lost, f"{tally.lost} answers were lost"
    assert not tally.mixed_up(), f"{tally.mixed_up()} answers were somebody else's"
    middle, late = median(tally.seconds), quantiles(tally.seconds, n=20)[-1]
    return [
        Line(
            f"{VISITORS[size]} visitors move sliders: median answer",
            middle,
            note=f"bar {BAR_SECONDS * 1000:.0f} ms; 19 of 20 within {late * 1000:,.0f} ms; "
            f"{len(tally.seconds)} answers, none lost, none mixed up; "
            f"{median(tally.received) / 1000:,.1f} kB and {cpu * 1000:.0f} ms of server CPU each; "
            f"other programs held {taken:.1f} of {psutil.cpu_count()} cores",
        )
    ]


async def crowd(server: Server, visitors: int, moves: int) -> tuple[Tally, float]:
    """All visitors at once; what they met, and the server's processor seconds per move."""
    tally, ready = Tally(), asyncio.Barrier(visitors + 1)
    tasks = [
        asyncio.create_task(_visit(server.address, number, moves, tally, ready))
        for number in range(visitors)
    ]
    await ready.wait()
    before = server.cpu_seconds()
    await asyncio.gather(*tasks)
    return tally, (server.cpu_seconds() - before) / max(len(tally.seconds), 1)


async def _visit(
    address: str, number: int, moves: int, tally: Tally, ready: asyncio.Barrier
) -> None:
    """One visitor: arrives, waits for all others, then moves the slider now and again."""
    chance = random.Random(number)
    province = list(PROVINCES)[number % len(PROVINCES)]
    async with Visitor(address, query=f"province={province}") as visitor:
        await visitor.go()
        await ready.wait()
        last = time.monotonic() + MOST_SECONDS
        await asyncio.sleep(chance.uniform(0, PAUSE_SECONDS[1]))
        for _ in range(moves):
            if time.monotonic() > last:
                return
            days = random_days(chance)
            try:
                answer = await move_to(visitor, *days)
            except (TimeoutError, ConnectionError, OSError):
                tally.lost += 1
                return
            tally.seconds.append(answer.seconds)
            tally.received.append(answer.received)
            tally.seen.append(
                (IncidentFilter(provinces=(province,)).within(*days), visitor.texts())
            )
            await asyncio.sleep(chance.uniform(*PAUSE_SECONDS))


async def move_to(visitor: Visitor, start: date, end: date) -> Answer:
    """Move both ends of the slider of the dates."""
    days = [(day - date(1970, 1, 1)).days for day in (start, end)]
    return await visitor.change("slider", "Dates", [day * DAY_MICROSECONDS for day in days])


def busy_seconds() -> float:
    """Processor seconds of the whole machine that were not idle."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system)


def own_seconds(server: Server) -> float:
    """Processor seconds of the server and of the visitors, who are this process."""
    times = psutil.Process().cpu_times()
    return server.cpu_seconds() + times.user + times.system


def random_days(chance: random.Random) -> tuple[date, date]:
    """Two different days in order."""
    reach = (LAST_DAY - FIRST_DAY).days
    first, last = sorted(chance.sample(range(reach), 2))
    return FIRST_DAY + timedelta(first), FIRST_DAY + timedelta(last)
