"""The house stands as designed: imports point back along the arrow, and some never happen."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ORDER = (
    "model",
    "places",
    "intake",
    "store",
    "measures",
    "maps",
    "exports",
    "cli",
    "ui",
    "pages",
    "app",
)
SIDE_BY_SIDE = {("exports", "maps"), ("maps", "exports"), ("ui", "cli")}
"""Steps that may not use each other although one comes first in the list."""

MODULES = sorted(
    [*ROOT.glob("geo/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"],
    key=lambda path: str(path),
)


def step_of(path: Path) -> str | None:
    """The step a file belongs to; None for geo's own two files at the root of the package."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] != "geo":
        return parts[0]
    name = parts[1]
    if name in ("__init__", "__main__"):
        return None
    return "cli" if name.startswith("cli") else name


def imported(path: Path) -> set[str]:
    """Full names of every module that a file imports, wherever the import stands."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_back_along_the_arrow(path):
    here = step_of(path)
    if here is None:
        return
    for name in imported(path):
        if not name.startswith(("geo.", "pages.")):
            continue
        there = step_of(ROOT / Path(*name.split(".")).with_suffix(".py"))
        assert there is None or ORDER.index(there) <= ORDER.index(here), name
        assert (here, there) not in SIDE_BY_SIDE, name


ONLY_IN = {
    "streamlit": re.compile(r"^(geo/ui/|pages/|app\.py)"),
    "pydeck": re.compile(r"^geo/maps/"),
    "altair": re.compile(r"^geo/ui/"),
    "xlsxwriter": re.compile(r"^geo/exports/"),
}


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_stays_in_its_room(library):
    users = {
        str(path.relative_to(ROOT))
        for path in MODULES
        if any(name.split(".")[0] == library for name in imported(path))
    }
    assert users
    assert {user for user in users if not ONLY_IN[library].match(user)} == set()


def test_tables_are_drawn_by_one_function():
    users = {
        str(path.relative_to(ROOT))
        for path in MODULES
        if re.search(r"\.(dataframe|data_editor|table)\(", path.read_text(encoding="utf-8"))
        and ONLY_IN["streamlit"].match(str(path.relative_to(ROOT)))
    }
    assert users == {"geo/ui/tables.py"}


NOT_AT_START = {
    "altair": "pages with charts",
    "mapclassify": "tests",
    "openpyxl": "workbooks that people bring",
    "pandera": "tables that people bring",
    "rapidfuzz": "tables that people bring",
    "scipy": "statistics, and the density on the map",
    "sklearn": "nothing",
    "xlsxwriter": "exports",
}
"""Libraries that the first page does without, so that it is soon there, and what needs them."""


def test_the_first_page_imports_no_library_that_it_does_not_need():
    page = (ROOT / "pages/map.py").read_text(encoding="utf-8")
    asked = [*re.findall(r"^from (geo\.[\w.]+)", page, flags=re.M), "geo.ui.frame"]
    code = f"import sys, {', '.join(asked)}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    assert NOT_AT_START.keys() & loaded == set()
    assert "geo.ui.map_panel" in loaded


def test_gdal_reads_only_in_the_build():
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert "read_file" not in text and "pyogrio" not in text and "fiona" not in text, path


@pytest.mark.parametrize("path", sorted(ROOT.glob("pages/*.py")), ids=lambda path: path.name)
def test_a_page_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 120


def test_no_page_has_the_address_of_its_file():
    """Else Streamlit runs the bare file for the first reader of a deep link."""
    app = (ROOT / "app.py").read_text(encoding="utf-8")
    pages = re.findall(r'st\.Page\(\s*"pages/(\w+)\.py".*?url_path="([\w-]+)"', app, flags=re.S)
    assert len(pages) == len(list(ROOT.glob("pages/*.py")))
    assert all(stem != address for stem, address in pages)
