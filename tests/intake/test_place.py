"""Name first, point second; and nothing gets a district that its source cannot know."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.intake.place import place_incidents
from geo.model.checks import check_placed
from geo.model.district import VINTAGES
from geo.model.precision import PLACE_PRECISIONS
from geo.places.layers import district_layer
from tests.intake.rows import incidents

KHAR_UCDP = (71.938726, 34.613448)  # UCDP's point of Khar, Bajaur: lies in Malakand
SUI_UCDP = (62.049546, 25.648076)  # UCDP 22.1's point of Sui: lies in Gwadar
MIRANSHAH = (70.07, 33.0)
WANA = (69.5703, 32.3047)
HUB = (66.883392, 25.028372)
KARACHI = (67.0, 24.9)


def place(vintage: str = "2025", **cells: object) -> pd.Series:
    """One incident, placed."""
    point = cells.pop("point", None)
    if point is not None:
        cells["longitude"], cells["latitude"] = point
    if "date_start" in cells:
        cells["date_start"] = pd.Timestamp(cells["date_start"])
    table = incidents(**{name: [cell] for name, cell in cells.items()})
    return check_placed(place_incidents(table, vintage=vintage)).iloc[0]


def answer(row: pd.Series) -> tuple[object, ...]:
    return tuple(row[["district_id", "placed_by", "placement", "on_map"]])


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {"source_district": "North Waziristan", "point": MIRANSHAH},
            ("kp-north-waziristan", "name", "certain", True),
        ),
        ({"source_district": "Bajaur agency"}, ("kp-bajaur", "name", "certain", False)),
        (
            {"source_district": "Bajaur agency", "point": KHAR_UCDP},
            ("kp-bajaur", "name", "conflict", False),
        ),
        (
            {
                "source_district": "Bajaur agency",
                "point": KHAR_UCDP,
                "place_precision": "near",
            },
            ("kp-bajaur", "name", "conflict", False),
        ),
        (
            {
                "source_district": "Bajaur agency",
                "point": KHAR_UCDP,
                "place_precision": "district",
            },
            ("kp-bajaur", "name", "certain", False),
        ),
        (
            {
                "source_district": "Dera Bugti district",
                "province": "Balochistan",
                "point": SUI_UCDP,
            },
            ("bl-dera-bugti", "name", "conflict", False),
        ),
        (
            {"source_district": "South Waziristan", "point": WANA},
            ("kp-lower-south-waziristan", "point", "certain", True),
        ),
        (
            {"source_district": "South Waziristan", "point": WANA, "place_precision": "near"},
            ("kp-lower-south-waziristan", "point", "ambiguous", True),
        ),
        (
            {"source_district": "South Waziristan", "point": WANA, "place_precision": "district"},
            ("", "none", "ambiguous", False),
        ),
        ({"source_district": "South Waziristan"}, ("", "none", "ambiguous", False)),
        (
            {"source_district": "South Waziristan", "point": KHAR_UCDP},
            ("", "none", "conflict", False),
        ),
        ({"point": WANA}, ("kp-lower-south-waziristan", "point", "certain", True)),
        (
            {"point": WANA, "place_precision": "near"},
            ("kp-lower-south-waziristan", "point", "ambiguous", True),
        ),
        (
            {"point": WANA, "source_district": "Nowhere"},
            ("kp-lower-south-waziristan", "point", "ambiguous", True),
        ),
        ({"point": WANA, "place_precision": "district"}, ("", "none", "unplaced", False)),
        ({"point": KARACHI, "province": ""}, ("", "none", "outside", False)),
        ({"point": KARACHI}, ("", "none", "conflict", False)),
        ({"point": WANA, "province": "Balochistan"}, ("", "none", "conflict", False)),
        ({"point": WANA, "province": "Sindh"}, ("", "none", "outside", False)),
        (
            {"source_district": "Zhob", "province": "Khyber Pakhtunkhwa"},
            ("", "none", "unplaced", False),
        ),
        (
            {"point": WANA, "place_precision": "province", "source_district": "Orakzai agency"},
            ("", "none", "unplaced", False),
        ),
        ({"point": (70.0, 30.0), "place_precision": "country"}, ("", "none", "unplaced", False)),
        (
            {"point": (72.502373, 34.459933), "place_precision": "province"},
            ("", "none", "unplaced", False),
        ),
    ],
)
def test_rules(cells, expected):
    assert answer(place(**cells)) == expected


def test_a_split_district_is_told_by_the_day_and_the_point():
    hub = {"source_district": "Lasbela district", "province": "Balochistan", "point": HUB}
    assert answer(place(**hub, date_start="2010-01-01")) == ("bl-hub", "point", "certain", True)
    assert answer(place(**hub, date_start="2026-01-01")) == (
        "bl-lasbela",
        "name",
        "conflict",
        False,
    )
    assert answer(place("2023", **hub, date_start="2010-01-01"))[0] == "bl-lasbela"


def test_candidates_are_listed_only_while_several_fit():
    both = "kp-lower-south-waziristan|kp-upper-south-waziristan"
    name = {"source_district": "South Waziristan"}
    assert place(**name)["candidates"] == both
    assert place(**name, point=WANA, place_precision="near")["candidates"] == both
    assert place(**name, point=WANA)["candidates"] == ""
    assert place("2023", **name)["district_id"] == "kp-south-waziristan"


@pytest.mark.parametrize("flag", ["stands_for_period", "point_suspect"])
def test_a_tally_or_a_suspect_point_keeps_its_district_but_is_no_dot(flag):
    row = place(source_district="North Waziristan", point=MIRANSHAH, **{flag: True})
    assert answer(row) == ("kp-north-waziristan", "name", "certain", False)


def test_a_point_off_the_clipped_coast_goes_to_the_nearest_district():
    coast = district_layer("2025").set_index("district_id").geometry["bl-gwadar"]
    west, south, east, _ = coast.bounds
    xs = [west + (east - west) * step / 200 for step in range(200)]
    table = incidents(longitude=xs, latitude=[south - 0.02] * 200, province=["Balochistan"] * 200)
    placed = place_incidents(table, vintage="2025")
    near = placed[placed["placed_by"] == "nearest"]
    assert set(near["district_id"]) == {"bl-gwadar"}
    assert set(near["placement"]) == {"certain"}
    assert set(placed.loc[placed["district_id"] == "", "placement"]) == {"conflict"}


NAMES = ["", "Bajaur agency", "South Waziristan", "Zhob", "Lasbela", "Karachi", "Nowhere"]
PROVINCES = ["", "Khyber Pakhtunkhwa", "Balochistan", "Sindh"]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(PROVINCES),
        st.sampled_from(PLACE_PRECISIONS),
        st.one_of(st.none(), st.tuples(st.floats(60, 75), st.floats(24, 37))),
        st.booleans(),
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from(list(VINTAGES)))
def test_what_holds_for_every_row(rows, vintage):
    table = incidents(
        source_district=[row[0] for row in rows],
        province=[row[1] for row in rows],
        place_precision=[row[2] for row in rows],
        longitude=[row[3][0] if row[3] else None for row in rows],
        latitude=[row[3][1] if row[3] else None for row in rows],
        point_suspect=[row[4] for row in rows],
    )
    before = table.copy()
    placed = check_placed(place_incidents(table, vintage=vintage))
    pd.testing.assert_frame_equal(table, before)
    assert placed.index.equals(table.index)
    vague = placed["place_precision"].isin(["province", "country"])
    assert (placed.loc[vague, "district_id"] == "").all()
    assert (placed.loc[placed["province"] == "Sindh", "placement"] == "outside").all()
    assert ((placed["district_id"] == "") == (placed["placed_by"] == "none")).all()
    assert (placed.loc[placed["placement"] == "certain", "district_id"] != "").all()
    dots = placed[placed["on_map"]]
    assert dots["place_precision"].isin(["exact", "near"]).all()
    assert dots["longitude"].notna().all()
    assert (dots["district_id"] != "").all()
    assert not dots["point_suspect"].any()
    assert set(dots["placement"]) <= {"certain", "ambiguous"}
    one_by_one = [
        answer(place_incidents(table.iloc[[row]], vintage=vintage).iloc[0])
        for row in range(len(table))
    ]
    assert one_by_one == [answer(row) for _, row in placed.iterrows()]
