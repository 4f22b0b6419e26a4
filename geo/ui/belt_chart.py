"""The distance curve: how much of the incidents lies within so many kilometres of a border."""

import altair as alt
import pandas as pd

from geo.maps.colours import Palette

HEIGHT = 380
"""Pixels; as tall as the map beside it with its legend."""

CHANCE_DASH = {
    "area": [2, 2],
    "population": [7, 3],
    "towns": [1, 4],
    "same_districts": [9, 3, 1, 3],
}
CHANCE_LABEL_KM = (180, 120, 240, 60)
"""Where each line of chance carries its name, km, so that the names stand apart."""

CHANCE_WORDS = {
    "area": "area alone",
    "population": "people alone",
    "towns": "towns alone",
    "same_districts": "same districts",
}


def distance_curve(
    curve: pd.DataFrame, chance: pd.DataFrame, hue: str, colours: Palette
) -> alt.LayerChart:
    """A band from certain to possible share, the naive line, and what chance alone would give.

    `curve` is belts.count_belts over the same distances as `chance`: belts.chance_belts and
    belts.same_districts_share.
    """
    table = curve.reset_index()
    x = alt.X("km:Q", title="km from the border", scale=alt.Scale(nice=False))
    share = alt.Axis(format="%")
    band = (
        alt.Chart(table)
        .mark_area(color=hue, opacity=0.3, line={"color": hue, "strokeWidth": 1.5})
        .encode(
            x=x,
            y=alt.Y("certain_share:Q", title="share of incidents", axis=share),
            y2="possible_share:Q",
            tooltip=[
                "km:Q",
                alt.Tooltip("certain_share:Q", title="certain", format=".1%"),
                alt.Tooltip("possible_share:Q", title="possible", format=".1%"),
                alt.Tooltip("naive_share:Q", title="naive", format=".1%"),
            ],
        )
    )
    naive = (
        alt.Chart(table)
        .mark_line(color=hue, strokeDash=[6, 4], strokeWidth=2)
        .encode(x=x, y="naive_share:Q")
    )
    chart: alt.LayerChart = (
        alt.layer(band, naive, *_chance_lines(chance, x, colours))
        .properties(height=HEIGHT, width="container")
        .configure_view(strokeWidth=0)
    )
    return chart


def _chance_lines(chance: pd.DataFrame, x: alt.X, colours: Palette) -> list[alt.Chart]:
    lines = []
    for at, (name, dash) in enumerate(CHANCE_DASH.items()):
        table = chance[[name]].reset_index().assign(words=CHANCE_WORDS[name])
        base = alt.Chart(table).encode(x=x, y=f"{name}:Q")
        lines.append(base.mark_line(color=colours.faint_text, strokeDash=dash, strokeWidth=1.2))
        label = base.transform_filter(f"datum.km == {CHANCE_LABEL_KM[at]}")
        lines.append(
            label.mark_text(align="left", dy=10, fontSize=11, color=colours.faint_text).encode(
                text="words:N"
            )
        )
    return lines
