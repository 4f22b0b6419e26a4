"""Every sentence that a page opens with, for every way that its numbers can fall out."""

from dataclasses import replace
from datetime import date
from math import inf, nan

import numpy as np
import pandas as pd
import pytest

from geo.measures.belts import FEWEST_ROWS
from geo.measures.change import Change
from geo.measures.emerging import EMERGING_COLUMNS, Emerging
from geo.measures.findings import (
    belt_finding,
    change_finding,
    cluster_finding,
    emerging_finding,
    group_finding,
    hot_spot_finding,
    movement_finding,
    rank_finding,
    ratio_words,
    repeat_finding,
    slope_words,
    trend_finding,
)
from geo.measures.hotspots import COLD, HOT, NOT, LocalStatistics
from geo.measures.knox import KNOX_COLUMNS, Knox
from geo.measures.movement import group_activity
from geo.measures.ranks import RANK_COLUMNS, Ranks
from geo.measures.scan import Cluster, Scan
from geo.measures.trend import FALLING, RISING, Trend
from tests.measures.rows import make_rows

NAMES = {one: one.upper() for one in "abcdefgh"}


def belt(rows=100, certain=0.2, possible=0.6):
    return {
        "rows": rows,
        "certain": round(rows * certain),
        "undecided": round(rows * (possible - certain)),
        "certain_share": certain,
        "possible_share": possible,
    }


@pytest.mark.parametrize(
    ("counts", "chance", "says"),
    [
        pytest.param(
            belt(),
            [0.3, 0.5],
            "Whether that is more than chance cannot be told: chance alone",
            id="within",
        ),
        pytest.param(belt(), [0.1, 0.11], "more than chance: chance alone would give 10%", id="up"),
        pytest.param(
            belt(rows=20, certain=0.95, possible=1),
            [0.39, 0.94],
            "Chance alone would give 39% to 94%; 20 incidents are too few to tell this from luck.",
            id="luck, up",
        ),
        pytest.param(
            belt(rows=274, certain=0, possible=0),
            [0.0001, 0.023],
            "274 incidents are too few to tell this from luck.",
            id="luck, down",
        ),
        pytest.param(belt(), [0.7, 0.9], "That is less than chance", id="down"),
        pytest.param(belt(), [np.nan, 0.05], "give 5.0% to 5.0%", id="what is missing is no null"),
        pytest.param(belt(), [], "the sources leave 40% open", id="no null at all"),
        pytest.param(belt(rows=FEWEST_ROWS - 1), [0.5], "Too few to say: 19 incidents", id="few"),
    ],
)
def test_belt(counts, chance, says):
    told = belt_finding(25, "Afghan border", counts, chance)
    assert says in told
    assert ("Afghan border" in told) == (counts["rows"] >= FEWEST_ROWS)


def spots(*labels: str, note: str = "") -> LocalStatistics:
    table = pd.DataFrame({"label": labels, "p_value": 0.01}, index=list("abcdefgh")[: len(labels)])
    return LocalStatistics(
        name="Gi*", table=table, alpha=0.05, permutations=9, seed=1, neighbours="", note=note
    )


@pytest.mark.parametrize(
    ("found", "says"),
    [
        pytest.param(
            spots(HOT, COLD, NOT), f"Standing out from chance: A ({HOT}); B ({COLD}).", id="both"
        ),
        pytest.param(spots(*[HOT] * 8), "A, B, C, D, E, F and 2 more", id="many"),
        pytest.param(
            spots(NOT, NOT), "No district stands out from chance once the 2 tests", id="0"
        ),
        pytest.param(spots(NOT, note="Too few to say: 3."), "Too few to say: 3.", id="too few"),
    ],
)
def test_hot_spots(found, says):
    assert says in hot_spot_finding(found, NAMES)


CHANGE = Change(
    before=40, now=80, ratio=2.0, ratio_low=1.4, ratio_high=3.0, dispersion=1.0, p_value=0.001,
    verdict="more",
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (CHANGE, "There were more: 80 in May against 40 in April, 2.0 times the rate (1.4–3.0)."),
        (replace(CHANGE, verdict="no clear change"), "No clear change: 80 in May against 40 in"),
        (replace(CHANGE, verdict="too few to say"), "Too few to say: 80 in May against 40 in"),
        (
            replace(CHANGE, before=0, ratio=inf, ratio_low=17.2, ratio_high=inf),
            "There were more: 80 in May against 0 in April, at least 17 times the rate.",
        ),
    ],
)
def test_change(change, says):
    assert change_finding(change, "April", "May").startswith(says)


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        ((5.72, 1.25, 53.74), "5.7 (1.2–54)"),
        ((21.0, 3.05, 1340.2), "21 (3.0–1,340)"),
        ((491.0, 13.32, inf), "491 (at least 13)"),
        ((259.0, 6.8, 9e15), "259 (at least 6.8)"),
        ((inf, 16.63, inf), "at least 17"),
        ((0.0, 0.0, 0.452), "0 (0–0.45)"),
        ((0.5, 0.0043, 99.6), "0.50 (0–100)"),
        ((nan, 0.0, inf), "–"),
    ],
)
def test_a_ratio_has_two_figures_and_no_end_that_says_nothing(ratio, words):
    assert ratio_words(*ratio) == words


TREND = Trend(
    sum=90, early=2.0, late=5.5, tau=0.5, p_value=0.01, slope=1.5, slope_low=0.5, slope_high=2.5,
    waves=False, verdict=RISING,
)  # fmt: skip


@pytest.mark.parametrize(
    ("trend", "says"),
    [
        (TREND, f"Incidents are {RISING}, 2025: +1.5 a month per year (+0.50 to +2.5)."),
        (
            replace(TREND, verdict=FALLING, slope=-1.0),
            f"Incidents are {FALLING}, 2025: −1.0 a month",
        ),
        (replace(TREND, verdict="no clear trend"), "No clear trend, 2025: 90 incidents."),
    ],
)
def test_trend(trend, says):
    assert trend_finding(trend, "month", "2025").startswith(says)


@pytest.mark.parametrize(
    ("levels", "bend"),
    [
        ((2.0, 5.5, 9.0), ""),
        ((2.0,), ""),
        ((), ""),
        ((0.9, 12.0, 63.1, 30.0, 7.0), "the level went from 0.9 over 63.1 to 7.0 a month."),
        ((9.0, 2.0, 8.0), "the level went from 9.0 over 2.0 to 8.0 a month."),
    ],
)
def test_a_trend_over_levels_that_go_up_and_down_is_not_one_way(levels, bend):
    told = trend_finding(TREND, "month", "2025", levels=levels)
    assert told.endswith(bend)
    assert ("Not one way" in told) == ("on the whole" in told) == bool(bend)


@pytest.mark.parametrize(
    ("slope", "words"),
    [
        ((-3.52, -4.31, -2.7), "−3.5 (−4.3 to −2.7)"),
        ((-0.11, -0.24, 0.001), "−0.11 (−0.24 to 0)"),
        ((0.0, 0.0, 0.004), "0 (0 to 0)"),
        ((nan, nan, nan), "–"),
    ],
)
def test_a_slope_has_its_sign_and_no_figures_that_say_nothing(slope, words):
    assert slope_words(*slope) == words


def test_a_trend_in_waves_is_less_sure():
    assert "less sure" in trend_finding(replace(TREND, waves=True), "month", "2025")
    assert "less sure" not in trend_finding(TREND, "month", "2025")


def test_group():
    rows = make_rows(
        *[{"group_id": "ttp", "district_id": "kp-swat"}] * 2,
        {"group_id": "ttp", "date_start": "2025-03-02"},
    )
    names = {"kp-swat": "Swat", "bl-quetta": "Quetta"}
    told = group_finding(group_activity(rows, "ttp"), "TTP", names, spans_sources=False)
    assert told == (
        "TTP is in 3 incidents, 10 Jan 2025 – 2 Mar 2025, with 6 killed (3–12), most often "
        "in Swat (2), Quetta (1)."
    )
    several = group_finding(group_activity(rows, "ttp"), "TTP", names, spans_sources=True)
    assert several == f"{told} Several sources make up this period."
    nothing = group_finding(group_activity(rows, "bla"), "BLA", names, spans_sources=False)
    assert nothing == "BLA is in no incident of this filter."


def centres(*years: tuple[int, float, bool, str, str]) -> pd.DataFrame:
    return pd.DataFrame(years, columns=["year", "moved_km", "moved", "sources", "note"])


def test_moves_are_counted_beside_what_luck_would_give():
    still = centres((2019, np.nan, False, "a", ""), (2020, 4.0, False, "a", ""))
    assert movement_finding(still) == (
        "No move of the centre is beyond chance, of 1 comparison with the year before."
    )
    moved = centres(
        (2019, np.nan, False, "a", ""),
        (2020, 140.4, True, "a", ""),
        (2021, np.nan, False, "", "Too few to say."),
        (2022, 96.0, True, "a+b", ""),
    )
    assert movement_finding(moved) == (
        "The centre moved beyond chance in 2020 (140 km), 2022 (96 km, other sources): "
        "2 of 2 comparisons with the year before, of which luck alone would give about 0.1."
    )


def test_nothing_to_compare_is_said():
    few = centres((2019, np.nan, False, "a", ""), (2020, np.nan, False, "a", "Too few to say."))
    assert movement_finding(few) == "No two years have dots enough to compare their centres."
    assert movement_finding(centres()) == movement_finding(few)


def emerging(*rows: tuple[str, int], note: str = "") -> Emerging:
    values = [(category, hot, 0, "", 0.0, 1.0) for category, hot in rows]
    table = pd.DataFrame(values, index=list("abcdefgh")[: len(rows)], columns=EMERGING_COLUMNS)
    cube = np.zeros((len(rows), 12))
    return Emerging(table, cube, cube.astype(np.int8), 12, "", 0.05, note)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        pytest.param(
            emerging(("new hot spot", 1), ("new hot spot", 1), ("historical cold spot", 0)),
            "Up to the last month (May): C (historical cold spot); A, B (new hot spot).",
            id="patterns",
        ),
        pytest.param(
            emerging(("no pattern", 2), ("no pattern", 5), ("no pattern", 0)),
            "No district has a pattern of hot or cold months up to the last one (May); 2 were hot "
            "at some time, B most often: in 5 of 12 months.",
            id="hot before",
        ),
        pytest.param(
            emerging(("no pattern", 0), ("no pattern", 3)),
            "No district has a pattern of hot or cold months up to the last one (May); only B was "
            "ever hot, in 3 of 12 months.",
            id="one hot before",
        ),
        pytest.param(
            emerging(("no pattern", 0)),
            "No district has a pattern of hot or cold months up to the last one (May), and none "
            "was ever hot.",
            id="never",
        ),
        pytest.param(
            emerging(("too few to say", 0), note="Too few to say: 3 periods."),
            "Too few to say: 3 periods.",
            id="too few",
        ),
    ],
)
def test_emerging(found, says):
    assert emerging_finding(found, NAMES, step="month", last_words="May") == says


def cluster(*district_ids: str, p: float = 0.001) -> Cluster:
    span = date(2025, 1, 1), date(2025, 3, 31)
    return Cluster(district_ids, district_ids[0], *span, 1_210, 24.4, 49.6, 9.0, p)


def scan(*clusters: Cluster, note: str = "") -> Scan:
    return Scan(clusters, "poisson", 4_000, 100, 999, 1, note)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        pytest.param(
            scan(cluster("a", "b")),
            "Most likely cluster: 2 districts around A, 1 Jan 2025 – 31 Mar 2025, with 1,210 "
            "incidents against 24 expected (p = 0.001). No other stands beyond chance.",
            id="one",
        ),
        pytest.param(
            scan(cluster("a"), cluster("b"), cluster("c", p=0.3)),
            "Most likely cluster: A, 1 Jan 2025 – 31 Mar 2025, with 1,210 incidents against 24 "
            "expected (p = 0.001). One more stands beyond chance.",
            id="two",
        ),
        pytest.param(
            scan(*[cluster(one) for one in "abc"]),
            "Most likely cluster: A, 1 Jan 2025 – 31 Mar 2025, with 1,210 incidents against 24 "
            "expected (p = 0.001). Two more stand beyond chance.",
            id="three",
        ),
        pytest.param(
            scan(cluster("a", p=0.31)),
            "No cluster stands out from chance; the most likely one, A, 1 Jan 2025 – 31 Mar 2025, "
            "could well be chance (p = 0.31).",
            id="chance",
        ),
        pytest.param(scan(), "No cluster: nowhere are there more incidents than expected.", id="0"),
        pytest.param(scan(note="Too few to say: 3."), "Too few to say: 3.", id="too few"),
    ],
)
def test_clusters(found, says):
    assert cluster_finding(found, NAMES) == says


def knox(*bands: tuple[float, ...], note: str = "") -> Knox:
    """Bands as (km_from, km_to, days_from, days_to, pairs, ratio, q)."""
    rows = [(*one[:5], one[4] / one[5], one[5], one[6], one[6]) for one in bands]
    table = pd.DataFrame(rows, columns=KNOX_COLUMNS)
    return Knox(table, table, 1_200, 5, 900, True, 999, 1, note)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        pytest.param(
            knox(
                (0, 1, 0, 1, 12, 6.0, 0.2), (1, 5, 0, 1, 1_000, 4.0, 0.01), (5, 9, 1, 7, 9, 3, 0.01)
            ),
            "Incidents repeat nearby: 1–5 km apart and at most a day apart there are 4.0 times as "
            "many pairs as chance gives (1,000 against 250). 2 of 3 bands stand beyond chance.",
            id="strongest that stands",
        ),
        pytest.param(
            knox((0, 1, 0, 1, 2, 7.2, 0.042), (1, 5, 0, 1, 29, 6.6, 0.004)),
            "1–5 km apart and at most a day apart there are 6.6 times as many pairs as chance "
            "gives (29 against 4.4).",
            id="the surest, not the highest ratio",
        ),
        pytest.param(
            knox((0, 1, 1, 7, 30, 3.0, 0.01)), "0–1 km apart and 2–7 days apart", id="later"
        ),
        pytest.param(knox((0, 1, 0, 7, 30, 3.0, 0.01)), "and within 7 days there", id="first band"),
        pytest.param(
            knox((0, 1, 0, 1, 12, 6.0, 0.2)),
            "No near repeats: the dates of 1,200 exact rows lie as if shuffled, at every distance.",
            id="none",
        ),
        pytest.param(knox(note="Too few to say: 4."), "Too few to say: 4.", id="too few"),
    ],
)
def test_near_repeats(found, says):
    assert says in repeat_finding(found)


def ranks(*rows: tuple[int, int, int, int]) -> Ranks:
    """Districts a, b and so on as (best, rank_best, rank_low, rank_high)."""
    values = [(*one, one[0], one[0]) for one in rows]
    table = pd.DataFrame(values, index=list("abcdefgh")[: len(rows)], columns=RANK_COLUMNS)
    return Ranks(table, 500, 1, "")


SURE = [(90 - 10 * at, at, at, at) for at in range(1, 8)]


@pytest.mark.parametrize(
    ("found", "says"),
    [
        pytest.param(
            ranks(*SURE),
            "The first five by deaths are A, B, C, D and E; as well as the sources know, that "
            "order stands.",
            id="sure",
        ),
        pytest.param(
            ranks(SURE[0], (70, 2, 2, 3), (60, 3, 2, 3), *SURE[3:]),
            "The first five by deaths are A, B, C, D and E; the order of 2 and 3 cannot be told.",
            id="a pair",
        ),
        pytest.param(
            ranks((80, 1, 1, 2), (70, 2, 1, 2), (60, 3, 3, 4), (50, 4, 3, 5), (40, 5, 4, 5)),
            "The first five by deaths are A, B, C, D and E; the order of 1 and 2 and of 3 to 5 "
            "cannot be told.",
            id="two runs",
        ),
        pytest.param(
            ranks(*SURE[:4], (40, 5, 5, 6), (30, 6, 5, 6), SURE[6]),
            "The first five by deaths are A, B, C, D and E; as well as the sources know, that "
            "order stands. F may belong among them.",
            id="a rival",
        ),
        pytest.param(
            ranks((40, 1, 1, 1), (40, 1, 1, 1), (0, 3, 3, 3)),
            "The first two by deaths are A and B; the order of 1 and 2 cannot be told.",
            id="equals",
        ),
        pytest.param(ranks((7, 1, 1, 1), (0, 2, 2, 2)), "Only A has any deaths.", id="one"),
        pytest.param(ranks((0, 1, 1, 1)), "No district has any deaths.", id="none"),
    ],
)
def test_ranks(found, says):
    assert rank_finding(found, NAMES, measure_words="deaths") == says


def test_the_order_does_not_depend_on_that_of_the_table():
    found = ranks(*SURE)
    turned = replace(found, table=found.table.iloc[::-1])
    words = [rank_finding(one, NAMES, measure_words="deaths") for one in (found, turned)]
    assert words[0] == words[1]
