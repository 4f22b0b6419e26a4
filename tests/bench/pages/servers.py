"""Servers started for a measurement, and what they cost: processor time and memory."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import psutil

from geo.ui.serve import HOST, ROOT, server_command, server_environment, warm_up

QUIET = {
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "STREAMLIT_SERVER_HEADLESS": "true",
    "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",
    "STREAMLIT_SERVER_ADDRESS": HOST,
    "STREAMLIT_SERVER_SCRIPT_HEALTH_CHECK_ENABLED": "true",
}
"""What a plain `streamlit run` needs to be as quiet as the atlas; nothing that makes it slower."""


@dataclass(frozen=True)
class Server:
    """A running server: its address and its process."""

    address: str
    process: psutil.Process

    def cpu_seconds(self) -> float:
        """Processor time that it and its children have used so far."""
        return sum(_cpu_seconds(one) for one in self._family())

    def memory(self) -> tuple[int, int]:
        """Bytes resident, and of those the ones that no other process shares."""
        full = [one.memory_full_info() for one in self._family()]
        return sum(one.rss for one in full), sum(one.uss for one in full)

    def _family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def _cpu_seconds(process: psutil.Process) -> float:
    """Of one process, with threads that have ended; psutil counts in hundredths."""
    if sys.platform == "linux":
        return time.clock_gettime((~process.pid << 3) | 2)  # its clock, as clock_getcpuclockid says
    times = process.cpu_times()
    return times.user + times.system


def atlas_command(port: int) -> list[str]:
    """The atlas as `make run` starts it, without a browser."""
    return [sys.executable, "-m", "geo.ui.serve", "--no-browser", "--port", str(port)]


def plain_command(app: Path, port: int) -> list[str]:
    """A bare `streamlit run`."""
    return [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]


@contextmanager
def atlas(environment: Mapping[str, str] = MappingProxyType({})) -> Iterator[Server]:
    """The atlas, warmed up, in the environment that `make run` gives it."""
    port = free_port()
    environment = {**server_environment(), **environment}
    with started(server_command(port), port, environment) as server:
        assert warm_up(server.address), "the atlas never answered"
        yield server


@contextmanager
def plain(app: Path, environment: Mapping[str, str] = MappingProxyType({})) -> Iterator[Server]:
    """A small app, answering and run once, so that its imports are done."""
    port = free_port()
    with started(plain_command(app, port), port, {**QUIET, **environment}, app.parent) as server:
        assert warm_up(server.address), "the peer never answered"
        yield server


@contextmanager
def started(
    command: Sequence[str],
    port: int,
    environment: Mapping[str, str] = MappingProxyType({}),
    folder: Path = ROOT,
) -> Iterator[Server]:
    """A server just spawned, ended with all its children afterwards."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    family = psutil.Process(process.pid)
    try:
        yield Server(f"http://{HOST}:{port}", family)
    finally:
        ending = [*family.children(recursive=True), family]
        for one in ending:
            one.terminate()
        psutil.wait_procs(ending, timeout=10)
        process.wait(timeout=10)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def answers(address: str) -> bool:
    """Whether a server is up."""
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False
