"""Leaving many tasks: nothing is sent afterwards, nothing runs on, and one is told how to go on."""

import asyncio
import gc
import random
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import anyio
import httpx
import pytest
import trio
from atlassian_tasks import AsyncTaskClient, Outcome, Status, TaskClient
from atlassian_tasks.errors import ConnectionFailed
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.simulator import Simulator, VirtualClock

from tests.colours import Client, looks
from tests.many import VERBS, Interrupted, by_id, most_within, wait_all, watch_all
from tests.test_client_stopping import ThreadClock

pytestmark = pytest.mark.trio
Open = Callable[..., Client]
anyio_test = pytest.mark.anyio
STOPS = [KeyboardInterrupt(), SystemExit(3)]
BUGS = [RuntimeError("bug")]
MIX = ["jira", "jira-bulk", "confluence", "confluence", "confluence", "jira-v2"] * 2


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(autouse=True)
def same_jitter() -> None:
    random.seed(7)


def opened(simulator: Simulator, **settings: Any) -> AsyncTaskClient:
    assert isinstance(simulator.clock, VirtualClock)
    given = {"transport": simulator.async_transport(), "clock": simulator.clock.awaitable()}
    return AsyncTaskClient(simulator.site, **given | settings)


def added(simulator: Simulator, kinds: list[str] = MIX, duration: float = 100) -> list[str]:
    return [simulator.add(kind, duration=duration).ref for kind in kinds]


def is_left_alone(simulator: Simulator) -> bool:
    methods = {asked.method for asked in simulator.requests}
    return methods <= {"GET"} and all(task.cancel_requested is None for task in simulator.tasks)


def names_all(note: str, refs: list[str]) -> bool:
    return f"{len(refs)} not cancelled" in note and set(refs) <= set(note.split())


# Interrupts and errors


@pytest.mark.parametrize("error", [*STOPS, *BUGS], ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("number", [1, 20])
@pytest.mark.parametrize("verb", VERBS)
def test_what_interrupts_a_request_passes_as_it_is(
    simulator: Simulator, error: BaseException, number: int, verb: str
) -> None:
    refs = added(simulator)
    transport = Interrupted(simulator, number, error)
    client = TaskClient(simulator.site, transport=transport, clock=simulator.clock)
    with pytest.raises(type(error)) as caught:
        list(getattr(client, verb)(refs))

    assert caught.value is error
    assert len(simulator.requests) == number - 1
    assert is_left_alone(simulator)


@anyio_test
@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, RuntimeError])
@pytest.mark.parametrize("number", [1, 20])
async def test_what_interrupts_one_of_several_requests_passes_as_it_is(
    simulator: Simulator, stop: type[BaseException], number: int
) -> None:
    refs = added(simulator)
    error = stop()
    transport = Interrupted(simulator, number, error)
    async with opened(simulator, transport=transport, pace=None) as client:
        with pytest.raises(stop) as caught:
            await client.wait_all(refs)
        asked = len(simulator.requests)
        await anyio.lowlevel.checkpoint()

    assert caught.value is error
    assert len(simulator.requests) == asked < number + 8
    assert is_left_alone(simulator)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_an_interrupt_tells_how_to_go_on_with_those_that_are_left(
    simulator: Simulator, number: int
) -> None:
    refs = added(simulator)
    ended = simulator.add("jira", duration=0).ref
    transport = Interrupted(simulator, number, KeyboardInterrupt())
    client = TaskClient(simulator.site, transport=transport, clock=simulator.clock)
    with pytest.raises(KeyboardInterrupt) as caught:
        client.wait_all([ended, *refs])

    (note,) = caught.value.__notes__
    assert names_all(note, [ended, *refs] if number == 1 else refs)
    assert "atlassian-tasks wait " in note


def test_after_an_interrupt_the_client_works_on(simulator: Simulator) -> None:
    refs = added(simulator)
    transport = Interrupted(simulator, 9, KeyboardInterrupt())
    client = TaskClient(simulator.site, transport=transport, clock=simulator.clock)
    with pytest.raises(KeyboardInterrupt):
        client.wait_all(refs)

    assert all(outcome.result().is_success for outcome in client.wait_all(refs))


class Broken(Fixed):
    def next(self, age: float, percent: float | None) -> float:
        if age > 20:
            raise LookupError("a bug in somebody's schedule")
        return super().next(age, percent)


@pytest.mark.parametrize("kind", ["jira", "confluence"])
def test_an_error_of_ones_own_schedule_passes_and_ends_it(
    open_client: Open, simulator: Simulator, kind: str
) -> None:
    refs = added(simulator, [kind] * 6)
    steps = watch_all(open_client(schedule=lambda: Broken(5)), refs)
    with pytest.raises(LookupError):
        list(steps)
    asked = len(simulator.requests)

    assert list(steps) == []
    assert len(simulator.requests) == asked
    assert simulator.clock.now() < 30


@pytest.mark.usefixtures("heeds_signals")
def test_in_asyncio_a_ctrl_c_is_a_cancelled_error_with_the_note(simulator: Simulator) -> None:
    refs = added(simulator)
    notes: list[str] = []

    class Pressing(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if len(simulator.requests) == 5:
                signal.raise_signal(signal.SIGINT)
            return await usual.handle_async_request(request)

    async def main() -> None:
        async with opened(simulator, transport=Pressing()) as client:
            try:
                await client.wait_all(refs)
            except asyncio.CancelledError as stop:
                notes.extend(stop.__notes__)
                raise

    usual = simulator.async_transport()
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(main())

    assert names_all(notes[0], refs)
    assert is_left_alone(simulator)


# Cancelled coroutines


class Hung(httpx.AsyncBaseTransport):
    """Answers so many requests; those after it never."""

    def __init__(self, simulator: Simulator, answered: int) -> None:
        self.usual = simulator.async_transport()
        self.left = answered
        self.hangs = 0
        self.waits = anyio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.left -= 1
        if self.left >= 0:
            return await self.usual.handle_async_request(request)
        self.hangs += 1
        self.waits.set()
        try:
            await anyio.sleep_forever()
        finally:
            self.hangs -= 1
        raise AssertionError


@anyio_test
@pytest.mark.parametrize("answered", [0, 1, 30])
async def test_cancelling_drops_all_requests_in_flight_and_says_how_to_go_on(
    simulator: Simulator, answered: int
) -> None:
    refs = added(simulator)
    transport = Hung(simulator, answered)
    stops: list[BaseException] = []

    async def waiting(client: AsyncTaskClient) -> None:
        try:
            await client.wait_all(refs)
        except BaseException as stop:
            stops.append(stop)
            raise

    async with opened(simulator, transport=transport, pace=None) as client:
        async with anyio.create_task_group() as group:
            group.start_soon(waiting, client)
            await transport.waits.wait()
            group.cancel_scope.cancel()
        asked = len(simulator.requests)

    assert isinstance(stops[0], anyio.get_cancelled_exc_class())
    assert names_all(stops[0].__notes__[0], refs)
    assert transport.hangs == 0
    assert asked == answered
    assert is_left_alone(simulator)


def test_a_cancelled_asyncio_task_is_cancelled_and_leaves_no_other(simulator: Simulator) -> None:
    refs = added(simulator)

    async def main() -> tuple[bool, int]:
        transport = Hung(simulator, 3)
        async with opened(simulator, transport=transport, pace=None) as client:
            task = asyncio.create_task(client.wait_all(refs))
            await transport.waits.wait()
            task.cancel()
            await asyncio.wait([task])
            return task.cancelled(), len(asyncio.all_tasks())

    assert asyncio.run(main()) == (True, 1)


def test_a_trio_scope_catches_its_own_cancellation(simulator: Simulator) -> None:
    refs = added(simulator)

    async def main() -> bool:
        async with opened(simulator) as client:
            with trio.CancelScope() as scope:
                async for _ in client.watch_all(refs):
                    scope.cancel()
            return scope.cancelled_caught

    assert trio.run(main)


# Breaking out


@anyio_test
@pytest.mark.parametrize("close", [True, False])
@pytest.mark.parametrize("verb", ["as_completed", "watch_all"])
async def test_breaking_out_leaves_nothing_behind(
    simulator: Simulator, close: bool, verb: str
) -> None:
    refs = [simulator.add("jira", duration=5).ref, *added(simulator)]
    async with opened(simulator) as client:
        steps = getattr(client, verb)(refs)
        async for report in steps:
            if isinstance(report, Outcome):
                break
        asked = len(simulator.requests)
        if close:
            await steps.aclose()
            assert [report async for report in steps] == []
        del steps, report
        gc.collect()
        await anyio.lowlevel.checkpoint()

    assert len(simulator.requests) == asked
    assert is_left_alone(simulator)


@pytest.mark.parametrize("close", [True, False])
def test_breaking_out_of_a_blocking_loop_leaves_nothing_behind(
    simulator: Simulator, close: bool
) -> None:
    refs = [simulator.add("jira", duration=5).ref, *added(simulator)]
    client = TaskClient(simulator.site, transport=simulator.transport(), clock=simulator.clock)
    steps: Any = client.as_completed(refs)
    for _ in steps:
        break
    asked = len(simulator.requests)
    if close:
        steps.close()
        assert list(steps) == []
    del steps
    gc.collect()

    assert len(simulator.requests) == asked
    assert is_left_alone(simulator)


# In flight


class Counting(httpx.AsyncBaseTransport):
    """Counts the requests that are under way together."""

    def __init__(self, simulator: Simulator) -> None:
        self.usual = simulator.async_transport()
        self.now = self.most = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return await self.usual.handle_async_request(request)
        finally:
            self.now -= 1


@anyio_test
@pytest.mark.parametrize("limit", [None, 15])
async def test_eight_requests_are_in_flight_at_most(
    clock: VirtualClock, limit: float | None
) -> None:
    simulator = Simulator(clock, latency=0.5)
    transport = Counting(simulator)
    refs = added(simulator, MIX * 2, duration=30)
    async with opened(simulator, transport=transport, pace=None) as client:
        await client.wait_all(refs, timeout=limit, check=False)

    assert transport.most == 8
    assert transport.now == 0


@pytest.mark.parametrize("kind", ["jira", "confluence"])
def test_a_hung_look_holds_the_others_up_by_no_more_than_the_request_timeout(
    open_client: Open, simulator: Simulator, kind: str
) -> None:
    client = open_client(schedule=lambda: Fixed(5), request_timeout=3, pace=None)
    hung, *others = [simulator.add(kind, duration=60) for _ in range(2)] + [
        simulator.add("jira", duration=60) for _ in range(6)
    ]
    simulator.fail_next(path=f"/{hung.id}", delay=60, skip=1, times=20)
    outcomes = wait_all(client, [hung.ref, *(task.ref for task in others)], patience=999)
    gaps = [
        after - before for task in others for before, after in pairwise(by_id(simulator, task.id))
    ]

    assert max(gaps) == pytest.approx(5 + 3)
    assert {outcome.result().status for outcome in outcomes} == {Status.COMPLETE}


@anyio_test
async def test_a_request_that_trickles_for_ever_ends_at_the_request_timeout(
    simulator: Simulator,
) -> None:
    refs = added(simulator, ["jira"] * 4, duration=0)

    class Trickling(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith(refs[1].partition(":")[2]):
                await anyio.sleep_forever()
            return await usual.handle_async_request(request)

    usual = simulator.async_transport()
    async with opened(simulator, transport=Trickling(), request_timeout=0.05) as client:
        outcomes = await client.wait_all(refs, patience=0, check=False)

    assert [type(outcome.error) for outcome in outcomes] == [
        type(None),
        ConnectionFailed,
        type(None),
        type(None),
    ]


# Threads


def test_threads_that_each_follow_many_share_pace_and_floor() -> None:
    clock = ThreadClock(4)
    simulator = Simulator(clock)
    groups = [added(simulator, ["jira", *["confluence"] * 3], duration=30) for _ in range(4)]
    simulator.fail_next(429, skip=25, headers={"Retry-After": "10"})

    def follow(refs: list[str]) -> list[str]:
        try:
            return [str(outcome.ref) for outcome in client.wait_all(refs)]
        finally:
            clock.leave()

    transport = simulator.transport()
    with (
        TaskClient(simulator.site, transport=transport, clock=clock) as client,
        ThreadPoolExecutor(4) as threads,
    ):
        ended = list(threads.map(follow, groups))
    times = looks(simulator)
    met = next(asked.time for asked in simulator.requests if asked.status == 429)

    assert ended == groups
    assert most_within(times) <= 5
    assert [at for at in times if met + 1e-6 < at < met + 10] == []


@anyio_test
async def test_calls_that_run_together_share_pace_and_floor(simulator: Simulator) -> None:
    groups = [added(simulator, ["jira", *["confluence"] * 3], duration=30) for _ in range(4)]
    simulator.fail_next(429, skip=25, headers={"Retry-After": "10"})
    async with opened(simulator) as client, anyio.create_task_group() as group:
        for refs in groups:
            group.start_soon(client.wait_all, refs)
    times = looks(simulator)
    met = next(asked.time for asked in simulator.requests if asked.status == 429)

    assert most_within(times) <= 5
    assert [at for at in times if met + 1e-6 < at < met + 10] == []


def stopped_at(place: int, run: Callable[[], object]) -> list[tuple[str, int]]:
    """Run it with a Ctrl-C after so many lines of the fleet; which lines it came by."""
    lines: list[tuple[str, int]] = []

    def trace(frame: Any, event: str, _: object) -> Any:
        if "/waiting/" not in frame.f_code.co_filename:
            return None
        if event == "line":
            lines.append((frame.f_code.co_filename, frame.f_lineno))
            if len(lines) == place:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return lines


def test_a_stop_at_any_line_of_the_fleet_comes_out_as_itself() -> None:
    def run() -> None:
        simulator = Simulator(VirtualClock(), keep_finished_listed=True)
        refs = added(simulator, ["jira", "confluence", "confluence"], duration=2)
        settings = {"transport": simulator.transport(), "clock": simulator.clock}
        random.seed(7)
        with TaskClient(simulator.site, schedule=lambda: Fixed(1), **settings) as client:
            client.wait_all(refs)

    run()  # loads what is loaded once
    lines = stopped_at(0, run)
    firsts = {line: place for place, line in reversed([*enumerate(lines, 1)])}
    for place in {*firsts.values(), *range(1, len(lines), 40)}:
        with pytest.raises(KeyboardInterrupt):
            stopped_at(place, run)
