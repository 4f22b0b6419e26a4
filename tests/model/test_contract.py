import pandas as pd
import pytest

from geo.model.checks import check_incidents, check_placed
from geo.model.incident import ContractError
from tests.measures.rows import make_rows

BROKEN = [
    pytest.param("place", None, "place", id="a text is missing"),
    pytest.param("event_type", "no-such-type", "no-such-type", id="no such event type"),
    pytest.param("killed_low", 5, "killed_low <= killed_best", id="low above best"),
    pytest.param("latitude", 91.0, "91", id="beyond the pole"),
    pytest.param("longitude", float("nan"), "both coordinates", id="one coordinate alone"),
    pytest.param("date_end", pd.Timestamp("1999-01-01"), "dates in order", id="ends too early"),
]


@pytest.mark.parametrize(("column", "value", "said"), BROKEN)
def test_a_broken_rule_is_refused(column, value, said):
    rows = make_rows({})
    pd.testing.assert_frame_equal(check_placed(rows), rows)
    rows[column] = pd.Series([value], dtype=rows[column].dtype)
    with pytest.raises(ContractError, match=said):
        check_incidents(rows)


def test_all_failures_come_at_once():
    rows = make_rows({}).assign(event_type="no-such-type", date_precision="about then")
    with pytest.raises(ContractError, match="no-such-type") as refusal:
        check_incidents(rows)
    assert "about then" in str(refusal.value)


def test_a_placement_is_checked_too():
    rows = make_rows({}).assign(placement="somewhere")
    check_incidents(rows)
    with pytest.raises(ContractError, match="somewhere"):
        check_placed(rows)
