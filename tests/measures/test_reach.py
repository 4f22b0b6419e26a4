import numpy as np
import pandas as pd
import pytest
import shapely

from geo.measures.chances import place_chances
from geo.measures.reach import (
    CELL_KM,
    HALF_DIAGONAL_KM,
    REACHED,
    border_reach,
    cell_distances,
    distance_km,
    district_reach,
)
from geo.model.district import VINTAGES
from geo.model.filter import IncidentFilter
from geo.places.borders import border_distance_km, border_lines
from geo.places.layers import district_ids, district_layer
from geo.places.locate import locate_points
from geo.places.metric import geometry_to_km, km_to_degrees, to_km
from geo.store.select import select_incidents
from tests.measures.rows import in_no_district, make_rows

CHAMAN = {"longitude": 66.45, "latitude": 30.92, "district_id": "bl-chaman"}
NEAR = {"place_precision": "near"}


def reach_of(change, border="afghan"):
    found = border_reach(make_rows(change), border, vintage="2025")
    return found.low[0], found.high[0], found.naive[0]


def test_an_exact_row_lies_at_its_point():
    low, high, naive = reach_of(CHAMAN)
    assert low == high == naive
    assert naive == border_distance_km([66.45], [30.92], "afghan")[0]


def test_a_near_row_lies_in_its_disc_and_its_district():
    low, high, naive = reach_of({**CHAMAN, **NEAR})
    near, far = (
        side[district_ids().index("bl-chaman")] for side in district_reach("afghan", "2025")
    )
    assert low == max(naive - 25, near)
    assert high == min(naive + 25, far)
    assert low < naive < high


def test_a_district_row_lies_anywhere_in_its_district():
    low, high, _ = reach_of({**CHAMAN, "place_precision": "district"})
    near, far = (
        side[district_ids().index("bl-chaman")] for side in district_reach("afghan", "2025")
    )
    assert (low, high) == (near, far)


def test_a_point_known_to_be_wrong_does_not_count():
    assert (
        reach_of({**CHAMAN, "point_suspect": True})[:2]
        == reach_of({**CHAMAN, "place_precision": "district"})[:2]
    )


def test_a_conflict_lies_at_its_point_or_in_its_district():
    low, high, naive = reach_of({**CHAMAN, "placement": "conflict", "district_id": "bl-kohlu"})
    assert low == naive
    assert high == district_reach("afghan", "2025")[1][district_ids().index("bl-kohlu")]


def test_a_province_row_lies_anywhere_in_its_province():
    low, high, _ = reach_of(in_no_district(longitude=None, latitude=None))
    assert low == 0
    assert 400 < high < 700  # Balochistan's south-east


def test_a_row_that_names_nothing_lies_in_its_disc():
    change = {**CHAMAN, **NEAR, "placement": "ambiguous", "province": ""}
    low, high, naive = reach_of(change)
    assert low == max(naive - 25, 0)
    assert high == naive + 25


@pytest.mark.parametrize("border", REACHED)
def test_true_places_lie_within_the_bounds(border):
    """Oracle: points spread over each near row's disc and district, measured one by one."""
    rng = np.random.default_rng(5)
    rows = select_incidents(IncidentFilter(precisions=("near",))).counted
    rows = rows[(rows["placement"] == "certain") & rows["on_map"]].sample(60, random_state=5)
    found = border_reach(rows, border, vintage="2025")
    ids = np.array(district_ids())
    checked = 0
    for position, row in enumerate(rows.itertuples()):
        centre = to_km([row.longitude], [row.latitude])[0]
        around = rng.normal(size=(400, 2))
        around *= (25 * np.sqrt(rng.random(400)) / np.linalg.norm(around, axis=1))[:, None]
        points = np.column_stack(km_to_degrees(*(centre + around).T))
        code = locate_points(*points.T).code
        inside = points[(code >= 0) & (ids[code] == row.district_id)]
        distance = distance_km(inside[:, 0], inside[:, 1], border)
        assert (distance >= found.low[position] - 1e-6).all()
        assert (distance <= found.high[position] + 1e-6).all()
        checked += len(inside)
    assert checked > 10_000


@pytest.mark.parametrize("vintage", VINTAGES)
@pytest.mark.parametrize(("border", "km"), [("afghan", 100), ("iranian", 250)])
def test_the_reach_of_districts_agrees_with_buffers(border, km, vintage):
    near, far = district_reach(border, vintage)
    line = geometry_to_km(border_lines(border))
    shapes = geometry_to_km(district_layer(vintage).geometry.to_numpy())
    np.testing.assert_allclose(near, shapely.distance(shapes, line))
    belt = shapely.buffer(line, km, quad_segs=32)
    whole = shapely.covered_by(shapes, belt)
    assert (far[whole] <= km + HALF_DIAGONAL_KM + 0.5).all()
    assert (far[~whole] > km - 0.5).all()
    assert whole.any()


def test_either_border_is_the_nearer_one():
    rows = select_incidents(IncidentFilter(provinces=("bl",))).counted
    one, other, both = (border_reach(rows, border, vintage="2025") for border in REACHED)
    np.testing.assert_array_equal(both.naive, np.minimum(one.naive, other.naive))
    assert (both.high <= np.minimum(one.high, other.high) + HALF_DIAGONAL_KM).all()
    assert (both.low >= np.minimum(one.low, other.low) - 1e-9).all()


def test_bounds_are_in_order_for_every_shipped_row_and_rows_stay_as_they_were():
    rows = select_incidents(IncidentFilter()).counted
    before = rows.copy(deep=True)
    found = border_reach(rows, "any", vintage="2025")
    assert (found.low <= found.high).all()
    assert (found.low >= 0).all()
    again = border_reach(rows, "any", vintage="2025", chances=place_chances(rows, vintage="2025"))
    np.testing.assert_array_equal(found.high, again.high)
    pd.testing.assert_frame_equal(rows, before)


def test_distances_of_cells():
    distances = cell_distances("any", "2025")
    np.testing.assert_array_equal(
        distances, np.minimum(cell_distances("afghan", "2025"), cell_distances("iranian", "2025"))
    )
    assert distances.min() < CELL_KM
    assert distances.max() > 300


def test_no_rows_and_missing_points():
    assert border_reach(make_rows({}).iloc[:0], "any", vintage="2025").low.shape == (0,)
    assert np.isnan(distance_km([np.nan, 67.0, 67.0], [np.nan, 30.0, 30.0], "any")).tolist() == [
        True,
        False,
        False,
    ]


def test_unknown_borders_are_refused():
    with pytest.raises(KeyError, match="afghan, iranian, any"):
        border_reach(make_rows({}), "indian", vintage="2025")
