"""The colours of every map and chart, for a light and a dark page.

Ramps are samples of Fabio Crameri's scientific colour maps (lajolla for counts, vik for change;
Crameri 2018, doi 10.5281/zenodo.1243862, MIT): perceptually even and safe for colour-blind eyes.
The hues of groups follow Okabe and Ito (2008), "Color Universal Design".
"""

from dataclasses import dataclass
from typing import Final

RGBA = tuple[int, int, int, int]


@dataclass(frozen=True)
class Palette:
    """Colours of one theme, as hex strings; `ramp` runs from few to many."""

    page: str
    sea: str
    land: str
    pakistan: str
    study: str
    water: str
    district_line: str
    country_line: str
    disputed_line: str
    text: str
    faint_text: str
    halo: str
    ramp: tuple[str, ...]
    heat: tuple[str, ...]
    no_data: str
    incident: str
    chosen: str
    afghan: str
    iranian: str


LIGHT: Final = Palette(
    page="#fcfcfa",
    sea="#dbe6ea",
    land="#efeee8",
    pakistan="#e8e6dd",
    study="#fbfaf5",
    water="#b9cfd8",
    district_line="#b9b5a8",
    country_line="#4a463e",
    disputed_line="#7a6f5c",
    text="#2b2a26",
    faint_text="#77736a",
    halo="#fbfaf5",
    ramp=("#fbea93", "#f0bd58", "#e17f4f", "#b3463f", "#5c2f25"),
    heat=("#fbf0ad", "#f5d26c", "#eba553", "#dd694f", "#b3463f", "#7a3a33", "#3b2513"),
    no_data="#d6d5d0",
    incident="#7a1f2b",
    chosen="#16181a",
    afghan="#2458a6",
    iranian="#0a7f6e",
)
DARK: Final = Palette(
    page="#16191b",
    sea="#101619",
    land="#22272a",
    pakistan="#2a2f31",
    study="#33393b",
    water="#31474f",
    district_line="#565f62",
    country_line="#c3c9c8",
    disputed_line="#a89f8d",
    text="#eef0ee",
    faint_text="#9aa2a3",
    halo="#16191b",
    ramp=("#6b3a30", "#a14741", "#dd694f", "#eba553", "#fbea93"),
    heat=("#4a2a20", "#7a3a33", "#b3463f", "#dd694f", "#eba553", "#f5d26c", "#fefabe"),
    no_data="#4b5052",
    incident="#ffc9a8",
    chosen="#ffffff",
    afghan="#86b4f5",
    iranian="#4fcab2",
)

GROUP_HUES: Final = (
    "#d55e00",  # vermilion
    "#0072b2",  # blue
    "#009e73",  # green
    "#cc79a7",  # pink
    "#e69f00",  # orange
    "#56b4e9",  # sky
    "#8c6bb1",  # violet
    "#a0522d",  # brown
)
"""At most eight; every further group is grey."""

OTHER_HUE: Final = "#9a9a94"
"""Groups outside the eight, folded together."""

UNKNOWN_HUE: Final = "#c9c7bf"
"""No group named: lighter than every named group."""


def palette(dark: bool) -> Palette:
    """The palette of the theme in use."""
    return DARK if dark else LIGHT


def rgba(hex_colour: str, opacity: float = 1.0) -> RGBA:
    """A hex colour and an opacity (fraction 0-1) as deck.gl's four numbers 0-255."""
    digits = hex_colour.lstrip("#")
    red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    return red, green, blue, round(255 * opacity)


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two hex colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(hex_colour: str) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue, _ = rgba(hex_colour)
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
