"""Numbers 91 to 101: hostile text stays text, as typed, and is never repeated at length."""

import logging

import pytest

from geo.intake.corrections import write_rejected
from tests.bad_inputs.samples import GOOD, HEADER, read, table, with_row

HOSTILE = {
    "91 a formula": '=HYPERLINK("http://x","y")',
    "91 plus": "+1+1",
    "91 minus": "-2+3",
    "91 at": "@SUM(A1)",
    "91 full-width equals": "\uff1d1+1",
    "92 markup": "<img src=x onerror=alert(1)>",
    "93 a script": "</script><script>alert(1)</script>",
    "94 an expression": "@@=foo(1)",
    "94 a reference": "@@#x",
    "96 markdown": "![x](http://evil/p.png) [a](javascript:1) :red[x] $x$",
    "97 braces": "{killed} {cell} {0}",
    "98 a pattern": "(a+)+$ (a city [",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_stays_as_typed(text):
    outcome = read(table({"place": text}).encode())
    assert outcome.report.placed["place"].tolist() == [text]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_in_a_rejected_row_is_harmless_in_its_csv(text):
    outcome = read(with_row(place=text, date="soon"))
    lines = write_rejected(outcome.report).decode("utf-8-sig").splitlines()
    cells = lines[1].removeprefix('"').split('","')
    assert all(not cell.lstrip().startswith(("=", "+", "@", "＝")) for cell in cells)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_no_district_date_or_number(text):
    outcome = read(table({"district": text, "province": "", "lat": "", "lon": ""}).encode())
    assert (outcome.report.placed["district_id"] == "").all()
    for column, code in (("date", "date-unreadable"), ("lat", "coordinate-unreadable")):
        assert read(with_row(**{column: text})).codes[code] == [3]


def test_95_a_column_of_a_strange_name_is_listed_and_left_alone():
    header = (*HEADER, "@@type", "=cmd()")
    outcome = read(table(GOOD, header=header).encode())
    assert outcome.accepted == 1
    assert "@@type" not in outcome.report.placed.columns


def test_99_half_a_character_is_replaced_and_said():
    data = table({"place": "Mill XX Road"}).encode().replace(b"XX", b"\xed\xa0\x80")
    outcome = read(data)
    assert "character-broken" in outcome.codes
    assert outcome.report.placed["place"].tolist() == ["Mill \ufffd Road"]


def test_100_control_characters_are_removed():
    outcome = read(table({"place": "Mill\x0b\x1b[31m Road\x7f"}).encode())
    assert outcome.report.placed["place"].tolist() == ["Mill [31m Road"]


def test_101_nothing_is_logged(caplog):
    with caplog.at_level(logging.DEBUG):
        read(with_row(place="x\n2024 INFO all is well", date="soon"))
    assert caplog.text == ""
