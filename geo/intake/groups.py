"""Which armed group a spelling means, and who stands under which umbrella.

The catalogue ships as `data/groups.csv`. Every side that the shipped data name resolves to a group:
armed groups, states (family "state") and local parties (family "local"). The state's umbrella terms
"Fitna al-Khawarij" and "Fitna al-Hindustan" name no group: they lead to "islamist-unspecified" and
"baloch-unspecified".
"""

import csv
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from geo.model.group import Group
from geo.model.shipped import shipped_path

UNKNOWN: Final = "unknown"
"""The group of a row whose perpetrator nobody names (UCDP: XXX770)."""

UNLISTED: Final = "unlisted"
"""The group of a row whose side is named but stands in no catalogue yet."""

URDU_LETTERS: Final = str.maketrans("يىكةهۀ", "ییکہہہ")
"""Arabic letters to the Urdu ones that NFKC keeps apart."""

UMBRELLA_SENTENCES: Final = {
    "bras": "UCDP codes Baloch attacks from 2019 on as {umbrella}, the alliance that {member} "
    "belongs to.",
    "bna": "{member} merged into {umbrella} in January 2022; later attacks may stand under it.",
    "ttp": "Sources often code attacks by {member} as {umbrella}, which it belongs or belonged to.",
    "imp": "UCDP codes attacks by {member} from April 2025 on as {umbrella}, the alliance that it "
    "joined.",
    "bla": "Most sources code attacks by {member} as {umbrella}, which it is a part of.",
}
"""Why an umbrella is offered to a reader who chose a member. Grounds: UCDP names in the catalogue,
group founding dates in `data/groups.csv`."""


@dataclass(frozen=True)
class Catalogue:
    """All groups by id, and the id that each folded spelling leads to."""

    groups: Mapping[str, Group]
    spellings: Mapping[str, str]

    def match(self, text: str) -> Group | None:
        """The group that a spelling, name or id means; None when the catalogue has none."""
        found = self.spellings.get(fold_group(text))
        return None if found is None else self.groups[found]


def read_catalogue(path: Path) -> Catalogue:
    """The catalogue of a groups table (columns group_id ... aliases split by "|", note).

    Raises ValueError when one spelling leads to two groups or an umbrella is not in the table.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [_as_group(row) for row in csv.DictReader(lines)]
    groups = {group.group_id: group for group in rows}
    spellings: dict[str, str] = {}
    for group in rows:
        if group.umbrella_id and group.umbrella_id not in groups:
            raise ValueError(
                f"{group.group_id}: no umbrella {group.umbrella_id!r} in the catalogue"
            )
        for spelling in (group.group_id, group.name, group.short, *group.aliases):
            owner = spellings.setdefault(fold_group(spelling), group.group_id)
            if owner != group.group_id:
                raise ValueError(f"{spelling!r} leads to {owner} and to {group.group_id}")
    return Catalogue(MappingProxyType(groups), MappingProxyType(spellings))


@cache
def catalogue() -> Catalogue:
    """The catalogue that ships."""
    return read_catalogue(shipped_path("groups.csv"))


def groups() -> Mapping[str, Group]:
    """All groups by id (read-only), in the catalogue's order."""
    return catalogue().groups


def match_group(text: str) -> Group | None:
    """The group that a spelling means: an id, a name or an alias, whatever its case and dashes."""
    return catalogue().match(text)


def covering(group_id: str) -> tuple[str, ...]:
    """The umbrellas over a group, nearest first; () where it has none."""
    chain: list[str] = []
    umbrella = groups()[group_id].umbrella_id
    while umbrella and umbrella not in chain:
        chain.append(umbrella)
        umbrella = groups()[umbrella].umbrella_id
    return tuple(chain)


def may_hide(group_id: str) -> tuple[str, ...]:
    """What a row may be coded to although it is this group's: the umbrellas over it, and its
    family where nobody says more ("Baloch, unspecified").
    """
    family = f"{groups()[group_id].family}-unspecified"
    return (*covering(group_id), *((family,) if family in groups() else ()))


@cache
def members(group_id: str) -> frozenset[str]:
    """The group and all that stand under it, nested ones too.

    Membership is not dated: choosing BRAS also finds what its members did before it was founded.
    An id that is not in the catalogue is its own only member.
    """
    return frozenset({group_id, *(one for one in groups() if group_id in covering(one))})


def umbrella_offers(
    chosen: Collection[str], present: Collection[str]
) -> list[tuple[str, str, str]]:
    """Umbrellas worth adding to a choice: (chosen group, umbrella, sentence that says why).

    An umbrella is offered when rows in `present` (group ids found in the data) are coded to it and
    it is not chosen already. In the order of `chosen`, nearest umbrella first.
    """
    return [
        (group_id, umbrella, _offer_sentence(group_id, umbrella))
        for group_id in dict.fromkeys(chosen)
        if group_id in groups()
        for umbrella in covering(group_id)
        if umbrella in present and umbrella not in chosen
    ]


def fold_group(text: str) -> str:
    """A spelling reduced to its letters and digits: "Lashkar-e-Islam" = "lashkar e islam"."""
    letters = unicodedata.normalize("NFKC", text).casefold().translate(URDU_LETTERS)
    return "".join(letter for letter in letters if letter.isalnum())


def _offer_sentence(group_id: str, umbrella_id: str) -> str:
    known = groups()
    nearest = known[group_id].umbrella_id
    member = known[group_id].short
    if nearest != umbrella_id:
        member = f"{known[nearest].short} (with {member})"
    return UMBRELLA_SENTENCES[umbrella_id].format(member=member, umbrella=known[umbrella_id].short)


def _as_group(row: dict[str, str]) -> Group:
    aliases = tuple(alias for alias in row["aliases"].split("|") if alias)
    return Group(**{**row, "aliases": aliases})  # type: ignore[arg-type]
