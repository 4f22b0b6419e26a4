"""The commands that bring and keep data sets: `import`, `download` and `kept`."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from geo.cli_check import teller
from geo.exports.delimited import rejected_bytes
from geo.intake.choices import read_choices
from geo.intake.download import ADDRESS, Download, download_ucdp
from geo.intake.fetch import DownloadError
from geo.intake.guard import LOCAL, MEGABYTE
from geo.intake.pipeline import read_upload
from geo.intake.problems import UploadRefused
from geo.intake.report import report_words
from geo.model.counted import counted
from geo.model.filter import day_words, span_words
from geo.store.imports import keep_report, report_dataset
from geo.store.kept import KeptStore, store_root
from geo.store.releases import keep_download
from geo.store.versions import StoreError

BAR_WIDTH: Final = 30
"""Characters of the progress bar."""


@contextmanager
def plain_errors() -> Iterator[None]:
    """Errors of files, downloads and the store as one sentence and exit status 1."""
    try:
        yield
    except (StoreError, DownloadError, UploadRefused, ValueError) as error:
        raise click.ClickException(str(error)) from error


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", required=True, help="What the data set is called.")
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What was decided about such a file before: columns, days, spellings (JSON).",
)
@click.option(
    "--public",
    is_flag=True,
    help="Its rows may be passed on. Without it they are private; ACLED and GTD always are.",
)
def import_file(file: Path, name: str, mapping: Path | None, public: bool) -> None:
    """Keep the incidents of a file as a data set of the atlas, or as its next version.

    Says what was understood. Rows that could not be read are kept beside the others: `kept
    rejected` gives them back.
    """
    store = KeptStore(store_root())
    with plain_errors():
        choices = read_choices(_content(mapping)) if mapping else None
        report = read_upload(
            _content(file), label=file.name, choices=choices, limits=LOCAL, progress=teller()
        )
        for words in report_words(report):
            click.echo(words)
        dataset = report_dataset(report, name, dataset_id=store.id_for(name), public=public)
        keep_report(store, report, dataset)
    _say_kept(store, dataset.dataset_id)


def _content(file: Path) -> bytes:
    """The bytes of a file, if it is not too large to be read."""
    if file.stat().st_size > LOCAL.file_bytes:
        raise UploadRefused(f"The file is larger than {LOCAL.file_bytes // MEGABYTE:,} MB.")
    return file.read_bytes()


class Bar:
    """A progress bar on the terminal's error output; one line per file where it is no terminal."""

    def __init__(self) -> None:
        self.shown = ""
        self.live = sys.stderr.isatty()

    def __call__(self, done: int, total: int | None, words: str) -> None:
        """Show how much of a file is there."""
        if self.live:
            click.echo(f"\r{bar_words(done, total, words)}", nl=done == total, err=True)
        elif self.shown != words:
            click.echo(words, err=True)
        self.shown = words


def bar_words(done: int, total: int | None, words: str) -> str:
    """The bar as text: "[#####.....]  12.3 of 24.6 MB  name"."""
    if not total:
        return f"{done / MEGABYTE:,.1f} MB  {words}"
    filled = BAR_WIDTH * min(done, total) // total
    bar = "#" * filled + "." * (BAR_WIDTH - filled)
    return f"[{bar}]  {done / MEGABYTE:,.1f} of {total / MEGABYTE:,.1f} MB  {words}"


@click.group("download")
def download() -> None:
    """Fetch newer data from where they are published."""


@download.command("ucdp")
@click.option(
    *("--to", "folder"),
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the files alone. Without it they are also kept as data sets of the atlas.",
)
@click.option("--address", default=ADDRESS, show_default=True, help="Where the files are.")
def download_ucdp_command(folder: Path | None, address: str) -> None:
    """The newest UCDP GED release and the Candidate months after it.

    A broken connection goes on where it broke off. Files appear only whole and checked.
    """
    store = KeptStore(store_root())
    with plain_errors():
        found = download_ucdp(folder or store.downloads(), address=address, progress=Bar())
        _say_files(found)
        if folder is None:
            click.echo("Keeping the rows of Pakistan …", err=True)
            for dataset_id in keep_download(store, found):
                _say_kept(store, dataset_id)


def _say_files(found: Download) -> None:
    for one in found.files:
        click.echo(f"{one.name}  version {one.version}, {one.size / MEGABYTE:,.1f} MB")
    for note in found.notes:
        click.echo(f"Note: {note}")
    click.echo(
        f"The files tell of days until {day_words(found.newest)}. They are in {found.folder}"
    )


def _say_kept(store: KeptStore, dataset_id: str) -> None:
    dataset = store.find(dataset_id).dataset
    rows = counted(dataset.rows, "row")
    click.echo(f"Kept {dataset.title}: {rows}. Show it with --dataset {dataset_id}")


@click.group("kept")
def kept() -> None:
    """List, rename, remove and restore the data sets that are kept; give their rejected rows."""


@kept.command("list")
def list_kept() -> None:
    """List the kept data sets: id, title, days covered, rows, versions."""
    store = KeptStore(store_root())
    for one in store.kept():
        about = one.dataset
        click.echo(f"{about.dataset_id}  ({about.title})")
        click.echo(f"  covers    {span_words(about.covers_from, about.covers_to)}")
        click.echo(f"  rows      {about.rows:,}, rejected {one.manifest.rejected:,}")
        click.echo(f"  saved     {one.manifest.saved_at:%Y-%m-%d %H:%M} UTC")
        click.echo(f"  versions  {', '.join(one.versions)}; shown: {one.version}")
        click.echo(f"  {'may be passed on' if about.public else 'private'}: {about.licence}")
    for dataset_id in store.damaged():
        click.echo(f"{dataset_id}  is damaged: `kept restore` shows the version before it")
    click.echo(f"The store is {store.root}")


@kept.command("rename")
@click.argument("dataset_id")
@click.argument("title")
def rename_kept(dataset_id: str, title: str) -> None:
    """Give a kept data set another title; its id stays."""
    store = KeptStore(store_root())
    with plain_errors(), known_id(dataset_id):
        store.rename(dataset_id, title)
        click.echo(f"{dataset_id} is now called {store.find(dataset_id).dataset.title}")


@kept.command("remove")
@click.argument("dataset_id")
@click.confirmation_option(prompt="Delete the data set and all its versions for good?")
def remove_kept(dataset_id: str) -> None:
    """Delete a kept data set and all its versions."""
    with plain_errors(), known_id(dataset_id):
        KeptStore(store_root()).remove(dataset_id)
        click.echo(f"Removed {dataset_id}")


@kept.command("restore")
@click.argument("dataset_id")
@click.option("--version", help="Version to show again; default: the one before.")
def restore_kept(dataset_id: str, version: str | None) -> None:
    """Show an earlier version of a kept data set again."""
    with plain_errors(), known_id(dataset_id):
        shown = KeptStore(store_root()).restore(dataset_id, version)
        click.echo(f"{dataset_id} shows version {shown} again")


@kept.command("rejected")
@click.argument("dataset_id")
@click.option("--version", help="Version whose rows are wanted; default: the one shown.")
@click.option(
    "--out",
    type=click.File("wb", lazy=True),
    default="-",
    help="CSV file to write; default: the terminal.",
)
def rejected_of_kept(dataset_id: str, version: str | None, out: io.BufferedIOBase) -> None:
    """Give the rows of a kept data set that the import could not use, as CSV."""
    with plain_errors(), known_id(dataset_id):
        rejected = KeptStore(store_root()).load_rejected(dataset_id, version)
        out.write(rejected_bytes(rejected))
    click.echo(f"{counted(len(rejected), 'rejected row')} of {dataset_id}", err=True)


@contextmanager
def known_id(dataset_id: str) -> Iterator[None]:
    """An unknown id or version as a wrong call that says where the known ones are listed."""
    try:
        yield
    except KeyError:
        raise click.UsageError(
            f"no such kept data set or version: {dataset_id!r}. `kept list` lists them."
        ) from None
