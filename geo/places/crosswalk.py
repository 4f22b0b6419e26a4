"""Which district of the 2023 vintage holds a district, and which of 2025 it was split into."""

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


@cache
def _children() -> MappingProxyType[str, tuple[str, ...]]:
    """The 2025 districts of every 2023 district, sorted."""
    table = district_table("2025")
    found: dict[str, list[str]] = {}
    for child, parent in zip(table["district_id"], table["parent_id"], strict=True):
        found.setdefault(parent, []).append(child)
    return MappingProxyType({parent: tuple(sorted(ids)) for parent, ids in found.items()})


def parent_of(district_id: str) -> str:
    """The 2023 district that a district lies in (itself, mostly). Raises `KeyError` if unknown."""
    return _parents()[district_id]


def children_of(district_id: str) -> tuple[str, ...]:
    """The 2025 districts that a district of the 2023 vintage was (or was not) split into, sorted.

    Raises `KeyError` for an id that the 2023 vintage does not have.
    """
    return _children()[district_id]
