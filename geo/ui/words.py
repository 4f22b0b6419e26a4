"""Pieces of sentences on a page: text from sources made safe to stand in them, numbers of rows."""


def escaped(text: str) -> str:
    """Text with Markdown's signs made plain, for sentences that hold names from sources."""
    for sign in "\\`*_[]#$:<>":
        text = text.replace(sign, f"\\{sign}")
    return text


def rows_words(number: int) -> str:
    """1 row, 2 rows."""
    return "1 row" if number == 1 else f"{number:,} rows"
