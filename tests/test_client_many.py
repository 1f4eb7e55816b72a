"""Many tasks in one call: one poller a ref, one pace for all, and each one's trouble its own."""

import random
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import anyio
import httpx
import pytest
from atlassian_tasks import AsyncTaskClient, Outcome, Status, Task
from atlassian_tasks.errors import (
    AtlassianTasksError,
    ConfigurationError,
    InvalidRef,
    PermissionDenied,
    ServerError,
    TaskFailed,
    TaskGone,
    TaskNotFound,
    TaskPartlyFailed,
    TasksFailed,
    WaitTimeout,
)
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.simulator import Simulator, VirtualClock

from tests.answers import BODIES
from tests.colours import Client, Colour

Open = Callable[..., Client]
VERBS: dict[str, Callable[[Client, Any], Any]] = {
    "wait_all": lambda client, refs: client.wait_all(refs),
    "as_completed": lambda client, refs: client.as_completed(refs),
    "watch_all": lambda client, refs: client.watch_all(refs),
}


@pytest.fixture(autouse=True)
def same_jitter() -> None:
    random.seed(7)


def most_in_a_second(times: list[float]) -> int:
    return max(sum(at <= other < at + 1 - 1e-5 for other in times) for at in times)


def test_outcomes_come_in_the_order_given(client: Client, simulator: Simulator) -> None:
    tasks = [simulator.add(kind, duration=200 - 10 * at) for at, kind in enumerate(BODIES)]
    refs = [task.ref for task in tasks]
    outcomes = client.wait_all(refs)

    assert [str(outcome.ref) for outcome in outcomes] == refs
    assert [outcome.result().status for outcome in outcomes] == [Status.COMPLETE] * len(refs)
    assert [outcome.error for outcome in outcomes] == [None] * len(refs)


def test_each_is_reported_as_it_ends(client: Client, simulator: Simulator) -> None:
    tasks = [simulator.add("jira", duration=duration) for duration in (90, 10, 40)]
    ended = [str(outcome.ref) for outcome in client.as_completed(task.ref for task in tasks)]

    assert ended == [tasks[1].ref, tasks[2].ref, tasks[0].ref]


def test_watching_many_reports_snapshots_and_ends(client: Client, simulator: Simulator) -> None:
    tasks = [simulator.add("jira", duration=duration) for duration in (30, 60)]
    reports = list(client.watch_all([task.ref for task in tasks]))
    kinds = Counter(type(report) for report in reports)

    assert kinds[Outcome] == 2
    assert kinds[Task] > 4
    assert isinstance(reports[-1], Outcome)


def test_nothing_is_nothing_to_wait_for(client: Client, simulator: Simulator) -> None:
    assert client.wait_all([]) == []
    assert list(client.as_completed(iter(()))) == []
    assert simulator.requests == []


def test_a_ref_named_twice_has_one_poller_and_two_places(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(schedule=lambda: Fixed(5))
    task = simulator.add("jira", duration=50)
    known = client.get(task.ref)
    named = [task.ref, task.url, known, known.ref]
    outcomes = client.wait_all(named)
    completed = list(client.as_completed(named))

    assert [outcome.task for outcome in outcomes] == [outcomes[0].task] * 4
    assert len(completed) == 1
    assert len(simulator.requests) == 1 + 11 + 1


@pytest.mark.parametrize("bad", ["10641", None, "https://other.atlassian.net/rest/api/3/task/1"])
@pytest.mark.parametrize("verb", VERBS)
def test_a_bad_ref_is_raised_before_any_request(
    client: Client, simulator: Simulator, verb: str, bad: Any
) -> None:
    with pytest.raises(InvalidRef):
        VERBS[verb](client, [simulator.add("jira").ref, bad])

    assert simulator.requests == []


@pytest.mark.parametrize("verb", VERBS)
def test_a_single_ref_is_not_taken_for_many(client: Client, verb: str) -> None:
    with pytest.raises(InvalidRef):
        VERBS[verb](client, "jira:1")


@pytest.mark.parametrize("options", [{"timeout": -1}, {"patience": float("nan")}])
def test_what_is_no_number_of_seconds_is_a_value_error(
    client: Client, options: dict[str, float]
) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        client.wait_all(["jira:1"], **options)


def test_ones_trouble_is_its_own(client: Client, simulator: Simulator) -> None:
    good = simulator.add("jira", duration=30)
    broken = simulator.add("jira", duration=20, outcome="failed")
    partly = simulator.add("jira-bulk", duration=20, failures={1: ["locked"]})
    refused = simulator.add("jira", duration=30)
    endless = simulator.add("jira", duration=9999)
    simulator.fail_next(403, path=refused.id)
    refs = [good.ref, broken.ref, partly.ref, refused.ref, "jira:404", endless.ref]
    outcomes = client.wait_all(refs, timeout=60, check=False)

    assert [type(outcome.error) for outcome in outcomes] == [
        type(None),
        TaskFailed,
        TaskPartlyFailed,
        PermissionDenied,
        TaskNotFound,
        WaitTimeout,
    ]
    assert [outcome.error.ref for outcome in outcomes if outcome.error] == [
        outcome.ref for outcome in outcomes[1:]
    ]
    assert [outcome.task is None for outcome in outcomes[:3]] == [False] * 3
    assert [outcome.task is None for outcome in outcomes[3:]] == [True, True, False]


def test_checked_all_have_ended_before_any_error(client: Client, simulator: Simulator) -> None:
    slow = simulator.add("jira", duration=100)
    broken = simulator.add("jira", duration=10, outcome="failed")
    with pytest.raises(TasksFailed, match="1 of 2") as caught:
        client.wait_all([slow.ref, broken.ref])
    first, second = caught.value.outcomes

    assert first.result().is_success
    assert isinstance(second.error, TaskFailed)
    assert [*caught.value.exceptions] == [second.error]
    with pytest.raises(TaskFailed):
        second.result()


def alone(colour: Colour, kind: str, script: dict[str, Any], faults: list[Any]) -> Any:
    simulator = Simulator(VirtualClock())
    task = simulator.add(kind, **script)
    for fault in faults:
        simulator.fail_next(**fault)
    with colour.opened(simulator) as client:
        try:
            return client.wait(task.ref, timeout=300).status
        except AtlassianTasksError as error:
            return type(error), str(error.ref)


CASES: list[tuple[dict[str, Any], list[Any]]] = [
    ({"duration": 30}, []),
    ({"duration": 30, "outcome": "failed"}, []),
    ({"duration": 9999}, []),
    ({"duration": 30, "hidden_looks": 2}, []),
    ({"duration": 30, "hidden_looks": 9}, []),
    ({"duration": 30}, [{"status": 503, "times": 4}]),
    ({"duration": 30}, [{"status": 503, "times": 999}]),
    ({"duration": 30}, [{"status": 403}]),
    ({"duration": 30}, [{"status": 429, "headers": {"Retry-After": "7"}}]),
    ({"duration": 30}, [{"status": 429, "headers": {"Retry-After": "600"}}]),
    ({"duration": 30}, [{"status": 200, "body": "<html>", "times": 3}]),
]


@pytest.mark.parametrize(("script", "faults"), CASES)
@pytest.mark.parametrize("kind", ["jira", "jira-bulk", "confluence"])
def test_an_outcome_is_what_waiting_alone_would_be(
    colour: Colour, kind: str, script: dict[str, Any], faults: list[Any]
) -> None:
    simulator = Simulator(VirtualClock())
    task = simulator.add(kind, **script)
    for fault in faults:
        simulator.fail_next(**fault)
    with colour.opened(simulator) as client:
        (outcome,) = client.wait_all([task.ref], timeout=300, check=False)
    error = outcome.error
    end = (type(error), str(error.ref)) if error else outcome.result().status

    assert end == alone(colour, kind, script, faults)


def test_all_share_one_pace(open_client: Open, simulator: Simulator) -> None:
    client = open_client(pace=5, schedule=lambda: Fixed(1))
    tasks = [simulator.add("jira", duration=30) for _ in range(30)]
    client.wait_all([task.ref for task in tasks])

    assert most_in_a_second([asked.time for asked in simulator.requests]) == 5


def test_a_floor_holds_all(client: Client, simulator: Simulator) -> None:
    tasks = [simulator.add("jira", duration=60) for _ in range(10)]
    simulator.fail_next(429, skip=15, headers={"Retry-After": "30"})
    outcomes = client.wait_all([task.ref for task in tasks])
    refused = next(asked.time for asked in simulator.requests if asked.status == 429)
    after = [asked.time for asked in simulator.requests if asked.time > refused + 1e-6]

    assert all(outcome.error is None for outcome in outcomes)
    assert min(after) >= refused + 30


@pytest.mark.parametrize("kind", ["jira", "confluence"])
def test_a_timeout_bounds_the_whole_with_a_last_look_at_it(
    open_client: Open, simulator: Simulator, kind: str
) -> None:
    client = open_client(pace=None)
    tasks = [simulator.add(kind, duration=9999) for _ in range(20)]
    outcomes = client.wait_all([task.ref for task in tasks], timeout=50, check=False)
    times = [asked.time for asked in simulator.requests]

    assert {type(outcome.error) for outcome in outcomes} == {WaitTimeout}
    assert all(outcome.task is not None for outcome in outcomes)
    assert max(times) == pytest.approx(50)
    assert simulator.clock.now() == pytest.approx(50)


def test_a_timeout_of_zero_looks_once_at_each(open_client: Open, simulator: Simulator) -> None:
    client = open_client(pace=None)
    tasks = [simulator.add("jira", duration=9999) for _ in range(4)]
    outcomes = client.wait_all([task.ref for task in tasks], timeout=0, check=False)

    assert [outcome.task is not None for outcome in outcomes] == [True] * 4
    assert len(simulator.requests) == 4


def listings(simulator: Simulator) -> list[Any]:
    return [asked for asked in simulator.requests if asked.path.endswith("/longtask")]


@pytest.mark.parametrize("kind", ["confluence", "confluence-dc"])
@pytest.mark.parametrize("stays", [True, False])
def test_confluence_is_followed_through_its_list(
    colour: Colour, clock: VirtualClock, kind: str, stays: bool
) -> None:
    simulator = Simulator(clock, keep_finished_listed=stays)
    tasks = [simulator.add(kind, duration=60) for _ in range(40)]
    with colour.opened(simulator) as client:
        outcomes = client.wait_all([task.ref for task in tasks])

    assert all(outcome.result().is_success for outcome in outcomes)
    assert listings(simulator)
    by_id = 2 if kind == "confluence-dc" else 1  # an end without a flag is looked at again
    assert len(simulator.requests) < (40 if stays else 40 + 40 * by_id)


@pytest.mark.parametrize("number", [1, 2])
def test_few_confluence_tasks_are_asked_for_one_by_one(
    client: Client, simulator: Simulator, number: int
) -> None:
    tasks = [simulator.add("confluence", duration=30) for _ in range(number)]
    client.wait_all([task.ref for task in tasks])

    assert listings(simulator) == []


@pytest.mark.parametrize("status", [403, 404, 400])
def test_a_list_that_is_refused_is_not_asked_again(
    client: Client, simulator: Simulator, status: int
) -> None:
    tasks = [simulator.add("confluence", duration=30) for _ in range(5)]
    simulator.fail_next(status, path="/longtask", times=1)
    outcomes = client.wait_all([task.ref for task in tasks])

    assert all(outcome.result().is_success for outcome in outcomes)
    assert len(listings(simulator)) == 1


def test_one_that_vanishes_from_list_and_site_is_gone(client: Client, simulator: Simulator) -> None:
    tasks = [simulator.add("confluence", duration=60) for _ in range(5)]
    steps = client.watch_all([task.ref for task in tasks])
    for report in steps:
        if isinstance(report, Task) and str(report.ref) == tasks[0].ref:
            break
    simulator.remove(tasks[0])
    outcomes = {str(report.ref): report for report in steps if isinstance(report, Outcome)}

    assert isinstance(outcomes[tasks[0].ref].error, TaskGone)
    assert all(outcomes[task.ref].result().is_success for task in tasks[1:])


@pytest.mark.parametrize(
    ("durations", "hidden"),
    [((5, 0, 50, 5, 5, 50), 2), ((5, 5, 5, 50, 5), 0), ((5, 5, 5, 50, 50), 1)],
)
def test_who_was_answered_by_a_page_is_not_refused_as_well(
    colour: Colour, durations: tuple[float, ...], hidden: int
) -> None:
    simulator = Simulator(VirtualClock(), page_cap=2)
    scripts = [{"duration": duration} for duration in durations]
    scripts[hidden]["hidden_looks"] = 2
    refs = [simulator.add("confluence", **script).ref for script in scripts]
    random.seed(0)
    with colour.opened(simulator, pace=1) as client:
        outcomes = client.wait_all(refs, timeout=10, check=False)

    assert [str(outcome.ref) for outcome in outcomes] == refs
    assert {type(outcome.error) for outcome in outcomes} <= {type(None), WaitTimeout}


@pytest.mark.parametrize("close", [True, False])
def test_leaving_early_leaves_all_alone(client: Client, simulator: Simulator, close: bool) -> None:
    tasks = [simulator.add("jira", duration=at) for at in (10, 500, 900)]
    steps = client.as_completed([task.ref for task in tasks])
    first = next(steps)
    asked = len(simulator.requests)
    if close:
        steps.close()
        assert list(steps) == []
    del steps

    assert str(first.ref) == tasks[0].ref
    assert len(simulator.requests) == asked
    assert {exchange.method for exchange in simulator.requests} == {"GET"}


def test_an_outage_is_each_ones_own_error(client: Client, simulator: Simulator) -> None:
    tasks = [simulator.add(kind, duration=60) for kind in BODIES]
    simulator.fail_next(503, times=99_999)
    outcomes = client.wait_all([task.ref for task in tasks], patience=30, check=False)

    assert {type(outcome.error) for outcome in outcomes} == {ServerError}
    assert [str(outcome.error.ref) for outcome in outcomes] == [task.ref for task in tasks]


def test_a_closed_client_ends_the_call(client: Client, simulator: Simulator) -> None:
    tasks = [simulator.add("jira", duration=at) for at in (10, 500, 900)]
    steps = client.as_completed([task.ref for task in tasks])
    next(steps)
    client.close()

    with pytest.raises(ConfigurationError, match="closed"):
        next(steps)


class Crowd(httpx.AsyncBaseTransport):
    """Counts how many requests are in flight together."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.now = self.most = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return await self.inner.handle_async_request(request)
        finally:
            self.now -= 1


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_eight_requests_are_in_flight_at_most(
    simulator: Simulator, clock: VirtualClock, anyio_backend: str
) -> None:
    tasks = [simulator.add("jira", duration=20) for _ in range(30)]
    crowd = Crowd(simulator.async_transport())
    async with AsyncTaskClient(
        simulator.site, transport=crowd, clock=clock.awaitable(), pace=None
    ) as client:
        await client.wait_all([task.ref for task in tasks])

    assert 1 < crowd.most <= 8


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_a_hung_request_delays_the_others_by_its_timeout_at_most(
    simulator: Simulator, clock: VirtualClock, anyio_backend: str
) -> None:
    tasks = [simulator.add("jira", duration=60) for _ in range(5)]
    simulator.fail_next(delay=999, path=tasks[0].id)
    async with AsyncTaskClient(
        simulator.site,
        transport=simulator.async_transport(),
        clock=clock.awaitable(),
        request_timeout=4,
        schedule=lambda: Fixed(5),
    ) as client:
        outcomes = await client.wait_all([task.ref for task in tasks])

    others = [asked.time for asked in simulator.requests if tasks[1].id in asked.path]
    assert all(outcome.error is None for outcome in outcomes)
    assert max(after - before for before, after in pairwise(others)) <= 5 + 4 + 1e-6


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_a_cancelled_call_is_told_how_to_go_on_with_all(
    simulator: Simulator, anyio_backend: str
) -> None:
    tasks = [simulator.add("jira", duration=900) for _ in range(3)]
    notes: list[str] = []

    async def waiting(client: AsyncTaskClient) -> None:
        try:
            await client.wait_all([task.ref for task in tasks])
        except anyio.get_cancelled_exc_class() as stop:
            notes.extend(stop.__notes__)
            raise

    class Sleepless(VirtualClock):
        def now(self) -> float:
            return 0.0

        async def sleep(self, seconds: float) -> None:
            asleep.set()
            await anyio.sleep_forever()

    asleep = anyio.Event()
    transport = simulator.async_transport()
    async with (
        AsyncTaskClient(simulator.site, transport=transport, clock=Sleepless()) as client,
        anyio.create_task_group() as group,
    ):
        group.start_soon(waiting, client)
        await asleep.wait()
        asked = len(simulator.requests)
        group.cancel_scope.cancel()

    assert len(simulator.requests) == asked
    assert all(task.ref in notes[0] for task in tasks)
    assert "not cancelled" in notes[0]
