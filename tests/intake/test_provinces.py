"""Provinces in every usual spelling, and rows of a province that nobody knows."""

import pytest

from geo.intake.outside import is_outside
from geo.intake.pipeline import read_upload
from geo.intake.provinces import SPELLINGS, province_name
from geo.intake.report import ImportReport
from tests.intake.rows import UCDP_HEADER, ucdp_file


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Khyber Pakhtunkwa province", "Khyber Pakhtunkhwa"),
        ("Federally Administered Tribal Areas", "Khyber Pakhtunkhwa"),
        ("KPK", "Khyber Pakhtunkhwa"),
        ("K.P.", "Khyber Pakhtunkhwa"),
        ("KP/FATA", "Khyber Pakhtunkhwa"),
        ("Khyber Pakhtunkhwa (KP)", "Khyber Pakhtunkhwa"),
        ("Ex-FATA", "Khyber Pakhtunkhwa"),
        ("Erstwhile FATA", "Khyber Pakhtunkhwa"),
        ("Merged Districts", "Khyber Pakhtunkhwa"),
        ("Newly Merged Districts", "Khyber Pakhtunkhwa"),
        ("Balochistan province", "Balochistan"),
        ("Balouchistan", "Balochistan"),
        ("Azad Jammu & Kashmir", "Azad Jammu and Kashmir"),
        ("Gilgit-Baltistan", "Gilgit-Baltistan"),
        ("Islamabad Capital territory", "Islamabad"),
        ("بلوچستان", "Balochistan"),
        ("صوبہ بلوچستان", "Balochistan"),
        ("خیبر پختونخوا", "Khyber Pakhtunkhwa"),
        ("خيبر پختونخواه", "Khyber Pakhtunkhwa"),
        ("پنجاب", "Punjab"),
        ("سندھ", "Sindh"),
        ("اسلام آباد", "Islamabad"),
        ("گلگت بلتستان", "Gilgit-Baltistan"),
        ("آزاد کشمیر", "Azad Jammu and Kashmir"),
        ("آزاد جموں و کشمیر", "Azad Jammu and Kashmir"),
        ("Helmand province", "Helmand province"),
        ("Balochistan/Sindh", "Balochistan/Sindh"),
        ("Tribal", "Tribal"),
        ("", ""),
    ],
)
def test_province_names(text, name):
    assert province_name(text) == name


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_name_of_today_means_itself(name):
    assert province_name(name) == name


def read(*rows: str) -> ImportReport:
    text = "date,province,district,lat,lon\n" + "".join(f"2025-03-14,{row}\n" for row in rows)
    return read_upload(text.encode(), label="a")


def placed(report: ImportReport) -> dict[int, tuple[str, str]]:
    rows = report.placed[["district_id", "placement"]].itertuples(index=False, name=None)
    return dict(sorted(zip(report.file_rows, rows, strict=True)))


def test_a_province_that_nobody_knows_does_not_overrule_a_known_district():
    report = read("Balochistn,Quetta,,", "Balochistn,,,", "Balochistn,Kohistan,,", "Mars,Khyber,,")
    assert placed(report) == {
        2: ("bl-quetta", "certain"),
        3: ("", "outside"),
        4: ("", "outside"),  # one of three, and one in Afghanistan
        5: ("kp-khyber", "certain"),
    }
    assert [(one.code, one.row) for one in report.problems] == [
        ("province-unknown", 2),
        ("province-unknown", 5),
    ]
    some, all_of_them = (one.message for one in report.problems)
    assert some.endswith("1 placed by the district, which is known, the rest “outside”.")
    assert all_of_them.endswith(": placed by the district, which is known.")


@pytest.mark.parametrize(
    "province", ["Punjab", "Helmand", "Helmand province", "Afghanistan", "Iran", "Nigeria", "پنجاب"]
)
def test_a_province_elsewhere_is_outside_whatever_the_district_is_called(province):
    assert placed(read(f"{province},Quetta,,")) == {2: ("", "outside")}


def test_a_district_that_ucdp_puts_into_another_country_stays_outside():
    plain = ucdp_file({"adm_1": "Some province", "adm_2": "Quetta"}).decode().splitlines()[1]
    report = read_upload(f"{UCDP_HEADER},country\n{plain},Nigeria\n".encode(), label="world")
    assert report.placed["placement"].tolist() == ["outside"]


def test_no_country_is_called_like_a_district_here():
    assert is_outside("Afghanistan")
    assert is_outside("Kharian")
    assert not is_outside("Kharan")


def test_a_district_of_the_other_province_is_said():
    report = read(
        *("KP,Quetta,,", "KP,Quetta,30.18,66.97", "KP,Quetta,34.0151,71.5249"),
        *("KP,Xanadu,30.18,66.97", "Balochistan,Quetta,,", "KP,Dir,,"),
    )
    assert placed(report)[2] == ("", "unplaced")
    assert placed(report)[3] == ("", "conflict")
    (said,) = (one for one in report.problems if one.code == "province-other")
    assert (said.row, said.column) == (2, "province")
    assert said.message == (
        "“Quetta” (3 rows) lies in Balochistan; the row says Khyber Pakhtunkhwa."
    )
    clashes = [one.message for one in report.problems if one.code == "place-conflict"]
    assert clashes == ["The point is not in the province that the row names."] * 2
