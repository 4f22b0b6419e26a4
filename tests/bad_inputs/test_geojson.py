"""Numbers 33 to 45: GeoJSON that is broken, deep, oddly projected or no points."""

import json
from time import perf_counter

import pytest

from tests.bad_inputs.samples import collection, feature, read

TRUNCATED = collection(feature(), feature(id="b2"))[:-20]

REFUSED = {
    "33 truncated": (TRUNCATED, "breaks in line 1"),
    "34 nested 100,000 deep": (b'{"a":' + b"[" * 100_000, "nested too deep"),
    "34 a property nested deep": (
        b'{"type":"FeatureCollection","features":' + b'{"a":' * 100_000,
        "nested too deep",
    ),
    "35 NaN": (collection(feature()).replace(b"66.975", b"NaN"), "holds NaN"),
    "35 -Infinity": (collection(feature()).replace(b"66.975", b"-Infinity"), "holds -Infinity"),
    "39 another reference system": (
        collection(feature(), crs={"type": "name", "properties": {"name": "EPSG:3857"}}),
        "EPSG:3857",
    ),
    "39 a broken reference system": (collection(feature(), crs=[1]), "reference system"),
    "a list": (b"[1, 2]", "JSON list"),
    "a list of objects": (b' [\n {"a": 1}]', "JSON list"),
    "JSON lines": (b'{"id": 1, "date": "2024-03-14"}\n{"id": 2}\n', "JSON lines"),
    "features line by line": (
        json.dumps(feature()).encode() + b"\n" + json.dumps(feature()).encode(),
        "JSON lines",
    ),
    "any object": (b'{"a": 1}', "no GeoJSON"),
    "features that are none": (b'{"type":"FeatureCollection","features":7}', "no GeoJSON"),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED)
def test_refused_in_one_sentence(data, words):
    assert words in read(data).refusal


def line(*positions: list[float]) -> dict[str, object]:
    return {"type": "LineString", "coordinates": list(positions)}


REJECTED = {
    "35 a number beyond all numbers": (
        collection(feature(), feature(id="b2")).replace(b"66.975", b"1e999", 1),
        "row-broken",
    ),
    "36 a number of 5,000 digits": (
        collection(feature(killed=7), feature(id="b2")).replace(b": 7", b": " + b"9" * 5_000),
        "count-unreadable",
    ),
    "36 a coordinate of 5,000 digits": (
        collection(feature(), feature(id="b2")).replace(b"66.975", b"9" * 5_000, 1),
        "row-broken",
    ),
    "41 coordinates as text": (
        collection(feature({"type": "Point", "coordinates": ["66", "30"]}), feature(id="b2")),
        "row-broken",
    ),
    "42 a bow-tie": (
        collection(
            feature({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}),
            feature(id="b2"),
        ),
        "row-broken",
    ),
    "43 an unclosed ring": (
        collection(
            feature({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}), feature(id="b2")
        ),
        "row-broken",
    ),
    "44 a line": (collection(feature(line([66, 30], [67, 30])), feature(id="b2")), "row-broken"),
    "a feature that is none": (collection({"type": "Thing"}, feature(id="b2")), "row-broken"),
    "one number": (
        collection(feature({"type": "Point", "coordinates": [66]}), feature(id="b2")),
        "row-broken",
    ),
}


@pytest.mark.parametrize(("data", "code"), REJECTED.values(), ids=REJECTED)
def test_a_bad_feature_never_stops_the_file(data, code):
    outcome = read(data)
    assert outcome.codes[code] == [1]
    assert outcome.report.file_rows == (2,)


KEPT = {
    "37 a key that stands twice": (
        collection(feature()).replace(b'"killed": 2', b'"killed": 9, "killed": 2'),
        {"key-repeated"},
    ),
    "38 no geometry": (collection(feature(None)), set()),
    "38 an empty geometry": (collection(feature({"type": "Point", "coordinates": []})), set()),
    "39 WGS 84 said in words": (
        collection(
            feature(),
            crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        ),
        set(),
    ),
    "40 a height": (
        collection(feature({"type": "Point", "coordinates": [66.975, 30.1798, 1680]})),
        set(),
    ),
    "99 half a character": (
        collection(feature(place="Mill \\ud800 Road")).replace(b"\\\\u", b"\\u"),
        set(),
    ),
    "a single feature": (json.dumps(feature()).encode(), set()),
    "a nested property": (collection(feature(tags=["a", {"b": 1}])), set()),
}


@pytest.mark.parametrize(("data", "codes"), KEPT.values(), ids=KEPT)
def test_kept_and_placed(data, codes):
    outcome = read(data)
    assert set(outcome.codes) == codes
    (row,) = outcome.report.placed.to_dict("records")
    assert (row["district_id"], row["killed_best"]) == ("bl-quetta", 2)
    assert "\ud800" not in row["place"]


def test_45_no_features_is_no_incident():
    outcome = read(collection())
    assert (outcome.accepted, outcome.report.rows) == (0, 0)


@pytest.mark.parametrize(
    "names", [("longitude", "latitude"), ("Longitude", "LATITUDE"), ("lon", "lat")]
)
def test_38_properties_give_the_point_where_there_is_no_geometry(names):
    east, north = names
    outcome = read(
        collection(feature(None, **{east: 66.975, north: 30.1798}), feature(None, id="b2"))
    )
    rows = outcome.report.placed.sort_values("source_id")
    assert rows["longitude"].fillna(0).tolist() == [66.975, 0]
    assert rows["latitude"].fillna(0).tolist() == [30.1798, 0]


def test_38_properties_beside_a_geometry_do_not_move_the_point():
    outcome = read(collection(feature(longitude=1.5, latitude=2.5)))
    assert outcome.report.placed["longitude"].tolist() == [66.975]


def without_id(**more: object) -> dict[str, object]:
    made = {**feature(), **more}
    made["properties"] = {k: v for k, v in made["properties"].items() if k != "id"}
    return made


@pytest.mark.parametrize(
    ("features", "ids"),
    [
        ((without_id(id="A1"), without_id(id=7)), {"A1", "7"}),
        ((feature(id="a1"), {**feature(id="b2"), "id": "A1"}), {"a1", "b2"}),
    ],
    ids=["own ids", "properties first"],
)
def test_features_keep_their_ids(features, ids):
    assert set(read(collection(*features)).report.placed["source_id"]) == ids


def test_an_id_of_some_features_alone_is_none():
    outcome = read(collection(without_id(id="A1"), without_id(place="elsewhere")))
    assert outcome.accepted == 2
    assert "A1" not in set(outcome.report.placed["source_id"])


def test_37_one_key_a_hundred_thousand_times_takes_no_longer():
    pairs = b",".join(b'"k%d": 1, "k%d": 2' % (n, n) for n in range(50_000))
    start = perf_counter()
    outcome = read(b'{"type": "Thing", "a": {' + pairs + b"}}")
    assert perf_counter() - start < 5  # it took minutes
    assert "no GeoJSON" in outcome.refusal
