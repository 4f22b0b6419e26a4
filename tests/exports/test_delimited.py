import io

import pandas as pd

from geo.exports.delimited import csv_bytes


def test_values_are_plain_and_missing_is_empty():
    table = pd.DataFrame(
        {
            "day": pd.to_datetime(["2025-03-11", None]),
            "flag": [True, False],
            "count": pd.array([1, None], dtype="Int32"),
            "rate": [0.12345678, float("nan")],
            "many": [[1, 2], []],
        }
    )
    assert csv_bytes(table, []).decode("utf-8-sig").split("\r\n") == [
        '"day","flag","count","rate","many"',
        '"2025-03-11","true","1","0.123457","1 2"',
        '"","false","","",""',
        "",
    ]


def test_comment_lines_follow_the_table_and_are_harmless():
    content = csv_bytes(pd.DataFrame({"a": [1]}), [("Title", "x,=cmd()\n# y"), ("Two", "z")])
    text = content.decode("utf-8-sig")
    assert text.endswith("# Title: x,'=cmd() # y\r\n# Two: z\r\n")
    assert pd.read_csv(io.BytesIO(content), comment="#").to_dict("list") == {"a": [1]}
