"""`data/LICENCES.md` and the registry name what ships under which licence."""

import re
from fnmatch import fnmatch

import pytest

from geo.model.shipped import DATA, registry

PATTERNS = re.findall(r"`([\w*.-]+)`", (DATA / "LICENCES.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", list(registry()))
def test_every_file_that_ships_is_named(name):
    assert any(fnmatch(name, pattern) for pattern in PATTERNS)


@pytest.mark.parametrize("vintage", ["2023", "2025"])
def test_a_table_of_districts_names_the_licence_of_its_codes(vintage):
    licence = registry()[f"districts_{vintage}.csv"].licence
    assert licence.startswith("ODbL-1.0")
    assert "CC BY-IGO" in licence
