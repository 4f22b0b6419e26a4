"""The newest UCDP files: the yearly GED release and the Candidate months after it.

UCDP publishes no list, so addresses are made from the date and tried, newest first. A name proves
nothing: the newest date_end inside a file tells how fresh it is, and a file older than its name is
left out. Nothing is replaced before its successor has arrived whole and was read to its end.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Final

from geo.intake.fetch import (
    PAUSE_SECONDS,
    DownloadError,
    Fetched,
    Progress,
    discard,
    fetch_file,
    settle,
)
from geo.intake.world_file import is_page, newest_day

ADDRESS: Final = "https://ucdp.uu.se/downloads/"
"""Where UCDP's files are (November 2026). Pages move: every caller may give another address."""

YEARLY: Final = "ged/ged{year:02d}1-csv.zip"
CONSOLIDATED: Final = "candidateged/GEDEvent_v{year:02d}_01_{year:02d}_{month:02d}.csv"
MONTHLY: Final = "candidateged/GEDEvent_v{year:02d}_0_{month}.csv"
"""How UCDP names its files (GED and Candidate codebooks); year has two digits."""

FIRST_DAY: Final = date(1989, 1, 1)
"""Where every yearly release begins."""

YEARS_BACK: Final = 3
"""How many years back a yearly release is looked for; one comes out every June."""

QUARTER_ENDS: Final = (12, 9, 6, 3)
"""Months that a consolidated Candidate file may end with, newest first."""

PAGE_NOTE: Final = (
    "For some files the server sent a web page: it does not have them, or is down for maintenance."
)
"""Said once, however many addresses answer so."""

LIST: Final = "ucdp.json"
"""File that names the downloaded files; written last."""


@dataclass(frozen=True)
class UcdpFile:
    """A downloaded file. It claims covers_from..covers_to; `newest` is the last date_end in it."""

    name: str
    kind: str  # "yearly" or "candidate"
    version: str  # "26.1", "26.01.26.06", "26.0.7"
    covers_from: date
    covers_to: date
    newest: date
    size: int
    sha256: str
    tag: str


@dataclass(frozen=True)
class Download:
    """The files that stand in the folder, oldest days first, and what the reader should know."""

    folder: Path
    files: tuple[UcdpFile, ...]
    notes: tuple[str, ...]

    @property
    def newest(self) -> date:
        """The last day that any file tells of: how fresh the data are."""
        return max(one.newest for one in self.files)


@dataclass(frozen=True)
class _Wanted:
    """A file that may exist."""

    place: str  # below the address
    kind: str
    version: str
    covers_from: date
    covers_to: date

    @property
    def name(self) -> str:
        """The file's name, on the server and in the folder."""
        return self.place.rpartition("/")[2]


@dataclass(frozen=True)
class _Errand:
    """Where to fetch from and to, and what stands there already."""

    folder: Path
    address: str
    there: dict[str, UcdpFile]  # by name; what is brought is added
    progress: Progress | None
    pause_seconds: float
    notes: list[str]

    def first_of(self, wanted: list[_Wanted]) -> UcdpFile | None:
        """The first file that the server has and that is as fresh as its name."""
        return next((found for one in wanted if (found := self.bring(one))), None)

    def bring(self, wanted: _Wanted) -> UcdpFile | None:
        """One file, checked and in its place; None where the server has no such file."""
        path = self.folder / wanted.name
        known = self.there.get(wanted.name)
        fetched = fetch_file(
            self.address.rstrip("/") + "/" + wanted.place,
            path,
            known_tag=known.tag if known else "",
            progress=self.progress,
            pause_seconds=self.pause_seconds,
        )
        if fetched.status == "unchanged" and known:
            return known
        if fetched.status == "missing":
            return None
        try:
            newest = self.fresh_day(wanted, fetched)
        except DownloadError:
            discard(fetched)
            raise
        if newest is None:
            discard(fetched)
            return None
        settle(fetched, path)
        self.there[wanted.name] = UcdpFile(
            wanted.name,
            *(wanted.kind, wanted.version, wanted.covers_from, wanted.covers_to, newest),
            *(fetched.size, fetched.sha256, fetched.tag),
        )
        return self.there[wanted.name]

    def fresh_day(self, wanted: _Wanted, fetched: Fetched) -> date | None:
        """The last date_end of the part; None, with a note, for a web page or an old file."""
        if is_page(fetched.part):
            self.notes.append(PAGE_NOTE)
            return None
        newest = newest_day(fetched.part, wanted.name)
        if newest < wanted.covers_to.replace(day=1):
            self.notes.append(
                f"{wanted.name}: the server's file is an old one, its last day is {newest}; "
                "left out."
            )
            return None
        return newest


def download_ucdp(
    folder: Path,
    *,
    address: str = ADDRESS,
    today: date | None = None,
    progress: Progress | None = None,
    pause_seconds: float = PAUSE_SECONDS,
) -> Download:
    """Bring the newest yearly release and the Candidate months after it into `folder`.

    Files that stand there unchanged are not fetched again; those that newer ones replace are
    removed at the end. Months are taken up to the first that is missing, so that the span has no
    hole. Raises `DownloadError`; the files of the last time then stand as they were, or replaced
    one by one by whole ones.
    """
    day = today or date.today()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = read_download(folder)
        there = {one.name: one for one in before.files} if before else {}
        errand = _Errand(folder, address, there, progress, pause_seconds, [])
        try:
            files = _bring_all(errand, day)
        except DownloadError:
            if there:  # so that the next time goes on from here
                _write_list(folder, there.values())
            raise
        _write_list(folder, files)
        for name in set(there) - {one.name for one in files}:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise DownloadError(f"{folder} could not be written: {error.strerror}.") from error
    return Download(folder, tuple(files), tuple(dict.fromkeys(errand.notes)))


def read_download(folder: Path) -> Download | None:
    """What was downloaded into a folder; files that are gone or altered are left out."""
    try:
        rows = json.loads((folder / LIST).read_bytes())
        files = [_as_file(row) for row in rows]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    sound = tuple(one for one in files if _is_sound(folder / one.name, one.sha256))
    return Download(folder, sound, ()) if sound else None


def _bring_all(errand: _Errand, today: date) -> list[UcdpFile]:
    years = range(today.year, today.year - YEARS_BACK - 1, -1)
    yearly = errand.first_of([_yearly(year) for year in years])
    if yearly is None:
        heard = " ".join(dict.fromkeys(errand.notes)) or "The server knows none of the files."
        raise DownloadError(f"No yearly release of UCDP is at {errand.address}. {heard}")
    files = [yearly]
    for year in range(yearly.covers_to.year + 1, today.year + 1):
        over = [month for month in range(1, 13) if _last_day(year, month) < today]
        consolidated = errand.first_of([_until(year, one) for one in QUARTER_ENDS if one in over])
        if consolidated:
            files.append(consolidated)
        after = consolidated.covers_to.month if consolidated else 0
        for month in over[after:]:
            monthly = errand.bring(_month(year, month))
            if monthly is None:
                return files
            files.append(monthly)
    return files


def _yearly(year: int) -> _Wanted:
    """The release that came out in a year: it ends with the year before."""
    short = year % 100
    last = date(year - 1, 12, 31)
    return _Wanted(YEARLY.format(year=short), "yearly", f"{short}.1", FIRST_DAY, last)


def _until(year: int, month: int) -> _Wanted:
    short = year % 100
    return _Wanted(
        CONSOLIDATED.format(year=short, month=month),
        "candidate",
        f"{short}.01.{short}.{month:02d}",
        date(year, 1, 1),
        _last_day(year, month),
    )


def _month(year: int, month: int) -> _Wanted:
    short = year % 100
    return _Wanted(
        MONTHLY.format(year=short, month=month),
        "candidate",
        f"{short}.0.{month}",
        date(year, month, 1),
        _last_day(year, month),
    )


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _is_sound(path: Path, sha256: str) -> bool:
    try:
        with path.open("rb") as content:
            return file_digest(content, "sha256").hexdigest() == sha256
    except OSError:
        return False


def _as_file(row: dict[str, str]) -> UcdpFile:
    days = {name: date.fromisoformat(row[name]) for name in ("covers_from", "covers_to", "newest")}
    name = Path(row["name"]).name  # a list that was tampered with names no other folder
    return UcdpFile(**{**row, **days, "name": name})  # type: ignore[arg-type]


def _write_list(folder: Path, files: Iterable[UcdpFile]) -> None:
    text = json.dumps([asdict(one) for one in files], default=date.isoformat, indent=1)
    part = folder / f".{LIST}.part"
    part.write_text(text, encoding="utf-8")
    part.replace(folder / LIST)
