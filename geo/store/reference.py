"""What stands beside the incidents: dated events, thin periods, published totals."""

from functools import cache
from typing import Final

import pandas as pd

from geo.model.shipped import shipped_path

EVENT_KINDS: Final = ("operation", "ceasefire", "politics", "attack")
"""What a dated event is; the kind decides how a chart marks it."""

_COUNTS: Final = ("incidents", "killed", "injured")


def dated_events() -> pd.DataFrame:
    """Events to mark on charts, by date: date, end_date (NaT for one day or an open end), label,
    kind (one of `EVENT_KINDS`), note, source_url (a public page that states the date).
    """
    return _dated("events.csv", ("date", "end_date")).copy()


def coverage_notes() -> pd.DataFrame:
    """Periods in which a data set is known to be thin: dataset_id, province ("bl" or "kp"), start,
    end (both included), note. A period that is not listed is not thereby complete.
    """
    return _dated("coverage_notes.csv", ("start", "end")).copy()


def published_totals() -> pd.DataFrame:
    """Totals as others published them: publisher, metric_definition, geography, period (as
    written), start, end (both included), incidents, killed, injured (Int64, missing where not
    given), note, url. Definitions differ by publisher, so rows are compared, never added up.
    """
    table = _dated("published_totals.csv", ("start", "end"))
    return table.assign(**{name: pd.to_numeric(table[name]).astype("Int64") for name in _COUNTS})


@cache
def _dated(name: str, dates: tuple[str, ...]) -> pd.DataFrame:
    """A shipped table as text, its dates as datetime64[us]."""
    table = pd.read_csv(shipped_path(name), dtype="str", keep_default_na=False)
    return table.assign(
        **{
            one: pd.to_datetime(table[one], format="ISO8601").astype("datetime64[us]")
            for one in dates
        }
    )
