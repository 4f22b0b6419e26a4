"""Bring a file: what was understood of it, which rows were not, and where the others lie."""

from typing import Final

import pandas as pd
import streamlit as st

from geo.intake.choices import Choices, write_choices
from geo.intake.corrections import read_corrected, rejected_table, write_rejected
from geo.intake.formats import FORMATS
from geo.intake.pipeline import STEPS, read_upload
from geo.intake.problems import UploadRefused
from geo.intake.report import ImportReport, report_words
from geo.intake.template import TEMPLATE, write_template
from geo.model.counted import counted
from geo.ui.frame import Frame
from geo.ui.import_questions import offer_choices, show_mapping, show_questions, show_spellings
from geo.ui.incident_list import show_incidents
from geo.ui.tables import show_table
from geo.ui.words import escaped

ENDINGS: Final = ["csv", "tsv", "txt", "xlsx", "zip", "geojson", "json", "parquet"]

SHOWN_REJECTED: Final = 200
"""Rejected rows drawn on the page; the download holds them all."""


def show_upload(frame: Frame) -> ImportReport | None:
    """Take a file and show what came of it; the report, if there is one."""
    file = st.file_uploader(
        "A table of incidents",
        type=ENDINGS,
        help="UCDP GED or Candidate, ACLED, GTD, or any table with a date and a place: CSV, Excel, "
        "GeoJSON points, Parquet, zip. At most 25 MB here; larger files go through "
        "`python -m geo import`.",
        key="u_upload",
    )
    if file is None:
        _forget()
        st.caption(
            "The file is read in memory, for you alone. It is never written under its own name, "
            "never sent anywhere and gone when you close the page, unless you keep it."
        )
        _show_template()
        return None
    if st.session_state.get("u_id") != file.file_id:
        _forget()
        st.session_state["u_id"] = file.file_id
        st.session_state["u_choices"] = Choices()
    report = _report(file.getvalue(), file.name)
    if report is not None:
        _show_understood(report)
        show_questions(report)
        show_mapping(report)
        show_spellings(frame, report)
        _show_rejected(report)
        _show_placed(frame, report)
    return report


def _show_template() -> None:
    """What a table of one's own may hold, and an empty one to fill in."""
    lines = [
        f"- **{column.header}**: {column.holds} {column.example and f'`{column.example}`'}"
        for column in TEMPLATE
    ]
    with st.expander("What a table needs", icon=":material/table_edit:"):
        st.markdown(
            "A **date** and a **place**: a district, a province, a place name or a point. All else "
            "may be missing, stand in another order or be called otherwise, also in Urdu: you see "
            "what each column was taken for and can change it. UCDP, ACLED and GTD files are known "
            "as they come."
        )
        st.markdown("\n".join(lines))
        st.download_button(
            "Empty table · CSV",
            data=write_template,
            file_name="incidents.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _forget() -> None:
    for key in ("u_id", "u_choices", "u_report", "u_made_of", "u_corrected"):
        st.session_state.pop(key, None)


def _report(data: bytes, name: str) -> ImportReport | None:
    """The report for the file and the choices so far; read again only when one of them changed."""
    choices: Choices = st.session_state["u_choices"]
    made_of = (st.session_state["u_id"], write_choices(choices))
    if st.session_state.get("u_made_of") != made_of:
        bar = st.progress(*STEPS["opening"])
        try:
            report = read_upload(data, label=name, choices=choices, progress=bar.progress)
        except UploadRefused as refusal:
            st.session_state["u_report"] = None
            st.session_state["u_refusal"] = str(refusal)
        else:
            st.session_state["u_report"] = report
        st.session_state["u_made_of"] = made_of
        st.session_state.pop("u_corrected", None)
        bar.empty()
    report = st.session_state["u_report"]
    if report is None:
        st.error(escaped(st.session_state["u_refusal"]), icon=":material/block:")
        offer_choices(None)
        return None
    corrected: ImportReport | None = st.session_state.get("u_corrected")
    return corrected or report


def _show_understood(report: ImportReport) -> None:
    """Rows in = accepted + rejected, then the report in sentences."""
    st.subheader("What was understood", anchor=False)
    for column, (label, number) in zip(
        st.columns(4),
        (
            ("rows in the file", report.rows),
            ("accepted", len(report.placed)),
            ("rejected", len(report.rejected)),
            ("questions", len(report.questions)),
        ),
        strict=True,
    ):
        column.metric(label, f"{number:,}")
    st.markdown("\n".join(f"- {escaped(sentence)}" for sentence in report_words(report)))
    if report.private:
        st.info(
            f"{FORMATS[report.format].title} forbids passing its rows on: they stay in this "
            "session, enter no log and no shared cache, and an export of them is marked private.",
            icon=":material/lock:",
        )


def _show_rejected(report: ImportReport) -> None:
    """Rows that could not be used: why, as a file to correct, and the way back."""
    if report.rejected.empty:
        return
    st.subheader(f"{counted(len(report.rejected), 'row')} could not be used", anchor=False)
    show_table(rejected_table(report).head(SHOWN_REJECTED), tallest=300)
    st.download_button(
        "Rejected rows · CSV",
        data=lambda: write_rejected(report),
        file_name="rejected-rows.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    back = st.file_uploader(
        "Bring the corrected rows back", type=["csv", "xlsx"], key="u_corrections"
    )
    if back is None or st.session_state.get("u_corrections_id") == back.file_id:
        return
    st.session_state["u_corrections_id"] = back.file_id
    try:
        corrected = read_corrected(report, back.getvalue())
    except UploadRefused as refusal:
        st.error(escaped(str(refusal)))
        return
    st.session_state["u_corrected"] = corrected.report
    st.toast(
        f"{counted(corrected.taken, 'row')} taken, {corrected.still_rejected:,} still rejected."
    )
    st.rerun()


def _show_placed(frame: Frame, report: ImportReport) -> None:
    """Accepted rows that got no district, each with its reason; and all accepted rows."""
    placed = report.placed
    without = placed[(placed["district_id"] == "") | (placed["placement"] == "conflict")]
    if len(without):
        with st.expander(
            f"{counted(len(without), 'row')} accepted without a sure district",
            icon=":material/wrong_location:",
        ):
            st.caption("They are counted and listed, never drawn where they may not have been.")
            show_incidents(without, frame.names, key="u_without")
    with st.expander(f"{counted(len(placed), 'row')} accepted", icon=":material/list:"):
        show_incidents(placed, frame.names, key="u_accepted")
    likely = pd.DataFrame(
        {"Rows that are likely one incident": [", ".join(map(str, one)) for one in report.likely]}
    )
    if len(likely):
        with st.expander(f"{counted(len(likely), 'set')} of likely duplicates, all kept"):
            show_table(likely)
