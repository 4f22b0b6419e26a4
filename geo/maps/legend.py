"""Legends: what a colour, a size or a line means, with its unit. Data only; pages draw them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from geo.maps.borders import border_hue
from geo.maps.colours import Palette
from geo.maps.incidents import dot_radius
from geo.measures.density import EDGES, UNIT
from geo.places.borders import BORDERS


@dataclass(frozen=True)
class Key:
    """One line of a legend. `shape`: box, dot, ring, size (a ring as large as such a dot is drawn
    now), line, dashed, ramp.
    """

    shape: str
    colour: str
    label: str
    size: float = 12.0  # diameter in pixels, for dots, rings and sizes
    colours: tuple[str, ...] = ()  # for a ramp


@dataclass(frozen=True)
class Legend:
    """A titled list of keys; `note` says what a reader could get wrong."""

    title: str
    keys: tuple[Key, ...]
    note: str = ""
    sizes: tuple[Key, ...] = ()  # on a line of their own, to be compared


def class_legend(
    title: str, labels: Sequence[str], colours: Palette, *, missing: bool, note: str
) -> Legend:
    """Legend of a district map: none that is known, the classes with their ranges, and "no value"
    if any.
    """
    keys = [Key("box", colours.study, "none known")]
    keys += [Key("box", colours.ramp[i], label) for i, label in enumerate(labels)]
    if missing:
        keys.append(Key("box", colours.no_data, "no value"))
    return Legend(title, tuple(keys), note)


def dot_legend(colours: Palette, most: int) -> Legend:
    """Legend of the dots: what solid and hollow mean, and the sizes that occur."""
    keys = (
        Key("dot", colours.incident, "exact place", 10),
        Key("ring", colours.incident, "known to within 25 km", 10),
    )
    sizes = tuple(
        Key("size", colours.faint_text, f"{number:,}", 2 * dot_radius(number))
        for number in (1, 10, 50, 200)
        if number <= max(most, 1)
    )
    note = "area of the dot = number of incidents"
    return Legend("Incidents at one place", keys, note, sizes)


def density_legend(colours: Palette) -> Legend:
    """Legend of the density: fixed classes in a real unit, the same in every view."""
    edges = [*EDGES[: len(colours.heat)], None]
    labels = [
        f"{low:g}–{high:g}"
        if high is not None and at < len(colours.heat) - 1
        else f"{low:g} or more"
        for at, (low, high) in enumerate(pairwise(edges))
    ]
    keys = [Key("box", hue, label) for hue, label in zip(colours.heat, labels, strict=True)]
    note = "each row as sharp as its source knows its place; same colours at every zoom"
    return Legend(f"{UNIT[0].upper()}{UNIT[1:]}", tuple(keys), note)


def heat_legend(colours: Palette) -> Legend:
    """Legend of the heat map, which has no unit: it is relative to the view."""
    return Legend(
        "Density of placed incidents",
        (Key("ramp", "", "sparse → dense", colours=colours.heat),),
        "relative to this view: colours change when you zoom",
    )


def border_legend(
    belt_km: int | None, borders: Sequence[str], colours: Palette, *, crossings: bool
) -> Legend:
    """Legend of the border lines, the belts shown, the crossings and the dashed lines."""
    belt = f", belt of {belt_km} km inside" if belt_km else ""
    keys = [Key("line", border_hue(border, colours), BORDERS[border] + belt) for border in borders]
    if crossings:
        keys.append(Key("ring", colours.faint_text, "crossing, approximate", 9))
    keys.append(Key("dashed", colours.disputed_line, "disputed line"))
    return Legend("Borders", tuple(keys))
