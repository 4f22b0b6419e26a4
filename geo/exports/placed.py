"""The summary of placed parts as CSV, XLSX or GeoJSON: the formats of the district summary.

Where an incident of the atlas has its district by the name that its source gives, a placed row has
it by its point alone. The provenance says so, and names the files.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import pandas as pd

import geo
from geo.exports.columns import column_words
from geo.exports.delimited import csv_bytes
from geo.exports.provenance import (
    BOUNDARY_CREDIT,
    PrivateRowsError,
    Provenance,
    private_words,
    vintage_words,
)
from geo.exports.tables import NO_INCIDENTS, write_geojson, write_xlsx
from geo.measures.placed import REASONS, PlacedCount
from geo.measures.sentence import toll_words
from geo.measures.tolls import Toll
from geo.model.counted import counted
from geo.model.filter import IncidentFilter, as_query, span_words

TITLE: Final = "Placed points by district, Balochistan and Khyber Pakhtunkhwa"

RULE: Final = (
    "The point of a row gives its district, exactly; a point on a border counts in the district "
    "whose id comes first. Names of districts in the files were not looked at, and a row that "
    "stands twice counts twice."
)
"""How a row got its district."""

NAMED_FILES: Final = 20
"""Files that a summary names; of more it says how many."""


@dataclass(frozen=True)
class PlacedProvenance(Provenance):
    """Where the numbers come from: files, in place of data sets."""

    files: tuple[tuple[str, int], ...] = ()  # label, rows
    refused: tuple[str, ...] = ()  # what could not be read, as sentences

    def rows(self) -> list[tuple[str, str]]:
        """(field, value) in the order written, the files last."""
        named = [
            ("File", f"{label}: {counted(rows, 'row')}") for label, rows in self.files[:NAMED_FILES]
        ]
        more = self.files[NAMED_FILES:]
        if more:
            named.append(
                ("File", f"and {len(more):,} more: {counted(sum(n for _, n in more), 'row')}")
            )
        return [
            *super().rows(),
            ("Placed by", RULE),
            *named,
            *(("Not counted", words) for words in self.refused),
        ]


def placed_headline(count: PlacedCount) -> str:
    """The one sentence: incidents in districts, killed where they are known, days, and files."""
    sums = count.summary.sum(numeric_only=True)
    toll = Toll(
        incidents=int(sums["incidents"]),
        **{f"killed_{one}": int(sums.get(f"killed_{one}", 0)) for one in _BOUNDS},
        **{f"injured_{one}": 0 for one in _BOUNDS},
    )
    incidents, killed = toll_words(toll)
    files = len({part.label for part in count.run.parts})
    return " · ".join(
        [
            incidents,
            *([killed] if "killed_best" in count.summary else []),
            span_words(count.start, count.end),
            f"points of {counted(files, 'file')}",
        ]
    )


_BOUNDS: Final = ("low", "best", "high", "unknown")


def describe_placed(
    count: PlacedCount, wanted: IncidentFilter, *, day: date | None = None, public: bool = False
) -> PlacedProvenance:
    """The provenance of a summary; `day` is its date, by default today (UTC).

    The rows are private, since nobody has said that they may be passed on: one marked `public` is
    refused, raises `PrivateRowsError`.
    """
    rows: Counter[str] = Counter()
    for part in count.run.parts:
        rows[part.label] += part.rows
    private = tuple(rows)[:NAMED_FILES] or ("no file",)
    if public:
        raise PrivateRowsError(private_words(private))
    return PlacedProvenance(
        title=TITLE,
        headline=placed_headline(count),
        query="&".join(f"{name}={value}" for name, value in as_query(wanted).items()),
        coverage="",
        change_note="",
        thin=(),
        account=tuple((REASONS[reason], number) for reason, number in count.account.items()),
        datasets=(),
        vintage=vintage_words(count.vintage),
        boundary_credit=BOUNDARY_CREDIT,
        code_version=geo.__version__,
        day=day or datetime.now(UTC).date(),
        private=private,
        files=tuple(rows.items()),
        refused=tuple(count.run.refused.values()),
    )


def placed_bytes(count: PlacedCount, ending: str, provenance: PlacedProvenance) -> bytes:
    """The summary as the file format of `ending`: ".csv", ".xlsx" or ".geojson"."""
    rest = count.summary.iloc[:0][["incidents"]].assign(reason=pd.Series(dtype="str"))
    if ending.lower() == ".xlsx":
        return write_xlsx(count.summary, rest, provenance)
    if ending.lower() == ".geojson":
        return write_geojson(count.summary, rest, provenance, vintage=count.vintage)
    empty = [] if count.summary["incidents"].any() else [("Note", NO_INCIDENTS)]
    codebook = [(f"Column {name}", words) for name, words in column_words(count.summary.columns)]
    return csv_bytes(count.summary, [*empty, *provenance.rows(), *codebook])
