"""The filter: what a reader asked to see. Frozen, fits in a URL, says itself in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

from geo.model.district import DEFAULT_VINTAGE, VINTAGES
from geo.model.incident import EVENT_TYPES, PROVINCES
from geo.model.precision import PLACE_PRECISIONS, PRECISION_WORDS

Ordered = TypeVar("Ordered", date, int)

LONGEST_QUERY_VALUE: Final = 2_000
"""Characters of one URL value that are read; the rest of a hostile address is ignored."""

MOST_DEATHS: Final = 100_000
"""Upper bound of the deaths filter; above any incident that a source could report."""

LISTS: Final = ("data", "province", "district", "group", "type", "precision")
"""URL parameters that hold several ids, with commas between."""

ADDRESS_WORDS: Final = {
    "data": "data set",
    "vintage": "districts as of",
    "killed_from": "killed from",
    "killed_to": "killed to",
    **{name: name for name in ("from", "to", *LISTS[1:])},
}
"""Every URL parameter of the filter, and what it is."""


@dataclass(frozen=True)
class IncidentFilter:
    """Which incidents to show. An empty tuple or None means "no restriction".

    `start` and `end` are both included; an incident that lasted several days matches when its span
    overlaps them. `groups` match either side. `datasets` empty means the default selection.
    """

    datasets: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    provinces: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    event_types: tuple[str, ...] = ()
    precisions: tuple[str, ...] = ()
    killed_from: int | None = None  # killed (best estimate), included; missing never matches
    killed_to: int | None = None
    vintage: str = DEFAULT_VINTAGE

    def within(self, start: date, end: date) -> "IncidentFilter":
        """The same filter for another span of days."""
        return replace(self, start=start, end=end)


def parse_query(query: Mapping[str, str], known: Mapping[str, Iterable[str]]) -> IncidentFilter:
    """The filter that an address asks for. Anything unknown or unreadable is left out.

    `known` lists the ids that exist for "datasets", "districts" and "groups". Inverted ranges are
    put in order; a query never raises.
    """
    start, end = _in_order(_day(query.get("from")), _day(query.get("to")))
    low, high = _in_order(_count(query.get("killed_from")), _count(query.get("killed_to")))
    vintage = query.get("vintage", DEFAULT_VINTAGE)
    return IncidentFilter(
        datasets=_ids(query.get("data"), known["datasets"]),
        start=start,
        end=end,
        provinces=_ids(query.get("province"), PROVINCES),
        districts=_ids(query.get("district"), known["districts"]),
        groups=_ids(query.get("group"), known["groups"]),
        event_types=_ids(query.get("type"), EVENT_TYPES),
        precisions=_ids(query.get("precision"), PLACE_PRECISIONS),
        killed_from=low,
        killed_to=high,
        vintage=vintage if vintage in VINTAGES else DEFAULT_VINTAGE,
    )


def vain_parts(query: Mapping[str, str], known: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """What an address asks for and `parse_query` leaves out, as "district bl-foo", in its order."""
    read = as_query(parse_query(query, known))
    vain: list[str] = []
    for name, kind in ADDRESS_WORDS.items():
        text = query.get(name, "")[:LONGEST_QUERY_VALUE]
        if name in LISTS:
            found = read.get(name, "").split(",")
            vain += [f"{kind} {one}" for one in text.split(",") if one and one not in found]
        elif text and name not in read and text != DEFAULT_VINTAGE:
            vain.append(f"{kind} {text}")
    return tuple(vain)


def as_query(wanted: IncidentFilter) -> dict[str, str]:
    """The filter as URL parameters; only what differs from the plain filter."""
    query = {
        "data": ",".join(wanted.datasets),
        "from": wanted.start.isoformat() if wanted.start else "",
        "to": wanted.end.isoformat() if wanted.end else "",
        "province": ",".join(wanted.provinces),
        "district": ",".join(wanted.districts),
        "group": ",".join(wanted.groups),
        "type": ",".join(wanted.event_types),
        "precision": ",".join(wanted.precisions),
        "killed_from": "" if wanted.killed_from is None else str(wanted.killed_from),
        "killed_to": "" if wanted.killed_to is None else str(wanted.killed_to),
        "vintage": "" if wanted.vintage == DEFAULT_VINTAGE else wanted.vintage,
    }
    return {name: value for name, value in query.items() if value}


def filter_words(wanted: IncidentFilter, names: Mapping[str, str]) -> str:
    """The filter in plain words, the sentence that every page and export carries.

    `names` gives the display name of every data set, district and group id.
    """

    def listed(ids: tuple[str, ...], label: Callable[[str], str]) -> str:
        return ", ".join(label(one) for one in ids)

    def named(one: str) -> str:
        return names.get(one, one)

    where = listed(wanted.districts, named) or listed(wanted.provinces, PROVINCES.__getitem__)
    parts = [
        span_words(wanted.start, wanted.end),
        where or "Balochistan and Khyber Pakhtunkhwa",
        listed(wanted.groups, named) or "all groups",
    ]
    if wanted.event_types:
        parts.append(listed(wanted.event_types, EVENT_TYPES.__getitem__))
    if wanted.precisions:
        parts.append("place: " + listed(wanted.precisions, PRECISION_WORDS.__getitem__))
    if killed := range_words(wanted.killed_from, wanted.killed_to):
        parts.append("killed: " + killed)
    return " · ".join(parts)


def day_words(day: date) -> str:
    """A day as people write it: 11 Mar 2025."""
    return f"{day.day} {day:%b %Y}"


def stood_words(vintage: str) -> str:
    """The days that the districts of a vintage stood as it draws them."""
    layer = VINTAGES[vintage]
    return f"as they stood {span_words(layer.true_from, layer.true_to)}"


def span_words(start: date | None, end: date | None) -> str:
    """A span of days in words; both ends included."""
    if start and end:
        return day_words(start) if start == end else f"{day_words(start)} – {day_words(end)}"
    if start:
        return f"since {day_words(start)}"
    return f"until {day_words(end)}" if end else "all dates"


def range_words(low: int | None, high: int | None) -> str:
    """Numbers between two ends in words, both included; None is open, "" where both are."""
    if low is None:
        return "" if high is None else f"at most {high:,}"
    if high is None:
        return f"at least {low:,}"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def _ids(text: str | None, known: Iterable[str]) -> tuple[str, ...]:
    """The known ids of a comma-separated list, once each, in the order given."""
    wanted = (text or "")[:LONGEST_QUERY_VALUE].split(",")
    allowed = set(known)
    return tuple(dict.fromkeys(one for one in wanted if one in allowed))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _count(text: str | None) -> int | None:
    digits = (text or "")[:7]
    if not (digits.isascii() and digits.isdigit()):
        return None
    return min(int(digits), MOST_DEATHS)


def _in_order(low: Ordered | None, high: Ordered | None) -> tuple[Ordered | None, Ordered | None]:
    if low is not None and high is not None and low > high:
        return high, low
    return low, high
