"""Download buttons. Files are built when they are asked for, never before."""

from collections.abc import Callable
from datetime import date
from typing import Final

import pandas as pd
import streamlit as st

from geo.exports.incidents import write_incidents_csv, write_incidents_xlsx
from geo.exports.names import file_name
from geo.exports.provenance import Provenance, describe
from geo.exports.tables import write_csv, write_geojson, write_xlsx
from geo.measures.summary import rest_of_summary
from geo.measures.summary_bounds import with_bounds
from geo.ui.cached import summary_of
from geo.ui.frame import Frame

MIME: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}


def offer_summary(frame: Frame) -> None:
    """The district summary as CSV, Excel and GeoJSON."""
    rest = rest_of_summary(frame.selection)

    def summary() -> pd.DataFrame:
        return with_bounds(summary_of(frame.shelf, frame.wanted), frame.selection)

    note = _provenance(frame, "District summary")
    _buttons(
        frame,
        "districts",
        {
            "csv": lambda: write_csv(summary(), rest, note),
            "xlsx": lambda: write_xlsx(summary(), rest, note),
            "geojson": lambda: write_geojson(summary(), rest, note, vintage=frame.wanted.vintage),
        },
    )


def offer_incidents(frame: Frame) -> None:
    """The incidents behind the page, with their sources, as CSV and Excel."""
    rows, note = frame.selection.counted, _provenance(frame, "Incidents")
    _buttons(
        frame,
        "incidents",
        {
            "csv": lambda: write_incidents_csv(rows, note),
            "xlsx": lambda: write_incidents_xlsx(rows, note),
        },
    )


def _provenance(frame: Frame, title: str) -> Provenance:
    return describe(frame.selection, title, day=date.today())


def _buttons(frame: Frame, what: str, writers: dict[str, Callable[[], bytes]]) -> None:
    span = (frame.selection.start, frame.selection.end)
    with st.container(horizontal=True):
        for ending, write in writers.items():
            st.download_button(
                f"{what.capitalize()} · {ending.upper()}",
                data=write,
                file_name=file_name(what, ending=ending, start=span[0], end=span[1]),
                mime=MIME[ending],
                icon=":material/download:",
                on_click="ignore",
                key=f"download-{what}-{ending}",
            )
