"""Parquet columns become the text that a person would type."""

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo.intake.guard import Limits
from geo.intake.parquet import read_parquet
from geo.intake.pipeline import read_upload
from geo.intake.problems import UploadRefused


def file(**columns: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (["a", None, ""], ["a", "", ""]),
        ([1, None, -3], ["1", "", "-3"]),
        ([1.0, 2.5, None], ["1", "2.5", ""]),
        ([True, False, None], ["true", "false", ""]),
        ([date(2024, 3, 14), None], ["2024-03-14", ""]),
        ([datetime(2024, 3, 14), None], ["2024-03-14", ""]),
        (pa.array(["x", "y", "x"]).dictionary_encode(), ["x", "y", "x"]),
    ],
)
def test_values_as_text(values, texts):
    cells = read_parquet(file(a=values))
    assert cells.table["a"].tolist() == texts
    assert cells.table.index.tolist() == list(range(1, 1 + len(texts)))


def test_a_table_is_read_and_placed():
    utc = datetime(2024, 3, 13, 20, tzinfo=ZoneInfo("UTC"))
    data = file(date=[utc], lat=[30.1798], lon=[66.975], killed=pa.array([2], pa.int8()))
    (row,) = read_upload(data, label="a").placed.to_dict("records")
    assert (row["date_start"].isoformat(), row["killed_best"]) == ("2024-03-14T00:00:00", 2)
    assert row["district_id"] == "bl-quetta"


def test_nested_columns_are_left_out_and_said():
    cells = read_parquet(file(a=["x"], b=[[1, 2]], c=[{"d": 1}], e=[b"z"]))
    assert list(cells.table.columns) == ["a"]
    assert [one.code for one in cells.problems] == ["columns-opaque"]


@pytest.mark.parametrize(
    ("data", "limits", "words"),
    [
        (b"PAR1" + bytes(100) + b"PAR1", Limits(), "damaged"),
        (file(a=["x"])[:-9] + b"PAR1", Limits(), "damaged"),
        (file(a=[[1]]), Limits(), "no column"),
        (file(a=["x", "y"]), Limits(rows=1), "more than 1 rows"),
        (file(a=["x"], b=["y"]), Limits(columns=1), "2 columns"),
        (file(a=["x" * 1_000] * 1_000), Limits(inflated_bytes=100_000), "would unpack"),
    ],
    ids=["noise", "cut", "nested only", "rows", "columns", "one long text a thousand times"],
)
def test_refused(data, limits, words):
    with pytest.raises(UploadRefused, match=words):
        read_parquet(data, limits=limits)
