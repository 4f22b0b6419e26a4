import numpy as np
import pyproj
import pytest
import shapely

from geo.places import borders
from geo.places.layers import bounds, display_shapes, district_layer
from geo.places.metric import segments

WGS84 = pyproj.Geod(ellps="WGS84")
KARACHI, KABUL, QUETTA = (67.0, 24.86), (69.17, 34.53), (67.0, 30.19)


def outline():
    return shapely.boundary(shapely.coverage_union_all(district_layer().geometry.to_numpy()))


def display_outline():
    return shapely.boundary(shapely.coverage_union_all(display_shapes()))


def drawn_border(kind):
    return next(
        shapely.geometry.shape(one["geometry"])
        for one in borders.border_features()
        if one["properties"]["kind"] == kind
    )


def segment_set(lines):
    pairs = shapely.get_coordinates(segments(lines)).reshape(-1, 2, 2)
    return {frozenset(map(tuple, pair)) for pair in pairs.tolist()}


@pytest.mark.parametrize(
    ("whole", "part"),
    [(outline, borders.border_lines), (display_outline, drawn_border)],
    ids=["join", "display"],
)
def test_borders_cover_the_outer_edge_once(whole, part):
    parts = [segment_set(part(kind)) for kind in ("afghan", "iranian", "coast", "inner")]
    assert set.union(*parts) == segment_set(whole())
    assert sum(len(one) for one in parts) == len(set.union(*parts))


@pytest.mark.parametrize(
    ("kind", "shortest", "longest"),
    [("afghan", 2_300, 2_600), ("iranian", 850, 1_000), ("coast", 700, 1_400)],
)
def test_lengths_are_those_of_the_atlas(kind, shortest, longest):
    assert shortest < WGS84.geometry_length(borders.border_lines(kind)) / 1000 < longest


@pytest.mark.parametrize("kind", ["afghan", "iranian", "inner"])
def test_land_borders_are_one_line_each(kind):
    assert len(borders.border_lines(kind).geoms) == 1
    assert len(drawn_border(kind).geoms) == 1


def test_afghan_and_iranian_border_meet_in_one_point():
    meeting = borders.border_lines("afghan").intersection(borders.border_lines("iranian"))
    assert meeting.geom_type == "Point"
    assert (meeting.x, meeting.y) == pytest.approx((60.87, 29.86), abs=0.02)


@pytest.mark.parametrize("border", borders.BORDERS)
def test_distance_agrees_with_geodesic_distance(border):
    """Oracle: pyproj.Geod to a point on the line every 200 m."""
    rng = np.random.default_rng(11)
    west, south, east, north = bounds()
    points = np.column_stack([rng.uniform(west, east, 150), rng.uniform(south, north, 150)])
    points = np.vstack([points, [KARACHI, KABUL, QUETTA]])
    dense = shapely.get_coordinates(shapely.segmentize(borders.border_lines(border), 0.002))
    found = borders.border_distance_km(*points.T, border)
    for (x, y), distance in zip(points, found, strict=True):
        size = len(dense)
        oracle = WGS84.inv(np.full(size, x), np.full(size, y), *dense.T)[2].min() / 1000
        assert distance == pytest.approx(oracle, rel=0.01, abs=0.15)


def test_missing_coordinates_have_no_distance():
    found = borders.border_distance_km([np.nan, 67, np.inf], [30, np.nan, 30], "afghan")
    assert np.isnan(found).all()
    assert borders.border_distance_km([], [], "afghan").shape == (0,)


def test_vertices_of_the_border_are_on_it():
    line = borders.border_lines("iranian")
    xy = shapely.get_coordinates(line)[::25]
    np.testing.assert_allclose(borders.border_distance_km(*xy.T, "iranian"), 0, atol=1e-6)


@pytest.mark.parametrize("border", ["coast", "Afghan", ""])
def test_unknown_border_is_refused(border):
    with pytest.raises(KeyError):
        borders.border_distance_km([67.0], [30.0], border)


def test_unknown_kind_is_refused():
    with pytest.raises(KeyError):
        borders.border_lines("chinese")


def test_belts_are_complete_and_nested():
    found = {(one["properties"]["border"], one["properties"]["km"]): one for one in borders.belts()}
    assert set(found) == {(border, km) for border in borders.BORDERS for km in borders.BELT_KM}
    for border in borders.BORDERS:
        areas = [found[border, km]["properties"]["area_km2"] for km in borders.BELT_KM]
        assert areas == sorted(areas) and areas[0] > 0


@pytest.mark.parametrize("one", borders.belts(), ids=lambda one: str(one["properties"]))
def test_belts_hold_what_is_near_and_inside(one):
    border, km = one["properties"]["border"], one["properties"]["km"]
    shape = shapely.geometry.shape(one["geometry"])
    study = shapely.union_all(display_shapes())
    assert shape.is_valid
    assert shape.difference(study).area < 0.01 * shape.area
    rng = np.random.default_rng(13)
    west, south, east, north = bounds()
    points = np.column_stack([rng.uniform(west, east, 20_000), rng.uniform(south, north, 20_000)])
    points = points[shapely.contains_xy(study, points)]
    distance = borders.border_distance_km(*points.T, border)
    inside = shapely.contains_xy(shape, points)
    # Drawn at about 1 km: only points that near the edge may differ
    assert inside[distance < km - 2].mean() > 0.995
    assert not inside[distance > km + 2].any()
