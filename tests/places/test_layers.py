import gzip
import re

import numpy as np
import pytest
import shapely

from geo.model.district import DISTRICT_COLUMNS, VINTAGES
from geo.model.incident import PROVINCES
from geo.model.shipped import shipped_path
from geo.places import layers

ARABIC_LETTERS = re.compile("[يىكه]")
URDU_WORDS = re.compile("[آ-ۓ ٰ]+")
LARGEST_DISPLAY_GZIP = 150_000
vintages = pytest.mark.parametrize("vintage", VINTAGES)
every_district = pytest.mark.parametrize(
    ("vintage", "district_id"),
    [(vintage, one) for vintage in VINTAGES for one in layers.district_ids(vintage)],
)


@vintages
def test_table_has_every_district_once_and_sorted(vintage):
    table = layers.district_table(vintage)
    assert tuple(table.columns) == DISTRICT_COLUMNS
    assert len(table) == VINTAGES[vintage].districts
    assert table["district_id"].is_unique
    assert table["district_id"].is_monotonic_increasing
    assert not table.drop(columns=["pcode", "note"]).isin(["", None]).any().any()


@every_district
def test_every_record_is_plausible(vintage, district_id):
    table = layers.district_table(vintage).set_index("district_id")
    row = table.loc[district_id]
    assert re.fullmatch(r"(bl|kp)(-[a-z]+)+", district_id)
    assert row["province"] == PROVINCES[district_id[:2]]
    assert row["parent_id"] in layers.district_ids("2023")
    assert URDU_WORDS.fullmatch(row["name_ur"]) and not ARABIC_LETTERS.search(row["name_ur"])
    assert re.fullmatch(r"(PK\d{3})?", row["pcode"])
    assert 50_000 < row["population_2017"] < row["population_2023"] * 1.1 < 6_000_000
    assert 400 < row["area_km2"] < 45_000
    assert row["population_note"] in ("census", "derived from census tehsils")


def test_urdu_names_are_unique_in_a_vintage():
    for vintage in VINTAGES:
        assert layers.district_table(vintage)["name_ur"].is_unique


@pytest.mark.parametrize("column", ["population_2017", "population_2023", "area_km2"])
def test_children_add_up_to_their_parent(column):
    children = layers.district_table("2025").groupby("parent_id")[column].sum()
    parents = layers.district_table("2023").set_index("district_id")[column]
    np.testing.assert_allclose(children.sort_index(), parents.sort_index(), rtol=1e-4)


@vintages
def test_join_layer_is_an_exact_coverage_in_table_order(vintage):
    layer = layers.district_layer(vintage)
    shapes = layer.geometry.to_numpy()
    assert layer.crs.to_epsg() == 4326
    assert tuple(layer["district_id"]) == layers.district_ids(vintage)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    total = shapely.area(shapes).sum()
    assert shapely.union_all(shapes).area == pytest.approx(total, rel=1e-9)


def test_each_2025_district_lies_in_its_2023_parent():
    parents = layers.district_layer("2023").set_index("district_id").geometry
    table = layers.district_table("2025")
    shapes = layers.district_layer("2025").geometry
    for shape, parent in zip(shapes, table["parent_id"], strict=True):
        assert shape.difference(parents[parent]).area == pytest.approx(0, abs=1e-12)


@vintages
def test_display_is_an_exact_coverage_in_table_order(vintage):
    features = layers.display_features(vintage)
    assert [one["properties"]["i"] for one in features] == list(range(len(features)))
    assert tuple(one["properties"]["id"] for one in features) == layers.district_ids(vintage)
    shapes = layers.display_shapes(vintage)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)


@vintages
def test_display_is_small_enough_to_send(vintage):
    packed = gzip.compress(shipped_path(f"districts_{vintage}_display.geojson").read_bytes())
    assert len(packed) < LARGEST_DISPLAY_GZIP


@vintages
def test_neighbours_are_the_same_on_the_drawn_map(vintage):
    shapes, ids = layers.display_shapes(vintage), layers.district_ids(vintage)
    for code, one in enumerate(ids):
        edges = shapely.length(shapely.intersection(shapes, shapes[code])) > 0
        drawn = tuple(other for other, edge in zip(ids, edges, strict=True) if edge)
        assert tuple(sorted((*layers.neighbours(vintage)[one], one))) == drawn


def test_neighbours_know_quetta():
    assert set(layers.neighbours()["bl-quetta"]) >= {"bl-pishin", "bl-mastung"}
    assert "bl-gwadar" not in layers.neighbours()["bl-quetta"]


def test_names_cover_both_vintages():
    names = layers.district_names()
    assert names["kp-south-waziristan"] == "South Waziristan"
    assert names["kp-lower-south-waziristan"] == "Lower South Waziristan"
    assert len(names) == 73


def test_every_district_has_a_name_in_urdu():
    names = layers.urdu_names()
    assert set(names) == set(layers.district_names())
    assert [name for name in names.values() if not re.fullmatch("[\u0600-\u06ff ]+", name)] == []
    assert names["bl-mastung"] == "مستونگ"


def test_bounds_hold_the_districts_asked_for():
    west, south, east, north = layers.bounds(["bl-quetta"])
    assert west < 66.99 < east and south < 30.19 < north
    assert layers.bounds()[0] < west and layers.bounds()[3] > north


def test_what_is_handed_out_may_be_changed():
    for ask in (layers.district_table, layers.district_layer):
        table = ask()
        table["district_id"] = ""
        assert ask().loc[0, "district_id"] == "bl-awaran"


@pytest.mark.parametrize(
    "ask",
    [
        lambda: layers.district_table("1998"),
        lambda: layers.district_layer("1998"),
        lambda: layers.display_features("1998"),
        lambda: layers.bounds(["bl-nowhere"]),
        lambda: layers.bounds(["bl-hub"], "2023"),
    ],
)
def test_unknown_vintage_or_district_is_refused(ask):
    with pytest.raises(KeyError):
        ask()
