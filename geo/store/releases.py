"""Downloaded UCDP files as kept data sets: the rows of Pakistan, cited as what they are."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from geo.intake.download import Download, UcdpFile
from geo.intake.pipeline import read_incidents
from geo.intake.problems import ImportResult
from geo.intake.world_file import rows_of_country
from geo.model.dataset import Dataset
from geo.store.kept import KeptStore
from geo.store.own import own_dataset, own_id
from geo.store.shipped import datasets

DOWNLOADED: Final = 50
"""Precedence above what ships and below what somebody brought."""

LIKE: Final = {"yearly": "ucdp-ged-22.1", "candidate": "ucdp-candidate-2026"}
"""The shipped data set of each kind, which says what a row is and under which licence."""

IDS: Final = {
    "yearly": own_id("UCDP GED, downloaded"),
    "candidate": own_id("UCDP Candidate, downloaded"),
}
"""One data set of each kind is kept; a newer download is its next version."""

CITATION: Final = {
    "yearly": (
        "Sundberg, R. and Melander, E. (2013). Introducing the UCDP Georeferenced Event Dataset. "
        "Journal of Peace Research 50(4). UCDP Georeferenced Event Dataset, version {versions}, "
        "events in Pakistan; cite the yearly article of this version with it."
    ),
    "candidate": (
        "Hegre, H., Croicu, M., Eck, K. and Högbladh, S. (2020). Introducing the UCDP Candidate "
        "Events Dataset. Research & Politics 7(3). UCDP Candidate Events Dataset, version "
        "{versions}, events in Pakistan."
    ),
}


def keep_download(store: KeptStore, found: Download) -> tuple[str, ...]:
    """Keep the rows of Pakistan, the yearly release and the months after it; the ids kept.

    A data set that is kept already with the same rows gets no new version. A row of a later file
    replaces that of an earlier one with the same id. Raises `StoreError`, `DownloadError`, and
    `UploadRefused` when a file lacks a column.
    """
    ids = []
    for kind, dataset_id in IDS.items():
        files = [one for one in found.files if one.kind == kind]
        if not files:
            continue
        results = [_read(found, one, dataset_id) for one in files]
        incidents = pd.concat([one.incidents for one in results], ignore_index=True)
        newest = incidents.drop_duplicates("incident_id", keep="last")
        dataset = _dataset(kind, dataset_id, files, newest)
        if _kept_sha256(store, dataset_id) != dataset.sha256:
            rejected = pd.concat([one.rejected for one in results])
            store.save(dataset, newest, rejected, _report(files, results))
        ids.append(dataset_id)
    return tuple(ids)


def _read(found: Download, file: UcdpFile, dataset_id: str) -> ImportResult:
    rows = rows_of_country(found.folder / file.name)
    return read_incidents(rows, reader="ucdp", dataset_id=dataset_id)


def _dataset(
    kind: str, dataset_id: str, files: Sequence[UcdpFile], incidents: pd.DataFrame
) -> Dataset:
    like = datasets()[LIKE[kind]]
    first, last = files[0].covers_from, files[-1].covers_to
    versions = "–".join(dict.fromkeys((files[0].version, files[-1].version)))
    days = f"{first:%B %Y} – {last:%B %Y}" if kind == "candidate" else versions
    return own_dataset(
        incidents.sort_values(["date_start", "incident_id"]).reset_index(drop=True),
        f"UCDP {'GED' if kind == 'yearly' else 'Candidate,'} {days} (downloaded)",
        dataset_id=dataset_id,
        version=versions,
        covers_from=first,
        covers_to=last,
        precedence=DOWNLOADED,
        licence=like.licence,
        citation=CITATION[kind].format(versions=versions),
        address=like.address,
        counts=like.counts,
        partial=like.partial,
        public=True,
    )


def _kept_sha256(store: KeptStore, dataset_id: str) -> str:
    kept = [one for one in store.kept() if one.dataset.dataset_id == dataset_id]
    return kept[0].dataset.sha256 if kept else ""


def _report(files: Sequence[UcdpFile], results: Sequence[ImportResult]) -> tuple[str, ...]:
    return tuple(
        f"{file.name} (sha256 {file.sha256}): {result.rows:,} rows of Pakistan, "
        f"{len(result.rejected):,} rejected."
        for file, result in zip(files, results, strict=True)
    )
