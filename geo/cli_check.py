"""`python -m geo check`: what an import would make of a file, without keeping it."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click

from geo.intake.choices import Choices, read_choices
from geo.intake.formats import FORMATS, TABLE
from geo.intake.guard import LOCAL
from geo.intake.pipeline import read_upload
from geo.intake.problems import UploadRefused
from geo.intake.progress import Progress, say_nothing
from geo.intake.report import ImportReport, findings, report_words

REFUSED: Final = 1
"""Exit status when the file as a whole, or every row of it, is refused. 2 is a wrong call."""

BAR_WIDTH: Final = 30
WORDS_WIDTH: Final = 40
"""Characters of the progress bar, and of the words beside it, which cover longer ones before."""


@click.command("check")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    *("--format", "format_name"),
    type=click.Choice([*FORMATS, TABLE]),
    help="Source format; by default the header tells it.",
)
@click.option(
    *("--mapping", "mapping_path"),
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Mapping file that the atlas saved: columns, day order, decided spellings.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of sentences.")
def check(path: Path, format_name: str | None, mapping_path: Path | None, as_json: bool) -> None:
    """Say what an import makes of FILE: rows, accepted, rejected, problems with row numbers.

    Nothing is kept. Exit status 0 when accepted, 1 when refused, 2 for a wrong call.
    """
    try:
        report = read_upload(
            path.read_bytes(),
            label=path.name,
            choices=chosen(format_name, mapping_path),
            limits=LOCAL,
            progress=teller(),
        )
    except UploadRefused as refusal:
        _refuse(str(refusal), as_json=as_json)
    else:
        click.echo(_as_json(report) if as_json else "\n".join(report_words(report)))
        if report.rows and report.placed.empty:
            raise SystemExit(REFUSED)


def teller() -> Progress:
    """What tells how far the reading is: a bar on a terminal, nothing elsewhere."""
    return show_progress if sys.stderr.isatty() else say_nothing


def show_progress(share: float, words: str) -> None:
    """Draw how far the reading of a file is on the terminal's error output, over the last word."""
    filled = round(BAR_WIDTH * share)
    bar = "#" * filled + "." * (BAR_WIDTH - filled)
    click.echo(f"\r[{bar}] {share:4.0%}  {words:<{WORDS_WIDTH}}", nl=share >= 1, err=True)


def chosen(format_name: str | None, mapping_path: Path | None) -> Choices:
    """The choices that the options of a command make. Raises `click.UsageError` for a bad file."""
    choices = Choices()
    if mapping_path is not None:
        try:
            choices = read_choices(mapping_path.read_bytes())
        except UploadRefused as refusal:
            raise click.UsageError(str(refusal)) from refusal
    return replace(choices, format=format_name) if format_name else choices


def _refuse(sentence: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"accepted": False, "refused": sentence}, ensure_ascii=False))
    else:
        click.echo(sentence, err=True)
    raise SystemExit(REFUSED)


def _as_json(report: ImportReport) -> str:
    said: dict[str, Any] = {
        "accepted": bool(len(report.placed) or not report.rows),
        "label": report.label,
        "sha256": report.sha256,
        "format": report.format,
        "reason": report.reason,
        "encoding": report.cells.found.encoding,
        "delimiter": report.cells.found.delimiter,
        "sheet": report.cells.found.sheet,
        "day_order": report.day_order.order,
        "columns": {} if report.mapping is None else dict(report.mapping.columns),
        "rows": report.rows,
        "accepted_rows": len(report.placed),
        "rejected_rows": len(report.rejected),
        "problems": [
            {
                "code": one.code,
                "severity": one.severity,
                "column": one.column,
                "rows": list(one.rows),
                "message": one.message,
                "advice": one.advice,
            }
            for one in findings(report)
        ],
        "undecided": [
            {
                "what": one.what,
                "text": one.text,
                "rows": list(one.rows),
                "candidates": list(one.candidates),
            }
            for one in report.undecided
        ],
        "likely_duplicates": [list(rows) for rows in report.likely],
        "questions": list(report.questions),
    }
    return json.dumps(said, ensure_ascii=False, indent=2)
