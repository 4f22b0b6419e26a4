"""Tables: numbers have their thousands apart; what a page asks for comes first."""

import json

from streamlit.testing.v1 import AppTest


def drawn(page) -> dict:
    """What the first table of a page says about its columns."""
    return json.loads(AppTest.from_function(page).run().dataframe[0].proto.columns)


def a_page():
    import pandas as pd
    import streamlit as st

    from geo.ui.tables import show_table

    table = pd.DataFrame(
        {
            "rows": [4304, 12],
            "held": pd.array([1, None], "Int32"),
            "share": [0.5, 1.0],
            "p, corrected": [0.0004, None],
            "year": ["2024", "2025"],
            "sure": [True, False],
            "said": [1, 2],
            "explained": [4304, 2],
        }
    )
    number = st.column_config.NumberColumn
    show_table(table, column_config={"said": number(format="%d"), "explained": number(help="why")})


def a_page_with_a_series():
    import pandas as pd

    from geo.ui.tables import show_table

    show_table(pd.Series([4304], index=["Torkham"], name="rows"), hide_index=False)


def test_numbers_are_written_as_in_the_sentences_of_the_page():
    columns = drawn(a_page)
    formats = {
        name: one["type_config"]["format"] for name, one in columns.items() if name[0] != "_"
    }
    assert formats == {
        "rows": "%,d",
        "held": "%,d",
        "share": "%,.2f",
        "p, corrected": "%.3f",
        "said": "%d",
        "explained": "%,d",
    }


def test_so_are_those_of_a_single_column():
    assert drawn(a_page_with_a_series)["rows"]["type_config"]["format"] == "%,d"


def a_page_with_districts():
    import pandas as pd
    import streamlit as st

    from geo.ui.tables import show_table

    table = pd.DataFrame({"District": ["Upper South Waziristan"], "rows": [3]})
    show_table(table)
    show_table(table, column_config={"District": st.column_config.Column(width=99)})


def test_names_of_districts_are_whole_unless_a_page_says_otherwise():
    tables = AppTest.from_function(a_page_with_districts).run().dataframe
    widths = [json.loads(one.proto.columns)["District"]["width"] for one in tables]
    assert widths == [140, 99]
