"""Numbers 46 to 64: coordinates and names of places."""

import pytest
import shapely

from geo.intake.choices import Choices, decide
from geo.intake.pipeline import read_upload
from geo.places.layers import district_layer
from tests.bad_inputs.samples import GOOD, OTHER, read, table, with_row

NEIGHBOURS = ("bl-quetta", "bl-pishin")

REJECTED = {
    "47 latitude 95": ({"lat": "95"}, "coordinate-unreadable"),
    "47 longitude 200": ({"lon": "200"}, "coordinate-unreadable"),
    "52 a lone decimal comma": ({"lat": "30,18"}, "coordinate-unreadable"),
    "53 no known form": ({"lat": "30 deg north-ish"}, "coordinate-unreadable"),
    "55 inf": ({"lat": "inf"}, "coordinate-unreadable"),
    "55 beyond all numbers": ({"lat": "1e400"}, "coordinate-unreadable"),
    "a footnote": ({"lat": "30.1²"}, "coordinate-unreadable"),
}


@pytest.mark.parametrize(("cells", "code"), REJECTED.values(), ids=REJECTED)
def test_rejected(cells, code):
    outcome = read(with_row(**cells))
    assert outcome.codes[code] == [3]
    assert outcome.accepted == 1


QUETTA = (66.975, 30.1798)

READ = {
    "53 degrees, minutes, seconds": ({"lat": "30°10'47.28\"N", "lon": "66°58'30\"E"}, QUETTA),
    "53 other marks": ({"lat": "30º10′47.28″ N", "lon": "66º58′30″ E"}, QUETTA),
    "53 N30.18": ({"lat": "N30.1798", "lon": "E 66.975"}, QUETTA),
    "62 marks of direction": ({"lat": "30.1798\u200f", "lon": "\u200e66.975\u200b"}, QUETTA),
    "54 Urdu digits": ({"lat": "۳۰٫۱۷۹۸", "lon": "۶۶٫۹۷۵"}, QUETTA),
}


@pytest.mark.parametrize(("cells", "point"), READ.values(), ids=READ)
def test_read(cells, point):
    outcome = read(table(cells).encode())
    (row,) = outcome.report.placed.to_dict("records")
    assert (row["longitude"], row["latitude"]) == pytest.approx(point)
    assert not outcome.codes


@pytest.mark.parametrize(
    ("cells", "codes", "placement"),
    [
        ({"lat": "0", "lon": "0"}, {"coordinate-zero"}, ("bl-quetta", "certain")),
        ({"lat": "", "lon": "66.9"}, {"coordinate-half"}, ("bl-quetta", "certain")),
        ({"lat": "nan", "lon": "-"}, set(), ("bl-quetta", "certain")),
        (
            {"district": "", "province": "", "lat": "24.8607", "lon": "67.0011"},
            set(),
            ("", "outside"),
        ),
        (
            {"district": "", "province": "", "lat": "34.5553", "lon": "69.2075"},
            set(),
            ("", "outside"),
        ),
        ({"lat": "34.0151", "lon": "71.5249"}, {"place-conflict"}, ("bl-quetta", "conflict")),
        ({"district": "Turbat", "lat": "", "lon": ""}, set(), ("bl-kech", "certain")),
        ({"district": "Bolan", "lat": "", "lon": ""}, set(), ("bl-kachhi", "certain")),
        ({"district": "Quettta", "lat": "", "lon": ""}, {"name-read"}, ("bl-quetta", "certain")),
        ({"district": "كوئٹه", "lat": "", "lon": ""}, set(), ("bl-quetta", "certain")),
        (
            {"district": "\u200fQuetta\u00a0\u200c  District ", "lat": "", "lon": ""},
            set(),
            ("bl-quetta", "certain"),
        ),
        ({"district": "Karachi", "province": ""}, set(), ("", "outside")),
        ({"district": "Sialkot", "province": ""}, set(), ("", "outside")),
    ],
    ids=[
        "48 zero",
        "half a point",
        "55 nan is blank",
        "49 Karachi",
        "49 Kabul",
        "63 name and point disagree",
        "59 a town",
        "59 an old name",
        "a misspelt name",
        "62 Arabic letters",
        "62 marks and spaces",
        "61 Karachi is not Kachhi",
        "another district outside",
    ],
)
def test_kept(cells, codes, placement):
    outcome = read(table(cells).encode())
    (row,) = outcome.report.placed.to_dict("records")
    assert set(outcome.codes) == codes
    assert (row["district_id"], row["placement"]) == placement


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("Dir", {"kp-lower-dir", "kp-upper-dir"}),
        ("South Waziristan", {"kp-lower-south-waziristan", "kp-upper-south-waziristan"}),
        ("Waziristan", {"kp-north-waziristan"}),
        ("Kalat/Khuzdar", {"bl-kalat", "bl-khuzdar"}),
        ("Kalat and Khuzdar", {"bl-kalat", "bl-khuzdar"}),
        ("border of Kalat and Khuzdar", {"bl-kalat", "bl-khuzdar"}),
        ("Hub/Lasbela", {"bl-hub", "bl-lasbela"}),
        ("Lasbela/Hub", {"bl-hub", "bl-lasbela"}),
        ("Lasbela & Hub", {"bl-hub", "bl-lasbela"}),
    ],
)
def test_58_and_60_an_ambiguous_name_is_asked_and_decided_once(name, candidates):
    cells = {"district": name, "province": "", "lat": "", "lon": ""}
    data = table(cells, {**cells, "id": "c3"}).encode()
    outcome = read(data)
    (spelling,) = outcome.report.undecided
    assert (spelling.text, spelling.rows) == (name, (2, 3))
    assert candidates <= set(spelling.candidates)
    assert (outcome.report.placed["district_id"] == "").all()
    chosen = sorted(candidates)[0]
    decided = read(data, decide(Choices(), name, chosen, what="district"))
    assert decided.report.undecided == ()
    assert (decided.report.placed["district_id"] == chosen).all()
    assert (decided.report.placed["source_district"] == name).all()


@pytest.mark.parametrize("name", ["", "???", "-", "نامعلوم", "unknown"])
def test_64_nothing_said_is_no_name(name):
    outcome = read(table({"district": name}).encode())
    assert outcome.report.undecided == ()
    assert outcome.report.placed["source_district"].tolist() == [""]
    assert outcome.report.placed["placed_by"].tolist() == ["point"]


def test_59_a_name_like_none_is_asked():
    outcome = read(table({"district": "Xanadu", "lat": "", "lon": ""}).encode())
    assert [one.text for one in outcome.report.undecided] == ["Xanadu"]
    assert outcome.report.placed["district_id"].tolist() == [""]
    outside = read_upload(
        table({"district": "Xanadu"}).encode(),
        label="a",
        choices=decide(Choices(), "Xanadu", "outside", what="district"),
    )
    assert outside.placed["placement"].tolist() == ["outside"]


def test_46_swapped_columns_are_offered_for_the_file_and_never_done_silently():
    rows = [{**one, "lat": one["lon"], "lon": one["lat"]} for one in (GOOD, OTHER)]
    data = table(*rows).encode()
    outcome = read(data)
    assert outcome.report.looks_swapped
    assert outcome.codes["coordinate-swapped"] == [2, 3]
    assert outcome.report.placed["longitude"].tolist() == [30.1798, 34.0151]
    swapped = read(data, Choices(swapped=True))
    assert not swapped.codes
    assert swapped.report.placed["longitude"].tolist() == [66.975, 71.5249]
    assert (swapped.report.placed["placement"] == "certain").all() or set(
        swapped.report.placed["placed_by"]
    ) == {"name"}


def test_46_one_swapped_row_is_marked_and_nothing_is_offered():
    rows = [{"id": str(number)} for number in range(5)]
    data = table(*rows, {"id": "x", "lat": "66.975", "lon": "30.1798"}).encode()
    outcome = read(data)
    assert not outcome.report.looks_swapped
    assert outcome.codes["coordinate-swapped"] == [7]


def test_52_decimal_commas_of_a_whole_column_are_read():
    rows = [{**one, "lat": one["lat"].replace(".", ",")} for one in (GOOD, OTHER)]
    outcome = read(table(*rows, delimiter=";").encode())
    assert set(outcome.codes) == {"decimal-comma"}
    assert outcome.report.placed["latitude"].tolist() == [30.1798, 34.0151]


def test_56_and_57_centres_and_coarse_points_are_said():
    rows = [{"id": str(number), "lat": "30.18", "lon": "66.98"} for number in range(30)]
    outcome = read(table(*rows).encode())
    assert set(outcome.codes) == {"coordinates-coarse", "point-repeated"}
    assert set(outcome.report.placed["place_precision"]) == {"near"}


def test_50_a_point_on_a_shared_border_is_placed_by_the_tie_rule_and_said():
    shapes = district_layer("2025").set_index("district_id").geometry
    first, second = (set(map(tuple, shapely.get_coordinates(shapes[one]))) for one in NEIGHBOURS)
    shared = sorted(first & second)
    lon, lat = shared[len(shared) // 2]  # the ends are shared with a third
    on_border = {"district": "", "lat": repr(float(lat)), "lon": repr(float(lon))}
    outcome = read(table(on_border, {**OTHER, "district": ""}, {**on_border, "id": "c3"}).encode())
    assert outcome.codes["on-border"] == [2, 4]
    assert set(outcome.codes) == {"on-border"}
    placed = outcome.report.placed.set_index("source_id")
    assert placed.loc["a1", "district_id"] == min(NEIGHBOURS)
    assert placed.loc["a1", "placed_by"] == "point"
    (problem,) = (one for one in outcome.report.problems if one.row == 2)
    assert problem.severity == "warning"
    assert "Pishin" in problem.message


def test_50_a_point_on_a_border_is_no_matter_where_the_row_names_its_district():
    shapes = district_layer("2025").set_index("district_id").geometry
    lon, lat = shapely.get_coordinates(shapes["bl-quetta"])[0]
    outcome = read(table({"lat": repr(float(lat)), "lon": repr(float(lon))}).encode())
    assert not outcome.codes
