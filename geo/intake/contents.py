"""Bytes of any kind that is read become cells: the kind is sniffed, the right reader called."""

from dataclasses import replace

from geo.intake.archive import read_archive
from geo.intake.cells import Cells, Wanted, every_column
from geo.intake.delimited import read_delimited
from geo.intake.formats import KNOWN_HEADERS
from geo.intake.geojson import read_geojson
from geo.intake.guard import UPLOAD, Limits, sniff_kind
from geo.intake.parquet import read_parquet
from geo.intake.problems import UploadRefused
from geo.intake.progress import Progress, say_nothing
from geo.intake.workbook import read_workbook


def read_contents(
    data: bytes,
    *,
    limits: Limits = UPLOAD,
    sheet: str = "",
    wanted: Wanted = every_column,
    progress: Progress = say_nothing,
) -> Cells:
    """The cells of a file as text, with how it was read in `found`.

    `sheet` chooses one of a workbook's; `wanted` as in `read_delimited`. Raises `UploadRefused`
    for everything that is no table.
    """
    kind = sniff_kind(data, limits=limits)
    if kind == "archive":
        member = read_archive(data, limits=limits)
        larger = replace(limits, file_bytes=limits.inflated_bytes)
        cells = read_contents(member.data, limits=larger, wanted=wanted, progress=progress)
        problems = (*member.problems, *cells.problems)
        return replace(cells, problems=problems, found=replace(cells.found, member=member.name))
    try:
        if kind == "workbook":
            return read_workbook(
                data, known=KNOWN_HEADERS, limits=limits, sheet=sheet, progress=progress
            )
        if kind == "geojson":
            return read_geojson(data, limits=limits, progress=progress)
        if kind == "parquet":
            return read_parquet(data, limits=limits)
        return read_delimited(
            data, known=KNOWN_HEADERS, limits=limits, wanted=wanted, progress=progress
        )
    except MemoryError as error:
        raise UploadRefused("The file needs too much memory. Send fewer rows.") from error
