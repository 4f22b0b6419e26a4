import json
from datetime import date

import shapely

from geo.maps.clusters import cluster_fills, cluster_hue, draw_cluster_numbers
from geo.maps.colours import LIGHT
from geo.maps.deck import layers_json
from geo.measures.scan import Cluster
from geo.places.layers import district_layer


def cluster(*district_ids: str) -> Cluster:
    span = date(2025, 1, 1), date(2025, 3, 31)
    return Cluster(district_ids, district_ids[0], *span, 10, 2.0, 5.0, 9.0, 0.001)


CLUSTERS = [cluster("kp-swat", "kp-shangla"), cluster("bl-quetta")]


def test_districts_have_the_hue_of_their_cluster():
    fills = cluster_fills(CLUSTERS)
    assert set(fills) == {"kp-swat", "kp-shangla", "bl-quetta"}
    assert fills["kp-swat"] == fills["kp-shangla"] != fills["bl-quetta"]
    assert cluster_hue(0) != cluster_hue(1)


def test_numbers_stand_on_the_district_in_the_middle():
    layers = draw_cluster_numbers(CLUSTERS, "2025", LIGHT)
    sent = json.loads(layers_json(layers))
    assert [one["id"] for one in sent] == ["cluster-discs", "cluster-numbers"]
    assert sent[0]["clear"] == sent[0]["getRadius"]  # pixels that no name may cover
    rows = sent[1]["data"]
    assert [row["name"] for row in rows] == ["1", "2"]
    shapes = district_layer("2025").set_index("district_id").geometry
    for row, district in zip(rows, ("kp-swat", "bl-quetta"), strict=True):
        assert shapes[district].contains(shapely.Point(row["at"]))
