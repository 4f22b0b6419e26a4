"""Bad files made by code, and what became of them. Numbers are those of the bad-input list."""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date

import openpyxl

from geo.intake.choices import Choices
from geo.intake.pipeline import read_upload
from geo.intake.problems import UploadRefused
from geo.intake.report import ImportReport, findings, report_words

HEADER = ("id", "date", "province", "district", "place", "lat", "lon", "killed", "injured")
GOOD = {
    "id": "a1",
    "date": "2024-03-14",
    "province": "Balochistan",
    "district": "Quetta",
    "place": "Mill Road",
    "lat": "30.1798",
    "lon": "66.9750",
    "killed": "2",
    "injured": "5",
}
OTHER = {
    "id": "b2",
    "date": "2024-05-20",
    "province": "Khyber Pakhtunkhwa",
    "district": "Peshawar",
    "place": "Ring Road",
    "lat": "34.0151",
    "lon": "71.5249",
    "killed": "0",
    "injured": "1",
}
"""Two invented incidents."""


@dataclass(frozen=True)
class Outcome:
    """What became of a file: a refusal's sentence, or the report."""

    refusal: str
    report: ImportReport | None

    @property
    def codes(self) -> dict[str, list[int | None]]:
        """Rows by the code of each problem."""
        assert self.report is not None
        found: dict[str, list[int | None]] = {}
        for one in self.report.problems:
            found.setdefault(one.code, []).append(one.row)
        return found

    @property
    def accepted(self) -> int:
        assert self.report is not None
        return len(self.report.placed)


def read(data: bytes, choices: Choices | None = None, label: str = "file") -> Outcome:
    """The outcome of a file; anything but a report or a refusal is a failure of the test.

    What holds for every report is checked on the way.
    """
    try:
        report = read_upload(data, label=label, choices=choices)
    except UploadRefused as refusal:
        sentence = str(refusal)
        assert sentence.endswith((".", "?"))
        assert "\n" not in sentence
        assert len(sentence) < 300
        return Outcome(sentence, None)
    assert report.rows == report.cells.rows
    assert len(report.file_rows) == len(report.placed)
    assert not set(report.file_rows) & set(report.rejected.index)
    assert all(one.advice for one in findings(report))
    assert all(report_words(report))
    return Outcome("", report)


def table(*rows: dict[str, str], header: tuple[str, ...] = HEADER, delimiter: str = ",") -> str:
    """A delimited text: the good row, with the cells that each row names changed."""
    lines = [delimiter.join(header)]
    for row in rows:
        cells = {**GOOD, **row}
        lines.append(delimiter.join(_quoted(cells.get(name, ""), delimiter) for name in header))
    return "\n".join(lines) + "\n"


def with_row(**cells: str) -> bytes:
    """The other row and the good row with some cells changed (row 3)."""
    return table(OTHER, cells).encode()


def sheet(*rows: list[object], title: str = "Sheet1") -> bytes:
    """A workbook with one sheet of these rows."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_row(**cells: object) -> list[object]:
    """A row of a workbook in the order of `HEADER`, typed as Excel would have it."""
    typed = {**GOOD, "date": date(2024, 3, 14), "lat": 30.1798, "lon": 66.975, "killed": 2}
    return [{**typed, **cells}[name] for name in HEADER]


def zipped(**members: bytes) -> bytes:
    """A zip archive; "__" in a name stands for "/", "_dot_" for "."."""
    return zipped_as({name.replace("_dot_", "."): data for name, data in members.items()})


def zipped_as(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def collection(*features: dict[str, object], **more: object) -> bytes:
    """A GeoJSON collection."""
    return json.dumps({"type": "FeatureCollection", **more, "features": list(features)}).encode()


def feature(geometry: object = "point", **properties: object) -> dict[str, object]:
    """A feature in Quetta, unless another geometry is given."""
    if geometry == "point":
        geometry = {"type": "Point", "coordinates": [66.975, 30.1798]}
    known = {"id": "a1", "date": "2024-03-14", "district": "Quetta", "killed": 2}
    return {"type": "Feature", "geometry": geometry, "properties": {**known, **properties}}


def _quoted(text: str, delimiter: str) -> str:
    if any(one in text for one in ('"', "\n", "\r", delimiter)):
        return '"' + text.replace('"', '""') + '"'
    return text
