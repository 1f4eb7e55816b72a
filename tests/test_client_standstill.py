"""Ends that no flag tells, and tasks that stand still: what is believed when, and what is not."""

import math
import pickle
import random
from collections.abc import Callable
from typing import Any

import pytest
from atlassian_tasks import Status, TaskClient
from atlassian_tasks.errors import RateLimited, TaskStalled, UnexpectedResponse, WaitTimeout
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.simulator import ABSENT, Simulator, VirtualClock
from attrs import evolve

from tests.colours import Client, Colour, looks
from tests.many import as_completed, wait_all, watch_all

Open = Callable[..., Client]
# What has no flag for its end: (kind, further script).
FLAGLESS: list[Any] = [
    pytest.param("confluence-dc", {}, id="data center"),
    pytest.param("confluence", {"tells_finished": False}, id="older cloud"),
]


# At 100 %


@pytest.mark.parametrize(("kind", "script"), FLAGLESS)
@pytest.mark.parametrize("outcome", ["complete", "failed"])
def test_an_end_that_no_flag_tells_counts_when_another_look_shows_it(
    client: Client, simulator: Simulator, kind: str, script: dict[str, Any], outcome: str
) -> None:
    task = simulator.add(kind, duration=30, outcome=outcome, flag_lag=0.9, **script)
    *_, before, last = client.watch(task.ref)

    assert (before.status, before.percent) == (Status.RUNNING, 100)
    assert before.raw["successful"] is not last.raw["successful"]
    assert last.status is Status[outcome.upper()]
    assert looks(simulator)[-1] - looks(simulator)[-2] == pytest.approx(1)


@pytest.mark.parametrize("kind", ["jira", "jira-bulk", "confluence"])
def test_an_end_that_a_flag_tells_counts_at_first_sight(
    client: Client, simulator: Simulator, kind: str
) -> None:
    task = simulator.add(kind, duration=0)

    assert client.wait(task.ref).is_success
    assert len(looks(simulator)) == 1


def test_one_look_takes_the_body_at_its_word(client: Client, simulator: Simulator) -> None:
    task = simulator.add("confluence-dc", duration=0, flag_lag=5)

    assert client.get(task.ref).status is Status.FAILED
    assert [seen.status for seen in client.watch(task.ref, timeout=0)] == [Status.FAILED]


def test_a_deadline_that_comes_before_the_second_look_takes_it_at_its_word(
    client: Client, simulator: Simulator
) -> None:
    task = simulator.add("confluence-dc", duration=0)
    simulator.fail_next(429, headers={"Retry-After": "90"}, skip=1)
    statuses = [seen.status for seen in client.watch(task.ref, timeout=30)]

    assert statuses == [Status.RUNNING, Status.COMPLETE]
    assert len(looks(simulator)) == 2


def test_the_second_look_is_the_one_at_the_deadline(client: Client, simulator: Simulator) -> None:
    task = simulator.add("confluence-dc", duration=0, flag_lag=0.25)

    assert client.wait(task.ref, timeout=0.5).is_success
    assert looks(simulator) == [0, 0.5]


def test_a_percentage_that_falls_back_takes_its_end_back(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(schedule=lambda: Fixed(10))
    task = simulator.add("confluence-dc", duration=60, overrides={"percentageComplete": 100})
    steps = client.watch(task.ref)
    first = next(steps)
    task.script = evolve(task.script, overrides={})
    *_, last = steps

    assert (first.status, first.percent) == (Status.RUNNING, 100)
    assert last.is_success
    assert looks(simulator)[-2:] == [61, 62]


def test_the_second_look_has_patience(client: Client, simulator: Simulator) -> None:
    task = simulator.add("confluence-dc", duration=0)
    simulator.fail_next(503, skip=1, times=3)

    assert client.wait(task.ref).is_success


@pytest.mark.parametrize("status", [404, 403, 503])
@pytest.mark.parametrize("count", [1, 5])
def test_an_end_after_which_no_look_works_is_taken_at_its_word(
    open_client: Open, simulator: Simulator, status: int, count: int
) -> None:
    client = open_client(pace=None)  # so that all first looks come first
    tasks = [simulator.add("confluence-dc", duration=0) for _ in range(count)]
    simulator.fail_next(404, path="/longtask", times=1 if count > 1 else 0)  # the list
    simulator.fail_next(status, skip=count, times=math.inf)
    outcomes = wait_all(client, [task.ref for task in tasks])

    assert [outcome.result().status for outcome in outcomes] == [Status.COMPLETE] * count


def test_an_end_without_success_or_failure_is_looked_at_again_before_it_is_refused(
    client: Client, simulator: Simulator
) -> None:
    task = simulator.add("confluence-dc", duration=0, overrides={"successful": ABSENT})
    with pytest.raises(UnexpectedResponse, match="says that it has ended"):
        client.wait(task.ref)

    assert len(looks(simulator)) == 2


@pytest.mark.parametrize("count", [2, 5])
def test_many_are_looked_at_again_too(client: Client, simulator: Simulator, count: int) -> None:
    tasks = [
        simulator.add("confluence-dc", duration=30 + number, flag_lag=0.9)
        for number in range(count)
    ]
    outcomes = wait_all(client, [task.ref for task in tasks])

    assert [outcome.task.status for outcome in outcomes] == [Status.COMPLETE] * count


# A clock that was stopped


@pytest.mark.parametrize(("kind", "script"), FLAGLESS)
def test_a_clock_that_the_server_has_stopped_ends_the_wait_without_a_verdict(
    client: Client, simulator: Simulator, kind: str, script: dict[str, Any]
) -> None:
    said = "There was an error in the export."
    task = simulator.add(kind, duration=30, outcome="failed", reaches=42, messages=[said], **script)
    with pytest.raises(TaskStalled) as caught:
        client.wait(task.ref, check=False)
    stalled = caught.value

    assert "has stopped its clock" in str(stalled)
    assert "RUNNING at 42 %" in str(stalled)
    assert said in str(stalled)
    assert f"atlassian-tasks wait {task.ref}" in str(stalled)
    assert stalled.task is not None
    assert (stalled.task.status, stalled.task.percent) == (Status.RUNNING, 42)
    assert 90 <= looks(simulator)[-1] < 120
    assert str(pickle.loads(pickle.dumps(stalled))) == str(stalled)


def test_a_stopped_clock_takes_five_looks_as_well(open_client: Open, simulator: Simulator) -> None:
    client = open_client(schedule=lambda: Fixed(40))
    task = simulator.add("confluence-dc", duration=30, outcome="failed", reaches=42)
    with pytest.raises(TaskStalled):
        client.wait(task.ref)

    assert looks(simulator) == [0, 40, 80, 120, 160, 200]


def test_a_stopped_clock_is_seen_past_the_nodes_that_do_not_know_the_task(
    colour: Colour, clock: VirtualClock
) -> None:
    simulator = Simulator(clock, nodes=3)
    task = simulator.add("confluence-dc", duration=30, outcome="failed", reaches=42)
    with colour.opened(simulator) as client, pytest.raises(TaskStalled):
        client.wait(task.ref)

    assert 404 in [asked.status for asked in simulator.requests]
    assert clock.now() < 150


def test_many_are_followed_though_each_node_knows_its_own_only(clock: VirtualClock) -> None:
    # Seeded, and one look at a time: by chance eight looks in a row may miss, and then it is gone.
    random.seed(7)
    simulator = Simulator(clock, nodes=2)
    tasks = [simulator.add("confluence-dc", duration=60 + number) for number in range(6)]
    settings: Any = {"transport": simulator.transport(), "clock": clock}
    with TaskClient(simulator.site, schedule=lambda: Fixed(10), **settings) as client:
        outcomes = client.wait_all([task.ref for task in tasks])

    assert [outcome.result().status for outcome in outcomes] == [Status.COMPLETE] * 6
    assert 404 in [asked.status for asked in simulator.requests]


def test_a_clock_that_runs_on_is_followed_on(client: Client, simulator: Simulator) -> None:
    task = simulator.add("confluence-dc", duration=7200, progress=lambda done: 42)

    assert client.wait(task.ref).is_success
    assert looks(simulator)[-1] > 7200


def test_a_clock_that_stands_at_zero_has_not_begun(client: Client, simulator: Simulator) -> None:
    task = simulator.add("confluence-dc", delay=3600, duration=10)

    assert client.wait(task.ref).is_success


@pytest.mark.parametrize("kind", ["jira", "jira-bulk", "confluence"])
def test_where_a_flag_tells_the_end_a_clock_tells_nothing(
    client: Client, simulator: Simulator, kind: str
) -> None:
    stopped = {"elapsedTime": 61_000, "elapsedRuntime": 61_000, "updated": 61_000}
    task = simulator.add(kind, duration=3600, progress="stuck", overrides=stopped)

    assert client.wait(task.ref).is_success


def test_an_endless_limit_looks_on_whatever_the_clock(client: Client, simulator: Simulator) -> None:
    task = simulator.add("confluence-dc", duration=30, outcome="failed", reaches=42)
    with pytest.raises(WaitTimeout) as caught:
        client.wait(task.ref, stall=math.inf, timeout=3600)

    assert type(caught.value) is WaitTimeout


# A limit of one's own


@pytest.mark.parametrize("kind", ["jira", "jira-v2", "jira-bulk", "confluence", "confluence-dc"])
def test_what_stands_still_for_too_long_is_left_at_the_limit(
    client: Client, simulator: Simulator, kind: str
) -> None:
    still = {"lastUpdate": 1, "updated": 1}
    task = simulator.add(kind, duration=math.inf, progress=lambda done: 42, overrides=still)
    with pytest.raises(TaskStalled) as caught:
        client.wait(task.ref, stall=1800)

    assert "nothing has moved for 1800 s; it was RUNNING at 42 %" in str(caught.value)
    assert "was not cancelled" in str(caught.value)
    assert looks(simulator)[-1] == pytest.approx(1800)


@pytest.mark.parametrize(
    ("kind", "script"),
    [
        pytest.param("jira", {"progress": "linear", "overrides": {"lastUpdate": 1}}, id="percent"),
        pytest.param("jira", {"progress": "none"}, id="updated"),
        pytest.param(
            "confluence",
            {"progress": "none", "messages": [f"page {page}" for page in range(100)]},
            id="message",
        ),
    ],
)
def test_whatever_moves_counts(
    client: Client, simulator: Simulator, kind: str, script: dict[str, Any]
) -> None:
    task = simulator.add(kind, duration=2000, **script)

    assert client.wait(task.ref, stall=130).is_success


def test_a_task_that_moves_again_has_the_whole_limit_again(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(schedule=lambda: Fixed(10))
    still = {"lastUpdate": 1}
    task = simulator.add(
        "jira", duration=100, progress=lambda done: 10 if done < 0.5 else 20, overrides=still
    )
    with pytest.raises(TaskStalled):
        client.wait(task.ref, stall=45)

    assert looks(simulator)[-1] == 45


def test_failed_looks_do_not_count_as_standing_still(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(schedule=lambda: Fixed(10))
    task = simulator.add(
        "confluence", duration=math.inf, progress=lambda done: 10 if done < 0.3 else 20
    )
    simulator.fail_next(503, skip=5, times=4)
    with pytest.raises(TaskStalled):
        client.wait(task.ref, stall=60)
    answered = [asked.time for asked in simulator.requests if asked.status == 200]
    pause = answered[5] - answered[4]

    assert answered[:5] == [0, 10, 20, 30, 40]  # at 30 it moved
    assert pause > 10
    assert answered[-1] == pytest.approx(30 + 60 + pause)


def test_a_floor_does_not_count_as_standing_still(open_client: Open, simulator: Simulator) -> None:
    client = open_client(schedule=lambda: Fixed(10))
    task = simulator.add("confluence", duration=math.inf, progress="none")
    simulator.fail_next(429, headers={"Retry-After": "600"}, skip=3)
    with pytest.raises(TaskStalled):
        client.wait(task.ref, stall=60)
    answered = [asked.time for asked in simulator.requests if asked.status == 200]
    pause = answered[3] - answered[2]

    assert pause > 600
    assert answered[-1] == pytest.approx(60 + pause)


def test_a_floor_that_another_request_met_does_not_count_either(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(schedule=lambda: Fixed(10))
    task, other = (
        simulator.add("confluence", duration=math.inf, progress="none") for _ in range(2)
    )
    steps = client.watch(task.ref, stall=60)
    next(steps)
    simulator.fail_next(429, headers={"Retry-After": "600"})
    with pytest.raises(RateLimited):
        client.get(other.ref)
    with pytest.raises(TaskStalled):
        next(steps)

    assert looks(simulator)[-1] > 660


def test_the_earlier_of_deadline_and_limit_ends_the_wait(
    client: Client, simulator: Simulator
) -> None:
    task = simulator.add("confluence", duration=math.inf, progress="none")
    with pytest.raises(WaitTimeout, match=r"^[a-z-]+:\d+: the timeout passed"):
        client.wait(task.ref, timeout=50, stall=60)
    with pytest.raises(TaskStalled):
        client.wait(task.ref, timeout=60, stall=50)


@pytest.mark.parametrize("stall", [-1, math.nan, "30m"])
def test_a_limit_that_is_no_number_of_seconds_is_a_value_error(
    client: Client, simulator: Simulator, stall: Any
) -> None:
    for verb in (
        lambda: client.wait("jira:1", stall=stall),
        lambda: wait_all(client, ["jira:1"], stall=stall),
        lambda: next(as_completed(client, ["jira:1"], stall=stall)),
    ):
        with pytest.raises(ValueError, match="stall is a number of seconds"):
            verb()

    assert simulator.requests == []


def test_of_many_each_has_a_limit_of_its_own(client: Client, simulator: Simulator) -> None:
    still = {"lastUpdate": 1}
    stuck = simulator.add("jira", duration=math.inf, progress="none", overrides=still)
    lively = simulator.add("jira", duration=1000)
    late, ended = wait_all(client, [stuck.ref, lively.ref], stall=300, check=False)

    assert isinstance(late.error, TaskStalled)
    assert late.task is not None
    assert ended.result().is_success


def test_a_limit_holds_through_the_list_as_well(colour: Colour, clock: VirtualClock) -> None:
    simulator = Simulator(clock)
    stuck = [simulator.add("confluence", duration=math.inf, progress="none") for _ in range(5)]
    lively = simulator.add("confluence", duration=700)
    with colour.opened(simulator) as client:
        refs = [task.ref for task in (*stuck, lively)]
        ends = [step for step in watch_all(client, refs, stall=300) if hasattr(step, "error")]

    assert [type(end.error) for end in ends] == [TaskStalled] * 5 + [type(None)]
    assert max(asked.time for asked in simulator.requests) < 800
