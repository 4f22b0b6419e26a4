"""GeoJSON points as cells: properties are columns, geometry becomes longitude and latitude.

Own checks on plain `json`, no GDAL: a text that only calls itself GeoJSON can name files and
commands to it. Positions are longitude first, WGS 84 (RFC 7946).
"""

import json
import math
from collections import Counter
from dataclasses import replace
from typing import Any, Final

from geo.intake.cells import Cells, Found, build_cells
from geo.intake.delimited import SURROGATES, decode_text
from geo.intake.guard import UPLOAD, Limits
from geo.intake.problems import Problem, UploadRefused
from geo.intake.progress import Progress, say_nothing, told

ID: Final = "id"
"""A feature's own id, which is a column where all features have one and no property is called so.
"""

LONGITUDE: Final = "longitude"
LATITUDE: Final = "latitude"
"""Columns that hold the points; a property of that name moves to "<name> (property)"."""

INSTEAD: Final = {
    LONGITUDE: (f"{LONGITUDE} (property)", "lon", "lng"),
    LATITUDE: (f"{LATITUDE} (property)", "lat"),
}
"""Columns (lower case) whose numbers are taken where a feature has no geometry."""

WGS84: Final = ("crs84", "epsg:4326", "epsg::4326", "epsg/0/4326", "epsg/4326")
"""Ends of the names of the reference system that points must be in."""

LONGEST_NUMBER: Final = 18
"""Digits of a whole number that is read as one."""


def read_geojson(
    data: bytes, *, limits: Limits = UPLOAD, progress: Progress = say_nothing
) -> Cells:
    """Every feature of a collection of points as a row; row numbers count features from 1.

    No geometry: the coordinates among its properties (`INSTEAD`), else blank ones. Heights are left
    out. A feature that is no point, or whose coordinates are not numbers, is rejected. Nested
    properties are kept as JSON text. Raises `UploadRefused` for broken JSON, anything but a
    FeatureCollection, and other reference systems.
    """
    text, encoding, problems = decode_text(data)
    _refuse_unparsed(text, limits)
    repeated: list[str] = []
    collection = _parse(text, repeated)
    features = _with_ids(_features(collection, limits))
    columns = _columns(features)
    each = told(features, len(features), progress, "Reading features")
    read_features = [_as_cells(feature, columns) for feature in each]
    read = build_cells(
        (0, columns),
        [(number, cells) for number, (cells, _) in enumerate(read_features, start=1)],
        limits=limits,
        broken={number: wrong for number, (_, wrong) in enumerate(read_features, start=1) if wrong},
        keep_blank=True,
    )
    if repeated:
        words = f"The key “{repeated[0][:40]}” stands twice in a feature: the last is taken."
        problems.append(Problem("key-repeated", None, "", "warning", words))
    found = Found("geojson", encoding=encoding, header_row=0, row_word="feature")
    return replace(read, problems=(*problems, *read.problems), found=found)


def _refuse_unparsed(text: str, limits: Limits) -> None:
    """Raises `UploadRefused` for a list, and for more values than memory is meant for."""
    if text.lstrip().startswith("["):
        raise UploadRefused("The file is a JSON list, not GeoJSON. Export it as GeoJSON or CSV.")
    if sum(text.count(one) for one in ",[{") > limits.json_values:
        raise UploadRefused(
            f"The file holds more than {limits.json_values:,} JSON values. Save it as CSV, or "
            "split it by year."
        )


def _parse(text: str, repeated: list[str]) -> Any:
    def constant(name: str) -> None:
        raise UploadRefused(f"The file is no valid JSON: it holds {name}.")

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(found)
        if len(made) < len(found):
            counts = Counter(key for key, _ in found)
            repeated.extend(key for key, count in counts.items() if count > 1)
        return made

    try:
        return json.loads(text, parse_constant=constant, parse_int=_whole, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text[error.pos :].startswith("{"):
            raise UploadRefused(
                "The file is a list of JSON lines, not GeoJSON. Export it as GeoJSON or CSV."
            ) from error
        raise UploadRefused(
            f"The file is no valid JSON: it breaks in line {error.lineno:,}, "
            f"column {error.colno:,}. Was it saved completely?"
        ) from error
    except RecursionError as error:
        raise UploadRefused("The file is no GeoJSON: its brackets are nested too deep.") from error


def _whole(digits: str) -> int | str:
    """A whole number; text where it has more digits than any number here."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


def _features(collection: Any, limits: Limits) -> list[Any]:
    kind = collection.get("type") if isinstance(collection, dict) else None
    if kind == "Feature":
        features = [collection]
    elif kind == "FeatureCollection" and isinstance(collection.get("features"), list):
        features = collection["features"]
    else:
        raise UploadRefused("The file is JSON, but no GeoJSON collection of features.")
    _refuse_projection(collection)
    if len(features) > limits.rows:
        raise UploadRefused(f"The file has more than {limits.rows:,} features. Split it by year.")
    return features


def _refuse_projection(collection: dict[str, Any]) -> None:
    crs = collection.get("crs")
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if not name.casefold().endswith(WGS84):
        raise UploadRefused(
            f"The points are in the reference system “{name[:60]}”. Save them in WGS 84 "
            "(EPSG:4326)."
        )


def _columns(features: list[Any]) -> list[str]:
    names: dict[str, None] = {}
    for feature in features:
        if isinstance(feature, dict):
            names.update(dict.fromkeys(_column_name(key) for key in _properties(feature)))
    return [*names, LONGITUDE, LATITUDE]


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _with_ids(features: list[Any]) -> list[Any]:
    """The features, their own ids among the properties where that tells every one (`ID`)."""
    for feature in features:
        if not isinstance(feature, dict) or feature.get(ID) in (None, ""):
            return features
        if any(key.casefold() == ID for key in _properties(feature)):
            return features
    return [{**one, "properties": {ID: one[ID], **_properties(one)}} for one in features]


def _column_name(key: str) -> str:
    return f"{key} (property)" if key.casefold() in (LONGITUDE, LATITUDE) else key


def _as_cells(feature: Any, columns: list[str]) -> tuple[list[str], str]:
    """A feature's cells, and what is wrong with it ("" when nothing is)."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return [""] * len(columns), "It is no GeoJSON feature."
    cells = {_column_name(key): _as_text(value) for key, value in _properties(feature).items()}
    (cells[LONGITUDE], cells[LATITUDE]), wrong = _position(feature.get("geometry"))
    if not (wrong or cells[LONGITUDE] or cells[LATITUDE]):
        plain = {key.casefold(): text for key, text in cells.items()}
        for name, others in INSTEAD.items():
            cells[name] = next((plain[one] for one in others if plain.get(one)), "")
    return [cells.get(name, "") for name in columns], wrong


def _position(geometry: Any) -> tuple[tuple[str, str], str]:
    """Longitude and latitude as text, blank without a geometry; and what is wrong."""
    nothing = ("", "")
    if geometry is None or geometry == {}:
        return nothing, ""
    if not isinstance(geometry, dict):
        return nothing, "Its geometry is none."
    if geometry.get("type") != "Point":
        kind = str(geometry.get("type", "nothing"))[:20]
        return nothing, f"A point is expected here, not {kind}."
    position = geometry.get("coordinates")
    if position in (None, []):
        return nothing, ""
    numbers = position[:2] if isinstance(position, list) else []
    if len(numbers) < 2 or not all(_is_number(one) for one in numbers):
        return nothing, "Its coordinates are not two numbers."
    return (_as_text(numbers[0]), _as_text(numbers[1])), ""


def _is_number(value: Any) -> bool:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and abs(value) < 1e9 and math.isfinite(value)


def _as_text(value: Any) -> str:
    """A JSON value as the text of a cell; "" for null."""
    if value is None:
        return ""
    if isinstance(value, str):
        return SURROGATES.sub("\ufffd", value)
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".") if abs(value) < 1e9 else repr(value)
    try:
        text = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return "(nested too deep)"
    return SURROGATES.sub("\ufffd", text)
