"""Runs on a Dask cluster for the tests, each in a process of its own.

A cluster whose workers are killed leaves sockets and threads behind, which must not become
warnings in some later test.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from geo.places.layers import district_layer
from geo.store import engines
from geo.store.partitions import find_sources
from geo.store.placed import Making, PlacingError
from geo.store.placing import place_files

PARTS, ROWS = 40, 20_000
"""Parts of the run that loses a worker, and their rows."""


def apart(function: Callable[..., Any], *arguments: object) -> Any:
    """What a function of this module answers in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def lose_one_worker(folder: Path) -> tuple[int, int]:
    """Parts that are there, and workers killed, of a run into `folder`/cluster.

    `folder`/usual gets the answer of this machine alone. One worker of two is stopped once the
    first part is there, and killed as soon as it has work in its hands.
    """
    import distributed

    sources = find_sources([many_points(folder / "many.parquet")])
    making = Making(rows_per_part=ROWS)
    place_files(folder / "usual", sources, making, workers=1)
    killed = []

    def lose_one(done: int, _all_parts: int, _rows: int) -> None:
        nanny = cluster.workers[0]
        if done == 1:
            os.kill(nanny.pid, signal.SIGSTOP)
        elif not killed and cluster.scheduler.workers[nanny.worker_address].processing:
            os.kill(nanny.pid, signal.SIGKILL)
            killed.append(nanny.pid)

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs="ERROR"
    ) as cluster:
        assert len({os.getpid(), *(one.pid for one in cluster.workers.values())}) == 3
        done = place_files(
            folder / "cluster",
            sources,
            making,
            engine="dask",
            scheduler=cluster.scheduler_address,
            progress=lose_one,
        )
    assert not done.refused
    return done.made + done.left, len(killed)


def lose_every_worker() -> str:
    """What is said when a task ends whichever worker takes it."""
    import dask

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        engines.open_engine("dask", workers=1) as run,
    ):
        return refusal(lambda: list(run(os._exit, [1])))


def find_no_scheduler(folder: Path) -> str:
    """What is said when nobody answers at the scheduler's address."""
    engines.CONNECT_SECONDS = 0.5
    options = {"engine": "dask", "scheduler": "tcp://127.0.0.1:9"}
    return refusal(lambda: place_files(folder, (), Making(), **options))


def refusal(call: Callable[[], object]) -> str:
    """The sentence that a call ends with; "" when it does not."""
    try:
        call()
    except PlacingError as error:
        return str(error)
    return ""


def many_points(path: Path) -> Path:
    """A Parquet file of plain numbers, one row group for each part."""
    random = np.random.default_rng(9)
    west, south, east, north = district_layer().total_bounds
    table = pa.table(
        {
            "lon": random.uniform(west, east, PARTS * ROWS),
            "lat": random.uniform(south, north, PARTS * ROWS),
        }
    )
    pq.write_table(table, path, row_group_size=ROWS)
    return path
