import numpy as np
import pytest

from geo.measures.cells import study_cells
from geo.model.district import VINTAGES
from geo.places.layers import district_table
from geo.places.locate import locate_points


@pytest.mark.parametrize("vintage", VINTAGES)
def test_the_cells_of_each_district_add_up_to_its_area(vintage):
    cells = study_cells(5.0, vintage=vintage)
    code = cells.district[cells.inside]
    sums = np.bincount(code, weights=cells.area_km2[cells.inside])
    np.testing.assert_allclose(sums, district_table(vintage)["area_km2"])
    assert (cells.area_km2[~cells.inside] == 0).all()


def test_a_cell_has_about_the_area_of_its_square():
    cells = study_cells(2.5, vintage="2025")
    area = cells.area_km2[cells.inside]
    assert area.mean() == pytest.approx(2.5**2, rel=0.01)
    assert np.percentile(area, [1, 99]) == pytest.approx([2.5**2] * 2, rel=0.05)


def test_centres_lie_in_their_district_and_the_edge_is_free():
    cells = study_cells(5.0, vintage="2025")
    np.testing.assert_array_equal(
        locate_points(*cells.centres()).code, cells.district[cells.inside]
    )
    outer = np.concatenate([cells.inside[0], cells.inside[-1], *cells.inside[:, [0, -1]].T])
    assert not outer.any()
    assert len(cells.x) == cells.district.shape[1] + 1
    assert cells.y[0] > cells.y[-1]


def test_shares_of_chosen_cells():
    cells = study_cells(5.0, vintage="2025")
    everything = np.ones(cells.inside.sum(), dtype=bool)
    np.testing.assert_allclose(cells.share_by_district(everything), 1)
    one = cells.district[cells.inside] == 3
    np.testing.assert_allclose(cells.share_by_district(one), np.arange(72) == 3)


def test_cells_larger_than_a_district_are_refused():
    with pytest.raises(ValueError, match="too large"):
        study_cells(60.0, vintage="2025")
