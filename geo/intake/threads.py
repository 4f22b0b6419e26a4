"""Several columns worked on at a time: numpy, pyarrow and hashing do not hold each other up."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

THREADS: Final = 2
"""Pieces of work at a time: what the smallest server has cores for."""

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def side_by_side(work: Callable[[Item], Answer], items: Iterable[Item]) -> list[Answer]:
    """What `work` says of each item, in their order. Raises what it raises first."""
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(work, items))
