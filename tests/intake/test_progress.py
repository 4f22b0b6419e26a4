"""A bar that moves: told often, never backwards, with plain words."""

import io
import time

import pyarrow as pa
import pytest

from geo.cli_check import show_progress
from geo.intake import progress, rectangular
from geo.intake.pipeline import STEPS, read_upload
from geo.intake.progress import part, told
from geo.intake.unread import Text
from tests.bad_inputs.samples import HEADER, collection, feature, sheet, sheet_row, table
from tests.bench.bench_intake import ucdp_like


def test_a_part_of_the_whole():
    seen = []
    half = part(lambda share, words: seen.append((share, words)), 0.2, 0.6)
    for share in (0, 0.5, 1, 7):
        half(share, "a")
    assert [words for _, words in seen] == ["a"] * 4
    assert [share for share, _ in seen] == pytest.approx([0.2, 0.4, 0.6, 0.6])


def test_items_are_passed_on_and_told_now_and_then(monkeypatch):
    monkeypatch.setattr(progress, "TOLD_EVERY", 2)
    seen = []
    items = list(told("abcde", 10, lambda share, words: seen.append(share), "a", size=lambda _: 2))
    assert items == list("abcde")
    assert seen == [0, 0.4, 0.8]


def shares(data: bytes) -> list[float]:
    seen = []
    read_upload(data, label="a", progress=lambda share, words: seen.append((share, words)))
    assert all(words for _, words in seen)
    assert seen[-1] == STEPS["done"]
    return [share for share, _ in seen]


@pytest.mark.parametrize(
    "data",
    [
        table(*[{"id": str(one)} for one in range(40)], {"id": 'a "b'}).replace('""', '"').encode(),
        sheet(list(HEADER), *[sheet_row(id=str(one)) for one in range(40)]),
        collection(*[feature(id=str(one)) for one in range(40)]),
    ],
    ids=["careful", "sheet", "features"],
)
def test_reading_row_by_row_is_told_on_the_way(monkeypatch, data):
    monkeypatch.setattr(progress, "TOLD_EVERY", 5)
    seen = shares(data)
    assert seen == sorted(seen)
    assert len({one for one in seen if one < STEPS["columns"][0]}) >= 5


class Watched(io.BytesIO):
    """A file that gives a block only when somebody has looked since the block before."""

    looked = True

    def tell(self):
        self.looked = True
        return super().tell()

    def read(self, size=-1):
        deadline = time.monotonic() + 1
        while not self.looked and time.monotonic() < deadline:
            time.sleep(0.001)
        self.looked = False
        return super().read(size)


def test_reading_in_blocks_is_told_on_the_way(monkeypatch):
    monkeypatch.setattr(rectangular, "LOOK_S", 0)
    monkeypatch.setattr(Text, "source", lambda text: pa.PythonFile(Watched(text.data), mode="r"))
    monkeypatch.setattr("geo.intake.unread.BLOCK", 1 << 20)
    seen = shares(ucdp_like(20_000))
    assert seen == sorted(seen)
    assert len({one for one in seen if one < STEPS["columns"][0]}) >= 5


def test_the_bar_of_the_command_line(capsys):
    show_progress(0.5, "Reading rows")
    show_progress(*STEPS["done"])
    shown = capsys.readouterr().err
    assert shown.startswith("\r[" + "#" * 15 + "." * 15 + "]  50%  Reading rows")
    assert shown.endswith("\n")
