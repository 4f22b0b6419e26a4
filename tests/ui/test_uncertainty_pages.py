"""The views that say how sure a number is: each speaks first, and says when it is too few."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.maps.colours import DARK, LIGHT, contrast
from geo.measures.belts import count_belts
from geo.measures.knox import Knox, near_repeats
from geo.measures.ranks import rank_districts
from geo.measures.scan import SIMULATIONS
from geo.model.filter import IncidentFilter
from geo.store.select import asked_districts, select_incidents
from geo.store.shelf import shipped_shelf
from geo.ui.border_figure import FIGURE_OF, KM, UNTIL
from geo.ui.cached_statistics import border_figure_of, certainty_of, panel_of, scan_of
from geo.ui.certainty_panels import number_chart, rank_chart
from geo.ui.cluster_panels import TOLD_EVERY, _bar
from geo.ui.repeat_panels import _ink, days_words, distance_words, heat_table

ROOT = Path(__file__).resolve().parents[2]
HOT, DISTRICTS = "pages/hotspots.py", "pages/districts.py"
COMPILED = {"data": "compiled-2022-2026"}
NOTHING = {"from": "1990-01-01", "to": "1990-01-02", "district": "kp-torghar"}
ONE = {"from": "2025-04-15", "to": "2025-04-15", "district": "bl-mastung"}
GAP = {"data": "ucdp-ged-22.1,ucdp-candidate-2026", "from": "2021-03-01"}
VIEWS = {
    "emerging": (HOT, "h_view"),
    "clusters": (HOT, "h_view"),
    "repeats": (HOT, "h_view"),
    "certainty": (DISTRICTS, "p_view"),
}


@pytest.fixture(autouse=True)
def _clean_caches():
    st.cache_data.clear()
    st.cache_resource.clear()


def open_view(view: str, query: dict[str, str], **state: object) -> AppTest:
    page, key = VIEWS[view]
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    for name, value in {key: view, **state}.items():
        test.session_state[name] = value
    test.run()
    test.switch_page(page).run()
    assert [error.message for error in test.exception] == []
    return test


def finding(test: AppTest) -> str:
    """The sentence that a view opens with, "" where it has none."""
    found = [one.value for one in test.markdown if one.value.startswith("#### ")]
    return found[0].removeprefix("#### ").replace("\\", "") if found else ""


@pytest.mark.parametrize(
    ("view", "query"),
    [(view, query) for view in VIEWS for query in (NOTHING, ONE)],
    ids=[f"{view}, {few}" for view in VIEWS for few in ("nothing", "one incident")],
)
def test_too_few_is_said_and_nothing_is_drawn_of_noise(view, query):
    test = open_view(view, query)
    said = finding(test) + " ".join(one.value for one in test.info)
    assert "Too few to say" in said or view == "certainty"
    assert view != "certainty" or "nothing to be sure of" in said or "Only Mastung has any" in said
    assert len(test.get("bidi_component")) == 0


def test_one_data_set_is_taken_where_two_leave_a_gap():
    test = open_view("clusters", {**GAP, "province": "bl"})
    assert test.selectbox(key="h_source").value == "ucdp-ged-22.1"
    assert "2026" not in finding(test)


@pytest.mark.parametrize(
    ("view", "opens"),
    [
        ("emerging", "Up to the last quarter (1 Jan 2026 – 31 Mar 2026):"),
        ("clusters", "Most likely cluster: "),
        ("repeats", "Too few to say: "),
        ("certainty", "The first five by deaths are "),
    ],
)
def test_a_view_opens_with_its_finding_and_tells_how(view, opens):
    test = open_view(view, {**COMPILED}, h_scan_step="quarter")
    assert finding(test).startswith(opens)
    assert any("How this was computed" in one.label for one in test.expander)
    if view != "repeats":
        assert any({"District", "Districts"} & set(one.value) for one in test.dataframe)
    assert len(test.get("bidi_component")) == (view in ("emerging", "clusters"))


def test_a_province_alone_is_no_cluster_of_itself():
    """The districts that the filter shuts out are not scanned as if they were quiet."""
    wanted = IncidentFilter(datasets=("compiled-2022-2026",), provinces=("bl",))
    shelf = shipped_shelf()
    panel = panel_of(shelf, wanted, "year")
    assert set(panel.district_ids) == set(asked_districts(wanted))
    assert all(one.startswith("bl-") for one in panel.district_ids)
    told = []
    first, second = (
        scan_of(
            shelf, wanted, panel, model="poisson", largest_share=0.2, progress=told.append
        )
        for _ in range(2)
    )  # fmt: skip
    assert first is second  # remembered: the second one told nothing
    assert len(told) == SIMULATIONS


def test_districts_that_the_filter_shuts_out_are_no_cold_spots():
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test.query_params["province"] = "bl"
    test.run().switch_page(HOT).run()
    shown = next(one.value for one in test.dataframe if "District" in one.value)
    kept = asked_districts(IncidentFilter(provinces=("bl",)))
    assert len(shown) == len(kept) < 72
    assert "Swat" not in set(shown["District"])


def test_the_charts_of_certainty_name_their_order():
    """A chart drawn again with other data keeps an order that is not named."""
    found = certainty_of(shipped_shelf(), IncidentFilter(), "incidents")
    first = found.bounds.table.join(found.ranks.table.drop(columns="best")).head(4)
    first = first.assign(name=list("dbca"), likely=first["possible"])
    for chart in (number_chart(first, "Incidents", LIGHT), rank_chart(first, LIGHT)):
        drawn = chart.to_dict()["layer"]
        assert {tuple(one["encoding"]["y"]["sort"]) for one in drawn} == {tuple("dbca")}


def test_the_bar_moves_now_and_then_only():
    drawn = []
    tell = _bar(drawn.append)
    for at in range(1, SIMULATIONS + 1):
        tell(at / SIMULATIONS)
    assert len(drawn) == SIMULATIONS // TOLD_EVERY


def test_too_many_periods_are_refused_in_words():
    test = open_view("clusters", {"data": "ucdp-ged-22.1"}, h_scan_step="month")
    assert "396 months are too many to scan" in test.info[0].value


def test_too_many_rows_for_near_repeats_are_refused_in_words(monkeypatch):
    monkeypatch.setattr("geo.measures.knox.MOST", 100)
    test = open_view("repeats", {})
    assert "rows are more than 100: choose a shorter time" in test.info[0].value
    assert finding(test) == ""


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_cell_of_the_heat_table_reads(colours):
    found: Knox = near_repeats(
        select_incidents(IncidentFilter(datasets=("ucdp-candidate-2026",))).counted, permutations=19
    )
    cells = heat_table(found.table, colours).to_dict()["datasets"]
    rows = next(iter(cells.values()))
    assert len(rows) == len(found.table)
    assert {row["pair_words"].split()[0] for row in rows} == {
        f"{n:,}" for n in found.table["pairs"]
    }
    assert all(contrast(row["ink"], row["fill"]) >= 3 for row in rows)
    assert all(contrast(_ink(fill, colours), fill) >= 3 for fill in colours.ramp)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (distance_words(0, 1), "up to 1 km"),
        (distance_words(1, 5), "1–5 km"),
        (days_words(0, 1), "0–1"),
        (days_words(1, 7), "2–7"),
    ],
)
def test_bands_in_words(words, says):
    assert words == says


def test_certainty_is_that_of_the_measures():
    wanted = IncidentFilter(datasets=("ucdp-candidate-2026",))
    found = certainty_of(shipped_shelf(), wanted, "killed")
    rows = select_incidents(wanted).counted
    assert found.ranks.table.equals(rank_districts(rows, vintage="2025", measure="killed").table)
    placed = rows[rows["district_id"] == "bl-kech"]
    assert found.rates.table.loc["bl-kech", "count"] == placed["killed_best"].sum()
    assert found.movable["bl-kech"] == pytest.approx((placed["placement"] != "certain").mean())
    assert found.movable["kp-upper-south-waziristan"] == 1  # every row may be in the lower one


def test_the_border_figure_is_counted_and_near_what_was_first_found():
    wanted = IncidentFilter(datasets=FIGURE_OF, end=UNTIL)
    figure = border_figure_of(shipped_shelf(), wanted, KM)
    rows = select_incidents(wanted).counted
    assert figure.equals(count_belts(rows, "any", vintage="2025", km=(KM,)).loc[KM])
    assert figure["naive_share"] == pytest.approx(0.39, abs=0.02)
    assert figure["certain_share"] == pytest.approx(0.11, abs=0.02)
    assert figure["possible_share"] - figure["certain_share"] == pytest.approx(0.5, abs=0.03)
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    test.switch_page("pages/method.py").run()
    said = next(one.value for one in test.markdown if "matters near a border" in one.value)
    assert f"**{figure['naive_share']:.0%}**" in said
    assert f"**{figure['certain_share']:.0%}**" in said
