import itertools

import mapclassify
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures import breaks as module
from geo.measures.breaks import break_labels, class_breaks, classify, window_breaks

numbers = st.one_of(
    st.integers(0, 5000).map(float),
    st.floats(0, 1e6, allow_subnormal=False),
    st.sampled_from([float("nan"), float("inf"), 0.0]),
)


def test_counts_get_round_edges_and_labels_that_do_not_overlap():
    breaks = class_breaks([*range(1, 31), 0, 0, 98])
    assert breaks.edges[-1] == 98
    assert breaks.edges == (1, 2, 5, 10, 50, 98)
    assert breaks.none == 2
    assert break_labels(breaks) == ("1", "2–4", "5–9", "10–49", "50–98")


def test_labels_of_small_counts():
    breaks = class_breaks([1, 2, 3, 4, 5, 6, 7, 8, 9], k=2)
    assert break_labels(breaks, "incidents") == ("1", "2–9 incidents")


def test_labels_of_rates():
    breaks = class_breaks([0.5, 0.7, 1.0, 1.9], k=2)
    assert break_labels(breaks) == ("0.5–1", "1–1.9")


@pytest.mark.parametrize(
    ("values", "classes", "note"),
    [
        pytest.param([], 0, "No value", id="empty"),
        pytest.param([0, 0, 0], 0, "No value", id="all zero"),
        pytest.param([7], 1, "One class", id="one value"),
        pytest.param([7, 7, 0, np.nan], 1, "One class", id="one distinct value"),
        pytest.param([np.nan, np.inf, -np.inf], 0, "No value", id="NaN and infinity"),
        pytest.param([1, 2], 2, "", id="two distinct values"),
    ],
)
def test_degenerate_values_are_said(values, classes, note):
    breaks = class_breaks(values)
    assert breaks.classes == classes
    assert len(break_labels(breaks)) == classes
    assert breaks.note.startswith(note)
    assert bool(breaks.note) == bool(note)


def test_missing_numbers_of_a_nullable_column_are_missing():
    values = pd.Series([1, None, 3], dtype="Int64")
    breaks = class_breaks(values)
    assert breaks.missing == 1
    assert classify(values, breaks).tolist() == [1, -1, 2]


def test_values_beyond_the_edges_fall_in_the_outer_classes():
    breaks = class_breaks([10, 20, 50, 100])
    assert classify([1, 1000], breaks).tolist() == [1, breaks.classes]


def test_negative_values_are_refused():
    with pytest.raises(ValueError, match="below 0"):
        class_breaks([-1, 2])


@settings(deadline=None)
@given(st.lists(numbers, max_size=60), st.integers(1, 7))
def test_every_value_has_one_class_and_no_class_is_empty(values, k):
    breaks = class_breaks(values, k=k)
    codes = classify(values, breaks)
    above = [value for value in values if np.isfinite(value) and value > 0]
    assert breaks.classes <= k
    assert breaks.none + breaks.missing + sum(breaks.counts) == len(values)
    assert all(breaks.counts)
    assert list(np.bincount(codes[codes > 0], minlength=breaks.classes + 1)[1:]) == list(
        breaks.counts
    )
    assert list(breaks.edges) == sorted(breaks.edges)
    for value, code in zip(values, codes, strict=True):
        if np.isfinite(value) and value > 0:
            assert breaks.edges[code - 1] <= value <= breaks.edges[code]
    assert not above or breaks.edges[-1] == max(above)


def steps_of_mapclassify(sizes, k):
    """Oracle of the equal steps."""
    return mapclassify.EqualInterval(sizes, k=k).bins[:-1] if k > 1 else []


@pytest.mark.parametrize("k", [2, 3, 5, 7])
def test_edges_agree_with_mapclassify(k, monkeypatch):
    """Samples as counts and rates are; where a value lies just on a cut, either class is right."""
    rng = np.random.default_rng(k)
    samples = [
        *(rng.negative_binomial(1, 0.05, 70).astype(float) for _ in range(100)),
        *(rng.integers(1, 30, rng.integers(2, 40)).astype(float) for _ in range(100)),
        *(rng.lognormal(0, 2, 70) for _ in range(100)),
    ]
    ours = [class_breaks(one, k=k) for one in samples]
    monkeypatch.setattr(module, "_equal_steps", steps_of_mapclassify)
    assert ours == [class_breaks(one, k=k) for one in samples]


@settings(deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=60))
def test_labels_of_counts_never_share_a_number(values):
    spans = [label.replace(",", "").split("–") for label in break_labels(class_breaks(values))]
    ends = [(int(span[0]), int(span[-1])) for span in spans]
    assert all(low <= high for low, high in ends)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(ends))


def test_window_breaks_hold_every_window():
    tolls, bases = np.array([[2, 0], [0, 1]]), pd.Series([1.0, 1.0])
    breaks = window_breaks(tolls, bases)
    assert (breaks.edges, breaks.counts) == ((1.0, 2.0, 2.0), (1, 1))
    assert window_breaks(tolls[:, :0], bases).classes == 0


def test_window_breaks_of_a_rate_divide_each_district_by_its_own_base():
    tolls, bases = np.array([[2], [1], [7]]), pd.Series([4.0, 0.5, np.nan])
    assert window_breaks(tolls, bases).edges == (0.5, 2.0, 2.0)
