import numpy as np
import pandas as pd
import pyproj
import pytest

from geo.measures.chances import GROUNDS, ground_of, place_chances
from geo.model.district import VINTAGES
from geo.model.filter import IncidentFilter
from geo.places.layers import district_ids, district_table
from geo.places.locate import locate_points
from geo.store.select import select_incidents
from tests.measures.rows import in_no_district, make_rows

WAZIRISTANS = "kp-lower-south-waziristan|kp-upper-south-waziristan"
BETWEEN = {
    "district_id": "kp-upper-south-waziristan",
    "candidates": WAZIRISTANS,
    "province": "Khyber Pakhtunkhwa",
    "placement": "ambiguous",
    "place_precision": "near",
    "placed_by": "point",
    "longitude": 69.75,
    "latitude": 32.45,
}


def chances_of(change, vintage="2025") -> tuple[dict[str, float], set[str], float]:
    """The chances above 0 by district, the possible districts and what is beyond, of one row."""
    found = place_chances(make_rows(change), vintage=vintage)
    ids = np.array(district_ids(vintage))
    chance = {ids[at]: found.chance[0, at] for at in np.flatnonzero(found.chance[0])}
    return chance, set(ids[found.possible[0]]), found.beyond[0]


@pytest.mark.parametrize(
    ("change", "ground"),
    [
        pytest.param({}, "certain", id="exact and named"),
        pytest.param({"place_precision": "near"}, "certain", id="near and named"),
        pytest.param({"place_precision": "district"}, "certain", id="district and named"),
        pytest.param({"placement": "conflict"}, "conflict", id="name against point"),
        pytest.param(
            {"placement": "conflict", "point_suspect": True}, "certain", id="the point is wrong"
        ),
        pytest.param(BETWEEN, "disc", id="near point among candidates"),
        pytest.param(
            {"placement": "ambiguous", "placed_by": "point"}, "point", id="exact, unknown name"
        ),
        pytest.param(
            {
                "district_id": "",
                "candidates": WAZIRISTANS,
                "placement": "ambiguous",
                "place_precision": "district",
            },
            "candidates",
            id="name of two",
        ),
        pytest.param(in_no_district(), "province", id="province only"),
    ],
)
def test_grounds(change, ground):
    assert ground_of(make_rows(change)).tolist() == [ground]
    assert ground in GROUNDS


def test_a_named_district_is_certain_whatever_the_precision():
    chance, possible, beyond = chances_of({"place_precision": "near"})
    assert chance == {"bl-quetta": 1.0}
    assert possible == {"bl-quetta"}
    assert beyond == 0


def test_a_conflict_keeps_its_chance_with_the_name_and_leaves_the_point_possible():
    change = {"placement": "conflict", "longitude": 63.06, "latitude": 26.0}
    chance, possible, _ = chances_of(change)
    assert chance == {"bl-quetta": 1.0}
    assert possible == {"bl-quetta", "bl-kech"}


def test_a_near_conflict_leaves_every_district_of_the_disc_possible():
    change = {"placement": "conflict", "place_precision": "near"}
    _, possible, _ = chances_of({**change, "longitude": 69.75, "latitude": 32.45})
    assert {"bl-quetta", *WAZIRISTANS.split("|")} <= possible


def test_candidates_share_by_area():
    change = {"district_id": "", "candidates": "bl-hub|bl-lasbela", "placement": "ambiguous"}
    chance, possible, _ = chances_of({**change, "place_precision": "district"})
    areas = district_table().set_index("district_id")["area_km2"]
    hub, lasbela = areas["bl-hub"], areas["bl-lasbela"]
    assert chance == pytest.approx(
        {"bl-hub": hub / (hub + lasbela), "bl-lasbela": lasbela / (hub + lasbela)}
    )
    assert possible == {"bl-hub", "bl-lasbela"}


def random_in_disc(longitude: float, latitude: float, count: int) -> np.ndarray:
    """Points spread evenly over 25 km around a point, geodesic: the slow and obvious way."""
    rng = np.random.default_rng(11)
    far = 25_000 * np.sqrt(rng.random(count))
    towards = rng.uniform(0, 360, count)
    start = np.full(count, longitude), np.full(count, latitude)
    x, y, _ = pyproj.Geod(ellps="WGS84").fwd(*start, towards, far)
    return np.column_stack([x, y])


@pytest.mark.parametrize(
    ("change", "province"),
    [
        pytest.param({"candidates": WAZIRISTANS}, "", id="two candidates"),
        pytest.param({"candidates": ""}, "kp", id="province only"),
        pytest.param({"candidates": "", "province": ""}, "", id="nothing named: part is beyond"),
    ],
)
def test_a_disc_is_shared_by_area(change, province):
    point = {"longitude": 69.55, "latitude": 32.2}
    chance, possible, beyond = chances_of({**BETWEEN, **point, **change})
    ids = np.array([*district_ids(), "beyond"])
    fallen = ids[locate_points(*random_in_disc(69.55, 32.2, 60_000).T).code]
    wanted = change["candidates"].split("|")
    if change["candidates"]:
        fallen = fallen[np.isin(fallen, wanted)]
    elif province:
        fallen = fallen[np.char.startswith(fallen.astype(str), province)]
    shares = pd.Series(fallen).value_counts(normalize=True)
    expected = {one: share for one, share in shares.items() if one != "beyond"}
    big = {one: share for one, share in chance.items() if share > 0.001}
    assert big == pytest.approx({one: expected[one] for one in big}, abs=0.01)
    assert beyond == pytest.approx(shares.get("beyond", 0.0), abs=0.01)
    assert set(expected) <= possible


def test_a_disc_that_misses_its_candidates_falls_back_to_their_areas():
    point = {"longitude": 63.06, "latitude": 26.0}
    near, _, _ = chances_of({**BETWEEN, **point, "district_id": ""})
    plain, _, _ = chances_of({**BETWEEN, "district_id": "", "place_precision": "district"})
    assert near == pytest.approx(plain)


def test_province_rows_are_possible_everywhere_in_it_and_weighed_nowhere():
    found = place_chances(make_rows(in_no_district()), vintage="2025")
    in_balochistan = np.char.startswith(np.array(district_ids()), "bl-")
    np.testing.assert_array_equal(found.possible[0], in_balochistan)
    assert found.unweighed.tolist() == [True]
    assert found.chance.sum() == 0
    assert found.beyond[0] == 0


@pytest.mark.parametrize("vintage", VINTAGES)
def test_what_holds_for_every_kind_of_the_shipped_rows(vintage):
    rows = select_incidents(IncidentFilter(vintage=vintage)).counted
    before = rows.copy(deep=True)
    found = place_chances(rows, vintage=vintage)
    total = found.chance.sum(axis=1) + found.beyond + found.unweighed
    np.testing.assert_allclose(total, 1, atol=1e-9)
    assert found.possible[found.chance > 0].all()
    assert (found.possible[found.certain].sum(axis=1) == 1).all()
    placed = found.best >= 0
    assert found.possible[placed, found.best[placed]].all()
    assert len(found.kind) == len(rows)
    ids = np.array([*district_ids(vintage), ""])
    assert (ids[found.best[found.kind]] == rows["district_id"]).all()
    pd.testing.assert_frame_equal(rows, before)


def test_no_rows_have_no_kinds():
    found = place_chances(make_rows({}).iloc[:0], vintage="2025")
    assert found.chance.shape == (0, 72)
    assert found.movable.shape == (0,)


def test_unknown_vintages_are_refused():
    with pytest.raises(KeyError):
        place_chances(make_rows({}), vintage="1901")
