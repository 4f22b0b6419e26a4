"""One benchmark in a process of its own, so that it finds no caches and no memory of another."""

import importlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from tests.bench.lines import Line, Size


def run_apart(name: str, size: Size) -> list[Line]:
    """The lines of the module `bench_<name>`, run in a fresh process. Raises what it raises."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(run_here, name, size).result()


def run_here(name: str, size: Size) -> list[Line]:
    """The lines of one module, run in this process."""
    lines: list[Line] = importlib.import_module(f"tests.bench.bench_{name}").run(size)
    return lines
