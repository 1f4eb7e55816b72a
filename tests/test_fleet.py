"""Whose turn it is, step by step: the fleet without client, site or HTTP; and what it keeps."""

import gc
import json
import random
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from atlassian_tasks import Outcome, Status, Task, TaskClient, TaskRef
from atlassian_tasks.errors import (
    AtlassianTasksError,
    ConfigurationError,
    ConnectionFailed,
    ServerError,
    WaitTimeout,
)
from atlassian_tasks.kinds.dialect import Answer, Call
from atlassian_tasks.schedule import Adaptive, Fixed, Schedule
from atlassian_tasks.simulator import Simulator, VirtualClock
from atlassian_tasks.waiting.effects import Admit, Begin, Doze, Flow, Send, Sent, Sleep, Turn
from atlassian_tasks.waiting.fleet import Fleet
from atlassian_tasks.waiting.pace import Pace
from atlassian_tasks.waiting.waiter import Waiter
from atlassian_tasks.waiting.watch import Limits

from tests.answers import confluence, jira

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def same_jitter() -> None:
    random.seed(7)


class World:
    """Performs a fleet's effects; `ends` says when each task does, by its id."""

    def __init__(self, ends: dict[str, float], pace: float | None = None, slow: float = 0) -> None:
        self.ends = ends
        self.now = 0.0
        self.pace = Pace(pace)
        self.slow = slow
        self.batches: list[list[str]] = []
        self.sleeps: list[float] = []
        self.answer: Callable[[Call], Answer | AtlassianTasksError] = self.usual

    def reports(self, begin: Begin[Task | Outcome]) -> Iterator[Task | Outcome]:
        flow = begin(self.now)
        try:
            step = next(flow)
        except StopIteration:
            return
        while True:
            try:
                if isinstance(step, Task | Outcome):
                    yield step
                    step = flow.send(self.now)
                else:
                    step = flow.send(self.perform(step))
            except StopIteration:
                return

    def perform(self, effect: object) -> Any:
        match effect:
            case Sleep(seconds) | Doze(seconds):
                self.sleeps.append(seconds)
                self.now += seconds
                return self.now
            case Admit():
                return self.pace.admit(self.now)
            case Send(calls):
                self.batches.append([str(call.arguments.get("task_id", "page")) for call in calls])
                answers = [self.answer(call) for call in calls]
                self.now += self.slow
                return Sent(self.now, answers)
        raise AssertionError(f"{effect!r} is no effect of a fleet")

    def usual(self, call: Call) -> Answer | AtlassianTasksError:
        task_id = call.arguments.get("task_id")
        if task_id is None:
            running = [name for name, end in self.ends.items() if self.now < end]
            entries = [confluence(id=name, finished=False) for name in running]
            return Answer(200, {"results": entries, "_links": {}}, NOON)
        has_ended = self.now >= self.ends[task_id]
        body = json.dumps(jira(id=task_id, status="COMPLETE" if has_ended else "RUNNING"))
        return Answer(200, json.loads(body), NOON)


def fleet(
    names: Any,
    *,
    kind: str = "jira",
    timeout: float | None = None,
    width: int = 1,
    schedule: Callable[[], Schedule] = lambda: Fixed(5),
    reports: tuple[type, ...] = (Outcome,),
) -> Begin[Task | Outcome]:
    def begin(now: float) -> Flow[Task | Outcome, None]:
        limits = Limits(timeout, patience=30)
        refs = [TaskRef(kind, name) for name in names]
        waiter = Waiter(reports, limits.deadline(now), limits, schedule)
        return Fleet(now, width).follow(waiter, now, refs)

    return begin


def test_all_due_at_one_moment_go_out_together_up_to_the_width() -> None:
    world = World({str(n): 7.0 for n in range(5)})
    outcomes = list(world.reports(fleet(world.ends, width=3)))

    assert world.batches == [["0", "1", "2"], ["3", "4"]] * 3
    assert world.sleeps == [5, 5]
    assert len(outcomes) == 5


def test_one_at_a_time_goes_round_in_order() -> None:
    world = World({str(n): 7.0 for n in range(4)})
    list(world.reports(fleet(world.ends)))

    assert world.batches == [["0"], ["1"], ["2"], ["3"]] * 3


def test_outcomes_are_reported_before_the_next_sleep() -> None:
    world = World({"short": 0.0, "long": 100.0})
    reports = world.reports(fleet(world.ends))
    first = next(reports)

    assert isinstance(first, Outcome)
    assert first.ref.id == "short"
    assert world.now == 0


def test_snapshots_come_before_the_outcome_they_lead_to() -> None:
    world = World({"a": 7.0})
    told = list(world.reports(fleet(world.ends, reports=(Task, Outcome))))

    assert [type(report) for report in told] == [Task, Task, Outcome]
    assert told[2].task is told[1]  # type: ignore[union-attr]


def test_slow_answers_do_not_let_one_task_overtake_the_others() -> None:
    world = World({str(n): 300.0 for n in range(6)}, slow=3)
    list(world.reports(fleet(world.ends, timeout=200)))
    shares = [sum([str(n)] == batch for batch in world.batches) for n in range(6)]

    assert max(shares) - min(shares) <= 1


def test_a_deadline_slept_through_a_slow_look_starts_no_other() -> None:
    world = World({str(n): 300.0 for n in range(3)}, slow=20)
    outcomes = list(world.reports(fleet(world.ends, timeout=30)))

    assert world.now <= 60
    assert len(world.batches) == 2
    assert all(isinstance(o.error, WaitTimeout) for o in outcomes if isinstance(o, Outcome))


def test_a_closed_client_is_no_trouble_of_one_task() -> None:
    world = World({"a": 7.0, "b": 7.0})
    world.answer = lambda call: ConfigurationError("closed")
    with pytest.raises(ConfigurationError):
        list(world.reports(fleet(world.ends, width=8)))


def test_an_error_reports_itself_to_each_task_in_its_own_copy() -> None:
    world = World(dict.fromkeys("abcd", 50.0))
    cause = OSError("cable")

    def fail(call: Call) -> AtlassianTasksError:
        error = ServerError("down", status_code=503)
        error.__cause__ = cause
        return error

    world.answer = fail
    outcomes = list(world.reports(fleet(world.ends, kind="confluence")))
    errors = [outcome.error for outcome in outcomes if isinstance(outcome, Outcome)]

    assert [error and error.ref and error.ref.id for error in errors] == [
        outcome.ref.id for outcome in outcomes
    ]
    assert len({id(error) for error in errors}) == 4


# What is kept


def test_a_ref_that_is_followed_takes_a_few_kilobytes() -> None:
    count = 300
    world = World({str(n): 1e9 for n in range(count)}, pace=None)
    flow = fleet(world.ends, width=8, schedule=Adaptive, reports=(Task, Outcome))
    reports = world.reports(flow)
    gc.collect()
    tracemalloc.start()
    for _ in range(count):
        next(reports)
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept / count < 6000


def test_long_waiting_keeps_no_more_than_short() -> None:
    def kept(until: float) -> int:
        world = World({str(n): until for n in range(5)})
        gc.collect()
        tracemalloc.start()
        flow = fleet(world.ends, kind="confluence")(world.now)
        step = next(flow)
        while world.now < until - 60:
            step = flow.send(world.perform(step))
        world.batches.clear()
        world.sleeps.clear()
        gc.collect()
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return size

    kept(200)  # what is loaded and cached once does not count

    assert kept(1000) < 3 * kept(200)  # five times the looks; free lists make a third of noise


@pytest.mark.parametrize("timeout", [3, None])
def test_errors_keep_no_frames_of_what_has_ended(timeout: float | None) -> None:
    clock = VirtualClock()
    simulator = Simulator(clock)
    refs = [simulator.add("jira", duration=99).ref for _ in range(3)]
    simulator.fail_next(raises=httpx.ConnectError("refused"), times=999)
    with TaskClient(simulator.site, transport=simulator.transport(), clock=clock) as client:
        outcomes = client.wait_all(refs, timeout=timeout, patience=9, check=False)
    links: list[BaseException] = [outcome.error for outcome in outcomes if outcome.error]
    for error in links:
        links += [link for link in (error.__cause__, error.__context__) if link is not None]

    assert {type(outcome.error) for outcome in outcomes} == {
        WaitTimeout if timeout else ConnectionFailed
    }
    assert any(isinstance(link, httpx.ConnectError) for link in links)
    assert [link for link in links if link.__traceback__ is not None] == []


def test_an_empty_fleet_asks_for_nothing() -> None:
    world = World({})

    assert list(world.reports(fleet([]))) == []
    assert (world.batches, world.sleeps) == ([], [])


def test_a_turn_that_is_refused_is_asked_for_again_after_that_time() -> None:
    world = World({str(n): 0.0 for n in range(4)}, pace=1)
    list(world.reports(fleet(world.ends, width=8)))

    assert world.batches == [["0"], ["1"], ["2"], ["3"]]
    assert world.sleeps == [pytest.approx(1)] * 3


def test_a_refused_turn_is_waited_for_together_not_by_each() -> None:
    world = World({str(n): 0.0 for n in range(50)})
    turns = iter([Turn(0.0, 30.0, retry_after=30.0)])
    usual = world.perform

    def perform(effect: object) -> Any:
        return next(turns, None) or usual(effect) if isinstance(effect, Admit) else usual(effect)

    world.perform = perform  # type: ignore[method-assign]
    outcomes = list(world.reports(fleet(world.ends, width=8)))

    assert world.sleeps == [30]
    assert {o.task and o.task.status for o in outcomes if isinstance(o, Outcome)} == {
        Status.COMPLETE
    }


def test_many_that_begin_together_do_not_look_again_together() -> None:
    clock = VirtualClock()
    simulator = Simulator(clock)
    refs = [simulator.add("jira", duration=600).ref for _ in range(20)]
    clock.advance(400)
    settings = {"transport": simulator.transport(), "clock": clock, "pace": None}
    with TaskClient(simulator.site, **settings, schedule=lambda: Fixed(20)) as client:
        client.wait_all(refs, timeout=25, check=False)

    second = [asked.time - 400 for asked in simulator.requests][20:40]
    assert len({round(when, 3) for when in second}) == 20
    assert 10 <= min(second) <= max(second) <= 20
