import pytest

from geo.places.crosswalk import children_of, parent_of
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


def test_children_and_parents_agree():
    for parent in district_ids("2023"):
        assert {parent_of(child) for child in children_of(parent)} == {parent}
    assert sum(len(children_of(parent)) for parent in district_ids("2023")) == 72


def test_unknown_district_is_refused():
    with pytest.raises(KeyError):
        parent_of("kp-nowhere")
