"""Waits of one async client in one event loop are one fleet: they share looks, and hurt nobody."""

import asyncio
import gc
import random
import weakref
from collections import Counter
from typing import Any

import anyio
import httpx
import pytest
import trio
from atlassian_tasks import AsyncTaskClient, Outcome, Start, Status, Task
from atlassian_tasks.errors import (
    AtlassianTasksError,
    ConfigurationError,
    PermissionDenied,
    TaskFailed,
    TaskStalled,
    WaitTimeout,
)
from atlassian_tasks.schedule import Adaptive, Fixed
from atlassian_tasks.simulator import Simulator, VirtualClock
from atlassian_tasks_rest.api.jira_v3 import delete_project

from tests.colours import looks
from tests.many import by_id, most_within, pages

anyio_test = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(autouse=True)
def same_jitter() -> None:
    random.seed(7)


def opened(simulator: Simulator, **settings: Any) -> AsyncTaskClient:
    assert isinstance(simulator.clock, VirtualClock)
    dice = random.Random(7)
    given = {
        "transport": simulator.async_transport(),
        "clock": simulator.clock.awaitable(),
        "schedule": lambda: Adaptive(random=dice),
    }
    return AsyncTaskClient(simulator.site, **given | settings)


def is_left_alone(simulator: Simulator) -> bool:
    return all(task.cancel_requested is None for task in simulator.tasks)


async def wait_apart(client: AsyncTaskClient, refs: list[str], **options: Any) -> list[Any]:
    """Wait for each in a task of its own; what each came to, in order."""
    ends: dict[str, Any] = {}

    async def wait(ref: str) -> None:
        try:
            ends[ref] = await client.wait(ref, **options)
        except AtlassianTasksError as error:
            ends[ref] = error

    async with anyio.create_task_group() as group:
        for ref in refs:
            group.start_soon(wait, ref)
    return [ends[ref] for ref in refs]


# What it costs


def durations(count: int) -> list[float]:
    dice = random.Random(1)
    return [dice.lognormvariate(4.1, 1.2) for _ in range(count)]


@anyio_test
@pytest.mark.parametrize(
    ("kind", "keeps"), [("confluence", True), ("confluence-dc", False), ("jira", False)]
)
async def test_separate_waits_cost_what_one_call_costs(kind: str, keeps: bool) -> None:
    costs = []
    for apart in (False, True):
        random.seed(7)
        simulator = Simulator(VirtualClock(), page_cap=100, keep_finished_listed=keeps)
        refs = [simulator.add(kind, duration=life).ref for life in durations(25)]
        async with opened(simulator) as client:
            if apart:
                ends = await wait_apart(client, refs)
                assert {task.status for task in ends} == {Status.COMPLETE}
            else:
                await client.wait_all(refs)
        costs.append(len(simulator.requests))
        assert most_within(looks(simulator)) <= 5

    together, alone = costs
    assert alone <= 1.1 * together + 5  # trio takes turns at random


@anyio_test
async def test_those_who_wait_for_one_task_share_its_looks(simulator: Simulator) -> None:
    ref = simulator.add("jira", duration=50).ref
    async with (
        opened(simulator, schedule=lambda: Fixed(5)) as client,
        anyio.create_task_group() as group,
    ):
        for _ in range(10):
            group.start_soon(client.wait, ref)
        group.start_soon(client.wait_all, [ref])

    assert len(simulator.requests) == 11


@anyio_test
@pytest.mark.parametrize("first", ["run", "wait"])
async def test_a_run_shares_its_looks_with_those_who_wait_beside_it(
    simulator: Simulator, first: str
) -> None:
    other = simulator.add("jira", duration=2).ref
    simulator.script_next(duration=50, times=2)
    starts = [Start(delete_project, key) for key in ("OLD", "OLDER")]
    async with (
        opened(simulator, schedule=lambda: Fixed(5)) as client,
        anyio.create_task_group() as group,
    ):
        if first == "wait":
            group.start_soon(client.wait, other)
        group.start_soon(client.run_all, starts)
        await simulator.clock.awaitable().sleep(2)  # type: ignore[attr-defined]
        for task in simulator.started:
            group.start_soon(client.wait, task.ref)

    asked = [sent.path for sent in simulator.requests if sent.method == "GET"]
    assert max(map(asked.count, asked)) <= 12


@anyio_test
async def test_a_run_counts_its_time_from_its_own_beginning(simulator: Simulator) -> None:
    other = simulator.add("jira", duration=500).ref
    simulator.script_next(duration=10)
    async with (
        opened(simulator, schedule=lambda: Fixed(60)) as client,
        anyio.create_task_group() as group,
    ):
        group.start_soon(client.wait, other)
        await simulator.clock.awaitable().sleep(50)  # type: ignore[attr-defined]
        [end] = await client.run_all([Start(delete_project, "OLD")], timeout=40, check=False)
        group.cancel_scope.cancel()

    assert end.ref is not None


@anyio_test
async def test_each_of_those_who_watch_one_task_is_told_of_every_change(
    simulator: Simulator,
) -> None:
    ref = simulator.add("jira", duration=50).ref
    told: list[list[float | None]] = [[], []]

    async def watch(place: int) -> None:
        async for task in client.watch(ref):
            told[place].append(task.percent)

    async with (
        opened(simulator, schedule=lambda: Fixed(5)) as client,
        anyio.create_task_group() as group,
    ):
        group.start_soon(watch, 0)
        group.start_soon(watch, 1)

    assert told == [[10 * n for n in range(11)]] * 2


@anyio_test
async def test_who_joins_later_is_looked_at_at_once(
    simulator: Simulator, clock: VirtualClock
) -> None:
    first = simulator.add("jira", duration=4000)
    second = simulator.add("jira", duration=10_000)

    async def later() -> None:
        await clock.awaitable().sleep(1000)
        with anyio.CancelScope() as scope:
            async for _ in client.watch(second.ref):
                joined.append(clock.now())
                scope.cancel()

    joined: list[float] = []
    async with (
        opened(simulator, schedule=lambda: Fixed(777)) as client,
        anyio.create_task_group() as group,
    ):
        group.start_soon(client.wait, first.ref)
        group.start_soon(later)

    assert joined == [1000]
    assert [at for at in by_id(simulator, first.id) if at < 4000] == [777.0 * n for n in range(6)]


@anyio_test
async def test_latecomers_are_followed_through_the_list_too(
    simulator: Simulator, clock: VirtualClock
) -> None:
    refs = [simulator.add("confluence", duration=900).ref for _ in range(30)]

    async def later(place: int) -> None:
        await clock.awaitable().sleep(100 + place / 10)
        await client.wait(refs[place])

    async with opened(simulator) as client, anyio.create_task_group() as group:
        for place in range(30):
            group.start_soon(client.wait if place < 10 else later, *_given(refs, place))
    late = [at for at in by_id(simulator) if 115 < at < 890]

    assert late == []
    assert len(pages(simulator)) < 80


def _given(refs: list[str], place: int) -> tuple[Any]:
    return (refs[place] if place < 10 else place,)


# To each its own


@anyio_test
async def test_each_keeps_its_own_timeout_and_stall(
    simulator: Simulator, clock: VirtualClock
) -> None:
    task = simulator.add("jira", duration=900, progress="none")
    ends: dict[str, tuple[Any, float]] = {}

    async def wait(name: str, **limits: Any) -> None:
        try:
            ends[name] = (await client.wait(task.ref, **limits)).status, clock.now()
        except WaitTimeout as error:
            ends[name] = type(error), clock.now()

    async with (
        opened(simulator, schedule=lambda: Fixed(7)) as client,
        anyio.create_task_group() as group,
    ):
        group.start_soon(lambda: wait("patient"))
        group.start_soon(lambda: wait("short", timeout=30.0))
        group.start_soon(lambda: wait("long", timeout=400.0))
        group.start_soon(lambda: wait("still", stall=50.0))

    assert ends["short"] == (WaitTimeout, 30)
    assert ends["long"] == (WaitTimeout, 400)
    assert ends["still"][0] is TaskStalled or ends["still"][0] is Status.COMPLETE
    assert ends["patient"][0] is Status.COMPLETE


@anyio_test
async def test_each_keeps_its_own_patience_and_its_own_error(
    simulator: Simulator, clock: VirtualClock
) -> None:
    task = simulator.add("jira", duration=200)
    simulator.fail_next(503, skip=2, times=30)
    ends: dict[float, Any] = {}

    async def wait(patience: float) -> None:
        try:
            ends[patience] = (await client.wait(task.ref, patience=patience)).status
        except AtlassianTasksError as error:
            ends[patience] = error

    async with (
        opened(simulator, schedule=lambda: Fixed(5)) as client,
        anyio.create_task_group() as group,
    ):
        for patience in (10.0, 11.0, 9000.0):
            group.start_soon(wait, patience)

    assert ends[9000.0] is Status.COMPLETE
    assert ends[10.0] is not ends[11.0]
    assert [str(ends[p].ref) for p in (10.0, 11.0)] == [task.ref] * 2


@anyio_test
async def test_ones_trouble_is_no_others(simulator: Simulator) -> None:
    good = simulator.add("jira", duration=60)
    bad = simulator.add("jira", duration=20, outcome="failed")
    refused = simulator.add("jira", duration=60)
    simulator.fail_next(403, path=refused.id)
    async with opened(simulator) as client:
        ends = await wait_apart(client, [good.ref, bad.ref, refused.ref])

    assert ends[0].status is Status.COMPLETE
    assert [type(error) for error in ends[1:]] == [TaskFailed, PermissionDenied]


@anyio_test
async def test_a_bug_in_a_schedule_ends_only_who_has_it(simulator: Simulator) -> None:
    tasks = [simulator.add("jira", duration=60) for _ in range(3)]
    made: list[Any] = []

    class Broken(Fixed):
        def next(self, age: float, percent: float | None) -> float:
            if self is made[1] and age > 20:
                raise LookupError("a bug")
            return super().next(age, percent)

    def make() -> Any:
        made.append(Broken(5))
        return made[-1]

    caught: list[Exception] = []

    async def wait(ref: str) -> None:
        try:
            ended.append((await client.wait(ref)).status)
        except LookupError as error:
            caught.append(error)

    ended: list[Status] = []
    async with opened(simulator, schedule=make) as client, anyio.create_task_group() as group:
        for task in tasks:
            group.start_soon(wait, task.ref)

    assert ended == [Status.COMPLETE] * 2
    assert len(caught) == 1


@anyio_test
async def test_a_client_closed_meanwhile_ends_all_waits(
    simulator: Simulator, clock: VirtualClock
) -> None:
    refs = [simulator.add("jira", duration=100).ref for _ in range(5)]

    async def close() -> None:
        await clock.awaitable().sleep(50)
        await client.aclose()

    caught: list[Any] = []

    async def many() -> None:
        with pytest.raises(ConfigurationError, match="closed"):
            await client.wait_all(refs[:2])
        caught.append("many")

    client = opened(simulator)
    async with anyio.create_task_group() as group:
        group.start_soon(close)
        group.start_soon(many)
        caught += await wait_apart(client, refs)

    errors = [error for error in caught if isinstance(error, ConfigurationError)]
    assert sorted(str(error.ref) for error in errors) == refs
    assert "many" in caught


@anyio_test
async def test_who_is_away_is_not_looked_for(simulator: Simulator, clock: VirtualClock) -> None:
    slow, other = simulator.add("jira", duration=500), simulator.add("jira", duration=500)

    async def linger() -> None:
        async for task in client.watch(slow.ref):
            if not task.is_final:
                await clock.awaitable().sleep(100)

    async with (
        opened(simulator, schedule=lambda: Fixed(5)) as client,
        anyio.create_task_group() as group,
    ):
        group.start_soon(linger)
        group.start_soon(client.wait, other.ref)

    assert by_id(simulator, slow.id)[:4] == [0, 100, 200, 300]
    assert len(by_id(simulator, other.id)) == 101


@anyio_test
async def test_an_abandoned_iterator_costs_the_others_nothing(simulator: Simulator) -> None:
    left, other = simulator.add("jira", duration=500), simulator.add("jira", duration=50)
    async with opened(simulator, schedule=lambda: Fixed(5)) as client:
        steps = client.watch(left.ref)
        await anext(steps)
        await client.wait(other.ref)
        await steps.aclose()

    assert by_id(simulator, left.id) == [0]


# Who drives


def listened(client: AsyncTaskClient) -> list[float]:
    """When the client's pace lets a look begin."""
    admitted: list[float] = []
    pace = client._perform._pace
    usual = pace.admit

    def admit(now: float) -> Any:
        turn = usual(now)
        admitted.extend([now] * (not turn.wait))
        return turn

    pace.admit = admit
    return admitted


@anyio_test
@pytest.mark.parametrize("seed", range(8))
async def test_whoever_is_cancelled_and_when_the_others_see_their_ends(seed: int) -> None:
    dice = random.Random(seed)
    clock = VirtualClock()
    simulator = Simulator(clock, latency=dice.choice([0, 0.4]), page_cap=dice.choice([3, 100]))
    kinds = dice.choice([["jira"], ["confluence"], ["jira", "confluence", "confluence-dc"]])
    tasks = [simulator.add(dice.choice(kinds), duration=dice.uniform(0, 120)) for _ in range(14)]
    ended: Counter[str] = Counter()
    cancelled = set()

    async def wait(place: int, leaves_at: float | None) -> None:
        await clock.awaitable().sleep(dice.choice([0, 0, dice.uniform(0, 60)]))
        with anyio.CancelScope() as scope:
            if leaves_at is not None:
                group.start_soon(cancel, scope, leaves_at)
            if place % 4 == 0:
                mine = [task.ref for task in tasks[place : place + 4]]
                async for outcome in client.as_completed(mine):
                    assert isinstance(outcome, Outcome)
                    assert outcome.result().is_success
            else:
                assert (await client.wait(tasks[place].ref)).is_success
        if scope.cancelled_caught:
            cancelled.add(place)
        ended[tasks[place].ref] += 1

    async def cancel(scope: anyio.CancelScope, at: float) -> None:
        await clock.awaitable().sleep(at)
        for _ in range(dice.randrange(12)):
            await anyio.lowlevel.checkpoint()
        scope.cancel()

    with anyio.fail_after(20):
        async with opened(simulator) as client, anyio.create_task_group() as group:
            admitted = listened(client)
            for place in range(len(tasks)):
                leaves_at = dice.choice([None, dice.uniform(0, 90), dice.choice([0, 1, 2, 5])])
                group.start_soon(wait, place, leaves_at)
        assert client._fleet(0).is_empty

    assert set(ended.values()) == {1}
    assert len(ended) == len(tasks)
    assert most_within(admitted) <= 5
    assert len(simulator.requests) <= len(admitted)
    assert is_left_alone(simulator)
    lags = clock.now() - max(task.script.duration for task in tasks)
    assert lags < 80


@pytest.mark.parametrize("seed", range(8))
def test_asyncios_own_cancellations_hurt_nobody_else_and_deadlines_hold(seed: int) -> None:
    dice = random.Random(seed)
    clock = VirtualClock()
    simulator = Simulator(clock, page_cap=5)
    kinds = dice.choice([["jira"], ["confluence"], ["jira", "confluence"]])
    tasks = [simulator.add(dice.choice(kinds), duration=dice.uniform(0, 90)) for _ in range(16)]
    ended: list[str] = []

    async def wait(ref: str) -> None:
        timeout = dice.choice([None, None, dice.uniform(0, 60)])
        await clock.awaitable().sleep(dice.choice([0, dice.uniform(0, 30)]))
        begun = clock.now()
        try:
            assert (await client.wait(ref, timeout=timeout)).is_success
        except WaitTimeout:
            assert timeout is not None
            assert begun + timeout <= clock.now() + 1e-6
        ended.append(ref)

    async def main() -> list[bool]:
        waits = [asyncio.create_task(wait(task.ref)) for task in tasks]
        for doomed in dice.sample(waits, 6):
            await clock.awaitable().sleep(dice.uniform(0, 12))
            for _ in range(dice.randrange(9)):
                await asyncio.sleep(0)
            doomed.cancel()
        await asyncio.wait_for(asyncio.wait(waits), 20)
        for done in waits:
            assert done.cancelled() or done.exception() is None
        return [done.cancelled() for done in waits]

    client = opened(simulator)
    cancelled = asyncio.run(main())

    assert len(ended) == cancelled.count(False) >= 10
    assert is_left_alone(simulator)


@anyio_test
async def test_a_deadline_under_a_short_pace_ends_only_who_has_it(
    simulator: Simulator, clock: VirtualClock
) -> None:
    refs = [simulator.add("jira", duration=100).ref for _ in range(12)]
    async with opened(simulator, pace=1, schedule=lambda: Fixed(3)) as client:
        ends: list[Any] = []
        times: list[float] = []

        async def some() -> None:
            ends.extend(await client.wait_all(refs[:6], timeout=30, check=False))
            times.append(clock.now())

        async with anyio.create_task_group() as group:
            group.start_soon(some)
            others = await wait_apart(client, refs[6:])

    assert {type(outcome.error) for outcome in ends} == {WaitTimeout}
    assert 30 <= times[0] <= 30.1
    assert {task.status for task in others} == {Status.COMPLETE}
    assert most_within(looks(simulator)) <= 1


@anyio_test
async def test_a_look_cut_off_with_its_driver_is_repeated_by_the_next(
    simulator: Simulator, clock: VirtualClock
) -> None:
    tasks = [simulator.add("jira", duration=30) for _ in range(3)]
    hangs = anyio.Event()

    class Hanging(httpx.AsyncBaseTransport):
        is_done = False

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if not self.is_done and clock.now() >= 10:
                self.is_done = True
                hangs.set()
                await anyio.sleep_forever()
            return await usual.handle_async_request(request)

    usual = simulator.async_transport()
    scopes = [anyio.CancelScope() for _ in tasks]
    ends = []

    async def wait(place: int) -> None:
        with scopes[place]:
            ends.append((await client.wait(tasks[place].ref)).status)

    async with (
        opened(simulator, transport=Hanging(), schedule=lambda: Fixed(5)) as client,
        anyio.create_task_group() as group,
    ):
        for place in range(3):
            group.start_soon(wait, place)
        await hangs.wait()
        driver = client._fleet(0)._driver
        assert driver is not None
        ref = str(next(iter(driver.members)))
        scopes[[task.ref for task in tasks].index(ref)].cancel()

    assert ends == [Status.COMPLETE] * 2
    left = [task for task in tasks if task.ref != ref]
    for task in left:  # an answer that came beside the one that hangs is cut off too
        assert by_id(simulator, task.id).count(10) in (1, 2)
        assert sorted({*by_id(simulator, task.id)}) == [5 * n for n in range(7)]


@anyio_test
async def test_a_page_cut_off_with_its_driver_is_asked_for_again(
    simulator: Simulator, clock: VirtualClock
) -> None:
    tasks = [simulator.add("confluence", duration=400) for _ in range(30)]
    cuts = {30.0, 60.0, 200.0}
    scopes: dict[str, anyio.CancelScope] = {}
    ended: list[str] = []

    class Cutting(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if cuts and request.url.path.endswith("/longtask") and clock.now() >= min(cuts):
                cuts.remove(min(cuts))
                driver = client._fleet(0)._driver
                assert driver is not None
                scopes[str(next(iter(driver.members)))].cancel()
                await anyio.sleep_forever()
            return await usual.handle_async_request(request)

    usual = simulator.async_transport()

    async def wait(ref: str) -> None:
        with anyio.CancelScope() as scopes[ref]:
            await client.wait(ref)
            ended.append(ref)

    async with (
        opened(simulator, transport=Cutting()) as client,
        anyio.create_task_group() as group,
    ):
        for task in tasks:
            group.start_soon(wait, task.ref)

    assert cuts == set()
    assert len(ended) == 27
    assert len([at for at in by_id(simulator) if 20 < at < 399]) == 0


def test_a_native_cancel_as_somebody_joins_is_not_lost(
    simulator: Simulator, clock: VirtualClock
) -> None:
    refs = [simulator.add("jira", duration=9999).ref for _ in range(2)]

    class Sleepless(VirtualClock):
        async def sleep(self, seconds: float) -> None:  # type: ignore[override]
            asleep.set()
            await anyio.sleep_forever()

    async def main() -> tuple[bool, bool]:
        async with opened(simulator, clock=Sleepless()) as client:
            first = asyncio.create_task(client.wait(refs[0]))
            await asleep.wait()
            second = asyncio.create_task(client.wait(refs[1]))
            await asyncio.sleep(0)
            first.cancel()
            await asyncio.wait([first], timeout=2)
            second.cancel()
            await asyncio.wait([second], timeout=2)
            return first.cancelled(), second.cancelled()

    asleep = asyncio.Event()

    assert asyncio.run(main()) == (True, True)


def test_a_stop_of_the_driver_carries_its_own_note_only(simulator: Simulator) -> None:
    refs = [simulator.add("jira", duration=50).ref for _ in range(2)]
    notes: list[list[str]] = []

    async def wait(client: AsyncTaskClient, ref: str, scope: trio.CancelScope) -> None:
        with scope:
            try:
                await client.wait(ref)
            except trio.Cancelled as stop:
                notes.append(stop.__notes__)
                raise

    async def main() -> None:
        scopes = [trio.CancelScope(), trio.CancelScope()]
        async with opened(simulator) as client, trio.open_nursery() as nursery:
            for ref, scope in zip(refs, scopes, strict=True):
                nursery.start_soon(wait, client, ref, scope)
            while len(simulator.requests) < 4:
                await trio.lowlevel.checkpoint()
            scopes[0].cancel()

    trio.run(main)

    assert len(notes) == 1
    (note,) = notes[0]
    assert refs[0] in note
    assert refs[1] not in note


@anyio_test
async def test_nobody_left_leaves_nothing(simulator: Simulator) -> None:
    refs = [simulator.add("jira", duration=5).ref for _ in range(3)]
    async with opened(simulator) as client:
        await wait_apart(client, refs)
        fleet = client._fleet(0)

    assert fleet.is_empty
    assert not fleet._several


@anyio_test
async def test_clients_of_two_sites_do_not_mix_in_one_event_loop(clock: VirtualClock) -> None:
    sites = [Simulator(clock, site=f"https://{name}.example") for name in ("one", "other")]
    for site, outcome in zip(sites, ["failed", "complete"], strict=True):
        site.add("jira", "10641", duration=5, outcome=outcome)
    ended: dict[str, Status] = {}

    async def wait(site: Simulator) -> None:
        async with opened(site) as client:
            ended[site.site] = (await client.wait("jira:10641", check=False)).status

    async with anyio.create_task_group() as group:
        for site in sites:
            group.start_soon(wait, site)

    assert ended == {sites[0].site: Status.FAILED, sites[1].site: Status.COMPLETE}


@anyio_test
async def test_a_client_leaves_nothing_in_its_event_loop(simulator: Simulator) -> None:
    async with opened(simulator) as client:
        await client.wait(simulator.add("jira", duration=5).ref)
        fleet = weakref.ref(client._fleet(0))
    del client
    gc.collect()

    assert fleet() is None


def test_each_event_loop_has_a_fleet_of_its_own(simulator: Simulator) -> None:
    ref = simulator.add("jira", duration=9999).ref
    client = opened(simulator)

    async def leave() -> None:
        steps = client.watch(ref)
        await anext(steps)
        left.append(steps)

    left: list[Any] = []
    asyncio.run(leave())
    ended = asyncio.run(wait_apart(client, [simulator.add("jira", duration=3).ref]))

    assert isinstance(ended[0], Task)
