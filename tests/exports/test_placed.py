"""What a summary of placed parts says about itself."""

from dataclasses import replace
from datetime import date

import pytest

from geo.exports.placed import NAMED_FILES, describe_placed, placed_bytes, placed_headline
from geo.exports.provenance import PrivateRowsError
from geo.measures.placed import count_placed
from geo.model.filter import IncidentFilter
from geo.store.partitions import find_sources
from geo.store.placed import Making, Run
from geo.store.placing import place_files
from tests.store.points import points_file


@pytest.fixture(scope="module")
def count(tmp_path_factory):
    folder = tmp_path_factory.mktemp("placed")
    file = points_file(folder / "a.csv", 400)
    place_files(folder / "out", find_sources([file]), Making(), workers=1)
    return count_placed(folder / "out")


def test_the_headline_counts_what_the_table_counts(count):
    incidents = count.summary["incidents"].sum()
    killed = count.summary["killed_best"].sum()
    assert placed_headline(count).startswith(f"{incidents:,} incidents · {killed:,} killed (")
    bare = replace(count, summary=count.summary.drop(columns=["killed_best"]))
    assert "killed" not in placed_headline(bare)


def test_many_files_are_summed_up(count):
    (part,) = count.run.parts
    parts = tuple(replace(part, label=f"{number}.csv") for number in range(NAMED_FILES + 5))
    many = replace(count, run=Run(parts))
    rows = describe_placed(many, IncidentFilter()).rows()
    files = [value for field, value in rows if field == "File"]
    assert len(files) == NAMED_FILES + 1
    assert files[-1] == "and 5 more: 2,000 rows"


def test_nobody_said_that_rows_may_be_passed_on(count):
    with pytest.raises(PrivateRowsError, match=r"a\.csv"):
        describe_placed(count, IncidentFilter(), public=True)
    assert "Private" in dict(describe_placed(count, IncidentFilter()).rows())


def test_the_filter_and_the_day_are_told(count):
    wanted = IncidentFilter(start=date(2020, 1, 1), provinces=("kp",))
    told = dict(describe_placed(count, wanted, day=date(2026, 11, 22)).rows())
    assert "2020-01-01" in told["Filter"]
    assert "kp" in told["Filter"]
    assert told["Made on"] == "2026-11-22"


def test_a_summary_without_incidents_says_so(count):
    nothing = replace(count, summary=count.summary.assign(incidents=0))
    text = placed_bytes(nothing, ".csv", describe_placed(nothing, IncidentFilter())).decode()
    assert "# Note: No incident matches this filter." in text
