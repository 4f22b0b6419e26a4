"""The shelf of data sets at hand, and their rows placed on a vintage, wherever they come from.

What ships, what the store keeps and what a visitor holds in the session answer the same questions.
A shelf is never changed: adding a data set gives a new one, so a visitor's rows are reachable
from the visitor's shelf alone and go when it goes.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from threading import Lock
from types import MappingProxyType
from typing import Any, Final, TypeVar, cast

import pandas as pd
import pyarrow as pa

from geo.intake.frame import sort_incidents, with_ids
from geo.model.checks import check_incidents
from geo.model.dataset import Dataset
from geo.model.district import VINTAGES
from geo.model.incident import COLUMNS, PLACEMENT_COLUMNS
from geo.store.mapped import placed_rows
from geo.store.rows import as_frame
from geo.store.shipped import datasets, load_rows

Answer = TypeVar("Answer")

KEPT_ANSWERS: Final = 16
"""Answers of each kind that a shelf remembers: many readers move dates and must not push out what
is dear to make. One whose rows were asked for holds them (0.6 kB a row)."""

KEPT_CODES: Final = 4
"""Choices of data sets and vintage whose rows a shelf remembers as numbers (40 bytes a row)."""


@dataclass(frozen=True, eq=False)
class Shelf:
    """Data sets by id. `default` are those that a filter means that names none.

    Equal to itself only; `key` tells whether two shelves hold the same.
    """

    datasets: Mapping[str, Dataset]
    default: tuple[str, ...]
    loaders: Mapping[str, Callable[[str], pa.Table]] = field(repr=False)  # by vintage
    _answers: dict[str, OrderedDict[Hashable, Any]] = field(default_factory=dict, repr=False)
    _codes: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict, repr=False)
    _lock: Any = field(default_factory=Lock, repr=False)
    _coding: Any = field(default_factory=Lock, repr=False)

    @property
    def key(self) -> str:
        """sha256 over every fact of every data set: the same key, the same answers."""
        facts = [self.datasets[one] for one in sorted(self.datasets)]
        return hashlib.sha256(repr((self.default, facts)).encode()).hexdigest()

    def load(self, dataset_id: str, vintage: str) -> pd.DataFrame:
        """A data set's incidents placed on a vintage, as `geo.store.shipped.load_incidents`.

        A table of the caller's own, made anew. Raises `KeyError` as `rows`.
        """
        return as_frame(self.rows(dataset_id, vintage))

    def rows(self, dataset_id: str, vintage: str) -> pa.Table:
        """A data set's incidents placed on a vintage (`geo.store.rows`), in order of time.

        Placed when first asked for, then shared by all who hold this shelf. Raises `KeyError` for
        an unknown data set or vintage.
        """
        if dataset_id not in self.loaders or vintage not in VINTAGES:
            raise KeyError(f"no data set {dataset_id!r} on vintage {vintage!r}")
        return self.loaders[dataset_id](vintage)

    def ranked(self, dataset_ids: tuple[str, ...]) -> tuple[str, ...]:
        """The data sets once each, by precedence, lowest first; of equals the later id wins.

        None given means the default ones. Raises `KeyError` for an unknown data set.
        """
        chosen = [self.datasets[one] for one in dict.fromkeys(dataset_ids or self.default)]
        chosen.sort(key=lambda one: (one.precedence, one.dataset_id))
        return tuple(one.dataset_id for one in chosen)

    def titles(self) -> dict[str, str]:
        """The title of every data set, by id."""
        return {dataset_id: one.title for dataset_id, one in self.datasets.items()}

    def with_table(
        self,
        dataset: Dataset,
        incidents: pd.DataFrame,
        *,
        decided: Mapping[str, str] = MappingProxyType({}),
    ) -> "Shelf":
        """A new shelf with one more data set, held in memory; nothing is written or shared.

        `incidents` as an import gives them; they take the data set's id. `decided` says what
        spellings of districts mean (`place_incidents`); a placement on the newest districts that
        the table holds (`ImportReport.placed`) is used as it is. Raises `ValueError` when the
        number of rows is not the data set's, and as `with_rows`.
        """
        if len(incidents) != dataset.rows:
            raise ValueError(f"{dataset.rows} rows were announced, {len(incidents)} are there")

        def load(vintage: str) -> pa.Table:
            return placed_rows(named_rows(incidents, dataset.dataset_id), decided, vintage)

        return self.with_rows(dataset, load)

    def with_rows(self, dataset: Dataset, load: Callable[[str], pa.Table]) -> "Shelf":
        """A new shelf with one more data set; `load` gives its rows, placed on a vintage.

        Each vintage is loaded when first asked for. The data set is chosen only by name, never by
        default. One of the same id is replaced; one that ships is not: that raises `ValueError`.
        """
        if dataset.dataset_id in datasets():
            raise ValueError(f"{dataset.dataset_id!r} is the id of a data set that ships")
        return Shelf(
            MappingProxyType({**self.datasets, dataset.dataset_id: dataset}),
            self.default,
            MappingProxyType({**self.loaders, dataset.dataset_id: cache(load)}),
        )

    def remember(
        self, name: tuple[str, *tuple[Hashable, ...]], make: Callable[[], Answer]
    ) -> Answer:
        """The answer of that name, made when first asked for, shared by all who hold this shelf.

        A name begins with the answer's kind; of each kind the `KEPT_ANSWERS` used last are kept.
        Answers are read-only, as the tables are.
        """
        with self._lock:
            answers = self._answers.setdefault(name[0], OrderedDict())
            if name in answers:
                answers.move_to_end(name)
                return cast(Answer, answers[name])
        made = make()
        with self._lock:
            answers[name] = made
            while len(answers) > KEPT_ANSWERS:
                answers.popitem(last=False)
        return made

    def remember_codes(self, name: Hashable, make: Callable[[], Answer]) -> Answer:
        """As `remember`, for rows as numbers: one is made at a time, `KEPT_CODES` are kept."""
        with self._coding:
            if name not in self._codes:
                self._codes[name] = make()
            self._codes.move_to_end(name)
            while len(self._codes) > KEPT_CODES:
                self._codes.popitem(last=False)
            return cast(Answer, self._codes[name])


@cache
def shipped_shelf() -> Shelf:
    """The data sets that ship; all of them are chosen by default."""
    loaders = {one: partial(load_rows, one) for one in datasets()}
    return Shelf(datasets(), tuple(datasets()), MappingProxyType(loaders))


def named_rows(incidents: pd.DataFrame, dataset_id: str) -> pd.DataFrame:
    """The incidents under a data set's id: checked, in the contract's order, no other columns.

    `COLUMNS`, and `PLACEMENT_COLUMNS` where the table holds them.
    """
    known = (*COLUMNS, *(one for one in PLACEMENT_COLUMNS if one in incidents.columns))
    return check_incidents(sort_incidents(with_ids(incidents[list(known)], dataset_id)))
