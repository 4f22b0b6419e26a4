"""UCDP's codes become the incident table's words."""

import pandas as pd
import pytest

from geo.intake.pipeline import read_incidents
from geo.intake.problems import UploadRefused
from tests.intake.rows import ucdp_file


def read(*rows: dict[str, str]) -> pd.DataFrame:
    result = read_incidents(ucdp_file(*rows), reader="ucdp", dataset_id="u")
    assert not len(result.rejected), result.problems
    return result.incidents


def test_a_plain_row():
    (row,) = read({}).to_dict("records")
    assert row["incident_id"] == "u:1"
    assert row["date_start"] == row["date_end"] == pd.Timestamp("2010-05-04")
    assert row["province"] == "Khyber Pakhtunkhwa"
    assert row["source_district"] == "North Waziristan"
    assert row["place"] == "Miranshah town"
    assert (row["longitude"], row["latitude"]) == (70.07, 33.0)
    assert (row["group_id"], row["other_group_id"]) == ("ttp", "")
    assert row["attribution"] == "coded"
    assert row["event_type"] == "state-based"
    assert (row["killed_security"], row["killed_militants"]) == (1, 2)
    assert row["killed_civilians"] == 0
    assert pd.isna(row["injured_best"])
    assert not row["provisional"]


@pytest.mark.parametrize(
    ("code", "province", "precision"),
    [
        ("1", "Balochistan province", "exact"),
        ("2", "Balochistan province", "near"),
        ("3", "Balochistan province", "district"),
        ("4", "Balochistan province", "province"),
        ("5", "Balochistan province", "province"),
        ("5", "", "country"),
        ("6", "", "country"),
        ("7", "", "country"),
    ],
)
def test_place_precision(code, province, precision):
    (found,) = read({"where_prec": code, "adm_1": province})["place_precision"]
    assert found == precision


@pytest.mark.parametrize(
    ("code", "precision", "sums_up"),
    [
        ("1", "day", False),
        ("2", "week", False),
        ("3", "week", False),
        ("4", "month", True),
        ("5", "year", True),
    ],
)
def test_date_precision(code, precision, sums_up):
    row = read({"date_prec": code}).iloc[0]
    assert (row["date_precision"], row["stands_for_period"]) == (precision, sums_up)


@pytest.mark.parametrize(
    ("side_a", "side_b", "kind", "group", "other", "attribution"),
    [
        ("Government of Pakistan", "BRAS", "1", "bras", "", "coded"),
        ("Government of Pakistan", "XXX770", "1", "unknown", "", "unknown"),
        ("XXX770", "XXX770", "1", "unknown", "", "unknown"),
        ("XXX770", "BRAS", "1", "bras", "", "coded"),
        ("XXX770", "TTP", "2", "ttp", "unknown", "coded"),
        ("TTP", "Civilians", "3", "ttp", "", "coded"),
        ("Government of Pakistan", "Civilians", "3", "gov-pakistan", "", "coded"),
        ("Government of India", "Government of Pakistan", "1", "gov-india", "", "coded"),
        ("Government of United States of America", "al-Qaida", "1", "aq", "", "coded"),
        ("Lashkar-e-Islam", "Ansaar ul-Islam", "2", "lei", "ansar-ul-islam", "coded"),
    ],
)
def test_sides(side_a, side_b, kind, group, other, attribution):
    row = read({"side_a": side_a, "side_b": side_b, "type_of_violence": kind}).iloc[0]
    assert (row["group_id"], row["other_group_id"], row["attribution"]) == (
        group,
        other,
        attribution,
    )


def test_a_side_that_no_catalogue_has_is_kept_and_said():
    result = read_incidents(ucdp_file({"side_b": "Brand New Front"}), reader="ucdp", dataset_id="u")
    assert result.incidents["group_id"].tolist() == ["unlisted"]
    assert result.incidents["side_b"].tolist() == ["Brand New Front"]
    assert [one.code for one in result.problems] == ["group-unlisted"]


@pytest.mark.parametrize(
    ("side_a", "side_b", "kind", "security", "militants"),
    [
        ("Government of Pakistan", "TTP", "1", 1, 2),
        ("Government of India", "Government of Pakistan", "1", 2, None),
        ("XXX770", "XXX770", "1", None, None),
        ("TTP", "Civilians", "3", None, 1),
        ("TTP-KM", "TTP-SM", "2", None, 3),
        ("Turi", "Mangal", "2", None, None),
        ("Lashkar of Salarzai tribe", "TTP", "2", None, 2),
    ],
)
def test_whose_dead_are_whose(side_a, side_b, kind, security, militants):
    row = read({"side_a": side_a, "side_b": side_b, "type_of_violence": kind}).iloc[0]
    found = [None if pd.isna(row[name]) else row[name] for name in _PARTIES]
    assert found == [security, militants]


_PARTIES = ("killed_security", "killed_militants")


@pytest.mark.parametrize(
    ("low", "best", "high", "expected"),
    [("1", "2", "3", (1, 2, 3)), ("5", "2", "3", (2, 2, 5)), ("3", "9", "0", (0, 9, 9))],
)
def test_low_and_high_are_the_least_and_greatest(low, best, high, expected):
    row = read({"low": low, "best": best, "high": high}).iloc[0]
    assert tuple(row[["killed_low", "killed_best", "killed_high"]]) == expected


def test_anything_but_clear_is_provisional():
    statuses = ("Clear", "Check", "Check dyad")
    rows = read(*({"id": str(n), "code_status": text} for n, text in enumerate(statuses)))
    assert rows["provisional"].tolist() == [False, True, True]


def test_ids_stay_text():
    assert read({"id": "00123"}, {"id": "12E3"})["source_id"].tolist() == ["00123", "12E3"]


def test_a_file_without_a_needed_column_is_refused():
    with pytest.raises(UploadRefused, match="where_prec"):
        read_incidents(b"id,date_start\n1,2020-01-01\n", reader="ucdp", dataset_id="u")


@pytest.mark.sources
def test_the_hdx_copy_reads_like_the_yearly_file(sources):
    folder = sources / "sources/incidents"
    results = [
        read_incidents((folder / name).read_bytes(), reader="ucdp", dataset_id="u")
        for name in ("ucdp_ged_22_1_pakistan.csv", "hdx_conflict_data_pak_with_hxl_row.csv")
    ]
    assert [len(one.incidents) for one in results] == [6416, 6416]
    assert [one.code for one in results[1].problems] == ["hxl-row"]
    pd.testing.assert_frame_equal(results[0].incidents, results[1].incidents)
