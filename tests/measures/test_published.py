from datetime import date

import pandas as pd
import pytest

from geo.measures.published import FITS, attack_split, totals_near
from geo.model.filter import IncidentFilter
from geo.model.incident import EVENT_TYPES, NOT_ATTACKS, UCDP_TYPES
from geo.store.reference import published_totals
from geo.store.select import select_incidents
from tests.measures.rows import make_rows

SOUTH_WAZIRISTAN = "kp-lower-south-waziristan|kp-upper-south-waziristan"


def test_every_kind_of_incident_is_split_once():
    rows = make_rows(*({"event_type": kind} for kind in EVENT_TYPES))
    split = attack_split(rows)
    assert (split.operations, split.clashes, split.other, split.not_told_apart) == (1, 1, 4, 3)
    assert split.attacks == len(EVENT_TYPES) - len(UCDP_TYPES) - len(NOT_ATTACKS)


def test_totals_of_a_year_come_best_fit_first():
    table = totals_near(date(2025, 1, 1), date(2025, 12, 31))
    ranks = [FITS.index(fit) for fit in table["fit"]]
    assert ranks == sorted(ranks)
    assert set(table["fit"]) == {"same period", "inside"}
    inside = published_totals()
    inside = inside[(inside["start"].dt.year == 2025) & (inside["end"].dt.year == 2025)]
    assert len(table) == len(inside)


def test_contains_and_overlaps():
    table = totals_near(date(2025, 2, 10), date(2025, 3, 10)).set_index(["publisher", "period"])
    assert set(table.loc[[("PIPS", "2025")], "fit"]) == {"contains"}
    assert set(table.loc[[("PIPS", "2025-02")], "fit"]) == {"overlaps"}


def test_own_figures_are_those_of_the_selection():
    table = totals_near(date(2025, 1, 1), date(2025, 12, 31))
    row = table[(table["publisher"] == "PIPS") & (table["geography"] == "Balochistan")].iloc[0]
    own = select_incidents(
        IncidentFilter(provinces=("bl",), start=date(2025, 1, 1), end=date(2025, 12, 31))
    ).counted
    assert row["own_incidents"] == len(own)
    assert row["own_killed_best"] == own["killed_best"].sum()
    assert row["own_attacks"] == attack_split(own).attacks
    assert 0 < row["own_attacks"] < row["own_incidents"]
    assert "Compiled" in row["own_source"]


def test_ucdp_years_are_not_told_apart():
    table = totals_near(date(2021, 1, 1), date(2021, 12, 31))
    assert table["own_attacks"].isna().all()
    assert table["own_attacks_killed"].isna().all()
    assert table["own_definition"].str.contains("UCDP").all()


def test_tribal_and_mainland_parts_of_kp_leave_out_only_what_lies_in_neither():
    table = totals_near(date(2024, 1, 1), date(2024, 12, 31)).set_index("geography")
    own = table[~table.index.duplicated()]["own_incidents"]
    kp = select_incidents(
        IncidentFilter(provinces=("kp",), start=date(2024, 1, 1), end=date(2024, 12, 31))
    ).counted
    placed = (kp["district_id"] != "").sum()
    south_waziristan = (kp["candidates"] == SOUTH_WAZIRISTAN) & (kp["district_id"] == "")
    assert south_waziristan.sum() > 0
    assert own["KP mainland only"] + own["ex-FATA only"] == placed + south_waziristan.sum()
    assert own["KP"] == len(kp)


def test_all_geographies_of_the_table_have_words():
    table = totals_near(date(1989, 1, 1), date(2026, 12, 31))
    assert len(table) == len(published_totals())
    assert (table["own_geography"] != "").all()


def test_no_published_total_gives_an_empty_table():
    table = totals_near(date(1995, 1, 1), date(1995, 12, 31))
    assert table.empty
    assert {"fit", "own_incidents"} <= set(table.columns)


@pytest.mark.parametrize("vintage", ["2025", "2023"])
def test_vintage_does_not_change_the_total(vintage):
    table = totals_near(
        date(2024, 1, 1), date(2024, 12, 31), wanted=IncidentFilter(vintage=vintage)
    )
    pd.testing.assert_series_equal(
        table["own_incidents"],
        totals_near(date(2024, 1, 1), date(2024, 12, 31))["own_incidents"],
    )
