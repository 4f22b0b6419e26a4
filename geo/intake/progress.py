"""How far a piece of work is: a share of the whole, and a plain word for the step."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

Progress = Callable[[float, str], object]
"""Told (share of the whole that is done, 0-1; what is being done)."""

Item = TypeVar("Item")

READING: Final = "Reading rows"

TOLD_EVERY: Final = 2_000
"""Rows between two words about them: a few milliseconds of reading."""


def say_nothing(share: float, words: str) -> None:
    """For callers without a progress bar."""


def part(tell: Progress, first: float, last: float) -> Progress:
    """Progress of a part that reaches from one share of the whole to another."""
    return lambda share, words: tell(first + (last - first) * min(max(share, 0.0), 1.0), words)


def told(
    items: Iterable[Item],
    total: int,
    tell: Progress,
    words: str,
    *,
    size: Callable[[Item], int] = lambda _: 1,
) -> Iterator[Item]:
    """The same items; how far they are is told now and then.

    `total` is the size of all of them together, or about so: a share above 1 is told as 1.
    """
    done = 0
    for number, item in enumerate(items):
        if number % TOLD_EVERY == 0:
            tell(min(done / max(total, 1), 1.0), words)
        done += size(item)
        yield item
