"""What holds for any file: two outcomes only, nothing lost, order and cutting change nothing."""

import csv
import io
from datetime import date

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.exports.incidents import write_incidents_csv, write_incidents_xlsx
from geo.exports.provenance import describe
from geo.intake.corrections import read_corrected, write_rejected
from geo.intake.pipeline import read_upload
from geo.model.filter import IncidentFilter
from geo.model.incident import COLUMNS
from geo.store.select import select_incidents
from tests.bad_inputs.samples import GOOD, HEADER, OTHER, read, sheet, sheet_row, table

STARTS = (b"", b"PK\x03\x04", b"PAR1", b"{", b"\xff\xfe", b"id,date,district\n", b'a,"b\n')


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=200))
@example(b"", b'{"type":"FeatureCollection","features":[{"type":"Feature"}]}')
def test_any_bytes_give_a_report_or_a_refusal(start, rest):
    read(start + rest)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_file_gives_a_report_or_a_refusal(data):
    whole = data.draw(st.sampled_from(WHOLE))
    place = data.draw(st.integers(0, len(whole) - 1))
    flipped = bytearray(whole)
    flipped[place] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.one_of(st.none(), st.integers(0, len(whole))))
    read(bytes(flipped[:cut]))


WHOLE = (
    table(GOOD, OTHER).encode(),
    table(GOOD, OTHER).encode("utf-16"),
    sheet(list(HEADER), sheet_row(), sheet_row(id="b2")),
)

CELLS = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["1", "2", "3", "4", ""]),
        "date": st.sampled_from(["2024-03-14", "14/03/2024", "Mar 2024", "soon", "2024", ""]),
        "district": st.sampled_from(["Quetta", "Peshawr", "Dir", "Xanadu", "Karachi", ""]),
        "lat": st.sampled_from(["30.1798", "66.975", "0", "95", "", "30°"]),
        "killed": st.sampled_from(["0", "2", "5-7", "several", "-1", ""]),
    }
)
ROWS = st.lists(CELLS, max_size=8)


@settings(max_examples=20, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_rows_are_accepted_or_rejected_and_shuffling_changes_nothing(rows, random):
    report = read(table(*rows).encode()).report
    assert report.rows == len(rows)
    shuffled = read(table(*random.sample(rows, len(rows))).encode()).report
    facts = [name for name in report.placed.columns if name not in ("incident_id", "dataset_id")]
    pd.testing.assert_frame_equal(report.placed[facts], shuffled.placed[facts])
    assert len(report.rejected) == len(shuffled.rejected)
    assert len(report.likely) == len(shuffled.likely)


@settings(max_examples=12, deadline=None)
@given(ROWS, st.integers(0, 8))
def test_cutting_a_file_in_two_changes_no_count(rows, cut):
    numbered = [{**row, "id": str(number)} for number, row in enumerate(rows)]
    whole = read(table(*numbered).encode()).report
    parts = [read(table(*part).encode()).report for part in (numbered[:cut], numbered[cut:])]
    assert sum(len(one.placed) for one in parts) == len(whole.placed)
    assert sum(len(one.rejected) for one in parts) == len(whole.rejected)


@settings(max_examples=10, deadline=None)
@given(ROWS)
def test_corrections_lose_nothing(rows):
    report = read(table(*rows).encode()).report
    if report.rejected.empty:
        return
    same = read_corrected(report, write_rejected(report))
    assert (same.taken, same.unknown) == (0, ())
    pd.testing.assert_frame_equal(same.report.placed, report.placed)
    good = [{**GOOD, "id": f"c{row}"} for row in report.rejected.index]
    mended = read_corrected(report, corrected(report.rejected.index, good))
    assert mended.report.rows == len(rows)
    assert mended.report.rejected.empty
    assert len(mended.report.placed) == len(rows)


def corrected(numbers: pd.Index, rows: list[dict[str, str]]) -> bytes:
    """A file of corrections as a spreadsheet would save it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["file_row", "why_rejected", *HEADER])
    for number, row in zip(numbers, rows, strict=True):
        writer.writerow([number, "seen", *(row[name] for name in HEADER)])
    return out.getvalue().encode("utf-8-sig")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("dataset_id", ["ucdp-candidate-2026", "compiled-2022-2026", ""])
def test_export_then_import_is_the_identity(ending, dataset_id):
    wanted = IncidentFilter(
        start=date(2025, 11, 1),
        end=date(2026, 3, 31),
        datasets=(dataset_id,) if dataset_id else (),
    )
    selection = select_incidents(wanted)
    rows = selection.counted
    provenance = describe(selection, "Incidents", day=date(2026, 11, 22))
    write = write_incidents_csv if ending == "csv" else write_incidents_xlsx
    report = read_upload(write(rows, provenance), label=f"export.{ending}")
    assert report.format == "exported"
    assert (len(report.placed), len(report.rejected)) == (len(rows), 0)
    facts = [name for name in COLUMNS if name not in ("incident_id", "dataset_id", "source_id")]
    again = report.placed.assign(key=report.placed["source_id"]).set_index("key")
    key = "source_id" if dataset_id else "incident_id"
    before = rows.assign(key=rows[key]).set_index("key").loc[again.index]
    # A CSV keeps six decimals of a degree: 10 cm
    pd.testing.assert_frame_equal(again[facts], before[facts], rtol=0, atol=1e-6)
