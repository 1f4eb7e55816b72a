"""What waiting costs: looks at a task, and the lag until its end is noticed, in virtual time.

Four families of durations, six ways to show progress, every schedule on the same tasks. A look
takes no time; the one at the start counts, and so does the one that sees the end. When other
libraries look next is what their own source says; none of them knows the task's age or percentage.
Their deadlines are left out: a wait that gives up would look cheap.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from random import Random
from statistics import NormalDist, fmean
from types import MappingProxyType

import attrs
from atlassian_tasks.schedule import Adaptive

OURS = "atlassian-tasks"
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


@attrs.frozen
class Peer:
    """A schedule, and where it is written; `gaps` yields the seconds between two looks."""

    name: str
    gaps: Callable[[Random], Iterator[float]]
    source: str


def _fixed(seconds: float) -> Callable[[Random], Iterator[float]]:
    def gaps(_: Random) -> Iterator[float]:
        while True:
            yield seconds

    return gaps


def _google(random: Random) -> Iterator[float]:
    most = 1.0
    while True:
        yield random.uniform(0.0, most)
        most = min(most * 1.5, 20.0)


def _databricks(random: Random) -> Iterator[float]:
    attempt = 1
    while True:
        yield min(attempt, 10) + random.random()
        attempt += 1


def _oci(_: Random) -> Iterator[float]:
    gap = 1.0
    while True:
        yield gap
        gap = min(gap * 2, 30.0)


def _square_root(_: Random) -> Iterator[float]:
    age = 0.0
    while True:
        gap = min(max(math.sqrt(age), 1.0), 60.0)
        yield gap
        age += gap


PEERS = (
    Peer(
        "azure-core",
        _fixed(30),
        "azure-core 1.41.0, azure/core/polling/base_polling.py:644 and 889-893",
    ),
    Peer(
        "google-api-core",
        _google,
        "google-api-core 2.44.0, google/api_core/future/polling.py:55-61 "
        "and google/api_core/retry/retry_base.py:118-121",
    ),
    Peer(
        "botocore",
        _fixed(15),
        "botocore 1.44.5, botocore/waiter.py:343 and 396; the commonest delay of its waiters, "
        "as in botocore/data/ec2/2016-11-15/waiters-2.json:200",
    ),
    Peer(
        "hcloud, openai",
        _fixed(1),
        "hcloud 2.27.0, hcloud/_client.py:146 and hcloud/actions/client.py:48; "
        "openai 3.54.0, openai/resources/videos.py:622-624",
    ),
    Peer(
        "databricks-sdk",
        _databricks,
        "databricks-sdk 0.162.0, databricks/sdk/service/compute.py:8964-8970",
    ),
    Peer("oci", _oci, "oci 2.189.0, oci/waiter.py:91, 115 and 118"),
    Peer("every 5 s", _fixed(5), "a fixed interval"),
    Peer("square root of age", _square_root, "Keller 1974, for an unknown scale; from 1 s to 60 s"),
)


def _log_normal(median: float, sigma: float) -> Callable[[float], float]:
    spread = NormalDist(math.log(median), sigma)
    return lambda quantile: min(math.exp(spread.inv_cdf(quantile)), 6 * 3600)


FAMILIES: Mapping[str, Callable[[float], float]] = MappingProxyType(
    {
        "median 4 s": _log_normal(4, 1),
        "median 60 s": _log_normal(60, 1.2),
        "median 20 min": _log_normal(1200, 1),
        "1 s to 4 h": lambda quantile: 14400**quantile,
    }
)


def _bursty(random: Random) -> Shown:
    jumps = random.randint(3, 8)
    at = sorted(random.random() for _ in range(jumps))
    to = [0, *sorted(random.randrange(100) for _ in range(jumps))]
    return lambda part: to[bisect_right(at, part)]


def _stuck(random: Random) -> Shown:
    reached = random.uniform(0.3, 0.9)
    return lambda part: min(math.floor(99 * part / reached), 99)


PROGRESS: Mapping[str, Callable[[Random], Shown]] = MappingProxyType(
    {
        "linear": lambda _: lambda part: math.floor(100 * part),
        "linear, rounded": lambda _: lambda part: round(100 * part),
        "accelerating": lambda _: lambda part: math.floor(100 * part**2),
        "decelerating": lambda _: lambda part: math.floor(100 * (1 - (1 - part) ** 2)),
        "bursty": _bursty,
        "stuck at 99 %": _stuck,
        "none": lambda _: lambda _: None,
    }
)


@attrs.frozen
class _Task:
    duration: float
    shown: Shown
    joined: float  # its age at our first look

    def follow(self, gap: Gap) -> tuple[int, float]:
        """Return how many looks it takes to see the end, and how late the last of them is."""
        age, looks = self.joined, 1
        while age < self.duration:
            age += gap(age, self.shown(age / self.duration))
            looks += 1
        return looks, age - self.duration


def _tasks(family: str, progress: str, *, count: int, seed: int, joined: bool) -> Iterator[_Task]:
    """Yield tasks that cover the family evenly, so that few stand for many."""
    lives, shapes = Random(f"{family} {seed}"), Random(seed)
    for place in range(count):
        duration = FAMILIES[family]((place + lives.random()) / count)
        age = duration * lives.random() if joined else 0.0
        yield _Task(duration, PROGRESS[progress](shapes), age)


def _cell(looks: Iterable[tuple[int, float]]) -> Cell:
    counts, lags = zip(*looks, strict=True)
    return Cell(fmean(counts), fmean(lags), sorted(lags)[math.ceil(0.95 * len(lags)) - 1])


def default(random: Random) -> Gap:
    """Make the schedule that a client uses unless it is given one."""
    return Adaptive(random=random).next


def _peer(gaps: Callable[[Random], Iterator[float]]) -> Callable[[Random], Gap]:
    def schedule(random: Random) -> Gap:
        each = gaps(random)
        return lambda _age, _percent: next(each)

    return schedule


def measure(
    schedule: Callable[[Random], Gap],
    family: str,
    progress: str = "none",
    *,
    joined: bool = False,
    tasks: int = TASKS,
    seeds: Iterable[int] = SEEDS,
) -> Cell:
    """Follow tasks of one family by one schedule, from their start or joined mid-life."""
    return _cell(
        task.follow(schedule(random))
        for seed in seeds
        for random in [Random(seed)]
        for task in _tasks(family, progress, count=tasks, seed=seed, joined=joined)
    )


def measure_all(
    families: Iterable[str] = FAMILIES, *, joined: bool = False, tasks: int = TASKS
) -> list[Row]:
    """Measure the default for every way to show progress, then each peer."""
    families = list(families)

    def row(name: str, progress: str | None, schedule: Callable[[Random], Gap]) -> Row:
        shown = progress or "none"
        cells = {
            family: measure(schedule, family, shown, joined=joined, tasks=tasks)
            for family in families
        }
        return Row(name, progress, cells)

    ours = [row(OURS, progress, default) for progress in PROGRESS]
    return ours + [row(peer.name, None, _peer(peer.gaps)) for peer in PEERS]


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


def table(rows: Iterable[Row]) -> list[str]:
    """Write rows as lines of text: looks, mean lag / 95th percentile; `!` marks a cell we lose."""
    rows = list(rows)
    lost = {(ours.progress, family) for ours, family, _ in losses(rows)}
    lines = [" " * 34 + "".join(f"{family:>22}" for family in rows[0].cells)]
    for row in rows:
        cells = "".join(
            f"{cell.looks:7.1f} {cell.lag:6.2f} /{cell.lag95:5.1f}"
            + (" !" if (row.progress, family) in lost else "  ")
            for family, cell in row.cells.items()
        )
        lines.append(f"{row.schedule:<18} {row.progress or '':<15}{cells}")
    return lines
