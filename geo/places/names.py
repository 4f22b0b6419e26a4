"""From a district's name, as some source spells it, to the districts it can mean.

Names change and districts split: "Lasbela" in 2010 is what is Lasbela and Hub today, and "South
Waziristan" is still written of two districts. So a name gives candidates, and a date narrows them.
"""

import csv
import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from geo.model.district import DEFAULT_VINTAGE, VINTAGES
from geo.model.shipped import shipped_path
from geo.places.crosswalk import parent_of
from geo.places.layers import district_ids

_LETTERS: Final = str.maketrans(
    {
        "ي": "ی",  # Arabic yeh; NFKD turns the Urdu yeh with hamza into it
        "ى": "ی",  # alef maksura
        "ے": "ی",
        "ك": "ک",
        "ه": "ہ",
        "ھ": "ہ",
        "ة": "ہ",
        "ۃ": "ہ",
        "ە": "ہ",
        "ـ": "",  # tatweel
    }
)
"""Letters that Arabic and Urdu keyboards write differently, and Urdu ones often confused.
Unicode normalisation does not unify them."""

_UNIT_WORDS: Final = frozenset(
    ("district", "distrcit", "distt", "dist", "agency", "tribal", "ضلع", "ایجنسی", "قبائلی")
)
"""Words for the unit itself ("Jafarabad Distrcit" is UCDP's spelling). Not "division": a division
holds several districts."""

_NO_LETTERS: Final = re.compile(r"[\W_]+")

_SEPARATORS: Final = re.compile(r"\s*(?:/|;|,|&|\||\band\b|،|\bاور\b)\s*")
"""What stands between names when a source gives several."""

_BORDER_OF: Final = re.compile(
    r"^\s*(?:the\s+)?(?:(?:border|boundary)(?:\s+area)?\s+(?:of|between)|between)\s", re.IGNORECASE
)
"""What comes before several names when a place lies between them."""


@dataclass(frozen=True)
class Split:
    """A district that was cut out of another."""

    child_id: str
    parent_id: str  # may be a district that no longer exists, such as "kp-kohistan"
    since: date  # first day of `precision` when that is a month or a year
    precision: str  # "day", "month" or "year"
    source: str
    note: str

    @property
    def done_by(self) -> date:
        """The first day on which the split is known to have happened."""
        if self.precision == "year":
            return date(self.since.year, 12, 31)
        if self.precision == "month":
            return self.since.replace(day=monthrange(self.since.year, self.since.month)[1])
        return self.since


def fold_name(text: str) -> str:
    """A name reduced to what different spellings share: lower-case words, one space between.

    Unicode compatibility forms, accents, Urdu vowel marks, Arabic letter forms, joiners, dots and
    hyphens are folded; "district", "agency" and the like are dropped; single letters in a row join
    ("D. I. Khan" and "DI Khan" are one). Folding twice changes nothing.
    """
    folded, before = text, None
    while folded != before:
        before, folded = folded, _fold_once(folded)
    return folded


def district_candidates(
    name: str, *, day: date | None = None, vintage: str = DEFAULT_VINTAGE
) -> tuple[str, ...]:
    """The districts of `vintage` that a name can mean, sorted: () unknown, several ambiguous.

    `day` is when the name was used. Before a child was split off, the old name means parent and
    child; after it, the parent alone. Without a day the name is read as of today. Where a split is
    only known to the month or year, the whole of it counts as before. "Kalat/Khuzdar" gives both,
    if every part is known. Raises `KeyError` for an unknown vintage.
    """
    if vintage not in VINTAGES:
        raise KeyError(f"unknown vintage {vintage!r}; known: {', '.join(VINTAGES)}")
    ids = _ids_of(name)
    if ids and day is not None:
        ids = _with_later_children(ids, day) & set(district_ids())  # Lehri came and went
    if vintage == "2023":
        ids = {parent_of(one) for one in ids}
    return tuple(sorted(ids))


@cache
def district_history() -> tuple[Split, ...]:
    """Which district was cut out of which, and when; oldest first."""
    with shipped_path("district_history.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Split(since=date.fromisoformat(row.pop("since")), **row)
            for row in csv.DictReader(lines)
        )


@cache
def aliases() -> MappingProxyType[str, tuple[str, ...]]:
    """District ids of the newest vintage by folded name without spaces (read-only)."""
    with shipped_path("district_aliases.csv").open(encoding="utf-8", newline="") as lines:
        return MappingProxyType(
            {
                _key(row["alias"]): tuple(row["district_ids"].split("|"))
                for row in csv.DictReader(lines)
            }
        )


def _fold_once(text: str) -> str:
    words = _NO_LETTERS.split(text.lower() if text.isascii() else _plain_letters(text))
    kept = [word for word in _joined_letters(words) if word and word not in _UNIT_WORDS]
    return " ".join(_joined_letters(kept))


def _plain_letters(text: str) -> str:
    """Letters of any script in the one form that is compared; ASCII ones need only lower case."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    letters = "".join(one for one in plain if unicodedata.category(one) not in ("Mn", "Cf"))
    return letters.translate(_LETTERS)


def _joined_letters(words: list[str]) -> list[str]:
    """Words with runs of single letters joined: d i khan -> di khan."""
    joined: list[str] = []
    in_run = False
    for word in (one for one in words if one):
        if len(word) == 1 and in_run:
            joined[-1] += word
        else:
            joined.append(word)
        in_run = len(word) == 1
    return joined


def _key(name: str) -> str:
    """What is compared: the folded name without spaces, so "Musa Khel" is "Musakhel"."""
    return fold_name(name).replace(" ", "")


def _ids_of(name: str) -> set[str]:
    """The ids of a name, or of all its parts when it is a list of names; empty when unknown."""
    known = aliases()
    names = _SEPARATORS.split(_BORDER_OF.sub("", name))
    parts = [known.get(_key(part), ()) for part in names] if len(names) > 1 else []
    if parts and all(parts):  # before the whole, in which "Lasbela/Hub" is the alias "Lasbela Hub"
        return {one for part in parts for one in part}
    return set(known.get(_key(name), ()))


def _with_later_children(ids: set[str], day: date) -> set[str]:
    """The ids and all districts cut out of them after `day`."""
    found = set(ids)
    for split in reversed(district_history()):
        if day < split.done_by and split.parent_id in found:
            found.add(split.child_id)
    # A child of a child: repeat until nothing is added
    return found if found == ids else _with_later_children(found, day)
