"""Files of points placed from end to end, beside geopandas and dask-geopandas; then summed up.

Both sides read the same CSV, find the district of every row and write all of it as Parquet, and
every row must have the same district. Points on a border are left out of the comparison, as the
peers' `within` gives them to nobody. The Dask cluster of both sides stands already.
"""

import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.dataset as pads

from geo.measures.placed import KILLED, count_placed
from geo.places.layers import district_layer
from geo.store.partitions import find_sources
from geo.store.placed import Making, read_run
from geo.store.placing import place_files
from tests.bench.bench_placing import as_frame, join, some_points
from tests.bench.lines import Line, Size, round_robin

ROWS = {"quick": 100_000, "usual": 1_000_000, "large": 10_000_000}
PARTS = 10
"""Parts that a run makes."""

WORKERS = 2
ROUNDS = {"quick": 3, "usual": 1, "large": 1}


def run(size: Size) -> list[Line]:
    """Our runs beside the peers', the going on of a finished run, and the summary of the parts."""
    rows = ROWS[size]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = written(folder / "points.csv", rows)
        lines = [*on_this_machine(file, folder, rows, ROUNDS[size])]
        lines += on_a_cluster(file, folder, rows, ROUNDS[size])
        lines += afterwards(file, folder, rows)
    return lines


def written(path: Path, rows: int) -> Path:
    """Points with a day and the killed, as a CSV file."""
    random = np.random.default_rng(11)
    longitude, latitude = some_points(rows).T
    table = pd.DataFrame(
        {
            "id": np.arange(rows),
            "date": np.datetime64("2010-01-01") + random.integers(0, 5_000, rows),
            "longitude": longitude,
            "latitude": latitude,
            "killed": random.poisson(1.2, rows),
        }
    )
    table.to_csv(path, index=False)
    return path


def on_this_machine(file: Path, folder: Path, rows: int, rounds: int) -> list[Line]:
    """One thread and two, beside geopandas, which has one."""
    calls: dict[str, Callable[[], object]] = {
        f"{workers}": in_new_folder(partial(ours, file, rows, workers=workers), folder)
        for workers in (1, WORKERS)
    }
    peer = folder / "peer.parquet"
    seconds = round_robin({**calls, "peer": partial(by_geopandas, file, peer)}, rounds)
    ours(file, rows, folder / "kept", workers=1)
    differing = differing_rows(folder / "kept", pd.read_parquet(peer))
    assert differing == 0, f"{differing} rows differ from geopandas"
    work = f"{rows:,} points, CSV to Parquet"
    return [
        Line(
            f"{work}, {workers} thread{'s' * (workers > 1)} | geopandas",
            seconds[f"{workers}"],
            seconds["peer"],
            note=f"{speeds(rows, seconds[f'{workers}'], seconds['peer'])}; 0 rows differ",
        )
        for workers in (1, WORKERS)
    ]


def on_a_cluster(file: Path, folder: Path, rows: int, rounds: int) -> list[Line]:
    """The same on a Dask cluster of this machine; no line where dask-geopandas is not there."""
    if find_spec("distributed") is None or find_spec("dask_geopandas") is None:
        return []
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster),
    ):
        run_ours = partial(ours, file, rows, engine="dask", scheduler=cluster.scheduler_address)
        seconds = round_robin(
            {
                "ours": in_new_folder(run_ours, folder),
                "peer": in_new_folder(partial(by_dask_geopandas, file), folder),
            },
            rounds,
        )
        by_dask_geopandas(file, folder / "dask")
    differing = differing_rows(folder / "kept", pd.read_parquet(folder / "dask"))
    assert differing == 0, f"{differing} rows differ from dask-geopandas"
    return [
        Line(
            f"{rows:,} points on a Dask cluster of {WORKERS} processes | dask-geopandas",
            seconds["ours"],
            seconds["peer"],
            note=f"{speeds(rows, seconds['ours'], seconds['peer'])}; 0 rows differ; "
            "the peer writes only rows in a district",
        )
    ]


def afterwards(file: Path, folder: Path, rows: int) -> list[Line]:
    """What a finished run costs when it is run again, and the summary of its parts."""
    kept = folder / "kept"
    seconds = round_robin(
        {
            "again": lambda: ours(file, rows, kept, workers=1),
            "summary": lambda: count_placed(kept),
            "pandas": lambda: by_pandas(kept),
        },
        3,
    )
    found = count_placed(kept).summary.set_index("district_id")
    peer = by_pandas(kept)
    pd.testing.assert_frame_equal(
        found.loc[peer.index, list(peer)], peer, check_dtype=False, check_names=False
    )
    assert found["incidents"].sum() == peer["incidents"].sum()
    return [
        Line(f"{rows:,} points run again, all parts there", seconds["again"]),
        Line(
            f"summary of {rows:,} placed rows | pandas, all rows read",
            seconds["summary"],
            seconds["pandas"],
            note=f"{speeds(rows, seconds['summary'], seconds['pandas'])}; numbers equal",
        ),
    ]


def ours(file: Path, rows: int, folder: Path, **engine: object) -> None:
    """One run of `place`."""
    making = Making(rows_per_part=rows // PARTS)
    done = place_files(folder, find_sources([file]), making, **engine)  # type: ignore[arg-type]
    assert done.run.rows == rows, done.refused


def in_new_folder(call: Callable[[Path], object], folder: Path) -> Callable[[], object]:
    """A call into another new folder each time, whose predecessor is removed first."""
    numbers = count()

    def run_once() -> object:
        out = folder / f"run-{id(call)}-{next(numbers)}"
        for old in folder.glob(f"run-{id(call)}-*"):
            shutil.rmtree(old)
        return call(out)

    return run_once


def by_geopandas(file: Path, out: Path) -> None:
    """The peer: one table, one join, one file."""
    table = pd.read_csv(file)
    frame = as_frame(table[["longitude", "latitude"]].to_numpy())
    joined = join(frame, district_layer(), "left")
    table.assign(district_id=joined["district_id"]).to_parquet(out)


def by_dask_geopandas(file: Path, out: Path) -> None:
    """The peer on a cluster, which drops the rows in no district: it has no other join."""
    import dask.dataframe
    import dask_geopandas

    size = max(file.stat().st_size // PARTS, 1 << 20)
    table = dask.dataframe.read_csv(file, blocksize=size)
    table["geometry"] = dask_geopandas.points_from_xy(table, "longitude", "latitude")
    frame = dask_geopandas.from_dask_dataframe(table, geometry="geometry").set_crs("EPSG:4326")
    joined = frame.sjoin(district_layer(), how="inner", predicate="within")
    plain = joined.drop(columns=["geometry", "index_right"]).map_partitions(pd.DataFrame)
    plain.to_parquet(out)


def by_pandas(folder: Path) -> pd.DataFrame:
    """The peer of the summary: read the columns of all rows, then group."""
    names = [str(folder / part.name) for part in read_run(folder).parts]
    columns = ["district_id", *KILLED, "date_start", "date_end"]
    table = pads.dataset(names).to_table(columns=columns).to_pandas(date_as_object=False)
    counts = table.groupby("district_id", observed=True).agg(
        incidents=("killed_best", "size"),
        **{name: (name, "sum") for name in KILLED},
        killed_unknown=("killed_best", lambda killed: killed.isna().sum()),
        first_incident=("date_start", "min"),
        last_incident=("date_end", "max"),
    )
    counts.index = counts.index.astype("str")
    return counts


def differing_rows(folder: Path, peer: pd.DataFrame) -> int:
    """Rows whose district differs; those on a border aside."""
    names = [str(folder / part.name) for part in read_run(folder).parts]
    found = pads.dataset(names).to_table(columns=["id", "district_id", "on_border"]).to_pandas()
    found = found.astype({"id": "int64", "district_id": "object"}).sort_values("id")
    inside = found["district_id"].where(~found["on_border"]).fillna("").to_numpy()
    joined = peer.set_index("id")["district_id"].astype("object").reindex(found["id"])
    return int((inside != joined.fillna("").to_numpy()).sum())


def speeds(rows: int, ours_s: float, peer_s: float) -> str:
    """Rows a second of both."""
    return f"{rows / ours_s:,.0f} rows/s, peer {rows / peer_s:,.0f}"
