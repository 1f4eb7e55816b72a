"""A timeout is exact: one last look at the deadline, none after it, and an error to go on from."""

import pickle
import random
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from atlassian_tasks import Status
from atlassian_tasks.errors import (
    AuthenticationFailed,
    ConnectionFailed,
    ServerError,
    TaskNotFound,
    UnexpectedResponse,
    WaitTimeout,
)
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.simulator import Simulator

from tests.colours import Client, looks

Open = Callable[..., Client]


@pytest.fixture(autouse=True)
def same_jitter() -> None:
    random.seed(7)


def timed_out(client: Client, ref: str, timeout: float, **options: Any) -> WaitTimeout:
    with pytest.raises(WaitTimeout) as caught:
        client.wait(ref, timeout=timeout, **options)
    return caught.value


@pytest.mark.parametrize("timeout", [0.001, 1, 5, 62, 100, 3600])
@pytest.mark.parametrize("progress", ["linear", "stuck", "none"])
def test_the_last_look_is_at_the_deadline(
    client: Client, simulator: Simulator, timeout: float, progress: str
) -> None:
    task = simulator.add("jira", duration=9999, progress=progress)
    timed_out(client, task.ref, timeout)

    assert looks(simulator)[-1] == pytest.approx(timeout, abs=1e-9)
    assert simulator.clock.now() == pytest.approx(timeout, abs=1e-9)


def test_a_task_that_ends_at_the_deadline_has_ended(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=50)

    assert client.wait(task.ref, timeout=50).is_success


def test_no_timeout_waits_for_days(open_client: Open, simulator: Simulator) -> None:
    client = open_client(schedule=lambda: Fixed(3600))
    task = simulator.add("jira", duration=13 * 86_400)

    assert client.wait(task.ref).is_success


def test_a_timeout_of_zero_looks_once(client: Client, simulator: Simulator) -> None:
    error = timed_out(client, simulator.add("jira").ref, 0)

    assert len(looks(simulator)) == 1
    assert error.task is not None
    assert error.task.status is Status.RUNNING
    assert client.wait(simulator.add("jira", duration=0).ref, timeout=0).is_success


@pytest.mark.parametrize("value", [-1, -0.001, float("nan"), float("-inf"), "5", None])
@pytest.mark.parametrize("name", ["timeout", "patience"])
@pytest.mark.parametrize("verb", ["wait", "watch"])
def test_what_is_no_number_of_seconds_is_a_value_error_when_called(
    client: Client, simulator: Simulator, verb: str, name: str, value: Any
) -> None:
    if (name, value) == ("timeout", None):
        return
    with pytest.raises(ValueError, match=name):
        getattr(client, verb)("jira:1", **{name: value})

    assert simulator.requests == []


def test_an_endless_timeout_is_none(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=100)

    assert client.wait(task.ref, timeout=float("inf")).is_success


def test_the_error_tells_state_harmlessness_and_how_to_go_on(
    client: Client, simulator: Simulator
) -> None:
    task = simulator.add("jira", duration=100)
    error = timed_out(client, task.ref, 50)

    assert isinstance(error, TimeoutError)
    assert "RUNNING at 50 %" in str(error)
    assert "not cancelled" in str(error)
    assert f"atlassian-tasks wait {task.ref}" in str(error)
    assert (str(error.ref), error.retry_after, error.__cause__) == (task.ref, None, None)
    assert error.task is not None
    assert error.task.percent == 50
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert client.wait(error.ref).is_success


def test_a_task_never_seen_has_no_snapshot_but_a_cause(
    client: Client, simulator: Simulator
) -> None:
    lost = httpx.ConnectError("refused")
    simulator.fail_next(times=999, raises=lost)
    error = timed_out(client, simulator.add("jira").ref, 10)

    assert error.task is None
    assert isinstance(error.__cause__, ConnectionFailed)
    assert error.__cause__.__cause__ is lost
    assert "not seen" in str(error)
    assert looks(simulator)[-1] == pytest.approx(10)


def test_the_cause_is_the_last_failed_look_unless_a_good_one_followed(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(schedule=lambda: Fixed(4))
    task = simulator.add("jira", duration=999)
    simulator.fail_next(500, skip=1)
    followed = timed_out(client, task.ref, 10)
    simulator.fail_next(500, skip=1, times=99)
    failing = timed_out(client, task.ref, 10)

    assert followed.__cause__ is None
    assert isinstance(failing.__cause__, ServerError)
    assert failing.task is not None
    assert failing.task.status is Status.RUNNING


def test_a_deadline_outranks_patience_and_patience_a_deadline(
    client: Client, simulator: Simulator
) -> None:
    task = simulator.add("jira", duration=9999)
    simulator.fail_next(503, times=9999)
    timed_out(client, task.ref, 30, patience=60)
    with pytest.raises(ServerError):
        client.wait(task.ref, timeout=60, patience=30)

    assert simulator.clock.now() == pytest.approx(60)


@pytest.mark.parametrize(
    ("status", "error"), [(401, AuthenticationFailed), (302, UnexpectedResponse)]
)
def test_an_error_at_the_deadline_is_the_error(
    client: Client, simulator: Simulator, status: int, error: type[Exception]
) -> None:
    simulator.fail_next(status)

    with pytest.raises(error):
        client.wait(simulator.add("jira").ref, timeout=0)


def test_the_grace_for_new_tasks_ends_with_the_timeout(
    client: Client, simulator: Simulator
) -> None:
    error = timed_out(client, "jira:404", 1)

    assert isinstance(error.__cause__, TaskNotFound)
    assert looks(simulator)[-1] == pytest.approx(1)


@pytest.mark.parametrize("kind", ["jira", "confluence"])
def test_a_floor_past_the_deadline_ends_the_wait_now(
    client: Client, simulator: Simulator, kind: str
) -> None:
    task = simulator.add(kind, duration=9999)
    simulator.fail_next(429, skip=2, headers={"Retry-After": "60"})
    error = timed_out(client, task.ref, 50)
    times = looks(simulator)

    assert error.retry_after == 60
    assert "60" in str(error)
    assert isinstance(error.__cause__, Exception)
    assert len(times) == 3
    assert simulator.clock.now() == times[-1] < 50
    assert error.task is not None


def test_a_floor_that_was_there_before_counts_too(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=9999)
    simulator.fail_next(429, headers={"Retry-After": "60"})
    with pytest.raises(Exception, match="429"):
        client.get(task.ref)
    error = timed_out(client, task.ref, 50)

    assert (error.retry_after, error.task) == (60, None)
    assert len(looks(simulator)) == 1
    assert simulator.clock.now() == 0


def test_a_floor_before_the_deadline_is_waited_for(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=9999)
    simulator.fail_next(429, headers={"Retry-After": "20"})
    error = timed_out(client, task.ref, 50)
    times = looks(simulator)

    assert error.retry_after is None
    assert times[1] >= 20
    assert times[-1] == pytest.approx(50)


def test_a_look_in_flight_is_awaited_and_none_begun_after_it(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(schedule=lambda: Fixed(4))
    task = simulator.add("jira", duration=13)
    simulator.fail_next(skip=2, delay=9)
    ended = timed_out(client, task.ref, 10)

    assert looks(simulator) == [0, 4, 8]
    assert ended.task is not None


def test_an_answer_after_the_deadline_counts_if_it_is_final(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(schedule=lambda: Fixed(4))
    task = simulator.add("jira", duration=8)
    simulator.fail_next(skip=2, delay=9)

    assert client.wait(task.ref, timeout=10).is_success


def test_a_watch_times_out_after_its_snapshots(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=100)
    seen: list[float | None] = []
    with pytest.raises(WaitTimeout):
        seen.extend(snapshot.percent for snapshot in client.watch(task.ref, timeout=50))

    assert len(seen) > 2
    assert (seen[0], seen[-1]) == (0, 50)


def test_the_pace_leaves_the_last_look_its_place(open_client: Open, simulator: Simulator) -> None:
    client = open_client(pace=1, schedule=lambda: Fixed(0.3))
    task = simulator.add("jira", duration=100)
    timed_out(client, task.ref, 5)

    assert looks(simulator) == pytest.approx([0, 1, 2, 3, 4, 5])


def test_waits_of_no_time_look_once_each_whatever_the_pace(
    client: Client, simulator: Simulator
) -> None:
    refs = [simulator.add("jira", duration=0).ref for _ in range(7)]  # the pace is 5 a second

    assert [client.wait(ref, timeout=0).status for ref in refs] == [Status.COMPLETE] * 7
    assert len(simulator.requests) == 7
