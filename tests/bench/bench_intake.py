"""A UCDP-like file read, placed, checked and read again from the store, beside its peers.

The peers do less. pyarrow only reads the columns that incidents need, or all, with types of its own
choice; pandas and geopandas read all columns, make points and join them to the districts. Neither
knows names, precision, duplicates or problems.
"""

import io
import tempfile
from collections import deque
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from geo.intake import ucdp
from geo.intake.guard import LOCAL
from geo.intake.pipeline import read_upload
from geo.intake.report import ImportReport
from geo.places.layers import district_layer
from geo.store.imports import keep_report, report_dataset
from geo.store.kept import KeptStore, kept_shelf
from geo.store.shipped import load_incidents
from tests.bench.lines import Line, Size, round_robin, seconds_of

VINTAGE = "2025"

ROUNDS = 7
"""Runs of each, in turns; the first of them does not count."""

READ = [*ucdp.NEEDED, "code_status", "country"]
"""Columns that incidents are made of."""

ROWS = {"quick": 50_000, "usual": 350_000, "large": 1_000_000}
"""Rows of the file; the usual one is as long as the whole of UCDP's."""

PRECISION_CODES = {"exact": "1", "near": "2", "district": "3", "province": "4", "country": "6"}
TYPE_CODES = {"state-based": "1", "non-state": "2", "one-sided": "3"}
HEADER = (
    "id relid year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name "
    "dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id "
    "side_b_new_id side_b number_of_sources source_article source_office source_date "
    "source_headline source_original where_prec where_coordinates where_description adm_1 adm_2 "
    "latitude longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec "
    "date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low "
    "gwnoa"
)
"""The header of UCDP's yearly file, without two columns that are nearly always empty."""

DATE_CODES = {"day": "1", "week": "2", "month": "4", "year": "5"}


def run(size: Size) -> list[Line]:
    """Seconds of this program and of its peers on one synthetic file."""
    rows = ROWS[size]
    data = ucdp_like(rows)
    layer = district_layer(VINTAGE)[["district_id", "geometry"]]
    reports: deque[ImportReport] = deque(maxlen=1)  # more would take memory from the next run
    joined: list[int] = []
    seconds = round_robin(
        {
            "ours": lambda: reports.append(read_upload(data, label="many.csv", limits=LOCAL)),
            "pyarrow": lambda: read_columns(data, READ),
            "pyarrow, all": lambda: read_columns(data, HEADER.split()),
            "pandas": lambda: joined.append(peer(data, layer)),
        },
        ROUNDS,
    )
    (report,) = reports
    work = f"intake of {rows:,} UCDP-like rows, 47 columns"
    return [
        Line(
            f"{work} | pyarrow.csv, columns only",
            seconds["ours"],
            seconds["pyarrow"],
            bar=0.5,
            note="at most twice as long; the columns that incidents are made of",
        ),
        Line(
            f"{work} | pyarrow.csv, all 47 columns",
            seconds["ours"],
            seconds["pyarrow, all"],
            note="the file's own columns, read and not looked at",
        ),
        beside_store(report, rows, seconds["pyarrow"]),
        Line(
            f"{work} | read_csv + sjoin",
            seconds["ours"],
            seconds["pandas"],
            note=f"{len(report.placed):,} accepted of {report.rows:,}, "
            f"{int((report.placed['district_id'] != '').sum()):,} in a district; the peer matches "
            f"{joined[-1]:,} by point alone",
        ),
    ]


def beside_store(report: ImportReport, rows: int, pyarrow_s: float) -> Line:
    """The same rows again from a store just opened, beside pyarrow's reading of the CSV."""
    with tempfile.TemporaryDirectory() as folder:
        store = KeptStore(Path(folder))
        dataset = report_dataset(report, "Many", dataset_id=store.id_for("Many"))
        keep_report(store, report, dataset)

        def again() -> None:
            shelf = kept_shelf(KeptStore(Path(folder)))
            assert shelf.rows(dataset.dataset_id, VINTAGE).num_rows == rows

        ours = round_robin({"again": again}, ROUNDS)["again"]
        frame = seconds_of(
            lambda: kept_shelf(KeptStore(Path(folder))).load(dataset.dataset_id, VINTAGE)
        )
    return Line(
        f"{rows:,} kept rows again | pyarrow.csv, columns only",
        ours,
        pyarrow_s,
        bar=5,
        note=f"at most a fifth; as a table of pandas {frame:.2f} s",
    )


def read_columns(data: bytes, columns: list[str]) -> pa.Table:
    """Columns of the file as pyarrow reads them."""
    options = pa.csv.ConvertOptions(include_columns=columns)
    return pa.csv.read_csv(pa.BufferReader(data), convert_options=options)


def peer(data: bytes, layer: gpd.GeoDataFrame) -> int:
    """Rows that pandas and geopandas match to a district."""
    table = pd.read_csv(io.BytesIO(data), parse_dates=["date_start", "date_end"])
    points = gpd.points_from_xy(table["longitude"], table["latitude"], crs="EPSG:4326")
    return len(gpd.sjoin(gpd.GeoDataFrame(table, geometry=points), layer, predicate="within"))


def ucdp_like(rows: int) -> bytes:
    """A UCDP file: shipped incidents drawn again and again, with new ids, days, shifted points.

    47 columns and about 870 bytes a row, as UCDP's own; those that are not read hold what they hold
    there: codes that repeat, and texts with commas and doubled quotes.
    """
    random = np.random.default_rng(7)
    shipped = load_incidents("ucdp-ged-22.1", VINTAGE)
    drawn = shipped.iloc[random.integers(0, len(shipped), rows)].reset_index(drop=True)
    days = drawn["date_start"] + pd.to_timedelta(random.integers(0, 300, rows), unit="D")
    text = days.dt.strftime("%Y-%m-%d 00:00:00.000")
    shift = random.normal(0, 0.01, (2, rows))
    read = {
        "id": pd.Series(np.arange(rows)),
        "date_start": text,
        "date_end": text,
        "date_prec": drawn["date_precision"].map(DATE_CODES),
        "type_of_violence": drawn["event_type"].map(TYPE_CODES),
        "side_a": drawn["side_a"],
        "side_b": drawn["side_b"],
        "code_status": "Clear",
        "where_prec": drawn["place_precision"].map(PRECISION_CODES),
        "where_coordinates": drawn["place"],
        "adm_1": drawn["province"],
        "adm_2": drawn["source_district"],
        "latitude": (drawn["latitude"] + shift[0]).round(6),
        "longitude": (drawn["longitude"] + shift[1]).round(6),
        "deaths_a": drawn["killed_security"].fillna(0),
        "deaths_b": drawn["killed_militants"].fillna(0),
        "deaths_civilians": drawn["killed_civilians"].fillna(0),
        "best": drawn["killed_best"],
        "high": drawn["killed_high"],
        "low": drawn["killed_low"],
        "country": "Pakistan",
    }
    return pd.DataFrame({**read, **_unread(read)})[HEADER.split()].to_csv(index=False).encode()


def _unread(read: Mapping[str, pd.Series]) -> dict[str, object]:
    """The columns of a UCDP file that no incident needs."""
    number = read["id"].astype("str")
    day = read["date_start"].str[:10]
    dyad = read["side_a"] + " - " + read["side_b"]
    point = read["longitude"].astype("str") + " " + read["latitude"].astype("str")
    place = read["where_coordinates"]
    headline = "Armed men attack a post of the security forces near " + place + ", officials say"
    return {
        "relid": "PAK-" + day.str[:4] + "-1-" + number,
        "year": day.str[:4],
        "conflict_dset_id": "404",
        "conflict_new_id": "404",
        "conflict_name": "Pakistan: " + dyad,
        "dyad_dset_id": "885",
        "dyad_new_id": "885",
        "dyad_name": dyad,
        "side_a_dset_id": "142",
        "side_a_new_id": "142",
        "side_b_dset_id": "325",
        "side_b_new_id": "325",
        "number_of_sources": "2",
        "source_article": '"News Agency,' + day + "," + headline + '.";"The Daily, ' + day + '"',
        "source_office": "News Agency;The Daily",
        "source_date": day + ";" + day,
        "source_headline": headline + ";" + headline,
        "source_original": "Officials and residents of " + place,
        "where_description": "Near the bazaar of " + place + ", by the road to the north, " + point,
        "geom_wkt": "POINT (" + point + ")",
        "priogrid_gid": "179789",
        "country_id": "770",
        "region": "Asia",
        "event_clarity": "1",
        "deaths_unknown": "0",
        "gwnoa": "770",
    }
