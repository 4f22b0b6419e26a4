"""How the centre of a group's incidents moved: a path of yearly centres with their uncertainty."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from geo.maps.colours import Palette, rgba
from geo.maps.deck import Layer, map_safe_text, plain_number
from geo.maps.labels import Label, draw_labels
from geo.model.counted import counted

YEAR_SIZE: Final = 12
END_RANK: Final = 10_000
"""More than any year."""


def draw_centres(centres: Sequence[Mapping[Any, Any]], colours: Palette) -> list[Layer]:
    """Yearly centres (rows of movement.group_centres that have one) joined in order of time.

    A disc around each holds 95 % of its bootstrap centres.
    """
    rows = [
        {
            "at": [plain_number(one["longitude"]), plain_number(one["latitude"])],
            "metres": plain_number(one["centre_error_km"] * 1000, 0),
            "tip": map_safe_text(
                f"{one['year']}\ncentre of {counted(one['dots'], 'dot')}, ± "
                f"{one['centre_error_km']:.0f} km"
            ),
        }
        for one in centres
    ]
    path = [{"path": [row["at"] for row in rows]}]
    return [
        Layer(
            "PathLayer", id="centre-path", data=path, get_path="path",
            get_color=rgba(colours.chosen, 0.7), get_width=1.6, width_units="'pixels'",
        ),
        Layer(
            "ScatterplotLayer", id="centres", data=rows, pickable=True, get_position="at",
            get_radius="metres", radius_units="'meters'", stroked=True,
            get_fill_color=rgba(colours.incident, 0.18), get_line_color=rgba(colours.incident),
            get_line_width=1.2, line_width_units="'pixels'",
        ),
    ]  # fmt: skip


def draw_centre_years(centres: Sequence[Mapping[Any, Any]], colours: Palette) -> Layer:
    """The years of the centres, of which the map shows those that do not cover each other.

    The first and the last go before all others, then later ones before earlier ones.
    """
    ends = {centres[0]["year"], centres[-1]["year"]} if centres else set()
    years = [
        Label(
            longitude=plain_number(one["longitude"]),
            latitude=plain_number(one["latitude"]),
            name=str(one["year"]),
            size=YEAR_SIZE,
            rank=int(one["year"]) + END_RANK * (one["year"] in ends),
            colour=colours.text,
        )
        for one in centres
    ]
    return draw_labels(years, colours, name="centre-years")
