"""From a district of one vintage to the district of another that holds it."""

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


def to_vintage(district_id: str, vintage: str) -> str:
    """The district of `vintage` that holds this one for certain; "" where no single one does.

    An id that both vintages have is read as the one of 2025: of `bl-lasbela`, 2023 also held what
    is Hub now. 2025 to 2023 always has an answer; the other way only `kp-south-waziristan` has
    none (see `children_of`). Raises `KeyError` for an unknown id.
    """
    if vintage == "2023":
        return parent_of(district_id)
    parent_of(district_id)
    return district_id if district_id in _newest_ids() else ""


@cache
def _newest_ids() -> frozenset[str]:
    return frozenset(district_table("2025")["district_id"])
