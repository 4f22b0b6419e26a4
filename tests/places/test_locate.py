import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from geo.model.district import VINTAGES
from geo.places.layers import district_ids, district_layer
from geo.places.locate import (
    FEW_POINTS,
    NOWHERE,
    district_distance_km,
    locate_points,
    near_district,
    nearest_districts,
)

WGS84 = pyproj.Geod(ellps="WGS84")
vintages = pytest.mark.parametrize("vintage", VINTAGES)


def code_of(district_id, vintage="2025"):
    return district_ids(vintage).index(district_id)


def border_vertices(vintage, count):
    """Vertices of the layer, and each moved by one unit in the last place in both axes."""
    rng = np.random.default_rng(7)
    xy = shapely.get_coordinates(district_layer(vintage).geometry.to_numpy())
    xy = xy[rng.choice(len(xy), count, replace=False)]
    return np.vstack([xy, np.nextafter(xy, np.inf), np.nextafter(xy, -np.inf)])


@vintages
def test_agrees_with_sjoin_on_100_000_random_points(vintage):
    rng = np.random.default_rng(1)
    points = np.column_stack([rng.uniform(60, 75, 100_000), rng.uniform(24, 37.5, 100_000)])
    found = locate_points(*points.T, vintage=vintage)
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T), crs="EPSG:4326")
    joined = frame.sjoin(district_layer(vintage), predicate="within")
    expected = np.full(len(points), NOWHERE)
    expected[joined.index] = joined["index_right"]
    np.testing.assert_array_equal(found.code, expected)
    assert not found.on_border.any()


@vintages
def test_border_points_go_to_the_smallest_id_that_covers_them(vintage):
    points = border_vertices(vintage, 700)
    shapes = district_layer(vintage).geometry.to_numpy()
    found = locate_points(*points.T, vintage=vintage)
    for (x, y), code, on_border in zip(points, found.code, found.on_border, strict=True):
        covers = np.flatnonzero(shapely.covers(shapes, shapely.Point(x, y)))
        assert code == (covers[0] if covers.size else NOWHERE)
        touches = shapely.touches(shapes[covers], shapely.Point(x, y))
        assert on_border == touches.any()


@vintages
def test_few_points_and_many_get_the_same_answers(vintage):
    few = border_vertices(vintage, 700)
    found = locate_points(*few.T, vintage=vintage)
    many = np.tile(few, (FEW_POINTS // len(few) + 1, 1))
    assert len(few) < FEW_POINTS < len(many)
    again = locate_points(*many.T, vintage=vintage)
    np.testing.assert_array_equal(again.code.reshape(-1, len(few)) - found.code, 0)
    np.testing.assert_array_equal(again.on_border.reshape(-1, len(few)) ^ found.on_border, False)


@vintages
def test_every_vertex_of_the_layer_lies_in_a_district(vintage):
    points = border_vertices(vintage, 700)[:700]
    found = locate_points(*points.T, vintage=vintage)
    assert (found.code != NOWHERE).all()
    assert found.on_border.all()


@pytest.mark.parametrize(
    ("longitude", "latitude", "district_id"),
    [
        (67.01, 30.19, "bl-quetta"),
        (71.56, 34.00, "kp-peshawar"),
        (66.88, 25.03, "bl-hub"),
        (69.58, 32.30, "kp-lower-south-waziristan"),
        (63.06, 26.0, "bl-kech"),
    ],
)
def test_known_towns(longitude, latitude, district_id):
    assert locate_points([longitude], [latitude]).code[0] == code_of(district_id)


def test_order_repeats_and_missing_coordinates_are_kept():
    found = locate_points([67.01, np.nan, 71.56, 67.01, np.inf, 67], [30.19, 30, 34, 30.19, 30, 24])
    quetta, peshawar = code_of("bl-quetta"), code_of("kp-peshawar")
    np.testing.assert_array_equal(found.code, [quetta, -1, peshawar, quetta, -1, -1])
    assert found.code.dtype == np.int16


def test_no_points_give_empty_answers():
    assert locate_points([], []).code.shape == (0,)
    assert nearest_districts([], []).shape == (0,)
    assert district_distance_km([], [], ["bl-hub"]).shape == (0,)


def test_arguments_stay_as_they_were():
    longitude, latitude = np.array([67.01, np.nan]), np.array([30.19, 30.0])
    locate_points(longitude, latitude)
    nearest_districts(longitude, latitude)
    np.testing.assert_array_equal(longitude, [67.01, np.nan])
    np.testing.assert_array_equal(latitude, [30.19, 30.0])


def test_nearest_takes_over_at_the_coast_and_only_there():
    south_of_pasni = nearest_districts([63.47, 63.47], [25.195, 24.5])
    np.testing.assert_array_equal(south_of_pasni, [code_of("bl-gwadar"), NOWHERE])


def test_nearest_inside_a_district_is_that_district():
    rng = np.random.default_rng(3)
    longitude, latitude = rng.uniform(61, 74, 2_000), rng.uniform(25, 37, 2_000)
    located = locate_points(longitude, latitude).code
    nearest = nearest_districts(longitude, latitude)
    np.testing.assert_array_equal(nearest[located >= 0], located[located >= 0])


def test_nearest_agrees_with_geodesic_distance_to_every_district():
    """Oracle: pyproj.Geod to the densified outline of each district."""
    rng = np.random.default_rng(5)
    longitude, latitude = rng.uniform(60.7, 74.3, 600), rng.uniform(24.7, 37.1, 600)
    outside = locate_points(longitude, latitude).code == NOWHERE
    longitude, latitude = longitude[outside], latitude[outside]
    outlines = [
        shapely.get_coordinates(shapely.segmentize(shape.boundary, 0.002))
        for shape in district_layer().geometry
    ]
    found = nearest_districts(longitude, latitude, within_km=30)
    checked = 0
    for x, y, code in zip(longitude, latitude, found, strict=True):
        near = [line[np.hypot(*(line - (x, y)).T) < 0.5] for line in outlines]
        distance = np.array(
            [
                WGS84.inv(np.full(len(line), x), np.full(len(line), y), *line.T)[2].min(
                    initial=np.inf
                )
                for line in near
            ]
        )
        if 29_500 < distance.min() < 30_500:
            continue
        if distance.min() > 30_000:
            assert code == NOWHERE
        else:
            assert distance[code] == pytest.approx(distance.min(), rel=0.01, abs=150)
            checked += 1
    assert checked > 20


def test_distance_to_districts_is_zero_inside_and_grows_outside():
    lon, lat = [67.01, 67.01, np.nan], [30.19, 31.19, 30]
    inside, north, unknown = district_distance_km(lon, lat, ["bl-quetta"])
    assert inside == 0
    assert 70 < north < 111
    assert np.isnan(unknown)
    with_pishin = district_distance_km(lon, lat, ["bl-quetta", "bl-pishin"])
    assert with_pishin[1] < north


def test_distance_to_no_district_is_unknown():
    assert np.isnan(district_distance_km([67.0], [30.0], [])).all()


def test_distance_to_an_unknown_district_is_refused():
    with pytest.raises(KeyError):
        district_distance_km([67.0], [30.0], ["bl-hub"], vintage="2023")


@pytest.mark.parametrize("district_id", ["bl-quetta", "bl-gwadar", "kp-peshawar", "kp-bajaur"])
def test_near_a_district_is_what_the_distance_says(district_id):
    random = np.random.default_rng(11)
    middle = district_layer().set_index("district_id").geometry[district_id].representative_point()
    lon, lat = middle.x + random.normal(0, 0.5, 3_000), middle.y + random.normal(0, 0.5, 3_000)
    lon[:10] = np.nan
    within = np.where(random.random(3_000) < 0.5, 5.0, 10.0)
    distance = district_distance_km(lon, lat, [district_id])
    near = near_district(lon, lat, district_id, within=within)
    np.testing.assert_array_equal(near, distance <= within)
    assert 0 < near.sum() < (near_district(lon, lat, district_id, within=10.0)).sum() < 3_000
