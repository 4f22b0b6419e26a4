from urllib.parse import urlparse

import pandas as pd
import pytest

from geo.model.incident import PROVINCES
from geo.store.reference import EVENT_KINDS, coverage_notes, dated_events, published_totals
from geo.store.shipped import datasets, load_incidents


def records(table):
    return list(table.itertuples(index=False))


@pytest.mark.parametrize("event", records(dated_events()), ids=lambda event: event.label)
def test_every_event_is_dated_named_and_sourced(event):
    assert event.kind in EVENT_KINDS
    assert 0 < len(event.label) <= 40
    assert pd.isna(event.end_date) or event.date < event.end_date
    address = urlparse(event.source_url)
    assert address.scheme == "https" and "." in address.netloc


def test_the_border_clashes_begin_with_their_first_night():
    [clashes] = dated_events().query("label == 'Afghan border clashes'").to_dict("records")
    assert clashes["date"] == pd.Timestamp(2025, 10, 11)
    rows = load_incidents("compiled-2022-2026", "2025")
    [first] = rows[rows["source_id"] == "C2025-282"].to_dict("records")
    assert first["date_start"] == clashes["date"]


def test_events_are_in_order():
    events = dated_events()
    assert events["date"].is_monotonic_increasing
    assert events["label"].is_unique
    assert str(events["date"].dtype) == str(events["end_date"].dtype) == "datetime64[us]"


@pytest.mark.parametrize("note", records(coverage_notes()), ids=str)
def test_every_coverage_note_has_a_span_and_a_province(note):
    assert note.dataset_id == "compiled-2022-2026"
    assert note.province in PROVINCES
    assert note.start < note.end
    assert note.note


@pytest.mark.parametrize("province", PROVINCES)
def test_no_month_of_a_partial_data_set_is_empty_without_a_note(province):
    about = datasets()["compiled-2022-2026"]
    rows = load_incidents(about.dataset_id, "2025")
    inside = rows[rows["province"] == PROVINCES[province]]
    notes = coverage_notes()
    whole = ~notes["note"].str.contains("no rows for ")  # the rest name single districts
    noted = notes[whole & (notes["province"] == province)]
    for month in pd.period_range(about.covers_from, about.covers_to, freq="M"):
        first, last = month.start_time, month.end_time.normalize()
        if not ((inside["date_start"] <= last) & (first <= inside["date_end"])).any():
            assert ((noted["start"] <= first) & (last <= noted["end"])).any(), month


@pytest.mark.parametrize("total", records(published_totals()), ids=str)
def test_every_published_total_has_a_span_a_number_and_a_source(total):
    assert total.start <= total.end
    assert total.publisher and total.metric_definition and total.geography
    assert pd.notna([total.incidents, total.killed, total.injured]).any()
    assert total.url.startswith("http")


def test_counts_that_are_not_given_are_missing_not_zero():
    totals = published_totals()
    for column in ("incidents", "killed", "injured"):
        assert str(totals[column].dtype) == "Int64"
        assert (totals[column].dropna() > 0).all()
    assert totals["injured"].isna().any()


@pytest.mark.parametrize("ask", [dated_events, coverage_notes, published_totals])
def test_a_table_handed_out_may_be_changed(ask):
    table = ask()
    table[table.columns[-1]] = "changed"
    assert not ask().equals(table)
