"""Armed groups: one canonical id for many spellings, and who stands under which umbrella."""

from dataclasses import dataclass
from typing import Final

FAMILIES: Final = {
    "islamist": "Islamist",
    "baloch": "Baloch",
    "local": "Tribal, sectarian or local",
    "state": "State forces",
    "unknown": "Unknown",
}


@dataclass(frozen=True)
class Group:
    """One group. `umbrella_id` is the alliance it belongs to, "" where none."""

    group_id: str
    name: str
    short: str
    family: str
    umbrella_id: str
    aliases: tuple[str, ...]
    note: str
