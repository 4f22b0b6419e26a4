"""From a file's bytes to checked incidents, with everything that could not be read set aside.

`read_upload` is for files that people bring: it finds out what the file is and says what it did.
`read_incidents` is for files whose format is known, such as those the shipped tables are built
from. Both judge rows by the same rules.
"""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
import pandas as pd

from geo.intake.cells import Cells, need_columns
from geo.intake.choices import Choices
from geo.intake.coded import as_text
from geo.intake.contents import read_contents
from geo.intake.delimited import read_delimited
from geo.intake.fields import STUDY_AREA
from geo.intake.formats import FORMATS, TABLE, Format, columns_read, detect_format, table_format
from geo.intake.frame import incident_order, sort_incidents, with_ids
from geo.intake.groups import Catalogue, catalogue
from geo.intake.guard import LOCAL, UPLOAD, Limits, clean_label
from geo.intake.headers import fold_header
from geo.intake.judge import judge_rows
from geo.intake.mapping import ColumnMapping, guess_mapping
from geo.intake.place import place_coded
from geo.intake.points import swapped_rows
from geo.intake.problems import ImportResult, Problem, UploadRefused
from geo.intake.progress import Progress, part, say_nothing
from geo.intake.readable import date_headers, file_day_order, readable_cells
from geo.intake.remarks import name_remarks, point_remarks, province_remarks, turned_remarks
from geo.intake.repeats import likely_duplicates
from geo.intake.report import ImportReport
from geo.intake.spellings import (
    Decisions,
    Spelling,
    open_districts,
    open_groups,
    settle_districts,
    settle_groups,
    with_spellings,
)
from geo.model.checks import check_incidents, check_placement
from geo.model.district import DEFAULT_VINTAGE
from geo.model.incident import PLACEMENT_COLUMNS, ContractError

STEPS: Final = {
    "opening": (0.0, "Opening the file"),
    "columns": (0.5, "Understanding its columns"),
    "names": (0.55, "Reading names"),
    "rows": (0.6, "Reading dates, places and numbers"),
    "repeats": (0.7, "Comparing rows"),
    "spellings": (0.75, "Looking up districts"),
    "placing": (0.8, "Placing incidents in districts"),
    "remarks": (0.85, "Looking for what is odd"),
    "questions": (0.9, "Gathering what is open"),
    "checking": (0.95, "Checking the result"),
    "done": (1.0, "Done"),
}
"""Steps of reading a file: the share of the work that is done when one begins, and its words."""

UNSOUND: Final = (
    "The file was understood, but some rows contradict themselves in a way that is not explained "
    "here. Please report it, and say which columns were changed by hand."
)
"""Said where a reader let through what the contract of incidents forbids: a fault of this program.
"""


@dataclass(frozen=True)
class Opened:
    """A file read as cells, and what it was taken for: what a preview shows, before any meaning."""

    label: str
    cells: Cells
    format: str
    reason: str
    mapping: ColumnMapping | None  # guessed or chosen, for a table
    choices: Choices


def open_upload(
    data: bytes,
    *,
    label: str,
    choices: Choices | None = None,
    limits: Limits = UPLOAD,
    progress: Progress = say_nothing,
) -> Opened:
    """The file's cells and what they are taken for. `label` is its name, only ever shown.

    Raises `UploadRefused` when it is no table; a table without a date is no reason yet.
    """
    said = choices or Choices()
    cells = read_contents(
        data,
        limits=limits,
        sheet=said.sheet,
        wanted=lambda names: columns_read(names, name=_format_of(names, said)[0]),
        progress=progress,
    )
    name, reason = _format_of(cells.names, said)
    mapping = (said.mapping or guess_mapping(cells.table)) if name == TABLE else None
    return Opened(clean_label(label), cells, name, reason, mapping, said)


def read_upload(
    data: bytes,
    *,
    label: str,
    choices: Choices | None = None,
    limits: Limits = UPLOAD,
    dataset_id: str = "",
    progress: Progress = say_nothing,
) -> ImportReport:
    """What comes out of a file that somebody brought: incidents, rejected rows, and what to ask.

    `dataset_id` defaults to one made from the bytes and the reader's version, so that the same file
    read the same way is the same data set. Raises `UploadRefused` when the file as a whole cannot
    be read; any other bytes give a report.
    """
    progress(*STEPS["opening"])
    reading = part(progress, STEPS["opening"][0], STEPS["columns"][0])
    opened = open_upload(data, label=label, choices=choices, limits=limits, progress=reading)
    with ThreadPoolExecutor(1) as thread:  # a core is free now, and was not while cells were read
        sha256 = thread.submit(_sha256, data)
        return read_opened(opened, sha256.result, dataset_id=dataset_id, progress=progress)


def read_opened(
    opened: Opened,
    sha256: Callable[[], str],
    *,
    dataset_id: str = "",
    progress: Progress = say_nothing,
) -> ImportReport:
    """As `read_upload`, of a file that is open already. Raises `UploadRefused` as it does.

    `sha256` tells that of the file's bytes; it is asked late, while rows are placed.
    """
    cells, choices = opened.cells, opened.choices
    source = table_format(opened.mapping) if opened.mapping else FORMATS[opened.format]

    # What the columns mean
    progress(*STEPS["columns"])
    table = readable_cells(cells, source, swapped=choices.swapped)
    order = file_day_order(table, source)
    if choices.day_order:
        order = replace(order, order=choices.day_order, said=True)
    need_columns(table, source.needed)
    progress(*STEPS["names"])
    sides = source.sides(table)
    by_user = with_spellings(catalogue(), choices.decisions.groups)
    near_groups = settle_groups(sides, by_user)
    known = with_spellings(by_user, near_groups)
    progress(*STEPS["rows"])
    reading = source.read(table, catalogue=known, day_order=order.order)
    progress(*STEPS["repeats"])
    judged, kept = judge_rows(cells, reading)

    # Where the rows lie
    progress(*STEPS["spellings"])
    settled = Decisions(_near_districts(kept, choices.decisions), near_groups)
    decided = choices.decisions.joined(settled)
    progress(*STEPS["placing"])
    with ThreadPoolExecutor(1) as thread:  # they are checked while they are placed and asked about
        naming = thread.submit(lambda: dataset_id or _own_id(source, sha256()))
        sorting = thread.submit(lambda: with_ids(kept.take(incident_order(kept)), naming.result()))
        checking = thread.submit(lambda: check_incidents(as_text(sorting.result())))
        placement = place_coded(kept, vintage=DEFAULT_VINTAGE, decided=decided.districts)
        ordered = sorting.result()
        placement = placement.loc[ordered.index, list(PLACEMENT_COLUMNS)]
        placed = ordered.assign(**placement)

        # What to ask and to say
        progress(*STEPS["remarks"])
        swapped = swapped_rows(
            placed["longitude"].to_numpy(np.float64), placed["latitude"].to_numpy(np.float64)
        )
        problems = [
            *judged,
            *name_remarks(settled, kept, sides),
            *province_remarks(placed),
            *turned_remarks(cells, date_headers(cells.day_rows, source)),
            *point_remarks(placed, swapped, of_table=source.name == TABLE),
        ]
        progress(*STEPS["questions"])
        undecided = _undecided(placed, sides, known, decided)
        likely = likely_duplicates(placed)
        progress(*STEPS["checking"])
        try:
            checked = checking.result().assign(**check_placement(as_text(placement)))
        except ContractError as error:
            raise UploadRefused(UNSOUND) from error
    report = ImportReport(
        label=opened.label,
        dataset_id=naming.result(),
        sha256=sha256(),
        format=opened.format,
        reason=opened.reason,
        cells=cells,
        choices=choices,
        mapping=opened.mapping,
        day_order=order,
        placed=checked.reset_index(drop=True),
        file_rows=tuple(placed.index.tolist()),
        rejected=_rejected(cells, kept),
        problems=_sorted(_with_headers(problems, opened)),
        settled=settled,
        undecided=undecided,
        likely=likely,
        swapped=int(swapped.sum()),
    )
    progress(*STEPS["done"])
    return report


def read_incidents(
    data: bytes, *, reader: str, dataset_id: str, known_groups: Catalogue | None = None
) -> ImportResult:
    """The incidents of a delimited file of a known format (checked, sorted, not yet placed).

    Rows in the file = accepted + rejected. A row is rejected for any problem of severity "error",
    for a missing id, for an end before its start, and when it repeats another row's id: the same
    content twice is kept once, different content under one id is rejected altogether. Raises
    `UploadRefused` when the file as a whole cannot be read. `known_groups` defaults to the shipped
    catalogue.
    """
    cells = read_delimited(data, limits=LOCAL, wanted=partial(columns_read, name=reader))
    table = readable_cells(cells, FORMATS[reader])
    reading = FORMATS[reader].read(table, catalogue=known_groups or catalogue())
    problems, kept = judge_rows(cells, reading)
    return ImportResult(
        incidents=check_incidents(sort_incidents(with_ids(kept, dataset_id))),
        rejected=_rejected(cells, kept),
        problems=_sorted(problems),
    )


def _format_of(headers: Sequence[str], said: Choices) -> tuple[str, str]:
    """The name of the format that a file is read in, and why."""
    if said.format:
        return said.format, "Read in the format that you chose."
    if said.mapping is not None:
        return TABLE, "Read as a table by your mapping."
    return detect_format(headers)


def _near_districts(kept: pd.DataFrame, by_user: Decisions) -> dict[str, str]:
    """What clear likeness says of the district names that the user has not decided on."""
    said = settle_districts(kept)
    return {text: name for text, name in said.items() if text not in by_user.districts}


def _own_id(source: Format, sha256: str) -> str:
    """The id of the data set that a format's reader, in its version, makes of a file."""
    key = f"{source.name} {source.version} {sha256}"
    return f"own-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _rejected(cells: Cells, kept: pd.DataFrame) -> pd.DataFrame:
    """The cells of every row that is no accepted incident."""
    rows = cells.table.index
    left = cells.whole_rows(rows[:0] if len(kept) == len(rows) else rows[~rows.isin(kept.index)])
    return pd.concat([left, cells.rejected]).sort_index() if len(cells.rejected) else left


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda one: (one.row or 0, one.code, one.column)))


def _undecided(
    placed: pd.DataFrame, sides: list["pd.Series[str]"], known: Catalogue, decided: Decisions
) -> tuple[Spelling, ...]:
    """Spellings for the user, of rows that may lie in the study area; districts first."""
    inside = placed.index[placed["province"].isin(("", *STUDY_AREA))]
    near = [side.loc[inside] for side in sides]
    return (
        *open_districts(placed, decided.districts),
        *open_groups(near, known, decided.groups),
    )


def _with_headers(problems: list[Problem], opened: Opened) -> list[Problem]:
    """The problems with columns named as in the file, where a reader names its own."""
    names = opened.cells.names
    headers = {fold_header(name): name for name in names}
    if opened.mapping is not None:
        headers = dict(opened.mapping.columns)
    return [
        replace(one, column=headers[one.column])
        if one.column not in names and one.column in headers
        else one
        for one in problems
    ]
