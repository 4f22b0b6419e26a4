"""The builders of places: on small squares whose answer can be seen, and on the real sources."""

import csv

import geopandas as gpd
import numpy as np
import pytest
import shapely

from data.build import borders, coverage, gazetteer, places
from data.build.staging import differing
from geo.model.shipped import DATA

LEFT, RIGHT = shapely.box(60, 30, 61, 31), shapely.box(61, 30, 62, 31)


def frame(shapes, ids=("a", "b")):
    return gpd.GeoDataFrame({"district_id": list(ids)}, geometry=list(shapes), crs="EPSG:4326")


def test_small_parts_and_holes_go_but_a_filled_hole_stays():
    lagoon, enclave = shapely.box(60.1, 30.1, 60.101, 30.101), shapely.box(60.5, 30.5, 60.6, 30.6)
    islet = shapely.box(59, 30, 59.001, 30.001)
    holed = shapely.union(LEFT.difference(lagoon).difference(enclave), islet)
    kept = coverage.without_small_parts(np.array([holed, enclave]), 1e-4)
    assert shapely.equals(kept[0], LEFT.difference(enclave))
    assert shapely.equals(kept[1], enclave)


def test_gaps_and_overlaps_are_refused():
    shifted = shapely.box(60.999, 30, 62, 31)
    with pytest.raises(coverage.CoverageError, match="overlap"):
        coverage.checked(np.array([LEFT, shifted]))
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(coverage.CoverageError, match="not valid"):
        coverage.checked(np.array([bow_tie]))


def test_simplified_neighbours_keep_their_shared_edge():
    wiggle = [(61, 30 + i / 100) if i % 2 else (61.0003, 30 + i / 100) for i in range(101)]
    left = shapely.Polygon([*wiggle, (60, 31), (60, 30)])
    right = shapely.Polygon([*wiggle, (62, 31), (62, 30)])
    made = coverage.join_coverage(np.array([left, right]))
    assert shapely.coverage_is_valid(made)
    assert shapely.get_num_coordinates(made).sum() < 60


def test_dissolving_gives_parents_in_order():
    ids, shapes = coverage.dissolved(np.array([LEFT, RIGHT]), np.array(["z", "z"]))
    assert ids == ["z"]
    assert shapely.equals(shapes[0], shapely.box(60, 30, 62, 31))


def test_agreement_is_a_share_of_points_inside():
    source = frame([LEFT, RIGHT])
    assert coverage.agreement(source, source) == 1
    halved = frame([shapely.box(60, 30, 60.5, 31), shapely.box(60.5, 30, 62, 31)])
    assert coverage.agreement(halved, source) == pytest.approx(0.75, abs=0.002)


def test_border_is_split_by_what_lies_beyond():
    study = shapely.box(66, 30, 67, 31)
    neighbours = {
        "afghan": shapely.box(66, 31, 67, 32),
        "iranian": shapely.box(65, 30, 66, 31),
        "inner": shapely.box(67, 30, 68, 31),
    }
    lines = borders.border_lines(study, neighbours)
    ends = {kind: line.bounds for kind, line in lines.items()}
    assert ends == {
        "afghan": (66, 31, 67, 31),
        "iranian": (66, 30, 66, 31),
        "inner": (67, 30, 67, 31),
        "coast": (66, 30, 67, 30),
    }


def test_a_short_run_takes_the_kind_beside_it():
    kinds = np.array(["inner", "coast", "inner", "afghan"], dtype=object)
    length = np.array([100.0, 2.0, 100.0, 50.0])
    found = borders._without_short_runs(kinds, length)
    assert list(found) == ["inner", "inner", "inner", "afghan"]
    assert list(kinds) == ["inner", "coast", "inner", "afghan"]


def test_a_ring_of_one_kind_stays():
    kinds = np.array(["coast"] * 3, dtype=object)
    assert list(borders._without_short_runs(kinds, np.ones(3))) == ["coast"] * 3


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("", ""),
        ("split of 2023-census district Lasbela along geoBoundaries tehsil lines; x", "Lasbela"),
        ("contains part of former Lehri district (COD-AB PK218)", "Lehri"),
        ("Central Dir ground moved from Lower Dir", "Wari"),
    ],
)
def test_notes_are_plain(note, words):
    plain = places.plain_note(note)
    assert words in plain
    assert bool(plain) == bool(note)


def test_one_spelling_of_two_districts_is_refused():
    rows = {}
    gazetteer.add_alias(rows, "Dukki district", "bl-duki", "alias")
    gazetteer.add_alias(rows, "DUKKI", "bl-duki", "name")
    assert list(rows) == ["dukki"]
    with pytest.raises(gazetteer.AliasError, match="Dukki"):
        gazetteer.add_alias(rows, "Dukki", "bl-loralai", "alias")


@pytest.mark.parametrize("name", ["district_urdu.csv", "district_history.csv", "towns.csv"])
def test_hand_tables_have_no_stray_spaces(name):
    with (places.HAND / name).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            assert all(value == value.strip() for value in row.values()), row


@pytest.mark.sources
def test_the_shipped_places_are_what_the_sources_give(sources, tmp_path):
    shipped = places.build(sources, tmp_path)
    assert differing(shipped, tmp_path, DATA) == []


@pytest.mark.sources
@pytest.mark.parametrize("vintage", places.LAYERS)
def test_built_layers_agree_with_their_sources(sources, vintage):
    layer = gpd.read_parquet(DATA / f"districts_{vintage}.parquet")
    source = gpd.read_parquet(sources / "sources" / "boundaries" / places.LAYERS[vintage])
    assert coverage.agreement(layer, source) >= 0.999
