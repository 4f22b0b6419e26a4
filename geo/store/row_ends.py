"""Where the rows of a delimited text end, so that it can be cut into pieces without reading them.

A line end inside a quoted cell ends no row. Which quotes open and which close follows from their
order, as long as each belongs to a cell that is quoted from its first to its last character.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.intake.problems import UploadRefused

BLOCK: Final = 1 << 24
"""Bytes looked at together when rows are counted, and the longest row that is read (16 MB)."""


def row_cuts(path: Path, first: int, delimiter: str, rows: int) -> list[int]:
    """First bytes of the partitions of `rows` rows, and the end of the last.

    One partition, where a quote stands inside a cell. Raises OSError and `UploadRefused`: not
    UTF-8, a row of more than `BLOCK` bytes, a quote that never closes.
    """
    cuts, held = [first], 0
    for ends in _row_ends(path, first, delimiter):
        if ends is None:
            return [first, path.stat().st_size]
        cuts += ends[rows - held - 1 :: rows].tolist()
        held = (held + len(ends)) % rows
    return [*cuts, path.stat().st_size] if held else cuts


def decoded(content: bytes) -> str:
    """The text. Raises `UploadRefused` when it is not UTF-8."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise UploadRefused("It is not UTF-8. Save it as CSV UTF-8.") from error


def _row_ends(path: Path, first: int, delimiter: str) -> Iterator[npt.NDArray[np.int64] | None]:
    """Where the rows end, block by block; None where a quote stands inside a cell."""
    offset, is_open = first, False
    for block in _blocks(path, first):
        if not block.isascii():
            decoded(block)
        ends, is_open, plain = _ends_in(block, delimiter, is_open)
        if not plain:
            yield None
            return
        yield ends + offset
        offset += len(block)
    if is_open:
        raise UploadRefused("A quote opens in it that never closes.")


def _blocks(path: Path, first: int) -> Iterator[bytes]:
    """The bytes from `first` on, in blocks that end with a line."""
    rest = b""
    with path.open("rb") as file:
        file.seek(first)
        while more := file.read(BLOCK):
            block = rest + more
            end = block.rfind(b"\n") + 1
            if not end and len(block) > BLOCK:
                raise UploadRefused(f"It has a row of more than {BLOCK:,} bytes.")
            rest = block[end:]
            if end:
                yield block[:end]
    if rest:
        yield rest


def _ends_in(
    block: bytes, delimiter: str, is_open: bool
) -> tuple[npt.NDArray[np.int64], bool, bool]:
    """Positions after the rows of a block; whether a quote is open at its end; whether it is plain.

    Plain: every quote belongs to a cell that is quoted from its first to its last character.
    """
    text = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero(text == ord("\n"))
    if text[-1] != ord("\n"):  # the last row of a file
        ends = np.append(ends, len(text) - 1)
    if b'"' not in block:
        return (ends[:0] if is_open else ends) + 1, is_open, True
    quotes = np.flatnonzero(text == ord('"'))
    opening = quotes[int(is_open) :: 2]
    closing = quotes[int(not is_open) :: 2]
    beside = np.frombuffer(delimiter.encode() + b'\r\n"', dtype=np.uint8)
    before = text[opening[opening > 0] - 1]
    after = text[closing[closing + 1 < len(text)] + 1]
    plain = bool(np.isin(before, beside).all() and np.isin(after, beside).all())
    inside = (np.searchsorted(quotes, ends) + is_open) % 2 == 1
    return ends[~inside] + 1, bool((len(quotes) + is_open) % 2), plain
