"""Watching and listing: what is reported, how often it is looked, and what is said meanwhile."""

import gc
import logging
from datetime import timedelta
from typing import Any

import pytest
from atlassian_tasks import Status, Task
from atlassian_tasks.errors import (
    NotSupported,
    TaskCancelled,
    TaskDead,
    TaskFailed,
    TaskPartlyFailed,
    UnexpectedResponse,
)
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.simulator import ABSENT, Simulator, VirtualClock

from tests.answers import BODIES
from tests.colours import Client, Colour, looks

KINDS = [*BODIES]


@pytest.mark.parametrize("kind", KINDS)
def test_a_task_is_watched_from_its_first_snapshot_to_its_end(
    client: Client, simulator: Simulator, kind: str
) -> None:
    task = simulator.add(kind, duration=60)
    snapshots = list(client.watch(task.ref))

    assert snapshots[0].percent in (0, None)
    assert [snapshot.is_final for snapshot in snapshots[-2:]] == [False, True]
    assert {str(snapshot.ref) for snapshot in snapshots} == {task.ref}
    assert snapshots[-1].status is Status.COMPLETE


@pytest.mark.parametrize("kind", KINDS)
def test_waiting_returns_the_last_of_what_watching_reports(
    client: Client, simulator: Simulator, kind: str
) -> None:
    task = simulator.add(kind, duration=60)
    ended = client.wait(task.ref)

    assert ended.status is Status.COMPLETE
    assert ended == client.get(task.ref) or ended.observed is not None


def test_a_task_that_has_ended_is_looked_at_once(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=0)
    snapshots = list(client.watch(task.ref))

    assert [snapshot.status for snapshot in snapshots] == [Status.COMPLETE]
    assert (len(looks(simulator)), simulator.clock.sleeps) == (1, [])


OUTCOMES = [
    ("jira", {"outcome": "failed"}, TaskFailed),
    ("jira", {"outcome": "cancelled"}, TaskCancelled),
    ("jira", {"outcome": "dead"}, TaskDead),
    ("jira", {"failures": {10: ["locked"]}, "issues": [11]}, TaskPartlyFailed),
    ("jira-v2", {"outcome": "dead"}, TaskDead),
    ("jira-bulk", {"outcome": "failed"}, TaskFailed),
    ("jira-bulk", {"failures": {10: ["locked"]}}, TaskPartlyFailed),
    ("jira-bulk", {"inaccessible": 1}, TaskPartlyFailed),
    ("confluence", {"outcome": "failed"}, TaskFailed),
    ("confluence", {"outcome": "failed", "tells_finished": False}, TaskFailed),
    ("confluence", {"failures": {"Page": ["locked"]}}, TaskPartlyFailed),
    ("confluence-dc", {"outcome": "failed"}, TaskFailed),
]


@pytest.mark.parametrize(("kind", "script", "error"), OUTCOMES)
def test_a_bad_end_is_raised_unless_asked_otherwise(
    client: Client, simulator: Simulator, kind: str, script: Any, error: type[Exception]
) -> None:
    task = simulator.add(kind, duration=20, **script)
    with pytest.raises(error) as caught:
        client.wait(task.ref)
    unchecked = client.wait(task.ref, check=False)
    *_, watched = client.watch(task.ref)

    assert type(caught.value) is error
    assert caught.value.task is not None
    assert caught.value.task.is_final
    assert unchecked.status is watched.status is caught.value.task.status


def test_only_changes_are_reported(open_client: Any, simulator: Simulator) -> None:
    client = open_client(schedule=lambda: Fixed(1))
    task = simulator.add("jira", duration=100, progress=lambda done: 10 * int(done * 5))
    snapshots = list(client.watch(task.ref))

    assert [snapshot.percent for snapshot in snapshots] == [0, 10, 20, 30, 40, 100]
    assert len(looks(simulator)) == 101


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("status", "ENQUEUED", "RUNNING"),
        ("progress", 1, 2),
        ("message", "one", "two"),
        ("result", None, {"unmodifiedIssues": [1]}),
    ],
)
def test_each_kind_of_change_is_reported(
    open_client: Any, simulator: Simulator, field: str, before: Any, after: Any
) -> None:
    client = open_client(schedule=lambda: Fixed(1))
    frozen = {"status": "RUNNING", "progress": 1, "message": "one", "result": None}
    task = simulator.add("jira", duration=1000, overrides=frozen | {field: before})
    steps = client.watch(task.ref)
    first = next(steps)
    simulator.remove(task)
    simulator.add("jira", task.id, duration=1000, overrides=frozen | {field: after})
    second = next(steps)

    assert first != second
    assert len(looks(simulator)) == 2


def test_a_change_of_nothing_that_matters_is_not_reported(
    open_client: Any, simulator: Simulator
) -> None:
    client = open_client(schedule=lambda: Fixed(1))
    task = simulator.add(
        "jira", duration=5, overrides={"progress": 7, "message": "m", "description": "d"}
    )
    snapshots = list(client.watch(task.ref))

    assert [snapshot.status for snapshot in snapshots] == [Status.RUNNING, Status.COMPLETE]


def test_nothing_is_sent_before_the_first_step(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira")
    client.watch(task.ref)
    client.list()

    assert simulator.requests == []


@pytest.mark.parametrize("close", [True, False])
def test_leaving_the_loop_leaves_the_task_alone(
    client: Client, simulator: Simulator, close: bool
) -> None:
    task = simulator.add("jira", duration=100)
    steps = client.watch(task.ref)
    for snapshot in steps:
        if snapshot.percent:
            break
    asked = len(simulator.requests)
    if close:
        steps.close()
        assert list(steps) == []
    del steps
    simulator.clock.advance(1000)

    assert len(simulator.requests) == asked
    assert {exchange.method for exchange in simulator.requests} == {"GET"}
    assert task.cancel_requested is None


def test_after_its_end_a_watch_has_nothing_more(client: Client, simulator: Simulator) -> None:
    steps = client.watch(simulator.add("jira", duration=3).ref)
    list(steps)

    assert list(steps) == []


# Words nobody knows


@pytest.mark.parametrize("kind", ["jira", "jira-v2", "jira-bulk"])
def test_an_unknown_word_is_looked_at_further_and_warned_of_once(
    client: Client, simulator: Simulator, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    task = simulator.add(kind, duration=60, words={"RUNNING": "NEVER_A_WORD"})
    snapshots = list(client.watch(task.ref))
    warned = [record for record in caplog.records if record.levelno == logging.WARNING]

    assert snapshots[0].status is Status.UNKNOWN
    assert snapshots[0].raw_status == "NEVER_A_WORD"
    assert snapshots[-1].status is Status.COMPLETE
    assert [record.getMessage() for record in warned] == [
        f"the server calls {task.ref} 'NEVER_A_WORD', which is no status known here; still looking"
    ]


def test_get_returns_an_unknown_word(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=0, words={"COMPLETE": "DONE"})

    assert client.get(task.ref).status is Status.UNKNOWN


UNKNOWN_ENDS = [
    ("jira", {"words": {"COMPLETE": "DONE"}}),
    ("jira-v2", {"words": {"COMPLETE": "SUCCESS"}}),
    ("confluence", {"overrides": {"successful": ABSENT}}),
    ("confluence", {"overrides": {"successful": None}}),
    ("confluence", {"overrides": {"successful": ABSENT}, "tells_finished": False}),
]


@pytest.mark.parametrize(("kind", "script"), UNKNOWN_ENDS)
@pytest.mark.parametrize("verb", ["wait", "watch"])
def test_an_end_in_unknown_words_is_not_guessed(
    client: Client, simulator: Simulator, kind: str, script: Any, verb: str
) -> None:
    task = simulator.add(kind, duration=20, **script)
    with pytest.raises(UnexpectedResponse) as caught:
        list(client.watch(task.ref)) if verb == "watch" else client.wait(task.ref, check=False)

    assert caught.value.task is not None
    assert caught.value.task.status is Status.UNKNOWN
    assert str(caught.value.ref) == task.ref


def test_a_failed_task_that_stays_below_100_has_ended(client: Client, simulator: Simulator) -> None:
    task = simulator.add("confluence", duration=20, outcome="failed", reaches=60)
    ended = client.wait(task.ref, check=False)

    assert (ended.status, ended.percent) == (Status.FAILED, 60)


def test_cancel_requested_is_no_end(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=100, cancel_takes=30)
    client.cancel(task.ref)
    statuses = list(dict.fromkeys(snapshot.status for snapshot in client.watch(task.ref)))

    assert statuses == [Status.CANCEL_REQUESTED, Status.CANCELLED]


# Time


@pytest.mark.parametrize("skew", [-86_400.0, 0.0, 86_400.0])
def test_the_lag_is_the_servers_whatever_our_clock_says(
    colour: Colour, clock: VirtualClock, skew: float
) -> None:
    simulator = Simulator(clock, skew=skew)
    task = simulator.add("jira", duration=7)
    with colour.opened(simulator, schedule=lambda: Fixed(10)) as client:
        ended = client.wait(task.ref)

    assert ended.detection_lag == timedelta(seconds=3)
    assert ended.observed == simulator.now()


class Recorded(Fixed):
    """Keeps the ages that it is told."""

    def __init__(self) -> None:
        super().__init__(10)
        self.ages: list[float] = []

    def next(self, age: float, percent: float | None) -> float:
        self.ages.append(round(age, 3))
        return super().next(age, percent)


def ages(open_client: Any, ref: str) -> list[float]:
    schedule = Recorded()
    open_client(schedule=lambda: schedule).wait(ref)
    return schedule.ages


@pytest.mark.parametrize("kind", ["jira", "jira-v2", "jira-bulk", "confluence", "confluence-dc"])
def test_a_task_joined_mid_life_is_met_at_its_own_age(
    open_client: Any, simulator: Simulator, kind: str
) -> None:
    task = simulator.add(kind, duration=1030)
    simulator.clock.advance(1000)

    assert ages(open_client, task.ref) == [1000, 1010, 1020]


def test_without_a_duration_the_age_is_from_the_start_by_the_servers_date(
    colour: Colour, clock: VirtualClock
) -> None:
    simulator = Simulator(clock, skew=86_400)
    task = simulator.add("jira", duration=130, overrides={"elapsedRuntime": ABSENT})
    clock.advance(100)
    schedule = Recorded()
    with colour.opened(simulator, schedule=lambda: schedule) as client:
        client.wait(task.ref)

    assert schedule.ages == [100, 110, 120]


def test_without_any_time_the_age_is_from_the_first_look(
    open_client: Any, simulator: Simulator
) -> None:
    task = simulator.add("confluence", duration=130, overrides={"elapsedTime": ABSENT})
    simulator.clock.advance(100)

    assert ages(open_client, task.ref) == [0, 10, 20]


def test_the_age_never_falls(open_client: Any, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=100, overrides={"elapsedRuntime": 50_000})
    steps = ages(open_client, task.ref)

    assert steps == sorted(steps)
    assert steps[0] == 50


@pytest.mark.parametrize("gap", [-1, float("nan"), float("inf")])
def test_a_schedule_that_makes_no_sense_is_a_configuration_error(
    open_client: Any, simulator: Simulator, gap: float
) -> None:
    from atlassian_tasks.errors import ConfigurationError

    class Broken:
        def next(self, age: float, percent: float | None) -> float:
            return gap

    client = open_client(schedule=Broken)
    with pytest.raises(ConfigurationError, match="schedule"):
        client.wait(simulator.add("jira").ref)


# Lists


@pytest.mark.parametrize("kind", ["confluence", "confluence-dc"])
def test_a_list_is_every_active_task_whatever_the_servers_cap(
    colour: Colour, clock: VirtualClock, kind: str
) -> None:
    simulator = Simulator(clock, page_cap=7)
    refs = [simulator.add(kind, duration=60).ref for _ in range(20)]
    simulator.add(kind, duration=0)
    with colour.opened(simulator) as client:
        listed = list(client.list(kind))

    assert [str(task.ref) for task in listed] == refs
    assert all(isinstance(task, Task) and not task.is_final for task in listed)
    assert len(simulator.requests) == 3


def test_confluence_is_listed_unless_told_otherwise(client: Client, simulator: Simulator) -> None:
    task = simulator.add("confluence", duration=60)
    simulator.add("confluence-dc", duration=60)

    assert [str(listed.ref) for listed in client.list()] == [task.ref]


def test_an_empty_list_is_empty(client: Client) -> None:
    assert list(client.list()) == []


@pytest.mark.parametrize("kind", ["jira", "jira-v2", "jira-bulk"])
def test_jira_has_no_list(client: Client, simulator: Simulator, kind: str) -> None:
    with pytest.raises(NotSupported, match=r"^Atlassian offers no list of this kind"):
        client.list(kind)

    assert simulator.requests == []


@pytest.mark.parametrize("kind", ["confluence", "confluence-dc"])
def test_confluence_has_no_cancel(client: Client, simulator: Simulator, kind: str) -> None:
    task = simulator.add(kind)
    with pytest.raises(NotSupported) as caught:
        client.cancel(task.ref)

    assert str(caught.value.ref) == task.ref
    assert simulator.requests == []


# What is logged


def test_requests_are_debug_changes_info_and_both_ends_of_a_streak_of_errors_a_warning(
    client: Client, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "atlassian_tasks")
    task = simulator.add("jira", delay=5, duration=30)
    simulator.fail_next(500, skip=1, times=2, body="<html>s3cret</html>")
    simulator.fail_next(500, skip=3, body="s3cret")
    client.wait(task.ref)
    told = [record for record in caplog.records if record.name == "atlassian_tasks"]
    at = {
        level: [record.getMessage() for record in told if record.levelno == level]
        for level in (logging.DEBUG, logging.INFO, logging.WARNING)
    }

    assert len(at[logging.DEBUG]) == len(simulator.requests)
    assert all(f"GET /rest/api/3/task/{task.id}: " in line for line in at[logging.DEBUG])
    assert [line.rpartition(" ")[2] for line in at[logging.INFO]] == [
        "ENQUEUED",
        "RUNNING",
        "COMPLETE",
    ]
    lost, back = at[logging.WARNING][0::2], at[logging.WARNING][1::2]
    assert ["failed and is repeated" in line for line in lost] == [True, True]
    assert [f"{task.ref} answers again" in line for line in back] == [True, True]
    assert "s3cret" not in caplog.text


def test_waiting_keeps_no_snapshots_but_the_newest(colour: Colour, simulator: Simulator) -> None:
    kept = []

    class Counting(Fixed):
        def next(self, age: float, percent: float | None) -> float:
            kept.append(sum(isinstance(found, Task) for found in gc.get_objects()))
            return super().next(age, percent)

    with colour.opened(simulator, schedule=lambda: Counting(5)) as client:
        client.wait(simulator.add("jira", duration=40).ref)

    assert len(kept) > 6
    assert kept[-1] <= kept[2]
