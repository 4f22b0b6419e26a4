"""What every export says about itself: what it shows, from which data, under which licence."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import geo
from geo.measures.account import count_account
from geo.measures.sentence import (
    coverage_words,
    display_names,
    headline,
    source_change_note,
    thin_periods,
)
from geo.model.dataset import Dataset
from geo.model.district import VINTAGES
from geo.model.filter import as_query, stood_words
from geo.store.select import Selection

BOUNDARY_CREDIT: Final = (
    "District boundaries: © OpenStreetMap contributors and geoBoundaries, "
    "Open Database License (ODbL) 1.0"
)
"""Credit that the licence of the district geometry asks for."""

POPULATION_CREDIT: Final = "Pakistan Bureau of Statistics, census 2023"
"""Credit for the divisor of the rates."""

LIMITS: Final = (
    "Counts what the named sources report, not what happened. Not for operational safety decisions."
)
"""What the numbers must not be used for."""

PRIVATE_NOTE: Final = (
    "This file rests on data marked private ({titles}): their terms forbid passing rows on, or "
    "nobody has said that they allow it. Keep it to yourself."
)
"""Said in every export that a private data set has a part in."""


class PrivateRowsError(ValueError):
    """An export marked public was asked of data that must not be passed on."""


@dataclass(frozen=True)
class Provenance:
    """Where the numbers of one export come from. `rows()` is what gets written."""

    title: str
    headline: str
    query: str  # the filter as URL parameters, "" for the plain filter
    coverage: str
    change_note: str
    thin: tuple[str, ...]  # periods whose counts are known to be too low
    account: tuple[tuple[str, int], ...]  # where every row is: words, number
    datasets: tuple[Dataset, ...]
    vintage: str
    boundary_credit: str
    code_version: str
    day: date
    private: tuple[str, ...] = ()  # titles of data sets whose rows must not be passed on
    limits: str = LIMITS

    def rows(self) -> list[tuple[str, str]]:
        """(field, value) in the order written; fields may repeat, values are never empty."""
        sources = [
            pair
            for dataset in self.datasets
            for pair in (
                ("Data set", f"{dataset.title}, version {dataset.version}"),
                ("What a row is", dataset.counts),
                ("Citation", dataset.citation),
                ("Data licence", dataset.licence),
                ("Address", dataset.address),
                ("sha256 of the data set", dataset.sha256),
            )
        ]
        return [
            (field, value)
            for field, value in [
                ("Title", self.title),
                ("Shown", self.headline),
                ("Limits", self.limits),
                ("Private", private_words(self.private)),
                ("Days supplied by", self.coverage),
                ("Change of source", self.change_note),
                *(("Thin period", words) for words in self.thin),
                ("Filter", self.query or "none"),
                *((f"Rows: {words}", f"{number:,}") for words, number in self.account),
                *sources,
                ("Districts", self.vintage),
                ("Boundary licence", self.boundary_credit),
                ("Population", POPULATION_CREDIT),
                ("Made with", f"Sarhad {self.code_version}"),
                ("Made on", self.day.isoformat()),
            ]
            if value
        ]


def describe(
    selection: Selection, title: str, *, day: date | None = None, public: bool = False
) -> Provenance:
    """The provenance of an export of `selection`; `day` is its date, by default today (UTC).

    Cites only the data sets that supply days of the span. Where a chosen data set is private, the
    export says so; one marked `public` is refused then: raises `PrivateRowsError`.
    """
    private = private_titles(selection)
    if public and private:
        raise PrivateRowsError(private_words(private))
    names = display_names(selection.shelf)
    supplying = dict.fromkeys(part.dataset_id for part in selection.coverage)
    known = selection.shelf.datasets
    return Provenance(
        title=title,
        headline=headline(selection, names),
        query="&".join(f"{name}={value}" for name, value in as_query(selection.wanted).items()),
        coverage=coverage_words(selection, names),
        change_note=source_change_note(selection, names),
        thin=thin_periods(selection),
        account=tuple(
            (words, number) for number, words in count_account(selection).reasons.values()
        ),
        datasets=tuple(known[one] for one in supplying if one in known),
        vintage=vintage_words(selection.wanted.vintage),
        boundary_credit=BOUNDARY_CREDIT,
        code_version=geo.__version__,
        day=day or datetime.now(UTC).date(),
        private=private,
    )


def vintage_words(vintage: str) -> str:
    """The layer of districts that numbers are counted in, and when they stood so."""
    return f"{VINTAGES[vintage].title}, {stood_words(vintage)}"


def private_titles(selection: Selection) -> tuple[str, ...]:
    """Titles of the chosen data sets that are private, those that supply no day included."""
    known = selection.shelf.datasets
    chosen = [known[one] for one in selection.datasets if one in known]
    return tuple(one.title for one in chosen if not one.public)


def private_words(titles: tuple[str, ...]) -> str:
    """Why a file with rows of these data sets must not be passed on; "" when there are none."""
    return PRIVATE_NOTE.format(titles=", ".join(titles)) if titles else ""
