"""Coordinates in every form that is read, and whole or missing."""

from geo.intake.points import parse_coordinates
from tests.intake.rows import cells


def test_points_are_whole_or_missing():
    longitude, latitude, problems = parse_coordinates(
        cells("67.0", "0", "", "200", "67.5", "1e1"), cells("30.2", "0", "30", "30", "95", "30")
    )
    assert longitude.isna().tolist() == [False, True, True, True, True, True]
    assert latitude.isna().equals(longitude.isna())
    assert [
        (one.code, one.row) for one in sorted(problems, key=lambda one: (one.row, one.code))
    ] == [
        ("coordinate-zero", 3),
        ("coordinate-half", 4),
        ("coordinate-unreadable", 5),
        ("coordinate-unreadable", 6),
        ("coordinate-unreadable", 7),
    ]
