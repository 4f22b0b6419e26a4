"""Which districts count as neighbours of which, and with what weight."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np
import shapely

from geo.model.district import DEFAULT_VINTAGE
from geo.places.layers import district_ids, district_layer, neighbours
from geo.places.metric import FloatArray, geometry_to_km

KINDS: Final = {
    "rook": "districts that share an edge",
    "queen": "districts that share an edge or a corner",
    "band": "districts whose centres lie within {km:,.0f} km",
    "nearest": "the {k} districts with the nearest centres",
}
"""Ways to choose neighbours, in words."""

NEAREST: Final = 5
"""Neighbours by default where a fixed number is asked for; about the mean number of districts that
share an edge (4.7 in the layer of 2025)."""


@dataclass(frozen=True)
class Weights:
    """Weights between districts: `matrix[i, j]` is that of district j as a neighbour of i.

    No district is its own neighbour. Row sums are 0 for islands, districts without a
    neighbour. The matrix is symmetric but for "nearest". Read-only.
    """

    district_ids: tuple[str, ...]
    matrix: FloatArray
    kind: str  # id in KINDS
    words: str

    def only(self, district_ids: Collection[str]) -> "Weights":
        """The weights among some districts, in the layer's order; weights to others are dropped.

        Raises `KeyError` for a district that these weights do not have.
        """
        unknown = set(district_ids) - set(self.district_ids)
        if unknown:
            raise KeyError(f"no weights for {', '.join(sorted(unknown))}")
        kept = [at for at, one in enumerate(self.district_ids) if one in set(district_ids)]
        ids = tuple(self.district_ids[at] for at in kept)
        return replace(self, district_ids=ids, matrix=_frozen(self.matrix[np.ix_(kept, kept)]))


def district_weights(
    kind: str, *, vintage: str = DEFAULT_VINTAGE, km: float | None = None, k: int = NEAREST
) -> Weights:
    """Weights of 1 between neighbours of a kind (see `KINDS`), 0 elsewhere.

    `km` is used by "band" only, by default `smallest_band_km`; `k` by "nearest" only. Distances are
    between centroids in `geo.places.metric.METRIC_CRS`; at equal distance the smaller district_id
    is nearer. Raises `KeyError` for an unknown kind or vintage, ValueError for a `k` below 1 or
    not below the number of districts.
    """
    if kind not in KINDS:
        raise KeyError(f"unknown kind {kind!r}; one of {', '.join(KINDS)}")
    if kind in ("rook", "queen"):
        matrix = _sharing_edges(vintage) if kind == "rook" else _touching(vintage)
        return Weights(district_ids(vintage), matrix, kind, KINDS[kind])
    if kind == "nearest":
        return Weights(district_ids(vintage), _nearest(k, vintage), kind, KINDS[kind].format(k=k))
    reach = smallest_band_km(vintage) if km is None else km
    within = (centre_distances_km(vintage) <= reach).astype(np.float64)
    np.fill_diagonal(within, 0.0)
    return Weights(district_ids(vintage), _frozen(within), kind, KINDS[kind].format(km=reach))


def smallest_band_km(vintage: str = DEFAULT_VINTAGE) -> float:
    """The smallest whole number of km at which every district has a neighbour by "band"."""
    apart = centre_distances_km(vintage).copy()
    np.fill_diagonal(apart, np.inf)
    return float(np.ceil(apart.min(axis=1).max()))


@cache
def centres_km(vintage: str = DEFAULT_VINTAGE) -> FloatArray:
    """Centroids of the districts in `METRIC_CRS`, shape (districts, 2), km; do not change."""
    shapes = geometry_to_km(district_layer(vintage).geometry.to_numpy())
    return _frozen(shapely.get_coordinates(shapely.centroid(shapes)))


@cache
def centre_distances_km(vintage: str = DEFAULT_VINTAGE) -> FloatArray:
    """Distances between the centroids of all districts, km; do not change."""
    centres = centres_km(vintage)
    return _frozen(np.linalg.norm(centres[:, None] - centres[None], axis=2))


@cache
def _sharing_edges(vintage: str) -> FloatArray:
    code = {one: at for at, one in enumerate(district_ids(vintage))}
    matrix = np.zeros((len(code), len(code)))
    for one, others in neighbours(vintage).items():
        matrix[code[one], [code[other] for other in others]] = 1.0
    return _frozen(matrix)


@cache
def _touching(vintage: str) -> FloatArray:
    layer = district_layer(vintage)
    left, right = layer.sindex.query(layer.geometry, predicate="touches")
    matrix = np.zeros((len(layer), len(layer)))
    matrix[left, right] = 1.0
    return _frozen(matrix)


def _nearest(k: int, vintage: str) -> FloatArray:
    apart = centre_distances_km(vintage).copy()
    if not 1 <= k < len(apart):
        raise ValueError(f"{k} nearest of {len(apart)} districts: choose 1 to {len(apart) - 1}")
    np.fill_diagonal(apart, np.inf)
    chosen = np.argsort(apart, axis=1, kind="stable")[:, :k]
    matrix = np.zeros_like(apart)
    np.put_along_axis(matrix, chosen, 1.0, axis=1)
    return _frozen(matrix)


def _frozen(array: FloatArray) -> FloatArray:
    """The array, no longer writable: it is shared."""
    array.flags.writeable = False
    return array
