"""What share of the incidents lies within N km of a border: certainly, possibly, undecided.

Beside it stands what chance alone would give: if incidents fell evenly over the area, the people or
the towns of the study area, or evenly over the ground of the very districts they happened in. A
share above all of these, by more than the luck of so many incidents, says that the border draws
them; one within them says nothing.
"""

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special  # type: ignore[import-untyped]

from geo.measures.cells import study_cells
from geo.measures.chances import Chances, place_chances
from geo.measures.discoveries import ALPHA
from geo.measures.reach import CELL_KM, Reach, border_reach, cell_distances, distance_km
from geo.places.borders import BELT_KM, BORDERS
from geo.places.context import crossings, towns
from geo.places.layers import district_table
from geo.places.locate import NOWHERE, locate_points
from geo.places.metric import FloatArray, to_km

BELT_COLUMNS: Final = (
    "rows",
    "certain",
    "undecided",
    "outside",
    "naive",
    "certain_share",
    "possible_share",
    "naive_share",
)

CURVE_KM: Final = (*range(5, 100, 5), *range(100, 301, 20))
"""Distances of a curve: close together where belts are narrow."""

FEWEST_ROWS: Final = 20
"""Below this many rows a share is not worth a sentence: one row moves it by 5 points or more."""


def count_belts(
    rows: pd.DataFrame,
    border: str,
    *,
    vintage: str,
    km: Sequence[float] = BELT_KM,
    reach: Reach | None = None,
) -> pd.DataFrame:
    """One row per belt width, index km: `BELT_COLUMNS`; certain + undecided + outside = rows.

    certain        the row cannot lie farther than km from the border (`geo.measures.reach`)
    outside        it cannot lie nearer
    undecided      its source does not tell
    naive          its point, taken at face value, lies in the belt; of the rows that have a point
    certain_share  share (0-1) of all rows; `possible_share` adds the undecided ones
    naive_share    share of the rows that have a point
    Shares are NaN without rows. `border` is "afghan", "iranian" or "any". Raises KeyError for an
    unknown border or vintage.
    """
    found = border_reach(rows, border, vintage=vintage) if reach is None else reach
    counts = [_count(found, width) for width in km]
    table = pd.DataFrame(counts, index=pd.Index(list(km), name="km"))
    pointed = np.isfinite(found.naive).sum()
    return _with_shares(table, np.full(len(table), pointed))


def count_belt_by(
    rows: pd.DataFrame, keys: "pd.Series[str]", border: str, *, vintage: str, km: float
) -> pd.DataFrame:
    """One belt, one row per value of `keys` (sorted): `BELT_COLUMNS` and `few`.

    `keys` carries the index of `rows`: a group, a year, a kind. `few` is True where the value has
    fewer than `FEWEST_ROWS` rows, too few to say. Sums over the result are those of `count_belts`.
    """
    found = border_reach(rows, border, vintage=vintage)
    codes, names = pd.factorize(keys.to_numpy(object), sort=True)
    parts = [_part(found, codes == code) for code in range(len(names))]
    table = pd.DataFrame(
        [_count(part, km) for part in parts],
        index=pd.Index(names, name=keys.name),
        columns=list(BELT_COLUMNS[:5]),
        dtype="int64",
    )
    pointed = np.array([np.isfinite(part.naive).sum() for part in parts], dtype=float)
    return _with_shares(table, pointed).assign(few=table["rows"] < FEWEST_ROWS)


def chance_belts(
    border: str,
    *,
    vintage: str,
    km: Sequence[float] = BELT_KM,
    districts: Collection[str] | None = None,
) -> pd.DataFrame:
    """What the map alone would give: index km, columns area, population, towns (shares 0-1).

    `districts` are those that the rows were asked of (a province, a few districts); all by default.

    area        of the study area
    population  of the 2023 census, each district's people spread evenly over its ground
    towns       of the named towns in the study area (`geo.places.context.towns`), each counting
                once; a few dozen, so the share moves in steps of about 2 points
    From cells of 2.5 km; a share is within about half a point of the true one.
    """
    inside = _district_shares(border, vintage, km)
    table = district_table(vintage)
    asked = table["district_id"].isin(table["district_id"] if districts is None else districts)
    town_km = _town_distances(border, vintage, asked.to_numpy(bool))
    return pd.DataFrame(
        {
            "area": inside @ _fractions(table["area_km2"].where(asked, 0)),
            "population": inside @ _fractions(table["population_2023"].where(asked, 0)),
            "towns": [
                float((town_km <= width).mean()) if len(town_km) else float("nan") for width in km
            ],
        },
        index=pd.Index(list(km), name="km"),
    )


def same_districts_share(
    rows: pd.DataFrame,
    border: str,
    *,
    vintage: str,
    km: Sequence[float] = BELT_KM,
    chances: Chances | None = None,
) -> "pd.Series[float]":
    """The share (0-1) in each belt if every row fell evenly over the districts it may lie in.

    Index km. It keeps how many incidents each district has, so that a higher share of the real
    rows means that they lie nearer to the border than their districts alone explain. Rows known to
    a province only are left out; NaN when no row is left.
    """
    where = place_chances(rows, vintage=vintage) if chances is None else chances
    weights = np.bincount(where.kind, minlength=len(where.best)) @ where.chance
    inside = _district_shares(border, vintage, km)
    total = weights.sum()
    share = inside @ weights / total if total else np.full(len(inside), np.nan)
    return pd.Series(share, index=pd.Index(list(km), name="km"), name="same_districts")


def beyond_chance(certain: int, possible: int, rows: int, chance: Sequence[float]) -> int:
    """1 where more rows lie in a belt than chance gives, -1 where fewer do, 0 where it may be luck.

    `certain` and `possible` of `rows` lie in the belt; `chance` are the shares (0-1) that null
    models give, NaN among them passed over. More: by the exact binomial test at 5 % (two-sided) the
    certain rows are too many even for the highest share; fewer: the possible ones are too few even
    for the lowest. Each row counts as independent; attacks that come together make the test milder
    than it says.
    """
    known = [one for one in chance if one == one]
    if not known or not rows:
        return 0
    as_many = special.bdtrc(certain - 1, rows, max(known)) if certain else 1.0
    as_few = special.bdtr(possible, rows, min(known))
    return int(as_many <= ALPHA / 2) - int(as_few <= ALPHA / 2)


def nearest_crossing(rows: pd.DataFrame, border: str) -> "pd.Series[str]":
    """The name of the crossing nearest to each exact row; "" for all others; index of `rows`.

    Only the name: positions of crossings are approximate, so no distance is given. Raises KeyError
    for a border other than "afghan" and "iranian".
    """
    if border not in BORDERS:
        raise KeyError(f"unknown border {border!r}; known: {', '.join(BORDERS)}")
    known = crossings()
    known = known[known["border"] == border]
    exact = (rows["place_precision"] == "exact") & rows["longitude"].notna()
    usable = (exact & ~rows["point_suspect"]).to_numpy(bool)
    points = to_km(rows["longitude"][usable], rows["latitude"][usable])
    gates = to_km(known["longitude"], known["latitude"])
    apart = np.linalg.norm(points[:, None] - gates[None], axis=2)
    names = np.full(len(rows), "", object)
    names[usable] = known["name"].to_numpy(object)[apart.argmin(axis=1)]
    return pd.Series(names, index=rows.index, dtype="str")


def _count(reach: Reach, km: float) -> dict[str, int]:
    """How many rows are in, out and between, for one belt."""
    certain = reach.high <= km
    outside = reach.low > km
    return {
        "rows": len(reach.low),
        "certain": int(certain.sum()),
        "undecided": int((~certain & ~outside).sum()),
        "outside": int(outside.sum()),
        "naive": int((reach.naive <= km).sum()),
    }


def _with_shares(counts: pd.DataFrame, pointed: npt.NDArray[np.float64]) -> pd.DataFrame:
    """The counts with their shares; `pointed` are the rows that have a point."""
    rows = counts["rows"].where(counts["rows"] > 0)
    return counts.assign(
        certain_share=counts["certain"] / rows,
        possible_share=(counts["certain"] + counts["undecided"]) / rows,
        naive_share=counts["naive"] / np.where(pointed > 0, pointed, np.nan),
    )[list(BELT_COLUMNS)]


def _part(reach: Reach, chosen: npt.NDArray[np.bool_]) -> Reach:
    return Reach(reach.low[chosen], reach.high[chosen], reach.naive[chosen])


def _district_shares(border: str, vintage: str, km: Sequence[float]) -> FloatArray:
    """Share of each district's area in each belt: widths x districts."""
    cells = study_cells(CELL_KM, vintage=vintage)
    distances = cell_distances(border, vintage)
    return np.array([cells.share_by_district(distances <= width) for width in km])


def _town_distances(border: str, vintage: str, asked: npt.NDArray[np.bool_]) -> FloatArray:
    """Distance of every named town in the districts asked of to a border, km."""
    table = towns()
    longitude, latitude = table["longitude"].to_numpy(), table["latitude"].to_numpy()
    code = locate_points(longitude, latitude, vintage=vintage).code
    held = (code != NOWHERE) & asked[code]
    return distance_km(longitude[held], latitude[held], border)


def _fractions(values: "pd.Series[float]") -> FloatArray:
    """Each value's part of the sum."""
    return np.asarray(values / values.sum(), dtype=np.float64)
