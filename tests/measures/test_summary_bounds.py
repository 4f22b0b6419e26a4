import numpy as np
import pytest

from geo.measures.bounds import bound_districts
from geo.measures.summary import SUMMARY_COLUMNS, summarise_districts
from geo.measures.summary_bounds import BOUNDED_COLUMNS, with_bounds
from geo.model.filter import IncidentFilter
from geo.store.select import anywhere, select_incidents

FILTERS = {
    "all": IncidentFilter(),
    "province": IncidentFilter(provinces=("bl",), vintage="2023"),
    "districts": IncidentFilter(districts=("kp-lower-south-waziristan", "kp-torghar")),
    "none": IncidentFilter(killed_from=99_999),
}


@pytest.fixture(scope="module", params=FILTERS)
def bounded(request):
    selection = select_incidents(FILTERS[request.param])
    return selection, with_bounds(summarise_districts(selection), selection)


def test_the_summary_itself_is_unchanged(bounded):
    selection, table = bounded
    assert tuple(table.columns) == BOUNDED_COLUMNS
    assert table[list(SUMMARY_COLUMNS)].equals(summarise_districts(selection))


def test_ranges_hold_the_best_number(bounded):
    _, table = bounded
    for measure, best in (("incidents", "incidents"), ("killed", "killed_best")):
        assert (table[f"{measure}_certain"] <= table[best]).all()
        assert (table[best] <= table[f"{measure}_possible"]).all()
        assert table[f"{measure}_certain"].dtype == table[f"{measure}_possible"].dtype == np.int64


def test_ranges_are_those_of_all_rows_that_may_lie_there(bounded):
    selection, table = bounded
    rows = select_incidents(anywhere(selection.wanted)).counted
    for measure in ("incidents", "killed"):
        bounds = bound_districts(rows, vintage=selection.wanted.vintage, measure=measure)
        bounds = bounds.table.loc[table["district_id"]]
        assert table[f"{measure}_certain"].tolist() == bounds["certain"].tolist()
        assert table[f"{measure}_possible"].tolist() == bounds["possible"].tolist()
