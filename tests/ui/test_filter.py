"""The filter beside the page: what its buttons open, what it says, what outlives a change."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).resolve().parents[2] / "app.py")


@pytest.fixture
def app():
    return AppTest.from_file(APP, default_timeout=60).run()


def opened(test: AppTest, facet: str) -> AppTest:
    """The page with one button of the filter open, and all others shut."""
    for name in ("provinces", "districts", "groups", "types", "precisions", "killed", "vintage"):
        test.session_state[f"open_f_{name}"] = name == facet
    return test.run()


def said(test: AppTest) -> list[str]:
    """What the filter says is chosen."""
    return test.sidebar.markdown[0].value.replace("\\", "").split("  \n")


def test_shut_buttons_hold_nothing(app):
    assert not app.multiselect and not app.radio and not app.date_input
    assert [one.label for one in app.slider] == ["Dates"]


def test_each_button_narrows_and_says_so(app):
    opened(app, "provinces").pills(key="f_provinces").set_value(["kp"]).run()
    opened(app, "districts").multiselect(key="f_districts").set_value(["kp-bajaur"]).run()
    opened(app, "groups").multiselect(key="f_groups").set_value(["iskp", "ttp"]).run()
    opened(app, "types").pills(key="f_types").set_value(["suicide-bombing"]).run()
    opened(app, "precisions").pills(key="f_precisions").set_value(["exact", "near"]).run()
    opened(app, "killed").select_slider(key="f_killed").set_value((2, 1_000)).run()
    opened(app, "vintage").radio(key="f_vintage").set_value("2023").run()
    opened(app, "none")
    assert [error.message for error in app.exception] == []
    assert said(app) == [
        "Province: **Khyber Pakhtunkhwa**",
        "District: **Bajaur**",
        "Group: **ISKP, TTP**",
        "Type: **Suicide bombing**",
        "Place: **exact place, known to within 25 km**",
        "Killed: **at least 2**",
        "Districts as of: **69 districts of the 2023 census**",
    ]
    assert app.query_params["district"] == "kp-bajaur"
    assert app.query_params["vintage"] == "2023"


def test_a_district_of_another_province_is_let_go(app):
    opened(app, "districts").multiselect(key="f_districts").set_value(["kp-bajaur"]).run()
    opened(app, "provinces").pills(key="f_provinces").set_value(["bl"]).run()
    assert said(app) == ["Province: **Balochistan**"]


def test_exact_days_and_presets_move_the_slider(app):
    app.session_state["days"] = True
    app.run().pills(key="w_preset").set_value("2025").run()
    assert [str(one) for one in app.slider[0].value] == ["2025-01-01", "2025-12-31"]
    app.date_input(key="w_to").set_value(app.date_input(key="w_from").value).run()
    assert app.query_params["from"] == app.query_params["to"] == "2025-01-01"
    assert app.pills(key="w_preset").value is None


def test_the_filter_outlives_a_change_of_page(app):
    opened(app, "types").pills(key="f_types").set_value(["ambush"]).run()
    opened(app, "none").switch_page("pages/groups.py").run()
    assert said(app) == ["Type: **Ambush**"]
    assert app.query_params["type"] == "ambush"
