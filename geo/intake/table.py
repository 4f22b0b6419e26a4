"""Any table as incidents, through a mapping: what its columns say, and no more.

A row that names no group is "unknown"; a kind of incident outside the vocabulary is "other"; a
point without a stated precision is known to within about 25 km ("near") unless the mapping says
otherwise; a row without a point is as precise as the least thing it names.
"""

import hashlib
from collections.abc import Callable
from typing import Final

import pandas as pd

from geo.intake.counts import order_problems, parse_counts, parse_figures
from geo.intake.day_text import full_year, vaguer
from geo.intake.days import Days, parse_days, sums_up
from geo.intake.fields import by_spelling, clean_text, is_blank
from geo.intake.frame import Reading, incident_frame
from geo.intake.geojson import LATITUDE, LONGITUDE
from geo.intake.groups import UNKNOWN, Catalogue
from geo.intake.headers import nearest_header
from geo.intake.mapping import HEADERS, ColumnMapping
from geo.intake.meanings import named_districts
from geo.intake.points import parse_coordinates, split_pairs
from geo.intake.problems import Problem, UploadRefused, in_rows, quote
from geo.intake.provinces import parse_provinces, settle_provinces
from geo.intake.sides import code_groups, unlisted_problems
from geo.intake.stated import DATE_WORDS, PLACE_WORDS, parse_precision
from geo.intake.totals import without_totals
from geo.model.incident import EVENT_TYPES

READER_VERSION: Final = "2"
"""Raised when this reader turns the same bytes into other incidents; part of a data set's hash."""

EVENT_WORDS: Final = (
    {one.replace("-", " "): one for one in EVENT_TYPES}
    | {words.casefold(): one for one, words in EVENT_TYPES.items()}
    | {
        "improvised explosive device": "ied",
        "roadside bomb": "ied",
        "ied blast": "ied",
        "bomb blast": "bombing",
        "blast": "bombing",
        "explosion": "bombing",
        "suicide attack": "suicide-bombing",
        "suicide blast": "suicide-bombing",
        "target killing": "targeted-killing",
        "assassination": "targeted-killing",
        "abduction": "kidnapping",
        "firing": "armed-assault",
        "gun attack": "armed-assault",
        "armed attack": "armed-assault",
        "drone strike": "drone",
        "armed clash": "clash",
        "encounter": "clash",
        "security operation": "operation",
        "military operation": "operation",
        "ibo": "operation",  # intelligence-based operation
    }
)
"""Kinds of incident as people write them (lower case, spaces for hyphens) and their id."""

Column = Callable[[str], "pd.Series[str]"]
"""A field's cells; blank ones where no column is mapped to it."""


def read_table(
    cells: pd.DataFrame,
    *,
    catalogue: Catalogue,
    mapping: ColumnMapping,
    day_order: str = "",
) -> Reading:
    """The table's rows as incidents, not yet placed, with the problems of each row.

    `day_order` is how dates of three numbers are read ("" is open). Without an id column, a row's
    id is a hash of its mapped cells; the second of two equal rows ends in "-2". Raises
    `UploadRefused` when the mapping lacks a date or a place, or names a column that is not there.
    """
    refuse_incomplete(cells, mapping)
    problems: list[Problem] = []

    def column(one: str) -> "pd.Series[str]":
        name = mapping.columns.get(one)
        return pd.Series("", index=cells.index, dtype="str") if name is None else cells[name]

    def text(one: str) -> "pd.Series[str]":
        cleaned = clean_text(column(one))
        return cleaned.mask(by_spelling(cleaned, is_blank, "bool"), "").astype("str")

    # when
    days = _read_days(column, mapping, day_order)
    precision = parse_precision(
        column("date_precision"),
        DATE_WORDS,
        days.precision,
        unsure="year",
        reading="the row is taken as known to the year",
    )
    # where
    longitude, latitude, point_problems = _read_points(column, mapping)
    place = text("place")
    district = _districts(text("source_district"), place)
    province, province_problems = settle_provinces(parse_provinces(text("province")), district)
    named = _place_precision(district, province)
    place_precision = parse_precision(
        column("place_precision"),
        PLACE_WORDS,
        named.mask(longitude.notna(), mapping.point_precision),
        unsure=named,
        reading="the row is known to what it names, and no dot is drawn",
    )
    # how many
    killed, killed_problems = _read_toll(column, "killed", mapping)
    injured, injured_problems = _read_toll(column, "injured", mapping)
    parties = {
        one: parse_counts(column(one))
        for one in ("killed_civilians", "killed_security", "killed_militants")
    }
    # who and what
    side_a, side_b = text("side_a").rename(mapping.columns.get("side_a")), text("side_b")
    group_id = code_groups(side_a, catalogue)
    other = code_groups(side_b, catalogue)
    event_type = by_spelling(column("event_type"), _event_type, "str")
    problems += [*days.problems, *point_problems, *killed_problems, *injured_problems]
    problems += [*province_problems, *precision.problems, *place_precision.problems]
    problems += [problem for one in parties.values() for problem in one.problems]
    problems += unlisted_problems(side_a, catalogue)
    problems += _kind_problems(column("event_type"), event_type)

    incidents = incident_frame(
        {
            "source_id": _source_ids(cells, mapping),
            "date_start": days.start,
            "date_end": days.end,
            "date_precision": precision.column,
            "province": province,
            "source_district": district,
            "place": place,
            "longitude": longitude,
            "latitude": latitude,
            "place_precision": place_precision.column,
            "side_a": side_a,
            "side_b": side_b,
            "group_id": group_id,
            "other_group_id": other.mask(
                other.isin((UNKNOWN, "unlisted")) | (other == group_id), ""
            ),
            "attribution": pd.Series("attributed", index=cells.index, dtype="str").mask(
                group_id == UNKNOWN, "unknown"
            ),
            "event_type": event_type,
            "target": text("target"),
            **killed,
            **{one: found.column for one, found in parties.items()},
            **injured,
            "stands_for_period": sums_up(days.start, days.end, precision.column),
            "source_name": text("source_name").replace("", mapping.source_name),
            "source_url": text("source_url"),
            "source_url_2": text("source_url_2"),
        },
        cells.index,
    )
    return Reading(incidents, without_totals(problems, cells, days, mapping))


def refuse_incomplete(cells: pd.DataFrame, mapping: ColumnMapping) -> None:
    """Nothing, when the mapping can be read. Raises `UploadRefused` saying what it lacks.

    A map without features has no properties either, so it lacks nothing.
    """
    if cells.empty and set(cells.columns) == {LONGITUDE, LATITUDE}:
        return
    gone = [name for name in mapping.columns.values() if name not in cells.columns]
    if gone:
        near = nearest_header(gone[0], [str(name) for name in cells.columns])
        hint = f" The nearest to {gone[0]} is {near}." if near else ""
        raise UploadRefused(
            f"The mapping names columns that are not there: {', '.join(gone)}.{hint}"
        )
    lacks = mapping.lacks()
    if lacks:
        wanted = HEADERS["date_start"] if lacks == "a date" else HEADERS["source_district"]
        free = [str(name) for name in cells.columns if name not in mapping.columns.values()]
        near = nearest_header(wanted[0], free)
        hint = f" The nearest is {quote(near)}." if near else ""
        shown = ", ".join(quote(str(name)) for name in list(cells.columns)[:8])
        raise UploadRefused(
            f"No column is known to hold {lacks}.{hint} The header has: {shown}. Say which it is."
        )


def _read_days(column: Column, mapping: ColumnMapping, order: str) -> Days:
    """First and last days: of the date column, its end by the end column if there is one."""
    if "date_start" not in mapping.columns:
        return parse_days(_composed(column), order=order)
    days = parse_days(column("date_start"), order=order)
    ends = column("date_end")
    given = ~by_spelling(ends, is_blank, "bool")
    if not given.any():
        return days
    last = parse_days(ends[given], order=order)
    end = days.end.mask(given, last.end.reindex(ends.index))
    vaguest = _vaguest(days.precision[given], last.precision).reindex(ends.index)
    precision = days.precision.mask(given, vaguest).astype("str")
    return Days(days.start, end, precision, [*days.problems, *last.problems])


def _vaguest(first: "pd.Series[str]", last: "pd.Series[str]") -> "pd.Series[str]":
    """The vaguer of two date precisions row by row; the one that is known, where one is not."""
    pairs = zip(first, last, strict=True)
    said = [vaguer(one, other) if one and other else one or other for one, other in pairs]
    return pd.Series(said, index=first.index, dtype="str")


def _composed(column: Column) -> "pd.Series[str]":
    """Year, month and day as one text; blank or 0 for month or day leaves it out."""
    parts = {one: clean_text(column(one)) for one in ("year", "month", "day")}
    joined = parts["year"] + "|" + parts["month"] + "|" + parts["day"]
    return by_spelling(joined.rename(str(parts["year"].name)), _compose, "str")


def _compose(joined: str) -> str:
    year, month, day = (one.removesuffix(".0").strip() for one in joined.split("|", 2))
    year = full_year(year)
    if is_blank(month) or month == "0":
        return year
    named = not month.isdigit()
    if is_blank(day) or day == "0":
        return f"{month} {year}" if named else f"{year}-{month}"
    return f"{day} {month} {year}" if named else f"{year}-{month}-{day}"


def _read_points(
    column: Column, mapping: ColumnMapping
) -> tuple["pd.Series[float]", "pd.Series[float]", list[Problem]]:
    if "point" in mapping.columns and "longitude" not in mapping.columns:
        return parse_coordinates(*split_pairs(column("point")))
    return parse_coordinates(column("longitude"), column("latitude"))


def _read_toll(
    column: Column, what: str, mapping: ColumnMapping
) -> tuple[dict[str, pd.Series], list[Problem]]:
    """Low, best and high of the killed or injured; low and high never cross the best.

    Where the columns contradict each other, the least and greatest are taken, with a warning.
    """
    figures = parse_figures(column(what))
    least, most = parse_counts(column(f"{what}_low")), parse_counts(column(f"{what}_high"))
    low = least.column.fillna(figures.low)
    high = most.column.fillna(figures.high)
    given = pd.concat([low, figures.best, high], axis=1)
    toll = {
        f"{what}_low": given.min(axis=1).astype("Int32").where(low.notna()),
        f"{what}_best": figures.best,
        f"{what}_high": given.max(axis=1).astype("Int32").where(high.notna()),
    }
    problems = [*figures.problems, *least.problems, *most.problems]
    bounds = [one for one in (f"{what}_low", f"{what}_high") if one in mapping.columns]
    if bounds:
        words = ": the least and the greatest are taken as bounds"
        problems += order_problems(
            low, figures.best, high, column=bounds[0], severity="warning", reading=words
        )
    return toll, problems


def _districts(district: "pd.Series[str]", place: "pd.Series[str]") -> "pd.Series[str]":
    """The named district; where there is none, a place that is called like one."""
    named = by_spelling(place, lambda text: bool(text and named_districts(text)), "bool")
    return district.mask((district == "") & named, place)


def _place_precision(district: "pd.Series[str]", province: "pd.Series[str]") -> "pd.Series[str]":
    """How well a row without a point and a stated precision knows its place: by what it names."""
    known_to = pd.Series("country", index=district.index, dtype="str")
    return known_to.mask(province != "", "province").mask(district != "", "district")


def _event_type(text: str) -> str:
    plain = " ".join(text.casefold().replace("-", " ").split())
    return EVENT_WORDS.get(plain, "other")


def _kind_problems(cells: "pd.Series[str]", event_type: "pd.Series[str]") -> list[Problem]:
    """One warning per kind of incident that the vocabulary lacks, at its first row."""
    strange = cells[(event_type == "other") & ~by_spelling(cells, is_blank, "bool")]
    strange = strange[by_spelling(strange, lambda text: text.strip().casefold() != "other", "bool")]
    counts = strange.value_counts()
    first = strange.drop_duplicates()
    return [
        Problem(
            "kind-other",
            row,
            str(cells.name),
            "warning",
            f"{in_rows(text, counts[text])} is no kind of incident known here: “Other”.",
        )
        for row, text in zip(first.index.tolist(), first, strict=True)
    ]


def _source_ids(cells: pd.DataFrame, mapping: ColumnMapping) -> "pd.Series[str]":
    if "source_id" in mapping.columns:
        return clean_text(cells[mapping.columns["source_id"]])
    names = sorted(set(mapping.columns.values()))
    lines = zip(*(cells[name] for name in names), strict=True)
    digests = pd.Series(
        [
            hashlib.sha256("\x1f".join(line).encode("utf-8", "replace")).hexdigest()[:12]
            for line in lines
        ],
        index=cells.index,
        dtype="str",
    )
    nth = digests.groupby(digests).cumcount() + 1
    return digests + nth.map(lambda number: "" if number == 1 else f"-{number}").astype("str")
