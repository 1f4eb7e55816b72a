from collections.abc import Iterator
from itertools import islice
from random import Random

import pytest

from scripts.bench.schedules import (
    FAMILIES,
    OURS,
    PEERS,
    PROGRESS,
    SOURCES,
    Cell,
    Row,
    default,
    losses,
    measure,
    measure_all,
    peer,
    told,
)


def gaps(name: str) -> Iterator[float]:
    """What it pauses for, one after the other, on a task that it joined mid-life."""
    plan, age = peer(name)(Random(7)), 1000.0
    while True:
        gap = plan(age, None)
        yield gap
        age += gap


GAPS = {name: list(islice(gaps(name), 200)) for name in PEERS}


def test_fixed_interval_lags_by_half_of_it_on_average() -> None:
    cell = measure(lambda _: lambda _age, _percent: 30.0, "median 20 min", tasks=100)

    assert cell.lag == pytest.approx(15, rel=0.05)
    assert cell.lag95 == pytest.approx(28.5, rel=0.05)


def test_look_at_the_start_and_look_that_sees_the_end_count() -> None:
    cell = measure(lambda _: lambda _age, _percent: 1e6, "median 4 s", tasks=3)

    assert cell.looks == 2


def test_task_joined_mid_life_costs_less() -> None:
    whole = measure(default, "median 20 min", tasks=20)
    joined = measure(default, "median 20 min", joined=True, tasks=20)

    assert joined.looks < whole.looks


def test_the_same_seeds_measure_the_same() -> None:
    first, second = (measure(default, "1 s to 4 h", "bursty", tasks=5) for _ in range(2))

    assert first == second


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("azure-core", [30, 30], 30),
        ("botocore", [15, 15], 15),
        ("hcloud, openai", [1, 1], 1),
        ("oci", [1, 2, 4, 8, 16, 30], 30),
        ("every 5 s", [5, 5], 5),
        ("square root of age", [1, 1, 2**0.5], 60),
    ],
)
def test_peer_without_jitter_follows_its_formula(
    name: str, first: list[float], last: float
) -> None:
    assert GAPS[name][: len(first)] == pytest.approx(first)
    assert GAPS[name][-1] == last


def test_peer_with_jitter_stays_within_its_formula() -> None:
    google, databricks = GAPS["google-api-core"], GAPS["databricks-sdk"]

    assert all(gap <= min(1.5**place, 20) for place, gap in enumerate(google))
    assert max(google) > 19
    assert [int(gap) for gap in databricks[:12]] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10]


def test_every_peer_names_its_source() -> None:
    assert [line.partition(": ")[0] for line in SOURCES.splitlines()] == list(PEERS)


def test_a_cell_is_lost_only_on_both_looks_and_lag() -> None:
    ours = Row(OURS, "linear", {"one": Cell(10, 5, 9), "two": Cell(10, 5, 9)})
    other = Row("peer", None, {"one": Cell(9, 4, 8), "two": Cell(9, 6, 8)})

    assert losses([ours, other]) == [(ours, "one", other)]
    assert [line.count("!") for line in told([ours, other])] == [0, 1, 0, 1]


def test_table_has_a_row_for_each_way_to_show_progress_and_each_peer() -> None:
    rows = measure_all(tasks=1)

    assert [row.progress for row in rows if row.progress] == list(PROGRESS)
    assert [row.schedule for row in rows if not row.progress] == list(PEERS)
    assert all(list(row.cells) == list(FAMILIES) for row in rows)
