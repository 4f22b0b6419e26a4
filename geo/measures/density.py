"""Incidents per 100 km2 and year on a grid, each as sharp as its source knows its place.

An exact row is a Gaussian of 5 km, a near one of 12.5 km, which spreads as far as an even disc of
the 25 km that its source gives. A row known to a district is spread evenly over it, one between
several districts over them by chance (`geo.measures.chances`), and vaguer rows lie nowhere. Unlike
a heat map on the screen, a colour means one number at every zoom and in every frame.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.measures.cells import Cells, study_cells
from geo.measures.chances import place_chances
from geo.measures.tolls import toll_table
from geo.places.metric import FloatArray, to_km

CELL_KM: Final = 5.0
"""Size of a cell: as wide as the narrowest kernel's standard deviation."""

KERNEL_KM: Final = {"exact": 5.0, "near": 12.5}
"""Standard deviation of a row's Gaussian by its place precision. Exact: places are towns and
villages of a few km, and gazetteers differ by as much. Near: half of the 25 km of UCDP's
`where_prec` 2, the standard deviation of an even disc of that radius along either axis; 86 % of the
mass lies within 25 km, 95 % within 31."""

UNIT: Final = "incidents per 100 km² per year"

EDGES: Final = (0.01, 0.05, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Class edges, the same in every view. One incident a year, known exactly, is 0.6 at its place;
the study area's mean of 2025 is 0.08."""

MERCATOR_LIMIT: Final = 85.06
"""Degrees of latitude beyond which a Web Mercator map ends."""


@dataclass(frozen=True)
class Density:
    """A density over the study area. Rows x columns of `cells`, from north to south.

    `levels` are NaN outside the study area. In the measure's own unit: `inside` + `spill` +
    `nowhere` = the sum over all rows; `inside` is what the cells hold over the whole time.
    """

    levels: FloatArray
    cells: Cells
    years: float
    inside: float
    spill: float  # of kernels that reach over the edge of the study area
    nowhere: float  # of rows too vague to be drawn
    unit: str


@dataclass(frozen=True)
class Picture:
    """A density to lay on a Web Mercator map: equal steps of the map from north to south.

    `bounds` are west, south, east, north in degrees, the outer edges of the picture.
    """

    levels: FloatArray
    bounds: tuple[float, float, float, float]


def measure_density(
    rows: pd.DataFrame,
    *,
    years: float,
    vintage: str,
    measure: str = "incidents",
    cell_km: float = CELL_KM,
) -> Density:
    """The density of placed rows over so many covered years (`geo.measures.exposure.years`).

    Rows drawn as dots (`on_map`) are Gaussians; other rows with a chance of a district are spread
    over its ground. `measure` is a toll column: for "killed_best" the unit is killed. A cell's
    density is its part of each Gaussian, exactly, over its area. Raises ValueError for years that
    are not above 0, KeyError for an unknown measure or vintage.
    """
    if years <= 0:
        raise ValueError("a density per year needs a time above 0")
    cells = study_cells(cell_km, vintage=vintage)
    added = toll_table(rows)[measure].to_numpy(np.float64)
    dots = rows["on_map"].to_numpy(bool)
    mass = np.zeros(cells.district.shape)
    for precision, deviation in KERNEL_KM.items():
        chosen = dots & (rows["place_precision"] == precision).to_numpy(bool)
        mass += _gaussians(rows[chosen], added[chosen], deviation, cells)
    drawn = dots & rows["place_precision"].isin(tuple(KERNEL_KM)).to_numpy(bool)
    spread, beyond, nowhere = _over_districts(rows[~drawn], added[~drawn], cells)
    mass += spread

    inside = float(mass[cells.inside].sum())
    levels = np.full(mass.shape, np.nan)
    levels[cells.inside] = mass[cells.inside] / cells.area_km2[cells.inside] * 100 / years
    return Density(
        levels=levels,
        cells=cells,
        years=years,
        inside=inside,
        spill=float(added[drawn].sum()) + float(spread.sum()) + beyond - inside,
        nowhere=nowhere,
        unit=UNIT if measure == "incidents" else UNIT.replace("incidents", measure.split("_")[0]),
    )


def density_classes(levels: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Class of each density: 1 from the first of `EDGES` on, 0 below it, -1 for NaN."""
    numbers = np.asarray(levels, dtype=np.float64)
    classes = np.searchsorted(np.array(EDGES), numbers, side="right").astype(np.int64)
    return np.where(np.isnan(numbers), -1, classes)


def as_picture(density: Density, *, columns: int = 600) -> Picture:
    """The density on a regular Web Mercator grid, each pixel that of the cell at its centre.

    NaN outside the study area. Raises ValueError for fewer than 2 columns.
    """
    if columns < 2:
        raise ValueError("a picture is at least 2 columns wide")
    cells = density.cells
    longitude, latitude = cells.centres()
    margin = 2 * cells.size_km / 111  # degrees: enough for a cell's outer edge
    west, east = longitude.min() - margin, longitude.max() + margin
    south, north = latitude.min() - margin, min(latitude.max() + margin, MERCATOR_LIMIT)

    # equal steps of longitude, and as many of the map's y
    top, bottom = _mercator(north), _mercator(south)
    rows = round(columns * (top - bottom) / np.radians(east - west))
    x = west + (east - west) * (np.arange(columns) + 0.5) / columns
    y = top - (top - bottom) * (np.arange(rows) + 0.5) / rows
    across, down = np.meshgrid(x, np.degrees(np.arctan(np.sinh(y))))
    km = to_km(across.ravel(), down.ravel())
    column = np.floor((km[:, 0] - cells.west) / cells.size_km).astype(int)
    row = np.floor((cells.north - km[:, 1]) / cells.size_km).astype(int)
    height, width = cells.district.shape
    held = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    levels = np.full(len(km), np.nan)
    levels[held] = density.levels[row[held], column[held]]
    return Picture(
        levels.reshape(rows, columns), (float(west), float(south), float(east), float(north))
    )


def _gaussians(
    rows: pd.DataFrame, added: FloatArray, deviation_km: float, cells: Cells
) -> FloatArray:
    """What each cell of the whole grid holds of the rows' Gaussians."""
    # here, for scipy is slow to import, and a map without the density never needs it
    from scipy import special  # type: ignore[import-untyped]

    points = pd.DataFrame(
        {"x": rows["longitude"].to_numpy(), "y": rows["latitude"].to_numpy(), "added": added}
    )
    # rows on one point are one Gaussian of their sum
    stacks = points.groupby(["x", "y"], as_index=False)["added"].sum()
    centre = to_km(stacks["x"], stacks["y"])
    across = np.diff(special.ndtr((cells.x - centre[:, :1]) / deviation_km), axis=1)
    down = -np.diff(special.ndtr((cells.y - centre[:, 1:]) / deviation_km), axis=1)
    held: FloatArray = (down * stacks["added"].to_numpy(np.float64)[:, None]).T @ across
    return held


def _over_districts(
    rows: pd.DataFrame, added: FloatArray, cells: Cells
) -> tuple[FloatArray, float, float]:
    """What each cell holds of rows spread over districts, what is beyond, and what is nowhere."""
    where = place_chances(rows, vintage=cells.vintage)
    sums = np.bincount(where.kind, weights=added, minlength=len(where.best))
    by_district = sums @ where.chance
    whole = np.bincount(cells.district[cells.inside], weights=cells.area_km2[cells.inside])
    per_km2 = np.append(by_district / whole, 0.0)  # district -1 is the last one
    return (
        per_km2[cells.district] * cells.area_km2,
        float(sums @ where.beyond),
        float(sums[where.unweighed].sum()),
    )


def _mercator(latitude: float) -> float:
    """The map's y of a latitude, radians."""
    return float(np.arcsinh(np.tan(np.radians(latitude))))
