import pytest

from geo.model.slug import LONGEST_SLUG, slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KP, 2025 (draft).csv", "kp-2025-draft-csv"),
        ("../../etc/passwd", "etc-passwd"),
        ("Högbladh", "hogbladh"),
        ("واقعات", ""),
        ("x" * 200, "x" * LONGEST_SLUG),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_only_plain_letters_digits_and_hyphens_are_left(text, expected):
    assert slug(text) == expected
