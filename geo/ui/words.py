"""Text that comes from sources, made safe to stand in a sentence of the page."""


def escaped(text: str) -> str:
    """Text with Markdown's signs made plain, for sentences that hold names from sources."""
    for sign in "\\`*_[]#$:<>":
        text = text.replace(sign, f"\\{sign}")
    return text
