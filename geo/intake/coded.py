"""Text columns as codes: every spelling once, and which one each row has.

A file of a million rows has a few thousand spellings in most of its columns. Held as codes (pandas'
"category"), a column is read once per spelling, compared and reordered as whole numbers, and its
texts are written out once, when the table is done. Every function takes coded columns and plain
ones ("str") and gives the same answer for both.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Concatenate, Final, ParamSpec

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from geo.intake.problems import Parsed
from geo.intake.threads import side_by_side

LARGEST_NUMBER: Final = 2**62
"""Largest product of the numbers of distinct values that one 64-bit number tells apart."""

Codes = npt.NDArray[np.intp]
Rest = ParamSpec("Rest")
Parser = Callable[Concatenate["pd.Series[str]", Rest], Parsed]
"""Turns a column's cells into values and problems; each depends on its cell alone."""


def is_coded(column: pd.Series) -> bool:
    """Whether the column is held as codes."""
    return isinstance(column.dtype, pd.CategoricalDtype)


def as_codes(table: pd.DataFrame, names: Collection[str]) -> pd.DataFrame:
    """The table with the named text columns held as codes."""
    columns: list[pd.Series] = [table[name] for name in names]
    codes = side_by_side(_in_codes, columns)
    return table.assign(**dict(zip(names, codes, strict=True)))


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """The table with all its coded columns written out."""
    names = [str(name) for name in table.columns if is_coded(table[name])]
    columns: list[pd.Series] = [table[name] for name in names]
    texts = side_by_side(written_out, columns)
    return table.assign(**dict(zip(names, texts, strict=True)))


def written_out(column: pd.Series) -> "pd.Series[str]":
    """The column as plain text."""
    if not is_coded(column):
        return column
    texts = pa.array(column.cat.categories.astype("str"), type=pa.large_string())
    rows = texts.take(pa.array(column.cat.codes.to_numpy()))
    return pd.Series(pd.array(rows, dtype="str"), index=column.index, name=column.name)


def spellings(column: "pd.Series[str]") -> tuple[Codes, list[str]]:
    """For each row the position of its text among the distinct texts, and those.

    Of a coded column, texts that no row has any more may be among them.
    """
    codes, texts = _distinct(column)
    return codes, texts.tolist()


def first_rows(column: "pd.Series[str]") -> list[tuple[str, int, int]]:
    """Every distinct text with the first row (of the index) that has it, and how many have it."""
    codes, texts = spellings(column)
    counts = np.bincount(codes, minlength=len(texts))
    first = np.zeros(len(texts), dtype=np.int64)
    first[codes[::-1]] = column.index.to_numpy()[::-1]  # of equal codes the last one written stays
    found = zip(texts, first.tolist(), counts.tolist(), strict=True)
    return [one for one in found if one[2]]


def combinations(columns: Sequence[pd.Series]) -> tuple[Codes, list[tuple[Any, ...]]]:
    """For each row the position of its combination of values among the distinct ones, and those."""
    together = np.zeros(len(columns[0]), dtype=np.int64)
    values = []
    for column in columns:
        codes, texts = spellings(column)
        together = together * max(len(texts), 1) + codes
        values.append(texts)
    codes, distinct = pd.factorize(together)
    parts: list[Iterable[Any]] = []
    for texts in reversed(values):
        distinct, at = np.divmod(distinct, max(len(texts), 1))
        parts.append([texts[one] for one in at])
    return codes, list(zip(*reversed(parts), strict=True))


def alike(columns: Iterable[pd.Series]) -> npt.NDArray[np.int64]:
    """A number for each row, the same where all these columns hold the same values."""
    together, room = np.zeros(1, dtype=np.int64), 1
    for column in columns:
        codes, values = _distinct(column)
        size = len(values)
        if room * size > LARGEST_NUMBER:
            together, distinct = pd.factorize(together)
            room = len(distinct)
        together = together * size + codes
        room *= max(size, 1)
    return together


def _distinct(column: pd.Series) -> tuple[Codes, pd.Index]:
    """For each row the position of its value among the distinct ones, and those."""
    if is_coded(column):
        return np.asarray(column.cat.codes, dtype=np.intp), column.cat.categories
    codes, distinct = pd.factorize(column)
    return np.asarray(codes, dtype=np.intp), distinct


def by_combination(answer: Callable[..., str], *columns: pd.Series) -> "pd.Series[str]":
    """What `answer` says of each row's values in these columns, as a coded column.

    It is asked once per distinct combination, and has the index and name of the first column.
    """
    codes, distinct = combinations(columns)
    return coded([answer(*values) for values in distinct], codes, columns[0])


def coded(answers: Sequence[str], codes: npt.NDArray[Any], like: pd.Series) -> "pd.Series[str]":
    """A coded column with the index and name of another: to each row the answer at its code."""
    at, texts = pd.factorize(np.array([*answers], dtype=object))
    return pd.Series(
        pd.Categorical.from_codes(
            at.astype(np.int32)[codes] if len(at) else codes,
            categories=pd.Index(texts, dtype="str"),
        ),
        index=like.index,
        name=like.name,
    )


def per_spelling(parse: Parser[Rest]) -> Parser[Rest]:
    """`parse` for coded columns too: every spelling is read once.

    Where a spelling has a problem, the column is read again row by row, so that every row is named.
    """

    def parsed(cells: "pd.Series[str]", /, *rest: Rest.args, **named: Rest.kwargs) -> Parsed:
        if not is_coded(cells):
            return parse(cells, *rest, **named)
        codes, texts = spellings(cells)
        column, problems = parse(pd.Series(texts, dtype="str", name=cells.name), *rest, **named)
        if problems:
            return parse(written_out(cells), *rest, **named)
        if column.dtype == "str":
            return Parsed(coded(column.tolist(), codes, cells), [])
        return Parsed(pd.Series(column.array.take(codes), cells.index, name=cells.name), [])

    parsed.__doc__ = parse.__doc__
    return parsed


def _in_codes(column: "pd.Series[str]") -> "pd.Series[str]":
    codes = pa.array(column).dictionary_encode()
    if isinstance(codes, pa.ChunkedArray):
        codes = codes.combine_chunks()
    return pd.Series(
        pd.Categorical.from_codes(
            codes.indices.to_numpy(), categories=pd.Index(codes.dictionary, dtype="str")
        ),
        index=column.index,
        name=column.name,
    )
