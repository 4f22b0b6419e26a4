"""Which district of the 2023 vintage holds a district."""

from functools import cache
from types import MappingProxyType

from geo.places.layers import district_table


@cache
def _parents() -> MappingProxyType[str, str]:
    """The 2023 district of every district of both vintages; a 2023 district is its own."""
    found: dict[str, str] = {}
    for vintage in ("2025", "2023"):
        table = district_table(vintage)
        for child, parent in zip(table["district_id"], table["parent_id"], strict=True):
            found.setdefault(child, parent)
    return MappingProxyType(found)


def parent_of(district_id: str) -> str:
    """The 2023 district that a district lies in (itself, mostly). Raises `KeyError` if unknown."""
    return _parents()[district_id]
