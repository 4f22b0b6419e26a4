"""Which rows are incidents: what holds for those of any source, beyond what their cells say."""

from collections.abc import Callable
from typing import Final

import pandas as pd

from geo.intake.cells import Cells
from geo.intake.frame import Reading
from geo.intake.problems import Problem
from geo.intake.repeats import check_repeats


def judge_rows(cells: Cells, reading: Reading) -> tuple[list[Problem], pd.DataFrame]:
    """All problems of cells and rows, and the incidents that none of them rejects."""
    incidents = reading.incidents
    problems = [*cells.problems, *reading.problems]
    for check in CHECKS:
        problems.extend(check(incidents))
    broken = {one.row for one in problems if one.severity == "error" and one.row is not None}
    repeats = check_repeats(incidents, broken)
    refused = broken | {one.row for one in repeats if one.row is not None}
    kept = incidents[~incidents.index.isin(list(refused))] if refused else incidents
    return [*problems, *repeats], kept


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


CHECKS: Final[tuple[Callable[[pd.DataFrame], list[Problem]], ...]] = (
    check_ids,
    check_spans,
)
"""What holds for incidents of any source, beyond their cells."""
