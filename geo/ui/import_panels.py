"""Bring a file: what was understood of it, what is asked, and what is mended."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from geo.intake.choices import Choices, decide, read_choices, write_choices
from geo.intake.corrections import read_corrected, rejected_table, write_rejected
from geo.intake.days import DAY_ORDERS
from geo.intake.formats import FORMATS, TABLE
from geo.intake.mapping import DEFAULT_PRECISIONS, FIELDS, ColumnMapping, with_columns
from geo.intake.meanings import OUTSIDE
from geo.intake.pipeline import STEPS, read_upload
from geo.intake.problems import UploadRefused
from geo.intake.report import ImportReport, report_words
from geo.intake.spellings import Spelling
from geo.model.precision import PRECISION_WORDS
from geo.places.layers import district_ids
from geo.ui.frame import Frame
from geo.ui.incident_list import show_incidents
from geo.ui.words import escaped

ENDINGS: Final = ["csv", "tsv", "txt", "xlsx", "zip", "geojson", "json", "parquet"]

FIRST_FIELDS: Final = (
    "date_start",
    "date_end",
    "province",
    "source_district",
    "place",
    "latitude",
    "longitude",
    "side_a",
    "event_type",
    "killed",
    "injured",
    "source_name",
)
"""Fields that most tables have; the others stand below a fold."""

MOST_SPELLINGS: Final = 40
"""Names asked for at once, the most frequent first."""

PREVIEW_ROWS: Final = 30
SHOWN_REJECTED: Final = 200
"""Rows of the file and rejected rows drawn on the page; the download holds them all."""

LEAVE: Final = ""
"""Decision of a name that stays open."""


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
        return None
    if st.session_state.get("u_id") != file.file_id:
        _forget()
        st.session_state["u_id"] = file.file_id
        st.session_state["u_choices"] = Choices()
    report = _report(file.getvalue(), file.name)
    if report is not None:
        _show_understood(report)
        _show_questions(report)
        _show_mapping(report)
        _show_spellings(frame, report)
        _show_rejected(report)
        _show_placed(frame, report)
    return report


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
        _offer_choices(None)
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


def _show_questions(report: ImportReport) -> None:
    """Format, sheet, day order, exchanged columns: decided once for the whole file."""
    choices: Choices = st.session_state["u_choices"]
    formats = ["", *FORMATS, TABLE]
    with st.expander("Read it differently", icon=":material/tune:", expanded=bool(
        report.day_order.asks or report.looks_swapped
    )), st.form("u_how"):  # fmt: skip
        left, middle, right = st.columns(3)
        chosen = left.selectbox(
            "Format", formats, index=formats.index(choices.format),
            format_func=lambda one: _format_words(one, report),
        )  # fmt: skip
        sheets = report.cells.found.sheets or ("",)
        sheet = middle.selectbox("Sheet", sheets, disabled=len(sheets) < 2)
        orders = ["", *DAY_ORDERS]
        order = right.selectbox(
            "Dates like 03/04/2024", orders, index=orders.index(choices.day_order),
            format_func=lambda one: DAY_ORDERS.get(one, "as the file shows"),
        )  # fmt: skip
        swapped = st.checkbox(
            "Longitude and latitude are exchanged in the whole file", value=choices.swapped
        )
        if st.form_submit_button("Read again", icon=":material/refresh:"):
            st.session_state["u_choices"] = replace(
                choices, format=chosen, sheet=sheet, day_order=order, swapped=swapped
            )
            st.rerun()
    _offer_choices(report)


def _format_words(name: str, report: ImportReport) -> str:
    if not name:
        return "as the file shows"
    return FORMATS[name].title if name in FORMATS else "any table, by columns"


def _offer_choices(report: ImportReport | None) -> None:
    """Save the decisions about this file, or use saved ones."""
    with st.expander("Keep these decisions for the next file", icon=":material/save:"):
        if report is not None:
            st.download_button(
                "Save decisions",
                data=write_choices(st.session_state["u_choices"]),
                file_name="sarhad-decisions.json",
                mime="application/json",
                on_click="ignore",
                icon=":material/download:",
            )
        saved = st.file_uploader("Use saved decisions", type=["json"], key="u_saved")
        if saved is not None and st.session_state.get("u_saved_id") != saved.file_id:
            st.session_state["u_saved_id"] = saved.file_id
            try:
                st.session_state["u_choices"] = read_choices(saved.getvalue())
            except UploadRefused as refusal:
                st.error(escaped(str(refusal)))
            else:
                st.rerun()


def _show_mapping(report: ImportReport) -> None:
    """Which column means what, for a table that is no known format."""
    if report.mapping is None:
        return
    st.subheader("Which column means what", anchor=False)
    st.dataframe(report.cells.table.head(PREVIEW_ROWS), width="stretch", height=220)
    headers = ["", *map(str, report.cells.table.columns)]
    with st.form("u_mapping"):
        chosen = _mapping_boxes(report.mapping, FIRST_FIELDS, headers)
        with st.expander("More fields"):
            rest = tuple(one for one in FIELDS if one not in FIRST_FIELDS)
            chosen |= _mapping_boxes(report.mapping, rest, headers)
        precision = st.selectbox(
            "A point without a stated precision is",
            DEFAULT_PRECISIONS,
            index=DEFAULT_PRECISIONS.index(report.mapping.point_precision),
            format_func=PRECISION_WORDS.__getitem__,
        )
        if st.form_submit_button("Read with these columns", icon=":material/refresh:"):
            mapping = replace(with_columns(report.mapping, chosen), point_precision=precision)
            st.session_state["u_choices"] = replace(
                st.session_state["u_choices"], format=TABLE, mapping=mapping
            )
            st.rerun()


def _mapping_boxes(
    mapping: ColumnMapping, fields: tuple[str, ...], headers: list[str]
) -> dict[str, str]:
    chosen = {}
    for at, field in enumerate(fields):
        if at % 4 == 0:
            columns = st.columns(4)
        now = mapping.columns.get(field, "")
        chosen[field] = columns[at % 4].selectbox(
            FIELDS[field],
            headers,
            index=headers.index(now) if now in headers else 0,
            format_func=lambda one: one or "–",
            key=f"u_map_{field}",
        )
    return chosen


def _show_spellings(frame: Frame, report: ImportReport) -> None:
    """Names that nobody but the user can read; one decision for each spelling."""
    asked = sorted(report.undecided, key=lambda one: -len(one.rows))[:MOST_SPELLINGS]
    if not asked:
        return
    st.subheader("Names to decide", anchor=False)
    st.caption(
        f"{len(report.undecided):,} spellings could not be read with certainty. Decide once for "
        "each; what is left open keeps its spelling and is counted as not placed."
    )
    with st.form("u_names"):
        decided = {(one.what, one.text): _ask_name(frame, one, at) for at, one in enumerate(asked)}
        if st.form_submit_button("Use these names", icon=":material/check:"):
            choices: Choices = st.session_state["u_choices"]
            for (what, text), meaning in decided.items():
                if meaning:
                    choices = decide(choices, text, meaning, what=what)
            st.session_state["u_choices"] = choices
            st.rerun()


def _ask_name(frame: Frame, spelling: Spelling, at: int) -> str:
    options = [LEAVE, *spelling.candidates]
    if spelling.what == "district":
        options += [one for one in sorted(district_ids(frame.wanted.vintage)) if one not in options]
        options.append(OUTSIDE)
    else:
        options.append("unlisted")
    return str(
        st.selectbox(
            f"{escaped(spelling.text)} ({rows_words(len(spelling.rows))})",
            list(dict.fromkeys(options)),
            format_func=lambda one: _meaning_words(one, frame.names),
            help=escaped(spelling.why),
            key=f"u_name_{st.session_state['u_id']}_{at}_{spelling.what}",
        )
    )


def _meaning_words(meaning: str, names: Mapping[str, str]) -> str:
    fixed = {
        LEAVE: "leave open",
        OUTSIDE: "outside the two provinces",
        "unlisted": "keep it as it is",
    }
    return fixed.get(meaning) or names.get(meaning, meaning)


def _show_rejected(report: ImportReport) -> None:
    """Rows that could not be used: why, as a file to correct, and the way back."""
    if report.rejected.empty:
        return
    st.subheader(f"{rows_words(len(report.rejected))} could not be used", anchor=False)
    table = rejected_table(report).head(SHOWN_REJECTED)
    st.dataframe(table, hide_index=True, width="stretch", height=min(38 + 35 * len(table), 300))
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
    st.toast(f"{corrected.taken:,} rows taken, {corrected.still_rejected:,} still rejected.")
    st.rerun()


def rows_words(number: int) -> str:
    """1 row, 2 rows."""
    return "1 row" if number == 1 else f"{number:,} rows"


def _show_placed(frame: Frame, report: ImportReport) -> None:
    """Accepted rows that got no district, each with its reason; and all accepted rows."""
    placed = report.placed
    without = placed[(placed["district_id"] == "") | (placed["placement"] == "conflict")]
    if len(without):
        with st.expander(
            f"{rows_words(len(without))} accepted without a sure district",
            icon=":material/wrong_location:",
        ):
            st.caption("They are counted and listed, never drawn where they may not have been.")
            show_incidents(without, frame.names, key="u_without")
    with st.expander(f"{rows_words(len(placed))} accepted", icon=":material/list:"):
        show_incidents(placed, frame.names, key="u_accepted")
    likely = pd.DataFrame(
        {"Rows that are likely one incident": [", ".join(map(str, one)) for one in report.likely]}
    )
    if len(likely):
        with st.expander(f"{len(likely):,} likely duplicates, all kept"):
            st.dataframe(likely, hide_index=True, width="stretch")
