"""A small web server that serves files, remembers what it was asked, and misbehaves on demand."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Served:
    """One file and how it is served."""

    content: bytes
    status: int = 200
    drops: int = 0  # answers that break off half way through what is asked for
    announced: int | None = None  # a Content-Length that lies
    etag: bool = True
    ranges: bool = True
    digest: bytes | None = None  # content whose sha256 the server tells


@dataclass
class Site:
    """Files by path; `asked` are the (path, Range) of every request."""

    files: dict[str, Served] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    address: str = ""

    def put(self, path: str, content: bytes, **how: object) -> Served:
        """Serve this content at this path from now on."""
        self.files[path] = Served(content, **how)  # type: ignore[arg-type]
        return self.files[path]


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.site.asked.append((self.path, wanted))
        served = self.site.files.get(self.path)
        if served is None or served.status != 200:
            self.send_error(served.status if served else 404)
            return
        tag = f'"{hashlib.md5(served.content).hexdigest()}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.end_headers()
            return
        self._send(served, tag, wanted)

    def _send(self, served: Served, tag: str, wanted: str) -> None:
        joins = served.ranges and wanted and self.headers.get("If-Range") == tag
        start = int(wanted[len("bytes=") : -1]) if joins else 0
        whole = len(served.content) if served.announced is None else served.announced
        if joins and start >= len(served.content):
            self.send_error(416)
            return
        self.send_response(206 if joins else 200)
        if joins:
            self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
        if served.etag:
            self.send_header("ETag", tag)
        if served.digest is not None:
            digest = base64.b64encode(hashlib.sha256(served.digest).digest()).decode()
            self.send_header("Repr-Digest", f"sha-256=:{digest}:")
        self.send_header("Content-Length", str(whole - start))
        self.end_headers()
        body = served.content[start:]
        if served.drops:
            served.drops -= 1
            body = body[: len(body) // 2]
        self.wfile.write(body[: whole - start])

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Site]:
    """A site on a free port of this machine."""
    site = Site()
    handler = type("Handler", (_Handler,), {"site": site})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        site.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
