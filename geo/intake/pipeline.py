"""From a file's bytes to checked incidents, with everything that could not be read set aside."""

from collections.abc import Callable
from typing import Final, Protocol

import pandas as pd

from geo.intake.cells import read_cells
from geo.intake.compiled import read_compiled
from geo.intake.frame import Reading
from geo.intake.groups import Catalogue, catalogue
from geo.intake.problems import ImportResult, Problem
from geo.intake.ucdp import read_ucdp
from geo.model.incident import check_incidents


class Reader(Protocol):
    """Turns a file's cells into incidents."""

    def __call__(self, cells: pd.DataFrame, *, dataset_id: str, catalogue: Catalogue) -> Reading:
        """The incidents (index = row in the file) and the problems of each row."""


READERS: Final[dict[str, Reader]] = {"ucdp": read_ucdp, "compiled": read_compiled}
"""One reader per source format."""


def read_incidents(
    data: bytes, *, reader: str, dataset_id: str, known_groups: Catalogue | None = None
) -> ImportResult:
    """The incidents of a file (checked, sorted, not yet placed) and what was rejected, and why.

    Rows in the file = accepted + rejected. A row is rejected for any problem of severity "error",
    for a missing id, for an end before its start, and when it repeats another row's id: the same
    content twice is kept once, different content under one id is rejected altogether. Raises
    `UploadRefused` when the file as a whole cannot be read. `known_groups` defaults to the shipped
    catalogue.
    """
    cells = read_cells(data)
    reading = READERS[reader](
        cells.table, dataset_id=dataset_id, catalogue=known_groups or catalogue()
    )
    problems = [*cells.problems, *reading.problems]
    for check in CHECKS:
        problems.extend(check(reading.incidents))
    refused = {one.row for one in problems if one.severity == "error"} | {
        one.row for one in problems if one.code == "row-repeated"
    }
    kept = ~reading.incidents.index.isin(list(refused))
    return ImportResult(
        incidents=check_incidents(sort_incidents(reading.incidents[kept])),
        rejected=pd.concat([cells.table[~kept], cells.rejected]).sort_index(),
        problems=tuple(sorted(problems, key=lambda one: (one.row or 0, one.code, one.column))),
    )


def sort_incidents(incidents: pd.DataFrame) -> pd.DataFrame:
    """The rows in the contract's order: by date_start, then incident_id; a plain RangeIndex."""
    return incidents.sort_values(["date_start", "incident_id"]).reset_index(drop=True)


def check_ids(incidents: pd.DataFrame) -> list[Problem]:
    """An error for every row without an id of its source."""
    return [
        Problem("id-missing", int(row), "source_id", "error", "The row has no id.")
        for row in incidents.index[incidents["source_id"] == ""]
    ]


def check_spans(incidents: pd.DataFrame) -> list[Problem]:
    """An error for every row that ends before it starts."""
    wrong = incidents["date_end"] < incidents["date_start"]
    return [
        Problem("dates-inverted", int(row), "date_end", "error", "It ends before it starts.")
        for row in incidents.index[wrong]
    ]


def check_repeats(incidents: pd.DataFrame) -> list[Problem]:
    """Rows that share an id: a note of each exact repeat, an error for each contradiction."""
    shared = incidents[incidents["incident_id"].duplicated(keep=False)]
    shared = shared[shared["source_id"] != ""]
    problems: list[Problem] = []
    for source_id, rows in shared.groupby("source_id", sort=False):
        same = len(rows.drop_duplicates()) == 1
        for row in rows.index[1:] if same else rows.index:
            problems.append(_repeat_problem(int(row), str(source_id), same=same))
    return problems


def _repeat_problem(row: int, source_id: str, *, same: bool) -> Problem:
    if same:
        message = f"Row {row} repeats id {source_id} word for word: kept once."
        return Problem("row-repeated", row, "source_id", "warning", message)
    message = f"Several rows with different content have the id {source_id}."
    return Problem("id-conflict", row, "source_id", "error", message)


CHECKS: Final[tuple[Callable[[pd.DataFrame], list[Problem]], ...]] = (
    check_ids,
    check_spans,
    check_repeats,
)
"""What holds for incidents of any source, beyond their cells."""
