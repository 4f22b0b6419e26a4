"""The source formats: how each is told by its header, and which reader turns it into incidents.

A new format is one module with a `read_` function (a page of code), one entry here and a fixture.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

import pandas as pd

from geo.intake import acled, compiled, exported, gtd, mapping, table, ucdp
from geo.intake.fields import clean_text
from geo.intake.frame import Reading
from geo.intake.groups import Catalogue
from geo.intake.headers import fold_header
from geo.intake.mapping import ColumnMapping
from geo.model.incident import COLUMNS


class Reader(Protocol):
    """Turns a file's cells into incidents."""

    def __call__(
        self, cells: pd.DataFrame, *, catalogue: Catalogue, day_order: str = ""
    ) -> Reading:
        """The incidents (index = row in the file) and the problems of each row."""


Sides = Callable[[pd.DataFrame], list["pd.Series[str]"]]
"""Gives the texts of a table that name armed groups, as a list of columns."""


def columns_of(table: pd.DataFrame, *, names: tuple[str, ...]) -> list["pd.Series[str]"]:
    """Those of the named columns that are there, tidied."""
    return [clean_text(table[name]) for name in names if name in table.columns]


@dataclass(frozen=True)
class Format:
    """One source format. Column names are folded headers, except in a table read by a mapping."""

    name: str
    title: str
    version: str  # of the reader; part of a data set's hash
    signs: tuple[str, ...]  # headers that tell the format when all are there
    needed: tuple[str, ...]
    read: Reader
    dates: tuple[str, ...]  # columns of days
    sides: Sides  # texts that name armed groups
    points: tuple[str, ...] = ("longitude", "latitude")
    further: tuple[str, ...] = ()  # columns that are read too, where they are there
    coded: frozenset[str] = frozenset()  # columns that the reader takes as codes
    private: bool = False  # its terms do not allow its rows to be passed on


FORMATS: Final[dict[str, Format]] = {
    one.name: one
    for one in (
        Format(
            "exported",
            "an export of incidents by this program",
            exported.READER_VERSION,
            ("incident_id", "placed_by", "placement", "on_map"),
            COLUMNS,
            exported.read_exported,
            ("date_start", "date_end"),
            partial(columns_of, names=()),
        ),
        Format(
            "ucdp",
            "UCDP GED or UCDP Candidate",
            ucdp.READER_VERSION,
            ("type_of_violence", "where_prec", "side_a", "best"),
            ucdp.NEEDED,
            ucdp.read_ucdp,
            ("date_start", "date_end"),
            partial(columns_of, names=("side_a", "side_b")),
            further=ucdp.FURTHER,
            coded=ucdp.CODED,
        ),
        Format(
            "acled",
            "ACLED",
            acled.READER_VERSION,
            ("event_id_cnty", "sub_event_type", "actor1", "fatalities"),
            acled.NEEDED,
            acled.read_acled,
            ("event_date",),
            acled.armed_sides,
            further=acled.FURTHER,
            private=True,
        ),
        Format(
            "gtd",
            "GTD, the Global Terrorism Database",
            gtd.READER_VERSION,
            ("eventid", "iyear", "gname", "attacktype1_txt"),
            gtd.NEEDED,
            gtd.read_gtd,
            (),
            partial(columns_of, names=("gname",)),
            further=gtd.FURTHER,
            private=True,
        ),
        Format(
            "compiled",
            "the table compiled for this program",
            compiled.READER_VERSION,
            ("compiled_id", "location_precision", "attack_type", "killed_best"),
            compiled.NEEDED,
            compiled.read_compiled,
            ("date_start", "date_end"),
            partial(columns_of, names=("group",)),
        ),
    )
}
"""Formats told by their header, by name. Any other table is read by a mapping ("table")."""

TABLE: Final = "table"
"""Name of the format that needs a mapping."""

KNOWN_HEADERS: Final = mapping.KNOWN_HEADERS | {
    name for one in FORMATS.values() for name in (*one.needed, *one.signs)
}
"""All folded headers that mean something in some format."""


def detect_format(headers: Collection[str]) -> tuple[str, str]:
    """The name of the format that a header shows, and the reason in words."""
    folded = {fold_header(str(name)) for name in headers}
    for one in FORMATS.values():
        if folded.issuperset(one.signs):
            *first, last = one.signs
            return one.name, (
                f"It looks like {one.title}: the header has {', '.join(first)} and {last}."
            )
    return TABLE, "Its header is that of no known source: it is read as a table by a mapping."


def columns_read(headers: Sequence[str], *, name: str) -> Sequence[str]:
    """Those columns of a file that the reader of a format looks at.

    All of them for a table, and where a needed one is missing: the refusal names the nearest.
    """
    source = FORMATS.get(name)
    folded = {fold_header(one): one for one in headers}
    if source is None or not folded.keys() >= set(source.needed):
        return headers
    read = (*source.needed, *source.further)
    return [header for one, header in folded.items() if one in read]


def table_format(columns: ColumnMapping) -> Format:
    """The format of any table, by a mapping."""
    named = columns.columns
    return Format(
        TABLE,
        "a table",
        table.READER_VERSION,
        (),
        (),
        partial(table.read_table, mapping=columns),
        tuple(named[one] for one in ("date_start", "date_end") if one in named),
        partial(
            columns_of, names=tuple(named[one] for one in ("side_a", "side_b") if one in named)
        ),
        tuple(
            named[one]
            for one in (("point",) if "longitude" not in named else ("longitude", "latitude"))
            if one in named
        ),
    )
