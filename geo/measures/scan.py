"""Where and when incidents cluster beyond chance, without saying beforehand where to look.

Kulldorff's space-time scan moves a cylinder over the map: a circle of districts and a span of
time, of every size. The one that is least like the rest is the most likely cluster, and it is held
against the most likely cluster of many random maps, so that looking everywhere is paid for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.measures.discoveries import ALPHA
from geo.measures.panel import Panel
from geo.model.counted import counted
from geo.places.metric import FloatArray

MODELS: Final = {
    "poisson": "incidents in proportion to people and time",
    "permutation": "districts and times of incidents independent of each other",
}
"""What holds where there is no cluster. "poisson" also finds districts that are high throughout;
"permutation" needs no population and finds only what is high for its place and its time."""

SIMULATIONS: Final = 999
SEED: Final = 1

LARGEST_SHARE: Final = 0.5
"""Most of the people (of the incidents for "permutation") that a circle may hold: beyond half, the
rest is the odd one out (Kulldorff 1997)."""

LONGEST_SHARE: Final = 0.5
"""Most of the time that a span may last, for the same reason."""

MOST_CLUSTERS: Final = 5
"""Clusters listed; later ones are rarely beyond chance."""

FEWEST: Final = 20
"""Incidents below which nothing is scanned for."""

MOST_PERIODS: Final = 60
"""Periods beyond which the scan takes minutes; take a longer step."""


@dataclass(frozen=True)
class Cluster:
    """A cylinder with more incidents than expected. `ratio` is observed over expected."""

    district_ids: tuple[str, ...]
    centre_id: str
    start: date
    end: date  # included
    incidents: int
    expected: float
    ratio: float
    log_likelihood_ratio: float
    p_value: float  # for clusters after the first it is on the safe side

    def stands(self, alpha: float = ALPHA) -> bool:
        """Whether it is beyond chance."""
        return self.p_value <= alpha


@dataclass(frozen=True)
class Scan:
    """The most likely cluster, and those after it that share no district with one before."""

    clusters: tuple[Cluster, ...]
    model: str
    incidents: int  # in districts and whole periods; the panel's others are not scanned
    cylinders: int
    simulations: int
    seed: int
    note: str  # why nothing was scanned, or what stands against reading it; or ""

    def relative_risk(self, cluster: Cluster) -> float:
        """Observed over expected inside a cluster, divided by the same outside (as SaTScan)."""
        outside = self.incidents - cluster.incidents
        expected = self.incidents - cluster.expected
        return cluster.ratio * expected / outside if outside else float("inf")


@dataclass(frozen=True)
class _Circles:
    """Circles of districts, each once, and the longest span scanned with them."""

    order: npt.NDArray[np.intp]  # districts by distance from each centre: centres x districts
    kept: npt.NDArray[np.intp]  # per circle: centre x districts + its size - 1
    members: npt.NDArray[np.bool_]  # circles x districts
    periods: int
    longest: int  # periods

    @property
    def cylinders(self) -> int:
        """Circles times spans."""
        spans = sum(self.periods - length + 1 for length in range(1, self.longest + 1))
        return len(self.kept) * spans

    def by_length(self, cube: FloatArray) -> Iterator[FloatArray]:
        """Sums over the cylinders of a cube (periods x districts), for each length of span from 1:
        starts x circles.
        """
        # circles around a centre are nested: running sums give them all
        nested = np.cumsum(cube[:, self.order], axis=2).reshape(self.periods, -1)
        run = np.zeros((self.periods + 1, len(self.kept)))
        np.cumsum(nested[:, self.kept], axis=0, out=run[1:])
        for length in range(1, self.longest + 1):
            yield run[length:] - run[:-length]


def scan_clusters(
    panel: Panel,
    distances_km: FloatArray,
    *,
    model: str,
    people: FloatArray | None = None,
    largest_share: float = LARGEST_SHARE,
    simulations: int = SIMULATIONS,
    seed: int = SEED,
    progress: Callable[[float], None] | None = None,
) -> Scan:
    """The space-time clusters of a panel of incidents.

    "poisson": Kulldorff (1997), with `people` (districts x periods, person-years); "permutation":
    Kulldorff et al. (2005). Circles are around districts by `distances_km`
    (`neighbours.centre_distances_km` of the panel's vintage) and hold at most `largest_share` of
    the people (incidents): half finds whole regions, a tenth finds places. P-values are ranks
    among `simulations` random maps (Dwass 1957). Count incidents, not deaths: the dead of one
    attack are no independent cases. `progress` is called with the share done. Raises ValueError
    for a panel with gaps or more than `MOST_PERIODS`, for people that are missing, not above 0 or
    do not fit; KeyError for an unknown model.
    """
    if model not in MODELS:
        raise KeyError(f"unknown model {model!r}; one of {', '.join(MODELS)}")
    _check(panel, model, people)
    counts = panel.counts.astype(np.float64)
    total = int(counts.sum())
    if total < FEWEST or len(panel.spans) < 2:
        seen = counted(total, "incident")
        note = f"Too few to say: {seen} in {counted(len(panel.spans), 'period')}."
        return Scan((), model, total, 0, simulations, seed, note)

    expected = _expected(counts, people)
    weight = counts.sum(axis=1) if people is None else people.sum(axis=1)
    circles = _circles(weight, distances_km, counts.shape[1], largest_share)
    test = _Likelihood(circles, expected, total)
    greatest = np.empty(simulations)
    maps = _random_maps(counts, expected, model, np.random.default_rng(seed))
    for at in range(simulations):
        greatest[at] = test.greatest(next(maps))
        if progress is not None:
            progress((at + 1) / simulations)
    found = _list_clusters(test.ratios(counts), greatest, circles, panel, expected)
    return Scan(
        clusters=tuple(found),
        model=model,
        incidents=total,
        cylinders=circles.cylinders,
        simulations=simulations,
        seed=seed,
        note="" if panel.one_source else "Several data sets: a cluster in time may be a source's.",
    )


class _Likelihood:
    """Log likelihood ratios of all cylinders of a cube (districts x periods).

    c log(c / e) + (n - c) log((n - c) / (n - e)) where c > e, else 0, for n incidents in all and e
    expected in the cylinder (Kulldorff 1997, for high rates).
    """

    def __init__(self, circles: _Circles, expected: FloatArray, total: int) -> None:
        """Work out once what does not depend on where the incidents are."""
        number = np.arange(total + 1, dtype=np.float64)
        entropy = number * np.log(np.maximum(number, 1.0))
        self._circles = circles
        self._entropy = entropy + entropy[::-1]
        self._parts = []
        for inside in circles.by_length(expected.T):
            e = np.maximum(inside, 1e-12)
            rest = np.maximum(total - inside, 1e-12)
            self._parts.append((inside, np.log(e / rest), total * np.log(rest)))

    def ratios(self, cube: FloatArray) -> list[FloatArray]:
        """The ratio of every cylinder, for each length of span: starts x circles."""
        lengths = zip(self._circles.by_length(cube.T), self._parts, strict=True)
        found = []
        for held, (expected, slope, base) in lengths:
            # sums of whole numbers: exact
            ratio = self._entropy[held.astype(np.intp)]
            ratio -= held * slope
            ratio -= base
            ratio *= held > expected
            found.append(ratio)
        return found

    def greatest(self, cube: FloatArray) -> float:
        """The ratio of the most likely cluster."""
        return max(float(ratio.max(initial=0.0)) for ratio in self.ratios(cube))


def _check(panel: Panel, model: str, people: FloatArray | None) -> None:
    if not panel.without_gaps:
        raise ValueError("the periods of a scan must follow one another")
    if len(panel.spans) > MOST_PERIODS:
        raise ValueError(f"at most {MOST_PERIODS} periods can be scanned; take a longer step")
    if (people is None) != (model == "permutation"):
        raise ValueError('"poisson" needs people, "permutation" takes none')
    if people is not None and (people.shape != panel.counts.shape or not (people > 0).all()):
        raise ValueError("people must be above 0 for every district and period of the panel")


def _expected(counts: FloatArray, people: FloatArray | None) -> FloatArray:
    """What is expected in every district and period; sums to the incidents."""
    total = counts.sum()
    if people is not None:
        return np.asarray(people * total / people.sum(), dtype=np.float64)
    return np.asarray(np.outer(counts.sum(axis=1), counts.sum(axis=0)) / total, dtype=np.float64)


def _circles(
    weight: FloatArray, distances_km: FloatArray, periods: int, largest_share: float
) -> _Circles:
    """Every distinct circle that holds at most the share of the weight."""
    order = np.argsort(distances_km, axis=1, kind="stable")
    fits = np.cumsum(weight[order], axis=1) <= largest_share * weight.sum()
    # a circle holds a district if that is no farther from the centre than its last one
    place = np.argsort(order, axis=1)
    centre, size = np.nonzero(fits)
    members = place[centre] <= size[:, None]
    once = np.sort(np.unique(np.packbits(members, axis=1), axis=0, return_index=True)[1])
    return _Circles(
        order=order,
        kept=(centre * len(order) + size)[once],
        members=members[once],
        periods=periods,
        longest=max(int(periods * LONGEST_SHARE), 1),
    )


def _random_maps(
    counts: FloatArray, expected: FloatArray, model: str, rng: np.random.Generator
) -> Iterator[FloatArray]:
    """Cubes as they would be without a cluster, one after the other."""
    total, shape = int(counts.sum()), counts.shape
    if model == "poisson":
        chance = expected.ravel() / expected.sum()
        while True:
            yield rng.multinomial(total, chance).reshape(shape).astype(np.float64)
    cases = np.repeat(np.arange(counts.size), counts.ravel().astype(np.intp))
    district, period = np.divmod(cases, shape[1])
    while True:
        cells = district * shape[1] + rng.permutation(period)
        yield np.bincount(cells, minlength=counts.size).reshape(shape).astype(np.float64)


def _list_clusters(
    ratios: list[FloatArray],
    greatest: FloatArray,
    circles: _Circles,
    panel: Panel,
    expected: FloatArray,
) -> Iterator[Cluster]:
    """The most likely cylinders, each without a district of those before it."""
    left = np.max([ratio.max(axis=0) for ratio in ratios], axis=0)
    for _ in range(MOST_CLUSTERS):
        if not left.any():
            return
        circle = int(left.argmax())
        held = circles.members[circle]
        best = [ratio[:, circle].max() for ratio in ratios]
        length = int(np.argmax(best)) + 1
        first = int(ratios[length - 1][:, circle].argmax())
        after = first + length
        incidents = int(panel.counts[held, first:after].sum())
        chance = float(expected[held, first:after].sum())
        yield Cluster(
            district_ids=tuple(panel.district_ids[at] for at in np.flatnonzero(held)),
            centre_id=panel.district_ids[circles.kept[circle] // len(held)],
            start=panel.spans[first][0],
            end=panel.spans[after - 1][1],
            incidents=incidents,
            expected=chance,
            ratio=incidents / chance,
            log_likelihood_ratio=float(left[circle]),
            p_value=float(((greatest >= left[circle] - 1e-9).sum() + 1) / (len(greatest) + 1)),
        )
        left = np.where(circles.members[:, held].any(axis=1), 0.0, left)
