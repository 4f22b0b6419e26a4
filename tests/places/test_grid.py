import tracemalloc

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.model.district import VINTAGES
from geo.places.grid import CELLS_PER_SIDE, NOWHERE, build_grid
from geo.places.layers import district_layer

vintages = pytest.mark.parametrize("vintage", VINTAGES)


@pytest.fixture(scope="module")
def grids():
    return {
        vintage: build_grid(district_layer(vintage).geometry.to_numpy()) for vintage in VINTAGES
    }


def ask_each(shapes, points):
    """Oracle: the first polygon that covers each point, and whether it is on that one's outline."""
    code = np.full(len(points), NOWHERE)
    found = shapely.points(points)
    polygon, point = shapely.STRtree(found).query(shapes, predicate="covers")
    for one in reversed(range(len(shapes))):
        code[point[polygon == one]] = one
    on_border = np.zeros(len(points), dtype=bool)
    polygon, point = shapely.STRtree(found).query(shapely.boundary(shapes), predicate="intersects")
    on_border[point] = True
    return code, on_border


def ask_sjoin(layer, points):
    """Oracle: geopandas' join of the points that lie inside a polygon; NOWHERE on outlines too."""
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T), crs="EPSG:4326")
    joined = frame.sjoin(layer, predicate="within")
    code = np.full(len(points), NOWHERE)
    code[joined.index] = joined["index_right"]
    return code


def one_step_around(xy):
    """The points themselves, and each moved by one unit in the last place, eight ways."""
    x, y = (np.stack([np.nextafter(v, -np.inf), v, np.nextafter(v, np.inf)]) for v in xy.T)
    return np.stack(
        [np.repeat(x, 3, axis=0).ravel(), np.tile(y, (3, 1)).ravel()],
        axis=1,
    )


def on_cell_edges(grid, count, rng):
    """Points exactly on the edges and corners of cells near outlines, as doubles allow."""
    cells = rng.choice(np.flatnonzero(grid.labels < NOWHERE), count)
    x = grid.west + cells % CELLS_PER_SIDE / grid.columns_per_degree
    y = grid.south + cells // CELLS_PER_SIDE / grid.rows_per_degree
    slide = rng.uniform(0, 1, (2, count)) * rng.integers(0, 2, (2, count))
    return np.column_stack(
        [x + slide[0] / grid.columns_per_degree, y + slide[1] / grid.rows_per_degree]
    )


def hard_points(grid, vintage):
    """200,000 points: anywhere, on and around vertices, on and around the edges of cells."""
    rng = np.random.default_rng(11)
    anywhere = np.column_stack([rng.uniform(60, 75, 110_000), rng.uniform(24, 37.5, 110_000)])
    vertices = shapely.get_coordinates(district_layer(vintage).geometry.to_numpy())
    vertices = vertices[rng.choice(len(vertices), 5_000, replace=False)]
    edges = on_cell_edges(grid, 5_000, rng)
    return np.vstack([anywhere, one_step_around(vertices), one_step_around(edges)])


def assert_located(found, code, on_border):
    np.testing.assert_array_equal(found[0], code)
    np.testing.assert_array_equal(found[1], on_border)
    assert found[0].dtype == np.int16


@vintages
def test_agrees_with_geos_and_sjoin_on_200_000_hard_points(grids, vintage):
    grid, layer = grids[vintage], district_layer(vintage)
    points = hard_points(grid, vintage)
    found = grid.locate(*points.T)
    code, on_border = ask_each(layer.geometry.to_numpy(), points)
    assert_located(found, code, on_border)
    assert len(points) == 200_000
    assert on_border.sum() >= 5_000
    np.testing.assert_array_equal(np.where(found[1], NOWHERE, found[0]), ask_sjoin(layer, points))


@vintages
def test_nearly_every_cell_answers_by_itself(grids, vintage):
    grid = grids[vintage]
    assert (grid.labels < NOWHERE).mean() < 0.01
    assert grid.labels.nbytes == 2 * CELLS_PER_SIDE**2
    assert set(grid.labels[grid.labels >= 0]) == set(range(VINTAGES[vintage].districts))


FOUR = build_grid(shapely.box([0, 1, 0, 1], [0, 0, 1, 1], [1, 2, 1, 2], [1, 1, 2, 2]))
"""Unit squares: 0 and 1 below, 2 and 3 above them."""


@pytest.mark.parametrize(
    ("x", "y", "code", "on_border"),
    [
        (0.5, 0.5, 0, False),
        (1.5, 0.5, 1, False),
        (0.5, 1.5, 2, False),
        (1.5, 1.5, 3, False),
        (1.0, 0.5, 0, True),  # between the lower two
        (1.5, 1.0, 1, True),  # between the right two
        (1.0, 1.0, 0, True),  # where all four meet
        (2.0, 1.5, 3, True),  # on the outer edge
        (2.0, 2.0, 3, True),  # outer corner
        (np.nextafter(1.0, 2), 0.5, 1, False),
        (np.nextafter(1.0, 0), 0.5, 0, False),
        (np.nextafter(2.0, 3), 1.5, NOWHERE, False),
        (-0.0, 0.5, 0, True),
        (-9.0, 0.5, NOWHERE, False),
        (0.5, 9.0, NOWHERE, False),
        (np.nan, 0.5, NOWHERE, False),
        (0.5, np.nan, NOWHERE, False),
        (np.inf, 0.5, NOWHERE, False),
        (0.5, -np.inf, NOWHERE, False),
        (1e308, -1e308, NOWHERE, False),
        (5e-324, 0.5, 0, False),
    ],
)
def test_four_squares(x, y, code, on_border):
    assert_located(FOUR.locate([x], [y]), [code], [on_border])


def test_islands_and_holes():
    ring = shapely.box(0, 0, 10, 10) - shapely.box(4, 4, 6, 6)
    islands = shapely.MultiPolygon([shapely.box(4, 4, 5, 6), shapely.box(12, 0, 13, 1)])
    grid = build_grid(np.array([ring, islands]))
    found = grid.locate([2, 4.5, 5.5, 12.5, 11, 4, 5], [2, 5, 5, 0.5, 0.5, 5, 5])
    assert_located(found, [0, 1, -1, 1, -1, 0, 1], [0, 0, 0, 0, 0, 1, 1])


@pytest.mark.parametrize("seed", range(3))
def test_long_slanting_outlines(seed):
    """Cells around a few points: edges that cross hundreds of the grid's rows and columns."""
    rng = np.random.default_rng(seed)
    seeds = shapely.multipoints(rng.uniform(0, 1, (12, 2)))
    shapes = shapely.get_parts(shapely.voronoi_polygons(seeds))
    vertices = shapely.get_coordinates(shapes)
    west, south, east, north = shapely.total_bounds(shapes)
    along = shapely.get_coordinates(shapely.segmentize(shapes, (east - west) / 500))
    points = np.vstack(
        [
            rng.uniform((west, south), (east, north), (20_000, 2)),
            one_step_around(vertices),
            one_step_around(along),
        ]
    )
    assert_located(build_grid(shapes).locate(*points.T), *ask_each(shapes, points))


def test_no_points_give_empty_answers():
    assert_located(FOUR.locate([], []), [], [])


def test_arguments_and_the_grid_stay_as_they_were():
    labels, candidates = FOUR.labels.copy(), FOUR.candidates.copy()
    x, y = np.array([0.5, 1.0, np.nan]), np.array([0.5, 0.5, 0.5])
    FOUR.locate(x, y)
    np.testing.assert_array_equal(x, [0.5, 1.0, np.nan])
    np.testing.assert_array_equal(y, 0.5)
    np.testing.assert_array_equal(FOUR.labels, labels)
    np.testing.assert_array_equal(FOUR.candidates, candidates)


def test_a_million_points_need_few_bytes_each(grids):
    rng = np.random.default_rng(2)
    longitude, latitude = rng.uniform(60, 75, 1_000_000), rng.uniform(24, 37.5, 1_000_000)
    tracemalloc.start()
    grids["2025"].locate(longitude, latitude)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20 * len(longitude)
