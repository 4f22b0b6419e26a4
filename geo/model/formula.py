"""Text cells that no spreadsheet can mistake for a formula, loss-free."""

import re
from typing import Final

TRIGGERS: Final = r"=+\-@\t\r\n\0＝＋－＠"
"""First characters that make a spreadsheet read text as a formula, full-width forms included."""

_MUST_GUARD: Final = re.compile(rf"'*[{TRIGGERS}]")
_GUARDED: Final = re.compile(rf"'+[{TRIGGERS}]")


def guard(text: str) -> str:
    """The text, with one apostrophe in front if it could be read as a formula.

    Never starts with a trigger; `unguard` gives the text back exactly.
    """
    return f"'{text}" if _MUST_GUARD.match(text) else text


def unguard(text: str) -> str:
    """The text that was guarded: one apostrophe less where a formula character follows."""
    return text[1:] if _GUARDED.match(text) else text
