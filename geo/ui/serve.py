"""Starts the atlas and warms it up: `python -m geo.ui.serve`.

The warm-up runs the page once before the first reader comes. Without it a reader who opens a link
to an inner page first would get that page without its frame, and would wait for the data to load.
"""

import argparse
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
"""This machine only, as in .streamlit/config.toml; by number, for not every machine names it."""

PATIENCE_SECONDS = 60
"""How long the server may take to answer before we stop waiting and let it speak for itself."""

ASK_AGAIN_SECONDS = 0.05
"""Between two questions whether the server answers yet."""

FRUGAL: Final = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2"}
"""Arrow takes memory as the rest of the program does: its own pool keeps what reading took, 45 MB
after every page was opened once.

Threads share two heaps of the C library (glibc; others know no such variable). Streamlit answers on
a new thread each time, and glibc deals them out over eight heaps a core: with twenty readers the
unused room of 16 heaps grew from 90 to 175 MB in a quarter of an hour, while what was in use stayed
as it was. A server that runs already cannot be told: Streamlit's own threads have their heaps
before the app is first run.
"""


def server_command(port: int) -> list[str]:
    """The command that starts the server."""
    app = str(ROOT / "app.py")
    return [sys.executable, "-m", "geo.ui.server", "run", app, "--server.port", str(port)]


def server_environment() -> dict[str, str]:
    """The server's environment: this program's and, where that does not say otherwise, `FRUGAL`."""
    return {**FRUGAL, **os.environ}


def warm_up(address: str) -> bool:
    """Wait until the server answers, then run the page once. False when it never answered."""
    last = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < last:
        if _answers(f"{address}/_stcore/health"):
            return _answers(f"{address}/_stcore/script-health-check")
        time.sleep(ASK_AGAIN_SECONDS)
    return False


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def main() -> int:
    """Start, warm up, open the browser, wait until the server ends."""
    options = argparse.ArgumentParser(description="Open the Sarhad atlas in a browser.")
    options.add_argument("--port", type=int, default=8501)
    options.add_argument("--no-browser", action="store_true", help="only start the server")
    chosen = options.parse_args()
    address = f"http://{HOST}:{chosen.port}"
    server = subprocess.Popen(server_command(chosen.port), cwd=ROOT, env=server_environment())
    try:
        if warm_up(address):
            print(f"Sarhad is ready: {address}", flush=True)
            if not chosen.no_browser:
                webbrowser.open(address)
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        return server.wait()


if __name__ == "__main__":
    sys.exit(main())
