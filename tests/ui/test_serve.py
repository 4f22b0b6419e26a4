import gc
import os
import platform
import subprocess
import sys

import pytest

from geo.ui.frame import spare_what_is_imported
from geo.ui.serve import FRUGAL, server_command, server_environment

HEAPS = """
import ctypes, threading

library, together = ctypes.CDLL(None), threading.Barrier(9)
library.malloc.restype = ctypes.c_void_p

def take():
    together.wait()
    library.malloc(1000)
    together.wait()

for _ in range(8):
    threading.Thread(target=take).start()
together.wait()
together.wait()
library.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(library.fdopen(1, b"w"))
library.malloc_info(0, out)
library.fflush(out)
"""
"""Eight threads at a time; then the C library lists its heaps."""


def test_the_server_is_frugal_unless_its_owner_says_otherwise(monkeypatch):
    for name in FRUGAL:
        monkeypatch.delenv(name, raising=False)
    assert server_environment().items() >= FRUGAL.items()
    monkeypatch.setenv("ARROW_DEFAULT_MEMORY_POOL", "mimalloc")
    assert server_environment()["ARROW_DEFAULT_MEMORY_POOL"] == "mimalloc"


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has heaps of this kind")
def test_the_servers_threads_share_two_heaps(monkeypatch):
    for name in FRUGAL:
        monkeypatch.delenv(name, raising=False)

    def heaps(environment):
        command = [sys.executable, "-c", HEAPS]
        shown = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True
        ).stdout
        return shown.count("<heap nr=")

    assert heaps(server_environment()) == 2 < heaps(os.environ)


def test_what_is_imported_is_spared_once():
    spare_what_is_imported()
    spared = gc.get_freeze_count()
    later = [[] for _ in range(1000)]
    spare_what_is_imported()
    assert gc.get_freeze_count() <= spared
    assert len(later) == 1000


def test_what_listens_sends_at_once():
    """Accepted sockets take the setting over; asyncio sets it on some sockets only."""
    code = (
        "import socket; from geo.ui.server import send_at_once; send_at_once();"
        "server = socket.create_server(('127.0.0.1', 0));"
        "client = socket.create_connection(server.getsockname());"
        "accepted, _ = server.accept();"
        "print(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(shown.stdout) != 0


def test_the_server_is_started_so():
    assert server_command(1)[1:4] == ["-m", "geo.ui.server", "run"]
