import pytest

from geo.maps.colours import DARK, GROUP_HUES, LIGHT, contrast, rgba


def test_contrast_of_black_and_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_reads_on_every_ground(theme):
    for ground in (theme.page, theme.study, theme.halo):
        assert contrast(theme.text, ground) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_stand_out_from_the_ground(theme):
    for mark in (theme.incident, theme.afghan, theme.iranian, theme.country_line):
        assert contrast(mark, theme.study) >= 3.0


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_ramp_moves_one_way_in_lightness_and_away_from_the_ground(theme):
    steps = [contrast(colour, theme.page) for colour in theme.ramp]
    assert steps == sorted(steps)


def test_no_two_hues_of_groups_are_alike():
    assert len(set(GROUP_HUES)) == len(GROUP_HUES) <= 8


def test_rgba_scales_opacity():
    assert rgba("#ff8000", 0.5) == (255, 128, 0, 128)
