"""Names of districts, when they split, and border crossings."""

from pathlib import Path
from typing import Final

from data.build.registry import ODBL, Shipped, read_rows, write_rows
from geo.places.names import fold_name

HAND: Final = Path(__file__).parent / "hand"
BORDER_OF: Final = {"AF": "afghan", "IR": "iranian"}
KIND_OF: Final = {"exact": "alias", "ambiguous_or_fold": "ambiguous"}
"""Our word for the compiled table's kinds; its "exact" means a spelling of one district."""


class AliasError(RuntimeError):
    """Two inputs give one spelling to different districts."""


def build(sources: Path, out: Path) -> list[Shipped]:
    """Write aliases, history and crossings; needs the district tables in `out`."""
    return [build_aliases(sources, out), build_history(out), build_crossings(sources, out)]


def build_aliases(sources: Path, out: Path) -> Shipped:
    """Write every known spelling of a district name with the 2025 districts it can mean."""
    compiled = sources / "compiled" / "district_aliases.csv"
    rows: dict[str, dict[str, str]] = {}
    for table in ("districts_2025.csv", "districts_2023.csv"):
        for row in read_rows(out / table):
            one = row["district_id"]
            if one != "kp-south-waziristan":  # its aliases are in the compiled table
                add_alias(rows, row["name"], one, "name")
                add_alias(rows, one, one, "id")
                add_alias(rows, row["name_ur"], one, "urdu")
    for row in read_rows(compiled):
        add_alias(rows, row["alias"], row["district_id"], KIND_OF[row["kind"]])
    for row in read_rows(HAND / "district_aliases_extra.csv"):
        add_alias(rows, row["alias"], row["district_ids"], row["kind"])
    columns = ("alias", "shown", "district_ids", "kind")
    name = "district_aliases.csv"
    write_rows(out / name, columns, (rows[alias] for alias in sorted(rows)))
    return Shipped(
        name,
        len(rows),
        "own work",
        "spellings seen in PBS, OSM, COD-AB, UCDP and the press",
        "districts_2025.csv; compiled/district_aliases.csv; hand/district_aliases_extra.csv",
        "folded name, name as spelled, districts of 2025 joined by |",
    )


def add_alias(rows: dict[str, dict[str, str]], shown: str, ids: str, kind: str) -> None:
    """Add a spelling to `rows` (changed in place); the first one wins where both agree.

    Raises `AliasError` when the spelling is already known for other districts.
    """
    alias = fold_name(shown)
    wanted = "|".join(sorted(ids.split("|")))
    known = rows.setdefault(
        alias,
        {
            "alias": alias,
            "shown": shown,
            "district_ids": wanted,
            "kind": "ambiguous" if "|" in wanted else "alias" if kind == "ambiguous" else kind,
        },
    )
    if known["district_ids"] != wanted:
        raise AliasError(f"{shown!r} means {known['district_ids']} and {wanted}")


def build_history(out: Path) -> Shipped:
    """Write the hand-made table of splits, oldest first."""
    rows = sorted(read_rows(HAND / "district_history.csv"), key=lambda row: row["since"])
    columns = ("child_id", "parent_id", "since", "precision", "source", "note")
    name = "district_history.csv"
    write_rows(out / name, columns, rows)
    return Shipped(
        name,
        len(rows),
        "own work (facts)",
        "see its column source",
        "hand/district_history.csv",
        "which district was cut out of which, and when",
    )


def build_crossings(sources: Path, out: Path) -> Shipped:
    """Write the border crossings; positions are approximate and say so."""
    ids = {row["name"]: row["district_id"] for row in read_rows(out / "districts_2025.csv")}
    rows = [
        {
            "name": row["name"],
            "border": BORDER_OF[row["country"]],
            "district_id": ids[row["pak_district"]],
            "longitude": row["lon"],
            "latitude": row["lat"],
            "kind": row["kind"],
            "confidence": row["confidence"],
        }
        for row in read_rows(sources / "compiled" / "border_crossings_approx.csv")
    ]
    rows.sort(key=lambda row: (row["border"], row["name"]))
    columns = ("name", "border", "district_id", "longitude", "latitude", "kind", "confidence")
    write_rows(out / "crossings.csv", columns, rows)
    return Shipped(
        "crossings.csv",
        len(rows),
        ODBL,
        "© OpenStreetMap contributors (border line); general knowledge",
        "compiled/border_crossings_approx.csv",
        "approximate: see the column confidence; not for measuring",
    )
