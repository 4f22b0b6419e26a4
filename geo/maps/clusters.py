"""Space-time clusters on the map: each cluster's districts in its hue, its number in the middle."""

from collections.abc import Sequence
from typing import Final

import shapely

from geo.maps.colours import GROUP_HUES, RGBA, Palette, rgba
from geo.maps.deck import Layer, map_safe_text, plain_number
from geo.maps.districts import FILL_OPACITY
from geo.maps.labels import halo
from geo.measures.scan import Cluster
from geo.places.layers import district_layer

NUMBER_SIZE: Final = 13
DISC_RADIUS: Final = 9
"""Pixels; the disc hides little of a small district, and no name lies on it."""


def cluster_hue(at: int) -> str:
    """The hue of the cluster at a position of the list, 0 for the most likely."""
    return GROUP_HUES[at % len(GROUP_HUES)]


def cluster_fills(clusters: Sequence[Cluster]) -> dict[str, RGBA]:
    """The fill of every district of a cluster; clusters share none."""
    return {
        one: rgba(cluster_hue(at), FILL_OPACITY)
        for at, cluster in enumerate(clusters)
        for one in cluster.district_ids
    }


def draw_cluster_numbers(
    clusters: Sequence[Cluster], vintage: str, colours: Palette
) -> list[Layer]:
    """The number of each cluster, from 1, in a disc on the district it is centred on."""
    layer = district_layer(vintage).set_index("district_id")
    centres = [
        shapely.point_on_surface(layer.geometry.loc[cluster.centre_id]) for cluster in clusters
    ]
    rows = [
        {
            "at": [plain_number(point.x), plain_number(point.y)],
            "name": map_safe_text(str(number)),
        }
        for number, point in enumerate(centres, start=1)
    ]
    return [
        Layer(
            "ScatterplotLayer", id="cluster-discs", data=rows, get_position="at", stroked=True,
            get_radius=DISC_RADIUS, radius_units="'pixels'", get_fill_color=rgba(colours.page),
            get_line_color=rgba(colours.chosen), get_line_width=1.2, line_width_units="'pixels'",
            clear=DISC_RADIUS,
        ),
        Layer(
            "TextLayer", id="cluster-numbers", data=rows, get_position="at", get_text="name",
            get_size=NUMBER_SIZE, get_color=rgba(colours.text), **halo(colours),
        )
    ]  # fmt: skip
