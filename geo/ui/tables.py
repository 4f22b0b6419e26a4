"""How high a table is drawn."""

from typing import Final, Literal

HEAD_PIXELS: Final = 38
ROW_PIXELS: Final = 35
"""At most so much of a table's height is its head and a row."""


def table_height(rows: int, tallest: int) -> int | Literal["content"]:
    """What a table of so many rows takes, at most `tallest` pixels: no empty rows are drawn."""
    return "content" if HEAD_PIXELS + ROW_PIXELS * rows <= tallest else tallest
