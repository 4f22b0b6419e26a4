"""The district summary as CSV, XLSX or GeoJSON. Every file carries the rest and the provenance.

In all three the incidents of the districts and of the rest (between districts, province only) add
up to the number in the headline.
"""

import json
from typing import Any

import pandas as pd
import shapely

from geo.exports.columns import column_words
from geo.exports.delimited import RATE_DECIMALS, csv_bytes
from geo.exports.provenance import Provenance
from geo.exports.workbook import Sheet, workbook_bytes
from geo.measures.account import REASONS
from geo.places.layers import display_features

NO_INCIDENTS = "No incident matches this filter. The file is complete: every count in it is 0."
"""Said in an export without incidents, so that nobody takes it for a broken file."""


def write_csv(summary: pd.DataFrame, rest: pd.DataFrame, provenance: Provenance) -> bytes:
    """One CSV: the districts, then the incidents without a district as rows whose id is empty.

    `summary` is `with_bounds` of `summarise_districts`, `rest` is `rest_of_summary`. See
    `delimited` for the form.
    """
    districts = _nullable(summary)
    named = rest.assign(name=rest["reason"].map(REASONS))
    text: set[str] = set(districts.select_dtypes("str").columns) - set(named.columns)
    without = named.assign(**dict.fromkeys(text, "")).reindex(columns=summary.columns)
    without = without.astype(districts.dtypes.to_dict())
    together = pd.concat([districts, without], ignore_index=True)
    return csv_bytes(together, _notes(summary, rest, provenance))


def write_xlsx(summary: pd.DataFrame, rest: pd.DataFrame, provenance: Provenance) -> bytes:
    """A workbook with the sheets "Districts", "Not in a district" and "Sources".

    Without any incident a sheet "Note" comes first and says so.
    """
    words = rest.assign(reason=rest["reason"].map(REASONS))
    sheets = [
        Sheet("Districts", summary),
        Sheet("Not in a district", words),
        Sheet("Sources", notes_table(_notes(summary, rest, provenance))),
    ]
    if _is_empty(summary, rest):
        sheets.insert(0, Sheet("Note", notes_table([("Note", NO_INCIDENTS)])))
    return workbook_bytes(sheets, title=provenance.title, day=provenance.day)


def write_geojson(
    summary: pd.DataFrame, rest: pd.DataFrame, provenance: Provenance, *, vintage: str
) -> bytes:
    """A FeatureCollection (RFC 7946, WGS 84): display borders with the summary as properties.

    One feature per district of the summary. Missing numbers are null, days are ISO text. The
    incidents without a district and the provenance are in the top-level member "sarhad".
    """
    rows = {row["district_id"]: row for row in _records(summary)}
    collection = {
        "type": "FeatureCollection",
        "sarhad": {
            "provenance": [list(pair) for pair in _notes(summary, rest, provenance)],
            "not_in_a_district": _records(rest),
        },
        "features": [
            {
                "type": "Feature",
                "id": feature["properties"]["id"],
                "geometry": _right_handed(feature["geometry"]),
                "properties": rows[feature["properties"]["id"]],
            }
            for feature in display_features(vintage)
            if feature["properties"]["id"] in rows
        ],
    }
    text = json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8")


def notes_table(notes: list[tuple[str, str]]) -> pd.DataFrame:
    """(field, value) pairs as a table of two text columns."""
    return pd.DataFrame(notes, columns=["field", "value"], dtype="str")


def _notes(
    summary: pd.DataFrame, rest: pd.DataFrame, provenance: Provenance
) -> list[tuple[str, str]]:
    """The provenance and, after it, the codebook."""
    empty = [("Note", NO_INCIDENTS)] if _is_empty(summary, rest) else []
    codebook = [(f"Column {name}", words) for name, words in column_words(summary.columns)]
    return [*empty, *provenance.rows(), *codebook]


def _is_empty(summary: pd.DataFrame, rest: pd.DataFrame) -> bool:
    return int(summary["incidents"].sum() + rest["incidents"].sum()) == 0


def _right_handed(geometry: dict[str, Any]) -> dict[str, Any]:
    """The geometry with its outer rings counterclockwise, as RFC 7946 (3.1.6) asks."""
    shape = shapely.geometry.shape(geometry)
    oriented: dict[str, Any] = shapely.geometry.mapping(shapely.orient_polygons(shape))
    return oriented


def _nullable(summary: pd.DataFrame) -> pd.DataFrame:
    """The summary with counts that may be missing and its trend as text: "0 2 1"."""
    counts = summary.select_dtypes("int64").columns
    texts = [" ".join(str(count) for count in trend) for trend in summary["trend"]]
    return summary.astype(dict.fromkeys(counts, "Int64")).assign(trend=pd.array(texts, dtype="str"))


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON values: None for missing, ISO text for days, rounded fractions."""
    return [
        {str(name): _json_value(value) for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def _json_value(value: Any) -> Any:
    if isinstance(value, list):
        return value
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return round(value, RATE_DECIMALS) if isinstance(value, float) else value
