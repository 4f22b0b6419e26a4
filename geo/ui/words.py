"""Pieces of sentences on a page: text from sources made safe to stand in them, names, numbers."""

from collections.abc import Iterable

from geo.places.layers import district_names, urdu_names


def escaped(text: str) -> str:
    """Text with Markdown's signs made plain, for sentences that hold names from sources."""
    for sign in "\\`*_[]#$:<>":
        text = text.replace(sign, f"\\{sign}")
    return text


def both_names(district_id: str) -> str:
    """A district's name in English and in Urdu, so that either finds it in a list."""
    return f"{district_names()[district_id]} · {urdu_names()[district_id]}"


def ranged(best: Iterable[int], low: Iterable[int], high: Iterable[int]) -> list[str]:
    """Numbers with their ranges: 5 (3–8)."""
    return [f"{b:,} ({x:,}–{y:,})" for b, x, y in zip(best, low, high, strict=True)]
