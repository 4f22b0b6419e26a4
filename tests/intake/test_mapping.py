"""What columns mean, guessed from headers and values, and corrected."""

import pandas as pd
import pytest

from geo.intake.mapping import ColumnMapping, guess_mapping, with_columns
from tests.intake.rows import cells


def table(**columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame({name: cells(*texts) for name, texts in columns.items()})


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Date of Incident", "date_start"),
        ("تاریخ", "date_start"),
        ("DISTRICT", "source_district"),
        ("ضلع", "source_district"),
        ("Lat", "latitude"),
        ("No. of Killed", "killed"),
        ("زخمی", "injured"),
        ("Perpetrator", "side_a"),
        ("Link", "source_url"),
    ],
)
def test_headers_tell(header, field):
    guessed = guess_mapping(
        table(**{header: ["x"], "Lon": ["67"], "Lat": ["30"]} | {header: ["x"]})
    )
    assert guessed.columns.get(field) == header


def test_values_tell_where_headers_do_not():
    guessed = guess_mapping(
        table(
            a=["14 March 2024", "2024-05-01"],
            b=["Quetta", "Kech"],
            c=["Balochistan", "KPK"],
            d=["66.97", "63.05"],
            e=["30.18", "26.00"],
            f=["12", "3"],
        )
    )
    assert guessed.columns == {
        "date_start": "a",
        "source_district": "b",
        "province": "c",
        "longitude": "d",
        "latitude": "e",
    }


def test_years_alone_and_half_a_point_are_no_guess():
    guessed = guess_mapping(table(a=["2019", "2020"], lat=["30.1", "30.2"]))
    assert guessed.columns == {}
    assert guessed.lacks() == "a date"


def test_a_running_number_is_an_id_only_while_it_is_unique():
    assert guess_mapping(table(no=["1", "2"])).columns == {"source_id": "no"}
    assert guess_mapping(table(no=["1", "1"])).columns == {}


def test_a_mapping_is_corrected_without_changing_it():
    guessed = ColumnMapping({"date_start": "a", "place": "b"})
    better = with_columns(guessed, {"place": "", "source_district": "b"})
    assert better.columns == {"date_start": "a", "source_district": "b"}
    assert guessed.columns == {"date_start": "a", "place": "b"}
    assert better.lacks() == ""


@pytest.mark.parametrize(
    "wrong", [{"columns": {"deaths": "a"}}, {"columns": {}, "point_precision": "perfect"}]
)
def test_what_no_mapping_can_say(wrong):
    with pytest.raises(ValueError, match=r"known|none of"):
        ColumnMapping(**wrong)


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        (["https://example.org/a", ""], "source_url"),
        (["www.example.org", "see paper"], "source_url"),
        (["Mill Road 3", "Ring Road"], None),
        (["", "-"], "source_url"),
    ],
)
def test_an_address_is_a_link_only_where_it_holds_one(texts, field):
    guessed = guess_mapping(table(Address=texts))
    assert guessed.columns == ({field: "Address"} if field else {})


def test_digits_alone_are_no_guess():
    assert guess_mapping(table(a=["20240314", "20240315"])).columns == {}
