"""What a page of analysis found, in one sentence made from its numbers and nothing else."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import isinf, isnan
from typing import Any, Final

import pandas as pd

from geo.measures.belts import FEWEST_ROWS, beyond_chance
from geo.measures.change import Change
from geo.measures.emerging import NO_PATTERN, TOO_FEW, Emerging
from geo.measures.hotspots import COLD, HOT, LocalStatistics
from geo.measures.knox import Knox
from geo.measures.movement import MOVE_ALPHA, GroupActivity
from geo.measures.ranks import Ranks
from geo.measures.scan import Scan
from geo.measures.sentence import toll_words
from geo.measures.trend import FALLING, RISING, Trend
from geo.model.counted import counted
from geo.model.filter import span_words

NUMBERS: Final = ("no", "one", "two", "three", "four", "five")
FIRST_RANKS: Final = 5
"""Districts that a sentence about ranks names."""

HIGHEST_SAID: Final = 9_999
"""The upper end of a ratio above which it has none worth saying."""


def belt_finding(km: int, border: str, counts: Any, chance: Sequence[float]) -> str:
    """Which share lies within a belt, and whether chance alone could give it.

    `counts` is one row of `belts.count_belts`, `border` the border's name, `chance` the shares
    (0-1) that null models give; NaN among them is passed over.
    """
    rows = int(counts["rows"])
    if rows < FEWEST_ROWS:
        return f"Too few to say: {counted(rows, 'incident')}, {FEWEST_ROWS} are needed for a share."
    sure, possible = float(counts["certain_share"]), float(counts["possible_share"])
    told = (
        f"Of {rows:,} incidents, {_share(sure)} certainly lie within {km} km of the {border} and "
        f"up to {_share(possible)} may; the sources leave {_share(possible - sure)} open. "
    )
    known = [one for one in chance if one == one]
    if not known:
        return told
    low, high = min(known), max(known)
    span = f"chance alone would give {_share(low)} to {_share(high)}"
    certain = int(counts["certain"])
    verdict = beyond_chance(certain, certain + int(counts["undecided"]), rows, known)
    if verdict:
        return f"{told}That is {'more' if verdict > 0 else 'less'} than chance: {span}."
    if sure > high or possible < low:
        few = f"{rows:,} incidents are too few to tell this from luck"
        return f"{told}{span[0].upper()}{span[1:]}; {few}."
    return f"{told}Whether that is more than chance cannot be told: {span}."


def hot_spot_finding(found: LocalStatistics, names: Mapping[str, str]) -> str:
    """Which districts stand out after correction for the number of tests, or that none does."""
    if found.note:
        return found.note
    labels = found.table["label"]
    hot = [names[one] for one in labels.index[labels == HOT]]
    cold = [names[one] for one in labels.index[labels == COLD]]
    if not hot and not cold:
        return (
            f"No district stands out from chance once the {found.table['p_value'].notna().sum()} "
            "tests are corrected for."
        )
    parts = [f"{_listed(group)} ({word})" for group, word in ((hot, HOT), (cold, COLD)) if group]
    return f"Standing out from chance: {'; '.join(parts)}."


def change_finding(change: Change, before: str, now: str) -> str:
    """Whether there were more or fewer incidents than before, with the ratio's interval."""
    counts = f"{change.now:,} in {now} against {change.before:,} in {before}"
    if change.verdict in ("more", "fewer"):
        ratio = ratio_words(change.ratio, change.ratio_low, change.ratio_high, of=" times the rate")
        return f"There were {change.verdict}: {counts}, {ratio}."
    return f"{change.verdict[0].upper()}{change.verdict[1:]}: {counts}."


def ratio_words(ratio: float, low: float, high: float, *, of: str = "") -> str:
    """A ratio with its interval, in two figures: 5.7 (1.3–54).

    Without an upper end worth saying, "491 (at least 13)"; of nothing before, "at least 17"; a dash
    where there is no ratio. `of` follows the ratio.
    """
    if isnan(ratio):
        return "–"
    if isinf(ratio):
        return f"at least {_figures(low)}{of}"
    if high > HIGHEST_SAID:
        return f"{_figures(ratio)}{of} (at least {_figures(low)})"
    return f"{_figures(ratio)}{of} ({_figures(low)}–{_figures(high)})"


def _figures(value: float) -> str:
    """A number that is not negative, without figures that say nothing."""
    decimals = 0 if value >= 10 or value < 0.005 else 1 if value >= 1 else 2
    return f"{value:,.{decimals}f}"


def slope_words(slope: float, low: float, high: float, *, of: str = "") -> str:
    """A rise or fall with its interval: −3.5 (−4.3 to −2.7); a dash where there is none.

    `of` follows the slope.
    """
    return "–" if isnan(slope) else f"{_signed(slope)}{of} ({_signed(low)} to {_signed(high)})"


def _signed(value: float) -> str:
    """A number with its sign; none at 0."""
    decimals = 1 if abs(value) >= 1 else 2
    return f"{value:+.{decimals}f}".replace("-", "−") if round(value, decimals) else "0"


def trend_finding(trend: Trend, step: str, span: str, *, levels: Sequence[float] = ()) -> str:
    """Whether all districts together rise or fall, and by how much.

    `levels` are the means of the stretches between lasting changes: where they go up and down, a
    trend over all of them is said not to be one way.
    """
    of = f" a {step} per year"
    slope = slope_words(trend.slope, trend.slope_low, trend.slope_high, of=of)
    if trend.verdict in (RISING, FALLING):
        caution = f" Each {step} resembles the one before: less sure than the test says."
        caution = caution if trend.waves else ""
        bend = _bend_words(levels, step)
        whole = " on the whole" if bend else ""
        return f"Incidents are {trend.verdict}{whole}, {span}: {slope}.{bend}{caution}"
    return (
        f"{trend.verdict[0].upper()}{trend.verdict[1:]}, {span}: {counted(trend.sum, 'incident')}."
    )


def _bend_words(levels: Sequence[float], step: str) -> str:
    """That levels do not go one way, from the first over the farthest to the last; else ""."""
    steps = [after - before for before, after in pairwise(levels)]
    if all(one >= 0 for one in steps) or all(one <= 0 for one in steps):
        return ""
    first, *between, last = levels
    farthest = max(between, key=lambda one: abs(one - first) + abs(one - last))
    over = f"{first:,.1f} over {farthest:,.1f} to {last:,.1f}"
    return f" Not one way: the level went from {over} a {step}."


def group_finding(
    activity: GroupActivity, name: str, district_names: Mapping[str, str], *, spans_sources: bool
) -> str:
    """Since when a group is in the rows, with what toll, and where most."""
    if activity.first is None or activity.last is None:
        return f"{name} is in no incident of this filter."
    incidents, killed = toll_words(activity.toll)
    told = f"{name} is in {incidents}, {span_words(activity.first, activity.last)}, with {killed}"
    by_district = activity.districts.groupby("district_id")["incidents"].sum()
    top = by_district.sort_values(ascending=False, kind="stable").head(3)
    where = ", ".join(f"{district_names[str(one)]} ({number:,})" for one, number in top.items())
    ending = f", most often in {where}." if where else "."
    caution = " Several sources make up this period." if spans_sources else ""
    return told + ending + caution


def movement_finding(centres: pd.DataFrame) -> str:
    """In which years a group's centre moved beyond chance, of how many that could be compared.

    `centres` are those of `movement.group_centres`. A year whose rows come from other sources than
    the year before is marked: the move may be theirs.
    """
    known = centres[centres["note"] == ""]
    known = known.assign(
        note=known["sources"].ne(known["sources"].shift()).map({True: ", other sources", False: ""})
    )
    compared, moves = int(known["moved_km"].notna().sum()), known[known["moved"]]
    if not compared:
        return "No two years have dots enough to compare their centres."
    tested = f"{counted(compared, 'comparison')} with the year before"
    if moves.empty:
        return f"No move of the centre is beyond chance, of {tested}."
    words = [f"{row.year} ({row.moved_km:,.0f} km{row.note})" for row in moves.itertuples()]
    luck = f"{MOVE_ALPHA * compared:.1f}".removesuffix(".0")
    return (
        f"The centre moved beyond chance in {_listed(words)}: {len(moves)} of {tested}, "
        f"of which luck alone would give about {luck}."
    )


def emerging_finding(
    found: Emerging, names: Mapping[str, str], *, step: str, last_words: str
) -> str:
    """Which districts are hot or cold in a pattern up to the last period, or that none is.

    `step` is the length of a period ("month"), `last_words` the days of the last one.
    """
    categories = found.table["category"]
    if (categories == TOO_FEW).all():
        return found.note
    named = categories[categories != NO_PATTERN]
    if len(named):
        parts = [
            f"{_listed([names[str(one)] for one in named.index[named == category]])} ({category})"
            for category in sorted(set(named))
        ]
        return f"Up to the last {step} ({last_words}): {'; '.join(parts)}."
    told = f"No district has a pattern of hot or cold {step}s up to the last one ({last_words})"
    hot = found.table["hot_periods"]
    if not hot.any():
        return f"{told}, and none was ever hot."
    top = names[str(hot.idxmax())]
    often = f"in {hot.max()} of {found.periods} {step}s"
    number = int((hot > 0).sum())
    if number == 1:
        return f"{told}; only {top} was ever hot, {often}."
    return f"{told}; {number} were hot at some time, {top} most often: {often}."


def cluster_finding(scan: Scan, names: Mapping[str, str]) -> str:
    """The most likely cluster and how many more stand beyond chance, or that none does."""
    if not scan.clusters:
        return scan.note or "No cluster: nowhere are there more incidents than expected."
    first = scan.clusters[0]
    number = len(first.district_ids)
    place = names[first.centre_id]
    where = f"{number} districts around {place}" if number > 1 else place
    when = span_words(first.start, first.end)
    if not first.stands():
        return (
            f"No cluster stands out from chance; the most likely one, {where}, {when}, could well "
            f"be chance (p = {first.p_value:.2f})."
        )
    more = sum(one.stands() for one in scan.clusters[1:])
    rest = "No other stands" if not more else f"{NUMBERS[more].capitalize()} more stand"
    rest += "s" if more == 1 else ""
    return (
        f"Most likely cluster: {where}, {when}, with {counted(first.incidents, 'incident')} "
        f"against {first.expected:,.0f} expected (p = {first.p_value:.3f}). {rest} beyond chance."
    )


def repeat_finding(found: Knox) -> str:
    """Whether more incidents follow near in place and time than chance gives, and how many.

    Names the surest band, not the highest ratio, which a handful of pairs can make. Speaks of pairs
    on different points only: stacks make near pairs out of nothing.
    """
    if found.note:
        return found.note
    bands = found.near_repeats()
    if bands.empty:
        return (
            f"No near repeats: the dates of {found.rows:,} exact rows lie as if shuffled, at every "
            "distance."
        )
    top = bands.sort_values(["q_value", "pairs"], ascending=[True, False]).iloc[0]
    expected = f"{top['expected']:,.{0 if top['expected'] >= 10 else 1}f}"
    return (
        f"Incidents repeat nearby: {top['km_from']:g}–{top['km_to']:g} km apart and "
        f"{_within_days(top)} there are {top['ratio']:.1f} times as many pairs as chance gives "
        f"({top['pairs']:,.0f} against {expected}). "
        f"{len(bands)} of {len(found.apart)} bands stand beyond chance."
    )


def rank_finding(ranks: Ranks, names: Mapping[str, str], *, measure_words: str) -> str:
    """The first districts in order, and which of their places the sources cannot tell.

    Two neighbours in the order cannot be told apart where their rank intervals overlap.
    `measure_words` is "deaths" or "incidents".
    """
    table = ranks.table.sort_values(["rank_best", "rank_high"], kind="stable")
    table = table[table["best"] > 0]
    first = table.head(FIRST_RANKS)
    if first.empty:
        return f"No district has any {measure_words}."
    if len(first) == 1:
        return f"Only {names[str(first.index[0])]} has any {measure_words}."
    *others, last = (names[str(one)] for one in first.index)
    number = NUMBERS[len(first)]
    told = f"The first {number} by {measure_words} are {', '.join(others)} and {last}"
    runs = _open_runs(first)
    if not runs:
        ending = "; as well as the sources know, that order stands"
    else:
        spans = " and of ".join(_run_words(*run) for run in runs)
        ending = f"; the order of {spans} cannot be told"
    rivals = table.iloc[len(first) :]
    rivals = rivals[rivals["rank_low"] <= len(first)]
    if rivals.empty:
        return f"{told}{ending}."
    who = _listed([names[str(one)] for one in rivals.index], most=3)
    return f"{told}{ending}. {who} may belong among them."


def _open_runs(table: pd.DataFrame) -> list[tuple[int, int]]:
    """Runs of places (1-based, both ends included) whose neighbours' rank intervals overlap."""
    runs: list[tuple[int, int]] = []
    lowest, highest = table["rank_low"].tolist(), table["rank_high"].tolist()
    for place, (above, below) in enumerate(pairwise(zip(lowest, highest, strict=True)), start=1):
        if above[1] < below[0]:
            continue
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _run_words(begin: int, end: int) -> str:
    return f"{begin} and {end}" if end == begin + 1 else f"{begin} to {end}"


def _within_days(band: "pd.Series[float]") -> str:
    """A band of days in words."""
    if band["days_from"] == 0:
        return "at most a day apart" if band["days_to"] == 1 else f"within {band['days_to']:g} days"
    return f"{band['days_from'] + 1:g}–{band['days_to']:g} days apart"


def _share(value: float) -> str:
    return f"{value:.0%}" if value >= 0.1 or value == 0 else f"{value:.1%}"


def _listed(names: Sequence[str], most: int = 6) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
