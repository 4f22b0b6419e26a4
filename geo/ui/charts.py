"""Charts over time, in one style, with the colours of the maps."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import altair as alt
import pandas as pd

from geo.maps.colours import GROUP_HUES, OTHER_HUE, UNKNOWN_HUE, Palette
from geo.measures.windows import Span
from geo.model.incident import UCDP_TYPES

TALL: Final = 240
LINE_TALL: Final = 24
"""Height in pixels of bars to read, and of one line of spans; axes and legends come on top."""

EVENT_LINES: Final = 3
LINE_PIXELS: Final = 12
"""Numbers of events stand on three lines in turn, so that close ones do not overlap."""

COUNT_AXIS: Final = alt.Axis(format=",d", tickMinStep=1)
"""Whole numbers only: small counts would repeat theirs at every fraction."""

LEGEND_COLUMNS: Final = alt.ExprRef("width < 420 ? 1 : width < 700 ? 2 : 4")
"""Parts side by side in a legend: as many as its chart has room for."""

WORDS_IF_WIDE: Final = alt.ExprRef("width < 420 ? 0 : 1")
"""Opacity of words that would lie over each other in a narrow chart; their lines keep a tooltip."""

PART_OPACITY: Final = 0.45
"""Of the bars of months that are counted in part only."""

LABEL_BEYOND: Final = 10
"""Pixels that a label of time may reach out of a chart; one that reaches farther would be cut."""

LONG_SPAN_DAYS: Final = 366 * 4
SHORT_SPAN_DAYS: Final = 250
"""Above the first an axis names years, below the second days, between them months."""

STEADY_HUES: Final = {
    stack: hue
    for kind in (
        ("ttp", "bras", "bla", "blf", "iskp", "bra", "aq", "lei"),
        ("Khyber Pakhtunkhwa", "Balochistan"),
        ("ucdp-ged-22.1", "compiled-2022-2026", "ucdp-candidate-2026"),
        UCDP_TYPES,
    )
    for stack, hue in zip(kind, GROUP_HUES, strict=False)
}
"""What readers meet in one chart after the other keeps its hue, whatever the filter."""

GREY_STACKS: Final = {"other": OTHER_HUE, "unknown": UNKNOWN_HUE, "not given": UNKNOWN_HUE}
"""Stacks that are no group of their own."""


def stacked_months(
    counts: pd.DataFrame,
    span: Span,
    *,
    measure: str,
    names: Mapping[str, str],
    hues: Mapping[str, str],
    gaps: Sequence[Span],
    events: pd.DataFrame,
    changes: Sequence[date],
    colours: Palette,
) -> alt.LayerChart:
    """Stacked bars per month with gaps, dated events and the days where the source changes.

    Months that are covered or asked for in part only (`whole` of `counts`) are paler. In a narrow
    chart the legend has one column and the changes no words.
    """
    span = (span[0].replace(day=1), span[1])
    order = list(dict.fromkeys(counts["stack"]))
    words = [names.get(stack, stack) for stack in order]
    shown = counts[counts["value"] > 0].assign(
        name=lambda rows: rows["stack"].map(lambda one: names.get(one, one)),
        rank=lambda rows: rows["stack"].map({stack: i for i, stack in enumerate(order)}),
    )
    title = "Incidents a month" if measure == "incidents" else "Killed a month (best estimate)"
    bars = (
        alt.Chart(shown)
        .mark_bar(binSpacing=0, clip=True)
        .encode(
            x=_time_axis("yearmonth(month)", span),
            y=alt.Y("value:Q", title=title, stack="zero", axis=COUNT_AXIS),
            color=alt.Color(
                "name:N",
                title=None,
                sort=words,
                scale=alt.Scale(domain=words, range=[hues[stack] for stack in order]),
                legend=_legend() if len(order) > 1 else None,
            ),
            opacity=alt.when("datum.whole").then(alt.value(1)).otherwise(alt.value(PART_OPACITY)),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("month:T", format="%b %Y"),
                alt.Tooltip("name:N", title="part"),
                alt.Tooltip("value:Q", title=title.lower(), format=",d"),
            ],
        )
    )
    event_rules, numbers = _event_marks(events, colours)
    change_rules, words_of_changes = _change_marks(changes, colours)
    rules = [_gap_marks(gaps, colours), bars, *event_rules, *change_rules]
    return _finished([*rules, *numbers, *words_of_changes], TALL)


def part_words(counts: pd.DataFrame) -> str:
    """Which months of `stacked_months` are paler, as a sentence; "" when none is."""
    months = counts.loc[~counts["whole"], "month"].unique()
    if not len(months):
        return ""
    few = " and ".join(f"{month:%B %Y}" for month in months)
    return f"Paler: shown in part only ({few if len(months) <= 2 else f'{len(months)} months'})."


def stepped_levels(
    counts: pd.DataFrame, levels: pd.DataFrame, span: Span, *, step: str, colours: Palette
) -> alt.LayerChart:
    """Bars of periods (columns start, end, value) under lines of levels (start, end, mean).

    Ends are the days after the last ones.
    """
    days = [
        alt.Tooltip("start:T", title="from", format="%-d %b %Y"),
        alt.Tooltip("end:T", title="until before", format="%-d %b %Y"),
    ]
    value = alt.Y("value:Q", title=f"Incidents a {step}", axis=COUNT_AXIS)
    bars = (
        alt.Chart(counts)
        .mark_bar(color=colours.incident, opacity=0.4, binSpacing=0)
        .encode(
            x=_time_axis("start", span),
            x2="end:T",
            y=value,
            y2=alt.datum(0),
            tooltip=[*days, alt.Tooltip("value:Q", title="incidents", format=",d")],
        )
    )
    base = alt.Chart(levels).encode(x=alt.X("start:T", title=None), y="mean:Q")
    lines = base.mark_rule(color=colours.text, strokeWidth=2.2).encode(
        x2="end:T", tooltip=[*days, alt.Tooltip("mean:Q", title=f"a {step}", format=",.1f")]
    )
    means = base.encode(text=alt.Text("mean:Q", format=",.1f"))
    numbers = _over_lines(
        means, colours, align="left", dx=3, dy=-14, fontSize=11, opacity=WORDS_IF_WIDE
    )
    return _finished([bars, lines, *numbers], TALL)


def coverage_bars(coverage: pd.DataFrame, span: Span, colours: Palette) -> alt.LayerChart:
    """One bar per data set and span it supplies: columns title, start, end."""
    bars = (
        alt.Chart(coverage)
        .mark_bar(height=9, color=colours.faint_text)
        .encode(
            x=_time_axis("start", span),
            x2="end:T",
            y=alt.Y("title:N", title=None, sort=None, axis=alt.Axis(labelLimit=220)),
            tooltip=[
                "title:N",
                alt.Tooltip("start:T", title="from", format="%d %b %Y"),
                alt.Tooltip("end:T", title="to", format="%d %b %Y"),
            ],
        )
    )
    return _finished([bars], LINE_TALL * max(coverage["title"].nunique(), 1))


def stack_hues(stacks: Sequence[str]) -> dict[str, str]:
    """A hue for each stack: its own (`STEADY_HUES`), or one that is free, largest first; at most
    eight, then grey. Unknown and other are grey.
    """
    own = {stack: hue for stack, hue in STEADY_HUES.items() if stack in stacks}
    rest = [stack for stack in stacks if stack not in own and stack not in GREY_STACKS]
    free = [hue for hue in GROUP_HUES if hue not in own.values()]
    grey = {stack: hue for stack, hue in GREY_STACKS.items() if stack in stacks}
    return dict.fromkeys(stacks, OTHER_HUE) | dict(zip(rest, free, strict=False)) | own | grey


def _time_axis(field: str, span: Span, *, grid: bool = True) -> alt.X:
    """A time axis over the whole span, the same for every chart of a page."""
    ends = [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in span]
    axis = alt.Axis(
        grid=grid,
        labelOverlap=True,
        labelBound=LABEL_BEYOND,
        format=_date_format(span),
        tickCount=9,
    )
    return alt.X(f"{field}:T", title=None, axis=axis, scale=alt.Scale(domain=ends))


def _date_format(span: Span) -> str:
    days = (span[1] - span[0]).days
    if days > LONG_SPAN_DAYS:
        return "%Y"
    return "%b %Y" if days > SHORT_SPAN_DAYS else "%-d %b"


def _legend() -> alt.Legend:
    return alt.Legend(orient="bottom", columns=LEGEND_COLUMNS, labelLimit=260, symbolType="square")


def _gap_marks(gaps: Sequence[Span], colours: Palette) -> alt.Chart:
    """Spans that no data set covers, as grey bands with a word in the tooltip."""
    rows = pd.DataFrame(
        [(pd.Timestamp(start), pd.Timestamp(end), "no data here") for start, end in gaps],
        columns=["start", "end", "note"],
    )
    marks: alt.Chart = (
        alt.Chart(rows)
        .mark_rect(
            opacity=0.35, color=colours.no_data, stroke=colours.faint_text, strokeDash=[3, 3]
        )
        .encode(x=alt.X("start:T", title=None), x2="end:T", tooltip="note:N")
    )
    return marks


def _event_marks(events: pd.DataFrame, colours: Palette) -> tuple[list[alt.Chart], list[alt.Chart]]:
    """Thin lines for dated events, and their numbers, which the list below explains."""
    if events.empty:
        return [], []
    lines = [LINE_PIXELS * (i % EVENT_LINES) for i in range(len(events))]
    base = alt.Chart(events.assign(line=lines)).encode(
        x=alt.X("date:T", title=None),
        tooltip=[alt.Tooltip("date:T", format="%d %b %Y"), "label:N"],
    )
    rules = base.mark_rule(color=colours.text, strokeWidth=1, opacity=0.4)
    numbers = base.encode(y=alt.Y("line:Q", scale=None, axis=None), text="number:N")
    return [rules], _over_lines(numbers, colours, align="left", dx=2, fontSize=10)


def _change_marks(
    changes: Sequence[date], colours: Palette
) -> tuple[list[alt.Chart], list[alt.Chart]]:
    """Dashed lines where the source changes, and words: counts left and right do not compare."""
    if not changes:
        return [], []
    rows = pd.DataFrame({"date": pd.to_datetime(list(changes)), "label": "new source"})
    base = alt.Chart(rows).encode(x=alt.X("date:T", title=None), tooltip="label:N")
    rules = base.mark_rule(color=colours.text, strokeWidth=1.6, strokeDash=[6, 4])
    below = LINE_PIXELS * EVENT_LINES + 4
    words = base.encode(y=alt.value(below), text="label:N")
    return [rules], _over_lines(
        words, colours, align="right", dx=-4, fontSize=11, fontStyle="italic", opacity=WORDS_IF_WIDE
    )


def _over_lines(words: alt.Chart, colours: Palette, **style: Any) -> list[alt.Chart]:
    """Words that can be read over lines and bars: a halo in the page's colour, then the letters."""
    halo = words.mark_text(baseline="top", stroke=colours.page, strokeWidth=4, **style)
    return [halo, words.mark_text(baseline="top", color=colours.text, **style)]


def _finished(layers: Sequence[Any], height: int) -> alt.LayerChart:
    """The layers as one chart, as wide as its place; `height` is that of the bars."""
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=height, width="container", autosize=alt.AutoSizeParams(type="fit-x"))
        .configure_view(strokeWidth=0)
        .configure_axis(domain=False, tickSize=3, labelFontSize=11, titleFontSize=11)
    )
    return chart
