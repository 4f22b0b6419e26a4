"""Clusters: where and when incidents gather beyond chance, found by the space-time scan."""

from collections.abc import Callable
from typing import Final

import pandas as pd
import streamlit as st

from geo.maps.clusters import cluster_fills, cluster_hue, draw_cluster_numbers
from geo.maps.legend import Key, Legend
from geo.measures.findings import cluster_finding
from geo.measures.panel import Panel
from geo.measures.scan import MOST_PERIODS, SIMULATIONS, Cluster, Scan
from geo.model.counted import counted
from geo.model.filter import day_words, span_words
from geo.ui.base_map import Surroundings, asked_layer, show_base_map
from geo.ui.cached_statistics import panel_of, scan_of
from geo.ui.finding import show_finding, show_how
from geo.ui.frame import Frame
from geo.ui.legend_panel import show_legends
from geo.ui.panel_source import choose_source
from geo.ui.tables import show_table
from geo.ui.words import escaped

MODEL_WORDS: Final = {
    "poisson": "Against the people living there",
    "permutation": "Against each place's and time's own level",
}
SHARES: Final = (0.1, 0.2, 0.5)
"""Largest share of the people (incidents) that a circle may hold."""

STEPS: Final = ("month", "quarter", "year")

TOLD_EVERY: Final = 25
"""Random maps between two movements of the progress bar; each costs a message to the browser."""

HOW: Final = (
    "A cylinder is a circle of districts and a span of whole periods. Every circle around every "
    "district is tried up to the largest share, with every span up to half of the time "
    "(Kulldorff 1997).",
    "Against the people: incidents are expected in proportion to people and time (Poisson). "
    "Against its own level: places and times are independent of each other, so only what is high "
    "for its place and its time is found, and no population is needed (Kulldorff et al. 2005).",
    f"The same search over {SIMULATIONS} random maps (seed 1) says how likely the best cylinder is "
    "by chance: looking everywhere is paid for in the p-value.",
    "Later clusters share no district with one before; their p-values are on the safe side. "
    "Relative risk is observed over expected inside, divided by the same outside.",
    "Incidents are counted, not deaths: the dead of one attack are no independent cases.",
)
CHANGES: Final = (
    "The largest share: a half finds whole regions, a tenth finds places.",
    "The step: a cluster begins and ends with whole periods. At most "
    f"{MOST_PERIODS} periods are scanned; fewer years allow a shorter step.",
    "Circles are drawn around districts' centres, so a long thin cluster is cut or takes in quiet "
    "neighbours.",
    "Better reporting in one place or time looks like a cluster.",
)


def show_clusters(frame: Frame) -> None:
    """Choose a model, a step and a share; then finding, map, list, method."""
    model, step, share = _choose(frame)
    panel = choose_source(frame, panel_of(frame.shelf, frame.wanted, step))
    refused = _refused(panel)
    if refused:
        st.info(refused)
        return
    scan = _scan(frame, panel, model, share)
    finding = cluster_finding(scan, frame.names)
    show_finding(finding)
    span = span_words(panel.spans[0][0], panel.spans[-1][1])
    st.caption(
        f"{scan.incidents:,} of {counted(panel.rows, 'incident')} take part, those in districts "
        f"and whole {step}s, {span}; {scan.cylinders:,} cylinders tried. {scan.note}"
    )
    if scan.clusters:
        standing = [one for one in scan.clusters if one.stands()]
        map_side, list_side = st.columns([1.2, 1], gap="medium")
        with map_side:
            _show_map(frame, standing, finding)
        with list_side:
            _show_list(frame, scan)
        show_table(_table(frame, scan))
    show_how(HOW, changes=CHANGES)


def _choose(frame: Frame) -> tuple[str, str, float]:
    left, middle, right = st.columns([1.6, 1, 1])
    model = left.selectbox(
        "What is expected", list(MODEL_WORDS), format_func=MODEL_WORDS.__getitem__,
        key="h_model", persist_state="session",
    )  # fmt: skip
    plain = _finest_step(frame)
    step = middle.segmented_control(
        "Step", STEPS, default=plain, key="h_scan_step", persist_state="session"
    ) or plain  # fmt: skip
    share = right.segmented_control(
        "Largest circle", SHARES, default=0.2, format_func="{:.0%}".format, key="h_share",
        persist_state="session", help="share of the people, or of the incidents",
    ) or 0.2  # fmt: skip
    return model, step, share


def _finest_step(frame: Frame) -> str:
    """The shortest step at which the longest data set can be scanned."""
    for step in STEPS[:-1]:
        suppliers = panel_of(frame.shelf, frame.wanted, step).suppliers
        longest = max(map(suppliers.count, set(suppliers)), default=0)
        if longest <= MOST_PERIODS:
            return step
    return STEPS[-1]


def _refused(panel: Panel) -> str:
    """Why this panel is not scanned, "" if it can be."""
    if not panel.spans:
        return f"Too few to say: no whole {panel.step} is covered. Widen the dates."
    if not panel.without_gaps:
        return "Too few to say: periods are missing in between. Choose a span that is covered."
    if len(panel.spans) > MOST_PERIODS:
        return (
            f"{len(panel.spans)} {panel.step}s are too many to scan, {MOST_PERIODS} are the most: "
            "choose a longer step or fewer years."
        )
    return ""


def _scan(frame: Frame, panel: Panel, model: str, share: float) -> Scan:
    """The scan, with a bar while it runs; asked again, it is remembered."""
    place = st.empty()
    scan = scan_of(
        frame.shelf,
        frame.wanted,
        panel,
        model=model,
        largest_share=share,
        progress=_bar(lambda done: place.progress(done, "Comparing with random maps")),
    )
    place.empty()
    return scan


def _bar(draw: Callable[[float], object]) -> Callable[[float], None]:
    """Progress that draws at every `TOLD_EVERY`th random map only."""

    def tell(done: float) -> None:
        if round(done * SIMULATIONS) % TOLD_EVERY == 0:
            draw(done)

    return tell


def _show_map(frame: Frame, standing: list[Cluster], finding: str) -> None:
    colours, vintage = frame.colours, frame.wanted.vintage
    tips = {
        one: f"{frame.names[one]}\ncluster {number}\n{_facts(cluster)}"
        for number, cluster in enumerate(standing, start=1)
        for one in cluster.district_ids
    }
    show_base_map(
        frame,
        under=[
            asked_layer(frame, fills=cluster_fills(standing), tips={**frame.names, **tips})
        ],
        over=[],
        above=draw_cluster_numbers(standing, vintage, colours) if standing else [],
        key="cluster-map",
        alt=f"Map of the districts of each cluster. {finding} The table below lists all clusters.",
        surroundings=Surroundings(towns=False),
    )  # fmt: skip
    keys = [
        Key("box", cluster_hue(at), f"{at + 1}: around {frame.names[one.centre_id]}")
        for at, one in enumerate(standing)
    ]
    keys.append(Key("box", colours.study, "in no cluster beyond chance"))
    show_legends([Legend("Clusters beyond chance", tuple(keys), "1 is the most likely one")])


def _facts(cluster: Cluster) -> str:
    return (
        f"{span_words(cluster.start, cluster.end)}\n{counted(cluster.incidents, 'incident')}, "
        f"{cluster.expected:,.0f} expected"
    )


def _show_list(frame: Frame, scan: Scan) -> None:
    """Each cluster in words, the most likely one first."""
    st.markdown("**Most likely cluster first**")
    for number, one in enumerate(scan.clusters, start=1):
        size = len(one.district_ids)
        where = f"{size} districts around " if size > 1 else ""
        chance = "" if one.stands() else " It may be chance."
        st.markdown(
            f"**{number}. {where}{escaped(frame.names[one.centre_id])}**  \n"
            f"{span_words(one.start, one.end)}: {counted(one.incidents, 'incident')}, "
            f"{one.expected:,.0f} expected; relative risk {scan.relative_risk(one):.1f}, "
            f"p = {one.p_value:.3f}.{chance}"
        )


def _table(frame: Frame, scan: Scan) -> pd.DataFrame:
    """Every cluster found, the ones that could be chance marked."""
    clusters = scan.clusters
    return pd.DataFrame(
        {
            "Cluster": list(range(1, len(clusters) + 1)),
            "Around": [frame.names[one.centre_id] for one in clusters],
            "From": [day_words(one.start) for one in clusters],
            "To": [day_words(one.end) for one in clusters],
            "Incidents": [one.incidents for one in clusters],
            "Expected": [f"{one.expected:,.1f}" for one in clusters],
            "Ratio": [f"{one.ratio:.1f}" for one in clusters],
            "Relative risk": [f"{scan.relative_risk(one):.1f}" for one in clusters],
            "p": [f"{one.p_value:.3f}" for one in clusters],
            "Beyond chance": ["yes" if one.stands() else "no" for one in clusters],
            "Districts": [
                ", ".join(frame.names[name] for name in one.district_ids) for one in clusters
            ],
        }
    )
