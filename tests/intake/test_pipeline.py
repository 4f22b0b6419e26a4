"""Rows in = accepted + rejected, whatever the file."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.intake.pipeline import read_incidents
from geo.model.checks import check_incidents
from geo.model.incident import COLUMNS
from tests.intake.rows import ucdp_file


def codes(result) -> list[tuple[str, int | None]]:
    return [(one.code, one.row) for one in result.problems]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"id": ""}, "id-missing"),
        ({"date_start": "soon"}, "date-unreadable"),
        ({"date_start": "2010-05-05"}, "dates-inverted"),
        ({"best": "-1"}, "count-unreadable"),
        ({"latitude": "95"}, "coordinate-unreadable"),
        ({"where_prec": "9"}, "word-unknown"),
    ],
)
def test_a_bad_row_is_rejected_and_the_rest_kept(cells, code):
    result = read_incidents(ucdp_file(cells, {"id": "2"}), reader="ucdp", dataset_id="u")
    assert result.incidents["source_id"].tolist() == ["2"]
    assert result.rejected.index.tolist() == [2]
    assert codes(result) == [(code, 2)]
    assert result.rows == 2


def test_the_same_row_twice_is_kept_once():
    result = read_incidents(ucdp_file({}, {}, {"id": "2"}), reader="ucdp", dataset_id="u")
    assert result.incidents["source_id"].tolist() == ["1", "2"]
    assert codes(result) == [("row-repeated", 3)]
    assert result.rows == 3


def test_one_id_with_two_contents_is_rejected_both_times():
    result = read_incidents(
        ucdp_file({}, {"best": "4", "high": "4"}), reader="ucdp", dataset_id="u"
    )
    assert len(result.incidents) == 0
    assert codes(result) == [("id-conflict", 2), ("id-conflict", 3)]


def test_no_rows_is_an_empty_table_of_the_right_shape():
    result = read_incidents(ucdp_file(), reader="ucdp", dataset_id="u")
    assert result.rows == 0
    assert tuple(result.incidents.columns) == COLUMNS
    check_incidents(result.incidents)


CELLS = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["1", "2", "3", ""]),
        "date_start": st.sampled_from(["2010-05-04", "2010-05-01", "x"]),
        "best": st.sampled_from(["0", "3", "", "a"]),
        "longitude": st.sampled_from(["70.07", "", "0"]),
    }
)


@settings(max_examples=30, deadline=None)
@given(st.lists(CELLS, max_size=8), st.randoms(use_true_random=False))
def test_nothing_is_lost_and_order_does_not_matter(rows, random):
    result = read_incidents(ucdp_file(*rows), reader="ucdp", dataset_id="u")
    assert result.rows == len(rows)
    check_incidents(result.incidents)
    shuffled = random.sample(rows, len(rows))
    again = read_incidents(ucdp_file(*shuffled), reader="ucdp", dataset_id="u")
    pd.testing.assert_frame_equal(result.incidents, again.incidents)


@pytest.mark.sources
@pytest.mark.parametrize(
    ("name", "reader", "rows"),
    [
        ("sources/incidents/ucdp_ged_22_1_pakistan.csv", "ucdp", 6416),
        ("compiled/ucdp_candidate_26_01_06_pakistan.csv", "ucdp", 604),
        ("compiled/ucdp_candidate_26_0_7_pakistan.csv", "ucdp", 197),
        ("compiled/compiled_2022_2026.csv", "compiled", 807),
    ],
)
def test_the_source_files_read_without_a_problem(sources, name, reader, rows):
    result = read_incidents((sources / name).read_bytes(), reader=reader, dataset_id="d")
    assert (len(result.incidents), len(result.rejected), result.problems) == (rows, 0, ())


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["sound row first", "broken row first"])
def test_a_sound_row_is_no_repeat_of_a_broken_one(order):
    pair = ({"id": "3", "best": ""}, {"id": "3", "best": "a"})
    result = read_incidents(ucdp_file(*(pair[at] for at in order)), reader="ucdp", dataset_id="u")
    assert (len(result.incidents), len(result.rejected)) == (1, 1)
