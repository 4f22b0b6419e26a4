"""GTD's codes become the incident table's words. All rows here are invented."""

import pandas as pd
import pytest

from geo.intake.pipeline import read_upload
from tests.bad_inputs.samples import sheet

ROW = {
    "eventid": "201501010001",
    "iyear": "2015",
    "imonth": "3",
    "iday": "14",
    "country_txt": "Pakistan",
    "provstate": "Federally Administered Tribal Areas",
    "city": "Miranshah",
    "latitude": "33.0018",
    "longitude": "70.0701",
    "specificity": "1",
    "suicide": "0",
    "attacktype1_txt": "Bombing/Explosion",
    "targtype1_txt": "Military",
    "gname": "Tehrik-i-Taliban Pakistan (TTP)",
    "claimed": "1",
    "nkill": "3",
    "nkillter": "1",
    "nwound": "-9",
    "weaptype1_txt": "Explosives",
}


def read(*changes: dict[str, str]) -> pd.DataFrame:
    rows = [{**ROW, "eventid": str(n), **one} for n, one in enumerate(changes)]
    data = pd.DataFrame(rows).to_csv(index=False).encode("latin-1")
    report = read_upload(data, label="gtd.csv")
    assert len(report.rejected) == 0, report.problems
    assert (report.format, report.private) == ("gtd", True)
    return report.placed.sort_values("source_id").reset_index(drop=True)


def test_a_plain_row():
    (row,) = read({}).to_dict("records")
    assert row["date_start"] == row["date_end"] == pd.Timestamp("2015-03-14")
    assert (row["province"], row["district_id"]) == ("Khyber Pakhtunkhwa", "kp-north-waziristan")
    assert (row["group_id"], row["attribution"]) == ("ttp", "claimed")
    assert (row["event_type"], row["target"]) == ("bombing", "Military")
    assert (row["killed_best"], row["killed_militants"]) == (3, 1)
    assert pd.isna(row["injured_best"])


def test_a_short_year_is_that_year():
    assert read({"iyear": "15"})["date_start"].tolist() == [pd.Timestamp("2015-03-14")]


def test_a_workbook_reads_the_same():
    numbers = {name: float(text) for name, text in ROW.items() if text.lstrip("-").isdigit()}
    typed = {**ROW, **numbers, "eventid": 201501010001}
    report = read_upload(sheet(list(typed), list(typed.values())), label="gtd.xlsx")
    facts = [name for name in report.placed.columns if name not in ("incident_id", "dataset_id")]
    again = read({"eventid": "201501010001"})
    pd.testing.assert_frame_equal(report.placed[facts], again[facts])


@pytest.mark.parametrize(
    ("month", "day", "start", "end", "precision"),
    [
        ("3", "0", "2015-03-01", "2015-03-31", "month"),
        ("0", "0", "2015-01-01", "2015-12-31", "year"),
    ],
)
@pytest.mark.parametrize("year", ["2015", "15"])
def test_unknown_days_and_months_are_periods(month, day, start, end, precision, year):
    (row,) = read({"iyear": year, "imonth": month, "iday": day}).to_dict("records")
    assert (row["date_start"], row["date_end"]) == (pd.Timestamp(start), pd.Timestamp(end))
    assert (row["date_precision"], row["stands_for_period"]) == (precision, False)


def test_specificity():
    rows = read(*({"specificity": code} for code in ("1", "2", "3", "4", "5", "")))
    assert rows["place_precision"].tolist() == [
        *("exact", "district", "district", "province", "country", "country")
    ]
    assert rows["on_map"].tolist() == [True, *[False] * 5]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"suicide": "1"}, "suicide-bombing"),
        ({"attacktype1_txt": "Assassination"}, "targeted-killing"),
        ({"attacktype1_txt": "Armed Assault", "suicide": "1"}, "armed-assault"),
        ({"attacktype1_txt": "Hostage Taking (Kidnapping)"}, "kidnapping"),
        ({"attacktype1_txt": "Unknown"}, "other"),
    ],
)
def test_kinds(cells, expected):
    assert read(cells)["event_type"].tolist() == [expected]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("", (None, None, None)),
        ("-99", (None, None, None)),
        ("2.5", (2, None, 3)),
        ("0", (0, 0, 0)),
    ],
)
def test_numbers(text, figure):
    (row,) = read({"nkill": text}).to_dict("records")
    found = [row[f"killed_{which}"] for which in ("low", "best", "high")]
    assert tuple(None if pd.isna(one) else one for one in found) == figure


def test_what_is_wrong_with_dead_attackers_is_said():
    data = pd.DataFrame([{**ROW, "nkillter": "1,5"}]).to_csv(index=False).encode("latin-1")
    report = read_upload(data, label="gtd.csv")
    assert [(one.code, one.column) for one in report.problems] == [("count-unreadable", "nkillter")]


def test_unknown_groups_and_latin_letters():
    (row,) = read({"gname": "Unknown", "city": "Señora", "claimed": "0"}).to_dict("records")
    assert (row["group_id"], row["attribution"], row["place"]) == ("unknown", "unknown", "Señora")


def test_an_unknown_province_is_none():
    (row,) = read({"provstate": "Unknown"}).to_dict("records")
    assert (row["province"], row["district_id"]) == ("", "kp-north-waziristan")
