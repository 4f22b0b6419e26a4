"""What a page of analysis found, in one sentence made from its numbers and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

from geo.measures.belts import FEWEST_ROWS
from geo.measures.change import Change
from geo.measures.hotspots import COLD, HOT, LocalStatistics
from geo.measures.movement import GroupActivity
from geo.measures.trend import FALLING, RISING, Trend
from geo.model.filter import day_words


def belt_finding(km: int, border: str, counts: Any, chance: Sequence[float]) -> str:
    """Which share lies within a belt, and whether chance alone could give it.

    `counts` is one row of `belts.count_belts`, `border` the border's name, `chance` the shares
    (0-1) that null models give; NaN among them is passed over.
    """
    rows = int(counts["rows"])
    if rows < FEWEST_ROWS:
        return f"Too few to say: {rows:,} incidents, {FEWEST_ROWS} are needed for a share."
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
    if sure > high:
        return f"{told}That is more than chance: {span}."
    if possible < low:
        return f"{told}That is less than chance: {span}."
    return f"{told}No more can be told: {span}."


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
        return (
            f"There were {change.verdict}: {counts}, {change.ratio:.1f} times the rate "
            f"({change.ratio_low:.1f}–{change.ratio_high:.1f})."
        )
    return f"{change.verdict[0].upper()}{change.verdict[1:]}: {counts}."


def trend_finding(trend: Trend, step: str, span: str) -> str:
    """Whether all districts together rise or fall, and by how much."""
    interval = f"({trend.slope_low:+.1f} to {trend.slope_high:+.1f})"
    slope = f"{trend.slope:+.1f} a {step} per year {interval}"
    if trend.verdict in (RISING, FALLING):
        caution = f" Each {step} resembles the one before: less sure than the test says."
        caution = caution if trend.waves else ""
        return f"Incidents are {trend.verdict}, {span}: {slope}.{caution}"
    return f"{trend.verdict[0].upper()}{trend.verdict[1:]}, {span}: {trend.sum:,} incidents."


def group_finding(
    activity: GroupActivity, name: str, district_names: Mapping[str, str], *, spans_sources: bool
) -> str:
    """Since when a group is in the rows, with what toll, and where most."""
    if activity.first is None or activity.last is None:
        return f"{name} is in no incident of this filter."
    toll = activity.toll
    told = (
        f"{name} is in {toll.incidents:,} incidents from {day_words(activity.first)} to "
        f"{day_words(activity.last)}, with {toll.killed_best:,} killed "
        f"({toll.killed_low:,}–{toll.killed_high:,})"
    )
    by_district = activity.districts.groupby("district_id")["incidents"].sum()
    top = by_district.sort_values(ascending=False, kind="stable").head(3)
    where = ", ".join(f"{district_names[str(one)]} ({number:,})" for one, number in top.items())
    ending = f", most of them in {where}." if where else "."
    caution = " Several sources make up this period." if spans_sources else ""
    return told + ending + caution


def _share(value: float) -> str:
    return f"{value:.0%}" if value >= 0.1 or value == 0 else f"{value:.1%}"


def _listed(names: Sequence[str], most: int = 6) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
