"""The incident rows behind a number as CSV or XLSX, with their sources and how they were placed."""

import pandas as pd

from geo.exports.columns import column_words
from geo.exports.delimited import csv_bytes
from geo.exports.provenance import Provenance
from geo.exports.tables import notes_table
from geo.exports.workbook import Sheet, workbook_bytes
from geo.model.incident import COLUMNS, PLACEMENT_COLUMNS

INCIDENT_COLUMNS = (*COLUMNS, *PLACEMENT_COLUMNS)
"""Columns of the file, in order: the source's facts, then the placement."""

NO_ROWS = "No incident matches this filter. The file is complete."
"""Said in an export without rows."""


def write_incidents_csv(rows: pd.DataFrame, provenance: Provenance) -> bytes:
    """A CSV with one line per incident, in the order of `rows`. See `delimited` for the form."""
    return csv_bytes(rows[list(INCIDENT_COLUMNS)], _notes(rows, provenance))


def write_incidents_xlsx(rows: pd.DataFrame, provenance: Provenance) -> bytes:
    """A workbook with the sheets "Incidents" and "Sources"; without rows a sheet "Note" first.

    Raises `workbook.TooManyRowsError` above Excel's limit.
    """
    sheets = [
        Sheet("Incidents", rows[list(INCIDENT_COLUMNS)]),
        Sheet("Sources", notes_table(_notes(rows, provenance))),
    ]
    if rows.empty:
        sheets.insert(0, Sheet("Note", notes_table([("Note", NO_ROWS)])))
    return workbook_bytes(sheets, title=provenance.title, day=provenance.day)


def _notes(rows: pd.DataFrame, provenance: Provenance) -> list[tuple[str, str]]:
    """The provenance and, after it, the codebook."""
    empty = [("Note", NO_ROWS)] if rows.empty else []
    codebook = [(f"Column {name}", words) for name, words in column_words(INCIDENT_COLUMNS)]
    return [*empty, *provenance.rows(), *codebook]
