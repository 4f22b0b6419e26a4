"""From an import's report to a data set, and into the store."""

from datetime import date

from geo.intake.formats import FORMATS
from geo.intake.report import ImportReport, report_words
from geo.model.dataset import Dataset
from geo.store.kept import KeptStore
from geo.store.own import TAKES_ITS_DAYS, own_dataset


def report_dataset(
    report: ImportReport,
    title: str,
    *,
    dataset_id: str | None = None,
    covers_from: date | None = None,
    covers_to: date | None = None,
    precedence: int = TAKES_ITS_DAYS,
    public: bool = False,
) -> Dataset:
    """The data set that the accepted incidents of a report are; see `own_dataset`.

    Raises `ValueError` as `own_dataset`, and when it is to be public although the terms of its
    source forbid passing rows on (ACLED, GTD).
    """
    source = FORMATS[report.format].title if report.private else ""
    if source and public:
        raise ValueError(f"The terms of {source} forbid passing rows on: it stays private.")
    return own_dataset(
        report.incidents,
        title,
        dataset_id=dataset_id,
        covers_from=covers_from,
        covers_to=covers_to,
        precedence=precedence,
        licence=f"{source}: its terms forbid passing rows on" if source else "",
        public=public,
    )


def keep_report(store: KeptStore, report: ImportReport, dataset: Dataset) -> str:
    """Keep the report's incidents, rejected rows and words; the version's name. See `save`.

    For the next version of a data set kept under that title, or a first one, give the data set the
    id `store.id_for(title)`.
    """
    words = tuple(report_words(report))
    return store.save(dataset, report.placed, report.rejected, words, decided=report.decided)
