"""From a read file to the map: name it, show it, keep it; and the data sets at hand."""

from typing import Final

import streamlit as st

from geo.exports.delimited import rejected_bytes
from geo.intake.download import download_ucdp
from geo.intake.fetch import DownloadError
from geo.intake.report import ImportReport
from geo.model.counted import counted
from geo.model.filter import day_words
from geo.store.imports import keep_report, report_dataset
from geo.store.kept import Kept
from geo.store.own import FILLS_GAPS, TAKES_ITS_DAYS
from geo.store.releases import keep_download
from geo.store.versions import StoreError
from geo.ui.filter_panel import choose_datasets
from geo.ui.shelf import (
    held_reports,
    hold,
    let_go,
    may_keep,
    read_again,
    session_shelf,
    the_store,
)
from geo.ui.words import escaped

BESIDE: Final = {
    "alone": "Show only this data set",
    "takes": "Beside the others; it supplies the days it covers",
    "fills": "Beside the others; it fills the days they lack",
}


def show_way_to_map(report: ImportReport) -> None:
    """Name the data set, choose how it stands beside the others, show or keep it."""
    st.subheader("Put it on the map", anchor=False)
    if report.placed.empty:
        st.info("No row was accepted, so there is nothing to show yet.")
        return
    st.text_input("Name", value=report.label.rsplit(".", 1)[0], key="u_title", max_chars=80)
    st.radio("How it counts", list(BESIDE), format_func=BESIDE.__getitem__, key="u_beside")
    show, keep = st.columns(2)
    show.button(
        "Show in the atlas", icon=":material/map:", type="primary", width="stretch",
        on_click=_show, args=(report,),
    )  # fmt: skip
    if may_keep():
        keep.button(
            "Keep on this machine", icon=":material/save:", width="stretch", on_click=_keep,
            args=(report,),
        )  # fmt: skip
    else:
        keep.caption("This server keeps no data; its operator has not named a store.")
    _say("u")


def _say(of: str) -> None:
    """What came of the last button pressed, said once: of an upload ("u"), of kept data ("k")."""
    if said := st.session_state.pop(f"{of}_said", ""):
        st.success(escaped(said))
    if wrong := st.session_state.pop(f"{of}_wrong", ""):
        st.error(escaped(wrong))


def _precedence() -> int:
    return FILLS_GAPS if st.session_state["u_beside"] == "fills" else TAKES_ITS_DAYS


def _choose(dataset_id: str) -> None:
    """Tick the new data set, alone or beside those that ship."""
    shelf = session_shelf()
    others = () if st.session_state["u_beside"] == "alone" else shelf.default
    choose_datasets(shelf, [*others, dataset_id])


def _show(report: ImportReport) -> None:
    try:
        dataset = report_dataset(report, st.session_state["u_title"], precedence=_precedence())
    except ValueError as error:
        st.session_state["u_wrong"] = str(error)
        return
    hold(report, dataset)
    _choose(dataset.dataset_id)
    st.session_state["u_said"] = (
        f"“{dataset.title}” is shown on every page of this session: "
        f"{counted(dataset.rows, 'incident')}. It is ticked under Data sets in the filter."
    )


def _keep(report: ImportReport) -> None:
    store, title = the_store(), st.session_state["u_title"]
    try:
        dataset = report_dataset(
            report, title, dataset_id=store.id_for(title), precedence=_precedence()
        )
        keep_report(store, report, dataset)
    except (ValueError, StoreError) as error:
        st.session_state["u_wrong"] = str(error)
        return
    read_again()
    _choose(dataset.dataset_id)
    st.session_state["u_said"] = f"“{dataset.title}” is kept and will be here next time."


def show_datasets_at_hand() -> None:
    """What the session holds and the store keeps, with their versions."""
    held = held_reports()
    if held:
        st.subheader("In this session", anchor=False)
        for dataset_id, (_, dataset) in held.items():
            left, right = st.columns([5, 1], vertical_alignment="center")
            span = f"{day_words(dataset.covers_from)} – {day_words(dataset.covers_to)}"
            left.markdown(
                f"**{escaped(dataset.title)}** · {counted(dataset.rows, 'incident')} · {span}"
            )
            right.button("Let go", key=f"go-{dataset_id}", on_click=let_go, args=(dataset_id,))
    if not may_keep():
        return
    store = the_store()
    kept = store.kept()
    st.subheader("Kept on this machine", anchor=False)
    _say("k")
    if not kept:
        st.caption("Nothing is kept yet.")
    for one in kept:
        _show_kept(one)
    for damaged in store.damaged():
        st.warning(f"{damaged} cannot be read; restore an earlier version from the command line.")
    _offer_download()


def _show_kept(one: Kept) -> None:
    dataset = one.dataset
    with st.expander(f"{escaped(dataset.title)} · {counted(dataset.rows, 'incident')}"):
        span = f"{day_words(dataset.covers_from)} – {day_words(dataset.covers_to)}"
        versions = counted(len(one.versions), "version")
        st.caption(f"{span} · {versions} · {escaped(dataset.licence)}")
        title = st.text_input("Name", dataset.title, key=f"k-title-{dataset.dataset_id}")
        rename, restore, remove = st.columns(3)
        rename.button(
            "Rename", key=f"k-rename-{dataset.dataset_id}", disabled=title == dataset.title,
            on_click=_change, args=("rename", dataset.dataset_id, title), width="stretch",
        )  # fmt: skip
        restore.button(
            "Back to the version before", key=f"k-restore-{dataset.dataset_id}",
            disabled=len(one.versions) < 2, width="stretch",
            on_click=_change, args=("restore", dataset.dataset_id),
        )  # fmt: skip
        if one.manifest.rejected:
            st.download_button(
                f"{counted(one.manifest.rejected, 'rejected row')} · CSV",
                data=lambda: rejected_bytes(the_store().load_rejected(dataset.dataset_id)),
                file_name="rejected-rows.csv", mime="text/csv", icon=":material/download:",
                on_click="ignore", key=f"k-rejected-{dataset.dataset_id}",
            )  # fmt: skip
        sure = remove.checkbox("I am sure", key=f"k-sure-{dataset.dataset_id}")
        remove.button(
            "Remove for good", key=f"k-remove-{dataset.dataset_id}", disabled=not sure,
            on_click=_change, args=("remove", dataset.dataset_id), width="stretch",
        )  # fmt: skip


def _change(what: str, dataset_id: str, title: str = "") -> None:
    """Change a kept data set; what came of it is said on the page."""
    try:
        st.session_state["k_said"] = _changed(what, dataset_id, title)
    except KeyError:
        st.session_state["k_wrong"] = "This data set is not kept any more."
    except (StoreError, ValueError) as error:
        st.session_state["k_wrong"] = str(error)
    read_again()


def _changed(what: str, dataset_id: str, title: str) -> str:
    """Rename, restore or remove a kept data set: what was done, as a sentence."""
    store = the_store()
    before = store.find(dataset_id).dataset.title
    if what == "rename":
        store.rename(dataset_id, title)
        return f"“{before}” is called “{store.find(dataset_id).dataset.title}” now."
    if what == "restore":
        store.restore(dataset_id)
        return f"“{before}” is back at the version before."
    store.remove(dataset_id)
    return f"“{before}” is removed."


def _offer_download() -> None:
    """The newest UCDP release and the months after it, on request."""
    with st.expander("Fetch the newest UCDP data", icon=":material/cloud_download:"):
        st.caption(
            "Downloads the newest yearly UCDP GED release and the Candidate months after it from "
            "ucdp.uu.se and keeps the rows of Pakistan here. This is the only thing in the atlas "
            "that needs the network."
        )
        if not st.button("Download", icon=":material/download:"):
            return
        bar = st.progress(0.0, "Asking the server …")
        store = the_store()

        def tell(done: int, total: int | None, words: str) -> None:
            bar.progress(min(done / total, 1.0) if total else 0.0, words)

        try:
            found = download_ucdp(store.downloads(), progress=tell)
            ids = keep_download(store, found)
        except (DownloadError, StoreError) as error:
            st.error(escaped(str(error)), icon=":material/cloud_off:")
            return
        read_again()
        notes = " ".join(found.notes)
        st.success(
            f"{counted(len(ids), 'data set')} kept; the newest event is of "
            f"{day_words(found.newest)}. " + escaped(notes)
        )
