"""The period before, of as many months or days, and whether it may be compared at all."""

from dataclasses import dataclass
from datetime import date

from geo.model.dataset import Dataset
from geo.model.filter import span_words
from geo.model.period import previous_span
from geo.store.select import Selection, coverage, gaps, select_incidents


@dataclass(frozen=True)
class Previous:
    """The selection of the period before, or None and the reason in `note`.

    With a selection, `note` may still hold a caution: the one data set that covers both periods
    does not claim to be complete.
    """

    selection: Selection | None
    start: date
    end: date
    note: str


def previous_selection(selection: Selection) -> Previous:
    """The same filter for the span before (`geo.model.period.previous_span`).

    Comparable only if one and the same data set supplies every day of both spans; else the
    selection is None and `note` says why.
    """
    start, end = previous_span(selection.start, selection.end)
    note = _why_not(selection, start, end)
    if note:
        return Previous(None, start, end, note)
    supplier = selection.shelf.datasets[selection.coverage[0].dataset_id]
    # the supplier alone: no other chosen data set has days in this span
    earlier = select_incidents(selection.wanted.within(start, end), shelf=selection.shelf)
    return Previous(earlier, start, end, _caution(supplier))


def _why_not(selection: Selection, start: date, end: date) -> str:
    """Why the two spans cannot be compared; "" when they can."""
    before = coverage(selection.datasets, start=start, end=end, shelf=selection.shelf)
    now = selection.coverage
    span = span_words(start, end)
    if not now or gaps(now, selection.start, selection.end):
        return "Not comparable: no data set covers the whole period shown."
    if gaps(before, start, end):
        return f"Not comparable: no data set covers the whole period before ({span})."
    if len({part.dataset_id for part in (*now, *before)}) > 1:
        return f"Not comparable: the period before ({span}) or this one rests on other sources."
    return ""


def _caution(supplier: Dataset) -> str:
    if not supplier.partial:
        return ""
    return f"{supplier.title} is partial: a change may be a change in reporting, not in violence."
