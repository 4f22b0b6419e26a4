"""Files of points for the tests of placing: some in every standing, dates and counts with gaps."""

from pathlib import Path

import numpy as np
import pandas as pd

from geo.places.layers import district_layer

ODD = ("", "n/a", "30°30'N", "۳۰٫۵", "1.2.3", "999", "+30.5")
"""Latitudes as people write them; some can be read and some cannot."""


def some_rows(rows: int, *, seed: int = 1) -> pd.DataFrame:
    """Text columns as in a file of incidents, with blanks, odd cells and quoted line ends."""
    random = np.random.default_rng(seed)
    west, south, east, north = district_layer().total_bounds
    latitude = random.uniform(south, north, rows).round(5).astype(str).astype(object)
    odd = random.random(rows) < 0.02
    latitude[odd] = random.choice(ODD, int(odd.sum()))
    days = pd.Timestamp("2015-01-01") + pd.to_timedelta(random.integers(0, 3000, rows), unit="D")
    lasts = days + pd.to_timedelta(random.integers(0, 4, rows), unit="D")
    best = random.integers(0, 9, rows)
    table = pd.DataFrame(
        {
            "id": np.arange(rows).astype(str),
            "date_start": days.strftime("%Y-%m-%d 00:00:00.000"),
            "date_end": lasts.strftime("%Y-%m-%d 00:00:00.000"),
            "where_prec": random.choice(["1", "2", "3", "4", "6"], rows),
            "note": random.choice(["", "plain", 'said "no"', "two\nlines", "a, b"], rows),
            "longitude": random.uniform(west, east, rows).round(5).astype(str),
            "latitude": latitude,
            "low": np.maximum(best - 1, 0).astype(str),
            "best": best.astype(str),
            "high": (best + 2).astype(str),
        }
    ).astype("str")
    blank = random.random(rows) < 0.05
    table.loc[blank, ["best", "low"]] = ""
    table.loc[random.random(rows) < 0.02, "date_start"] = "no day"
    return table


def points_file(path: Path, rows: int, *, seed: int = 1) -> Path:
    """`some_rows` as a CSV file."""
    some_rows(rows, seed=seed).to_csv(path, index=False)
    return path
