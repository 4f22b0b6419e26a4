"""Packed rows say what the incidents say, whatever their number."""

import json

import numpy as np
import pytest

from geo.maps.packed import DEGREES, KINDS, pack_rows, pack_sums
from geo.measures.stacks import stack_points
from geo.measures.summary import measure_districts, summarise_districts
from geo.measures.tolls import count_toll, selection_toll
from geo.model.filter import IncidentFilter
from geo.places.layers import district_ids
from geo.store.select import select_incidents


def unpacked(packed: bytes) -> tuple[dict, list[str]]:
    """The columns and names, read as the format says."""
    size = int(np.frombuffer(packed, np.uint32, 1)[0])
    head = json.loads(packed[4 : 4 + size])
    at, columns = 4 + size, {}
    for name, kind, length in head["columns"]:
        at += -at % 4
        columns[name] = np.frombuffer(packed, KINDS[kind], length, at)
        at += columns[name].nbytes
    assert at == len(packed)
    return columns, head["names"]


@pytest.fixture(scope="module")
def selection():
    return select_incidents(IncidentFilter())


@pytest.fixture(scope="module")
def packed(selection):
    return unpacked(pack_rows(selection.counted, vintage="2025").content)


def test_every_counted_row_is_there_with_its_days_and_toll(selection, packed):
    columns, _ = packed
    rows = selection.counted
    days = columns["start"].astype("datetime64[D]")
    assert (days == rows["date_start"].to_numpy("datetime64[D]")).all()
    last = (columns["start"] + columns["length"].astype(np.int64)).astype("datetime64[D]")
    assert (last == rows["date_end"].to_numpy("datetime64[D]")).all()
    assert (np.diff(columns["start"]) >= 0).all()
    toll = count_toll(rows)
    sums = [int(columns[one].sum()) for one in ("low", "best", "high", "unknown")]
    assert sums == [toll.killed_low, toll.killed_best, toll.killed_high, toll.killed_unknown]


def test_districts_add_up_to_the_summary(selection, packed):
    columns, _ = packed
    ids = district_ids("2025")
    counts = np.bincount(columns["district"], minlength=len(ids) + 1)
    summary = summarise_districts(selection).set_index("district_id")
    assert counts[:-1].tolist() == summary.loc[list(ids), "incidents"].tolist()
    assert counts.sum() == len(selection.counted)


def test_places_are_the_stacks(selection, packed):
    columns, names = packed
    stacks = stack_points(selection.counted)
    counts = np.bincount(columns["place"], minlength=len(stacks) + 1)
    assert counts[:-1].tolist() == stacks["incidents"].tolist()
    assert counts[-1] == int((~selection.counted["on_map"]).sum())
    assert np.array(names)[columns["name"]].tolist() == stacks["place"].tolist()
    assert np.allclose(columns["longitude"] / DEGREES, stacks["longitude"], atol=1e-9)


def test_nothing_is_packed_as_nothing(selection):
    packed = pack_rows(selection.counted.iloc[:0], vintage="2025")
    columns, names = unpacked(packed.content)
    assert packed.most == 0
    assert names == [] and all(len(values) == 0 for values in columns.values())


def test_sums_of_a_window_are_those_of_the_summary(selection):
    summary, toll = measure_districts(selection), selection_toll(selection)
    packed = pack_sums(summary, toll, vintage="2025")
    columns, names = unpacked(packed.content)
    assert names == [] and packed.most == 0 and len(columns["longitude"]) == 0
    assert columns["n"][:-1].tolist() == summary["incidents"].tolist()
    assert columns["high"][:-1].tolist() == summary["killed_high"].tolist()
    assert columns["n"].sum() == toll.incidents == len(selection.counted)
    assert columns["best"].sum() == toll.killed_best


def test_the_embedded_rows_are_small(selection):
    assert len(pack_rows(selection.counted, vintage="2025").content) < 200_000
