import pytest

from geo.places.crosswalk import parent_of
from geo.places.layers import district_ids


@pytest.mark.parametrize(
    ("district_id", "parent"),
    [
        ("bl-hub", "bl-lasbela"),
        ("bl-lasbela", "bl-lasbela"),
        ("bl-usta-muhammad", "bl-jaffarabad"),
        ("kp-upper-south-waziristan", "kp-south-waziristan"),
        ("kp-south-waziristan", "kp-south-waziristan"),
        ("kp-bajaur", "kp-bajaur"),
    ],
)
def test_parent(district_id, parent):
    assert parent_of(district_id) == parent


def test_the_districts_of_2023_are_the_parents_of_those_of_2025():
    assert {parent_of(one) for one in district_ids("2025")} == set(district_ids("2023"))


def test_unknown_district_is_refused():
    with pytest.raises(KeyError):
        parent_of("kp-nowhere")
