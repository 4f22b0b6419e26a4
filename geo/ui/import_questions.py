"""What only the reader can say of a file: how to read it, what its columns and its names mean.

Every answer goes into the choices of the session (`u_choices`), and the file is read again.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import streamlit as st

from geo.intake.choices import Choices, decide, read_choices, write_choices
from geo.intake.day_text import DAY_ORDERS
from geo.intake.formats import FORMATS, TABLE
from geo.intake.mapping import DEFAULT_PRECISIONS, FIELDS, ColumnMapping, with_columns
from geo.intake.meanings import OUTSIDE
from geo.intake.problems import UploadRefused
from geo.intake.report import ImportReport
from geo.intake.spellings import Spelling
from geo.model.counted import counted
from geo.model.precision import PRECISION_WORDS
from geo.places.layers import district_ids, district_names
from geo.ui.frame import Frame
from geo.ui.tables import show_table
from geo.ui.words import both_names, escaped

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
"""Rows of the file drawn on the page."""

LEAVE: Final = ""
"""Decision of a name that stays open."""


def show_questions(report: ImportReport) -> None:
    """Format, sheet, day order, exchanged columns: decided once for the whole file."""
    choices: Choices = st.session_state["u_choices"]
    formats = ["", *FORMATS, TABLE]
    with st.expander("Read it differently", icon=":material/tune:", expanded=bool(
        report.day_order.asks or report.looks_swapped
    )), st.form("u_how"):  # fmt: skip
        left, middle, right = st.columns(3)
        chosen = left.selectbox(
            "Format", formats, index=formats.index(choices.format),
            format_func=_format_words,
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
    offer_choices(report)


def offer_choices(report: ImportReport | None) -> None:
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


def show_mapping(report: ImportReport) -> None:
    """Which column means what, for a table that is no known format."""
    if report.mapping is None:
        return
    st.subheader("Which column means what", anchor=False)
    show_table(report.cells.table.head(PREVIEW_ROWS), tallest=220, hide_index=False)
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


def show_spellings(frame: Frame, report: ImportReport) -> None:
    """Names that nobody but the user can read; one decision for each spelling."""
    asked = sorted(report.undecided, key=lambda one: -len(one.rows))[:MOST_SPELLINGS]
    if not asked:
        return
    st.subheader("Names to decide", anchor=False)
    st.caption(
        f"{counted(len(report.undecided), 'spelling')} could not be read with certainty. Decide "
        "once for "
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


def _format_words(name: str) -> str:
    if not name:
        return "as the file shows"
    return FORMATS[name].title if name in FORMATS else "any table, by columns"


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


def _ask_name(frame: Frame, spelling: Spelling, at: int) -> str:
    options = [LEAVE, *spelling.candidates]
    if spelling.what == "district":
        options += [one for one in sorted(district_ids(frame.wanted.vintage)) if one not in options]
        options.append(OUTSIDE)
    else:
        options.append("unlisted")
    return str(
        st.selectbox(
            f"{escaped(spelling.text)} ({counted(len(spelling.rows), 'row')})",
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
    if meaning in district_names():
        return both_names(meaning)
    return fixed.get(meaning) or names.get(meaning, meaning)
