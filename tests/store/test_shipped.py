"""The data sets that ship, and the rows everybody asks about."""

import hashlib

import pandas as pd
import pytest

from geo.intake.groups import groups
from geo.model.checks import check_placed
from geo.model.district import VINTAGES
from geo.model.incident import COLUMNS, EVENT_TYPES, PLACEMENT_COLUMNS
from geo.places.layers import district_table
from geo.store.shipped import datasets, load_incidents

EVERY = [(one, vintage) for one in datasets() for vintage in VINTAGES]


def everything(vintage: str = "2025") -> pd.DataFrame:
    return pd.concat([load_incidents(one, vintage) for one in datasets()], ignore_index=True)


def of_source(*source_ids: str) -> pd.DataFrame:
    rows = everything()
    return rows[rows["source_id"].isin(source_ids)]


@pytest.mark.parametrize("dataset_id", list(datasets()))
def test_a_data_set_says_what_it_is(dataset_id):
    about = datasets()[dataset_id]
    assert about.covers_from <= about.covers_to
    assert len(about.sha256) == len(hashlib.sha256().hexdigest())
    assert all((about.title, about.version, about.licence, about.citation, about.counts))
    rows = load_incidents(dataset_id, "2025")
    assert len(rows) == about.rows
    assert set(rows["dataset_id"]) == {dataset_id}
    assert rows["date_start"].min().date() >= about.covers_from
    assert rows["date_start"].max().date() <= about.covers_to


def test_the_compiled_table_says_how_its_groups_were_named():
    rows = load_incidents("compiled-2022-2026", "2025")
    ttp = rows[rows["group_id"] == "ttp"]
    said = f"{(ttp['attribution'] == 'attributed').sum()} of its {len(ttp)} TTP rows"
    assert said in datasets()["compiled-2022-2026"].counts
    assert "Fitna al-Khawarij alone was coded as TTP" in groups()["ttp"].note


def test_precedence_decides_between_any_two():
    ranks = [one.precedence for one in datasets().values()]
    assert len(set(ranks)) == len(ranks)


@pytest.mark.parametrize(("dataset_id", "vintage"), EVERY)
def test_every_table_keeps_the_contract(dataset_id, vintage):
    rows = load_incidents(dataset_id, vintage)
    check_placed(rows)
    assert tuple(rows.columns) == COLUMNS + PLACEMENT_COLUMNS
    assert isinstance(rows.index, pd.RangeIndex)
    order = rows[["date_start", "incident_id"]]
    assert order.equals(order.sort_values(["date_start", "incident_id"]))
    districts = set(district_table(vintage)["district_id"])
    assert set(rows["district_id"]) <= {"", *districts}
    assert {one for text in rows["candidates"] for one in text.split("|")} <= {"", *districts}
    assert set(rows["group_id"]) | set(rows["other_group_id"]) <= {"", *groups()}
    assert set(rows["event_type"]) <= set(EVENT_TYPES)
    assert not (rows["group_id"] == "unlisted").any()


@pytest.mark.parametrize("vintage", list(VINTAGES))
def test_nothing_is_more_certain_than_its_source(vintage):
    rows = everything(vintage)
    vague = rows["place_precision"].isin(["province", "country"])
    assert (rows.loc[vague, "district_id"] == "").all()
    assert not rows.loc[vague, "on_map"].any()
    assert rows.loc[rows["on_map"], "place_precision"].isin(["exact", "near"]).all()
    assert not rows.loc[rows["placement"] == "conflict", "on_map"].any()


def test_unknown_data_sets_and_vintages_are_refused():
    with pytest.raises(KeyError):
        load_incidents("acled", "2025")
    with pytest.raises(KeyError):
        load_incidents("ucdp-ged-22.1", "1998")


FALLBACK_POINTS = {
    "Pakistan": (70.0, 30.0),
    "Khyber Pakhtunkhwa": (72.502373, 34.459933),
    "Balochistan": (65.643553, 28.478488),
}


@pytest.mark.parametrize("whole", list(FALLBACK_POINTS))
def test_fallback_points_are_no_places(whole):
    rows = everything()
    longitude, latitude = FALLBACK_POINTS[whole]
    here = rows[(rows["longitude"] == longitude) & (rows["latitude"] == latitude)]
    assert len(here) > 0
    assert (here["district_id"] == "").all()
    assert (here["placement"] == "unplaced").all()
    assert not here["on_map"].any()


PLACES_GONE_WRONG = [
    ("ucdp-ged-22.1", "Sui town", "bl-dera-bugti", 24),
    ("ucdp-ged-22.1", "Machh town", "bl-kachhi", 9),
    ("ucdp-candidate-2026", "Machh town", "bl-kachhi", 1),
    ("ucdp-ged-22.1", "Khar town", "kp-bajaur", 39),
    ("ucdp-candidate-2026", "Khar town", "kp-bajaur", 2),
]


@pytest.mark.parametrize(("dataset_id", "place", "district_id", "count"), PLACES_GONE_WRONG)
@pytest.mark.parametrize("vintage", list(VINTAGES))
def test_the_name_wins_over_a_wrong_point(dataset_id, place, district_id, count, vintage):
    rows = load_incidents(dataset_id, vintage)
    here = rows[rows["place"] == place]
    assert len(here) == count
    assert set(here["district_id"]) == {district_id}
    assert set(here["placement"]) == {"conflict"}
    assert not here["on_map"].any()


UMBRELLA_ROWS = (
    "620575",
    "628848",
    "628845",
    "611912",
    "630238",
    "630239",
    "633386",
    "632058",
    "634642",
)


@pytest.mark.parametrize("source_id", UMBRELLA_ROWS)
def test_a_tally_of_a_period_is_counted_and_never_a_dot(source_id):
    rows = of_source(source_id)
    assert len(rows) == 1
    assert rows["stands_for_period"].all()
    assert not rows["on_map"].any()


SUSPECT_ROWS = (
    "633443",
    "633451",
    "633476",
    "633478",
    "630762",
    "627577",
    "630173",
    "633432",
    "637820",
)


@pytest.mark.parametrize("source_id", SUSPECT_ROWS)
def test_a_suspect_point_is_marked_and_never_a_dot(source_id):
    rows = of_source(source_id)
    assert rows["point_suspect"].tolist() == [True]
    assert rows["district_id"].tolist() != [""]
    assert not rows["on_map"].any()


def test_suspect_points_are_not_moved():
    buleda = everything().query("place == 'Buleda town'")
    assert len(buleda) == 9
    assert set(buleda["longitude"]) == {63.8}
    assert buleda["point_suspect"].all()


@pytest.mark.parametrize(
    ("source_district", "place", "district_id"),
    [
        ("Lasbela district", "Hub town", "bl-hub"),
        ("Killa Abdullah district", "Chaman town", "bl-chaman"),
    ],
)
def test_a_town_whose_district_was_split_off_later_is_told_by_its_point(
    source_district, place, district_id
):
    rows = load_incidents("ucdp-ged-22.1", "2025")
    here = rows[(rows["source_district"] == source_district) & (rows["place"] == place)]
    assert len(here) > 0
    assert set(here["district_id"]) == {district_id}
    assert set(here["placed_by"]) == {"point"}
    exact = here["place_precision"] == "exact"
    assert set(here.loc[exact, "placement"]) == {"certain"}
    assert set(here.loc[~exact, "placement"]) <= {"ambiguous"}


def test_the_train_of_march_2025():
    (row,) = of_source("C2025-063").to_dict("records")
    assert row["date_start"] == pd.Timestamp("2025-03-11")
    assert (row["district_id"], row["group_id"]) == ("bl-kachhi", "bla")
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (58, 64, 64)
    assert (row["killed_militants"], row["injured_best"]) == (33, 38)


def test_the_police_bus_of_april_2025():
    (row,) = of_source("C2025-100").to_dict("records")
    assert row["date_start"] == pd.Timestamp("2025-04-15")
    assert (row["district_id"], row["group_id"]) == ("bl-mastung", "iskp")
    assert row["killed_best"] == 3
    assert (row["injured_low"], row["injured_high"]) == (16, 20)


def test_the_roadside_bomb_in_bajaur_of_april_2025():
    (row,) = of_source("C2025-095").to_dict("records")
    assert (row["date_start"].year, row["date_start"].month) == (2025, 4)
    assert (row["district_id"], row["event_type"]) == ("kp-bajaur", "ied")
    assert (row["date_precision"], row["confidence"]) == ("month", "low")


def test_rows_in_two_candidate_files_stand_once():
    assert len(of_source("634642", "634643")) == 2
