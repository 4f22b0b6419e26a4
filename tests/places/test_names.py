from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.places import names
from geo.places.crosswalk import parent_of
from geo.places.layers import district_ids, district_table
from geo.places.names import district_candidates, district_history, fold_name

SOUTH_WAZIRISTAN = ("kp-lower-south-waziristan", "kp-upper-south-waziristan")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Bajaur agency", "bajaur"),
        ("  Quetta  DISTRICT ", "quetta"),
        ("Jafarabad Distrcit", "jafarabad"),
        ("Khyber Tribal District", "khyber"),
        ("D. I. Khan", "di khan"),
        ("D.I.Khan", "di khan"),
        ("DI Khan", "di khan"),
        ("Kolai-Palas", "kolai palas"),
        ("Kolai\u00a0Palas", "kolai palas"),
        ("Kolai\u200cPalas", "kolaipalas"),
        ("Ｑｕｅｔｔａ", "quetta"),
        ("Qal\u0101t", "qalat"),
        ("ضلع كوئٹه", fold_name("کوئٹہ")),  # Arabic kaf and heh
        ("خیبر ایجنسی", "خیبر"),
        ("موسیٰ خیل", fold_name("موسی خیل")),
        ("", ""),
        ("district", ""),
        ("!?", ""),
    ],
)
def test_fold(text, folded):
    assert fold_name(text) == folded


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text):
    assert fold_name(fold_name(text)) == fold_name(text)


@given(st.text(max_size=40), st.dates(), st.sampled_from(["2023", "2025"]))
def test_any_text_gives_known_districts_or_none(text, day, vintage):
    found = district_candidates(text, day=day, vintage=vintage)
    assert set(found) <= set(district_ids(vintage))
    assert list(found) == sorted(set(found))


@pytest.mark.parametrize("vintage", ["2023", "2025"])
@pytest.mark.parametrize("column", ["district_id", "name", "name_ur"])
def test_every_district_is_found_by_its_id_name_and_urdu_name(vintage, column):
    table = district_table(vintage)
    for name, one in zip(table[column], table["district_id"], strict=True):
        assert district_candidates(name, vintage=vintage) == (one,)
        assert district_candidates(f"{name} district", vintage=vintage) == (one,)


@pytest.mark.parametrize(("alias", "ids"), sorted(names.aliases().items()))
def test_every_alias_names_districts_that_exist(alias, ids):
    assert alias == fold_name(alias).replace(" ", "")
    assert set(ids) <= set(district_ids("2025"))
    assert list(ids) == sorted(ids)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("FR Tank - Jandola", ("kp-tank",)),
        ("FR Bannu - Mir Ali", ("kp-bannu", "kp-north-waziristan")),
        ("Jafarabad Distrcit", ("bl-jaffarabad",)),
        ("Sorab district", ("bl-surab",)),
        ("Dukki district", ("bl-duki",)),
        ("Bolan district", ("bl-kachhi",)),
        ("Musa Khel district", ("bl-musakhel",)),
        ("South Waziristan", SOUTH_WAZIRISTAN),
        ("جنوبی وزیرستان", SOUTH_WAZIRISTAN),
        ("Dir", ("kp-lower-dir", "kp-upper-dir")),
        ("Chitral district", ("kp-lower-chitral", "kp-upper-chitral")),
        ("Kohistan", ("kp-kolai-palas", "kp-lower-kohistan", "kp-upper-kohistan")),
        ("Lehri", ("bl-kachhi", "bl-sibi")),
        ("Kalat/Khuzdar", ("bl-kalat", "bl-khuzdar")),
        ("Kalat and Khuzdar", ("bl-kalat", "bl-khuzdar")),
        ("Kalat, Karachi", ()),
        ("Kalat division", ()),
        ("Karachi", ()),
        ("Kabul", ()),
        ("", ()),
        ("/", ()),
        ("\ud800", ()),
    ],
)
def test_candidates_today(name, found):
    assert district_candidates(name) == found


@pytest.mark.parametrize(
    ("name", "day", "vintage", "found"),
    [
        ("Lasbela", date(2010, 1, 1), "2025", ("bl-hub", "bl-lasbela")),
        ("Lasbela", date(2022, 8, 31), "2025", ("bl-hub", "bl-lasbela")),
        ("Lasbela", date(2022, 9, 1), "2025", ("bl-lasbela",)),
        ("Lasbela", date(2010, 1, 1), "2023", ("bl-lasbela",)),
        ("Hub", date(2010, 1, 1), "2025", ("bl-hub",)),
        ("Hub", date(2010, 1, 1), "2023", ("bl-lasbela",)),
        ("South Waziristan", date(2024, 1, 1), "2025", SOUTH_WAZIRISTAN),
        ("South Waziristan", date(2024, 1, 1), "2023", ("kp-south-waziristan",)),
        ("Killa Abdullah", date(2021, 6, 28), "2025", ("bl-chaman", "bl-killa-abdullah")),
        ("Killa Abdullah", date(2021, 6, 29), "2025", ("bl-killa-abdullah",)),
        # a split known to the month or year: the whole of it counts as before
        ("Lower Kohistan", date(2017, 12, 30), "2025", ("kp-kolai-palas", "kp-lower-kohistan")),
        ("Lower Kohistan", date(2018, 1, 1), "2025", ("kp-lower-kohistan",)),
        (
            "Jaffarabad",
            date(2013, 5, 15),
            "2023",
            ("bl-jaffarabad", "bl-sohbatpur"),
        ),
        # a child of a child
        ("Pishin", date(1990, 1, 1), "2025", ("bl-chaman", "bl-killa-abdullah", "bl-pishin")),
    ],
)
def test_candidates_on_a_day(name, day, vintage, found):
    assert district_candidates(name, day=day, vintage=vintage) == found


@given(
    st.sampled_from(district_table("2025")["name"].tolist()),
    st.dates(date(1989, 1, 1), date(2026, 12, 31)),
)
def test_older_names_never_mean_less(name, day):
    assert set(district_candidates(name)) <= set(district_candidates(name, day=day))


def test_unknown_vintage_is_refused():
    with pytest.raises(KeyError):
        district_candidates("Quetta", vintage="1998")


def test_history_is_in_order_and_about_known_districts():
    history = district_history()
    assert [split.since for split in history] == sorted(split.since for split in history)
    gone = {"bl-lehri", "kp-chitral", "kp-dir", "kp-kohistan", "kp-south-waziristan"}
    known = set(district_ids("2025")) | gone
    for split in history:
        assert {split.child_id, split.parent_id} <= known
        assert split.precision in ("day", "month", "year")
        assert split.since <= split.done_by
        assert split.source.startswith("http") or split.source == "general knowledge, not verified"


def test_history_holds_every_split_between_the_vintages():
    cut = {split.child_id for split in district_history()}
    assert {one for one in district_ids("2025") if parent_of(one) != one} <= cut
