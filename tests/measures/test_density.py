import numpy as np
import pandas as pd
import pytest
from scipy import ndimage

from geo.measures.density import (
    EDGES,
    KERNEL_KM,
    as_picture,
    density_classes,
    measure_density,
)
from geo.measures.exposure import covered_spans, years
from geo.measures.tolls import count_toll
from geo.model.district import VINTAGES
from geo.model.filter import IncidentFilter
from geo.places.layers import district_ids, district_table
from geo.places.metric import to_km
from geo.store.select import select_incidents
from tests.measures.rows import in_no_district, make_rows

KHARAN = {"longitude": 65.4, "latitude": 28.4, "district_id": "bl-kharan"}  # far from any edge


def density_of(*changes, **fields):
    return measure_density(make_rows(*changes), **{"years": 1.0, "vintage": "2025", **fields})


@pytest.mark.parametrize("precision", KERNEL_KM)
def test_a_row_is_a_gaussian_of_its_precision(precision):
    """Oracle: the density of a two-dimensional normal distribution at the cells' centres."""
    density = density_of({**KHARAN, "place_precision": precision})
    cells, deviation = density.cells, KERNEL_KM[precision]
    centre = to_km([65.4], [28.4])[0]
    x = cells.x[:-1] + cells.size_km / 2 - centre[0]
    y = cells.y[:-1] - cells.size_km / 2 - centre[1]
    squares = x[None, :] ** 2 + y[:, None] ** 2
    expected = 100 * np.exp(-squares / 2 / deviation**2) / (2 * np.pi * deviation**2)
    close = cells.inside & (squares < (2 * deviation) ** 2)
    assert density.levels[close] == pytest.approx(expected[close], rel=0.12)
    assert density.inside == pytest.approx(1, abs=1e-6)
    assert density.spill == pytest.approx(0, abs=1e-6)


def test_agrees_with_a_filtered_grid():
    """Oracle: scipy's Gaussian filter over one unit in one cell."""
    density = density_of({**KHARAN, "place_precision": "near"})
    peak = np.unravel_index(np.nanargmax(density.levels), density.levels.shape)
    unit = np.zeros(density.levels.shape)
    unit[peak] = 100 / density.cells.size_km**2
    blurred = ndimage.gaussian_filter(unit, KERNEL_KM["near"] / density.cells.size_km)
    near = slice(peak[0] - 4, peak[0] + 5), slice(peak[1] - 4, peak[1] + 5)
    assert np.abs(density.levels[near] - blurred[near]).max() < 0.15 * blurred.max()


def test_a_district_row_is_even_over_its_district():
    density = density_of({"place_precision": "district", "on_map": False})
    code = district_ids().index("bl-quetta")
    values = density.levels[density.cells.district == code]
    area = district_table()["area_km2"].iloc[code]
    assert values == pytest.approx(100 / area)
    assert np.nansum(density.levels) == pytest.approx(values.sum())


def test_rows_between_districts_are_spread_by_chance():
    change = {"district_id": "", "candidates": "bl-hub|bl-lasbela", "placement": "ambiguous"}
    density = density_of({**change, "place_precision": "district", "on_map": False})
    codes = [district_ids().index(one) for one in ("bl-hub", "bl-lasbela")]
    values = density.levels[np.isin(density.cells.district, codes)]
    assert values == pytest.approx(values[0])
    assert density.inside == pytest.approx(1)


def test_vague_rows_lie_nowhere():
    density = density_of(in_no_district(), KHARAN)
    assert (density.inside, density.nowhere) == pytest.approx((1, 1))


def test_a_point_at_the_edge_spills():
    density = density_of({"longitude": 66.45, "latitude": 30.92, "district_id": "bl-chaman"})
    assert 0.1 < density.spill < 0.6
    assert density.inside + density.spill == pytest.approx(1)


def test_years_and_measures():
    one, two = density_of(KHARAN), density_of(KHARAN, years=2.0)
    np.testing.assert_allclose(two.levels, one.levels / 2, atol=1e-12)
    killed = density_of({**KHARAN, "killed_best": 3}, measure="killed_best")
    np.testing.assert_allclose(killed.levels, one.levels * 3, atol=1e-12)
    assert killed.unit == "killed per 100 km² per year"
    with pytest.raises(ValueError, match="above 0"):
        density_of(KHARAN, years=0.0)


@pytest.mark.parametrize("vintage", VINTAGES)
@pytest.mark.parametrize("measure", ["incidents", "killed_best"])
def test_nothing_of_the_shipped_rows_is_lost(measure, vintage):
    selection = select_incidents(IncidentFilter(vintage=vintage))
    rows = selection.counted
    before = rows.copy(deep=True)
    time = years(covered_spans(selection.coverage))
    density = measure_density(rows, years=time, vintage=vintage, measure=measure)
    total = getattr(count_toll(rows), measure)
    assert density.inside + density.spill + density.nowhere == pytest.approx(total)
    held = density.levels * density.cells.area_km2 / 100 * time
    assert np.nansum(held) == pytest.approx(density.inside)
    assert 0 < density.spill < 0.15 * total
    pd.testing.assert_frame_equal(rows, before)


def test_classes_are_the_same_in_every_view():
    assert density_classes([0.0, 0.009, 0.01, 0.05, 99.0, np.nan]).tolist() == [
        0,
        0,
        1,
        2,
        len(EDGES),
        -1,
    ]


def test_a_picture_shows_each_place_where_it_is():
    density = density_of(KHARAN, {**KHARAN, "longitude": 72.3, "latitude": 35.2})
    picture = as_picture(density, columns=900)
    west, south, east, north = picture.bounds
    rows, columns = picture.levels.shape
    top, bottom = (np.arcsinh(np.tan(np.radians(one))) for one in (north, south))
    for longitude, latitude in ((65.4, 28.4), (72.3, 35.2)):
        column = int((longitude - west) / (east - west) * columns)
        y = np.arcsinh(np.tan(np.radians(latitude)))
        row = int((top - y) / (top - bottom) * rows)
        around = picture.levels[row - 5 : row + 6, column - 5 : column + 6]
        assert picture.levels[row, column] > 0.7 * np.nanmax(around)
        assert picture.levels[row, column] > 0.3
    assert np.isnan(picture.levels[0, 0])
    with pytest.raises(ValueError, match="2 columns"):
        as_picture(density, columns=1)


def test_no_rows_have_no_density():
    density = measure_density(make_rows({}).iloc[:0], years=1.0, vintage="2025")
    assert np.nansum(density.levels) == 0
    assert density_classes(density.levels[density.cells.inside]).max() == 0
