"""The benchmarks run, agree with their peers, and say what they found. No test looks at a clock."""

import json

import pytest

from geo.model.filter import IncidentFilter
from geo.store.rows import as_frame
from geo.store.select import select_incidents
from geo.store.shelf import shipped_shelf
from tests.bench.__main__ import as_table, cost_words, write_results
from tests.bench.bench_placing import beside_sjoin
from tests.bench.bench_summary import beside_peers
from tests.bench.lines import Line, round_robin
from tests.bench.synthetic import WANTED, drawn_rows, synthetic_dataset


def test_placing_agrees_with_its_peer():
    join, points_and_join = beside_sjoin(10_000)
    assert join.note.endswith("0 rows differ")
    assert join.ours == points_and_join.ours


def test_counts_agree_with_their_peers():
    lines = beside_peers(shipped_shelf(), IncidentFilter(), "embedded data", 0)
    assert len(lines) == 7
    assert all("numbers equal" in line.note for line in lines[:-1])


def test_drawn_rows_keep_the_contract():
    rows = as_frame(drawn_rows(1_000))
    shelf = shipped_shelf().with_table(synthetic_dataset(1_000), rows)
    found = select_incidents(WANTED, shelf=shelf)
    assert sum(found.found.sums[:, 0]) == 1_000


def test_every_round_runs_each_call_once_after_a_warm_up():
    ran = []
    seconds = round_robin({"a": lambda: ran.append("a"), "b": lambda: ran.append("b")}, 3)
    assert ran == ["a", "b"] * 4
    assert list(seconds) == ["a", "b"]


def test_one_round_is_not_warmed_up():
    ran = []
    round_robin({"a": lambda: ran.append("a")}, 1)
    assert ran == ["a"]


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        ((0.0005,), "0.5 ms"),
        ((0.0234,), "23.4 ms"),
        ((1,), "1.00 s"),
        ((61,), "61.00 s"),
        ((3.456, "MB"), "3.46 MB"),
        ((349.6, "MB"), "350 MB"),
    ],
)
def test_cost_words(cost, words):
    assert cost_words(*cost) == words


def test_table_and_file_say_how_many_times_less(tmp_path):
    lines = [Line("one | peer", 0.5, 2.0, 3.0, "same"), Line("alone", 0.5)]
    first, second = as_table(lines).splitlines()[2:]
    assert first.split() == ["one", "|", "peer", "500", "ms", "2.00", "s", "4", "3", "same"]
    assert second.split() == ["alone", "500", "ms"]
    write_results(tmp_path / "new" / "results.json", {"some": lines}, "quick")
    kept = json.loads((tmp_path / "new" / "results.json").read_text(encoding="utf-8"))
    assert [line["ratio"] for line in kept["lines"]] == [4.0, None]
    assert kept["about"]["size"] == "quick"
