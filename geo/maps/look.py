"""What a map's browser code needs besides layers and rows, and what no filter changes: the sheet,
colours, dots, and what districts count. Published, so that it travels once.
"""

from functools import cache
from typing import Any, Final

from geo.maps.colours import Palette, rgba
from geo.maps.deck import SHEET
from geo.maps.districts import fill_of
from geo.maps.incidents import dot_style
from geo.maps.publish import publish_json
from geo.measures.summary import rate_basis
from geo.places.layers import district_table

COUNTED: Final = {"incidents": "incidents", "killed_best": "best"}
"""Columns of a toll that districts can be coloured by, and what the browser calls them."""


@cache
def plain_look(colours: Palette) -> str:
    """The published look of a map that stands still."""
    return publish_json("look", _plain(colours))


@cache
def moving_look(colours: Palette, measure: str, vintage: str) -> str:
    """The published look of a map whose browser counts: districts of a vintage by a measure."""
    look = {
        **_plain(colours),
        "dots": dot_style(colours),
        "districts": {
            "names": district_table(vintage)["name"].tolist(),
            **_basis(measure, vintage),
            "none": fill_of(0, colours),
            "ramp": [fill_of(code, colours) for code in range(1, len(colours.ramp) + 1)],
            "missing": fill_of(-1, colours),
            "left_out": rgba(colours.pakistan),
        },
    }
    return publish_json("look", look)


def _plain(colours: Palette) -> dict[str, Any]:
    """What every map needs: the sheet it is drawn on and the colours of the page."""
    return {
        "sheet": SHEET,
        "colours": {
            "page": colours.page,
            "text": colours.text,
            "faint": colours.faint_text,
            "shown": colours.incident,
            "rest": colours.no_data,
            "font": "sans-serif",
        },
    }


def _basis(measure: str, vintage: str) -> dict[str, Any]:
    """What districts count, and what it is divided by; None where that is missing."""
    counted, bases = rate_basis(measure, district_table(vintage))
    return {
        "counted": COUNTED[counted],
        "bases": [None if base != base else base for base in bases.tolist()],
    }
