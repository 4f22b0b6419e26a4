"""Pieces of sentences on a page: text from sources made safe to stand in them, numbers."""

from collections.abc import Iterable


def escaped(text: str) -> str:
    """Text with Markdown's signs made plain, for sentences that hold names from sources."""
    for sign in "\\`*_[]#$:<>":
        text = text.replace(sign, f"\\{sign}")
    return text


def ranged(best: Iterable[int], low: Iterable[int], high: Iterable[int]) -> list[str]:
    """Numbers with their ranges: 5 (3–8)."""
    return [f"{b:,} ({x:,}–{y:,})" for b, x, y in zip(best, low, high, strict=True)]
