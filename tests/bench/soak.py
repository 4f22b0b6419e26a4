"""Random use for half an hour: `python -m tests.bench.soak --minutes 30 --clients 20`.

Visitors open pages, move sliders, choose provinces and kinds, lose their connection and find it
again, leave, and come back as somebody else. Prints the server's memory every minute and, at the
end, how much it grew after the first third. Exit status 1 when that is more than the bound, or when
an answer was lost or a page showed an error.
"""

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

import numpy as np
from websockets.exceptions import ConnectionClosed

from tests.bench.pages.crowd import move_to, random_days
from tests.bench.pages.servers import Server, atlas
from tests.bench.pages.visitor import Answer, PageFailedError, Visitor

BOUND_MB = 25
"""Growth that may be chance: caches of answers that happen to hold larger ones."""

WARM_UP_SHARE = 1 / 3
"""Of the minutes: caches fill, every page is opened for the first time."""

PAUSE_SECONDS = (2.0, 8.0)
STAY = (5, 40)
"""How many things a visitor does before leaving for good."""

MEGABYTE = 1_000_000
HEADINGS = ("minute", "resident MB", "own MB", "answers", "median ms", "visitors", "lost", "errors")


@dataclass
class Use:
    """What the visitors did and met."""

    seconds: list[float] = field(default_factory=list)
    visitors: int = 0
    lost: int = 0
    errors: Counter[str] = field(default_factory=Counter)


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0 when nothing grew, was lost, or failed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.soak",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=int, default=30, help="3 or more")
    parser.add_argument("--clients", type=int, default=20, help="visitors at a time")
    parser.add_argument("--bound", type=float, default=BOUND_MB, help="MB that it may grow")
    wanted = parser.parse_args(arguments)
    if wanted.minutes < 3:
        parser.error("too short to tell growth from warming up: at least 3 minutes")
    with atlas() as server:
        use, memory = asyncio.run(soak(server, wanted.minutes, wanted.clients))
    growth = growth_after_warm_up(memory)
    print(f"grew {growth:.1f} MB after the first third; bound {wanted.bound:g} MB")
    print(f"{len(use.seconds):,} answers, {use.lost} lost, errors: {dict(use.errors) or 'none'}")
    return int(growth > wanted.bound or bool(use.lost) or bool(use.errors))


async def soak(server: Server, minutes: int, clients: int) -> tuple[Use, list[float]]:
    """All visitors for some minutes; what they met, and the server's own MB after each minute."""
    use, memory = Use(), []
    tasks = [asyncio.create_task(_client(server.address, one, use)) for one in range(clients)]
    print("  ".join(HEADINGS), flush=True)
    for minute in range(1, minutes + 1):
        known = len(use.seconds)
        await asyncio.sleep(60)
        resident, own = (one / MEGABYTE for one in server.memory())
        memory.append(own)
        recent = median(use.seconds[known:] or [float("nan")]) * 1000
        cells = [minute, f"{resident:.0f}", f"{own:.0f}", len(use.seconds), f"{recent:.0f}"]
        cells += [use.visitors, use.lost, use.errors.total()]
        print(as_row(cells), flush=True)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return use, memory


def as_row(cells: Sequence[object]) -> str:
    """Cells under their headings."""
    pairs = zip(cells, HEADINGS, strict=True)
    return "  ".join(str(cell).rjust(len(heading)) for cell, heading in pairs)


def growth_after_warm_up(memory: Sequence[float]) -> float:
    """Growth over the minutes after the first third, MB: the slope of a straight line, times them.

    0 when it shrank.
    """
    kept = memory[int(len(memory) * WARM_UP_SHARE) :]
    slope = np.polyfit(np.arange(len(kept)), kept, 1)[0]
    return max(float(slope) * (len(kept) - 1), 0.0)


async def _client(address: str, number: int, use: Use) -> None:
    """One visitor after the other, for ever."""
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, PAUSE_SECONDS[1]))
    while True:
        use.visitors += 1
        try:
            await _visit(address, chance, use)
        except (TimeoutError, OSError, ConnectionClosed):
            use.lost += 1
        except (PageFailedError, KeyError) as error:  # KeyError: a part of the page never came
            use.errors[str(error)] += 1


async def _visit(address: str, chance: random.Random, use: Use) -> None:
    """A visitor's stay."""
    async with Visitor(address) as visitor:
        use.seconds.append((await visitor.go()).seconds)
        for _ in range(chance.randint(*STAY)):
            await asyncio.sleep(chance.uniform(*PAUSE_SECONDS))
            use.seconds.append((await do_something(visitor, chance)).seconds)


async def do_something(visitor: Visitor, chance: random.Random) -> Answer:
    """One of the things that people do."""
    what = chance.choices(("page", "days", "province", "kind", "back"), (4, 8, 2, 2, 1))[0]
    if what == "page":
        return await visitor.go(chance.choice(list(visitor.pages)))
    if what == "days":
        return await move_to(visitor, *random_days(chance))
    if what == "back":
        return await visitor.reconnect()
    label = {"province": "Province", "kind": "Type of violence"}[what]
    await visitor.open(label)
    options = [one.content for one in visitor.element("button_group", label).options]
    chosen = chance.sample(options, chance.randint(0, min(2, len(options))))
    return await visitor.change("button_group", label, chosen)


if __name__ == "__main__":
    started = time.monotonic()
    status = main(sys.argv[1:])
    print(f"took {(time.monotonic() - started) / 60:.1f} minutes")
    sys.exit(status)
