import numpy as np
import pytest
import shapely

from geo.places.borders import BORDERS, border_distance_km
from geo.places.context import CONTEXT_LAYERS, context_features, crossings, towns
from geo.places.layers import display_shapes, district_ids, district_names
from geo.places.locate import locate_points, nearest_districts

REGION = shapely.box(58, 22, 80, 38)
AREAS = ("sea", "neighbour", "pakistan")
TOWN_DISTRICTS = {
    "Peshawar": "kp-peshawar",
    "Quetta": "bl-quetta",
    "Gwadar": "bl-gwadar",
    "Turbat": "bl-kech",
    "Khuzdar": "bl-khuzdar",
    "Zhob": "bl-zhob",
    "Chaman": "bl-chaman",
    "Bannu": "kp-bannu",
    "Dera Ismail Khan": "kp-dera-ismail-khan",
    "Miranshah": "kp-north-waziristan",
    "Wana": "kp-lower-south-waziristan",
    "Parachinar": "kp-kurram",
    "Mingora": "kp-swat",
    "Chitral": "kp-lower-chitral",
    "Tank": "kp-tank",
    "Lakki Marwat": "kp-lakki-marwat",
    "Hangu": "kp-hangu",
    "Khar": "kp-bajaur",
    "Landi Kotal": "kp-khyber",
    "Timergara": "kp-lower-dir",
    "Kalat": "bl-kalat",
    "Mastung": "bl-mastung",
    "Nushki": "bl-nushki",
    "Dalbandin": "bl-chagai",
    "Kharan": "bl-kharan",
    "Panjgur": "bl-panjgur",
    "Awaran": "bl-awaran",
    "Pasni": "bl-gwadar",
    "Ormara": "bl-gwadar",
    "Hub": "bl-hub",
    "Bela": "bl-lasbela",
    "Sibi": "bl-sibi",
    "Dera Murad Jamali": "bl-nasirabad",
    "Sui": "bl-dera-bugti",
    "Dera Bugti": "bl-dera-bugti",
    "Kohlu": "bl-kohlu",
    "Loralai": "bl-loralai",
    "Pishin": "bl-pishin",
    "Taftan": "bl-chagai",
    "Kohat": "kp-kohat",
    "Mardan": "kp-mardan",
    "Abbottabad": "kp-abbottabad",
    "Mansehra": "kp-mansehra",
}


def shapes_of(*layers):
    return np.array(
        [
            shapely.geometry.shape(one["geometry"])
            for layer in layers
            for one in context_features(layer)
        ]
    )


def study_area():
    return shapely.union_all(display_shapes())


@pytest.mark.parametrize("layer", CONTEXT_LAYERS)
def test_every_layer_has_features_in_the_region(layer):
    shapes = shapes_of(layer)
    assert len(shapes)
    assert shapely.within(shapes, REGION.buffer(1e-9)).all()
    for one in context_features(layer):
        assert {"layer", "name", "source"} <= set(one["properties"])
        assert one["properties"]["name"] or layer == "lake"


def test_areas_are_valid_and_fill_the_region_without_overlap():
    shapes = [*shapes_of(*AREAS), study_area()]
    assert shapely.is_valid(shapes).all()
    union, total = shapely.union_all(shapes).area, shapely.area(shapes).sum()
    assert union == pytest.approx(REGION.area, rel=1e-3)
    assert total == pytest.approx(union, rel=1e-3)


def test_there_is_no_sea_along_a_land_border():
    sea = shapely.union_all(shapes_of("sea"))
    assert sea.covers(shapely.Point(63, 23))
    assert not sea.intersects(shapely.box(58, 27, 80, 38))


def test_disputed_lines_have_a_name_and_a_note():
    names = {one["properties"]["name"] for one in context_features("disputed")}
    assert {"Line of Control", "Claim of India", "Claim of Pakistan", "Claim of China"} <= names
    for one in context_features("disputed"):
        assert len(one["properties"]["note"]) > 10


def test_no_solid_border_runs_through_kashmir():
    kashmir = shapely.box(74.6, 33, 77.2, 35.4)
    assert not shapely.intersects(shapes_of("border"), kashmir).any()


def test_durand_line_says_what_it_is():
    notes = {one["properties"]["name"]: one["properties"] for one in context_features("border")}
    assert "Durand" in notes["Afghanistan – Pakistan"]["note"]


def test_towns_lie_in_their_districts():
    known = towns().set_index("name")
    for name, district in TOWN_DISTRICTS.items():
        row = known.loc[name]
        code = locate_points([row["longitude"]], [row["latitude"]]).code[0]
        if code < 0:
            code = nearest_districts([row["longitude"]], [row["latitude"]])[0]
        assert district_ids()[code] == district, name


def test_no_other_town_lies_in_the_study_area():
    table = towns()
    codes = locate_points(table["longitude"], table["latitude"]).code
    assert set(table["name"][codes >= 0]) <= set(TOWN_DISTRICTS)
    assert set(table["rank"]) == {1, 2, 3}
    assert table["name"].is_unique


def test_towns_lie_in_their_countries():
    by_name = {
        one["properties"]["name"]: shapely.geometry.shape(one["geometry"])
        for one in context_features("neighbour")
    }
    table = towns()
    abroad = table[table["country"].isin(by_name)]
    for row in abroad.itertuples():
        near = shapely.Point(row.longitude, row.latitude).distance(by_name[row.country])
        assert near < 0.02, row.name


def test_labels_stand_in_what_they_name():
    areas = {
        one["properties"]["name"]: shapely.geometry.shape(one["geometry"])
        for layer in AREAS
        for one in context_features(layer)
    }
    points = {
        one["properties"]["name"]: shapely.geometry.shape(one["geometry"])
        for one in context_features("label")
        if one["properties"]["kind"] != "neighbour-province"
    }
    assert set(points) == set(areas) | {"Balochistan", "Khyber Pakhtunkhwa"}
    for name, area in areas.items():
        assert area.covers(points[name]), name


def test_crossings_are_near_their_border_and_district():
    table = crossings()
    assert len(table) == 14
    assert set(table["border"]) == set(BORDERS)
    assert set(table["district_id"]) <= set(district_names())
    assert set(table["confidence"]) <= {"high", "medium", "low"}
    for row in table.itertuples():
        assert border_distance_km([row.longitude], [row.latitude], row.border)[0] < 6
        code = nearest_districts([row.longitude], [row.latitude])[0]
        assert district_ids()[code] == row.district_id, row.name


def test_a_table_handed_out_may_be_changed():
    for ask in (crossings, towns):
        table = ask()
        table["name"] = ""
        assert (ask()["name"] != "").all()


def test_unknown_layer_is_refused():
    with pytest.raises(KeyError):
        context_features("roads")
