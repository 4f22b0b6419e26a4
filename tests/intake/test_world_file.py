"""Files of the whole world: how fresh they are, and the rows of one country."""

from datetime import date

import pytest

from geo.intake import world_file
from geo.intake.fetch import DownloadError
from geo.intake.world_file import is_page, newest_day, rows_of_country
from tests.intake.world import zipped

HEADER = "id,country_id,date_end,low"
ROWS = (
    f"{HEADER}\n"
    '1,770,2026-07-01 00:00:00.000,"a ""quoted""\nline"\n'
    "2,750,2026-07-31,1\n"
    "3,770,2026-07-09,1\n"
).encode("utf-8-sig")


@pytest.fixture(params=["a.csv", "a.zip"])
def path(request, tmp_path):
    made = tmp_path / request.param
    made.write_bytes(zipped(ROWS) if made.suffix == ".zip" else ROWS)
    return made


def test_the_newest_day_is_of_all_rows(path):
    assert newest_day(path, path.name) == date(2026, 7, 31)


def test_the_rows_of_one_country_are_taken_out(path):
    kept = rows_of_country(path).decode()
    assert kept == f'{HEADER}\n1,770,2026-07-01 00:00:00.000,"a ""quoted""\nline"\n' + (
        "3,770,2026-07-09,1\n"
    )


def test_a_zip_that_unpacks_to_too_much_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(world_file, "LARGEST_TABLE", 10)
    (tmp_path / "a.zip").write_bytes(zipped(ROWS))
    with pytest.raises(DownloadError, match="more than 10 bytes"):
        newest_day(tmp_path / "a.zip", "a.zip")


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"<!DOCTYPE html>", True),
        (b"\xef\xbb\xbf\r\n <html lang=", True),
        (b"<?xml version", True),
        (ROWS, False),
        (b"PK\x03\x04", False),
        (b"", False),
    ],
)
def test_a_web_page_is_known_by_its_start(tmp_path, start, expected):
    (tmp_path / "a").write_bytes(start)
    assert is_page(tmp_path / "a") is expected
