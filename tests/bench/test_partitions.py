"""The benchmark of placed files agrees with its peers. No test looks at a clock."""

from tests.bench.bench_partitions import afterwards, on_this_machine, written


def test_placed_files_agree_with_their_peers(tmp_path):
    rows = 6_000
    file = written(tmp_path / "points.csv", rows)
    lines = on_this_machine(file, tmp_path, rows, rounds=1)
    assert [line.peer for line in lines] == [lines[0].peer] * 2
    assert all(line.note.endswith("0 rows differ") for line in lines)
    again, summary = afterwards(file, tmp_path, rows)
    assert again.peer is None
    assert summary.note.endswith("numbers equal")
