"""What placing adds to a table: the district of every point, and days and counts as read."""

from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pytest

from geo.model.incident import COLUMNS
from geo.places.layers import district_ids, district_layer
from geo.places.locate import locate_points
from geo.store.placed_columns import STANDINGS, day_order, find_columns, place_table

INSIDE = ("67.0", "30.2")  # Quetta


def placed(vintage="2025", day_order="", **cells):
    table = pa.table(cells)
    columns = find_columns(table.column_names)
    return place_table(table, columns, vintage=vintage, day_order=day_order).to_pydict()


def test_districts_are_those_of_locate_points():
    random = np.random.default_rng(5)
    west, south, east, north = district_layer().total_bounds
    x, y = random.uniform(west, east, 20_000), random.uniform(south, north, 20_000)
    vertex = district_layer().geometry.iloc[0].exterior.coords[7]
    x[0], y[0] = vertex
    for vintage in ("2025", "2023"):
        expected = locate_points(x, y, vintage=vintage)
        ids = (*district_ids(vintage), None)
        for cells in ((x, y), ([repr(one) for one in x.tolist()], [str(one) for one in y])):
            found = placed(vintage, lon=cells[0], lat=cells[1])
            assert found["district_id"] == [ids[code] for code in expected.code]
            assert found["on_border"] == expected.on_border.tolist()


@pytest.mark.parametrize(
    ("longitude", "latitude", "standing"),
    [
        (*INSIDE, "district"),
        ("67°00'E", "N30.2", "district"),
        ("+67.0", "۳۰٫۲", "district"),
        ("74.3", "31.5", "outside"),  # Lahore
        ("", "30.2", "no-point"),
        ("0", "0", "no-point"),
        ("200", "30.2", "no-point"),
        ("67.0", "91", "no-point"),
        ("nan", "inf", "no-point"),
        ("67.0.1", "30.2", "no-point"),
        ("-", "?", "no-point"),
    ],
)
def test_coordinates_as_people_write_them(longitude, latitude, standing):
    found = placed(longitude=[longitude, INSIDE[0]], latitude=[latitude, INSIDE[1]])
    assert found["standing"] == [standing, "district"]
    assert (found["district_id"][0] is None) == (standing != "district")


@pytest.mark.parametrize(
    "kind",
    [pa.float32(), pa.int64(), pa.decimal128(9, 4), pa.large_string(), pa.string_view()],
    ids=str,
)
def test_coordinates_of_any_type(kind):
    cells = {"lon": pa.array(["67", None]), "lat": pa.array(["30", "30"])}
    found = placed(**{name: column.cast(kind) for name, column in cells.items()})
    assert found["standing"] == ["district", "no-point"]


@pytest.mark.parametrize(
    ("column", "vague", "known"),
    [
        ("where_prec", ["4", "5", "6", "7"], ["1", "2", "3"]),
        ("geo_precision", ["3"], ["1", "2"]),
        ("place_precision", ["province", "Country"], ["exact", "near", "district"]),
        ("ActionGeo_Type", ["1", "2", "5"], ["3", "4"]),
    ],
)
def test_what_is_known_to_a_province_gets_no_district(column, vague, known):
    codes = [*vague, *known]
    cells = {"lon": [INSIDE[0]] * len(codes), "lat": [INSIDE[1]] * len(codes), column: codes}
    assert placed(**cells)["standing"] == ["vague"] * len(vague) + ["district"] * len(known)


def test_numbers_are_codes_too():
    found = placed(lon=[67.0] * 3, lat=[30.2] * 3, where_prec=[4, 1, None])
    assert found["standing"] == ["vague", "district", "district"]


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("2024-03-05", date(2024, 3, 5), date(2024, 3, 5)),
        ("2024-03-05 00:00:00.000", date(2024, 3, 5), date(2024, 3, 5)),
        ("20240305", date(2024, 3, 5), date(2024, 3, 5)),
        ("March 2024", date(2024, 3, 1), date(2024, 3, 31)),
        ("5 to 7 March 2024", None, None),
        ("25/03/2024", date(2024, 3, 25), date(2024, 3, 25)),
        ("03/05/2024", None, None),
        ("20241399", None, None),
        ("9999-12-31", None, None),
        ("", None, None),
    ],
)
def test_days(cell, start, end):
    found = placed(lon=["67"], lat=["30"], date=[cell])
    assert (found["date_start"], found["date_end"]) == ([start], [end])


def test_a_known_day_order_reads_what_fits_both():
    found = placed(day_order="dmy", lon=["67"], lat=["30"], date=["03/05/2024"])
    assert found["date_start"] == [date(2024, 5, 3)]
    assert day_order(pa.chunked_array([["03/05/2024", "25/03/2024", None]])) == "dmy"
    assert day_order(pa.chunked_array([["2024-05-03"]])) == ""


def test_the_last_day_is_kept_and_never_before_the_first():
    starts = ["2024-03-05", "2024-03-05", "2024-03-05", "x"]
    ends = ["2024-03-07", "", "2024-03-01", "2024-03-07"]
    found = placed(lon=["67"] * 4, lat=["30"] * 4, date_start=starts, date_end=ends)
    assert found["date_start"] == [date(2024, 3, 5), date(2024, 3, 5), None, None]
    assert found["date_end"] == [date(2024, 3, 7), date(2024, 3, 5), None, None]
    assert found["input_date_start"] == starts


def test_days_of_typed_columns():
    moments = [datetime(2024, 3, 5, 23, 30), None]
    zoned = pa.array(moments, pa.timestamp("ms")).cast(pa.timestamp("ms", "UTC"))
    for column, day in ((pa.array(moments, pa.timestamp("ms")), 5), (zoned, 6)):
        found = placed(lon=["67"] * 2, lat=["30"] * 2, date=column)
        assert found["date_start"] == [date(2024, 3, day), None]


def test_killed_with_its_bounds():
    found = placed(
        lon=["67"] * 5,
        lat=["30"] * 5,
        best=["3", "", "2", "many", "5-7"],
        low=["1", "2", "", "", ""],
        high=["4", "", "1", "", ""],
    )
    assert found["killed_best"] == [3, None, 2, None, None]
    assert found["killed_low"] == [1, 2, 1, None, None]
    assert found["killed_high"] == [4, 2, 2, None, None]


def test_one_figure_is_all_three_and_a_range_is_its_ends():
    found = placed(lon=["67"] * 3, lat=["30"] * 3, fatalities=["3", "5-7", None])
    assert found["killed_low"] == [3, 5, None]
    assert found["killed_best"] == [3, None, None]
    assert found["killed_high"] == [3, 7, None]
    assert placed(lon=[67.0], lat=[30.0], fatalities=[3.0])["killed_best"] == [3]


def test_nothing_is_added_that_the_file_does_not_tell():
    table = pa.table({"lon": ["67"], "lat": ["30"]}, metadata={"pandas": "{}"})
    out = place_table(table, find_columns(table.column_names), vintage="2025")
    assert out.column_names == ["lon", "lat", "district_id", "on_border", "standing"]
    assert out.schema.metadata is None
    assert out.schema.field("district_id").type == pa.dictionary(pa.int16(), pa.string())
    assert out["standing"].combine_chunks().dictionary.to_pylist() == list(STANDINGS)


def test_our_own_columns_are_placed_anew_and_the_old_ones_kept():
    cells = {name: [""] for name in ("input_district_id", *COLUMNS, "district_id")}
    found = placed(**{**cells, "longitude": [INSIDE[0]], "latitude": [INSIDE[1]]})
    assert found["district_id"] == ["bl-quetta"]
    assert found["input_district_id"] == found["input_input_district_id"] == [""]
    assert len(found) == len(cells) + 8


@pytest.mark.parametrize(
    ("names", "given", "words"),
    [
        (["lon", "place"], {}, "no column latitude"),
        (["x_axis", "lat"], {"longitude": "x axes"}, "nearest is x_axis"),
        ([], {}, "no column longitude"),
    ],
)
def test_missing_coordinates_are_said(names, given, words):
    with pytest.raises(ValueError, match=words):
        find_columns(names, **given)


def test_given_columns_go_before_known_names():
    found = find_columns(["lon", "lat", "X", "Y"], longitude="x", latitude="y")
    assert (found["longitude"], found["latitude"]) == ("X", "Y")
