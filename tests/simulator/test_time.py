"""Virtual time: sleeping is what makes it pass."""

import anyio
import pytest
from atlassian_tasks.simulator import AsyncVirtualClock, VirtualClock

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return request.param


def test_sleeping_moves_the_time_on_and_is_remembered() -> None:
    clock = VirtualClock(100)
    clock.sleep(2)
    clock.sleep(0.5)

    assert (clock.now(), clock.sleeps) == (102.5, [2, 0.5])


def test_time_never_runs_backwards(clock: VirtualClock) -> None:
    clock.sleep(-1)
    clock.advance(-1)

    assert clock.now() == 0


def test_advancing_is_not_sleeping(clock: VirtualClock) -> None:
    clock.advance(3600)

    assert (clock.now(), clock.sleeps) == (3600, [])


async def test_both_colours_share_the_time(clock: VirtualClock) -> None:
    twin = clock.awaitable()
    await twin.sleep(2)
    clock.sleep(1)

    assert twin.now() == clock.now() == 3
    assert twin.sleeps == [2, 1]


async def sleeper(clock: AsyncVirtualClock, woken: list[object], *gaps: float) -> None:
    for gap in gaps:
        await clock.sleep(gap)
        woken.append((gap, clock.now()))


async def test_the_sleeper_that_is_due_first_wakes_first(clock: VirtualClock) -> None:
    woken: list[object] = []
    async with anyio.create_task_group() as group:
        group.start_soon(sleeper, clock.awaitable(), woken, 5)
        group.start_soon(sleeper, clock.awaitable(), woken, 1, 2, 3)

    assert woken == [(1, 1), (2, 3), (5, 5), (3, 6)]


async def test_a_cancelled_sleep_holds_nobody_up(clock: VirtualClock) -> None:
    woken: list[object] = []
    async with anyio.create_task_group() as group:
        group.start_soon(sleeper, clock.awaitable(), woken, 1)
        await anyio.lowlevel.checkpoint()
        group.cancel_scope.cancel()
    await sleeper(clock.awaitable(), woken, 7)

    assert woken == [(7, 7)]


async def test_who_is_cancelled_gives_the_turn_to_the_next(clock: VirtualClock) -> None:
    woken: list[object] = []
    async with anyio.create_task_group() as group:
        group.start_soon(sleeper, clock.awaitable(), woken, 9)
        with anyio.CancelScope() as scope:
            scope.deadline = anyio.current_time()
            await sleeper(clock.awaitable(), woken, 5)

    assert woken == [(9, 9)]


async def test_time_that_was_moved_on_wakes_all_that_are_due(clock: VirtualClock) -> None:
    woken: list[object] = []
    async with anyio.create_task_group() as group:
        for gap in (5, 3, 200):
            group.start_soon(sleeper, clock.awaitable(), woken, gap)
        while len(clock.sleeps) < 3:
            await anyio.lowlevel.checkpoint()
        clock.advance(100)

    assert sorted(woken) == [(3, 100), (5, 100), (200, 200)]


async def test_many_sleepers_cost_each_the_same(
    clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[float] = []
    usual = anyio.lowlevel.checkpoint

    async def checkpoint() -> None:
        turns.append(clock.now())
        await usual()

    monkeypatch.setattr(anyio.lowlevel, "checkpoint", checkpoint)
    async with anyio.create_task_group() as group:
        for gap in range(100):
            group.start_soon(sleeper, clock.awaitable(), [], gap)

    assert len(turns) < 100 * 20
