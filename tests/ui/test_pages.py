"""Every page, run without a browser, under filters that a reader may well choose."""

import re
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.maps.colours import LIGHT, rgba
from geo.measures.tolls import count_toll
from geo.model.filter import IncidentFilter, parse_query
from geo.places.layers import district_ids, district_layer
from geo.store.select import select_incidents
from geo.store.shelf import shipped_shelf
from geo.store.shipped import datasets, load_incidents
from geo.ui.base_map import LEFT_OUT, asked_layer
from geo.ui.filter_panel import known_ids

ROOT = Path(__file__).resolve().parents[2]
COUNTING = [
    "pages/map.py",
    "pages/over_time.py",
    "pages/districts.py",
    "pages/hotspots.py",
    "pages/belts.py",
    "pages/groups.py",
]
PAGES = [*COUNTING, "pages/data.py", "pages/method.py"]
QUERIES = {
    "plain": {},
    "nothing matches": {"from": "1990-01-01", "to": "1990-01-02", "district": "kp-torghar"},
    "one incident": {"from": "2025-04-15", "to": "2025-04-15", "district": "bl-mastung"},
    "a gap in the data": {"data": "ucdp-ged-22.1,ucdp-candidate-2026", "from": "2022-03-01"},
    "census districts": {"vintage": "2023", "province": "kp"},
    "a group under its umbrella": {"data": "ucdp-candidate-2026", "group": "bla"},
    "rates and belts": {"by": "killed_per_100k", "belt": "25", "over": "afghan,crossings"},
    "heat": {"show": "heat", "type": "state-based", "precision": "exact"},
    "deaths": {"killed_from": "50"},
    "a district without towns": {"district": "kp-shangla"},
    "nonsense": {"from": "yesterday", "district": "<script>", "group": "@@=x", "show": "%%"},
}


@pytest.fixture(autouse=True)
def _clean_caches():
    st.cache_data.clear()
    st.cache_resource.clear()


def open_page(page: str, query: dict[str, str], **chosen: str) -> AppTest:
    """The page under a filter, with what the session holds as `chosen`."""
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    for key, value in chosen.items():
        test.session_state[key] = value
    test.run()
    return test if page == PAGES[0] else test.switch_page(page).run()


def sentence(test: AppTest) -> str:
    """The sentence that says what is shown."""
    shown = [one.value.replace("\\", "") for one in test.markdown if "killed" in one.value]
    return next(one for one in shown if "incident" in one)


def texts(test: AppTest) -> list[str]:
    """What a page says: sentences, headers and cells of tables."""
    elements = [*test.title, *test.subheader, *test.markdown, *test.caption, *test.info]
    tables = [one.value for one in test.dataframe]
    cells = [cell for table in tables for name in table for cell in table[name]]
    return [*(one.value for one in elements), *(one for one in cells if isinstance(one, str))]


MANY = (
    "incidents|rows|districts|days|dots|attacks|operations|clashes|other incidents|UCDP events|"
    "spellings|data sets|parts"
)
NO_WORDS = re.compile(rf"\b(nan|inf|None|NaT|<NA>)\b|\b1 ({MANY})\b|\d{{13}}")
"""What no reader should meet: a number that is none, one of many, a number without an end."""


@pytest.mark.parametrize(("page", "query"), list(product(PAGES, QUERIES)))
def test_a_page_opens(page, query):
    test = open_page(page, QUERIES[query])
    assert [error.message for error in test.exception] == []
    assert test.title
    assert [text for text in texts(test) if NO_WORDS.search(text)] == []


VIEWS = [
    *(("pages/hotspots.py", "h_view", view) for view in ("emerging", "repeats", "change", "trend")),
    *(("pages/districts.py", "p_view", view) for view in ("profile", "comparison", "certainty")),
]
OF_VIEWS = {
    "one incident": QUERIES["one incident"],
    "far more than before": {"from": "2007-01-01", "to": "2021-12-31"},
    "a quiet district": {"district": "kp-torghar", "from": "2010-01-01", "to": "2021-12-31"},
}


@pytest.mark.parametrize(("view", "query"), list(product(VIEWS, OF_VIEWS)))
def test_every_view_of_a_page_has_words_for_few_incidents(view, query):
    page, key, name = view
    test = open_page(page, OF_VIEWS[query], **{key: name})
    assert [error.message for error in test.exception] == []
    assert [text for text in texts(test) if NO_WORDS.search(text)] == []


@pytest.mark.parametrize(
    ("query", "tested"),
    [({}, 72), ({"vintage": "2023"}, 69), ({"vintage": "2025", "province": "kp"}, 36)],
)
def test_hot_spots_say_how_many_districts_are_tested(query, tested):
    said = " ".join(one.value for one in open_page("pages/hotspots.py", query).markdown)
    assert f"a test of its own, {tested} districts here" in said
    assert f"With {tested} districts only strong patterns" in said


def test_the_method_counts_the_rows_that_others_attribute():
    rows = load_incidents("compiled-2022-2026", "2025")
    ttp = rows[rows["group_id"] == "ttp"]
    others = int((ttp["attribution"] == "attributed").sum())
    said = " ".join(
        " ".join(one.value.split()) for one in open_page("pages/method.py", {}).markdown
    )
    assert 0 < others < len(ttp)
    assert f"{others} of {len(ttp)} TTP rows are marked" in said


@pytest.mark.parametrize(("query", "shown"), [("plain", False), ("far more than before", True)])
def test_the_table_of_districts_has_a_change_where_there_is_one(query, shown):
    test = open_page("pages/districts.py", {**QUERIES, **OF_VIEWS}[query])
    (note,) = (one.value for one in test.caption if "hange" in one.value)
    assert ("change" in test.dataframe[0].value.columns) == shown
    assert note.startswith("Change: against" if shown else ":material/info: No change is shown")


def test_the_levels_of_a_trend_add_up_to_the_incidents_that_take_part():
    test = open_page("pages/hotspots.py", OF_VIEWS["far more than before"], h_view="trend")
    (levels,) = (one.value for one in test.dataframe if "Days" in one.value)
    spans = levels["Days"].str.split(" – ", expand=True).apply(pd.to_datetime)
    months = spans.apply(lambda one: len(pd.period_range(*one, freq="M")), axis=1)
    (part,) = (one.value for one in test.caption if " take part" in one.value)
    told = int(part.split(" of ")[0].replace(",", ""))
    assert len(levels) > 3
    assert (levels["Incidents a month"] * months).sum() == pytest.approx(told)
    assert any(f"{len(levels) - 1} lasting changes" in one.value for one in test.markdown)


def known():
    return known_ids(shipped_shelf())


@pytest.mark.parametrize("query", [name for name in QUERIES if name != "nonsense"])
def test_every_page_says_the_same_number(query):
    said = {page: sentence(open_page(page, QUERIES[query])) for page in COUNTING}
    assert len(set(said.values())) == 1
    toll = count_toll(select_incidents(parse_query(QUERIES[query], known())).counted)
    first = re.match(r"([\d,]+) incidents?", next(iter(said.values()))).group(1)
    assert int(first.replace(",", "")) == toll.incidents


def test_an_empty_view_explains_itself():
    test = open_page("pages/map.py", QUERIES["nothing matches"])
    assert any("No incident matches" in info.value for info in test.info)
    test = open_page("pages/map.py", {"data": "ucdp-ged-22.1,ucdp-candidate-2026",
                                      "from": "2023-01-01", "to": "2023-12-31"})  # fmt: skip
    assert any("covers these days" in info.value for info in test.info)


def test_the_account_adds_up_on_the_page():
    test = open_page("pages/map.py", {})
    test.session_state["account"] = True  # opened
    test.run()
    added = next(one.value for one in test.caption if "not counted =" in one.value)
    counted, left, total = (
        int(number.replace(",", ""))
        for number in re.findall(r"([\d,]+)(?= counted| not| rows)", added)
    )
    assert counted + left == total
    assert total == sum(one.rows for one in datasets().values())


def test_the_filter_widget_moves_the_sentence():
    test = open_page("pages/map.py", {})
    before = sentence(test)
    test.session_state["open_f_provinces"] = True
    test.run()
    test.pills(key="f_provinces").set_value(["bl"]).run()
    assert sentence(test) != before
    assert "Balochistan" in sentence(test)


def test_years_and_groups_say_how_sure_they_are():
    time = open_page("pages/over_time.py", QUERIES["deaths"])
    years = next(one.value for one in time.dataframe if "Year" in one.value)
    assert (years["Incidents, certain"] <= years["Incidents, possible"]).all()
    said = int(re.match(r"([\d,]+)", sentence(time)).group(1).replace(",", ""))
    assert years["Incidents, best"].sum() == said
    groups = open_page("pages/groups.py", QUERIES["plain"])
    table = next(one.value for one in groups.dataframe if "Killed, certain" in one.value)
    assert (table["Killed, certain"] <= table["Killed, best"]).all()
    assert (table["Killed, best"] <= table["Killed, possible"]).all()


def test_a_preset_sets_the_dates():
    test = open_page("pages/map.py", {})
    test.session_state["days"] = True  # opened
    test.run()
    test.pills(key="w_preset").set_value("2025").run()
    assert "1 Jan 2025 – 31 Dec 2025" in sentence(test)


def test_shared_tables_are_the_same_after_every_page_has_run():
    def prints() -> list[int]:
        tables = [load_incidents(one, "2025") for one in datasets()]
        shapes = district_layer("2025").geometry.to_wkb()
        return [int(pd.util.hash_pandas_object(table).sum()) for table in tables] + [
            int(pd.util.hash_pandas_object(shapes).sum())
        ]

    before = prints()
    for page in PAGES:
        open_page(page, QUERIES["rates and belts"])
    assert prints() == before


def test_districts_that_the_filter_leaves_out_are_not_shown_as_quiet():
    query = {"district": "kp-bajaur"}
    page = "pages/districts.py"
    assert open_page(page, query).dataframe[0].value["name"].tolist() == ["Bajaur"]
    for view, words in (("profile", "Bajaur"), ("comparison", "fewer than two districts")):
        test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        test.query_params["district"] = "kp-bajaur"
        test.session_state["p_view"] = view
        test.run()
        test.switch_page(page).run()
        assert [error.message for error in test.exception] == []
        said = [one.value for one in (*test.subheader, *test.info)]
        assert any(words in one for one in said), said


def test_the_card_of_a_district_that_the_filter_leaves_out_says_so():
    def page() -> None:
        from types import SimpleNamespace

        from geo.model.filter import IncidentFilter
        from geo.store.select import select_incidents
        from geo.ui.profile_card import show_profile_card

        selection = select_incidents(IncidentFilter(provinces=("bl",)))
        show_profile_card(SimpleNamespace(names={"kp-bajaur": "Bajaur"}), selection, "kp-bajaur")

    test = AppTest.from_function(page, default_timeout=60).run()
    assert [error.message for error in test.exception] == []
    assert [one.value for one in test.caption] == ["The filter leaves this district out."]
    assert not test.markdown


def test_maps_draw_the_districts_that_the_filter_leaves_out_as_ground():
    wanted = IncidentFilter(provinces=("kp",))
    names = {one: one for one in district_ids()}
    frame = SimpleNamespace(wanted=wanted, colours=LIGHT, names=names)
    hot, cold = rgba("#aa0000"), rgba("#0000aa")
    layer = asked_layer(frame, fills={"kp-kurram": hot, "bl-kech": cold}, tips=names)
    fills = dict(zip(district_ids(), layer.fills, strict=True))
    tips = dict(zip(district_ids(), layer.tips, strict=True))
    assert fills["kp-kurram"] == hot and fills["kp-swat"] == rgba(LIGHT.study)
    assert {str(fills[one]) for one in names if one[:2] == "bl"} == {str(rgba(LIGHT.pakistan))}
    assert tips["kp-kurram"] == "kp-kurram"
    assert tips["bl-kech"] == f"bl-kech\n{LEFT_OUT}"
    words = (ROOT / "geo/ui/browser/src/words.js").read_text(encoding="utf-8")
    assert LEFT_OUT in words


def test_an_address_that_names_what_is_not_here_says_so_until_the_filter_changes():
    test = open_page(PAGES[0], {"data": "mine-3fd30542", "district": "bl-kech"})
    (told,) = (one.value for one in test.warning)
    assert "left out: data set mine-3fd30542." in told.replace("\\", "")
    (reset,) = (one for one in test.button if one.label == "Reset")
    reset.click().run()
    assert not test.warning


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"from": "2025-01-01", "to": "2025-12-31"}, "partial: no row does not mean that nothing"),
        (
            {"from": "2021-01-01", "to": "2025-12-31"},
            "across a change. Compiled table 2022–2026 is",
        ),
        ({"from": "2010-01-01", "to": "2010-12-31"}, ""),
    ],
)
def test_a_partial_source_is_said_on_every_page(query, says):
    for page in COUNTING[:2]:
        notes = [one.proto.body for one in open_page(page, query).get("html")]
        notes = [one for one in notes if 'class="note"' in one]
        assert len(notes) == bool(says)
        assert says in "".join(notes)
