"""Spellings lead to groups, umbrellas to their members."""

import pytest

from geo.intake.groups import (
    catalogue,
    covering,
    fold_group,
    groups,
    match_group,
    members,
    read_catalogue,
    umbrella_offers,
)
from geo.model.group import FAMILIES


@pytest.mark.parametrize("group_id", list(groups()))
def test_every_group_is_whole(group_id):
    group = groups()[group_id]
    assert group.family in FAMILIES
    assert group.name
    assert group.short
    assert group.umbrella_id in ("", *groups())
    assert all(match_group(text) == group for text in (group_id, group.name, *group.aliases))


@pytest.mark.parametrize(
    ("text", "group_id"),
    [
        ("BLA", "bla"),
        ("bla: baloch liberation army", "bla"),
        ("Majeed Brigade", "bla"),
        ("BLA (Bashir Zeb)", "bla-aslam"),
        ("BLA-BZ: Baloch Liberation Army-Bashir Zeb", "bla-aslam"),
        ("BLA - Azad", "bla-azad"),
        ("Tehreek-e-Taliban Pakistan", "ttp"),
        ("تحریک طالبان پاکستان", "ttp"),
        ("داعش", "iskp"),
        ("IS", "iskp"),
        ("Taleban", "afghan-taliban"),
        ("XXX770", "unknown"),
        ("Fitna al-Khawarij", "islamist-unspecified"),
        ("Fitna al-Hindustan", "baloch-unspecified"),
        ("Lashkar e Islam", "lei"),
        ("Government of Pakistan", "gov-pakistan"),
    ],
)
def test_spellings(text, group_id):
    assert match_group(text).group_id == group_id


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Jundullah",
        "Jundallah",
        "Sarmachar",
        "SDLA",
        "Taliban",
        "some new group",
        "Indian-sponsored",
    ],
)
def test_what_leads_nowhere(text):
    assert match_group(text) is None


def test_state_terms_name_no_group_that_fights():
    for group_id in ("ttp", "bla", "blf", "bras", "hgb"):
        folded = [fold_group(alias) for alias in groups()[group_id].aliases]
        assert not [alias for alias in folded if "fitna" in alias or "khawarij" in alias]


def test_umbrellas_hold_nested_members():
    assert members("bras") >= {"bras", "bla", "blf", "brg", "bna", "uba", "bra", "bla-aslam"}
    assert "bla-azad" not in members("bras")
    assert members("blf") == {"blf"}
    assert members("no such id") == {"no such id"}
    assert covering("uba") == ("bna", "bras")


@pytest.mark.parametrize("group_id", [one for one in groups() if groups()[one].umbrella_id])
def test_every_umbrella_can_be_offered(group_id):
    offers = umbrella_offers([group_id], set(groups()))
    assert [umbrella for _, umbrella, _ in offers] == list(covering(group_id))
    assert all(groups()[umbrella].short in sentence for _, umbrella, sentence in offers)


def test_offers_only_what_is_there_and_not_chosen():
    assert umbrella_offers(["bla"], {"bla"}) == []
    assert umbrella_offers(["bla", "bras"], {"bras"}) == []
    assert umbrella_offers(["bla", "not a group"], {"bras"}) == [
        (
            "bla",
            "bras",
            "UCDP codes Baloch attacks from 2019 on as BRAS, the alliance that BLA belongs to.",
        )
    ]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["a,A,A,local,,X,", "b,B,B,local,,x,"], "leads to a and to b"),
        (["a,A,A,local,z,,"], "no umbrella 'z'"),
    ],
    ids=["one spelling twice", "unknown umbrella"],
)
def test_a_broken_catalogue_is_refused(tmp_path, rows, words):
    path = tmp_path / "groups.csv"
    header = "group_id,name,short,family,umbrella_id,aliases,note"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    with pytest.raises(ValueError, match=words):
        read_catalogue(path)


def test_the_catalogue_cannot_be_changed():
    with pytest.raises(TypeError):
        catalogue().groups["x"] = None
