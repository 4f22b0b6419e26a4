"""The sentences that say what is shown: headline, coverage, and where the sources change."""

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.intake.groups import groups
from geo.measures.tolls import Toll, selection_toll
from geo.model.counted import counted
from geo.model.filter import day_words, filter_words, span_words
from geo.model.incident import PROVINCES
from geo.places.layers import district_names
from geo.store.reference import coverage_notes
from geo.store.shelf import Shelf, shipped_shelf

if TYPE_CHECKING:
    from geo.store.select import Selection


def display_names(shelf: Shelf | None = None) -> dict[str, str]:
    """Display name of every data set, district and group id (of all vintages).

    `shelf` defaults to what ships.
    """
    return {**_lasting_names(), **(shelf or shipped_shelf()).titles()}


@cache
def _lasting_names() -> dict[str, str]:
    """Names of groups and districts, the same for every shelf."""
    return {**{group_id: group.name for group_id, group in groups().items()}, **district_names()}


def headline(selection: "Selection", names: Mapping[str, str] | None = None) -> str:
    """The one sentence that every page and export carries.

    "98 incidents · 231 killed (228–240) · 1 Jan 2025 – 15 Apr 2025 · Balochistan and Khyber
    Pakhtunkhwa · all groups · Compiled table". The span is the effective one; only data sets that
    supply days of it are named. `names` defaults to `display_names` of the selection's shelf.
    """
    known = display_names(selection.shelf) if names is None else names
    shown = selection.wanted
    if selection.start <= selection.end:
        shown = shown.within(selection.start, selection.end)
    supplying = dict.fromkeys(part.dataset_id for part in selection.coverage)
    sources = ", ".join(known.get(one, one) for one in supplying) or "no data set covers these days"
    return " · ".join([*toll_words(selection_toll(selection)), filter_words(shown, known), sources])


def toll_words(toll: Toll) -> tuple[str, ...]:
    """The toll in two parts: "98 incidents", "231 killed (228–240)"; what is unknown is said."""
    killed = f"{toll.killed_best:,} killed"
    if toll.killed_low != toll.killed_high:
        killed += f" ({toll.killed_low:,}–{toll.killed_high:,})"
    if toll.killed_unknown:
        killed += f", toll unknown for {toll.killed_unknown:,}"
    return counted(toll.incidents, "incident"), killed


def coverage_words(selection: "Selection", names: Mapping[str, str] | None = None) -> str:
    """Which data set supplies which days: "UCDP GED 22.1: 1 Jan 1989 – 31 Dec 2021; ..."."""
    known = display_names(selection.shelf) if names is None else names
    return "; ".join(
        f"{known.get(part.dataset_id, part.dataset_id)}: {span_words(part.start, part.end)}"
        for part in selection.coverage
    )


def partial_sets(selection: "Selection") -> list[str]:
    """The data sets that supply days of a selection and do not claim to be complete."""
    supplying = dict.fromkeys(part.dataset_id for part in selection.coverage)
    return [one for one in supplying if selection.shelf.datasets[one].partial]


def thin_periods(selection: "Selection") -> tuple[str, ...]:
    """Where the counts are known to be too low: one sentence per thin period that is shown.

    Only periods of a data set that supplies those days, in a province that the filter lets in.
    """
    provinces = selection.wanted.provinces or tuple(
        dict.fromkeys(one[:2] for one in selection.wanted.districts)
    )
    return tuple(
        f"{PROVINCES[note['province']]}, "
        f"{span_words(note['start'].date(), note['end'].date())}: {note['note']}"
        for note in coverage_notes().to_dict("records")
        if (not provinces or note["province"] in provinces)
        and any(
            part.dataset_id == note["dataset_id"]
            and part.start <= note["end"].date()
            and note["start"].date() <= part.end
            for part in selection.coverage
        )
    )


def source_change_note(selection: "Selection", names: Mapping[str, str] | None = None) -> str:
    """Why counts before and after a day must not be compared; "" when one source supplies all."""
    known = display_names(selection.shelf) if names is None else names
    changes = [
        f"{day_words(after.start)} (from {known.get(before.dataset_id, before.dataset_id)} "
        f"to {known.get(after.dataset_id, after.dataset_id)})"
        for before, after in pairwise(selection.coverage)
    ]
    if not changes:
        return ""
    return (
        f"The source changes on {' and on '.join(changes)}. The sources define and find incidents "
        "differently: counts before and after must not be compared."
    )
