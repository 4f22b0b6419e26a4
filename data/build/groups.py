"""`groups.csv`: armed groups, states and local parties, and every spelling that leads to them.

The hand table `groups_extra.csv` decides ids, names, families, umbrellas and the spellings that the
data sets use; the compiled catalogue of 33 armed groups adds the press's and the other data sets'
spellings. A spelling that two groups of the catalogue share leads to neither, and the few of
`LEADS_NOWHERE` lead to nobody.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from data.build.registry import read_rows, write_rows
from geo.intake.groups import fold_group

HAND: Final = Path(__file__).parent / "hand" / "groups_extra.csv"
COLUMNS: Final = ("group_id", "name", "short", "family", "umbrella_id", "aliases", "note")

SPELLING_COLUMNS: Final = ("canonical_id", "canonical_name", "acled_name", "gtd_gname")
"""Catalogue columns with spellings of the group itself (several split by "|")."""

STATE_TERMS: Final = {
    "islamist-unspecified": ("khawarij", "khwarij", "khariji", "fak"),
    "baloch-unspecified": ("hindustan", "fah"),
}
"""Where the state's umbrella terms lead, by a part of the folded term. "Indian-sponsored" alone is
used of both kinds of groups and leads nowhere."""

LEADS_NOWHERE: Final = {
    "Jundallah": "the Pakistani and the Iranian group are both written so, as Jundullah is",
    "Sarmachar": "a general Baloch word for a fighter, used of every group",
    "SDLA": "the Sindhudesh Liberation Army, another organisation than the Revolutionary Army",
    "Taliban": "in tables of incidents in Pakistan it mostly means the TTP, not the Afghan Taliban",
}
"""Spellings that the catalogue gives to a group and that name none for certain, with the ground.
Whoever brings one is asked which group is meant."""


def build_groups(sources: Path, out: Path) -> int:
    """Write `groups.csv`; the number of groups. Prints the spellings that lead nowhere.

    Raises `ValueError` when the catalogue and the hand table name other groups, or when the
    catalogue has no longer a spelling of `LEADS_NOWHERE`.
    """
    hand = read_rows(HAND)
    catalogue = {
        row["canonical_id"]: row for row in read_rows(sources / "compiled/group_aliases.csv")
    }
    linked = {row["catalogue_id"] for row in hand if row["catalogue_id"]}
    if linked != set(catalogue):
        raise ValueError(f"catalogue and hand table differ: {sorted(linked ^ set(catalogue))}")
    known = {fold_group(text) for row in catalogue.values() for text in _catalogue_texts(row)}
    lost = sorted(text for text in LEADS_NOWHERE if fold_group(text) not in known)
    if lost:
        raise ValueError(f"LEADS_NOWHERE: the catalogue has no spelling {lost}")
    own = {row["group_id"]: _own_spellings(row) for row in hand}
    taken = {fold_group(text): group_id for group_id, texts in own.items() for text in texts}
    found = {
        row["group_id"]: list(_catalogue_spellings(catalogue[row["catalogue_id"]]))
        for row in hand
        if row["catalogue_id"]
    }
    for group_id, parts in STATE_TERMS.items():
        found[group_id] = [*found.get(group_id, []), *_state_terms(catalogue.values(), parts)]
    claims = Counter(key for texts in found.values() for key in {fold_group(t) for t in texts})
    shared = sorted(key for key, count in claims.items() if count > 1 and key not in taken)
    print(f"groups: {len(hand)}; spellings that two groups share and lead to none: {shared}")
    print(f"groups: spellings that name no group for certain: {sorted(LEADS_NOWHERE)}")
    rows = [
        {**row, "aliases": "|".join(_aliases(row["group_id"], own, found, taken, claims))}
        for row in hand
    ]
    write_rows(out / "groups.csv", COLUMNS, [{name: row[name] for name in COLUMNS} for row in rows])
    return len(rows)


def _own_spellings(row: dict[str, str]) -> list[str]:
    return [text for text in (row["name"], row["short"], *row["aliases"].split("|")) if text]


def _catalogue_spellings(row: dict[str, str]) -> Iterator[str]:
    """Every spelling of a catalogue row but the state's terms, UCDP's annotated names and those
    that lead nowhere.
    """
    nowhere = {fold_group(text) for text in LEADS_NOWHERE}
    for text in _catalogue_texts(row):
        if fold_group(text) not in nowhere:
            yield text


def _catalogue_texts(row: dict[str, str]) -> Iterator[str]:
    for column in (*SPELLING_COLUMNS, "press_aliases"):
        yield from (text.strip() for text in row[column].split("|") if _is_spelling(text))


def _is_spelling(text: str) -> bool:
    return bool(text.strip()) and not text.startswith("(")


def _state_terms(rows: object, parts: tuple[str, ...]) -> list[str]:
    terms = {text for row in rows for text in row["state_term"].split("|")}  # type: ignore[attr-defined]
    return sorted(term for term in terms if any(part in fold_group(term) for part in parts))


def _aliases(
    group_id: str,
    own: dict[str, list[str]],
    found: dict[str, list[str]],
    taken: dict[str, str],
    claims: Counter[str],
) -> list[str]:
    """The group's spellings, once each by their folded form; name and short need no repeating."""
    texts = list(own[group_id])
    for text in found.get(group_id, []):
        key = fold_group(text)
        if taken.get(key, group_id) == group_id and (claims[key] == 1 or key in taken):
            texts.append(text)
    known = {fold_group(texts[0]), fold_group(texts[1]), fold_group(group_id)}
    first = {fold_group(text): text for text in reversed(texts)}
    return sorted(text for key, text in first.items() if key not in known)
