"""Failed looks are not failed tasks: what is repeated, and for how long; what a server asks for."""

import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import httpx
import pytest
from atlassian_tasks import Status
from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    AuthenticationFailed,
    ConnectionFailed,
    PermissionDenied,
    RateLimited,
    ServerError,
    TaskGone,
    TaskNotFound,
    UnexpectedResponse,
)
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.simulator import Simulator, VirtualClock

from tests.colours import Client, Colour, looks
from tests.test_pace import most_within

Open = Callable[..., Client]
PASSING: dict[str, dict[str, Any]] = {
    "408": {"status": 408},
    "425": {"status": 425},
    "429": {"status": 429},
    "500": {"status": 500},
    "503 with a page": {"status": 503, "body": "<html>Down</html>"},
    "520": {"status": 520},
    "login page": {"status": 200, "body": "<html>Log in</html>"},
    "cut off": {"status": 200, "body": b'{"status": "RUN'},
    "empty": {"status": 200, "body": b""},
    "lost": {"raises": httpx.ConnectError("refused")},
    "hung up": {"raises": httpx.RemoteProtocolError("bye")},
    "slow": {"delay": 60},
}
LASTING: dict[str, tuple[dict[str, Any], type[Exception]]] = {
    "400": ({"status": 400}, ApiError),
    "401": ({"status": 401}, AuthenticationFailed),
    "403": ({"status": 403}, PermissionDenied),
    "409": ({"status": 409}, ApiError),
    "412": ({"status": 412}, ApiError),
    "301": ({"status": 301, "headers": {"Location": "/login"}, "body": ""}, UnexpectedResponse),
    "302": ({"status": 302, "headers": {"Location": "/login"}, "body": ""}, UnexpectedResponse),
    "303": ({"status": 303, "headers": {"Location": "/login"}, "body": ""}, UnexpectedResponse),
    "304": ({"status": 304, "body": ""}, UnexpectedResponse),
}


@pytest.fixture(autouse=True)
def same_jitter() -> None:
    random.seed(7)


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
@pytest.mark.parametrize("skip", [0, 1])
def test_what_may_pass_is_looked_past(
    client: Client, simulator: Simulator, fault: Any, skip: int
) -> None:
    task = simulator.add("jira", duration=30)
    simulator.fail_next(**fault, skip=skip, times=3)
    ended = client.wait(task.ref)

    assert ended.status is Status.COMPLETE
    assert [asked.method for asked in simulator.requests] == ["GET"] * len(simulator.requests)


@pytest.mark.parametrize(("fault", "error"), LASTING.values(), ids=LASTING)
@pytest.mark.parametrize("skip", [0, 2])
def test_what_will_not_pass_is_raised_at_once(
    client: Client, simulator: Simulator, fault: Any, error: type[Exception], skip: int
) -> None:
    task = simulator.add("jira", duration=60)
    simulator.fail_next(**fault, skip=skip, times=99)
    with pytest.raises(AtlassianTasksError) as caught:
        client.wait(task.ref)

    assert type(caught.value) is error
    assert len(simulator.requests) == skip + 1
    assert (caught.value.task is None) == (skip == 0)
    assert str(caught.value.ref) == task.ref


def failing_time(simulator: Simulator) -> float:
    failed = [asked.time for asked in simulator.requests if asked.status != 200]
    return failed[-1] - failed[0]


@pytest.mark.parametrize("patience", [1, 10, 120, 1000])
def test_patience_is_seconds_of_failure_up_to_the_last_look(
    client: Client, simulator: Simulator, patience: float
) -> None:
    task = simulator.add("jira", duration=9999)
    simulator.fail_next(503, skip=1, times=9999)
    with pytest.raises(ServerError) as caught:
        client.wait(task.ref, patience=patience)

    assert failing_time(simulator) == pytest.approx(patience)
    assert caught.value.status_code == 503
    assert caught.value.task is not None
    assert caught.value.task.status is Status.RUNNING


def test_patience_is_two_minutes_unless_told_otherwise(
    client: Client, simulator: Simulator
) -> None:
    simulator.fail_next(503, times=9999)
    with pytest.raises(ServerError) as caught:
        client.wait(simulator.add("jira").ref)

    assert failing_time(simulator) == pytest.approx(120)
    assert caught.value.task is None


def test_without_patience_the_first_failure_counts(
    client: Client, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    simulator.fail_next(503, times=2)
    with pytest.raises(ServerError):
        client.wait(simulator.add("jira").ref, patience=0)

    assert len(simulator.requests) == 1
    assert "repeated" not in caplog.text


def test_the_last_of_different_failures_is_raised(client: Client, simulator: Simulator) -> None:
    simulator.fail_next(503, times=3)
    simulator.fail_next(raises=httpx.ConnectError("refused"), times=999)
    with pytest.raises(ConnectionFailed):
        client.wait(simulator.add("jira").ref)

    assert [asked.status for asked in simulator.requests[:4]] == [503, 503, 503, None]


def test_only_continuous_failure_counts(open_client: Open, simulator: Simulator) -> None:
    client = open_client(schedule=lambda: Fixed(20))
    task = simulator.add("jira", duration=2000)
    for number in range(60):
        simulator.fail_next(503, skip=2 * number + 1)
    ended = client.wait(task.ref, patience=5)

    assert ended.is_success


def test_the_back_off_grows_from_one_second_to_thirty_with_jitter(
    client: Client, simulator: Simulator
) -> None:
    simulator.fail_next(503, times=9999)
    with pytest.raises(ServerError):
        client.wait(simulator.add("jira").ref, patience=600)
    times = looks(simulator)
    gaps = [after - before for before, after in pairwise(times)]

    for number, gap in enumerate(gaps[:-1]):
        usual = min(2**number, 30 / 1.3)
        assert 0.7 * usual - 1e-6 <= gap <= 1.3 * usual + 1e-6
    assert len(set(gaps)) == len(gaps)


# 404


def test_a_task_that_is_not_visible_yet_is_waited_for(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=30, visible_after=4)
    ended = client.wait(task.ref)

    assert ended.is_success
    assert [asked.status for asked in simulator.requests[:4]] == [404, 404, 404, 200]


def test_a_task_that_does_not_exist_is_asked_for_three_times_more_within_five_seconds(
    client: Client, simulator: Simulator
) -> None:
    with pytest.raises(TaskNotFound) as caught:
        client.wait("jira:404")
    times = looks(simulator)

    assert type(caught.value) is TaskNotFound
    assert caught.value.task is None
    assert len(times) == 4
    assert times[-1] <= 5


@pytest.mark.parametrize("patience", [0, 1])
def test_the_grace_for_new_tasks_is_no_matter_of_patience(
    client: Client, simulator: Simulator, patience: float
) -> None:
    task = simulator.add("jira", duration=30, hidden_looks=3)

    assert client.wait(task.ref, patience=patience).is_success


def test_get_has_no_grace(client: Client, simulator: Simulator) -> None:
    with pytest.raises(TaskNotFound):
        client.get("jira:404")

    assert len(simulator.requests) == 1


def test_a_task_that_vanishes_is_asked_for_once_more(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=600)
    steps = client.watch(task.ref)
    last = next(steps)
    simulator.remove(task)
    with pytest.raises(TaskGone) as caught:
        next(steps)

    assert [asked.status for asked in simulator.requests] == [200, 404, 404]
    assert caught.value.task == last
    assert caught.value.status_code == 404
    assert caught.value.hint == "what is known of it is its last snapshot"
    assert "the task was there and is not any more: " in str(caught.value)
    assert str(caught.value.ref) == task.ref


def test_one_404_among_good_looks_is_forgiven_every_time(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(schedule=lambda: Fixed(10))
    task = simulator.add("jira", duration=200)
    for number in range(5):
        simulator.fail_next(404, skip=2 * number + 1)

    assert client.wait(task.ref).is_success


# 404 from a cluster whose balancer knows no sticky sessions


@pytest.mark.parametrize("nodes", [2, 3])
def test_a_task_is_followed_though_only_one_node_knows_it(
    colour: Colour, clock: VirtualClock, nodes: int
) -> None:
    simulator = Simulator(clock, nodes=nodes)
    task = simulator.add("confluence-dc", duration=100)
    with colour.opened(simulator) as client:
        ended = client.wait(task.ref)

    assert ended.is_success
    assert simulator.requests[0].status == 404
    assert clock.now() < 110


def test_a_cluster_is_asked_eight_times_within_ten_seconds_for_what_was_never_seen(
    client: Client, simulator: Simulator
) -> None:
    with pytest.raises(TaskNotFound) as caught:
        client.wait("confluence-dc:404")
    times = looks(simulator)

    assert type(caught.value) is TaskNotFound
    assert len(times) == 8
    assert 8 <= times[-1] <= 10


def test_a_cluster_is_asked_eight_times_over_a_minute_for_what_was_there(
    client: Client, simulator: Simulator
) -> None:
    task = simulator.add("confluence-dc", duration=600)
    steps = client.watch(task.ref)
    last = next(steps)
    simulator.remove(task)
    with pytest.raises(TaskGone) as caught:
        next(steps)
    missed = [asked.time for asked in simulator.requests if asked.status == 404]

    assert caught.value.task == last
    assert "sticky sessions" in str(caught.value)
    assert len(missed) == 8
    assert 60 <= missed[-1] - missed[0] <= 75


def test_seven_404_in_a_row_from_a_cluster_are_forgiven(
    client: Client, simulator: Simulator
) -> None:
    task = simulator.add("confluence-dc", duration=600)
    simulator.fail_next(404, times=7)
    simulator.fail_next(404, skip=2, times=7)

    assert client.wait(task.ref).is_success


# What the server asks for


def first_gap(simulator: Simulator) -> float:
    first, second, *_ = looks(simulator)
    return second - first


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("demand", "seconds"),
    [
        ("40", 40),
        ("Thu, 01 Jan 2026 00:00:40 GMT", 40),
        ("3601", 3600),
        ("1e9", None),
        ("999999999999", 3600),
        ("soon", None),
        ("0", None),
        ("-5", None),
        ("Wed, 31 Dec 2025 00:00:00 GMT", None),
        (None, None),
    ],
)
def test_retry_after_is_a_floor_with_a_spread(
    client: Client, simulator: Simulator, demand: str | None, seconds: float | None, status: int
) -> None:
    task = simulator.add("jira", duration=10)
    simulator.fail_next(status, headers={} if demand is None else {"Retry-After": demand})
    client.wait(task.ref)

    if seconds is None:
        assert 0.7 <= first_gap(simulator) <= 1.3
    else:
        assert seconds <= first_gap(simulator) <= 1.1 * seconds


@pytest.mark.parametrize("header", ["X-RateLimit-Reset", "RateLimit", "Beta-RateLimit"])
def test_a_spent_quota_is_waited_out_though_it_is_told_otherwise(
    client: Client, simulator: Simulator, header: str
) -> None:
    task = simulator.add("jira", duration=10)
    simulator.spend_quota(1800, header=header)

    assert client.wait(task.ref).is_success
    assert 1800 <= first_gap(simulator) <= 1.1 * 1800


def test_a_quota_that_nothing_tells_of_costs_patience(client: Client, simulator: Simulator) -> None:
    simulator.spend_quota(1800, header=None)

    with pytest.raises(RateLimited, match="does not say for how long"):
        client.wait(simulator.add("jira").ref)


def test_a_date_is_measured_against_the_servers_own(colour: Colour, clock: VirtualClock) -> None:
    simulator = Simulator(clock, skew=86_400)
    task = simulator.add("jira", duration=10)
    simulator.fail_next(429, headers={"Retry-After": "Fri, 02 Jan 2026 00:00:40 GMT"})
    with colour.opened(simulator) as client:
        client.wait(task.ref)

    assert 40 <= first_gap(simulator) <= 44


@pytest.mark.parametrize("demand", [3, 10, 20])
def test_time_under_a_floor_needs_no_patience(
    client: Client, simulator: Simulator, demand: int
) -> None:
    """Patience is spent only where our own pause is longer than the server's."""
    task = simulator.add("jira", duration=10)
    simulator.fail_next(503, times=9999, headers={"Retry-After": str(demand)})
    with pytest.raises(ServerError):
        client.wait(task.ref, patience=60)
    times = looks(simulator)
    gaps = [after - before for before, after in pairwise(times)]
    ours = sum(max(gap - 1.1 * demand, 0) for gap in gaps)
    at_least = sum(max(gap - demand, 0) for gap in gaps)

    assert ours <= 60 + 1e-6 <= at_least + 1e-3 + 0.1 * demand * len(gaps)


def test_a_server_that_only_asks_for_time_gets_it(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=10)
    simulator.fail_next(429, times=50, headers={"Retry-After": "60"})
    ended = client.wait(task.ref, patience=5)

    assert ended.is_success
    assert simulator.clock.now() > 50 * 60


def test_a_floor_holds_for_every_task_of_the_site(client: Client, simulator: Simulator) -> None:
    tasks = [simulator.add("jira", duration=10), simulator.add("confluence", duration=10)]
    simulator.fail_next(429, headers={"Retry-After": "40"})
    with pytest.raises(RateLimited) as caught:
        client.get(tasks[0].ref)
    for task in tasks:
        client.wait(task.ref)

    assert caught.value.retry_after == 40
    assert first_gap(simulator) >= 40


def test_a_floor_does_not_hold_single_requests(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=100)
    simulator.fail_next(429, headers={"Retry-After": "40"})
    with pytest.raises(RateLimited):
        client.get(task.ref)
    client.get(task.ref)
    client.cancel(task.ref)
    list(client.list())

    assert simulator.clock.now() == 0


def test_a_rate_limited_cancel_is_raised_and_not_repeated(
    client: Client, simulator: Simulator
) -> None:
    task = simulator.add("jira", duration=100)
    simulator.fail_next(429, headers={"Retry-After": "40"}, method="POST")
    with pytest.raises(RateLimited):
        client.cancel(task.ref)

    assert [asked.method for asked in simulator.requests] == ["POST"]


# Pace


def most_in_a_second(simulator: Simulator, seconds: float = 1.0) -> int:
    return most_within(looks(simulator), seconds)


@pytest.mark.parametrize(("pace", "most"), [(1, 1), (2.5, 2), (5, 5), (0.5, 1)])
def test_no_second_sees_more_looks_than_the_pace(
    open_client: Open, simulator: Simulator, pace: float, most: int
) -> None:
    client = open_client(pace=pace, schedule=lambda: Fixed(0.05))
    client.wait(simulator.add("jira", duration=20).ref)

    assert most_in_a_second(simulator) == most


def test_a_slow_pace_is_kept_over_more_than_a_second(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(pace=0.5, schedule=lambda: Fixed(0.05))
    client.wait(simulator.add("jira", duration=20).ref)

    assert most_in_a_second(simulator, 2.0) == 1


def test_without_a_pace_nothing_is_held(open_client: Open, simulator: Simulator) -> None:
    client = open_client(pace=None, schedule=lambda: Fixed(0.05))
    client.wait(simulator.add("jira", duration=5).ref)

    assert most_in_a_second(simulator) == 20


def test_a_near_limit_halves_the_pace_for_a_minute(open_client: Open, simulator: Simulator) -> None:
    client = open_client(pace=4, schedule=lambda: Fixed(0.05))
    simulator.fail_next(headers={"X-RateLimit-NearLimit": "true"})
    client.wait(simulator.add("jira", duration=100).ref)
    times = looks(simulator)
    slowed = [at for at in times if 1 < at <= 59]
    later = [at for at in times if at > 62]

    assert len(slowed) / 58 == pytest.approx(2, rel=0.1)
    assert len(later) / 38 == pytest.approx(4, rel=0.1)
    assert most_within(slowed) == 2


def test_a_near_limit_on_a_refusal_halves_the_pace_too(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(pace=4, schedule=lambda: Fixed(0.05))
    simulator.fail_next(429, headers={"X-RateLimit-NearLimit": "true", "Retry-After": "1"})
    client.wait(simulator.add("jira", duration=40).ref)

    assert len(looks(simulator)) < 3 * 40


def test_a_site_that_counts_for_itself_is_not_driven_to_refuse(
    colour: Colour, clock: VirtualClock
) -> None:
    simulator = Simulator(clock, rate_limit=10)
    task = simulator.add("jira", duration=60)
    with colour.opened(simulator, schedule=lambda: Fixed(0.01)) as client:
        client.wait(task.ref)

    assert 429 not in [asked.status for asked in simulator.requests]
