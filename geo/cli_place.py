"""`python -m geo place`: points of any number of files to districts, and the summary of them."""

import sys
from datetime import date
from pathlib import Path
from typing import Final

import click

from geo.cli_store import plain_errors
from geo.exports.placed import describe_placed, placed_bytes
from geo.measures.placed import REASONS, count_placed
from geo.model.counted import counted
from geo.model.district import DEFAULT_VINTAGE, VINTAGES
from geo.model.filter import IncidentFilter
from geo.store.engines import ENGINES
from geo.store.partitions import ROWS_PER_PART, find_sources
from geo.store.placed import Making, read_making
from geo.store.placed_columns import STANDINGS
from geo.store.placing import Finished, place_files
from geo.store.select import asked_districts

REFUSED: Final = 1
"""Exit status when a file cannot be read; the others are placed all the same."""

EXAMPLES: Final = """\b
Examples:
  python -m geo place incidents.csv --out placed
  python -m geo place gdelt/ --out placed --longitude ActionGeo_Long --latitude ActionGeo_Lat
  python -m geo place gdelt/ --out placed --engine dask --scheduler tcp://10.0.0.5:8786
  python -m geo districts --placed placed --out districts.csv --from 2024-01-01
"""

UNANSWERED: Final = {
    "groups": "--group",
    "datasets": "--dataset",
    "event_types": "--type",
    "precisions": "--precision",
}
"""Conditions that placed parts cannot answer, and their options."""


vintage_option = click.option(
    "--vintage",
    type=click.Choice(list(VINTAGES)),
    default=DEFAULT_VINTAGE,
    show_default=True,
    help="District layer.",
)
"""The option of every command that counts by district."""


@click.command("place", epilog=EXAMPLES)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="FILES…"
)
@click.option(
    *("--out", "folder"),
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the parts: new, empty, or that of an earlier run, which is gone on with.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="local",
    show_default=True,
    help="Where it runs.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Threads, or processes of Dask; by default one a processor.",
)
@click.option("--scheduler", help="Address of a Dask scheduler; without it Dask runs here.")
@vintage_option
@click.option("--longitude", metavar="COLUMN", help="Column of the longitude, in degrees.")
@click.option("--latitude", metavar="COLUMN", help="Column of the latitude, in degrees.")
@click.option(
    "--rows-per-part",
    type=click.IntRange(min=1),
    default=ROWS_PER_PART,
    show_default=True,
    help="Rows of a part; row groups of Parquet are never cut.",
)
def place(
    files: tuple[Path, ...],
    folder: Path,
    engine: str,
    workers: int | None,
    scheduler: str | None,
    vintage: str,
    longitude: str | None,
    latitude: str | None,
    rows_per_part: int,
) -> None:
    """Say in which district every point of FILES lies: CSV, TSV or Parquet, of any size.

    A folder stands for the tables in it. Every 250,000 rows become a Parquet file with the file's
    columns and district_id, on_border, standing, and days and killed where the file has them. Run
    the same command again to go on after a stop, or after files came or changed: only what is
    missing is made. On a cluster, the files and the folder are where all workers see them.
    """
    if scheduler and engine != "dask":
        raise click.UsageError("--scheduler is an address of Dask: add --engine dask.")
    try:
        with plain_errors():
            done = place_files(
                folder,
                find_sources(files),
                Making(vintage, longitude, latitude, rows_per_part),
                engine=engine,
                workers=workers,
                scheduler=scheduler,
                progress=_show,
            )
    except OSError as error:
        raise click.ClickException(
            f"{folder} could not be written: {error.strerror or error}."
        ) from error
    except KeyboardInterrupt:
        raise click.ClickException(
            "Stopped. The finished parts are kept: run the same command again to go on."
        ) from None
    for words in finished_words(done):
        click.echo(words)
    for why in done.refused.values():
        click.echo(why, err=True)
    if done.refused:
        raise SystemExit(REFUSED)


def finished_words(done: Finished) -> list[str]:
    """How a run ended, and where all rows of the folder are."""
    run = done.run
    border = sum(part.on_border for part in run.parts)
    broken = sum(part.broken for part in run.parts)
    undated = sum(part.undated or 0 for part in run.parts)
    return [
        f"{counted(done.made, 'part')} made, {done.left:,} "
        f"{'was' if done.left == 1 else 'were'} there already.",
        f"The folder holds {counted(run.rows, 'row')} of "
        f"{counted(len({one.label for one in run.parts}), 'file')}:",
        *(f"  {rows:>13,}  {STANDINGS[word]}" for word, rows in run.standings.items() if rows),
        *([f"{border:,} lie exactly on a border of districts."] if border else []),
        *([f"{undated:,} have no readable date."] if undated else []),
        *([f"{broken:,} have too few or too many cells and stand unread."] if broken else []),
    ]


def placed_vintage(folder: Path, vintage: str) -> str:
    """The vintage of the parts in a folder. Raises `click.UsageError` if another is asked for."""
    with plain_errors():
        there = str(read_making(folder)["vintage"])
    source = click.get_current_context().get_parameter_source("vintage")
    given = source is not None and source.name != "DEFAULT"
    if given and there != vintage:
        raise click.UsageError(
            f"the parts lie in the districts of {there}. Leave --vintage out, or place the files "
            f"again with --vintage {vintage}."
        )
    return there


def placed_districts(
    folder: Path, ending: str, wanted: IncidentFilter, *, day: date | None, public: bool
) -> tuple[bytes, list[str]]:
    """The district summary of placed parts as a file, and what to say about it.

    Raises `click.UsageError` for a condition that parts cannot answer, `click.ClickException` for
    a folder without a finished run, and when it is to be `public`.
    """
    for name, option in UNANSWERED.items():
        if getattr(wanted, name):
            raise click.UsageError(
                f"{option} cannot be answered from placed parts: they know days, districts and "
                "the killed. Use `import` to bring the file as a data set."
            )
    with plain_errors():
        count = count_placed(
            folder, start=wanted.start, end=wanted.end, districts=_districts(wanted)
        )
        provenance = describe_placed(count, wanted, day=day, public=public)
    lines = [
        provenance.headline,
        f"Where every row is ({counted(sum(count.account.values()), 'row')} in all):",
        *(f"  {number:>6,}  {REASONS[reason]}" for reason, number in count.account.items()),
        *(f"Not counted: {why}" for why in provenance.refused),
    ]
    return placed_bytes(count, ending, provenance), lines


def _districts(wanted: IncidentFilter) -> list[str] | None:
    """The districts that a filter asks for; None where it asks for none in particular."""
    return asked_districts(wanted) if wanted.provinces or wanted.districts else None


def _show(parts: int, all_parts: int, rows: int) -> None:
    """One moving line on a terminal, nothing elsewhere."""
    if sys.stderr.isatty():
        words = f"{parts:,} of {all_parts:,} parts, {rows:,} rows"
        click.echo(f"\r{words}", nl=parts == all_parts, err=True)
