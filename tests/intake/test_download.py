"""Which UCDP files are brought, and what happens when the server has nothing good to give."""

import json
from datetime import date

import pytest

from geo.intake.download import LIST, PAGE_NOTE, download_ucdp, read_download
from geo.intake.fetch import DownloadError
from tests.intake.server import serving
from tests.intake.world import zipped

HEADER = "id,country_id,date_start,date_end,low"
TODAY = date(2026, 8, 20)
PAGE = b"<!DOCTYPE html><html><body>Not found</body></html>"
CANDIDATES = "/candidateged/GEDEvent_v26_"


def table(*days: str) -> bytes:
    rows = [f'{one},770,{day},{day} 00:00:00.000,"{one}"' for one, day in enumerate(days)]
    return "\n".join([HEADER, *rows, ""]).encode()


@pytest.fixture
def site():
    """UCDP in August 2026: 26.1, the first half of 2026, and July."""
    with serving() as one:
        one.put("/ged/ged251-csv.zip", zipped(table("2024-12-30")))
        one.put("/ged/ged261-csv.zip", zipped(table("2025-01-01", "2025-12-31", "2025-06-01")))
        one.put(CANDIDATES + "01_26_03.csv", table("2026-03-30"))
        one.put(CANDIDATES + "01_26_06.csv", table("2026-01-03", "2026-06-30"))
        one.put(CANDIDATES + "0_6.csv", table("2026-06-29"))
        one.put(CANDIDATES + "0_7.csv", table("2026-07-31"))
        yield one


def run(site, folder, **options):
    return download_ucdp(folder, address=site.address, today=TODAY, pause_seconds=0, **options)


def names(folder):
    return sorted(one.name for one in folder.iterdir())


def test_the_newest_release_and_the_months_after_it(site, tmp_path):
    found = run(site, tmp_path / "new" / "folder")
    assert [(one.version, one.covers_from, one.covers_to) for one in found.files] == [
        ("26.1", date(1989, 1, 1), date(2025, 12, 31)),
        ("26.01.26.06", date(2026, 1, 1), date(2026, 6, 30)),
        ("26.0.7", date(2026, 7, 1), date(2026, 7, 31)),
    ]
    assert found.newest == date(2026, 7, 31)
    assert found.notes == ()
    assert names(found.folder) == sorted([LIST, *(one.name for one in found.files)])
    assert read_download(found.folder) == found


def test_the_second_time_nothing_is_sent_again(site, tmp_path):
    first = run(site, tmp_path)
    stamps = {one.name: one.stat().st_mtime_ns for one in tmp_path.iterdir() if one.name != LIST}
    assert run(site, tmp_path) == first
    assert {name: (tmp_path / name).stat().st_mtime_ns for name in stamps} == stamps


def test_an_altered_file_is_fetched_again(site, tmp_path):
    first = run(site, tmp_path)
    (tmp_path / "GEDEvent_v26_0_7.csv").write_bytes(b"altered")
    assert run(site, tmp_path) == first
    assert (tmp_path / "GEDEvent_v26_0_7.csv").read_bytes() == table("2026-07-31")


def test_a_consolidated_file_replaces_its_months(site, tmp_path):
    del site.files[CANDIDATES + "01_26_06.csv"]
    for month in (4, 5):
        site.put(f"{CANDIDATES}0_{month}.csv", table(f"2026-0{month}-28"))
    before = run(site, tmp_path)
    assert [one.version for one in before.files[1:]] == [
        *("26.01.26.03", "26.0.4", "26.0.5", "26.0.6", "26.0.7")
    ]
    site.put(CANDIDATES + "01_26_06.csv", table("2026-06-30"))
    after = run(site, tmp_path)
    assert [one.version for one in after.files[1:]] == ["26.01.26.06", "26.0.7"]
    assert names(tmp_path) == sorted([LIST, *(one.name for one in after.files)])


def test_a_missing_month_ends_the_span(site, tmp_path):
    del site.files[CANDIDATES + "01_26_06.csv"]
    found = run(site, tmp_path)
    assert [one.version for one in found.files] == ["26.1", "26.01.26.03"]
    assert found.newest == date(2026, 3, 30)


def test_an_old_month_under_a_new_name_is_left_out(site, tmp_path):
    site.put(CANDIDATES + "0_7.csv", table("2026-06-30"))
    found = run(site, tmp_path)
    assert [one.version for one in found.files] == ["26.1", "26.01.26.06"]
    (note,) = found.notes
    assert "GEDEvent_v26_0_7.csv" in note
    assert "its last day is 2026-06-30" in note
    assert "GEDEvent_v26_0_7.csv" not in names(tmp_path)


def test_an_old_release_under_a_new_name_gives_way_to_the_one_before(site, tmp_path):
    site.put("/ged/ged261-csv.zip", site.files["/ged/ged251-csv.zip"].content)
    for year in range(2025, 2026):
        site.put(f"/candidateged/GEDEvent_v{year % 100}_01_25_12.csv", table("2025-12-31"))
    found = run(site, tmp_path)
    assert [one.version for one in found.files] == [
        *("25.1", "25.01.25.12", "26.01.26.06", "26.0.7")
    ]


def test_a_web_page_instead_of_a_file_is_a_missing_file(site, tmp_path):
    for name in ("01_26_06", "0_7"):
        site.put(f"{CANDIDATES}{name}.csv", PAGE)
    found = run(site, tmp_path)
    assert [one.version for one in found.files] == ["26.1", "26.01.26.03"]
    assert found.notes == (PAGE_NOTE,)


def test_a_server_of_web_pages_is_said_in_one_sentence(site, tmp_path):
    for year in range(23, 27):
        site.put(f"/ged/ged{year}1-csv.zip", PAGE)
    with pytest.raises(DownloadError, match=r"No yearly release of UCDP is at .* a web page"):
        run(site, tmp_path)
    assert names(tmp_path) == []


BROKEN = {
    "truncated zip": ("/ged/ged261-csv.zip", zipped(table("2025-12-31"))[:-30], "arrived broken"),
    "damaged zip": (
        "/ged/ged261-csv.zip",
        zipped(table("2025-12-31")).replace(b"2025-12-31", b"2025-12-30", 1),
        "arrived broken",
    ),
    "no table in the zip": (
        "/ged/ged261-csv.zip",
        zipped(b"", "readme.txt"),
        "holds 0 CSV files",
    ),
    "cut row": (CANDIDATES + "0_7.csv", table("2026-07-30", "2026-07-31")[:-12], "arrived broken"),
    "cut quote": (CANDIDATES + "0_7.csv", table("2026-07-31")[:-2], "arrived broken"),
    "other table": (CANDIDATES + "0_7.csv", b"a,b\n1,2\n", "no table of UCDP events"),
    "no rows": (CANDIDATES + "0_7.csv", table(), "no row with a date_end"),
    "no text": (CANDIDATES + "0_7.csv", table("2026-07-31") + b"\xff\xfe\n", "arrived broken"),
    "nothing": (CANDIDATES + "0_7.csv", b"", "no table of UCDP events"),
}


@pytest.mark.parametrize("case", list(BROKEN))
def test_a_broken_file_replaces_nothing(site, tmp_path, case):
    before = run(site, tmp_path)
    kept = {one.name: (tmp_path / one.name).read_bytes() for one in before.files}
    place, content, words = BROKEN[case]
    site.put(place, content)
    with pytest.raises(DownloadError, match=words):
        run(site, tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in kept} == kept
    assert names(tmp_path) == sorted([LIST, *kept])
    assert read_download(tmp_path) == before


def test_a_length_that_lies_short_is_noticed(site, tmp_path):
    content = table("2026-07-30", "2026-07-31")
    site.put(CANDIDATES + "0_7.csv", content, announced=len(content) - 15)
    with pytest.raises(DownloadError, match="arrived broken"):
        run(site, tmp_path)


def test_what_arrived_before_a_failure_is_not_sent_again(site, tmp_path):
    broken = site.put(CANDIDATES + "0_7.csv", b"a,b\n")
    with pytest.raises(DownloadError):
        run(site, tmp_path)
    yearly = (tmp_path / "ged261-csv.zip").stat()
    broken.content = table("2026-07-31")
    assert run(site, tmp_path).newest == date(2026, 7, 31)
    assert (tmp_path / "ged261-csv.zip").stat().st_mtime_ns == yearly.st_mtime_ns


def test_dropped_connections_do_not_show(site, tmp_path):
    for served in site.files.values():
        served.drops = 2
    assert run(site, tmp_path).newest == date(2026, 7, 31)


def test_progress_is_told(site, tmp_path):
    seen = []
    run(site, tmp_path, progress=lambda done, total, words: seen.append((words, done, total)))
    assert {words for words, done, total in seen if done == total} == {
        *("ged261-csv.zip", "GEDEvent_v26_01_26_06.csv", "GEDEvent_v26_0_7.csv")
    }


def test_a_folder_that_cannot_be_written_is_said(site, tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(DownloadError, match="could not be written"):
        run(site, tmp_path / "taken")


@pytest.mark.parametrize("text", ["", "[]", "{}", "[1]", '[{"name": "../x"}]'])
def test_a_spoilt_list_is_no_list(tmp_path, text):
    (tmp_path / LIST).write_text(text)
    assert read_download(tmp_path) is None


def test_a_list_names_no_other_folder(site, tmp_path):
    run(site, tmp_path / "a")
    (tmp_path / "b").mkdir()
    rows = json.loads((tmp_path / "a" / LIST).read_text())
    outside = [row | {"name": f"../a/{row['name']}"} for row in rows]
    (tmp_path / "b" / LIST).write_text(json.dumps(outside))
    assert read_download(tmp_path / "b") is None
