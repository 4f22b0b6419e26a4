"""Streamlit's command line, with a server whose answers leave at once: `python -m geo.ui.server`.

asyncio sends small messages without waiting on sockets that name their protocol; Streamlit's does
not. Its messages then wait until the browser has acknowledged the ones before, which browsers do
up to 40 ms late.
"""

import socket
import sys
from typing import Any

from streamlit.web.cli import main


def send_at_once() -> None:
    """From now on sockets that listen are set to send at once, and so are all they accept."""
    plain = socket.socket.listen

    def listen(self: socket.socket, *given: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            self.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain(self, *given)

    socket.socket.listen = listen  # type: ignore[assignment, method-assign]


if __name__ == "__main__":
    send_at_once()
    sys.exit(main())
