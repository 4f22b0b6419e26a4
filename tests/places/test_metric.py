import numpy as np
import pyproj
import pytest
import shapely

from geo.places.metric import (
    AT_ONCE,
    LineIndex,
    geometry_to_degrees,
    geometry_to_km,
    km_to_degrees,
    segments,
    to_km,
)

WGS84 = pyproj.Geod(ellps="WGS84")


@pytest.mark.parametrize("bearing", range(0, 180, 15))
@pytest.mark.parametrize("latitude", [25, 27, 31, 35, 37])
@pytest.mark.parametrize("longitude", [60, 67.5, 75])
def test_scale_is_within_half_a_percent_everywhere(longitude, latitude, bearing):
    lon, lat, _ = WGS84.fwd(longitude, latitude, bearing, 25_000)
    ends = to_km([longitude, lon], [latitude, lat])
    assert np.hypot(*(ends[1] - ends[0])) == pytest.approx(25, rel=0.005)


def test_kilometres_turn_back_into_degrees():
    longitude, latitude = np.array([61.0, 67.5, 74.0]), np.array([25.0, 31.0, 37.0])
    back = km_to_degrees(*to_km(longitude, latitude).T)
    np.testing.assert_allclose(back, [longitude, latitude], atol=1e-8)


def test_projection_goes_there_and_back():
    line = shapely.LineString([(61, 25), (74, 36)])
    back = geometry_to_degrees(geometry_to_km(line))
    np.testing.assert_allclose(shapely.get_coordinates(back), shapely.get_coordinates(line))


@pytest.mark.parametrize(
    ("longitude", "latitude"), [(np.nan, 30), (66, np.nan), (np.inf, 30), (66, -np.inf)]
)
def test_coordinates_that_are_not_finite_become_nan(longitude, latitude):
    assert np.isnan(to_km([longitude], [latitude])).all()


def test_segments_of_a_square_with_a_hole():
    square = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    assert len(segments(square)) == 8
    assert shapely.length(segments(square)).sum() == pytest.approx(16)


def test_distance_to_a_line_is_the_shortest_one():
    index = LineIndex(shapely.LineString([(66, 30), (66, 31)]))
    beside, beyond, on, unknown = index.distance_km([67, 66, 66, np.nan], [30.5, 32, 30.5, 30])
    assert beside == pytest.approx(WGS84.inv(67, 30.5, 66, 30.5)[2] / 1000, rel=0.005)
    assert beyond == pytest.approx(WGS84.inv(66, 32, 66, 31)[2] / 1000, rel=0.005)
    assert on == pytest.approx(0, abs=0.05)
    assert np.isnan(unknown)


def test_many_points_have_the_distances_that_they_have_alone():
    index = LineIndex(shapely.LineString([(66, 30), (66, 31)]))
    longitude = np.linspace(65, 67, 2 * AT_ONCE + 1)
    longitude[AT_ONCE] = np.nan
    found = index.distance_km(longitude, np.full(len(longitude), 30.5))
    for place in (0, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE):
        np.testing.assert_array_equal(found[place], *index.distance_km([longitude[place]], [30.5]))


def test_no_points_give_no_distances():
    assert LineIndex(shapely.LineString([(66, 30), (66, 31)])).distance_km([], []).shape == (0,)
