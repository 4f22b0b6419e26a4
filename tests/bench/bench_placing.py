"""Points to districts, beside geopandas: the join alone, and with the making of its points.

Points as an incident file has them: six in ten near a town, the rest anywhere around; one in 500 on
a vertex of a border and one in 500 a unit in the last place beside one. A point on a border is in
nobody's inside, so the join leaves it out; every other row must be the same.
"""

import tracemalloc
from functools import partial

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.model.district import DEFAULT_VINTAGE, VINTAGES
from geo.places.grid import NOWHERE, build_grid
from geo.places.layers import district_layer
from geo.places.locate import locate_points
from tests.bench.lines import Line, Size, round_robin

ROUNDS = {10_000: 9, 100_000: 7, 1_000_000: 3, 10_000_000: 1}
"""Rounds for each number of points."""

SIZES = {"quick": 2, "usual": 3, "large": 4}
"""How many of these numbers a run takes."""

BARS = {1_000_000: (25.0, 50.0), 10_000_000: (50.0, 100.0)}
"""How many times faster than the join alone, and than points and join."""

TOWN_DEG = 0.05
"""Spread of the points around a town (standard deviation, degrees; own choice)."""

Points = npt.NDArray[np.float64]


def run(size: Size) -> list[Line]:
    """Our times beside the two ways of geopandas, for several numbers of points."""
    lines = [building()]
    for count in list(ROUNDS)[: SIZES[size]]:
        lines += beside_sjoin(count)
    return lines


def building() -> Line:
    """What the first large placing of a process pays once for a vintage."""
    shapes = district_layer(DEFAULT_VINTAGE).geometry.to_numpy()
    seconds = round_robin({"build": lambda: build_grid(shapes)}, 3)["build"]
    grid = build_grid(shapes)
    share = (grid.labels < NOWHERE).mean()
    note = f"{grid.labels.nbytes / 1e6:.1f} MB, {share:.2%} of the cells left to GEOS"
    return Line("grid over one vintage, built once", seconds, note=note)


def beside_sjoin(count: int) -> list[Line]:
    """Two lines for one number of points, after the answers of both were the same."""
    points, layer = some_points(count), district_layer(DEFAULT_VINTAGE)
    frame = as_frame(points)
    differing = sum(
        differing_rows(points, frame, vintage)
        for vintage in (VINTAGES if count <= 1_000_000 else (DEFAULT_VINTAGE,))
    )
    assert differing == 0, f"{differing} rows differ from geopandas"
    seconds = round_robin(
        {
            "ours": partial(locate_points, *points.T.copy()),
            "join": lambda: join(frame, layer, "inner"),
            "points and join": lambda: join(as_frame(points), layer, "left"),
        },
        ROUNDS[count],
    )
    bars = BARS.get(count, (None, None))
    note = f"{bytes_each(points):.0f} bytes a point; 0 rows differ"
    name = f"placing {count:,} points"
    return [
        Line(f"{name} | sjoin", seconds["ours"], seconds["join"], bars[0], note),
        Line(
            f"{name} | points_from_xy + sjoin", seconds["ours"], seconds["points and join"], bars[1]
        ),
    ]


def some_points(count: int) -> Points:
    """Longitude and latitude of points, shape (n, 2), in no order."""
    random = np.random.default_rng(7)
    layer = district_layer(DEFAULT_VINTAGE).geometry
    towns = shapely.get_coordinates(layer.representative_point().to_numpy())
    vertices = shapely.get_coordinates(layer.to_numpy())
    near, on, beside = count * 6 // 10, count // 500, count // 500
    west, south, east, north = layer.total_bounds
    points = np.vstack(
        [
            towns[random.integers(0, len(towns), near)] + random.normal(0, TOWN_DEG, (near, 2)),
            vertices[random.integers(0, len(vertices), on)],
            np.nextafter(
                vertices[random.integers(0, len(vertices), beside)],
                random.choice([-np.inf, np.inf], (beside, 2)),
            ),
            random.uniform((west, south), (east, north), (count - near - on - beside, 2)),
        ]
    )
    return random.permutation(points)


def as_frame(points: Points) -> gpd.GeoDataFrame:
    """The points as geopandas wants them."""
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T), crs="EPSG:4326")


def join(frame: gpd.GeoDataFrame, layer: gpd.GeoDataFrame, how: str) -> gpd.GeoDataFrame:
    """The peer: the district that each point lies within; "left" keeps the points in none."""
    return frame.sjoin(layer, how=how, predicate="within")


def differing_rows(points: Points, frame: gpd.GeoDataFrame, vintage: str) -> int:
    """Rows with another answer than geopandas', points on a border aside, which it leaves out."""
    joined = (
        join(frame, district_layer(vintage), "left")["index_right"]
        .fillna(NOWHERE)
        .to_numpy(np.int16)
    )
    found = locate_points(*points.T, vintage=vintage)
    inside = np.where(found.on_border, NOWHERE, found.code)
    return int((inside != joined).sum() + (found.code[found.on_border] == NOWHERE).sum())


def bytes_each(points: Points) -> float:
    """Bytes held at most per point, above the input."""
    longitude, latitude = points.T.copy()
    tracemalloc.start()
    locate_points(longitude, latitude)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / len(points)
