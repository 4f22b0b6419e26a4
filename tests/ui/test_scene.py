"""The map's code in the browser is built from the sources beside it, and asks for nothing else."""

import hashlib
import re

from geo.ui.scene import BUNDLE

FOLDER = BUNDLE.parent


def test_the_bundle_is_made_from_these_sources():
    digest = hashlib.sha256((FOLDER / "package.json").read_bytes())
    for path in sorted((FOLDER / "src").iterdir()):
        digest.update(path.read_bytes())
    first = BUNDLE.read_text(encoding="utf-8").split("\n", 1)[0]
    assert digest.hexdigest() in first, "run `make scene`"


def test_every_package_in_the_bundle_is_pinned():
    assert not re.search(r'"[\^~]', (FOLDER / "package.json").read_text(encoding="utf-8"))
    assert "MIT" in (FOLDER / "LICENCES.md").read_text(encoding="utf-8")
