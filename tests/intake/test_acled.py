"""ACLED's three shapes give the same incidents. All rows here are invented."""

import pandas as pd
import pytest

from geo.intake.pipeline import read_upload
from geo.intake.report import report_words
from tests.bad_inputs.samples import sheet

OLD = {
    "data_id": "1",
    "iso": "586",
    "event_id_cnty": "PAK00001",
    "event_id_no_cnty": "1",
    "event_date": "20 July 2019",
    "year": "2019",
    "time_precision": "1",
    "event_type": "Explosions/Remote violence",
    "sub_event_type": "Suicide bomb",
    "actor1": "TTP: Tehreek-i-Taliban Pakistan",
    "assoc_actor_1": "",
    "inter1": "2",
    "actor2": "Military Forces of Pakistan (2018-2022)",
    "assoc_actor_2": "",
    "inter2": "1",
    "interaction": "12",
    "region": "South Asia",
    "country": "Pakistan",
    "admin1": "Khyber Pakhtunkhwa",
    "admin2": "North Waziristan",
    "admin3": "Miran Shah",
    "location": "Miran Shah",
    "latitude": "33.0018",
    "longitude": "70.0701",
    "geo_precision": "1",
    "source": "Invented Daily",
    "source_scale": "National",
    "notes": "An invented note that must not be kept.",
    "fatalities": "4",
    "timestamp": "1563900000",
}
MIDDLE = {
    **{name: text for name, text in OLD.items() if name not in ("data_id", "event_id_no_cnty")},
    "disorder_type": "Political violence",
    "civilian_targeting": "",
    "tags": "",
    "event_date": "16 May 2025",
}
NEW = {
    **MIDDLE,
    "event_date": "2025-05-16",
    "inter1": "Rebel group",
    "inter2": "State forces",
    "interaction": "State forces-Rebel group",
    "population_1km": "",
    "population_2km": "",
    "population_5km": "",
    "population_best": "1000",
}
SHAPES = {"old export": OLD, "31 columns": MIDDLE, "35 columns": NEW}


def as_csv(*rows: dict[str, str]) -> bytes:
    return pd.DataFrame(rows).to_csv(index=False).encode()


def read(*changes: dict[str, str]) -> pd.DataFrame:
    rows = [{**MIDDLE, "event_id_cnty": f"PAK{n}", **one} for n, one in enumerate(changes)]
    report = read_upload(as_csv(*rows), label="acled.csv")
    assert len(report.rejected) == 0, report.problems
    return report.placed.sort_values("source_id").reset_index(drop=True)


def test_shapes_have_the_columns_they_are_named_for():
    assert (len(MIDDLE), len(NEW)) == (31, 35)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("row", SHAPES.values(), ids=SHAPES)
def test_every_shape_is_told_and_read(row, ending):
    data = as_csv(row) if ending == "csv" else sheet(list(row), list(row.values()))
    report = read_upload(data, label="my file")
    assert (report.format, report.private) == ("acled", True)
    (found,) = report.placed.to_dict("records")
    assert found["date_start"] == pd.Timestamp("2019-07-20" if row is OLD else "2025-05-16")
    assert (found["group_id"], found["other_group_id"]) == ("ttp", "")
    assert found["district_id"] == "kp-north-waziristan"
    assert found["event_type"] == "suicide-bombing"
    assert found["killed_low"] == found["killed_best"] == found["killed_high"] == 4
    assert pd.isna(found["injured_best"])
    assert found["on_map"]
    assert not report.undecided


def test_notes_are_not_kept_and_the_terms_are_said():
    report = read_upload(as_csv(OLD), label="acled.csv")
    assert (
        not report.placed.astype("str").apply(lambda one: one.str.contains("note")).any(axis=None)
    )
    assert any("do not allow" in sentence for sentence in report_words(report))


@pytest.mark.parametrize(
    ("kind", "sub", "expected"),
    [
        ("Battles", "Armed clash", "clash"),
        ("Battles", "Government regains territory", "clash"),
        ("Explosions/Remote violence", "Remote explosive/landmine/IED", "ied"),
        ("Explosions/Remote violence", "Air/drone strike", "acled-remote"),
        ("Violence against civilians", "Attack", "one-sided"),
        ("Violence against civilians", "Abduction/forced disappearance", "kidnapping"),
        ("Riots", "Mob violence", "acled-unrest"),
        ("Protests", "Peaceful protest", "acled-unrest"),
        ("Strategic developments", "Arrests", "acled-strategic"),
        ("Something new", "Something new", "other"),
    ],
)
def test_kinds(kind, sub, expected):
    rows = read({"event_type": kind, "sub_event_type": sub})
    assert rows["event_type"].tolist() == [expected]


def test_precisions():
    rows = read(
        {"geo_precision": "1", "time_precision": "1"},
        {"geo_precision": "2", "time_precision": "2"},
        {"geo_precision": "3", "time_precision": "3"},
    )
    assert rows["place_precision"].tolist() == ["exact", "near", "province"]
    assert rows["date_precision"].tolist() == ["day", "week", "month"]
    assert rows["on_map"].tolist() == [True, True, False]
    assert rows["district_id"].tolist() == ["kp-north-waziristan"] * 2 + [""]


@pytest.mark.parametrize(
    ("sides", "groups"),
    [
        (("Civilians (Pakistan)", "7", "BLA: Baloch Liberation Army", "2"), ("bla", "")),
        (("Unidentified Armed Group (Pakistan)", "3", "Civilians", "7"), ("unknown", "")),
        (("Protesters (Pakistan)", "6", "", "0"), ("unknown", "")),
        (
            ("TTP: Tehreek-i-Taliban Pakistan", "2", "BLA: Baloch Liberation Army", "2"),
            ("ttp", "bla"),
        ),
        (("Police Forces of Pakistan", "1", "A New Front", "3"), ("unlisted", "")),
    ],
)
def test_groups_are_those_of_armed_sides(sides, groups):
    names = ("actor1", "inter1", "actor2", "inter2")
    (row,) = read(dict(zip(names, sides, strict=True))).to_dict("records")
    assert (row["group_id"], row["other_group_id"]) == groups


def test_other_countries_are_outside():
    rows = read({"country": "Afghanistan", "admin1": "Kunar", "admin2": "Asadabad"})
    assert rows["placement"].tolist() == ["outside"]
