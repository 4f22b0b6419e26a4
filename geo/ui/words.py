"""Pieces of sentences on a page: text from sources made safe to stand in them, names, numbers."""

import pandas as pd

from geo.places.layers import district_names, urdu_names


def escaped(text: str) -> str:
    """Text with Markdown's signs made plain, for sentences that hold names from sources."""
    for sign in "\\`*_[]#$:<>":
        text = text.replace(sign, f"\\{sign}")
    return text


def both_names(district_id: str) -> str:
    """A district's name in English and in Urdu, so that either finds it in a list."""
    return f"{district_names()[district_id]} · {urdu_names()[district_id]}"


def death_words(tolls: pd.DataFrame) -> list[str]:
    """Deaths with their ranges, of columns incidents and killed_low, _best, _high, _unknown.

    "5 (3–8)", "5" where nothing is open, "5+ (3–8)" where the toll of some incidents is unknown,
    and "unknown" where no toll is known.
    """
    names = ["incidents", *(f"killed_{one}" for one in ("low", "best", "high", "unknown"))]
    return [_death_words(*row) for row in tolls[names].itertuples(index=False)]


def _death_words(incidents: int, low: int, best: int, high: int, unknown: int) -> str:
    span = "" if low == high else f" ({low:,}–{high:,})"
    if unknown and unknown == incidents:
        return f"unknown{span}"
    return f"{best:,}{'+' if unknown else ''}{span}"
