"""Where partitions are placed: on this machine, or on a Dask cluster. The parts are the same.

An engine runs one function over many values and hands out the answers as they come, in any order.
On this machine threads do the work: nearly all of it happens in libraries that let other threads
run meanwhile, and processes would each load the atlas first (2 seconds). A machine with many
processors may be better used by Dask's processes. A cluster that loses a worker gives its work to
another one.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, Protocol, TypeVar

from geo.store.placed import PlacingError

ENGINES: Final = ("local", "dask")
"""Names of the engines."""

CONNECT_SECONDS: Final = 10
"""How long a scheduler is waited for."""

Value = TypeVar("Value")
Answer = TypeVar("Answer")


class Engine(Protocol):
    """Answers of a function for many values, as they come."""

    def __call__(
        self, function: Callable[[Value], Answer], values: Sequence[Value]
    ) -> Iterator[Answer]:
        """The answers, in any order. Raises what the function raises."""


def open_engine(
    name: str, *, workers: int | None = None, scheduler: str | None = None
) -> AbstractContextManager[Engine]:
    """An engine of `ENGINES`, ready within the `with` block.

    `workers`: threads of "local", processes of "dask", by default one for each processor; of no
    use with a `scheduler`, the address of a Dask cluster that stands already. Raises
    `PlacingError` where Dask or the cluster is not there.
    """
    if name == "dask":
        return _dask(workers or os.cpu_count() or 1, scheduler)
    return _local(workers or os.cpu_count() or 1)


@contextmanager
def _local(workers: int) -> Iterator[Engine]:
    pool = ThreadPoolExecutor(workers)

    def run(function: Callable[[Value], Answer], values: Sequence[Value]) -> Iterator[Answer]:
        futures = [pool.submit(function, value) for value in values]
        for future in as_completed(futures):
            yield future.result()

    try:
        yield run
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _dask(workers: int, scheduler: str | None) -> Iterator[Engine]:
    distributed = _distributed()
    lost = (distributed.KilledWorker, distributed.comm.CommClosedError, CancelledError)
    with _client(distributed, workers, scheduler) as client:

        def run(function: Callable[[Value], Answer], values: Sequence[Value]) -> Iterator[Answer]:
            # Not pure: a value that was answered in an earlier run is looked at again
            futures = client.map(function, values, pure=False)
            try:
                for _, answer in distributed.as_completed(futures, with_results=True):
                    yield answer
            except lost as error:
                raise PlacingError(
                    "The Dask cluster lost its scheduler, or lost workers again and again, perhaps "
                    "for lack of memory. The finished parts are kept: run the same command again "
                    "to go on."
                ) from error

        yield run


@contextmanager
def _client(distributed: Any, workers: int, scheduler: str | None) -> Iterator[Any]:
    """A client of the cluster at an address, or of one of our own on this machine."""
    if scheduler is None:
        with (
            distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = distributed.Client(scheduler, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise PlacingError(f"No Dask scheduler answers at {scheduler}.") from error
    with client:
        yield client


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise PlacingError(
            "The engine dask needs the package distributed: pip install distributed."
        ) from error
    return distributed
