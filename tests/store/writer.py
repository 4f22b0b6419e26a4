"""Keeps version after version until it is killed: `python -m tests.store.writer ROOT`.

It keeps number 0 itself, so that a fork need not load anything, and says how many seconds that took
once all was loaded. For each line on its input it then forks a writer and kills it after that many
seconds. The writer reports every version that it finished.
"""

import os
import signal
import sys
import time
from pathlib import Path

from geo.store.kept import KeptStore
from geo.store.own import own_dataset
from tests.store.tables import brought

TITLE = "Kept while killed"


def save(store: KeptStore, number: int) -> None:
    """Keep a table all of whose rows say that `number` were killed."""
    days = ("2025-01-01",) * 50
    table = brought(days, killed_best=[number] * len(days))
    rejected = table.iloc[:0].astype("str")
    store.save(own_dataset(table, TITLE), table, rejected, (f"This is number {number}.",))


def write_on(root: Path, number: int) -> None:
    """Save the next number, report it, and so on for ever."""
    while True:
        number += 1
        save(KeptStore(root), number)
        os.write(sys.stdout.fileno(), f"{number}\n".encode())


def main() -> None:
    """Serve the lines "first number, seconds to live"."""
    root = Path(sys.argv[1])
    save(KeptStore(root), 0)
    start = time.monotonic()
    save(KeptStore(root), 0)
    os.write(sys.stdout.fileno(), f"{time.monotonic() - start}\n".encode())
    for line in sys.stdin:
        number, seconds = line.split()
        child = os.fork()
        if child == 0:
            write_on(root, int(number))
        time.sleep(float(seconds))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.write(sys.stdout.fileno(), b"killed\n")


if __name__ == "__main__":
    main()
