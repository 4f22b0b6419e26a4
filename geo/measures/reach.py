"""How far from a border each incident can lie: at least and at most, as well as its source knows.

An exact row lies at its point. A near one lies within 25 km of its point and in the district that
its name fits. A row without a usable point lies somewhere in the districts that are possible. Where
name and point disagree, either may be right.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.measures.cells import study_cells
from geo.measures.chances import Chances, ground_of, place_chances
from geo.model.precision import NEAR_RADIUS_KM
from geo.places.borders import BORDERS, border_distance_km, border_lines
from geo.places.layers import district_layer
from geo.places.metric import FloatArray, geometry_to_km

ANY: Final = "any"
"""Either of the two borders, whichever is nearer."""

REACHED: Final = {**BORDERS, ANY: "Afghan or Iranian border"}
"""What a distance can be measured to, and its words."""

CELL_KM: Final = 2.5
"""Size of the cells at which distances over a district's ground are taken."""

HALF_DIAGONAL_KM: Final = CELL_KM / np.sqrt(2)
"""No point of a cell is farther than this from its centre, so no distance differs by more."""


@dataclass(frozen=True)
class Reach:
    """Distances of rows to a border, km, in the order of the rows.

    `low` <= the true distance <= `high`, if the row is right. `naive` takes the row's point at face
    value, whatever its precision; NaN where the row has none.
    """

    low: FloatArray
    high: FloatArray
    naive: FloatArray


def border_reach(
    rows: pd.DataFrame, border: str, *, vintage: str, chances: Chances | None = None
) -> Reach:
    """How far from "afghan", "iranian" or "any" border each placed row lies.

    Distances are those of `geo.places.borders`. Bounds are safe, not tight: from a disc's centre
    plus and minus its radius, and over whole districts. Raises KeyError for an unknown border or
    vintage.
    """
    where = place_chances(rows, vintage=vintage) if chances is None else chances
    naive = distance_km(rows["longitude"], rows["latitude"], border)
    radius = np.where(rows["place_precision"] == "exact", 0.0, NEAR_RADIUS_KM)
    from_point = np.maximum(naive - radius, 0), naive + radius
    from_name = _over_districts(where, border)

    ground = ground_of(rows).to_numpy(object)
    precise = rows["place_precision"].isin(("exact", "near")) & ~rows["point_suspect"]
    pointed = precise.to_numpy(bool) & np.isfinite(naive)
    apart = (from_point[0] > from_name[1]) | (from_point[1] < from_name[0])
    either = pointed & ((ground == "conflict") | ((ground != "point") & (radius > 0) & apart))
    exact = pointed & (radius == 0) & ~either
    both = pointed & ~exact & ~either
    low = np.select(
        [exact, either, both],
        [naive, np.fmin(from_point[0], from_name[0]), np.fmax(from_point[0], from_name[0])],
        from_name[0],
    )
    high = np.select(
        [exact, either, both],
        [naive, np.fmax(from_point[1], from_name[1]), np.fmin(from_point[1], from_name[1])],
        from_name[1],
    )
    return Reach(low=low, high=high, naive=naive)


def distance_km(longitude: npt.ArrayLike, latitude: npt.ArrayLike, border: str) -> FloatArray:
    """Kilometres from points to a border of `REACHED`; NaN where a coordinate is missing.

    Raises KeyError for another border.
    """
    if border not in REACHED:
        raise KeyError(f"unknown border {border!r}; known: {', '.join(REACHED)}")
    wanted = tuple(BORDERS) if border == ANY else (border,)
    # most rows share their point with others: measure each once
    points = pd.DataFrame({"x": np.asarray(longitude), "y": np.asarray(latitude)})
    distinct = points.drop_duplicates()
    same = points.groupby(["x", "y"], dropna=False, sort=False).ngroup().to_numpy()
    nearest = np.min([border_distance_km(distinct["x"], distinct["y"], one) for one in wanted], 0)
    spread: FloatArray = nearest[same]
    return spread


@cache
def district_reach(border: str, vintage: str) -> tuple[FloatArray, FloatArray]:
    """Nearest and farthest distance of each district's ground to a border, km; do not change.

    The nearest is exact. The farthest is that of its outline and of its cells' centres plus half a
    cell's diagonal, so it is never too small and at most 1.8 km too large.
    """
    wanted = tuple(BORDERS) if border == ANY else (border,)
    shapes = geometry_to_km(district_layer(vintage).geometry.to_numpy())
    lines = [geometry_to_km(border_lines(one)) for one in wanted]
    near = np.min([shapely.distance(shapes, line) for line in lines], axis=0)

    cells = study_cells(CELL_KM, vintage=vintage)
    far = np.zeros(len(shapes))
    centres = cell_distances(border, vintage)
    np.maximum.at(far, cells.district[cells.inside], centres + HALF_DIAGONAL_KM)
    outline, owner = shapely.get_coordinates(
        district_layer(vintage).geometry.to_numpy(), return_index=True
    )
    np.maximum.at(far, owner, distance_km(outline[:, 0], outline[:, 1], border))
    return near, far


@cache
def cell_distances(border: str, vintage: str) -> FloatArray:
    """Distance of the centre of every cell of the study area to a border, km; do not change.

    In the order of `study_cells(CELL_KM, vintage=vintage).centres()`.
    """
    if border == ANY:
        return np.minimum(*(cell_distances(one, vintage) for one in BORDERS))
    return distance_km(*study_cells(CELL_KM, vintage=vintage).centres(), border)


def _over_districts(where: Chances, border: str) -> tuple[FloatArray, FloatArray]:
    """Per row, the nearest and farthest ground of the districts that its name leaves open."""
    near, far = district_reach(border, where.vintage)
    # the point of a conflict opens districts too; here only the name counts
    named = np.where(where.unweighed[:, None], where.possible, where.chance > 0)
    low = np.where(named, near, np.inf).min(axis=1, initial=np.inf)
    high = np.where(named, far, -np.inf).max(axis=1, initial=-np.inf)
    # a chance beyond the study area can be anywhere
    low = np.where(where.beyond > 0, 0.0, low)
    high = np.where(where.beyond > 0, np.inf, high)
    return low[where.kind], high[where.kind]
