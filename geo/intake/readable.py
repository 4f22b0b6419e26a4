"""The cells as a format's reader takes them: folded headers, days as text, columns in their place.

What the user decided for the whole file is done here: sheet days of a workbook, exchanged
coordinates. Nothing is parsed yet.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from itertools import chain

import pandas as pd

from geo.intake.cells import Cells
from geo.intake.coded import as_codes, spellings
from geo.intake.day_order import DayOrder, judge_day_order
from geo.intake.fields import by_spelling
from geo.intake.formats import TABLE, Format, columns_read
from geo.intake.headers import fold_header
from geo.intake.points import split_pairs


def readable_cells(cells: Cells, source: Format, *, swapped: bool = False) -> pd.DataFrame:
    """The cells as the format's reader takes them: folded headers, serial days as ISO dates.

    `swapped` exchanges longitude and latitude. Columns that the reader takes as codes are coded.
    """
    table = cells.table[columns_read(list(cells.table.columns), name=source.name)]
    names = {str(one): str(one) if source.name == TABLE else fold_header(str(one)) for one in table}
    table = with_days(table, cells, date_headers(names, source))
    table = table.rename(columns=names)
    if swapped:
        table = _exchanged(table, source.points)
    return as_codes(table, source.coded.intersection(table.columns))


def file_day_order(table: pd.DataFrame, source: Format) -> DayOrder:
    """How the columns of days of the format write their dates, by all of them together."""
    columns = [table[name] for name in source.dates if name in table.columns]
    return judge_day_order(chain.from_iterable(spellings(one)[1] for one in columns))


def date_headers(names: Iterable[str], source: Format) -> list[str]:
    """Those of a file's headers that hold days in a format."""
    folds = source.name != TABLE
    return [name for name in names if (fold_header(name) if folds else name) in source.dates]


def with_days(rows: pd.DataFrame, cells: Cells, columns: Collection[str]) -> pd.DataFrame:
    """Rows of a file with the numbers of a workbook that count days written as ISO dates.

    `columns`: headers of days, as in the file.
    """
    epoch = cells.epoch
    if epoch is None:
        return rows
    days = {
        name: _days_of_serials(rows[name], cells.serial_rows[name], epoch)
        for name in columns
        if name in cells.serial_rows
    }
    return rows.assign(**days)


def _days_of_serials(
    column: "pd.Series[str]", serials: Collection[int], epoch: date
) -> "pd.Series[str]":
    """A column with the numbers of some rows, which count days, as ISO dates."""
    numbers = column.index.isin(list(serials)) & column.str.fullmatch(r"\d{4,5}")

    def as_day(text: str) -> str:
        return (epoch + timedelta(days=int(text))).isoformat()

    days = by_spelling(column[numbers], as_day, "str")
    return column.mask(numbers, days.reindex(column.index)).astype("str")


def _exchanged(table: pd.DataFrame, points: tuple[str, ...]) -> pd.DataFrame:
    """The table with longitude and latitude exchanged, in two columns or in one."""
    if len(points) == 2:
        east, north = points
        return table.assign(**{east: table[north], north: table[east]})
    for both in points:
        longitude, latitude = split_pairs(table[both])
        table = table.assign(**{both: longitude + ", " + latitude})
    return table
