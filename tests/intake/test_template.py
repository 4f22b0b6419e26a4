"""The table to begin with is read as it says, and its row is an incident."""

import pandas as pd

from geo.intake.mapping import FIELDS, guess_mapping
from geo.intake.pipeline import open_upload, read_upload
from geo.intake.template import TEMPLATE, write_template


def filled(**cells: str) -> bytes:
    row = [cells.get(column.field, column.example) for column in TEMPLATE]
    return write_template() + (",".join(row) + "\r\n").encode()


def test_every_column_means_its_field():
    opened = open_upload(filled(), label="template.csv")
    assert opened.format == "table" and opened.mapping is not None
    assert opened.mapping.columns == {column.field: column.header for column in TEMPLATE}
    assert {column.field for column in TEMPLATE} <= set(FIELDS)


def test_every_column_is_found_while_the_table_is_empty():
    empty = pd.DataFrame(columns=[column.header for column in TEMPLATE], dtype="str")
    assert guess_mapping(empty).columns == {column.field: column.header for column in TEMPLATE}


def test_its_row_is_an_incident_without_a_problem():
    report = read_upload(filled(), label="template.csv")
    assert (len(report.placed), len(report.rejected), report.problems) == (1, 0, ())
    (row,) = report.placed.to_dict("records")
    assert (row["district_id"], row["placement"], row["on_map"]) == ("bl-kech", "certain", True)
    assert (row["killed_low"], row["killed_high"], row["injured_low"]) == (3, 5, 2)
    assert (row["event_type"], row["group_id"]) == ("ied", "unknown")


def test_each_word_for_a_precision_that_it_names_is_known():
    (column,) = (one for one in TEMPLATE if one.field == "place_precision")
    for word in ("exact", "near", "district", "province", "country"):
        assert word in column.holds
        (row,) = read_upload(filled(place_precision=word), label="t.csv").placed.to_dict("records")
        assert row["place_precision"] == word


def test_an_empty_template_says_what_is_missing():
    report = read_upload(write_template(), label="template.csv")
    assert report.rows == 0
