"""What waiting costs: looks at a task, and the lag until its end is noticed, in virtual time.

Four families of durations, six ways to show progress, every schedule on the same tasks. A look
takes no time; the one at the start counts, and so does the one that sees the end. When other
libraries look next is what their own source says; none of them knows the task's age or percentage.
Their deadlines are left out: a wait that gives up would look cheap.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from random import Random
from statistics import NormalDist, fmean

import attrs
from atlassian_tasks.schedule import Adaptive

from scripts.bench import Figure, Section, table
from scripts.bench.picture import PICTURE, draw, drawn_from
from scripts.spec_files import publish

OURS = "atlassian-tasks"
_LONG, _BESIDE = "median 20 min", "azure-core"
_TARGETS = {  # DESIGN's, on long tasks: most looks, most seconds of lag
    "linear": (38, 0.5),
    "stuck at 99 %": (88, 26),
    "bursty": (88, 26),
    "none": (92, 24),
}
SEEDS = range(5)
TASKS = 800  # for each cell and seed

Shown = Callable[[float], float | None]  # from the part of its life a task has behind it
Gap = Callable[[float, float | None], float]  # from age and percentage, as `Schedule.next`


@attrs.frozen
class Cell:
    """One schedule on one family of tasks: mean looks a task, lag in seconds."""

    looks: float
    lag: float
    lag95: float

    def loses_to(self, other: "Cell") -> bool:
        """Tell whether the other looks less and still notices earlier."""
        return other.looks < self.looks and other.lag < self.lag


@attrs.frozen
class Row:
    """One schedule on every family; `progress` is None if the schedule does not look at it."""

    schedule: str
    progress: str | None
    cells: Mapping[str, Cell]


def peer(name: str) -> Callable[[Random], Gap]:
    """Look next as a peer does, which knows only how often, and for how long, it looked."""

    def plan(random: Random) -> Gap:
        looks, joined = count(), list[float]()

        def gap(age: float, _percent: float | None) -> float:
            joined.append(age)
            return PEERS[name](next(looks), age - joined[0], random)

        return gap

    return plan


# What each pauses for, from the number of its looks and the seconds since the first.
PEERS: Mapping[str, Callable[[int, float, Random], float]] = {
    "azure-core": lambda *_: 30,
    "google-api-core": lambda n, _, random: random.uniform(0.0, min(1.5 ** min(n, 8), 20)),
    "botocore": lambda *_: 15,
    "hcloud, openai": lambda *_: 1,
    "databricks-sdk": lambda n, _, random: min(n + 1, 10) + random.random(),
    "oci": lambda n, *_: min(2 ** min(n, 5), 30),
    "every 5 s": lambda *_: 5,
    "square root of age": lambda _, age, __: min(max(math.sqrt(age), 1.0), 60.0),
}
SOURCES = """\
azure-core: azure-core 1.41.0, azure/core/polling/base_polling.py:644 and 889-893
google-api-core: google-api-core 2.44.0, google/api_core/future/polling.py:55-61 and \
google/api_core/retry/retry_base.py:118-121
botocore: botocore 1.44.5, botocore/waiter.py:343 and 396; the commonest delay of its waiters, \
as in botocore/data/ec2/2016-11-15/waiters-2.json:200
hcloud, openai: hcloud 2.27.0, hcloud/_client.py:146 and hcloud/actions/client.py:48; \
openai 3.54.0, openai/resources/videos.py:622-624
databricks-sdk: databricks-sdk 0.162.0, databricks/sdk/service/compute.py:8964-8970
oci: oci 2.189.0, oci/waiter.py:91, 115 and 118
every 5 s: a fixed interval
square root of age: Keller 1974, for an unknown scale; from 1 s to 60 s
"""


def _log_normal(median: float, sigma: float) -> Callable[[float], float]:
    spread = NormalDist(math.log(median), sigma)
    return lambda quantile: min(math.exp(spread.inv_cdf(quantile)), 6 * 3600)


FAMILIES: Mapping[str, Callable[[float], float]] = {
    "median 4 s": _log_normal(4, 1),
    "median 60 s": _log_normal(60, 1.2),
    "median 20 min": _log_normal(1200, 1),
    "1 s to 4 h": lambda quantile: 14400**quantile,
}


def _bursty(random: Random) -> Shown:
    jumps = random.randint(3, 8)
    at = sorted(random.random() for _ in range(jumps))
    to = [0, *sorted(random.randrange(100) for _ in range(jumps))]
    return lambda part: to[bisect_right(at, part)]


def _stuck(random: Random) -> Shown:
    reached = random.uniform(0.3, 0.9)
    return lambda part: min(math.floor(99 * part / reached), 99)


PROGRESS: Mapping[str, Callable[[Random], Shown]] = {
    "linear": lambda _: lambda part: math.floor(100 * part),
    "linear, rounded": lambda _: lambda part: round(100 * part),
    "accelerating": lambda _: lambda part: math.floor(100 * part**2),
    "decelerating": lambda _: lambda part: math.floor(100 * (1 - (1 - part) ** 2)),
    "bursty": _bursty,
    "stuck at 99 %": _stuck,
    "none": lambda _: lambda _: None,
}


def default(random: Random) -> Gap:
    """Make the schedule that a client uses unless it is given one."""
    return Adaptive(random=random).next


def measure(
    schedule: Callable[[Random], Gap],
    family: str,
    progress: str = "none",
    *,
    joined: bool = False,
    tasks: int = TASKS,
    seeds: Iterable[int] = SEEDS,
) -> Cell:
    """Follow tasks of one family by one schedule, from their start or joined mid-life.

    They cover the family evenly, so that few stand for many.
    """
    counts, lags = list[int](), list[float]()
    for seed in seeds:
        lives, shapes, random = Random(f"{family} {seed}"), Random(seed), Random(seed)
        for place in range(tasks):
            life = FAMILIES[family]((place + lives.random()) / tasks)
            age, looks = life * lives.random() if joined else 0.0, 1
            shown, gap = PROGRESS[progress](shapes), schedule(random)
            while age < life:
                age += gap(age, shown(age / life))
                looks += 1
            counts.append(looks)
            lags.append(age - life)
    told = fmean(counts), fmean(lags), sorted(lags)[math.ceil(0.95 * len(lags)) - 1]
    return Cell(*(round(value, 2) for value in told))  # platforms differ in later digits


def measure_all(
    families: Iterable[str] = FAMILIES, *, joined: bool = False, tasks: int = TASKS
) -> list[Row]:
    """Measure the default for every way to show progress, then each peer."""
    families = list(families)
    ours = [(OURS, progress, default) for progress in PROGRESS]
    return [
        Row(
            name,
            progress,
            {
                family: measure(plan, family, progress or "none", joined=joined, tasks=tasks)
                for family in families
            },
        )
        for name, progress, plan in (*ours, *((name, None, peer(name)) for name in PEERS))
    ]


def losses(rows: Iterable[Row]) -> list[tuple[Row, str, Row]]:
    """Return each of our cells that a peer beats on both looks and lag: row, family, peer."""
    rows = list(rows)
    return [
        (ours, family, peer)
        for ours in rows
        if ours.progress
        for family, cell in ours.cells.items()
        for peer in rows
        if not peer.progress and cell.loses_to(peer.cells[family])
    ]


def told(rows: Iterable[Row]) -> list[str]:
    """Write looks and mean lag / 95th percentile of each cell; `!` marks one that we lose."""
    rows = list(rows)
    lost = losses(rows)
    marked = {(ours.progress, family) for ours, family, _ in lost}

    def cell(row: Row, family: str) -> str:
        cell, mark = row.cells[family], "!" if (row.progress, family) in marked else " "
        return f"{cell.looks:.1f} {cell.lag:6.2f} /{cell.lag95:5.1f} {mark}"

    lines = [
        (f"{row.schedule:<18} {row.progress or ''}", *(cell(row, family) for family in row.cells))
        for row in rows
    ]
    return table(("", *rows[0].cells), lines) + [
        f"! {winner.schedule} looks less and notices earlier: {ours.progress}, {family}"
        for ours, family, winner in lost
    ]


def section() -> Section:
    """Measure every schedule, keep what came out, and draw it."""
    followed = measure_all()
    joined = measure_all([_LONG], joined=True)
    remarks = [f"looks a task, lag in s: mean / 95th percentile; {TASKS * len(SEEDS)} tasks a cell"]
    for title, rows in (("followed from the start", followed), ("joined mid-life", joined)):
        remarks += ["", title, *told(rows)]
    remarks += ["", *SOURCES.splitlines(), ""]
    publish({PICTURE: draw(followed).encode()}, check=False, remedy="")
    return Section("schedules", list(_figures(followed)), remarks)


def _figures(rows: Iterable[Row]) -> Iterator[Figure]:
    cells = {row.progress or row.schedule: row.cells[_LONG] for row in rows}
    other = cells[_BESIDE]
    for progress, (looks, lag) in _TARGETS.items():
        what, ours = f"{_LONG}, {progress}", cells[progress]
        beside = f"(beside {_BESIDE})"
        yield Figure(f"{what}: looks {beside}", ours.looks, other=other.looks, target=looks)
        yield Figure(f"{what}: mean lag {beside}", ours.lag, "s", other=other.lag, target=lag)


def kept(picture: str = "") -> list[Row]:
    """Read the rows that a picture shows; of that in the tree, they are what was measured last."""
    return [
        Row(**row | {"cells": {name: Cell(**cell) for name, cell in row["cells"].items()}})
        for row in drawn_from(picture or PICTURE.read_text(encoding="utf-8"))
    ]
