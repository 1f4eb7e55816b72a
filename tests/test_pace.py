"""How often one site is looked at: pure arithmetic, shared by threads."""

import math
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from atlassian_tasks.waiting.pace import Pace
from hypothesis import given, settings
from hypothesis import strategies as st

quick = settings(max_examples=100, deadline=None, derandomize=True)


def admitted(pace: Pace, asked: list[float]) -> list[float]:
    """Let looks begin as soon as they may after the times at which they are wanted."""
    now, begun = 0.0, []
    for gap in asked:
        now += gap
        while wait := pace.admit(now).wait:
            now += wait
        begun.append(now)
    return begun


def most_within(times: list[float], seconds: float = 1.0) -> int:
    return max(sum(at <= other < at + seconds - 1e-5 for other in times) for at in times)


@quick
@given(st.floats(0.1, 20), st.lists(st.floats(0, 2) | st.just(0.0), min_size=1, max_size=60))
def test_no_second_holds_more_looks_than_the_rate(rate: float, asked: list[float]) -> None:
    begun = admitted(Pace(rate), asked)

    assert most_within(begun, 1.0) <= max(rate, 1)
    assert most_within(begun, 1 / min(rate, 1)) <= max(rate, 1)


@quick
@given(st.floats(0.1, 20), st.lists(st.floats(0, 2), min_size=1, max_size=60))
def test_who_asks_seldom_never_waits(rate: float, asked: list[float]) -> None:
    gaps = [gap + 1 / rate + 1 for gap in asked]

    pace, now = Pace(rate), 0.0
    for gap in gaps:
        now += gap
        assert pace.admit(now).wait == 0


def test_without_a_rate_nobody_waits() -> None:
    pace = Pace(None)

    assert [pace.admit(0.0).wait for _ in range(1000)] == [0.0] * 1000


@quick
@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 3600)), min_size=1, max_size=10))
def test_no_look_comes_before_any_floor(floors: list[tuple[float, float]]) -> None:
    random.seed(7)
    pace, now, floor = Pace(5), 0.0, 0.0
    for gap, seconds in floors:
        now += gap
        pace.hold(now, seconds)
        floor = max(floor, now + seconds)
    (begun,) = admitted(pace, [now])

    assert begun >= floor - 1e-5
    assert begun - now <= 1.1 * 3600 + 1e-5


def test_a_floor_names_what_was_asked_for() -> None:
    pace = Pace(5)
    pace.hold(0.0, 40)
    pace.hold(0.0, 10)
    turn = pace.admit(0.0)

    assert turn.retry_after == 40
    assert 40 <= turn.wait <= 44


def test_clients_told_the_same_do_not_come_back_together() -> None:
    waits = set()
    for _ in range(10):
        pace = Pace(5)
        pace.hold(0.0, 40)
        waits.add(pace.admit(0.0).wait)

    assert len(waits) == 10


@pytest.mark.parametrize(("rate", "most"), [(10, 5), (5, 2), (1, 1), (0.5, 1)])
def test_a_near_limit_halves_the_rate_in_any_one_second(rate: float, most: int) -> None:
    pace = Pace(rate)
    before = admitted(pace, [0.0] * math.ceil(rate))
    pace.slow(0.0)
    slowed = [at for at in admitted(pace, [0.0] * 40) if at < 40]

    assert before == [0.0] * math.ceil(rate)
    assert most_within(slowed) == most
    assert min(slowed) >= 1


def test_a_near_limit_halves_the_rate_for_a_minute() -> None:
    pace = Pace(4)
    pace.slow(0.0)
    slowed = admitted(pace, [0.0] * 100)
    later = admitted(pace, [100.0] + [0.0] * 39)

    assert len([at for at in slowed if at < 40]) == 80
    assert later[-1] - later[0] < 10


def test_threads_share_one_pace() -> None:
    pace = Pace(5)
    with ThreadPoolExecutor(8) as pool:
        turns = list(pool.map(lambda _: pace.admit(0.0), range(200)))

    assert sum(turn.wait == 0 for turn in turns) == 5
    assert sum(turn.wait == pytest.approx(1.0) for turn in turns) == 195


def test_a_lock_that_a_stop_or_a_fork_left_taken_is_replaced() -> None:
    pace = Pace(rate=1)
    pace._lock.acquire()

    assert pace.admit(0.0).wait == 0
    assert pace.admit(0.0).wait == pytest.approx(1)
