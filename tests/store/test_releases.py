"""Downloaded files become kept data sets that say what they are."""

from datetime import date

import pytest

from geo.intake.download import download_ucdp
from geo.model.filter import IncidentFilter
from geo.store.kept import KeptStore, kept_shelf
from geo.store.releases import IDS, keep_download
from geo.store.select import select_incidents
from geo.store.shipped import datasets
from tests.intake.server import serving
from tests.intake.world import put_release, world_file

MONTHS = {1: world_file("2026-01-09", first_id=100), 2: world_file("2026-02-03", first_id=200)}


@pytest.fixture
def site():
    with serving() as one:
        put_release(one, 2026, MONTHS)
        yield one


@pytest.fixture
def store(tmp_path):
    return KeptStore(tmp_path / "store")


def bring(site, store, today=date(2026, 3, 5)):
    found = download_ucdp(
        store.root.parent / "files", address=site.address, today=today, pause_seconds=0
    )
    return keep_download(store, found)


def test_the_rows_of_pakistan_are_kept_and_cited(site, store):
    assert bring(site, store) == (IDS["yearly"], IDS["candidate"])
    yearly, candidate = (store.find(one) for one in IDS.values())
    assert yearly.dataset.title == "UCDP GED 26.1 (downloaded)"
    assert (yearly.dataset.covers_to, yearly.dataset.rows) == (date(2025, 12, 31), 2)
    assert "version 26.1, events in Pakistan" in yearly.dataset.citation
    assert candidate.dataset.title == "UCDP Candidate, January 2026 – February 2026 (downloaded)"
    assert candidate.dataset.version == "26.0.1–26.0.2"
    assert (candidate.dataset.covers_from, candidate.dataset.covers_to) == (
        date(2026, 1, 1),
        date(2026, 2, 28),
    )
    assert store.load(IDS["candidate"])["source_id"].tolist() == ["100", "200"]
    assert len(candidate.manifest.report) == 2
    assert "1 rows of Pakistan, 0 rejected" in candidate.manifest.report[0]
    assert yearly.dataset.public
    assert candidate.dataset.public


def test_they_answer_beside_what_ships(site, store):
    bring(site, store)
    shelf = kept_shelf(store)
    chosen = IncidentFilter(datasets=(*datasets(), *IDS.values()), start=date(2025, 6, 1))
    found = select_incidents(chosen, shelf=shelf)
    assert [one.dataset_id for one in found.coverage] == [
        *(IDS["yearly"], IDS["candidate"], "ucdp-candidate-2026")
    ]
    assert set(found.superseded["dataset_id"]) <= set(datasets())


def test_the_same_rows_are_no_new_version(site, store):
    bring(site, store)
    bring(site, store)
    assert store.find(IDS["yearly"]).versions == ("0001",)
    newer = {**MONTHS, 3: world_file("2026-03-09", first_id=200)}
    put_release(site, 2026, newer)
    bring(site, store, today=date(2026, 4, 2))
    assert store.find(IDS["yearly"]).versions == ("0001",)
    candidate = store.find(IDS["candidate"])
    assert candidate.versions == ("0001", "0002")
    rows = store.load(IDS["candidate"])
    assert rows["source_id"].tolist() == ["100", "200"]
    assert rows["date_start"].dt.month.tolist() == [1, 3]
