"""What a reader brought and keeps: every page shows it, and says what became of a change."""

from itertools import product

import pytest
import streamlit as st

from geo.intake.pipeline import read_upload
from geo.store.imports import keep_report, report_dataset
from geo.store.kept import KeptStore
from tests.ui.test_pages import COUNTING, VIEWS, open_page, sentence

FILE = (
    b"date,province,district,group,killed\n"
    b"2025-01-05,Balochistan,Quetta,BLA,3\n"
    b"2025-02-05,Balochistan,Kech,BLF,2\n"
    b"2025-03-07,Khyber Pakhtunkhwa,Bannu,,4\n"
    b"some day,Balochistan,Sibi,,1\n"
)
YEAR = {"from": "2025-01-01", "to": "2025-12-31"}


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The id of a data set that the store keeps."""
    st.cache_resource.clear()  # the shelf of another test's store
    monkeypatch.setenv("SARHAD_STORE", str(tmp_path / "store"))
    report = read_upload(FILE, label="list.csv")
    store = KeptStore(tmp_path / "store")
    dataset = report_dataset(report, "My list", dataset_id=store.id_for("My list"))
    keep_report(store, report, dataset)
    yield dataset.dataset_id
    st.cache_resource.clear()


@pytest.mark.parametrize(
    ("page", "others"), list(product(COUNTING, ["", ",compiled-2022-2026,ucdp-ged-22.1"]))
)
def test_every_page_shows_it_alone_and_beside_others(kept, page, others):
    test = open_page(page, {"data": kept + others, **YEAR})
    assert [error.message for error in test.exception] == []
    if not others:
        assert "3 incidents" in sentence(test)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_a_page_shows_it(kept, view):
    page, key, name = view
    test = open_page(page, {"data": kept, **YEAR}, **{key: name})
    assert [error.message for error in test.exception] == []


def test_the_rejected_rows_of_what_is_kept_can_be_had(kept):
    labels = [one.label for one in open_page("pages/data.py", {}).get("download_button")]
    assert "1 rejected row · CSV" in labels


def click(test, words):
    (button,) = (one for one in test.button if one.label == words)
    return button.click().run()


def test_what_became_of_a_change_is_said(kept):
    test = open_page("pages/data.py", {})
    (name,) = (one for one in test.text_input if one.key == f"k-title-{kept}")
    name.set_value(" ").run()
    click(test, "Rename")
    assert [one.value for one in test.error] == ["The data set needs a name."]
    name.set_value("Our list").run()
    click(test, "Rename")
    assert not test.error
    assert [one.value for one in test.success] == ["“My list” is called “Our list” now."]
    (sure,) = (one for one in test.checkbox if one.label == "I am sure")
    sure.check().run()
    click(test, "Remove for good")
    assert [one.value for one in test.success] == ["“Our list” is removed."]
    assert any(one.value == "Nothing is kept yet." for one in test.caption)
