"""The incident table's frame keeps the contract's types, whatever a source is silent about."""

import pandas as pd

from geo.intake.frame import incident_frame, with_ids
from geo.model.checks import check_incidents
from geo.model.incident import COLUMNS, COUNT_COLUMNS
from tests.intake.rows import incidents


def test_a_silent_source_leaves_text_empty_and_numbers_missing():
    table = incidents(place=["Sui", "Khar"])
    check_incidents(table)
    assert tuple(table.columns) == COLUMNS
    assert table[list(COUNT_COLUMNS)].isna().all().all()
    assert table["longitude"].isna().all()
    assert (table["source_url"] == "").all()
    assert not table["provisional"].any()


def test_the_id_names_its_data_set():
    index = pd.Index([7, 9])
    days = pd.Series(pd.Timestamp("2020-01-01"), index=index)
    table = incident_frame(
        {"source_id": pd.Series(["a", "b"], index=index), "date_start": days, "date_end": days},
        index,
    )
    table = with_ids(table, "d")
    assert tuple(table.columns) == COLUMNS
    assert (table["dataset_id"] == "d").all()
    assert table["incident_id"].to_dict() == {7: "d:a", 9: "d:b"}
