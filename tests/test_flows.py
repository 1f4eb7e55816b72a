"""One task, step by step, without client, clock or site: what a flow asks for, and when."""

import math
import random
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from atlassian_tasks import Kind, Status, TaskRef
from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    CancelRejected,
    ConnectionFailed,
    NotSupported,
    ServerError,
    TaskGone,
    TaskNotFound,
    WaitTimeout,
)
from atlassian_tasks.kinds.dialect import Answer
from atlassian_tasks.model import Task
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.waiting import once
from atlassian_tasks.waiting import watch as watching
from atlassian_tasks.waiting.effects import Admit, Begin, Send, Sent, Sleep, Turn

from tests.answers import jira

REF = TaskRef("jira", "1")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
Told = Answer | AtlassianTasksError


def answer(status: str, **fields: Any) -> Answer:
    body = jira(id=REF.id, status=status, finished=None, **fields)
    return Answer(200, body, NOON)


class World:
    """Performs effects: a clock that only sleeping moves, and answers in a row."""

    def __init__(self, *answers: Told, turns: tuple[Turn, ...] = ()) -> None:
        self.now = 100.0
        self.answers = list(answers)
        self.turns = list(turns)
        self.told: list[str] = []
        self.sent: list[tuple[float, str]] = []

    def run(self, begin: Begin[Any]) -> list[Task]:
        flow = begin(self.now)
        reports, step = [], flow.send(None)
        try:
            while True:
                if isinstance(step, Task):
                    reports.append(step)
                    step = flow.send(self.now)
                else:
                    step = flow.send(self.perform(step))
        except StopIteration:
            return reports

    def perform(self, effect: object) -> Any:
        match effect:
            case Sleep(seconds):
                self.told.append(f"sleep {seconds:g}")
                self.now += seconds
                return self.now
            case Admit():
                turn = self.turns.pop(0) if self.turns else Turn(0.0, 0.0)
                if turn.wait:
                    self.told.append(f"wait {turn.wait:g}")
                return turn._replace(now=self.now)
            case Send([call]):
                name = call.endpoint.__name__.rpartition(".")[2]
                self.told.append(name)
                self.sent.append((self.now, name))
                return Sent(self.now, [self.answers.pop(0)])
        raise AssertionError(f"{effect!r} is no effect")


def watch(timeout: float | None = None, patience: float = 120.0, gap: float = 5) -> Begin[Task]:
    limits = watching.Limits(timeout, patience)
    return lambda now: watching.watch(now, REF, limits, Fixed(gap), limits.deadline(now))


@pytest.fixture(autouse=True)
def same_jitter() -> None:
    random.seed(7)


def test_fetch_is_one_call_and_its_report() -> None:
    world = World(answer("RUNNING"))
    (task,) = world.run(lambda now: once.fetch(now, REF))

    assert world.told == ["get_task"]
    assert (task.ref, task.status, task.observed) == (REF, Status.RUNNING, NOON)


def test_watch_looks_and_sleeps_in_turn() -> None:
    world = World(answer("RUNNING"), answer("RUNNING"), answer("COMPLETE"))
    reports = world.run(watch())

    assert world.told == ["get_task", "sleep 5", "get_task", "sleep 5", "get_task"]
    assert [task.status for task in reports] == [Status.RUNNING, Status.COMPLETE]


def test_the_last_sleep_is_clipped_to_the_deadline() -> None:
    world = World(*[answer("RUNNING")] * 9)
    with pytest.raises(WaitTimeout):
        world.run(watch(timeout=12))

    assert [at for at, _ in world.sent] == [100, 105, 110, 112]
    assert world.told[-2:] == ["sleep 2", "get_task"]


def test_a_turn_is_asked_for_until_it_is_given() -> None:
    turns = (Turn(0.0, 0.5), Turn(0.0, 0.25), Turn(0.0, 0.0))
    world = World(answer("COMPLETE"), turns=turns)
    world.run(watch())

    assert world.told == ["wait 0.5", "sleep 0.5", "wait 0.25", "sleep 0.25", "get_task"]


def test_a_turn_past_the_deadline_is_a_timeout_at_the_deadline() -> None:
    world = World(answer("RUNNING"), turns=(Turn(0.0, 0.0), Turn(0.0, 5.0)))
    with pytest.raises(WaitTimeout) as caught:
        world.run(watch(timeout=7))

    assert (world.now, caught.value.retry_after) == (107, None)
    assert world.told == ["get_task", "sleep 5", "wait 5", "sleep 2"]


def test_the_first_look_of_all_is_not_denied_for_the_paces_sake() -> None:
    world = World(answer("COMPLETE"), turns=(Turn(0.0, 5.0),))
    (task,) = world.run(watch(timeout=2))

    assert task.is_success
    assert world.told == ["wait 5", "sleep 2", "get_task"]


def test_a_fleets_denial_is_final() -> None:
    world = World(turns=(Turn(0.0, math.inf),))
    with pytest.raises(WaitTimeout, match="not seen once"):
        world.run(watch(timeout=2))


def test_a_floor_past_the_deadline_is_a_timeout_now() -> None:
    world = World(turns=(Turn(0.0, 5.0, retry_after=4.8),))
    with pytest.raises(WaitTimeout) as caught:
        world.run(watch(timeout=2))

    assert (world.now, caught.value.retry_after) == (100, 4.8)


def test_a_missing_task_is_asked_for_at_growing_gaps() -> None:
    world = World(*[TaskNotFound("no", status_code=404)] * 4)
    with pytest.raises(TaskNotFound):
        world.run(watch())

    gaps = [later - at for (at, _), (later, _) in pairwise(world.sent)]

    assert gaps == [pytest.approx(0.9 * pause, rel=0.12) for pause in (0.5, 1.5, 3)]
    assert sum(gaps) <= 5


def test_a_task_that_was_there_is_gone_after_one_more_look() -> None:
    missing = TaskNotFound("no", status_code=404, messages=("No such task.",))
    world = World(answer("RUNNING"), missing, missing)
    with pytest.raises(TaskGone) as caught:
        world.run(watch())

    looked, rested, again, paused, at_last = world.told
    assert [looked, rested, again, at_last] == ["get_task", "sleep 5", "get_task", "get_task"]
    assert 0.8 <= float(paused.removeprefix("sleep ")) <= 1
    assert caught.value.task is not None
    assert caught.value.messages == ("No such task.",)


def test_a_404_between_other_failures_is_still_confirmed_once_only() -> None:
    missing, down = TaskNotFound("no", status_code=404), ServerError("down", status_code=500)
    world = World(answer("RUNNING"), missing, down, missing)
    with pytest.raises(TaskGone):
        world.run(watch())

    assert len(world.sent) == 4


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_whoever_stops_a_watch_is_told_how_to_go_on(stop: type[BaseException]) -> None:
    flow = watch()(100.0)
    flow.send(None)
    with pytest.raises(stop) as caught:
        flow.throw(stop())

    assert type(caught.value) is stop
    assert "jira:1 was not cancelled" in caught.value.__notes__[0]
    assert "atlassian-tasks wait jira:1" in caught.value.__notes__[0]


def test_closing_a_watch_asks_for_nothing() -> None:
    flow = watch()(100.0)
    flow.send(None)
    flow.close()

    with pytest.raises(StopIteration):
        flow.send(None)


def test_cancel_posts_and_looks() -> None:
    accepted = Answer(202, None, NOON)
    world = World(accepted, answer("CANCEL_REQUESTED"))
    (task,) = world.run(lambda now: once.cancel(now, REF))

    assert world.told == ["cancel_task", "get_task"]
    assert task.status is Status.CANCEL_REQUESTED


def test_cancel_never_posts_twice() -> None:
    lost = ConnectionFailed("lost")
    world = World(lost, lost, lost, answer("RUNNING"))
    with pytest.raises(ConnectionFailed) as caught:
        world.run(lambda now: once.cancel(now, REF))

    assert [name for _, name in world.sent] == ["cancel_task", *["get_task"] * 3]
    assert caught.value is lost


def test_a_rejected_cancel_quotes_the_server() -> None:
    world = World(ApiError("no", status_code=400, messages=("Too late.",)), answer("RUNNING"))
    with pytest.raises(CancelRejected, match=r"Too late\.") as caught:
        world.run(lambda now: once.cancel(now, REF))

    assert caught.value.messages == ("Too late.",)


@pytest.mark.parametrize("kind", ["confluence", "confluence-dc"])
def test_what_a_family_does_not_offer_is_not_asked_for(kind: str) -> None:
    world = World()
    with pytest.raises(NotSupported):
        world.run(lambda now: once.cancel(now, TaskRef(kind, "1")))

    assert world.sent == []


@pytest.mark.parametrize("kind", ["jira", "jira-v2", "jira-bulk"])
def test_what_has_no_list_is_not_browsed(kind: str) -> None:
    world = World()
    with pytest.raises(NotSupported):
        world.run(lambda now: once.browse(now, Kind(kind)))

    assert world.sent == []


def test_a_flow_reads_no_clock_of_its_own() -> None:
    world = World(answer("RUNNING"), answer("COMPLETE"))
    world.now = 1e9
    world.run(watch(gap=50_000))

    assert [at for at, _ in world.sent] == [1e9, 1e9 + 50_000]


def test_a_list_of_nothing_readable_comes_to_an_end() -> None:
    page = Answer(200, {"results": ["odd"], "limit": 1}, NOON)
    world = World(*[page] * 9)

    assert world.run(lambda now: once.browse(now, Kind.CONFLUENCE_DC)) == []
    assert len(world.sent) == 2
