"""Parts are the same bytes whoever makes them, made once, and account for every row."""

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads
import pyarrow.parquet as pq
import pytest

from geo.places.locate import locate_points
from geo.store.partitions import find_sources
from geo.store.placed import LOCK, MANIFEST, RUN, Making, PlacingError, open_run, read_run
from geo.store.placing import place_files
from tests.store import cluster
from tests.store.points import points_file, some_rows

ROWS = 200
MAKING = Making(rows_per_part=ROWS)


class StoppedError(Exception):
    """Somebody ends a run."""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """Two texts and a Parquet file, 26 partitions."""
    folder = tmp_path_factory.mktemp("inputs")
    for seed, rows in ((1, 2_300), (2, 1_700)):
        points_file(folder / f"part {seed}.csv", rows, seed=seed)
    table = pa.table(some_rows(1_000, seed=3)).drop_columns(["date_end"])
    pq.write_table(table, folder / "typed.parquet", row_group_size=ROWS)
    return folder


@pytest.fixture(scope="module")
def sources(inputs):
    return find_sources([inputs])


@pytest.fixture(scope="module")
def usual(sources, tmp_path_factory):
    """The folder that every other run is compared with: one process, undisturbed."""
    folder = tmp_path_factory.mktemp("usual")
    place_files(folder, sources, MAKING, workers=1)
    return folder


def hashes(folder: Path) -> dict[str, str]:
    """The sha256 of every file of a folder."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != LOCK
    }


def stop_after(parts: int):
    def progress(done, _all_parts, _rows):
        if done == parts:
            raise StoppedError

    return progress


def test_nothing_is_lost_and_every_part_holds_what_it_says(usual, inputs):
    run = read_run(usual)
    assert run.rows == 5_000
    assert sum(run.standings.values()) == run.rows
    assert all(run.standings.values())
    assert [part.rows for part in run.parts if part.label == "part 1.csv"] == [ROWS] * 11 + [100]
    for part in run.parts:
        content = (usual / part.name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (part.size, part.sha256)
        assert json.loads((usual / part.name).with_suffix(".json").read_text())["rows"] == part.rows
    assert set(hashes(usual)) == {
        *(RUN, MANIFEST),
        *(part.name for part in run.parts),
        *(part.name.replace(".parquet", ".json") for part in run.parts),
    }


def test_the_parts_are_the_file_in_its_order(usual):
    run = read_run(usual)
    names = [str(usual / part.name) for part in run.parts if part.label == "part 1.csv"]
    table = pads.dataset(names).to_table().to_pandas()
    assert table["id"].tolist() == some_rows(2_300)["id"].tolist()
    plain = table["standing"].isin(["district", "outside"])
    points = table.loc[plain, ["longitude", "latitude"]]
    points = points[points["latitude"].str.fullmatch(r"[\d.]+")].astype(float)
    expected = locate_points(points["longitude"], points["latitude"]).code >= 0
    assert (table.loc[points.index, "district_id"].notna().to_numpy() == expected).all()


def test_counts_are_those_of_the_rows(usual):
    table = pads.dataset([str(usual / part.name) for part in read_run(usual).parts]).to_table()
    for standing, rows in read_run(usual).standings.items():
        assert pc.sum(pc.equal(table["standing"].cast("string"), standing)).as_py() == rows
    assert sum(part.undated for part in read_run(usual).parts) == table["date_start"].null_count
    assert max(part.last_day for part in read_run(usual).parts) == str(
        pc.max(table["date_end"]).as_py()
    )


def test_threads_write_the_same_bytes(usual, sources, tmp_path):
    seen = []
    done = place_files(
        tmp_path, sources, MAKING, workers=2, progress=lambda *told: seen.append(told)
    )
    assert hashes(tmp_path) == hashes(usual)
    assert (done.made, done.left) == (26, 0)
    assert [told[:2] for told in seen] == [(number, 26) for number in range(1, 27)]
    assert seen[-1][2] == 5_000


@pytest.mark.parametrize("workers", [1, 2])
def test_a_broken_run_goes_on_where_it_was(usual, sources, tmp_path, workers):
    with pytest.raises(StoppedError):
        place_files(tmp_path, sources, MAKING, workers=workers, progress=stop_after(7))
    with pytest.raises(PlacingError, match="no finished run"):
        read_run(tmp_path)
    done = place_files(tmp_path, sources, MAKING, workers=1)
    assert done.left >= 7
    assert done.made + done.left == 26
    assert hashes(tmp_path) == hashes(usual)


def test_only_what_is_missing_damaged_or_changed_is_made(inputs, sources, tmp_path):
    place_files(tmp_path, sources, MAKING, workers=1)
    before = hashes(tmp_path)
    first, second, third = read_run(tmp_path).parts[:3]
    (tmp_path / first.name).unlink()
    (tmp_path / second.name).write_bytes(b"half")
    (tmp_path / third.name).with_suffix(".json").write_text("{}")
    (tmp_path / f".{first.name}.left").touch()
    done = place_files(tmp_path, sources, MAKING, workers=1)
    assert (done.made, done.left) == (3, 23)
    assert hashes(tmp_path) == before


def test_a_changed_file_is_placed_anew_from_where_it_changed(tmp_path):
    file, out = points_file(tmp_path / "a.csv", 1_000), tmp_path / "out"
    sources = find_sources([file])
    place_files(out, sources, MAKING, workers=1)
    text = file.read_text()
    file.write_text(text + text[text.index("\n") + 1 :])  # twice the rows
    done = place_files(out, sources, MAKING, workers=1)
    assert (done.made, done.left, done.run.rows) == (5, 5, 2_000)
    file.write_text(text[: text.index("\n", len(text) // 2) + 1])
    done = place_files(out, sources, MAKING, workers=1)
    kept = read_run(out).parts
    assert done.run.rows == sum(part.rows for part in kept) < 1_000
    assert {one.name for one in out.glob("*.parquet")} == {part.name for part in kept}
    assert len(list(out.glob("*.superseded"))) == 10 + done.made - len(kept)


def test_the_manifest_holds_until_the_next_one_is_there(tmp_path):
    file, out = points_file(tmp_path / "a.csv", 1_000), tmp_path / "out"
    before = place_files(out, find_sources([file]), MAKING, workers=1).run
    points_file(file, 1_000, seed=2)
    with pytest.raises(StoppedError):
        place_files(out, find_sources([file]), MAKING, workers=1, progress=stop_after(2))
    assert read_run(out) == before
    assert all((out / part.name).exists() for part in before.parts)
    after = place_files(out, find_sources([file]), MAKING, workers=1)
    assert after.left >= 2
    assert after.run.rows == 1_000
    assert {one.name for one in out.glob("*.parquet")} == {part.name for part in after.run.parts}


def test_files_of_earlier_runs_stay_counted(tmp_path):
    first, second = points_file(tmp_path / "a.csv", 300), points_file(tmp_path / "b.csv", 100)
    out = tmp_path / "out"
    place_files(out, find_sources([first]), MAKING, workers=1)
    done = place_files(out, find_sources([second]), MAKING, workers=1)
    assert (done.made, done.run.rows) == (1, 400)
    assert [part.label for part in done.run.parts] == ["a.csv", "a.csv", "b.csv"]


def test_a_file_that_cannot_be_read_costs_the_others_nothing(tmp_path):
    points_file(tmp_path / "good.csv", 300)
    (tmp_path / "page.csv").write_text("<html>")
    (tmp_path / "names.csv").write_text("place,killed\nQuetta,3\n")
    (tmp_path / "dates.csv").write_text("lon,lat,date\n67,30,2024-01-01\n")
    damaged = tmp_path / "damaged.parquet"
    pq.write_table(pa.table({"lon": [67.0] * 500, "lat": [30.0] * 500}), damaged)
    content = bytearray(damaged.read_bytes())
    content[4:60] = b"\xff" * 56
    damaged.write_bytes(content)
    out = tmp_path / "out"
    done = place_files(out, find_sources([tmp_path]), MAKING, workers=1)
    assert done.run.rows == 301
    assert list(done.refused) == ["damaged.parquet", "names.csv", "page.csv"]
    assert all(why.startswith(f"{label} cannot be ") for label, why in done.refused.items())
    assert read_run(out).refused == done.refused
    damaged.unlink()
    pq.write_table(pa.table({"lon": [67.0], "lat": [30.0]}), damaged)
    again = place_files(out, find_sources([damaged]), MAKING, workers=1)
    assert again.run.rows == 302
    assert again.refused == {}
    assert list(again.run.refused) == ["names.csv", "page.csv"]


def test_days_that_fit_both_orders_are_read_as_the_file_shows(tmp_path):
    rows = ["67,30,03/05/2024", "67,30,25/03/2024"] * 500
    (tmp_path / "a.csv").write_text("\n".join(["lon,lat,date", *rows]))
    done = place_files(tmp_path / "out", find_sources([tmp_path]), MAKING, workers=1)
    assert [part.undated for part in done.run.parts] == [0] * 5
    assert {part.last_day for part in done.run.parts} == {"2024-05-03"}


@pytest.mark.parametrize(
    "making",
    [
        replace(MAKING, vintage="2023"),
        replace(MAKING, rows_per_part=ROWS + 1),
        replace(MAKING, longitude="longitude"),
    ],
    ids=["vintage", "rows", "column"],
)
def test_a_folder_holds_parts_of_one_making(usual, sources, making):
    before = hashes(usual)
    with pytest.raises(PlacingError, match="made otherwise"):
        place_files(usual, sources, making, workers=1)
    assert hashes(usual) == before


def test_a_folder_with_other_files_is_left_alone(sources, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(PlacingError, match="holds other files"):
        place_files(tmp_path, sources, MAKING)
    assert [one.name for one in tmp_path.iterdir()] == ["thesis.txt"]


def test_two_runs_never_share_a_folder(sources, tmp_path):
    with open_run(tmp_path, MAKING), pytest.raises(PlacingError, match="Another run"):
        place_files(tmp_path, sources, MAKING)


def test_a_damaged_manifest_is_said(tmp_path):
    (tmp_path / MANIFEST).write_text("[]")
    with pytest.raises(PlacingError, match="Remove it"):
        read_run(tmp_path)


def test_a_missing_dask_is_one_sentence(sources, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(PlacingError, match="pip install distributed"):
        place_files(tmp_path, sources, MAKING, engine="dask")


def test_a_missing_scheduler_is_one_sentence(tmp_path):
    assert cluster.apart(cluster.find_no_scheduler, tmp_path).startswith(
        "No Dask scheduler answers"
    )


def test_a_cluster_that_loses_a_worker_writes_the_same_bytes(tmp_path):
    assert cluster.apart(cluster.lose_one_worker, tmp_path) == (cluster.PARTS, 1)
    assert hashes(tmp_path / "cluster") == hashes(tmp_path / "usual")
    assert len(hashes(tmp_path / "usual")) == 2 * cluster.PARTS + 2


def test_a_cluster_that_loses_every_worker_ends_with_advice():
    assert "run the same command again" in cluster.apart(cluster.lose_every_worker)
