"""A reader brings a file, mends what was not understood, and sees it on the map."""

import re

import pytest

pytestmark = pytest.mark.browser

TABLE = """Sr No;Dated;District;Site;Lat;Long;Outfit;Kind;Killed;Wounded
1;03/04/2024;Bajour;Khar town;34.735;71.52;TTP;IED;5-7;3
2;13/04/2024;Kech;Turbat;26.00;63.05;BLA;ambush;2;
3;14/04/2024;Zamin;;;;BLA;raid;1;0
4;31/02/2024;Quetta;Sariab;30.16;66.99;BLA;bombing;1;1
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "a field office's sheet.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def numbers(visit) -> list[str]:
    """Rows in the file, accepted, rejected, questions."""
    return visit.page.locator("[data-testid=stMetricValue]").all_inner_texts()


def test_upload_map_fix_a_name_see_the_map_and_bring_rejected_rows_back(visit, table, tmp_path):
    reader = visit().open("your-data")
    page = reader.page
    page.locator("input[type=file]").first.set_input_files(table)
    page.get_by_text("What was understood").wait_for()
    reader.settled()
    assert numbers(reader) == ["4", "3", "1", "1"]

    # another meaning for a column: the place names are read as such
    page.get_by_role("button", name="Read with these columns").click()
    reader.settled()
    assert numbers(reader)[:3] == ["4", "3", "1"]

    # fix a name
    page.get_by_role("combobox", name=re.compile("^Zamin")).click()
    page.keyboard.type("Ziarat")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Use these names").click()
    reader.settled()
    assert numbers(reader) == ["4", "3", "1", "0"]

    # download the rejected row, correct it, bring it back
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("Rejected rows")).click()
    rejected = waiting.value.path().read_text(encoding="utf-8-sig")
    assert "31/02/2024" in rejected
    corrected = tmp_path / "corrected.csv"
    corrected.write_text(rejected.replace('"31/02/2024"', '"29/02/2024"'), encoding="utf-8")
    page.locator("input[type=file]").last.set_input_files(corrected)
    page.wait_for_timeout(2_000)
    reader.settled()
    assert numbers(reader) == ["4", "4", "0", "0"]

    # see it on the map, alone
    page.get_by_role("button", name="Show in the atlas").click()
    reader.settled()
    page.get_by_role("link", name="Map", exact=True).click()
    reader.settled()
    assert re.search(r"4 incidents · 9 killed \(9–11\)", reader.text())
    assert "a field office's sheet" in reader.text()

    # nobody else sees it
    other = visit().open("")
    assert "a field office" not in other.text()
    assert "6,978 incidents" in other.text()


def test_the_empty_table_of_the_page_is_filled_and_brought_back(visit, tmp_path):
    reader = visit().open("your-data")
    page = reader.page
    page.get_by_text("What a table needs").click()
    reader.settled()  # what opens moves, and a click on what moves may miss it
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("Empty table")).click()
    header = waiting.value.path().read_text(encoding="utf-8-sig").strip()
    cells = {"date": "14 Mar 2024", "district": "Kech"}
    row = ",".join(cells.get(name, "") for name in header.split(","))
    filled = tmp_path / waiting.value.suggested_filename
    filled.write_text(f"{header}\n{row}\n", encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(filled)
    page.get_by_text("What was understood").wait_for()
    reader.settled()
    assert numbers(reader) == ["1", "1", "0", "0"]


def test_a_file_that_is_no_table_is_refused_in_one_sentence(visit, tmp_path):
    path = tmp_path / "points.geojson"
    path.write_text(
        '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    reader = visit().open("your-data")
    reader.page.locator("input[type=file]").first.set_input_files(path)
    alert = reader.page.locator("[data-testid=stAlert]").first
    alert.wait_for()
    assert "root:" not in reader.text()
    assert alert.inner_text().strip().endswith(".")
