"""Files cut into partitions: together they are the file, and each holds the wanted rows."""

import io
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geo.store import row_ends
from geo.store.partitions import (
    Source,
    content_sha256,
    cut_file,
    find_sources,
    read_content,
    read_piece,
    read_sample,
)
from tests.store.points import points_file, some_rows


def pieces(cut):
    return [read_piece(part, read_content(part)).table for part in cut.partitions]


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Source(path, path.name)


@pytest.mark.parametrize("block", [1 << 10, 1 << 24], ids=["small blocks", "one block"])
@pytest.mark.parametrize("rows", [1, 7, 100, 250, 1000])
def test_a_text_is_cut_where_rows_end(tmp_path, monkeypatch, rows, block):
    monkeypatch.setattr(row_ends, "BLOCK", block)
    file = points_file(tmp_path / "a.csv", 250)
    cut = cut_file(Source(file, "a.csv"), rows=rows)
    read = pieces(cut)
    assert [len(one) for one in read[:-1]] == [rows] * (len(read) - 1)
    assert len(read) == -(-250 // rows)
    together = pa.concat_tables(read).to_pandas().fillna("").astype("str")
    pd.testing.assert_frame_equal(together, some_rows(250))


def test_row_groups_are_never_cut(tmp_path):
    table = pa.table({"lon": range(1000), "lat": range(1000)})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=150)
    cut = cut_file(Source(tmp_path / "a.parquet", "a.parquet"), rows=300)
    assert [len(one) for one in pieces(cut)] == [300, 300, 300, 100]
    assert pa.concat_tables(pieces(cut)).equals(table)
    content = [read_content(part) for part in cut.partitions]
    assert b"".join(content) in (tmp_path / "a.parquet").read_bytes()


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("x,y\n1,2\n3,4\n", [["1", "2"], ["3", "4"]]),
        ("\ufeffx,y\n1,2", [["1", "2"]]),
        ("x;y\r\n1;2\r\n\r\n3;4\r\n", [["1", "2"], ["3", "4"]]),
        ("x\ty\n1\t\n", [["1", None]]),
        ('x,y\n"1\n2",""\n', [["1\n2", None]]),
        ('x,y\n5" pipe,2\n3,4\n', [['5" pipe', "2"], ["3", "4"]]),
        ("x,y\nکوئٹہ,2\n", [["کوئٹہ", "2"]]),
    ],
    ids=["plain", "mark", "windows", "tabs", "quoted", "quote inside", "urdu"],
)
def test_texts_as_people_save_them(tmp_path, content, rows):
    read = pieces(cut_file(write(tmp_path / "a.csv", content), rows=1000))
    assert [list(row.values()) for one in read for row in one.to_pylist()] == rows


def test_a_quote_inside_a_cell_leaves_the_file_whole(tmp_path):
    source = write(tmp_path / "a.csv", 'x,y\n5" pipe,2\n3,4\n5,6\n')
    assert len(cut_file(source, rows=1).partitions) == 1


@pytest.mark.parametrize("content", ["x,y\n", "x,y"])
def test_a_header_alone_has_no_partition(tmp_path, content):
    cut = cut_file(write(tmp_path / "a.csv", content))
    assert (cut.partitions, cut.refused) == ((), "")


def test_blank_lines_alone_are_no_rows(tmp_path):
    (piece,) = pieces(cut_file(write(tmp_path / "a.csv", "x,y\n\n\n")))
    assert piece.num_rows == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04", "packed"),
        (b"<html>", "web page"),
        (b'{"type": "FeatureCollection"}', "Only delimited text and Parquet"),
        ("lon,lat\n1,é\n".encode("latin-1"), "UTF-8"),
        ("lon,lat\n1,2\n".encode("utf-16"), "UTF-8"),
        (b'lon,lat\n1,"2\n', "never closes"),
        (b"lon,lat,lon\n1,2,3\n", "two columns named lon"),
        (b"PAR1 and nothing", "damaged"),
    ],
    ids=lambda value: value[:12] if isinstance(value, bytes) else "",
)
def test_what_cannot_be_read_is_one_sentence(tmp_path, content, words):
    cut = cut_file(write(tmp_path / "a.csv", content))
    assert cut.partitions == ()
    assert cut.refused.startswith("a.csv cannot be read. ")
    assert words in cut.refused


def test_a_missing_file_and_an_endless_row_are_said(tmp_path, monkeypatch):
    assert "No such file" in cut_file(Source(tmp_path / "none.csv", "none.csv")).refused
    monkeypatch.setattr(row_ends, "BLOCK", 100)
    cut = cut_file(write(tmp_path / "a.csv", "x,y\n" + "1" * 500))
    assert "row of more than 100 bytes" in cut.refused


def test_rows_with_other_numbers_of_cells_stand_at_the_end_whole(tmp_path):
    source = write(tmp_path / "a.csv", "x,y\n1,2,3\n4,5\n6\n7,8\n")
    (part,) = cut_file(source).partitions
    piece = read_piece(part, read_content(part))
    assert piece.broken == 2
    assert piece.table.to_pydict() == {
        "x": ["4", "7", "1,2,3", "6"],
        "y": ["5", "8", None, None],
    }


def test_the_hash_changes_with_anything_that_changes_the_rows(tmp_path):
    contents = ["x,y\n1,2\n", "x,z\n1,2\n", "x;y\n1,2\n", "x,y\n1,3\n"]
    hashes = set()
    for content in contents:
        (part,) = cut_file(write(tmp_path / "a.csv", content)).partitions
        hashes.add(content_sha256(part, read_content(part)))
    hashes.add(content_sha256(replace(part, day_order="dmy"), read_content(part)))
    assert len(hashes) == len(contents) + 1


def test_a_sample_holds_first_rows(tmp_path):
    file = points_file(tmp_path / "a.csv", 20_000)
    (part,) = cut_file(Source(file, "a.csv")).partitions
    sample = read_sample(part)
    assert 1_000 < len(sample) < 20_000
    assert sample["id"].to_pylist() == [str(one) for one in range(len(sample))]


def test_a_folder_stands_for_its_tables(tmp_path):
    for name in ("b/x.csv", "a/x.csv", "a/y.PARQUET", "a/notes.md", ".hidden/z.csv", "a/.z.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    labels = [one.label for one in find_sources([tmp_path])]
    assert labels == ["a/x.csv", "a/y.PARQUET", "b/x.csv"]
    assert [one.label for one in find_sources([tmp_path / "a" / "x.csv"] * 2)] == ["x.csv"]
    with pytest.raises(ValueError, match=r"Two files are called x\.csv"):
        find_sources([tmp_path / "a" / "x.csv", tmp_path / "b" / "x.csv"])
    (tmp_path / "none").mkdir()
    with pytest.raises(ValueError, match="no file to read"):
        find_sources([tmp_path / "none"])


def test_pandas_reads_the_same_rows(tmp_path):
    file = points_file(tmp_path / "a.csv", 500, seed=3)
    read = pieces(cut_file(Source(file, "a.csv"), rows=64))
    peer = pd.read_csv(io.BytesIO(file.read_bytes()), dtype="str", keep_default_na=False)
    together = pa.concat_tables(read).to_pandas().fillna("").astype("str")
    pd.testing.assert_frame_equal(together, peer)
