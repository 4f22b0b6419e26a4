"""Problems point at the cell and quote no more of it than a reader needs."""

import pandas as pd

from geo.intake.problems import LONGEST_QUOTE, ImportResult, Problem, problems_at


def test_one_problem_for_each_bad_cell():
    cells = pd.Series(["a", "x", "b"], index=[2, 3, 5], name="best", dtype="str")
    found = problems_at(
        cells, cells != "x", code="c", severity="error", message="“{cell}” is wrong."
    )
    assert found == [
        Problem("c", 2, "best", "error", "“a” is wrong."),
        Problem("c", 5, "best", "error", "“b” is wrong."),
    ]


def test_a_long_cell_is_cut_and_braces_are_only_text():
    cells = pd.Series(["{x}" + "y" * 5_000], name="best", dtype="str")
    (found,) = problems_at(cells, cells != "", code="c", severity="error", message="{cell}")
    assert found.message.startswith("{x}y")
    assert found.message.endswith("…")
    assert len(found.message) == LONGEST_QUOTE


def test_rows_are_accepted_and_rejected_together():
    result = ImportResult(pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": ["x"]}), ())
    assert result.rows == 3
