"""Days written in full are read as they are read one by one."""

from datetime import date

import numpy as np
import pandas as pd
from hypothesis import example, given
from hypothesis import strategies as st

from geo.intake.day_text import FIRST_DAY, read_day
from geo.intake.full_days import full_days

LATEST = date(2026, 1, 2)
DAYS = st.builds(
    "{:04}-{:02}-{:02}{}".format,
    st.one_of(st.integers(0, 9999), st.integers(1946, 2027)),
    st.integers(0, 13),
    st.integers(0, 32),
    st.sampled_from(["", " 00:00:00", " 00:00:00.000", " 00:00:01", " ", "\n", "T00:00:00", ".0"]),
)


@given(st.lists(st.one_of(DAYS, st.text(alphabet="0123456789-/ :.", max_size=12)), max_size=30))
@example(["2024-02-29", "2023-02-29", "1947-08-13", "1947-08-14", "2026-01-02", "2026-01-03", ""])
def test_days_written_in_full_are_read_as_one_by_one(texts):
    found = full_days(pd.Index(texts, dtype="str"), FIRST_DAY, LATEST)
    for text, day in zip(texts, found, strict=True):
        if not np.isnat(day):
            said = day.astype("datetime64[D]").item()
            assert read_day(text, order="", latest=LATEST) == (said, said, "day")


def test_plain_days_need_no_asking():
    texts = ["2024-03-04", "2024-03-04 00:00:00", "2024-03-04 00:00:00.000"]
    found = full_days(pd.Index(texts, dtype="str"), FIRST_DAY, LATEST)
    assert (found == np.datetime64("2024-03-04")).all()
