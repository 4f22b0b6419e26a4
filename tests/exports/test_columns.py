import pytest

from geo.exports.columns import COLUMN_WORDS, column_words
from geo.exports.incidents import INCIDENT_COLUMNS
from geo.measures.summary_bounds import BOUNDED_COLUMNS


@pytest.mark.parametrize("columns", [BOUNDED_COLUMNS, INCIDENT_COLUMNS], ids=["summary", "rows"])
def test_every_exported_column_has_a_meaning(columns):
    assert [name for name, _ in column_words(columns)] == list(columns)


def test_no_meaning_is_left_over():
    used = {*BOUNDED_COLUMNS, *INCIDENT_COLUMNS, "reason"}
    assert set(COLUMN_WORDS) == used
