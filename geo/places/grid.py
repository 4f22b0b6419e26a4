"""An exact grid over the districts: nearly every point is answered by one look-up in a table.

The table covers the layer with 2048 x 2048 cells. A cell that no outline touches lies wholly in
one district or in none, so its label is the answer. Any other cell (about 1 in 100) names the
districts that meet in it, and GEOS decides for its points: the answer is exact everywhere.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

NOWHERE: Final = -1
"""Code of a point in no district."""

CELLS_PER_SIDE: Final = 2048
"""Columns and rows of the table: 8 MB of labels, cells of about 600 m. Half as many sends twice as
many points to GEOS; twice as many no longer fits the processor's cache."""

TOUCHING: Final = 1e-6
"""How near (in cells) an outline may come before it touches a cell. Far above the rounding of a
cell's number (1e-12 cells), far below a cell, so that rounding can never hide an outline."""

BLOCK: Final = 1 << 16
"""Points looked up at a time: what a block needs stays in the processor's cache. Two threads on two
cores were no faster at ten million points, so one does the work."""

Codes = npt.NDArray[np.int16]
Flags = npt.NDArray[np.bool_]
_Floats = npt.NDArray[np.float64]
_Whole = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class DistrictGrid:
    """The cells around a layer of districts. Arrays are shared: never change them."""

    west: float  # degrees, outer edge of the first column
    south: float  # degrees, outer edge of the first row
    columns_per_degree: float
    rows_per_degree: float
    labels: Codes  # per cell: a code, NOWHERE, or -2 - n where the nth row of `candidates` meets
    candidates: Codes  # per set of districts that meet: their codes, smallest first, then NOWHERE
    shapes: Any  # the districts' polygons, prepared, in the order of their codes

    def locate(self, longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> tuple[Codes, Flags]:
        """The code of each point (degrees, EPSG:4326), and whether it lies on a district's outline.

        The smallest code of those that cover a point on an outline; `NOWHERE` for a point in no
        district, or with a missing or infinite coordinate.
        """
        x = np.asarray(longitude, dtype=np.float64)
        y = np.asarray(latitude, dtype=np.float64)
        code = np.empty(x.shape, dtype=np.int16)
        on_border = np.zeros(x.shape, dtype=np.bool_)
        for start in range(0, len(x), BLOCK):
            block = slice(start, start + BLOCK)
            self._fill(x[block], y[block], code[block], on_border[block])
        return code, on_border

    def _fill(self, x: _Floats, y: _Floats, code: Codes, on_border: Flags) -> None:
        """Writes the answer for some points into the last two arrays."""
        column = _cell_number(x, self.west, self.columns_per_degree)
        row = _cell_number(y, self.south, self.rows_per_degree)
        row *= CELLS_PER_SIDE
        row += column
        np.take(self.labels, row, out=code)
        near = np.flatnonzero(code < NOWHERE)
        if near.size:
            candidates = self.candidates[-2 - code[near]]
            code[near], on_border[near] = self._decide(x[near], y[near], candidates)

    def _decide(self, x: _Floats, y: _Floats, candidates: Codes) -> tuple[Codes, Flags]:
        """The answer of GEOS for points near an outline, each with the districts that it may be in.

        Inside one of them; else, on an outline, the first that covers the point.
        """
        code = np.full(len(x), NOWHERE, dtype=np.int16)
        on_border = np.zeros(len(x), dtype=np.bool_)
        for covers, at_border in ((shapely.contains_xy, False), (shapely.intersects_xy, True)):
            for one in candidates.T:
                open_ = np.flatnonzero((code == NOWHERE) & (one != NOWHERE))
                hit = open_[covers(self.shapes[one[open_]], x[open_], y[open_])]
                code[hit] = one[hit]
                on_border[hit] = at_border
        return code, on_border


def build_grid(shapes: Any) -> DistrictGrid:
    """The grid over polygons (EPSG:4326) that are an exact coverage: edge to edge, no overlap.

    The code of a polygon is its position. The polygons are prepared, here and for good. Takes
    0.1-0.2 s and holds 8 MB for the 72 districts.
    """
    prepare(shapes)
    west, south, east, north = shapely.total_bounds(shapes)
    # A ring of cells stays free of districts: every point from afar falls into it
    columns_per_degree = (CELLS_PER_SIDE - 4) / (east - west)
    rows_per_degree = (CELLS_PER_SIDE - 4) / (north - south)
    west -= 2 / columns_per_degree
    south -= 2 / rows_per_degree

    xy, owner = _edges(shapes)
    edge, row, column = _touched_cells((xy - (west, south)) * (columns_per_degree, rows_per_degree))
    cell, candidates = _meeting(row * CELLS_PER_SIDE + column, owner[edge])

    labels = np.full(CELLS_PER_SIDE**2, NOWHERE, dtype=np.int16)
    labels[cell] = -2
    first, count = _free_runs(labels)
    x = west + (first % CELLS_PER_SIDE + 0.5) / columns_per_degree
    y = south + (first // CELLS_PER_SIDE + 0.5) / rows_per_degree
    labels[labels == NOWHERE] = np.repeat(_codes_of(shapes, x, y), count)
    sets, number = np.unique(candidates, axis=0, return_inverse=True)
    labels[cell] = -2 - number
    return DistrictGrid(
        west=float(west),
        south=float(south),
        columns_per_degree=float(columns_per_degree),
        rows_per_degree=float(rows_per_degree),
        labels=labels,
        candidates=sets,
        shapes=shapes,
    )


def prepare(shapes: Any) -> None:
    """Makes GEOS index the polygons, so that threads may then ask them at the same time.

    GEOS finishes a prepared polygon at the first question, which two threads must not do at once.
    """
    shapely.prepare(shapes)
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes))
    for ask in (shapely.contains_xy, shapely.intersects_xy):
        ask(shapes, *inside.T)


def _cell_number(values: _Floats, first: float, per_degree: float) -> npt.NDArray[np.int32]:
    """Column or row of each coordinate: the last for what lies beyond it, else the first.

    A missing coordinate is in the first one too.
    """
    cells = np.fmax(values, first)
    np.fmin(cells, first + (CELLS_PER_SIDE - 0.5) / per_degree, out=cells)
    cells -= first
    cells *= per_degree
    return cells.astype(np.int32)


def _edges(shapes: Any) -> tuple[_Floats, _Whole]:
    """The edges of all outlines, shape (n, 2 ends, x and y), and the code of each one's polygon."""
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return np.stack([xy[:-1][same], xy[1:][same]], axis=1), part_of[ring_of[ring[1:][same]]]


def _touched_cells(edges: _Floats) -> tuple[_Whole, _Whole, _Whole]:
    """Edge, row and column of every cell that an edge touches; edges in cells, shape (n, 2, 2)."""
    (u0, v0), (u1, v1) = edges[:, 0].T, edges[:, 1].T
    edge, row = _whole_numbers(np.minimum(v0, v1), np.maximum(v0, v1))
    # The part of the edge within the row, as shares 0-1 of its length
    with np.errstate(divide="ignore", invalid="ignore"):
        low = (row - TOUCHING - v0[edge]) / (v1 - v0)[edge]
        high = (row + 1 + TOUCHING - v0[edge]) / (v1 - v0)[edge]
    level = (v0 == v1)[edge]
    begin = np.where(level, 0, np.clip(np.minimum(low, high), 0, 1))
    end = np.where(level, 1, np.clip(np.maximum(low, high), 0, 1))
    begin, end = (u0[edge] + share * (u1 - u0)[edge] for share in (begin, end))
    part, column = _whole_numbers(np.minimum(begin, end), np.maximum(begin, end))
    return edge[part], row[part], column


def _whole_numbers(low: _Floats, high: _Floats) -> tuple[_Whole, _Whole]:
    """Every cell number that low..high touches: the position of the pair, and the number."""
    first = np.floor(low - TOUCHING).astype(np.intp)
    count = np.floor(high + TOUCHING).astype(np.intp) - first + 1
    pair = np.repeat(np.arange(len(first)), count)
    return pair, first[pair] + np.arange(len(pair)) - (np.cumsum(count) - count)[pair]


def _meeting(cells: _Whole, codes: _Whole) -> tuple[_Whole, Codes]:
    """Each cell once, and the codes met in it: one row per cell, sorted, then NOWHERE."""
    many = int(codes.max()) + 1
    pairs = np.unique(cells * many + codes)
    cell, first, count = np.unique(pairs // many, return_index=True, return_counts=True)
    table = np.full((len(cell), count.max()), NOWHERE, dtype=np.int16)
    owner = np.repeat(np.arange(len(cell)), count)
    table[owner, np.arange(len(pairs)) - first[owner]] = pairs % many
    return cell, table


def _free_runs(labels: Codes) -> tuple[_Whole, _Whole]:
    """First cell and length of the runs of neighbouring free cells in a row: one answer each."""
    free = (labels == NOWHERE).reshape(CELLS_PER_SIDE, CELLS_PER_SIDE)
    begins, ends = free.copy(), free.copy()
    begins[:, 1:] &= ~free[:, :-1]
    ends[:, :-1] &= ~free[:, 1:]
    first = np.flatnonzero(begins)
    return first, np.flatnonzero(ends) - first + 1


def _codes_of(shapes: Any, x: _Floats, y: _Floats) -> Codes:
    """The code of each point, none of which lies on an outline."""
    code = np.full(len(x), NOWHERE, dtype=np.int16)
    polygon, point = shapely.STRtree(shapely.points(x, y)).query(shapes, predicate="contains")
    code[point] = polygon
    return code
