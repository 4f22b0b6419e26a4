"""What the browser needs to move through time by itself: rows, span, classes of numbers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from geo.maps.packed import MOST_ROWS, ROW_COLUMNS, Packed, pack_rows, pack_sums
from geo.maps.publish import publish
from geo.measures.breaks import ClassBreaks
from geo.measures.tolls import selection_toll
from geo.model.filter import IncidentFilter
from geo.store.select import Selection, gaps, left_out_districts
from geo.store.shelf import Shelf
from geo.store.shipped import datasets
from geo.ui.cached import measured_of, selection_of
from geo.ui.frame import Frame
from geo.ui.scene import carry_rows
from geo.ui.time_window import Window

EPOCH: Final = date(1970, 1, 1)


def moving_time(
    frame: Frame,
    window: Window,
    packed: Packed,
    *,
    breaks: ClassBreaks,
    coloured: bool,
    listed: bool,
) -> dict[str, Any]:
    """The time of a map (`geo.ui.scene.show_scene`): days are counted from 1970-01-01.

    `packed` are the `packed_rows` of the window. Districts are coloured in the classes of `breaks`,
    or not at all; with `listed` the browser lists those with most in `geo.ui.scene.show_list`.
    """
    selection = frame.selection
    return {
        "rows": _rows(packed, selection),
        "span": [_day(selection.start), _day(selection.end)],
        "gaps": [
            [_day(start), _day(end)]
            for start, end in gaps(selection.coverage, selection.start, selection.end)
        ],
        "changes": [_day(one) for one in selection.changes],
        "window": _window(window),
        "edges": breaks.edges[1:-1],
        "left_out": left_out_districts(frame.wanted),
        "coloured": coloured,
        "listed": listed,
    }


def _window(window: Window) -> dict[str, Any] | None:
    """The window for the browser; None for the whole span."""
    if not window.moving:
        return None
    days = {"start": _day(window.start), "end": _day(window.end)}
    return {"step": window.step, "length": window.length, **days}


def packed_rows(shelf: Shelf, wanted: IncidentFilter, window: Window) -> Packed:
    """What the browser gets of a filter: its rows whatever their day, or the sums of the window."""
    everything = _whole(shelf, wanted)
    if _few(everything):
        return _packed(everything)
    shown = wanted.within(window.start, window.end)
    return pack_sums(
        measured_of(shelf, shown).set_index("district_id"),
        selection_toll(selection_of(shelf, shown)),
        vintage=wanted.vintage,
    )


def carry_filter(shelf: Shelf, wanted: IncidentFilter) -> None:
    """Bring the rows of a filter, whatever their day, unless the browser finds them in a file.

    Apart from the map: dates that move draw the map again and leave these rows alone.
    """
    everything = _whole(shelf, wanted)
    if _few(everything) and not _ships(everything):
        carry_rows(_packed(everything))


def _rows(packed: Packed, selection: Selection) -> Mapping[str, str]:
    """Where the browser finds the packed rows.

    Rows of what ships, unfiltered, are a published file; all others travel in the session.
    """
    if packed.fixed:
        carry_rows(packed)
    elif _ships(selection):
        return {"file": publish("incidents", ".bin", packed.content)}
    return {"key": packed.name}


def _whole(shelf: Shelf, wanted: IncidentFilter) -> Selection:
    """The incidents of a filter, whatever their day."""
    return selection_of(shelf, replace(wanted, start=None, end=None))


def _few(everything: Selection) -> bool:
    """Whether a browser can hold the rows themselves."""
    return selection_toll(everything).incidents <= MOST_ROWS


def _packed(everything: Selection) -> Packed:
    def rows() -> Packed:
        table = everything.columns_of("counted", ROW_COLUMNS)
        return pack_rows(table, vintage=everything.wanted.vintage)

    return everything.shelf.remember(("packed", everything.wanted), rows)


def _ships(selection: Selection) -> bool:
    """Whether the rows are what ships with the atlas, and all of it but for the dates."""
    wanted = selection.wanted
    plain = IncidentFilter(wanted.datasets, wanted.start, wanted.end, vintage=wanted.vintage)
    return wanted == plain and set(selection.datasets) <= set(datasets())


def _day(day: date) -> int:
    return (day - EPOCH).days
