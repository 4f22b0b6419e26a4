import geopandas as gpd
import libpysal
import numpy as np
import pytest

from geo.measures.neighbours import (
    KINDS,
    Weights,
    centre_distances_km,
    centres_km,
    district_weights,
    smallest_band_km,
)
from geo.model.district import VINTAGES
from geo.places.layers import district_ids, district_layer, neighbours
from geo.places.metric import METRIC_CRS

vintages = pytest.mark.parametrize("vintage", VINTAGES)


def islands(weights: Weights) -> list[str]:
    """Districts without a neighbour."""
    return [
        one for one, row in zip(weights.district_ids, weights.matrix, strict=True) if not row.any()
    ]


@vintages
@pytest.mark.parametrize(
    ("kind", "oracle"),
    [("rook", libpysal.weights.Rook), ("queen", libpysal.weights.Queen)],
)
def test_contiguity_agrees_with_libpysal(kind, oracle, vintage):
    expected = oracle.from_dataframe(district_layer(vintage), use_index=False).full()[0]
    np.testing.assert_array_equal(district_weights(kind, vintage=vintage).matrix, expected)


@vintages
@pytest.mark.parametrize("km", [60, 120, 300])
def test_bands_agree_with_libpysal(km, vintage):
    oracle = libpysal.weights.DistanceBand(
        centres_km(vintage), km, binary=True, silence_warnings=True
    )
    weights = district_weights("band", vintage=vintage, km=km)
    np.testing.assert_array_equal(weights.matrix, oracle.full()[0])
    assert islands(weights) == [district_ids(vintage)[at] for at in oracle.islands]


@vintages
@pytest.mark.parametrize("k", [1, 6, 12])
def test_nearest_agrees_with_libpysal(k, vintage):
    oracle = libpysal.weights.KNN(centres_km(vintage), k=k, silence_warnings=True)
    weights = district_weights("nearest", vintage=vintage, k=k)
    np.testing.assert_array_equal(weights.matrix, oracle.full()[0])


@vintages
def test_rook_weights_are_the_neighbours_of_the_layer(vintage):
    weights = district_weights("rook", vintage=vintage)
    ids = np.array(weights.district_ids)
    for one, row in zip(ids, weights.matrix, strict=True):
        assert tuple(ids[row > 0]) == neighbours(vintage)[one]
    assert islands(weights) == []


@vintages
def test_centres_agree_with_geopandas(vintage):
    projected = district_layer(vintage).to_crs(METRIC_CRS)
    expected = gpd.GeoSeries(projected.geometry.centroid)
    np.testing.assert_allclose(
        centres_km(vintage), np.column_stack([expected.x, expected.y]), atol=0.01
    )
    np.testing.assert_array_equal(np.diag(centre_distances_km(vintage)), 0)


@pytest.mark.parametrize("kind", KINDS)
def test_no_district_is_its_own_neighbour_and_words_are_whole(kind):
    weights = district_weights(kind)
    assert not np.diag(weights.matrix).any()
    assert "{" not in weights.words
    assert weights.kind == kind
    assert islands(weights) == []


@vintages
def test_the_smallest_band_leaves_no_island_and_a_smaller_one_does(vintage):
    km = smallest_band_km(vintage)
    assert islands(district_weights("band", vintage=vintage, km=km)) == []
    assert islands(district_weights("band", vintage=vintage, km=km - 1))


def test_weights_among_some_districts():
    few = district_weights("rook").only(["bl-quetta", "bl-pishin", "kp-swat"])
    assert few.district_ids == ("bl-pishin", "bl-quetta", "kp-swat")
    assert few.matrix.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    assert islands(few) == ["kp-swat"]
    with pytest.raises(KeyError, match="atlantis"):
        few.only(["atlantis"])


def test_weights_cannot_be_changed():
    weights = district_weights("queen")
    assert isinstance(weights, Weights)
    with pytest.raises(ValueError, match="read-only"):
        weights.matrix[0, 1] = 5


@pytest.mark.parametrize("k", [0, 72])
def test_impossible_numbers_of_neighbours_are_refused(k):
    with pytest.raises(ValueError, match="1 to 71"):
        district_weights("nearest", k=k)


def test_unknown_kinds_are_refused():
    with pytest.raises(KeyError, match="rook, queen, band, nearest"):
        district_weights("bishop")
