"""One file from a web server: whole or not at all, resumed where the connection broke off.

What has arrived stands in a hidden part file beside its later place, with the server's tag of it
(ETag or date). Only bytes of one and the same tag are ever joined. `settle` moves a finished part
to its place in one step, after the caller has looked at its content.
"""

import base64
import hashlib
import json
import os
import re
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import geo

Progress = Callable[[int, int | None, str], None]
"""Called with bytes there, bytes in all (None when unknown) and what is being fetched."""

TRIES: Final = 5
"""How often a connection may break off before the download gives up."""

PAUSE_SECONDS: Final = 1.0
"""Pause after the first break; doubled after each further one."""

TIMEOUT_SECONDS: Final = 30.0
"""How long the server may be silent."""

LARGEST_FILE: Final = 500_000_000
"""Bytes of the largest file that is taken; UCDP's yearly release has about 30 million."""

CHUNK: Final = 1 << 16
"""Bytes read at a time."""

NO_CONNECTION: Final = (
    *(urllib.error.URLError, TimeoutError, ConnectionError, HTTPException, ssl.SSLError),
)
"""What Python raises when there is no connection, or one breaks off."""

_CONTENT_RANGE: Final = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_SHA256: Final = re.compile(r"sha-256=:?([A-Za-z0-9+/=]+?):?(?:,|$)", re.IGNORECASE)


class DownloadError(RuntimeError):
    """The download failed; the message is one plain sentence for the person who asked for it."""


class _BrokenOffError(Exception):
    """This try failed, the next may succeed; the message goes into brackets: "in 5 tries (...)"."""


@dataclass(frozen=True)
class Fetched:
    """What the server gave. `status`: "new", "unchanged" (since `known_tag`), or "missing"."""

    status: str
    part: Path  # the whole file, not yet in its place; only when new
    size: int = 0
    sha256: str = ""
    tag: str = ""  # the server's name for this state of the file, "" when it gives none


@dataclass(frozen=True)
class _Part:
    """A file on its way."""

    address: str
    path: Path

    @property
    def name(self) -> str:
        """Last piece of the address."""
        return urlsplit(self.address).path.rpartition("/")[2]

    @property
    def note(self) -> Path:
        """Where the tag of the bytes that have arrived is written down."""
        return self.path.with_suffix(".tag")

    def arrived(self) -> tuple[int, str]:
        """Bytes that may be joined to, and their tag; (0, "") when there are none."""
        try:
            tag: str = json.loads(self.note.read_bytes())["tag"]
            return (self.path.stat().st_size, tag) if tag else (0, "")
        except (OSError, ValueError, KeyError, TypeError):
            return 0, ""

    def drop(self) -> None:
        """Forget what has arrived."""
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


def fetch_file(
    address: str,
    path: Path,
    *,
    known_tag: str = "",
    progress: Progress | None = None,
    tries: int = TRIES,
    pause_seconds: float = PAUSE_SECONDS,
) -> Fetched:
    """The file at an http(s) address, whole, as a part beside `path`; see `settle`.

    A break is retried from where it happened if the server can, else from the start. Size and,
    where the server tells it, sha256 are checked. Raises `DownloadError`; what has arrived is kept
    for the next time.
    """
    if urlsplit(address).scheme not in ("http", "https"):
        raise DownloadError(f"{address[:200]} is not an http or https address.")
    part = _Part(address, path.with_name(f".{path.name}.part"))
    reason = ""
    for number in range(tries):
        if number:
            time.sleep(pause_seconds * 2 ** (number - 1))
        try:
            return _try_once(part, known_tag, progress)
        except _BrokenOffError as error:
            reason = str(error)
    raise DownloadError(
        f"{part.name} could not be downloaded in {tries} tries ({reason}). What has arrived is "
        "kept: try again later to go on."
    )


def settle(fetched: Fetched, path: Path) -> None:
    """Put a finished part at `path` in one step; the file that stood there is replaced."""
    with fetched.part.open("rb+") as written:
        os.fsync(written.fileno())
    fetched.part.replace(path)
    fetched.part.with_suffix(".tag").unlink(missing_ok=True)


def discard(fetched: Fetched) -> None:
    """Delete a part that is not wanted."""
    _Part("", fetched.part).drop()


def _try_once(part: _Part, known_tag: str, progress: Progress | None) -> Fetched:
    """One request and all it brings. Raises `_BrokenOffError` where another try may help."""
    have, tag = part.arrived()
    headers = {"User-Agent": f"Sarhad/{geo.__version__}", "Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": tag}
    elif known_tag:
        kind = "If-None-Match" if '"' in known_tag else "If-Modified-Since"
        headers |= {kind: known_tag}
    request = urllib.request.Request(part.address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as reply:
            return _receive(reply, part, progress)
    except urllib.error.HTTPError as error:
        with error:
            return _answer_to(error.code, part)
    except NO_CONNECTION as error:
        raise _BrokenOffError(f"no connection to {urlsplit(part.address).netloc}") from error
    except OSError as error:
        raise DownloadError(f"{part.name} could not be written: {error.strerror}.") from error


def _answer_to(code: int, part: _Part) -> Fetched:
    """What an HTTP status other than success means."""
    if code == 304:
        return Fetched("unchanged", part.path)
    if code in (404, 410):
        return Fetched("missing", part.path)
    if code == 416:  # the file is not as long as the part: start again
        part.drop()
    if code == 416 or code == 429 or code >= 500:
        raise _BrokenOffError(f"the server answers {code}")
    raise DownloadError(f"The server does not give {part.name}: it answers {code}.")


def _receive(reply: HTTPResponse, part: _Part, progress: Progress | None) -> Fetched:
    """Write the body to the part and check it."""
    tag = _tag(reply.headers)
    start, total = _span(reply, part, tag)
    if total is not None and total > LARGEST_FILE:
        raise DownloadError(f"{part.name} is larger than {LARGEST_FILE:,} bytes: not taken.")
    if not start:
        part.drop()
    part.note.write_text(json.dumps({"tag": tag}), encoding="utf-8")
    done = start
    with part.path.open("ab" if start else "wb") as out:
        while chunk := reply.read(CHUNK):
            out.write(chunk)
            done += len(chunk)
            if done > LARGEST_FILE:
                raise DownloadError(f"{part.name} is larger than {LARGEST_FILE:,} bytes.")
            if progress:
                progress(done, total, part.name)
    if total is not None and done != total:
        raise _BrokenOffError(f"{done:,} of {total:,} bytes arrived")
    sha256 = _checked_sha256(part, reply.headers)
    return Fetched("new", part.path, done, sha256, tag)


def _span(reply: HTTPResponse, part: _Part, tag: str) -> tuple[int, int | None]:
    """Where in the file the body begins, and how long the file is (None when not told)."""
    if reply.status != 206:
        length = reply.headers.get("Content-Length", "")
        return 0, int(length) if length.isdigit() else None
    have, known = part.arrived()
    told = _CONTENT_RANGE.match(reply.headers.get("Content-Range", ""))
    if told is None or int(told[1]) != have or tag != known:
        part.drop()
        raise _BrokenOffError("the server went on with another file")
    return have, int(told[2]) if told[2].isdigit() else None


def _tag(headers: Message) -> str:
    """A tag that byte ranges may be joined by: a strong ETag, else the date of last change."""
    etag = headers.get("ETag", "")
    return etag if etag.startswith('"') else headers.get("Last-Modified", "")


def _checked_sha256(part: _Part, headers: Message) -> str:
    """The file's sha256, held against the one that the server tells (RFC 9530, RFC 3230)."""
    with part.path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256")
    told = _SHA256.search(headers.get("Repr-Digest", "") or headers.get("Digest", ""))
    if told and told[1] != base64.b64encode(digest.digest()).decode():
        part.drop()
        raise _BrokenOffError("its checksum is not the one that the server tells")
    return digest.hexdigest()
