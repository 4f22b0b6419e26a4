"""The study area as square cells: what spreads a number evenly over a district's ground."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from geo.places.layers import district_layer, district_table
from geo.places.locate import NOWHERE, locate_points
from geo.places.metric import FloatArray, geometry_to_km, km_to_degrees

MARGIN_CELLS: Final = 1
"""Empty cells kept around the study area, so that its edge never touches the grid's."""


@dataclass(frozen=True)
class Cells:
    """Square cells in `geo.places.metric.METRIC_CRS`, rows from north to south.

    `district` is the code of the district that holds a cell's centre, -1 outside the study area.
    `area_km2` is 0 there; elsewhere a district's cells share its area evenly, so that they add up
    to it. Arrays are shared: never change them.
    """

    west: float  # km, outer edge of the first column
    north: float  # km, outer edge of the first row
    size_km: float
    district: npt.NDArray[np.int16]  # rows x columns
    area_km2: FloatArray  # rows x columns
    vintage: str

    @property
    def x(self) -> FloatArray:
        """Edges of the columns, km, from west to east; one more than columns."""
        return self.west + self.size_km * np.arange(self.district.shape[1] + 1)

    @property
    def y(self) -> FloatArray:
        """Edges of the rows, km, from north to south; one more than rows."""
        return self.north - self.size_km * np.arange(self.district.shape[0] + 1)

    @property
    def inside(self) -> npt.NDArray[np.bool_]:
        """The cells of the study area, rows x columns."""
        inside: npt.NDArray[np.bool_] = self.district != NOWHERE
        return inside

    def centres(self) -> tuple[FloatArray, FloatArray]:
        """Longitude and latitude of the centres of the cells inside, in the order of `inside`."""
        rows, columns = np.nonzero(self.inside)
        half = self.size_km / 2
        return km_to_degrees(self.x[columns] + half, self.y[rows] - half)

    def share_by_district(self, chosen: npt.NDArray[np.bool_]) -> FloatArray:
        """The share (0-1) of each district's area whose cells are chosen (cells inside only)."""
        code = self.district[self.inside]
        area = self.area_km2[self.inside]
        size = int(code.max()) + 1
        whole = np.bincount(code, weights=area, minlength=size)
        share: FloatArray = np.bincount(code, weights=area * chosen, minlength=size) / whole
        return share


@lru_cache(maxsize=8)
def study_cells(size_km: float, *, vintage: str) -> Cells:
    """The cells of a size over a vintage's districts. Raises ValueError for a cell so large that a
    district would hold the centre of none, `KeyError` for an unknown vintage.
    """
    shapes = geometry_to_km(district_layer(vintage).geometry.to_numpy())
    west, south, east, north = shapely.total_bounds(shapes)
    margin = MARGIN_CELLS * size_km
    columns = int(np.ceil((east - west) / size_km)) + 2 * MARGIN_CELLS
    rows = int(np.ceil((north - south) / size_km)) + 2 * MARGIN_CELLS
    x = west - margin + size_km * (np.arange(columns) + 0.5)
    y = north + margin - size_km * (np.arange(rows) + 0.5)
    across, down = np.meshgrid(x, y)
    code = locate_points(*km_to_degrees(across.ravel(), down.ravel()), vintage=vintage).code

    areas = district_table(vintage)["area_km2"].to_numpy(np.float64)
    held = np.bincount(code[code != NOWHERE], minlength=len(areas))
    if (held == 0).any():
        raise ValueError(f"cells of {size_km:g} km are too large: a district has none")
    even = np.append(areas / held, 0.0)  # code -1 is the last one
    district = code.reshape(rows, columns)
    area = even[district]
    for shared in (district, area):
        shared.flags.writeable = False
    return Cells(
        west=float(west - margin),
        north=float(north + margin),
        size_km=size_km,
        district=district,
        area_km2=area,
        vintage=vintage,
    )
