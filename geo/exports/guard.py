"""Text cells that no spreadsheet can mistake for a formula, loss-free."""

import re
from typing import Final

import pandas as pd

from geo.model.formula import TRIGGERS, guard, unguard

__all__ = ["TRIGGERS", "guard", "guard_line", "guard_table", "unguard"]

_INNER: Final = re.compile(rf"([,;])(\s*)(?='*[{TRIGGERS}])")
_NOT_IN_LINE: Final = re.compile(r"[\t\r\n\0\v\f\x1c-\x1e\x85\u2028\u2029]+")


def guard_line(text: str) -> str:
    """One line of free text that stays harmless when a spreadsheet splits it at commas.

    For comment lines only: line ends and tabs become spaces, double quotes single ones, and every
    piece that could be read as a formula gets an apostrophe.
    """
    flat = _NOT_IN_LINE.sub(" ", text).replace('"', "'")
    return _INNER.sub(r"\1\2'", flat)


def guard_table(table: pd.DataFrame) -> pd.DataFrame:
    """A new table whose text columns and column names are guarded; numbers and dates are as is."""
    guarded = table.assign(
        **{
            str(name): table[name].map(guard, na_action="ignore")
            for name in table.columns
            if pd.api.types.is_string_dtype(table[name].dtype)
        }
    )
    return guarded.rename(columns=lambda name: guard(str(name)))
