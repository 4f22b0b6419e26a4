"""Fixtures every test may use."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def own_store(tmp_path_factory):
    """A store of the tests' own, so that none sees or touches what somebody keeps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SARHAD_STORE", str(tmp_path_factory.mktemp("kept") / "store"))
        yield


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
