"""Likeness decides only where it is clear; the rest is asked, once per spelling."""

import pytest

from geo.intake import spellings
from geo.intake.groups import catalogue
from geo.intake.outside import is_outside, outside_names
from geo.intake.pipeline import read_upload
from geo.intake.report import report_words
from geo.intake.spellings import (
    MOST_SPELLINGS,
    Decisions,
    clear_district,
    clear_group,
    likely_districts,
    likely_groups,
    with_spellings,
)
from geo.places.names import aliases, district_candidates


@pytest.mark.parametrize(
    ("text", "districts"),
    [
        ("Peshawr", ("kp-peshawar",)),
        ("Quettta", ("bl-quetta",)),
        ("North Wazirstan", ("kp-north-waziristan",)),
        ("Dera Bugtti", ("bl-dera-bugti",)),
        ("Karachi", ()),
        ("Kolat", ()),
        ("Hobb", ()),
        ("Lower Kohistn", ("kp-lower-kohistan",)),
        ("Xanadu", ()),
        ("", ()),
    ],
)
def test_a_clear_likeness_is_one_district(text, districts):
    name = clear_district(text)
    assert (district_candidates(name) if name else ()) == districts


def test_a_province_rules_out_the_other():
    assert clear_district("Peshawr", province="Balochistan") == ""


@pytest.mark.parametrize("name", ["Karachi", ["karachi", "division"][0], "D.G. Khan", "Kabul"])
def test_known_places_outside_are_never_like_a_district(name):
    assert is_outside(name)
    assert likely_districts(name) == []


def test_no_place_is_both_outside_and_a_district():
    assert outside_names().isdisjoint(aliases())


def test_short_or_far_names_are_offered_with_candidates():
    names = [name for name, _ in likely_districts("Kolat")]
    assert "kalat" in names


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Baloch Liberaton Army", "bla"),
        ("Tehreek-e-Taliban Pakistaan", "ttp"),
        ("BLX", ""),
        ("Government of Irak", ""),
        ("Baloch Republican Force", ""),
    ],
)
def test_groups(text, group):
    assert clear_group(text, catalogue()) == group


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Taliban", ["afghan-taliban", "ttp"]),
        ("Jundallah", ["jundallah-pakistan", "jundallah-iran"]),
    ],
)
def test_a_name_of_two_groups_is_asked_with_both(text, offered):
    assert clear_group(text, catalogue()) == ""
    assert [group for group, _ in likely_groups(text, catalogue())] == offered


def test_states_are_never_likened():
    assert likely_groups("Government of Irak", catalogue()) == []


def test_decided_groups_join_the_catalogue():
    known = with_spellings(catalogue(), {"The Brand New Front": "bla", "X": "no such group"})
    assert known.match("the brand new front").group_id == "bla"
    assert known.match("X") is None
    assert catalogue().match("the brand new front") is None


def test_a_decision_must_name_a_district():
    with pytest.raises(ValueError, match="no district is called so"):
        Decisions(districts={"Xanadu": "kp-xanadu"})


def test_joined_decisions_prefer_the_first():
    mine, near = (
        Decisions({"a": "kp-bajaur"}),
        Decisions({"a": "Quetta", "b": "Quetta"}, {"g": "bla"}),
    )
    assert mine.joined(near) == Decisions({"a": "kp-bajaur", "b": "Quetta"}, {"g": "bla"})


def test_only_the_most_frequent_of_very_many_spellings_are_asked_about():
    rows = [f"{number},2024-03-01,Xanadu{number}" for number in range(MOST_SPELLINGS + 50)]
    often = [f"x{number},2024-03-01,Zanadu" for number in range(3)]
    text = "\n".join(["id,date,district", *rows, *often])
    report = read_upload(text.encode(), label="a")
    assert len(report.undecided) == MOST_SPELLINGS
    assert report.undecided[0].text == "Zanadu"
    assert len(report.placed) == len(rows) + len(often)
    assert [one.code for one in report.problems if one.row is None] == ["names-many"]
    assert "51 more names" in report.problems[0].message


def test_likeness_is_measured_for_so_many_spellings_and_no_more(monkeypatch):
    """Likeness takes longest by far: a file of 100,000 names must not wait for it."""
    asked = []
    extract = spellings.process.extract

    def counted(name, *given, **more):
        asked.append(name)
        return extract(name, *given, **more)

    monkeypatch.setattr(spellings.process, "extract", counted)
    rows = [
        f"{number},2024-03-01,Xanadu{number},Front {number}" for number in range(4 * MOST_SPELLINGS)
    ]
    text = "\n".join(["id,date,district,group", *rows])
    report = read_upload(text.encode(), label="a")
    assert len(asked) <= 4 * MOST_SPELLINGS  # districts and groups, before and after placing
    assert len(report.placed) == len(rows)
    unlisted = [one for one in report.problems if one.code == "group-unlisted"]
    assert len(unlisted) == len(rows)


def test_a_question_names_the_nearest():
    table = b"date,district,group\n14 Mar 2024,Kehc,BLX\n15 Mar 2024,Xyzqw,Qqqqqq Zzzz\n"
    questions = read_upload(table, label="t.csv").questions
    assert questions == (
        "No district is called “Kehc” (1 row). The nearest: Kech.",
        "No district is called “Xyzqw” (1 row).",
        "“BLX” (1 row) is in no catalogue of groups: “Not listed”. The nearest: Baloch Liberation "
        "Army, Baloch Liberation Front, Baloch Liberation Tigers.",
        "“Qqqqqq Zzzz” (1 row) is in no catalogue of groups: “Not listed”.",
    )


def test_a_row_whose_district_nobody_knows_is_known_to_no_more_than_its_province():
    table = b"date,province,district\n14 Mar 2024,Balochistan,Xyzqw\n"
    words = report_words(read_upload(table, label="t.csv"))
    [lie] = [sentence for sentence in words if sentence.startswith("Where they lie:")]
    assert lie == (
        "Where they lie: 1 known to a province or the country only, or its district is in no table."
    )
