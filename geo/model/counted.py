"""A number with the thing that it counts, as people say it."""


def counted(number: int, thing: str) -> str:
    """1 incident, 0 incidents, 6,978 incidents."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
