"""A number with the thing that it counts, as people say it."""


def counted(number: int, thing: str, things: str = "") -> str:
    """1 incident, 0 incidents, 6,978 incidents; `things` where a final s does not make many."""
    return f"{number:,} {thing if number == 1 else things or f'{thing}s'}"
