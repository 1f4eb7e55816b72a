"""Stopping is not cancelling: nothing is sent afterwards, and one is told how to go on."""

import asyncio
import random
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
import pytest
import trio
from atlassian_tasks import AsyncTaskClient, Status, TaskClient
from atlassian_tasks.errors import AtlassianTasksError, ConfigurationError
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.simulator import Simulator, VirtualClock

from tests.answers import jira
from tests.colours import Client, looks
from tests.sockets import is_hung_up, listening

pytestmark = pytest.mark.trio
Open = Callable[..., Client]
anyio_test = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return request.param


class InterruptedClock(VirtualClock):
    """Somebody presses Ctrl-C in the third sleep."""

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if len(self.sleeps) == 3:
            raise KeyboardInterrupt


def gets_only(simulator: Simulator) -> bool:
    return {asked.method for asked in simulator.requests} == {"GET"}


@pytest.mark.parametrize("verb", ["wait", "watch"])
def test_an_interrupt_passes_unwrapped_with_a_note(verb: str) -> None:
    clock = InterruptedClock()
    simulator = Simulator(clock)
    task = simulator.add("jira", duration=100)
    with (
        TaskClient(simulator.site, transport=simulator.transport(), clock=clock) as client,
        pytest.raises(KeyboardInterrupt) as caught,
    ):
        list(client.watch(task.ref)) if verb == "watch" else client.wait(task.ref)

    (note,) = caught.value.__notes__
    assert "not cancelled" in note
    assert f"atlassian-tasks wait {task.ref}" in note
    assert len(simulator.requests) == 3
    assert gets_only(simulator)
    assert task.cancel_requested is None


class InterruptedTransport(httpx.BaseTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt


def test_an_interrupt_within_a_request_passes_too() -> None:
    with (
        TaskClient("https://acme.atlassian.net", transport=InterruptedTransport()) as client,
        pytest.raises(KeyboardInterrupt) as caught,
    ):
        client.wait("jira:1")

    assert "atlassian-tasks wait jira:1" in caught.value.__notes__[0]


def test_after_an_interrupt_the_client_works_on() -> None:
    clock = InterruptedClock()
    simulator = Simulator(clock)
    task = simulator.add("jira", duration=100)
    with TaskClient(simulator.site, transport=simulator.transport(), clock=clock) as client:
        with pytest.raises(KeyboardInterrupt):
            client.wait(task.ref)
        ended = client.wait(task.ref)

    assert ended.is_success


def opened(simulator: Simulator, **settings: Any) -> AsyncTaskClient:
    assert isinstance(simulator.clock, VirtualClock)
    return AsyncTaskClient(
        simulator.site,
        transport=simulator.async_transport(),
        **{"clock": simulator.clock.awaitable()} | settings,
    )


class Hanging:
    """A clock on which the third sleep never ends."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.slept = 0
        self.hangs = anyio.Event()

    def now(self) -> float:
        return self.clock.now()

    async def sleep(self, seconds: float) -> None:
        self.slept += 1
        if self.slept == 3:
            self.hangs.set()
            await anyio.sleep_forever()
        await self.clock.awaitable().sleep(seconds)


@anyio_test
async def test_a_cancelled_coroutine_sends_nothing_more(
    simulator: Simulator, clock: VirtualClock
) -> None:
    task = simulator.add("jira", duration=100)
    hanging = Hanging(clock)
    notes: list[str] = []

    async def waiting(client: AsyncTaskClient) -> None:
        try:
            await client.wait(task.ref)
        except anyio.get_cancelled_exc_class() as stop:
            notes.extend(stop.__notes__)
            raise

    async with opened(simulator, clock=hanging) as client:
        async with anyio.create_task_group() as group:
            group.start_soon(waiting, client)
            await hanging.hangs.wait()
            group.cancel_scope.cancel()
        asked = len(simulator.requests)
        ended = await client.wait(task.ref)

    assert asked == 3
    assert len(notes) == 1
    assert f"atlassian-tasks wait {task.ref}" in notes[0]
    assert task.cancel_requested is None
    assert ended.is_success


@anyio_test
async def test_a_look_in_flight_is_dropped_with_its_coroutine(simulator: Simulator) -> None:
    started = anyio.Event()

    class Hung(httpx.AsyncBaseTransport):
        closed = 0

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            started.set()
            await anyio.sleep_forever()
            raise AssertionError

        async def aclose(self) -> None:
            self.closed += 1

    transport = Hung()
    client = AsyncTaskClient(simulator.site, transport=transport)
    async with client, anyio.create_task_group() as group:
        group.start_soon(client.wait, "jira:1")
        await started.wait()
        group.cancel_scope.cancel()

    assert transport.closed == 1


@anyio_test
async def test_a_caller_may_set_a_limit_of_its_own(
    simulator: Simulator, clock: VirtualClock
) -> None:
    task = simulator.add("jira", duration=100)
    hanging = Hanging(clock)
    async with opened(simulator, clock=hanging, schedule=lambda: Fixed(5)) as client:
        with anyio.CancelScope() as scope:
            async for _ in client.watch(task.ref):
                if hanging.slept == 2:
                    scope.cancel()

    assert scope.cancelled_caught
    assert gets_only(simulator)


@anyio_test
@pytest.mark.parametrize("close", [True, False])
async def test_breaking_out_leaves_nothing_behind(simulator: Simulator, close: bool) -> None:
    task = simulator.add("jira", duration=100)
    async with opened(simulator) as client:
        steps = client.watch(task.ref)
        async for snapshot in steps:
            if snapshot.percent:
                break
        asked = len(simulator.requests)
        if close:
            await steps.aclose()
        del steps

    assert len(simulator.requests) == asked
    assert task.cancel_requested is None


@pytest.mark.usefixtures("heeds_signals")
def test_in_asyncio_a_ctrl_c_is_a_cancelled_error_with_the_note(
    simulator: Simulator, clock: VirtualClock
) -> None:
    task = simulator.add("jira", duration=100)
    notes: list[str] = []

    async def main() -> None:
        async with opened(simulator, clock=Interrupting(clock)) as client:
            try:
                await client.wait(task.ref)
            except asyncio.CancelledError as stop:
                notes.extend(stop.__notes__)
                raise

    class Interrupting(Hanging):
        async def sleep(self, seconds: float) -> None:
            if self.slept == 1:
                signal.raise_signal(signal.SIGINT)
            await super().sleep(seconds)

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(main())

    assert f"atlassian-tasks wait {task.ref}" in notes[0]
    assert gets_only(simulator)


def test_in_trio_a_ctrl_c_is_a_keyboard_interrupt_with_the_note(
    simulator: Simulator, clock: VirtualClock
) -> None:
    task = simulator.add("jira", duration=100)

    class Interrupting(Hanging):
        async def sleep(self, seconds: float) -> None:
            if self.slept == 1:
                raise KeyboardInterrupt
            await super().sleep(seconds)

    async def main() -> None:
        async with opened(simulator, clock=Interrupting(clock)) as client:
            await client.wait(task.ref)

    with pytest.raises(KeyboardInterrupt) as caught:
        trio.run(main)

    assert f"atlassian-tasks wait {task.ref}" in caught.value.__notes__[0]
    assert gets_only(simulator)


@pytest.mark.usefixtures("heeds_signals")
def test_in_trio_a_ctrl_c_within_a_look_is_no_group_either() -> None:
    def press(connection: socket.socket) -> None:
        connection.recv(65_536)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    async def main() -> None:
        async with AsyncTaskClient(url) as client:
            await client.wait("jira:1")

    with listening(press) as (url, accepted):
        with pytest.raises(KeyboardInterrupt) as caught:
            trio.run(main)

        assert is_hung_up(accepted[0])
    (note,) = caught.value.__notes__
    assert "atlassian-tasks wait jira:1" in note


class Quit(BaseException):
    """Stops a program."""


@anyio_test
async def test_a_stop_ends_the_requests_beside_it_and_comes_out_as_itself(
    clock: VirtualClock,
) -> None:
    begun, cancelled = anyio.Event(), []

    class Site(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/1"):
                await begun.wait()
                raise Quit
            begun.set()
            try:
                await anyio.sleep_forever()
            except anyio.get_cancelled_exc_class():
                cancelled.append(request.url.path)
                raise
            raise AssertionError

    url = "https://acme.atlassian.net"
    async with AsyncTaskClient(url, transport=Site(), clock=clock.awaitable()) as client:
        with pytest.raises(Quit) as caught, anyio.fail_after(5):
            await client.wait_all(["jira:1", "jira:2"])

    assert cancelled == ["/rest/api/3/task/2"]
    assert "not cancelled" in caught.value.__notes__[0]


@anyio_test
async def test_a_client_closed_meanwhile_ends_the_wait(
    simulator: Simulator, clock: VirtualClock
) -> None:
    task = simulator.add("jira", duration=100)
    client = opened(simulator, schedule=lambda: Fixed(5))
    caught: list[AtlassianTasksError] = []

    async def waiting() -> None:
        try:
            await client.wait(task.ref)
        except AtlassianTasksError as error:
            caught.append(error)

    async with anyio.create_task_group() as group:
        group.start_soon(waiting)
        while len(simulator.requests) < 3:
            await anyio.lowlevel.checkpoint()
        await client.aclose()

    assert isinstance(caught[0], ConfigurationError)
    assert str(caught[0].ref) == task.ref
    assert len(simulator.requests) <= 4


@anyio_test
async def test_waits_of_one_client_share_its_pace(simulator: Simulator) -> None:
    random.seed(7)
    tasks = [simulator.add("jira", duration=20) for _ in range(10)]
    async with (
        opened(simulator, schedule=lambda: Fixed(1)) as client,
        anyio.create_task_group() as group,
    ):
        for task in tasks:
            group.start_soon(client.wait, task.ref)

    times = looks(simulator)
    assert max(sum(at <= other < at + 1 - 1e-5 for other in times) for at in times) <= 5


# Threads


class ThreadClock(VirtualClock):
    """Time passes only when every one of so many threads is asleep or done."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self._awake = threads
        self._dues: list[float] = []
        self._changed = threading.Condition(threading.RLock())

    def sleep(self, seconds: float) -> None:
        with self._changed:
            due = self.now() + max(seconds, 0.0)
            self._dues.append(due)
            self.leave()
            self._changed.wait_for(lambda: self.now() >= due)

    def leave(self) -> None:
        with self._changed:
            self._awake -= 1
            if self._awake == 0 and self._dues:
                self.advance(min(self._dues) - self.now())
                asleep = [due for due in self._dues if due > self.now()]
                self._awake = len(self._dues) - len(asleep)
                self._dues = asleep
                self._changed.notify_all()


def test_threads_share_a_client_its_pace_and_its_floor() -> None:
    clock = ThreadClock(8)
    simulator = Simulator(clock)
    tasks = [simulator.add("jira", duration=20) for _ in range(8)]
    simulator.fail_next(429, skip=20, headers={"Retry-After": "10"})
    ended = []

    def wait(ref: str) -> None:
        try:
            ended.append(client.wait(ref).status)
        finally:
            clock.leave()

    transport = simulator.transport()
    with (
        TaskClient(
            simulator.site, transport=transport, clock=clock, schedule=lambda: Fixed(1)
        ) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        for task in tasks:
            pool.submit(wait, task.ref)

    times = looks(simulator)
    refused = next(asked.time for asked in simulator.requests if asked.status == 429)
    assert ended == [Status.COMPLETE] * 8
    assert max(sum(at <= other < at + 1 - 1e-5 for other in times) for at in times) <= 5
    assert min(at for at in times if at > refused) >= refused + 10


def test_threads_that_share_a_client_get_their_own_answers() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        task_id = request.url.path.rpartition("/")[2]
        odd = int(task_id) % 2
        return httpx.Response(200, json={} if odd else jira(id=task_id, description=task_id))

    def names(number: int) -> Iterator[str | None]:
        for _ in range(20):
            try:
                yield client.get(f"jira:{number}").name
            except AtlassianTasksError as error:
                yield str(error.ref)

    site = "https://acme.atlassian.net"
    with (
        TaskClient(site, transport=httpx.MockTransport(answer)) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        told = list(pool.map(lambda number: set(names(number)), range(8)))

    assert told == [{f"jira:{n}" if n % 2 else str(n)} for n in range(8)]


class Tidying(httpx.AsyncByteStream):
    """Takes a moment to close, shielded from cancellation, as httpcore's streams do."""

    def __init__(self) -> None:
        self.is_closing = asyncio.Event()
        self.is_closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"{}"

    async def aclose(self) -> None:
        with anyio.CancelScope(shield=True):
            self.is_closing.set()
            await anyio.sleep(0.01)
            self.is_closed = True


@pytest.mark.parametrize("verb", ["get", "wait", "cancel"])
def test_a_cancelled_coroutine_lets_its_connection_be_tidied(verb: str) -> None:
    async def cancelled() -> bool:
        stream = Tidying()
        site = httpx.MockTransport(lambda _: httpx.Response(200, stream=stream))
        async with AsyncTaskClient("https://acme.atlassian.net", transport=site) as client:
            doing = asyncio.create_task(getattr(client, verb)("jira:1"))
            await stream.is_closing.wait()
            doing.cancel()
            with pytest.raises(asyncio.CancelledError):
                await doing
        return stream.is_closed

    assert asyncio.run(cancelled())
