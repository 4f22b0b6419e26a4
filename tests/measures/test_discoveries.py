import esda
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from geo.measures.discoveries import adjusted

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=80)


@given(p_values)
def test_agrees_with_scipy(p):
    np.testing.assert_allclose(adjusted(p), stats.false_discovery_control(p), atol=1e-12)


@given(p_values, st.floats(0.01, 0.2))
def test_agrees_with_the_cutoff_of_esda_except_where_nothing_stands(p, alpha):
    standing = adjusted(p) <= alpha
    if standing.any() and not np.isclose(adjusted(p), alpha).any():
        np.testing.assert_array_equal(standing, np.array(p) <= esda.fdr(np.array(p), alpha))


def test_nothing_stands_where_esda_still_gives_a_cutoff():
    p = np.full(10, 0.5)
    assert esda.fdr(p, 0.05) == pytest.approx(0.005)
    assert (adjusted(p) > 0.05).all()


def test_the_worked_example_of_benjamini_and_hochberg():
    """Benjamini and Hochberg (1995), section 4: four of fifteen hypotheses stand at 5 %."""
    p = [
        *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
        *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
    ]
    assert (adjusted(p) <= 0.05).sum() == 4


def test_tests_that_were_not_made_do_not_count():
    np.testing.assert_array_equal(adjusted([np.nan, 0.03, np.nan]), [np.nan, 0.03, np.nan])
    assert np.isnan(adjusted([np.nan, np.nan])).all()
    assert adjusted([]).shape == (0,)


def test_the_argument_stays_as_it_was():
    p = np.array([0.04, 0.01])
    adjusted(p)
    np.testing.assert_array_equal(p, [0.04, 0.01])


def test_numbers_that_are_no_p_values_are_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjusted([0.5, 1.2])
