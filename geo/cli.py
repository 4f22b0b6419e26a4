"""The command line: the same selections, numbers and files as the pages, without a browser."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import click

import geo
from geo.cli_check import check
from geo.cli_names import (
    read_datasets,
    read_day,
    read_districts,
    read_groups,
    read_provinces,
)
from geo.cli_place import place, placed_districts, placed_vintage, vintage_option
from geo.cli_store import download, import_file, kept, plain_errors
from geo.exports.provenance import PrivateRowsError, Provenance, describe
from geo.exports.tables import write_csv, write_geojson, write_xlsx
from geo.intake.groups import umbrella_offers
from geo.measures.account import count_account
from geo.measures.previous import previous_selection
from geo.measures.sentence import display_names, headline, source_change_note
from geo.measures.summary import rest_of_summary, summarise_districts
from geo.measures.summary_bounds import with_bounds
from geo.model.counted import counted
from geo.model.filter import IncidentFilter, span_words
from geo.model.incident import EVENT_TYPES
from geo.model.precision import PLACE_PRECISIONS
from geo.store.files import write_file
from geo.store.kept import KeptStore, kept_shelf, store_root
from geo.store.select import Selection, select_incidents

ENDINGS: Final = (".csv", ".xlsx", ".geojson")
"""Endings of a file name that `districts` writes; the ending chooses the format."""

EXAMPLES: Final = """\b
Examples:
  python -m geo datasets
  python -m geo check incidents.xlsx
  python -m geo districts --out districts.csv
  python -m geo districts --out bla-2025.xlsx --from 2025-01-01 --to 2025-12-31 --group BLA
  python -m geo districts --out kp.geojson --province KP --type ied --precision exact
"""


@click.group(epilog=EXAMPLES)
@click.version_option(geo.__version__, prog_name="Sarhad")
def main() -> None:
    """Sarhad: an incident atlas of Balochistan and Khyber Pakhtunkhwa, on the command line.

    Counts what the named sources report. Not for operational safety decisions.
    """


for command in (check, import_file, download, kept, place):
    main.add_command(command)


@main.command("datasets")
def list_datasets() -> None:
    """List the data sets, shipped and kept: id, title, days, rows, licence, and what a row is."""
    for dataset in kept_shelf(KeptStore(store_root())).datasets.values():
        click.echo(f"{dataset.dataset_id}  ({dataset.title}, version {dataset.version})")
        click.echo(f"  covers   {span_words(dataset.covers_from, dataset.covers_to)}")
        click.echo(f"  rows     {dataset.rows:,}")
        click.echo(f"  licence  {dataset.licence}")
        click.echo(f"  a row    {dataset.counts}")
        if dataset.partial:
            click.echo("  partial  does not claim to be complete: no trends from its counts")


def read_ending(context: click.Context, option: click.Parameter, path: Path) -> Path:
    """The output path, if its ending names a format and its folder exists."""
    if path.suffix.lower() not in ENDINGS:
        raise click.BadParameter(
            f"{path.name!r} has no ending that names a format. End it with {', '.join(ENDINGS)}."
        )
    if not path.resolve().parent.is_dir():
        raise click.BadParameter(f"the folder of {str(path)!r} does not exist. Make it first.")
    return path


@main.command("districts", epilog=EXAMPLES)
@click.option(
    *("--out", "out"),
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    callback=read_ending,
    help="File to write; its ending (.csv, .xlsx, .geojson) chooses the format.",
)
@click.option(
    "--placed",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Count the parts in this folder of `place` instead of data sets.",
)
@click.option("--from", "start", callback=read_day, help="First day, e.g. 2025-01-01.")
@click.option("--to", "end", callback=read_day, help="Last day, included.")
@click.option(
    *("--group", "group_ids"),
    multiple=True,
    callback=read_groups,
    help="Armed group: id, name or alias (BLA). May be given several times.",
)
@click.option(
    *("--province", "provinces"),
    multiple=True,
    callback=read_provinces,
    help="Balochistan or KP. May be given twice.",
)
@click.option(
    *("--district", "district_names"),
    multiple=True,
    help="District: id or name. May be given several times.",
)
@click.option(
    *("--dataset", "dataset_ids"),
    multiple=True,
    help="Data set id, see `datasets`. Default: all that ship, each day from the best source.",
)
@click.option(
    *("--type", "event_types"),
    multiple=True,
    type=click.Choice(list(EVENT_TYPES)),
    metavar="TYPE",
    help=f"Kind of incident: {', '.join(EVENT_TYPES)}.",
)
@click.option(
    *("--precision", "precisions"),
    multiple=True,
    type=click.Choice(PLACE_PRECISIONS),
    metavar="PRECISION",
    help=f"How well the place is known: {', '.join(PLACE_PRECISIONS)}.",
)
@vintage_option
@click.option(
    *("--made-on", "day"),
    callback=read_day,
    help="Day written into the file (default today); give it to get the same bytes again.",
)
@click.option(
    "--public",
    is_flag=True,
    help="The file is to be passed on: refuse if the terms of a data set in it forbid that.",
)
def write_districts(
    out: Path,
    placed: Path | None,
    start: date | None,
    end: date | None,
    group_ids: tuple[str, ...],
    provinces: tuple[str, ...],
    district_names: tuple[str, ...],
    dataset_ids: tuple[str, ...],
    event_types: tuple[str, ...],
    precisions: tuple[str, ...],
    vintage: str,
    day: date | None,
    public: bool,
) -> None:
    """Write one row per district for a filter, and say where every incident is."""
    if start and end and start > end:
        raise click.UsageError(f"--from {start} is after --to {end}. Swap them.")
    if placed is not None:
        vintage = placed_vintage(placed, vintage)
    shelf = kept_shelf(KeptStore(store_root()))
    wanted = IncidentFilter(
        datasets=read_datasets(dataset_ids, shelf),
        start=start,
        end=end,
        provinces=provinces,
        districts=read_districts(district_names, vintage),
        groups=group_ids,
        event_types=event_types,
        precisions=precisions,
        vintage=vintage,
    )
    if placed is not None:
        content, lines = placed_districts(placed, out.suffix, wanted, day=day, public=public)
        _save(out, content)
        click.echo("\n".join([*lines, f"Wrote {out}"]))
        return
    with plain_errors():
        selection = select_incidents(wanted, shelf=shelf)
    if not selection.coverage:
        raise click.UsageError(
            f"no data set covers the days asked for ({span_words(start, end)}). "
            "`datasets` lists the days covered."
        )
    title = "Incidents by district, Balochistan and Khyber Pakhtunkhwa"
    try:
        provenance = describe(selection, title, day=day, public=public)
    except PrivateRowsError as error:
        raise click.ClickException(str(error)) from error
    _save(out, district_bytes(selection, out.suffix, provenance))
    _report(selection, out)


def district_bytes(selection: Selection, ending: str, provenance: Provenance) -> bytes:
    """The district summary as the file format of `ending` (one of `ENDINGS`)."""
    summary = with_bounds(summarise_districts(selection, previous_selection(selection)), selection)
    rest = rest_of_summary(selection)
    if ending.lower() == ".xlsx":
        return write_xlsx(summary, rest, provenance)
    if ending.lower() == ".geojson":
        return write_geojson(summary, rest, provenance, vintage=selection.wanted.vintage)
    return write_csv(summary, rest, provenance)


def _save(out: Path, content: bytes) -> None:
    try:
        write_file(out, content)
    except OSError as error:
        raise click.ClickException(f"{out} could not be written: {error.strerror}.") from error


def _report(selection: Selection, out: Path) -> None:
    """Headline, changes of source, umbrella offers, the account, and the file."""
    click.echo(headline(selection, display_names(selection.shelf)))
    for note in (source_change_note(selection), *_offers(selection)):
        if note:
            click.echo(f"Note: {note}")
    account = count_account(selection)
    click.echo(f"Where every row is ({counted(account.total, 'row')} in all):")
    for number, words in account.reasons.values():
        click.echo(f"  {number:>6,}  {words}")
    click.echo(f"Wrote {out}")


def _offers(selection: Selection) -> list[str]:
    """Why an umbrella may be worth adding to the chosen groups."""
    chosen = selection.wanted.groups
    if not chosen:
        return []
    without = replace(selection.wanted, groups=())
    everyone = select_incidents(without, shelf=selection.shelf).counted
    present = set(everyone["group_id"]) | set(everyone["other_group_id"])
    return [
        f"{sentence} Add it with --group {umbrella}."
        for _, umbrella, sentence in umbrella_offers(chosen, present)
    ]
