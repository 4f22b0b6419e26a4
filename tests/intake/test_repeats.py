"""Rows that are likely one incident are found as by comparing each with each."""

import numpy as np
import pandas as pd
import pytest

from geo.intake import coded
from geo.intake.repeats import LIKE, likely_duplicates


def rows(seed: int) -> pd.DataFrame:
    """Placed incidents with few different values, so that many are alike."""
    random = np.random.default_rng(seed)
    size = int(random.integers(0, 80))
    texts = {
        "date_precision": ["day", "day", "month"],
        "district_id": ["kp-bajaur", "bl-kech", ""],
        "side_a": ["TTP", "ISKP"],
        "side_b": ["Civilians", ""],
    }
    drawn = {name: pd.Series(random.choice(of, size), dtype="str") for name, of in texts.items()}
    days = pd.Series(
        np.datetime64("2024-03-04", "us") + random.integers(0, 3, size) * 86_400_000_000
    )
    killed = pd.Series(random.integers(0, 3, size), dtype="Int32")
    table = pd.DataFrame({**drawn, "date_start": days, "killed_best": killed.mask(killed == 2)})
    return table.set_axis(random.permutation(size) + 2)


def by_comparing(table: pd.DataFrame) -> tuple[tuple[int, ...], ...]:
    """The same by one group after the other."""
    told = table[(table["date_precision"] == "day") & (table["district_id"] != "")]
    told = told[told["killed_best"].fillna(0) > 0].sort_index()
    groups = [tuple(group.index.tolist()) for _, group in told.groupby(list(LIKE), sort=False)]
    return tuple(sorted(one for one in groups if len(one) > 1))


@pytest.mark.parametrize("most", [coded.LARGEST_NUMBER, 1], ids=["one number", "counted anew"])
@pytest.mark.parametrize("seed", range(12))
def test_rows_that_are_alike(monkeypatch, seed, most):
    monkeypatch.setattr(coded, "LARGEST_NUMBER", most)
    table = rows(seed)
    assert likely_duplicates(table) == by_comparing(table)
    in_codes = coded.as_codes(table, ["district_id", "side_a", "side_b"])
    assert likely_duplicates(in_codes) == by_comparing(table)
