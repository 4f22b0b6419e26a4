"""Files and folders on disk that appear only complete."""

import os
import tempfile
from pathlib import Path


def write_file(path: Path, content: bytes) -> None:
    """Put `content` at `path`, whole or not at all; a file that stood there survives a failure.

    Written beside it under another name, flushed to disk, then moved in one step. Raises OSError.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.chmod(0o644)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def move_folder(part: Path, path: Path) -> None:
    """Move a folder of finished files to `path` in one step, all of it flushed to disk first.

    Both lie on one file system and nothing is at `path`. Raises OSError.
    """
    for file in part.iterdir():
        with file.open("rb+") as written:
            os.fsync(written.fileno())
    flush_folder(part)
    part.replace(path)
    flush_folder(path.parent)


def flush_folder(path: Path) -> None:
    """Flush a folder's list of names to disk, where the system can (Windows cannot)."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
