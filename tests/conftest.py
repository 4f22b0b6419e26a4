"""Fixtures every test may use."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder of public source files beside the checkout; skips where it is absent.

    In CI the folder must be there: a skip would hide an untested build.
    """
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the source files beside the checkout are missing in CI")
        pytest.skip("needs the public source files beside the checkout")
    return folder
