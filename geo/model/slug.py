"""Any text as a short name that every file system, address and table takes."""

import re
import unicodedata
from typing import Final

LONGEST_SLUG: Final = 60
"""Characters of a slug; far below every file system's limit."""


def slug(text: str) -> str:
    """Lower-case ASCII letters, digits and single hyphens; "" when nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")
