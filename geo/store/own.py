"""A data set of one's own: what a table that somebody brought is called, covers and allows."""

import hashlib
from datetime import date
from typing import Final

import pandas as pd

from geo.model.dataset import Dataset
from geo.model.filter import day_words
from geo.model.incident import COLUMNS
from geo.model.slug import slug

TAKES_ITS_DAYS: Final = 100
"""Precedence above every data set that ships: chosen beside others, it supplies its own days."""

FILLS_GAPS: Final = 0
"""Precedence below every data set that ships: it supplies the days that no other chosen one has."""

PRIVATE_TERMS: Final = "not stated: kept private, not to be passed on"
"""Licence of a data set whose owner has not said that its rows may be passed on (ACLED, GTD)."""

PUBLIC_TERMS: Final = "not stated: its owner says that it may be passed on"

ROW_MEANING: Final = "One row is a row of the file that was brought; what it leaves out is unknown."

LONGEST_TITLE: Final = 80
"""Characters of a data set's title; longer ones are cut."""


def own_dataset(
    incidents: pd.DataFrame,
    title: str,
    *,
    dataset_id: str | None = None,
    version: str = "",
    covers_from: date | None = None,
    covers_to: date | None = None,
    precedence: int = TAKES_ITS_DAYS,
    licence: str = "",
    citation: str = "",
    address: str = "",
    counts: str = ROW_MEANING,
    partial: bool = True,
    public: bool = False,
) -> Dataset:
    """The data set that these incidents are (`COLUMNS`, not placed).

    It covers the days from its first to its last row unless others are given, and is private unless
    `public`. Its sha256 is of the incidents, not of the file: two readings of one file may differ.
    Raises `ValueError` without rows, without a title, or when it would end before it begins.
    """
    name = clean_title(title)
    if incidents.empty:
        raise ValueError("There is no incident to show.")
    first = covers_from or incidents["date_start"].min().date()
    last = covers_to or incidents["date_start"].max().date()
    if last < first:
        raise ValueError(f"It would cover {day_words(first)} to {day_words(last)}: swap the days.")
    sha256 = content_sha256(incidents)
    return Dataset(
        dataset_id=dataset_id or own_id(name),
        title=name,
        version=version or sha256[:8],
        covers_from=first,
        covers_to=last,
        precedence=precedence,
        rows=len(incidents),
        sha256=sha256,
        licence=licence or (PUBLIC_TERMS if public else PRIVATE_TERMS),
        citation=citation,
        address=address,
        counts=counts,
        partial=partial,
        public=public,
    )


def own_id(title: str) -> str:
    """The id of a data set of that title: readable, safe in addresses and as a folder's name.

    The first eight digits of the title's sha256 tell titles apart whose letters are not Latin.
    """
    digits = hashlib.sha256(title.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug(title) or 'data'}-{digits}"


def clean_title(text: str) -> str:
    """The title on one line, without control characters. Raises `ValueError` when none is left."""
    shown = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    if not shown:
        raise ValueError("The data set needs a name.")
    return shown[:LONGEST_TITLE].strip()


def content_sha256(incidents: pd.DataFrame) -> str:
    """sha256 over the incidents' cells in order, whatever data set they are named after."""
    facts = incidents[[one for one in COLUMNS if one not in ("incident_id", "dataset_id")]]
    rows = pd.util.hash_pandas_object(facts, index=False).to_numpy()
    return hashlib.sha256("|".join(facts.columns).encode() + rows.tobytes()).hexdigest()
