"""What somebody brought answers in the atlas as it was understood, held or kept."""

from dataclasses import replace

import pandas as pd
import pytest

from geo.intake.choices import Choices, decide
from geo.intake.pipeline import read_upload
from geo.model.district import VINTAGES
from geo.model.filter import IncidentFilter
from geo.store.imports import keep_report, report_dataset
from geo.store.kept import KeptStore, kept_shelf
from geo.store.select import select_incidents
from geo.store.shelf import shipped_shelf

SPELLED = "Xyzabad"
"""A name that no table knows."""

FILE = (
    "date,province,district,killed\n"
    "2025-01-05,Balochistan,Quetta,3\n"
    f"2025-02-05,Balochistan,{SPELLED},2\n"
    "nonsense,Balochistan,Quetta,1\n"
).encode()
CHOICES = decide(Choices(), SPELLED, "bl-kech", what="district")
REPORT = read_upload(FILE, label="list.csv", choices=CHOICES)


def districts(shelf, dataset_id, vintage):
    wanted = IncidentFilter(datasets=(dataset_id,), vintage=vintage)
    return select_incidents(wanted, shelf=shelf).counted["district_id"].tolist()


@pytest.mark.parametrize("vintage", list(VINTAGES))
def test_held_or_kept_the_rows_lie_where_their_owner_said(tmp_path, vintage):
    dataset = report_dataset(REPORT, "My list")
    held = shipped_shelf().with_table(dataset, REPORT.placed, decided=REPORT.decided)
    assert districts(held, dataset.dataset_id, vintage) == ["bl-quetta", "bl-kech"]
    store = KeptStore(tmp_path / "store")
    keep_report(store, REPORT, dataset)
    kept = kept_shelf(store)
    assert districts(kept, dataset.dataset_id, vintage) == ["bl-quetta", "bl-kech"]
    assert kept.datasets[dataset.dataset_id] == dataset
    assert kept.key == held.key


def test_rejected_rows_and_words_are_kept_with_it(tmp_path):
    store = KeptStore(tmp_path / "store")
    dataset = report_dataset(REPORT, "My list")
    keep_report(store, REPORT, dataset)
    manifest = store.find(dataset.dataset_id).manifest
    assert manifest.rejected == 1
    assert any("2 are incidents" in words for words in manifest.report)
    pd.testing.assert_frame_equal(store.load_rejected(dataset.dataset_id), REPORT.rejected)


def test_what_a_source_forbids_stays_private():
    acled = replace(REPORT, format="acled")
    with pytest.raises(ValueError, match="forbid passing rows on"):
        report_dataset(acled, "ACLED", public=True)
    private = report_dataset(acled, "ACLED")
    assert not private.public
    assert "ACLED" in private.licence
    assert report_dataset(REPORT, "My list", public=True).public
