"""What a running server keeps in memory: with the embedded data, and for each further visitor."""

import asyncio
from contextlib import AsyncExitStack
from datetime import date

from tests.bench.lines import Line, Size
from tests.bench.pages.crowd import move_to
from tests.bench.pages.servers import Server, atlas
from tests.bench.pages.visitor import Visitor

FURTHER = {"quick": 4, "usual": 20, "large": 50}
"""Visitors who come after the first one and stay."""

BAR_MB = 350
BAR_VISITOR_MB = 5
MEGABYTE = 1_000_000
SETTLING_SECONDS = 1.5


def lines(size: Size) -> list[Line]:
    """Memory after one visitor has opened every page, and its growth with further visitors."""
    with atlas() as server:
        before, (resident, own), after = asyncio.run(_stay(server, FURTHER[size]))
    growth = max(after - own, 0) / FURTHER[size] / MEGABYTE
    return [
        Line(
            "server memory, every page opened once",
            resident / MEGABYTE,
            note=f"bar {BAR_MB} MB; {own / MEGABYTE:.0f} MB of it shared with no other process; "
            f"{before / MEGABYTE:.0f} MB before the first visitor",
            unit="MB",
        ),
        Line(
            "server memory, each further visitor",
            growth,
            note=f"bar {BAR_VISITOR_MB} MB; {FURTHER[size]} visitors who stay, each with a filter "
            "of his own on two pages",
            unit="MB",
        ),
    ]


async def _stay(server: Server, further: int) -> tuple[int, tuple[int, int], int]:
    """Resident bytes before anybody came, memory after the first visitor, own bytes at the end."""
    before, _ = server.memory()
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(Visitor(server.address))
        await first.go()
        for page in list(first.pages):
            await first.go(page)
        await asyncio.sleep(SETTLING_SECONDS)
        after_first = server.memory()
        for number in range(further):
            visitor = await stack.enter_async_context(Visitor(server.address))
            await visitor.go()
            await move_to(visitor, date(1990 + number % 30, 1, 1), date(2021, 12, 31))
            await visitor.go("district-table")
        await asyncio.sleep(SETTLING_SECONDS)
        return before, after_first, server.memory()[1]
