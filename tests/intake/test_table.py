"""Any table through a mapping: what its columns say, and no more."""

import pandas as pd
import pytest

from geo.intake.choices import Choices
from geo.intake.mapping import ColumnMapping
from geo.intake.pipeline import read_upload
from geo.intake.report import ImportReport


def read(text: str, mapping: ColumnMapping | None = None) -> ImportReport:
    return read_upload(text.encode(), label="table.csv", choices=Choices(mapping=mapping))


def only(text: str, mapping: ColumnMapping | None = None) -> dict[str, object]:
    (row,) = read(text, mapping).placed.to_dict("records")
    return row


def test_a_small_hand_made_table():
    row = only(
        "Date,District,Group,Type,Killed,Injured,Source\n"
        "14 March 2025,Kech,BLA,IED blast,3,at least 5,Invented Daily\n"
    )
    assert (row["district_id"], row["group_id"], row["event_type"]) == ("bl-kech", "bla", "ied")
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (3, 3, 3)
    assert (row["injured_low"], row["injured_best"]) == (5, 5)
    assert pd.isna(row["injured_high"])
    assert (row["place_precision"], row["on_map"]) == ("district", False)
    assert (row["attribution"], row["source_name"]) == ("attributed", "Invented Daily")


@pytest.mark.parametrize(
    ("year", "month", "day", "start", "end", "precision"),
    [
        ("2024", "3", "4", "2024-03-04", "2024-03-04", "day"),
        ("2024", "March", "4", "2024-03-04", "2024-03-04", "day"),
        ("2024", "03", "0", "2024-03-01", "2024-03-31", "month"),
        ("2024", "Mar", "", "2024-03-01", "2024-03-31", "month"),
        ("2024", "", "", "2024-01-01", "2024-12-31", "year"),
        ("2024.0", "3.0", "4.0", "2024-03-04", "2024-03-04", "day"),
        ("24", "3", "14", "2024-03-14", "2024-03-14", "day"),
        ("۲۴", "3", "14", "2024-03-14", "2024-03-14", "day"),
        ("98", "March", "14", "1998-03-14", "1998-03-14", "day"),
        ("24", "3", "", "2024-03-01", "2024-03-31", "month"),
        ("24", "", "", "2024-01-01", "2024-12-31", "year"),
    ],
)
def test_dates_in_three_columns(year, month, day, start, end, precision):
    row = only(f"year,month,day,district\n{year},{month},{day},Quetta\n")
    assert (row["date_start"], row["date_end"]) == (pd.Timestamp(start), pd.Timestamp(end))
    assert row["date_precision"] == precision


@pytest.mark.parametrize("year", ["5", "124", "Year"])
def test_a_year_of_another_length_is_none(year):
    report = read(f"year,month,day,district\n{year},3,14,Quetta\n")
    assert len(report.placed) == 0


def test_a_last_day_and_a_long_row():
    report = read(
        "date,end_date,district,id\n2024-03-01,2024-03-03,Quetta,a\n2024-03-01,2024-03-20,Quetta,b\n"
    )
    assert report.placed["date_end"].dt.day.tolist() == [3, 20]
    assert report.placed["stands_for_period"].tolist() == [False, True]


@pytest.mark.parametrize(
    ("cell", "point"),
    [
        ('"30.1798, 66.975"', (66.975, 30.1798)),
        ("30.1798; 66.975", (66.975, 30.1798)),
        ('"(30.1798, 66.975)"', (66.975, 30.1798)),
        ("POINT (66.975 30.1798)", (66.975, 30.1798)),
    ],
)
def test_both_coordinates_in_one_column(cell, point):
    row = only(f"date,coordinates\n2024-03-01,{cell}\n")
    assert (row["longitude"], row["latitude"]) == point
    assert (row["place_precision"], row["district_id"]) == ("near", "bl-quetta")


def test_pairs_written_longitude_first_are_offered_for_exchange():
    text = 'date,coordinates\n2024-03-01,"66.975, 30.1798"\n'
    report = read(text)
    assert report.looks_swapped
    again = read_upload(text.encode(), label="t", choices=Choices(swapped=True))
    assert again.placed["longitude"].tolist() == [66.975]


@pytest.mark.parametrize(
    ("cells", "precision"),
    [
        ("Balochistan,,", "province"),
        (",,Somewhere", "country"),
        (",,Turbat", "district"),
        ("Balochistan,Kech,", "district"),
    ],
)
def test_a_row_without_a_point_is_as_precise_as_what_it_names(cells, precision):
    row = only(f"date,province,district,place\n2024-03-01,{cells}\n")
    assert row["place_precision"] == precision


def test_the_mapping_says_how_good_points_are():
    text = "date,lat,lon\n2024-03-01,30.1798,66.975\n"
    columns = {"date_start": "date", "latitude": "lat", "longitude": "lon"}
    assert only(text, ColumnMapping(columns, point_precision="exact"))["placement"] == "certain"
    assert only(text, ColumnMapping(columns))["placement"] == "ambiguous"
    assert only(text, ColumnMapping(columns, point_precision="district"))["district_id"] == ""


@pytest.mark.parametrize(
    ("word", "precision"),
    [
        *(("Exact", "exact"), ("precise", "exact"), ("", "near"), ("-", "near")),
        *(("approximate", "near"), ("approx.", "near"), ("District level", "district")),
        *(("district centre", "district"), ("district-centroid", "district")),
        *(("Province", "province"), ("province centroid", "province"), ("national", "country")),
    ],
)
def test_a_stated_precision_wins(word, precision):
    report = read(
        "date,province,district,lat,lon,location_precision\n"
        f"2024-03-01,Balochistan,Quetta,30.1798,66.975,{word}\n"
    )
    (row,) = report.placed.to_dict("records")
    assert row["place_precision"] == precision
    assert row["on_map"] == (precision in ("exact", "near"))
    assert report.problems == ()


def test_a_precision_in_an_unknown_word_draws_no_dot_and_is_said_once():
    report = read(
        "id,date,district,lat,lon,place_precision\n1,2024-03-01,Quetta,30.1798,66.975,4\n"
        "2,2024-03-01,Quetta,30.1798,66.975,4\n3,2024-03-01,,30.1798,66.975,rather good\n"
    )
    assert report.placed["place_precision"].tolist() == ["district", "district", "country"]
    assert not report.placed["on_map"].any()
    found = [(one.code, one.severity, one.row) for one in report.problems]
    assert found == [("word-unknown", "warning", 2), ("word-unknown", "warning", 4)]
    assert "exact, near, district, province, country" in report.problems[0].message


@pytest.mark.parametrize(
    ("word", "precision"),
    [
        *(("Monthly", "month"), ("year only", "year"), ("weekly", "week"), ("exact", "day")),
        *(("", "day"), ("unknown", "day"), ("approx", "year")),
    ],
)
def test_a_stated_date_precision(word, precision):
    report = read(f"date,district,date_precision\n2024-03-01,Quetta,{word}\n")
    assert report.placed["date_precision"].tolist() == [precision]
    assert [one.code for one in report.problems] == ["word-unknown"] * (word == "approx")


@pytest.mark.parametrize(
    ("low", "best", "high", "toll", "said"),
    [
        ("9", "5", "3", (3, 5, 9), "Lowest 9, best 5 and highest 3 contradict"),
        ("9", "", "3", (3, None, 9), "Lowest 9, best nothing and highest 3 contradict"),
        ("2", "9", "", (2, 9, 9), ""),
        ("2", "3", "4", (2, 3, 4), ""),
    ],
)
def test_numbers_that_contradict_each_other_are_said(low, best, high, toll, said):
    report = read(
        f"date,district,killed_low,killed,killed_high\n2024-03-01,Quetta,{low},{best},{high}\n"
    )
    (row,) = report.placed.to_dict("records")
    found = [row[f"killed_{which}"] for which in ("low", "best", "high")]
    assert tuple(None if pd.isna(one) else one for one in found) == toll
    messages = [one.message for one in report.problems if one.code == "count-order"]
    assert [said in one for one in messages] == [True] * bool(said)


def test_an_unknown_province_is_said_once():
    report = read("date,province\n2024-03-01,Balochisan\n2024-03-02,Balochisan\n2024-03-02,KPK\n")
    (problem,) = [one for one in report.problems if one.code == "province-unknown"]
    assert (problem.row, problem.column) == (2, "province")
    assert "2 rows" in problem.message
    placements = dict(zip(report.file_rows, report.placed["placement"], strict=True))
    assert placements == {2: "outside", 3: "outside", 4: "unplaced"}


def test_kinds_that_are_not_known_are_said_once_each():
    report = read(
        "date,district,type\n2024-03-01,Quetta,Sabotage\n2024-03-02,Quetta,sabotage\n"
        "2024-03-02,Quetta,Suicide attack\n"
    )
    assert [one.row for one in report.problems if one.code == "kind-other"] == [2, 3]
    assert sorted(report.placed["event_type"]) == ["other", "other", "suicide-bombing"]


def test_a_misspelt_group_is_read_and_said_and_can_be_decided():
    text = "date,district,group\n2024-03-01,Quetta,Baloch Liberaton Army\n"
    report = read(text)
    assert report.placed["group_id"].tolist() == ["bla"]
    assert report.placed["side_a"].tolist() == ["Baloch Liberaton Army"]
    assert [one.code for one in report.problems] == ["name-read"]
    assert report.settled.groups == {"Baloch Liberaton Army": "bla"}


def test_a_mapping_of_another_file_is_refused_with_the_nearest_header():
    with pytest.raises(
        ValueError, match=r"names columns that are not there: Dat\. The nearest .* date"
    ):
        read("date,district\n2024-03-01,Quetta\n", ColumnMapping({"date_start": "Dat"}))
