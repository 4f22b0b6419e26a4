"""Many incidents for both sides: a data set that the atlas keeps, and the files of the peer."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from geo.intake.guard import LOCAL
from geo.intake.pipeline import read_upload
from geo.intake.report import ImportReport
from geo.places.layers import district_layer
from geo.store.imports import keep_report, report_dataset
from geo.store.kept import KeptStore
from tests.bench.bench_intake import ucdp_like

PEER_COLUMNS = {
    "date_start": "date",
    "longitude": "longitude",
    "latitude": "latitude",
    "event_type": "type",
    "place": "place",
    "killed_best": "killed",
    "side_a": "side_a",
    "side_b": "side_b",
}
"""What the peer's table holds, by our column."""


YEAR = 2021


@dataclass(frozen=True)
class ManyPoints:
    """One synthetic file of incidents in both forms."""

    dataset_id: str
    ours: dict[str, str]  # environment of our server
    peers: dict[str, str]  # environment of the peer's


def many_points(rows: int, folder: Path) -> ManyPoints:
    """Import a synthetic file into a store of its own; write the same rows for the peer."""
    report = read_upload(of_one_year(ucdp_like(rows)), label="many.csv", limits=LOCAL)
    store = KeptStore(folder / "store")
    dataset = report_dataset(
        report, f"{rows} rows", dataset_id=store.id_for(f"{rows} rows"), public=True
    )
    keep_report(store, report, dataset)
    points, borders = folder / f"{rows}.parquet", folder / "borders.json"
    _peer_rows(report).to_parquet(points)
    borders.write_text(district_layer("2025").to_json(), encoding="utf-8")
    return ManyPoints(
        dataset.dataset_id,
        {"SARHAD_STORE": str(store.root)},
        {"USUAL_POINTS": str(points), "USUAL_BORDERS": str(borders)},
    )


def of_one_year(file: bytes) -> bytes:
    """The same incidents on days spread evenly over one year: every day has some."""
    table = pd.read_csv(io.BytesIO(file), dtype=str, keep_default_na=False)
    days = np.random.default_rng(YEAR).integers(0, 365, len(table))
    dates = pd.Timestamp(YEAR, 1, 1) + pd.to_timedelta(days, unit="D")
    table["date_start"] = table["date_end"] = dates.strftime("%Y-%m-%d 00:00:00.000")
    if "year" in table:
        table["year"] = str(YEAR)
    return table.to_csv(index=False).encode()


def _peer_rows(report: ImportReport) -> pd.DataFrame:
    """The rows that have a point, eight columns, as a plain table."""
    rows = report.placed[report.placed["longitude"].notna()]
    return rows[list(PEER_COLUMNS)].rename(columns=PEER_COLUMNS).reset_index(drop=True)
