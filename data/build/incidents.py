"""The incident tables, the data sets and the groups that ship.

Each data set becomes one Parquet file: the incident columns, and for every vintage of districts
where its rows were placed (`district_2025`, `placed_by_2025`, ...). Sorted, compressed, and the
same bytes every time.
"""

import hashlib
from pathlib import Path
from typing import Final

import pandas as pd

from data.build.groups import build_groups
from data.build.registry import Shipped, read_rows, write_rows
from geo.intake import compiled, ucdp
from geo.intake.groups import Catalogue, read_catalogue
from geo.intake.pipeline import read_incidents, sort_incidents
from geo.intake.place import place_incidents
from geo.model.checks import check_incidents
from geo.model.district import VINTAGES
from geo.model.incident import COLUMNS, PLACEMENT_COLUMNS

HAND: Final = Path(__file__).parent / "hand"

INPUTS: Final = {
    "ucdp-ged-22.1": ("ucdp", ("sources/incidents/ucdp_ged_22_1_pakistan.csv",)),
    "ucdp-candidate-2026": (
        "ucdp",
        (
            "compiled/ucdp_candidate_26_01_06_pakistan.csv",
            "compiled/ucdp_candidate_26_0_7_pakistan.csv",
        ),
    ),
    "compiled-2022-2026": ("compiled", ("compiled/compiled_2022_2026.csv",)),
}
"""Reader and files of each data set; of two rows with one id the later file's is kept."""

READER_VERSIONS: Final = {"ucdp": ucdp.READER_VERSION, "compiled": compiled.READER_VERSION}

ORIGINS: Final = {
    "ucdp-ged-22.1": "Uppsala Conflict Data Program",
    "ucdp-candidate-2026": "Uppsala Conflict Data Program (transcribed)",
    "compiled-2022-2026": "Own compilation from public reporting; place points UCDP, one an "
    "encyclopaedia page",
}

SHORT_NAMES: Final = {"district_id": "district"}
"""Placement columns that are shorter in the file than in the table."""


def build(sources: Path, out: Path) -> list[Shipped]:
    """Write groups.csv, datasets.csv and one Parquet file per data set; what was written."""
    groups = build_groups(sources, out)
    catalogue = read_catalogue(out / "groups.csv")
    corrections = read_rows(HAND / "incident_corrections.csv")
    rows = {}
    for dataset_id in INPUTS:
        incidents = build_dataset(sources, dataset_id, catalogue, corrections)
        rows[dataset_id] = len(incidents)
        place_everywhere(incidents).to_parquet(
            out / f"incidents_{dataset_id}.parquet", compression="zstd", index=False
        )
    write_datasets(sources, out, rows)
    return [
        Shipped(
            "groups.csv",
            groups,
            "Own work",
            "Own compilation; spellings as in UCDP, ACLED, GTD and the press",
            "compiled/group_aliases.csv, data/build/hand/groups_extra.csv",
            "Armed groups, states and local parties: ids, umbrellas and spellings.",
        ),
        Shipped(
            "datasets.csv",
            len(rows),
            "Own work",
            "Own compilation",
            "data/build/hand/datasets.csv",
            "Data sets: what they cover, how to cite them; sha256 of source bytes and reader.",
        ),
        *(_shipped_incidents(dataset_id, count) for dataset_id, count in rows.items()),
    ]


def build_dataset(
    sources: Path, dataset_id: str, catalogue: Catalogue, corrections: list[dict[str, str]]
) -> pd.DataFrame:
    """A data set's incidents, corrected by the hand table; none may be rejected."""
    reader, names = INPUTS[dataset_id]
    tables = []
    for name in names:
        result = read_incidents(
            (sources / name).read_bytes(),
            reader=reader,
            dataset_id=dataset_id,
            known_groups=catalogue,
        )
        if len(result.rejected):
            raise ValueError(f"{name}: {len(result.rejected)} rows rejected: {result.problems[:3]}")
        print(f"{name}: {result.rows} rows, {len(result.problems)} problems")
        tables.append(result.incidents)
    together = pd.concat(tables, ignore_index=True)
    newest = together.drop_duplicates("incident_id", keep="last")
    replaced = len(together) - len(newest)
    print(f"{dataset_id}: {len(newest)} incidents; {replaced} replaced by a newer file's row")
    return check_incidents(sort_incidents(correct(newest, dataset_id, corrections)))


def correct(
    incidents: pd.DataFrame, dataset_id: str, corrections: list[dict[str, str]]
) -> pd.DataFrame:
    """The incidents with the hand table's cells. Raises ValueError for a row that is not there."""
    corrected = incidents.copy()
    for one in corrections:
        if one["dataset_id"] != dataset_id:
            continue
        rows = corrected["source_id"] == one["source_id"]
        if rows.sum() != 1:
            raise ValueError(f"correction of {one['source_id']}: {rows.sum()} rows have that id")
        flag = corrected[one["column"]].dtype == bool
        corrected.loc[rows, one["column"]] = one["value"] == "true" if flag else one["value"]
    return corrected


def place_everywhere(incidents: pd.DataFrame) -> pd.DataFrame:
    """The incidents with their placement in every vintage, columns named by it; prints counts."""
    columns = {name: incidents[name] for name in COLUMNS}
    for vintage in VINTAGES:
        placed = place_incidents(incidents, vintage=vintage)
        if len(placed) != len(incidents):
            raise ValueError(f"{len(incidents)} incidents, {len(placed)} placed")
        print_placements(placed, vintage)
        for name in PLACEMENT_COLUMNS:
            columns[f"{SHORT_NAMES.get(name, name)}_{vintage}"] = placed[name]
    return pd.DataFrame(columns)


def print_placements(placed: pd.DataFrame, vintage: str) -> None:
    """Print how many rows were placed how; the parts add up to the whole or it raises."""
    counts = placed.groupby(["placed_by", "placement", "on_map"], sort=True).size()
    if counts.sum() != len(placed):
        raise ValueError(f"{counts.sum()} of {len(placed)} rows have a placement")
    print(f"  vintage {vintage}: {len(placed)} rows")
    for (by, placement, on_map), count in counts.items():
        print(f"    {by:8} {placement:10} {'dot' if on_map else '-':4} {count:6,}")


def write_datasets(sources: Path, out: Path, rows: dict[str, int]) -> None:
    """Write datasets.csv: the hand table with row counts and hashes."""
    known = {row["dataset_id"]: row for row in read_rows(HAND / "datasets.csv")}
    lines = [
        {**known[dataset_id], "rows": count, "sha256": _dataset_hash(sources, dataset_id)}
        for dataset_id, count in rows.items()
    ]
    write_rows(out / "datasets.csv", lines[0], lines)


def _dataset_hash(sources: Path, dataset_id: str) -> str:
    """sha256 of the reader's version and the bytes of the source files, in order."""
    reader, names = INPUTS[dataset_id]
    parts = [f"{reader} {READER_VERSIONS[reader]}\n".encode()]
    parts += [(sources / name).read_bytes() for name in names]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _shipped_incidents(dataset_id: str, rows: int) -> Shipped:
    known = {row["dataset_id"]: row for row in read_rows(HAND / "datasets.csv")}
    return Shipped(
        f"incidents_{dataset_id}.parquet",
        rows,
        known[dataset_id]["licence"],
        ORIGINS[dataset_id],
        ", ".join((*INPUTS[dataset_id][1], "data/build/hand/incident_corrections.csv")),
        "Changed from the source: own columns and words, low and high the least and greatest of "
        "the three estimates, placed on every vintage of districts. Facts and place names only.",
    )
