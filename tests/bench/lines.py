"""What a benchmark says, and how its times are taken."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Literal

Size = Literal["quick", "usual", "large"]


@dataclass(frozen=True)
class Line:
    """One piece of work, and what it costs us and a peer in the same run."""

    name: str
    ours: float
    peer: float | None = None
    bar: float | None = None  # how many times less than the peer it is meant to cost
    note: str = ""
    unit: str = "s"  # of ours and peer: seconds, "MB" or "kB"

    @property
    def ratio(self) -> float | None:
        """How many times less than the peer; None without one."""
        return None if self.peer is None else self.peer / self.ours


def round_robin(calls: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each call. Every round runs each once, so that all meet the same weather.

    A first round that does not count fills the caches, when there is more than one.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(rounds + (rounds > 1)):
        for name, call in calls.items():
            seconds = seconds_of(call)
            if number or rounds == 1:
                times[name].append(seconds)
    return {name: median(taken) for name, taken in times.items()}


def seconds_of(call: Callable[[], object]) -> float:
    """Seconds of one run."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
