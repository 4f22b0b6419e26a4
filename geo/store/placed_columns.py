"""The columns that placing adds to a table of points, made from the columns that it has.

    district_id   the district that the point lies in; missing where it lies in none
    on_border     whether the point lies exactly on a district's outline
    standing      why the row has its district or none: one of `STANDINGS`
    date_start, date_end                    first and last day, where the file has dates
    killed_low, killed_best, killed_high    where the file counts the killed

What a file means by its columns is told by their names, which UCDP, ACLED, GDELT and common tables
use. Cells are read as an import reads them (`geo.intake`); what cannot be read is missing.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geo.intake import acled, ucdp
from geo.intake.counts import NOTHING, Figure, read_figure
from geo.intake.day_order import judge_day_order
from geo.intake.day_text import Span, read_day
from geo.intake.headers import fold_header, nearest_header
from geo.intake.mapping import HEADERS
from geo.intake.points import read_degrees
from geo.places.layers import district_ids
from geo.places.locate import NOWHERE, locate_points

STANDINGS: Final = {
    "district": "in a district",
    "outside": "outside Balochistan and Khyber Pakhtunkhwa",
    "vague": "known no better than the province",
    "no-point": "without readable coordinates",
}
"""Why a row has its district or none, and the words for it."""

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "longitude": (*HEADERS["longitude"], "actiongeo_long", "actiongeolong"),
    "latitude": (*HEADERS["latitude"], "actiongeo_lat", "actiongeolat"),
    "date_start": (*HEADERS["date_start"], "sqldate"),
    "date_end": HEADERS["date_end"],
    "killed": HEADERS["killed"],
    "killed_low": HEADERS["killed_low"],
    "killed_high": HEADERS["killed_high"],
    "precision": ("where_prec", "geo_precision", "place_precision", "actiongeo_type"),
}
"""Folded headers that say what a column means, the best first."""

VAGUE_WORDS: Final = ("province", "country")
"""Precisions that give a row no district, whatever its point: nothing is made more certain."""

VAGUE: Final[dict[str, frozenset[str]]] = {
    "where_prec": frozenset(
        code for code, word in ucdp.PLACE_PRECISION.items() if word in VAGUE_WORDS
    ),
    "geo_precision": frozenset(
        code for code, word in acled.PLACE_PRECISION.items() if word in VAGUE_WORDS
    ),
    "place_precision": frozenset(VAGUE_WORDS),
    # GDELT event codebook 2.0 (2015), ActionGeo_Type: country, US state, state or province abroad
    "actiongeo_type": frozenset(("1", "2", "5")),
}
"""Codes of each precision column that mean a province or less."""

LATEST_DAY: Final = date(2100, 12, 31)
"""No later date is read. Not today's: the same file gives the same bytes tomorrow."""

HELD_ASIDE: Final = "input_"
"""Put before the name of an input column that is called like an added one."""

_PLAIN: Final = np.zeros(256, dtype=np.bool_)
_PLAIN[list(b"+-.0123456789")] = True
"""Bytes of a number in decimal notation, and nothing else."""

Degrees = npt.NDArray[np.float64]


def find_columns(
    names: Iterable[str], *, longitude: str | None = None, latitude: str | None = None
) -> dict[str, str]:
    """The column of each meaning in `NAMES` that a file has; the coordinates may be given.

    Raises `ValueError` when there is no longitude or no latitude.
    """
    folded = {fold_header(name): name for name in reversed(list(names))}
    found = {
        meaning: folded[next(one for one in known if one in folded)]
        for meaning, known in NAMES.items()
        if not folded.keys().isdisjoint(known)
    }
    for meaning, given in (("longitude", longitude), ("latitude", latitude)):
        if given is not None:
            found[meaning] = folded.get(fold_header(given), "")
        if not found.get(meaning):
            near = nearest_header(given or meaning, tuple(folded.values()))
            advice = f" The nearest is {near}." if near else ""
            raise ValueError(
                f"It has no column {given or meaning}.{advice} Say which it is with --{meaning}."
            )
    return found


def day_order(column: Any) -> str:
    """How some cells of a date column write days: "dmy", "mdy", or "" where they do not tell."""
    return judge_day_order(_texts(column).fill_null("").to_pandas().astype("str")).order


def place_table(
    table: pa.Table, columns: Mapping[str, str], *, vintage: str, day_order: str = ""
) -> pa.Table:
    """The table and the columns that placing adds (see above); `columns` as of `find_columns`.

    The districts are those of `locate_points`: exact, the smallest id for a point on a border. A
    row whose source knows no better than the province gets none. The order of rows is kept; an
    input column with the name of an added one is called `input_` and its name.
    """
    added = {
        **_placement(table, columns, vintage),
        **_days(table, columns, day_order),
        **_killed(table, columns),
    }
    kept = table.rename_columns(_renamed(table.column_names, added)).replace_schema_metadata(None)
    for name, values in added.items():
        kept = kept.append_column(name, values)
    return kept


def _renamed(names: list[str], added: Iterable[str]) -> list[str]:
    taken = set(added)
    renamed = []
    for name in names:
        while name in taken:
            name = HELD_ASIDE + name
        renamed.append(name)
        taken.add(name)
    return renamed


def _placement(table: pa.Table, columns: Mapping[str, str], vintage: str) -> dict[str, Any]:
    east = _degrees(table[columns["longitude"]], "longitude")
    north = _degrees(table[columns["latitude"]], "latitude")
    nowhere = (east == 0) & (north == 0)  # how a missing point is often written
    missing = nowhere | np.isnan(east) | np.isnan(north)
    vague = _vague(table, columns) & ~missing
    east[missing | vague] = np.nan
    found = locate_points(east, north, vintage=vintage)
    inside = found.code != NOWHERE
    words = list(STANDINGS)
    standing = np.select(
        [inside, missing, vague],
        [words.index("district"), words.index("no-point"), words.index("vague")],
        words.index("outside"),
    )
    return {
        "district_id": pa.DictionaryArray.from_arrays(
            pa.array(found.code, mask=~inside), list(district_ids(vintage))
        ),
        "on_border": pa.array(found.on_border),
        "standing": pa.DictionaryArray.from_arrays(pa.array(standing.astype(np.int8)), words),
    }


def _vague(table: pa.Table, columns: Mapping[str, str]) -> npt.NDArray[np.bool_]:
    """Which rows are known no better than the province, by the source's own code."""
    if "precision" not in columns:
        return np.zeros(table.num_rows, dtype=np.bool_)
    codes = VAGUE[fold_header(columns["precision"])]
    said = _by_spelling(
        table[columns["precision"]],
        lambda text: text.strip().casefold().removesuffix(".0") in codes,
        pa.bool_(),
    )
    return np.asarray(pc.fill_null(said, False), dtype=np.bool_)


def _degrees(column: Any, axis: str) -> Degrees:
    """Degrees of every cell; NaN for what is missing, unreadable or beyond the globe."""
    kind = column.type
    numbers = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    read = column.cast(pa.float64()) if numbers else _read_texts(_texts(column), axis)
    degrees = np.asarray(pc.fill_null(read, np.nan))
    on_globe = np.abs(degrees) <= (180 if axis == "longitude" else 90)
    return np.where(on_globe, degrees, np.nan)


def _read_texts(column: Any, axis: str) -> Any:
    """Numbers of texts: all at once where every cell is plain decimal, else each spelling once."""
    whole = pa.array(column.combine_chunks(), column.type)
    if _is_plain(whole):
        try:
            return whole.cast(pa.float64())
        except pa.ArrowInvalid:
            pass  # a cell like "+5" or "1.2.3"
    return _by_spelling(column, lambda text: _read_one(text, axis), pa.float64())


def _is_plain(texts: Any) -> bool:
    """Whether an array of text holds nothing but digits, points and signs."""
    characters = texts.buffers()[2]
    if characters is None:
        return True
    return bool(_PLAIN[np.frombuffer(characters, dtype=np.uint8)].all())


def _read_one(text: str, axis: str) -> float | None:
    if text.isascii() and _PLAIN[list(text.encode())].all():
        try:
            return float(text)
        except ValueError:
            return None
    return read_degrees(text, axis)


def _days(table: pa.Table, columns: Mapping[str, str], order: str) -> dict[str, Any]:
    """First and last day, both missing where one cannot be read or the last comes first."""
    if "date_start" not in columns:
        return {}
    start, last = _spans(table[columns["date_start"]], order)
    if "date_end" in columns:
        last = pc.coalesce(_spans(table[columns["date_end"]], order)[1], last)
    good = pc.less_equal(start, last)
    nothing = pa.scalar(None, pa.date32())
    return {
        "date_start": pc.if_else(good, start, nothing),
        "date_end": pc.if_else(good, last, nothing),
    }


def _spans(column: Any, order: str) -> tuple[Any, Any]:
    """First and last day that each cell means."""
    if pa.types.is_temporal(column.type):
        if pa.types.is_timestamp(column.type) and column.type.tz:
            column = pc.local_timestamp(column.cast(pa.timestamp("us", "+05:00")))  # Pakistan
        days = column.cast(pa.date32()).combine_chunks()
        return days, days
    day = pa.date32()
    kind = pa.struct([("start", day), ("end", day)])
    spans = _by_spelling(column, lambda text: _read_span(text, order), kind)
    return pc.struct_field(spans, "start"), pc.struct_field(spans, "end")


@lru_cache(maxsize=100_000)  # the same days come back in every partition
def _read_span(text: str, order: str) -> dict[str, date] | None:
    if len(text) == 8 and text.isdecimal() and text.isascii():  # GDELT: 20250315
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    found = read_day(text, order=order, latest=LATEST_DAY)
    return {"start": found.start, "end": found.end} if isinstance(found, Span) else None


def _killed(table: pa.Table, columns: Mapping[str, str]) -> dict[str, Any]:
    """Low, best and high as the file gives them; a single figure is all three."""
    if "killed" not in columns:
        return {}
    low, best, high = (_figures(table[columns["killed"]], bound) for bound in range(3))
    if "killed_low" in columns:
        low = _figures(table[columns["killed_low"]], 0)
    if "killed_high" in columns:
        high = _figures(table[columns["killed_high"]], 2)
    # Sources break low <= best <= high now and then; best is never changed
    return {
        "killed_low": pc.min_element_wise(low, best, high),
        "killed_best": best,
        "killed_high": pc.max_element_wise(low, best, high),
    }


def _figures(column: Any, bound: int) -> Any:
    """The low (0), best (1) or high (2) of every cell."""

    def read(text: str) -> int | None:
        found = read_figure(text)
        return (found if isinstance(found, Figure) else NOTHING)[bound]

    return _by_spelling(column, read, pa.int32())


def _by_spelling(column: Any, answer: Callable[[str], Any], kind: Any) -> Any:
    """What `answer` says of each cell, asked once per distinct spelling; missing where empty."""
    codes = _texts(column).dictionary_encode().combine_chunks()
    answers = pa.array([answer(text) for text in codes.dictionary.to_pylist()], kind)
    return answers.take(codes.indices)


def _texts(column: Any) -> Any:
    """The cells as text."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column.cast(pa.string())
