"""More than one start: a few run at a time, each is sent once, and each has its outcome."""

import random
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from atlassian_tasks import (
    AsyncTaskClient,
    Start,
    StartOutcome,
    Status,
    TaskClient,
    TaskRef,
    errors,
)
from atlassian_tasks.simulator import Simulator, VirtualClock
from atlassian_tasks_rest import models
from atlassian_tasks_rest.api.jira_v3 import bulk_delete, delete_project, update_priority_scheme

from tests.colours import BlockedClient, Client, Colour
from tests.many import Interrupted
from tests.test_client_network import answering


@pytest.fixture(autouse=True)
def same_jitter() -> None:
    random.seed(7)


def run_all(client: Client, starts: Any, **options: Any) -> list[StartOutcome]:
    if isinstance(client, BlockedClient):
        return client._portal.call(lambda: client._client.run_all(starts, **options))
    return client.run_all(starts, **options)


def deletion(*issues: str) -> Start:
    return Start(bulk_delete, body=models.BulkDelete([*issues]))


def deletions(count: int) -> list[Start]:
    return [deletion(f"ABC-{number}") for number in range(1, count + 1)]


def starts_sent(simulator: Simulator) -> list[float]:
    return [sent.time for sent in simulator.requests if sent.method == "POST"]


def most_running(simulator: Simulator) -> int:
    """The most of the started tasks that ran at one time."""
    spans = [(task.created, task.ends()[0]) for task in simulator.started]
    return max(sum(begun <= at < ended for begun, ended in spans) for at, _ in spans)


def test_7001_issues_are_deleted_and_each_failure_is_named(
    client: Client, simulator: Simulator
) -> None:
    keys = [f"ABC-{number}" for number in range(1, 7002)]
    for part in range(8):
        locked = {} if part == 3 else {str(10_000 + part * 1000 + 1): ["It is locked."]}
        simulator.script_next(duration=60 + 20 * part, failures=locked)
    with pytest.raises(errors.TasksFailed, match="7 of 8 starts did not succeed") as caught:
        run_all(client, Start(bulk_delete, body=models.BulkDelete(keys)).split())
    outcomes = caught.value.outcomes
    failed = [failure for end in outcomes for failure in end.task.failures]

    assert [end.task.status for end in outcomes].count(Status.PARTIAL) == 7
    assert [int(failure.subject) for failure in failed] == [
        10_001 + part * 1000 for part in range(8) if part != 3
    ]
    assert {failure.reasons for failure in failed} == {("It is locked.",)}
    assert most_running(simulator) == 5
    assert len(starts_sent(simulator)) == 8
    assert {sent.status for sent in simulator.requests} == {200, 201}


@pytest.mark.parametrize("most", [1, 2, 5])
def test_so_many_run_at_a_time_and_the_next_begins_when_one_ends(
    client: Client, simulator: Simulator, most: int
) -> None:
    simulator.script_next(duration=30, times=7)
    starts = deletions(7)
    outcomes = run_all(client, starts, max_running=most)

    assert most_running(simulator) == most
    assert [end.start for end in outcomes] == starts
    assert [str(end.ref) for end in outcomes] == [task.ref for task in simulator.started]
    assert all(end.result().is_success and end.error is None for end in outcomes)


def test_each_comes_as_it_ends(open_client: Any, colour: Colour, simulator: Simulator) -> None:
    for duration in (90, 30, 60):
        simulator.script_next(duration=duration)
    client, starts = open_client(), deletions(3)
    if isinstance(client, BlockedClient):
        steps: Any = client.steps("run_as_completed", starts)
    else:
        steps = client.run_as_completed(starts)

    assert [starts.index(end.start) for end in steps] == [1, 2, 0]


def test_the_same_start_may_be_given_twice(client: Client, simulator: Simulator) -> None:
    one = deletion("ABC-1")
    outcomes = run_all(client, [one, deletion("ABC-2"), one])

    assert [end.start.arguments for end in outcomes] == [
        start.arguments for start in (one, deletion("ABC-2"), one)
    ]
    assert {str(end.ref) for end in outcomes} == {task.ref for task in simulator.started}


def test_nothing_is_begun_where_there_is_nothing_to_begin(
    client: Client, simulator: Simulator
) -> None:
    assert run_all(client, []) == []
    assert simulator.requests == []


def test_what_finishes_at_once_is_no_failure(client: Client, simulator: Simulator) -> None:
    renamed = Start(update_priority_scheme, 1, body=models.PrioritySchemeUpdate(name="S"))
    first, second = run_all(client, [renamed, deletion("ABC-1")])

    assert (first.ref, first.task, first.error) == (None, None, None)
    assert second.result().is_success
    with pytest.raises(errors.NoTaskStarted):
        first.result()


def test_another_refusal_is_its_own_and_the_rest_goes_on(
    client: Client, simulator: Simulator
) -> None:
    bad = deletion("no issue")
    outcomes = run_all(client, [deletion("ABC-1"), bad, deletion("ABC-2")], check=False)

    assert [type(end.error) for end in outcomes] == [type(None), errors.ApiError, type(None)]
    assert (outcomes[1].ref, outcomes[1].task) == (None, None)
    assert len(starts_sent(simulator)) == 3


def test_an_unclear_start_is_never_sent_again(client: Client, simulator: Simulator) -> None:
    simulator.fail_next(502, skip=1, method="POST", carried_out=True)
    outcomes = run_all(client, deletions(3), check=False)

    assert type(outcomes[1].error) is errors.StartUnclear
    assert outcomes[0].result().is_success
    assert outcomes[2].result().is_success
    assert len(starts_sent(simulator)) == len(simulator.started) == 3


def test_an_unclear_start_keeps_the_task_that_the_answer_names(colour: Colour) -> None:
    head = b"HTTP/1.1 303 See Other\r\nLocation: /rest/api/3/task/10641\r\n"
    with answering(head + b"Content-Length: 100\r\n\r\n{") as (url, _), colour.make(url) as client:
        [end] = run_all(client, [Start(delete_project, "OLD")], check=False)

    assert (type(end.error), end.ref) == (errors.StartUnclear, TaskRef("jira", "10641"))


# The site is full


def test_others_operations_that_fill_the_site_are_waited_for(
    client: Client, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5):
        simulator.add("jira-bulk", duration=400)
    outcomes = run_all(client, deletions(3))
    begun = [task.created for task in simulator.started]

    assert all(end.result().is_success for end in outcomes)
    assert [str(end.ref) for end in outcomes] == [task.ref for task in simulator.started]
    assert 400 <= begun[0] <= 400 + 78
    assert 7 <= len(starts_sent(simulator)) - 3 <= 14
    assert caplog.text.count("bulk_delete waits: the site runs as many as it takes at a time") == 1
    assert max(later - sooner for sooner, later in pairwise(begun)) < 1


def test_one_of_ours_that_ends_makes_room_at_once(client: Client, simulator: Simulator) -> None:
    for _ in range(4):
        simulator.add("jira-bulk", duration=10_000)
    simulator.script_next(duration=60, times=2)
    run_all(client, deletions(2), max_running=5)
    first, second = simulator.started

    assert second.created - first.ends()[0] < 3


@pytest.mark.parametrize(
    ("status", "said", "is_full"),
    [
        (400, "At most 5 bulk operations at a time.", True),
        (400, "There are already 5 concurrent bulk operations running.", True),
        (400, "A bulk issue operation is in progress", True),
        (400, "Too many tasks are running", True),
        (400, "You have reached the maximum number of bulk operations.", True),
        (400, "A bulk edit is already in progress.", True),
        (400, "The maximum number of issues of an operation is 1000.", False),
        (429, "Rate limit exceeded", True),
        (400, "At most 1000 issues at once.", False),
        (400, "The operation cannot edit the field Epic Link while it is running.", False),
        (400, "The operation names issues that are running late.", False),
        (400, "Operation not allowed", False),
        (400, "", False),
        (409, "Another operation is running", False),
        (403, "At most 5 bulk operations at a time.", False),
    ],
)
def test_only_a_refusal_for_too_many_is_waited_out(
    client: Client, simulator: Simulator, status: int, said: str, is_full: bool
) -> None:
    simulator.fail_next(status, body={"errorMessages": [said]}, method="POST")
    [end] = run_all(client, deletions(1), check=False)

    assert (end.error is None) is is_full
    assert len(starts_sent(simulator)) == 1 + is_full


def test_the_servers_retry_after_holds_starts_as_well(client: Client, simulator: Simulator) -> None:
    simulator.fail_next(429, headers={"Retry-After": "600"}, method="POST")
    run_all(client, deletions(2))

    assert starts_sent(simulator)[1] >= 600


# Time is up


def test_what_the_timeout_leaves_is_told_apart(client: Client, simulator: Simulator) -> None:
    simulator.script_next(duration=1000, times=9)
    outcomes = run_all(client, deletions(4), max_running=2, timeout=100, check=False)
    running, unbegun = outcomes[:2], outcomes[2:]

    assert {type(end.error) for end in outcomes} == {errors.WaitTimeout}
    assert [str(end.ref) for end in running] == [task.ref for task in simulator.started]
    assert all("not cancelled" in str(end.error) and end.task for end in running)
    assert [(end.ref, end.task) for end in unbegun] == [(None, None)] * 2
    assert all("not begun" in str(end.error) for end in unbegun)
    assert len(starts_sent(simulator)) == 2
    assert simulator.clock.now() == pytest.approx(100)


def test_a_site_that_stays_full_leaves_starts_unbegun(client: Client, simulator: Simulator) -> None:
    for _ in range(5):
        simulator.add("jira-bulk", duration=10_000)
    with pytest.raises(errors.TasksFailed) as caught:
        run_all(client, deletions(2), timeout=300)
    [first, second] = caught.value.outcomes

    assert type(first.error) is type(second.error) is errors.WaitTimeout
    assert "not begun" in str(first.error)
    assert "bulk operations at a time" in str(first.error)
    assert isinstance(first.error.__cause__, errors.ApiError)
    assert simulator.started == []
    assert simulator.clock.now() == pytest.approx(300)


def test_a_retry_after_past_the_timeout_ends_the_run_at_once(
    client: Client, simulator: Simulator
) -> None:
    simulator.fail_next(429, headers={"Retry-After": "600"}, method="POST")
    outcomes = run_all(client, deletions(2), timeout=300, check=False)

    assert [end.error.retry_after for end in outcomes] == [600.0, 600.0]
    assert simulator.clock.now() < 20


def test_with_no_time_nothing_is_begun(client: Client, simulator: Simulator) -> None:
    outcomes = run_all(client, deletions(2), timeout=0, check=False)

    assert ["not begun" in str(end.error) for end in outcomes] == [True, True]
    assert simulator.requests == []


def test_a_task_that_stalls_makes_room(client: Client, simulator: Simulator) -> None:
    still = {"updated": 1}
    simulator.script_next(duration=10_000, progress=lambda done: 42, overrides=still)
    first, second = run_all(client, deletions(2), max_running=1, stall=300, check=False)

    assert type(first.error) is errors.TaskStalled
    assert second.result().is_success


# Wrong arguments, stops


@pytest.mark.parametrize(
    "starts", [deletion("ABC-1"), [delete_project], ["jira:1"], [None], [deletion("ABC-1"), "x"]]
)
def test_starts_are_a_list_of_starts(client: Client, simulator: Simulator, starts: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match=r"several starts are"):
        run_all(client, starts)

    assert simulator.requests == []


@pytest.mark.parametrize("most", [0, -1, True, 2.5, None, "5"])
def test_at_least_one_may_run(client: Client, simulator: Simulator, most: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="max_running"):
        run_all(client, deletions(1), max_running=most)

    assert simulator.requests == []


def test_keys_need_a_ledger(client: Client, simulator: Simulator) -> None:
    with pytest.raises(errors.ConfigurationError, match="ledger="):
        run_all(client, [*deletions(1), deletion("ABC-2").keyed("two")])

    assert simulator.requests == []


def test_a_wrong_timeout_is_refused(client: Client, simulator: Simulator) -> None:
    with pytest.raises(ValueError, match="timeout"):
        run_all(client, deletions(1), timeout=-1)

    assert simulator.requests == []


def test_a_closed_client_loses_no_ref(open_client: Any, simulator: Simulator) -> None:
    client = open_client()
    client.close()
    outcomes = run_all(client, deletions(2), check=False)

    assert all("closed" in str(end.error) for end in outcomes)


def test_a_client_that_is_closed_meanwhile_loses_no_ref(
    simulator: Simulator, clock: VirtualClock
) -> None:
    simulator.script_next(duration=5)
    simulator.script_next(duration=500, times=3)
    with TaskClient(simulator.site, transport=simulator.transport(), clock=clock) as client:
        ends = client.run_as_completed(deletions(4), max_running=2)
        first = next(ends)
        client.close()
        others = list(ends)

    assert first.result().is_success
    assert all("closed" in str(end.error) for end in others)
    assert {str(end.ref) for end in others} == {simulator.started[1].ref, "None"}
    assert [end.task is None for end in others].count(False) == 1


def test_starts_that_come_to_one_task_run_as_one(
    simulator: Simulator, clock: VirtualClock, tmp_path: Path
) -> None:
    once = deletion("ABC-1").keyed("once")
    with TaskClient(
        simulator.site, transport=simulator.transport(), clock=clock, ledger=tmp_path / "starts"
    ) as client:
        outcomes = client.run_all([once, once, deletion("ABC-2")], max_running=2)

    assert len({end.ref for end in outcomes}) == len(simulator.started) == 2
    assert all(end.result().is_success for end in outcomes)


def is_told(stop: BaseException, simulator: Simulator) -> None:
    """Whether a stop says what ended, what runs on, and what was not begun."""
    [told] = [note for note in stop.__notes__ if note.startswith("Of 4 starts")]
    is_sending = any("may have started" in note for note in stop.__notes__[:1])
    ended, running, unbegun = map(int, re.findall(r"\b\d+ (?=ended|run|were)", told))
    named = [task.ref for task in simulator.started if task.ref in told]

    assert len(named) == running
    assert ended + running == len(simulator.started)
    assert 4 - unbegun - is_sending == len(simulator.started)
    assert ("One may have started" in told) is is_sending
    assert ("atlassian-tasks wait" in told) is bool(running)


@pytest.mark.parametrize("number", range(1, 16))
def test_a_stop_says_what_ended_what_runs_and_what_was_not_begun(
    simulator: Simulator, clock: VirtualClock, number: int
) -> None:
    for duration in (5, 500, 500, 500):
        simulator.script_next(duration=duration)
    transport = Interrupted(simulator, number, KeyboardInterrupt())
    with (
        TaskClient(simulator.site, transport=transport, clock=clock) as client,
        pytest.raises(KeyboardInterrupt) as caught,
    ):
        client.run_all(deletions(4), max_running=2)

    is_told(caught.value, simulator)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
@pytest.mark.parametrize("number", [1, 2, 3, 6, 15])
async def test_a_stop_says_so_in_an_event_loop_as_well(
    simulator: Simulator, clock: VirtualClock, anyio_backend: str, number: int
) -> None:
    for duration in (5, 500, 500, 500):
        simulator.script_next(duration=duration)
    transport = Interrupted(simulator, number, KeyboardInterrupt())
    async with AsyncTaskClient(
        simulator.site, transport=transport, clock=clock.awaitable()
    ) as client:
        with pytest.raises(KeyboardInterrupt) as caught:
            await client.run_all(deletions(4), max_running=2)
        asked = len(simulator.requests)
        await anyio.lowlevel.checkpoint()

    assert len(simulator.requests) == asked
    is_told(caught.value, simulator)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_a_run_that_is_cancelled_leaves_its_tasks_alone(
    simulator: Simulator, clock: VirtualClock, anyio_backend: str
) -> None:
    simulator.script_next(duration=500, times=4)
    transport = simulator.async_transport()
    async with AsyncTaskClient(
        simulator.site, transport=transport, clock=clock.awaitable()
    ) as client:
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:
                group.start_soon(client.run_all, deletions(4))
                await clock.awaitable().sleep(30)
                scope.cancel()
        asked = len(simulator.requests)
        await anyio.lowlevel.checkpoint()

    assert scope.cancelled_caught
    assert len(simulator.requests) == asked
    assert {sent.method for sent in simulator.requests if "cancel" in sent.path} == set()


def test_breaking_out_leaves_what_runs_alone_and_says_what_that_is(
    simulator: Simulator, clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    simulator.script_next(duration=5)
    simulator.script_next(duration=500, times=3)
    with TaskClient(simulator.site, transport=simulator.transport(), clock=clock) as client:
        end = next(client.run_as_completed(deletions(4), max_running=2))
        again = client.wait(simulator.started[1].ref)

    assert end.result().is_success
    assert again.is_success
    assert len(simulator.started) == 2
    assert "1 run on and were not cancelled, 2 were not begun" in caplog.text
    assert f"atlassian-tasks wait {again.ref}" in caplog.text


def test_a_start_that_takes_long_keeps_the_deadline(clock: VirtualClock) -> None:
    simulator = Simulator(clock)
    simulator.script_next(duration=500, times=3)
    simulator.fail_next(delay=8.0, method="POST", times=3)
    transport: httpx.BaseTransport = simulator.transport()
    with TaskClient(simulator.site, transport=transport, clock=clock) as client:
        outcomes = client.run_all(deletions(3), timeout=20, check=False)

    assert [end.ref is None for end in outcomes] == [False, False, False]
    assert clock.now() <= 24 + 1
