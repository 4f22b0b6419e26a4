"""The summary of placed parts equals pandas on the same rows, whatever the parts."""

from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as pads
import pyarrow.parquet as pq
import pytest

from geo.measures.placed import REASONS, UNDATED, count_placed
from geo.places.layers import district_ids, district_table
from geo.store.partitions import find_sources
from geo.store.placed import Making, PlacingError, read_run
from geo.store.placing import place_files
from tests.store.points import points_file

MAKING = Making(rows_per_part=300)
SPANS = {
    "all days": (None, None),
    "a year": (date(2017, 1, 1), date(2017, 12, 31)),
    "a day": (date(2018, 5, 5), date(2018, 5, 5)),
    "since": (date(2022, 1, 1), None),
    "until": (None, date(2015, 6, 30)),
    "none": (date(1990, 1, 1), date(1990, 12, 31)),
}


def place(folder, *files, making=MAKING):
    place_files(folder, find_sources(files), making, workers=1)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Texts with dates and counts, and a Parquet file of points alone."""
    inputs = tmp_path_factory.mktemp("inputs")
    files = [points_file(inputs / f"{seed}.csv", 2_000, seed=seed) for seed in (1, 2)]
    bare = pa.table({"lon": [67.0, 67.0, None], "lat": [30.2, 31.0, 30.0]})
    pq.write_table(bare, inputs / "bare.parquet")
    return place(tmp_path_factory.mktemp("placed"), *files, inputs / "bare.parquet")


@pytest.fixture(scope="module")
def rows(folder):
    """All rows of the parts, as pandas."""
    tables = [
        pads.dataset(folder / part.name).to_table().to_pandas(date_as_object=False)
        for part in read_run(folder).parts
    ]
    table = pd.concat(tables, ignore_index=True)
    return table.astype({"district_id": "str", "standing": "str"})


def within(rows, start, end):
    """The rows whose days overlap a span, and apart those without a date."""
    if start is None and end is None:
        return rows, rows.iloc[:0]
    dated = rows[rows["date_start"].notna()]
    if start:
        dated = dated[dated["date_end"] >= pd.Timestamp(start)]
    if end:
        dated = dated[dated["date_start"] <= pd.Timestamp(end)]
    return dated, rows[rows["date_start"].isna()]


@pytest.mark.parametrize(("start", "end"), SPANS.values(), ids=SPANS)
def test_numbers_equal_pandas(folder, rows, start, end):
    found = count_placed(folder, start=start, end=end)
    dated, undated = within(rows, start, end)
    inside = dated[dated["standing"] == "district"]
    best = inside["killed_best"].fillna(inside["killed_low"])
    expected = (
        pd.DataFrame(
            {
                "incidents": 1,
                "killed_low": inside["killed_low"].where(best.notna()).fillna(0),
                "killed_best": best.fillna(0),
                "killed_high": inside["killed_high"].fillna(best).fillna(0),
                "killed_unknown": best.isna().astype(int),
            }
        )
        .groupby(inside["district_id"])
        .sum()
        .reindex(list(district_ids()), fill_value=0)
        .astype("int64")
    )
    counted = found.summary.set_index("district_id")
    pd.testing.assert_frame_equal(counted[expected.columns], expected, check_index_type=False)
    days = inside.groupby("district_id").agg(
        first_incident=("date_start", "min"), last_incident=("date_end", "max")
    )
    days = days.reindex(expected.index).astype("datetime64[us]")
    pd.testing.assert_frame_equal(counted[list(days)], days, check_index_type=False)
    standings = dated["standing"].value_counts().to_dict()
    if len(undated):
        standings[UNDATED] = len(undated)
    assert found.account == standings
    assert list(found.account) == [one for one in REASONS if one in standings]


def test_every_row_is_somewhere(folder, rows):
    assert sum(count_placed(folder).account.values()) == len(rows) == 4_003


def test_parts_outside_the_days_are_not_read(tmp_path):
    days = ["2020-01-01", "2020-06-30", "2021-01-01", "2021-06-30", "2022-01-01", "x"]
    rows = [f"67.0,30.2,{day}" for day in days]
    (tmp_path / "a.csv").write_text("\n".join(["lon,lat,date", *rows]))
    out = place(tmp_path / "out", tmp_path / "a.csv", making=Making(rows_per_part=2))
    first, second, third = read_run(out).parts
    (out / first.name).unlink()
    found = count_placed(out, start=date(2021, 2, 1), end=date(2021, 12, 31))
    assert found.account == {"district": 1, UNDATED: 1}
    (out / third.name).unlink()
    with pytest.raises(PlacingError, match=third.name):
        count_placed(out, start=date(2021, 2, 1), end=date(2021, 12, 31))
    assert (out / second.name).exists()


def test_rates_are_per_people_and_area(folder):
    summary = count_placed(folder).summary
    table = district_table()
    expected = summary["incidents"] / table["population_2023"] * 100_000
    pd.testing.assert_series_equal(
        summary["incidents_per_100k"], expected, check_names=False, check_exact=False
    )


def test_districts_asked_for(folder, rows):
    found = count_placed(folder, districts=["bl-quetta", "kp-bajaur"])
    counts = rows["district_id"].value_counts()
    assert found.account == {"district": counts.get("bl-quetta", 0) + counts.get("kp-bajaur", 0)}
    others = found.summary[~found.summary["district_id"].isin(["bl-quetta", "kp-bajaur"])]
    assert others["incidents"].sum() == 0


def test_the_vintage_is_that_of_the_parts(tmp_path):
    file = points_file(tmp_path / "a.csv", 100)
    out = place(tmp_path / "out", file, making=Making(vintage="2023"))
    found = count_placed(out)
    assert (found.vintage, len(found.summary)) == ("2023", 69)


def test_what_no_file_tells_is_no_column(tmp_path):
    pq.write_table(pa.table({"lon": [67.0], "lat": [30.2]}), tmp_path / "a.parquet")
    out = place(tmp_path / "out", tmp_path / "a.parquet")
    found = count_placed(out)
    assert not [name for name in found.summary if name.startswith(("killed", "first", "last"))]
    assert found.account == {"district": 1}
    with pytest.raises(PlacingError, match="no dates"):
        count_placed(out, start=date(2020, 1, 1))


def test_a_run_without_rows_counts_nothing(tmp_path):
    (tmp_path / "a.csv").write_text("lon,lat\n")
    found = count_placed(place(tmp_path / "out", tmp_path / "a.csv"))
    assert (found.summary["incidents"].sum(), found.account) == (0, {})


def test_a_missing_part_is_said(tmp_path):
    out = place(tmp_path / "out", points_file(tmp_path / "a.csv", 100))
    next(out.glob("*.parquet")).unlink()
    with pytest.raises(PlacingError, match="missing or damaged"):
        count_placed(out)
    with pytest.raises(PlacingError, match="no finished run"):
        count_placed(tmp_path)
