"""Following many tasks: which outcome each gets, in which order, by when, and at what pace."""

import itertools
import pickle
import random
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from atlassian_tasks import Outcome, Status, Task, TaskRef
from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    AuthenticationFailed,
    ConfigurationError,
    ConnectionFailed,
    InvalidRef,
    PermissionDenied,
    ServerError,
    TaskCancelled,
    TaskDead,
    TaskFailed,
    TaskGone,
    TaskNotFound,
    TaskPartlyFailed,
    TasksFailed,
    UnexpectedResponse,
    WaitTimeout,
)
from atlassian_tasks.schedule import Fixed
from atlassian_tasks.simulator import SimulatedTask, Simulator, VirtualClock

from tests.answers import BODIES, ends
from tests.colours import Client, Colour, looks
from tests.many import VERBS, as_completed, by_id, most_within, wait_all, watch_all

Open = Callable[..., Client]
each_verb = pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)


@pytest.fixture(autouse=True)
def same_jitter() -> None:
    random.seed(7)


def statuses(outcomes: list[Outcome]) -> list[Status | None]:
    return [outcome.task and outcome.task.status for outcome in outcomes]


# What is named


def test_a_task_has_one_poller_however_often_it_is_named(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(schedule=lambda: Fixed(5))
    task, other = simulator.add("jira", duration=12), simulator.add("jira", duration=12)
    ref = TaskRef.parse(task.ref)
    wait_all(client, [ref, task.ref, task.url, str(ref), other.ref, ref])

    assert by_id(simulator, task.id) == by_id(simulator, other.id)
    assert len(by_id(simulator, task.id)) == 4


def test_a_snapshot_names_its_task(client: Client, simulator: Simulator) -> None:
    snapshot = client.get(simulator.add("jira", duration=5).ref)
    (outcome,) = wait_all(client, [snapshot])

    assert outcome.ref == snapshot.ref
    assert outcome.result().is_success


def test_what_fields_are_called_is_kept_once_for_all_tasks(
    client: Client, simulator: Simulator
) -> None:
    refs = [simulator.add("jira", duration=5).ref for _ in range(2)]
    one, other = (outcome.result().raw for outcome in wait_all(client, refs))

    assert one["id"] != other["id"]
    assert all(name is same for name, same in zip(one, other, strict=True))


def test_outcomes_come_in_the_order_given(client: Client, simulator: Simulator) -> None:
    refs = [TaskRef.parse(simulator.add("jira", duration=d).ref) for d in (30, 10, 20)]
    named = [refs[2], refs[0], refs[2], refs[1]]
    outcomes = wait_all(client, named)

    assert [outcome.ref for outcome in outcomes] == named
    assert outcomes[0] is outcomes[2]


def test_outcomes_come_as_tasks_end_and_once_a_ref(client: Client, simulator: Simulator) -> None:
    tasks = [simulator.add("jira", duration=d) for d in (300, 10, 60)]
    ended = [
        (str(outcome.ref), simulator.clock.now())
        for outcome in as_completed(client, [task.ref for task in tasks * 2])
    ]

    assert [ref for ref, _ in ended] == [tasks[1].ref, tasks[2].ref, tasks[0].ref]
    assert [at for _, at in ended] == [pytest.approx(t, abs=2) for t in (10, 60, 300)]


def test_watching_all_tells_what_watching_each_would(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(schedule=lambda: Fixed(5))
    tasks = [simulator.add("jira", duration=d) for d in (12, 22)]
    told = list(watch_all(client, [task.ref for task in tasks]))
    ends = [report for report in told if isinstance(report, Outcome)]

    for task in tasks:
        seen = [s.percent for s in told if isinstance(s, Task) and str(s.ref) == task.ref]
        assert seen == sorted(set(seen))
        assert (seen[0], seen[-1]) == (0, 100)
    assert [str(end.ref) for end in ends] == [task.ref for task in tasks]
    assert told[-1] is ends[-1]


@each_verb
def test_of_nothing_there_is_nothing(client: Client, simulator: Simulator, verb: Any) -> None:
    assert list(verb(client, [])) == []
    assert simulator.requests == []
    assert simulator.clock.sleeps == []


@each_verb
def test_refs_may_come_from_a_generator(client: Client, simulator: Simulator, verb: Any) -> None:
    tasks = [simulator.add(kind, duration=3) for kind in ("jira", "confluence", "jira-bulk")]
    ends = [
        report
        for report in verb(client, (task.ref for task in tasks))
        if isinstance(report, Outcome)
    ]

    assert {str(end.ref) for end in ends} == {task.ref for task in tasks}


@each_verb
def test_one_ref_instead_of_several_is_refused(
    client: Client, simulator: Simulator, verb: Any
) -> None:
    snapshot = client.get(simulator.add("jira").ref)

    for alone in (str(snapshot.ref), snapshot.ref, snapshot):
        with pytest.raises(InvalidRef, match="list of refs"):
            verb(client, alone)
    assert len(simulator.requests) == 1


@each_verb
def test_a_bad_ref_is_raised_before_any_request(
    client: Client, simulator: Simulator, verb: Any
) -> None:
    good = simulator.add("jira").ref
    elsewhere = "https://evil.example/rest/api/3/task/1"

    for bad in ("", "10641", "jira:", "jira:..", "jira:a/b", elsewhere, 5, None):
        with pytest.raises(InvalidRef):
            verb(client, [good, bad])
    assert simulator.requests == []


@each_verb
@pytest.mark.parametrize("option", ["timeout", "patience"])
def test_what_is_no_number_of_seconds_is_refused_when_called(
    client: Client, simulator: Simulator, verb: Any, option: str
) -> None:
    for seconds in (-1, float("nan"), "10"):
        with pytest.raises(ValueError, match=option):
            verb(client, [simulator.add("jira").ref], **{option: seconds})
    assert simulator.requests == []


def test_nothing_is_sent_before_the_first_step(client: Client, simulator: Simulator) -> None:
    refs = [simulator.add("jira").ref]
    as_completed(client, refs)
    watch_all(client, refs)

    assert simulator.requests == []


# How it ended


def ended_badly(simulator: Simulator) -> list[str]:
    scripts: list[dict[str, Any]] = [
        {},
        {"outcome": "failed"},
        {"failures": {10: ["locked"]}, "issues": [11]},
        {"outcome": "cancelled"},
        {"outcome": "dead"},
        {},
    ]
    return [
        simulator.add("jira", duration=40 - 5 * n, **script).ref for n, script in enumerate(scripts)
    ]


ENDS = [type(None), TaskFailed, TaskPartlyFailed, TaskCancelled, TaskDead, type(None)]


def test_bad_ends_are_raised_together_once_all_have_ended(
    client: Client, simulator: Simulator
) -> None:
    refs = ended_badly(simulator)
    with pytest.raises(TasksFailed, match="4 of 6 tasks") as caught:
        wait_all(client, [*refs, refs[1]])
    outcomes = caught.value.outcomes

    assert [str(outcome.ref) for outcome in outcomes] == [*refs, refs[1]]
    assert [type(outcome.error) for outcome in outcomes] == [*ENDS, TaskFailed]
    assert [type(error) for error in caught.value.exceptions] == ENDS[1:5]
    assert simulator.clock.now() >= 40


def test_failures_of_many_survive_pickling(client: Client, simulator: Simulator) -> None:
    refs = ended_badly(simulator)
    with pytest.raises(TasksFailed) as caught:
        wait_all(client, [*refs, "jira:404"], timeout=38)
    copy = pickle.loads(pickle.dumps(caught.value))

    assert str(copy) == str(caught.value)
    assert [str(o.error) for o in copy.outcomes] == [str(o.error) for o in caught.value.outcomes]
    assert [o.task for o in copy.outcomes] == [o.task for o in caught.value.outcomes]


def test_failures_of_many_can_be_taken_apart(client: Client, simulator: Simulator) -> None:
    refs = ended_badly(simulator)
    seen: list[str] = []
    try:
        wait_all(client, refs)
    except* TaskFailed as failed:
        seen += ["failed"] * len(failed.exceptions) + [f"of {len(failed.outcomes)}"]
    except* (TaskCancelled, TaskDead) as others:
        seen += ["others"] * len(others.exceptions)

    assert seen == ["failed", "failed", "of 6", "others", "others"]


def test_without_check_nothing_is_raised(client: Client, simulator: Simulator) -> None:
    refs = ended_badly(simulator)
    outcomes = wait_all(client, refs, check=False)

    assert [type(outcome.error) for outcome in outcomes] == ENDS
    assert all(outcome.task and outcome.task.is_final for outcome in outcomes)
    for outcome in outcomes:
        if outcome.error is None:
            assert outcome.result() is outcome.task
        else:
            with pytest.raises(type(outcome.error)):
                outcome.result()


@pytest.mark.parametrize("kind", BODIES)
def test_every_kind_can_be_one_of_many(client: Client, simulator: Simulator, kind: str) -> None:
    good = simulator.add(kind, duration=20)
    bad = simulator.add(kind, duration=20, outcome=ends(kind)[-1], failures={"1": ["locked"]})
    outcomes = wait_all(client, [good.ref, bad.ref], check=False)

    assert [outcome.task is not None and outcome.task.is_success for outcome in outcomes] == [
        True,
        False,
    ]


# One task's trouble


def lasting(status: int) -> Callable[[Simulator], str]:
    def begin(simulator: Simulator) -> str:
        task = simulator.add("jira", duration=30)
        simulator.fail_next(status, path=f"/task/{task.id}", times=9999)
        return task.ref

    return begin


def vanished(simulator: Simulator) -> str:
    task = simulator.add("jira", duration=30)
    simulator.fail_next(404, path=f"/task/{task.id}", skip=2, times=9999)
    return task.ref


def scripted(**script: Any) -> Callable[[Simulator], str]:
    return lambda simulator: simulator.add("jira", duration=30, **script).ref


def failing(**fault: Any) -> Callable[[Simulator], str]:
    def begin(simulator: Simulator) -> str:
        task = simulator.add("jira", duration=30)
        simulator.fail_next(path=f"/task/{task.id}", skip=1, times=9999, **fault)
        return task.ref

    return begin


TROUBLES: dict[str, tuple[Callable[[Simulator], str], type[Exception]]] = {
    "400": (lasting(400), ApiError),
    "401": (lasting(401), AuthenticationFailed),
    "403": (lasting(403), PermissionDenied),
    "404": (lasting(404), TaskNotFound),
    "gone": (vanished, TaskGone),
    "unknown end": (scripted(words={"COMPLETE": "DONE"}), UnexpectedResponse),
    "failed": (scripted(outcome="failed"), TaskFailed),
    "dead": (scripted(outcome="dead"), TaskDead),
    "failing": (failing(status=503), ServerError),
    "garbage": (failing(status=200, body=b"{"), UnexpectedResponse),
    "lost": (failing(raises=httpx.ConnectError("refused")), ConnectionFailed),
    "too long": (scripted(progress="stuck", delay=500), WaitTimeout),
}
each_trouble = pytest.mark.parametrize(
    ("trouble", "error"), TROUBLES.values(), ids=[name.replace(" ", "-") for name in TROUBLES]
)


@each_trouble
def test_an_error_is_what_waiting_for_that_task_alone_would_raise(
    colour: Colour, trouble: Any, error: type[Exception]
) -> None:
    alone, many = Simulator(VirtualClock()), Simulator(VirtualClock())
    options = {"timeout": 200.0, "patience": 60.0}
    settings = {"schedule": lambda: Fixed(5), "pace": None}
    with colour.opened(alone, **settings) as client, pytest.raises(error) as caught:
        client.wait(trouble(alone), **options)
    with colour.opened(many, **settings) as client:
        refs = [trouble(many), *(many.add("jira", duration=50).ref for _ in range(5))]
        first, *others = wait_all(client, refs, check=False, **options)
    expected = caught.value

    assert isinstance(expected, AtlassianTasksError)
    assert type(first.error) is type(expected)
    assert str(first.error) == str(expected)
    assert first.error.ref == expected.ref
    assert (first.error.task and first.error.task.percent) == (
        expected.task and expected.task.percent
    )
    assert type(first.error.__cause__) is type(expected.__cause__)
    assert first.task == first.error.task
    assert statuses(others) == [Status.COMPLETE] * 5


@pytest.mark.parametrize("name", ["404", "gone", "failing", "lost", "too long"])
def test_trouble_with_one_task_does_not_touch_the_others(colour: Colour, name: str) -> None:
    trouble, _ = TROUBLES[name]
    traces = []
    for is_in_trouble in (True, False):
        simulator = Simulator(VirtualClock())
        first = trouble(simulator)
        refs = [simulator.add("jira", duration=50).ref for _ in range(5)]
        with colour.opened(simulator, schedule=lambda: Fixed(5), pace=None) as client:
            wait_all(client, [*([first] if is_in_trouble else []), *refs], check=False, timeout=99)
        traces.append([by_id(simulator, ref.partition(":")[2]) for ref in refs])

    assert traces[0] == traces[1]
    assert all(len(trace) == 11 for trace in traces[0])


def test_a_task_that_is_not_visible_yet_is_waited_for(client: Client, simulator: Simulator) -> None:
    kinds = ["jira", "confluence", "confluence", "confluence", "confluence-dc"]
    tasks = [simulator.add(kind, duration=30, visible_after=4) for kind in kinds]
    outcomes = wait_all(client, [task.ref for task in tasks])

    assert statuses(outcomes) == [Status.COMPLETE] * 5


@pytest.mark.parametrize("kind", ["jira", "confluence"])
def test_missing_tasks_are_asked_for_three_times_more_within_five_seconds(
    open_client: Open, simulator: Simulator, kind: str
) -> None:
    outcomes = wait_all(
        open_client(pace=None), [f"{kind}:{number}" for number in range(1, 5)], check=False
    )

    assert [type(outcome.error) for outcome in outcomes] == [TaskNotFound] * 4
    for number in range(1, 5):
        assert len(by_id(simulator, str(number))) == 4
    assert looks(simulator)[-1] <= 5


def test_a_closed_client_is_a_configuration_error(client: Client, simulator: Simulator) -> None:
    refs = [simulator.add(kind, duration=99).ref for kind in ["jira"] + ["confluence"] * 3]
    steps = watch_all(client, refs)
    next(steps)
    client.close()
    asked = len(simulator.requests)

    with pytest.raises(ConfigurationError, match="closed"):
        list(steps)
    with pytest.raises(ConfigurationError, match="closed"):
        wait_all(client, refs)
    assert len(simulator.requests) == asked


# Time


@pytest.mark.parametrize("pace", [1, 5, 8])
def test_at_the_deadline_go_as_many_looks_as_the_pace_allows_and_none_after(
    open_client: Open, simulator: Simulator, pace: int
) -> None:
    client = open_client(pace=pace, schedule=lambda: Fixed(1000))
    refs = [simulator.add("jira", duration=500).ref for _ in range(12)]
    outcomes = wait_all(client, refs, timeout=30, check=False)
    times = looks(simulator)

    assert [at for at in times if at > 29] == [30] * pace
    assert len(times) == 12 + pace
    assert simulator.clock.now() == 30
    assert [type(outcome.error) for outcome in outcomes] == [WaitTimeout] * 12
    assert statuses(outcomes) == [Status.RUNNING] * 12


def test_without_a_pace_every_task_has_its_last_look(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(pace=None, schedule=lambda: Fixed(1000))
    refs = [simulator.add("jira", duration=30).ref for _ in range(20)]
    outcomes = wait_all(client, refs, timeout=30)

    assert statuses(outcomes) == [Status.COMPLETE] * 20
    assert looks(simulator) == [0] * 20 + [30] * 20


def test_whom_the_pace_left_unseen_has_no_snapshot(client: Client, simulator: Simulator) -> None:
    refs = [simulator.add("jira", duration=500).ref for _ in range(40)]
    outcomes = wait_all(client, refs, timeout=2.5, check=False)
    seen = [outcome.task is not None for outcome in outcomes]

    assert most_within(looks(simulator)) <= 5
    assert seen.count(True) == 15
    assert {type(outcome.error) for outcome in outcomes} == {WaitTimeout}
    assert all("not seen once" in str(o.error) for o in outcomes if o.task is None)
    assert simulator.clock.now() == 2.5


def test_a_timeout_of_zero_looks_once_at_as_many_as_the_pace_allows(
    client: Client, simulator: Simulator
) -> None:
    refs = [simulator.add("jira", duration=500).ref for _ in range(8)]
    outcomes = wait_all(client, refs, timeout=0, check=False)

    assert looks(simulator) == [0] * 5
    assert simulator.clock.now() == 0
    assert [outcome.task is not None for outcome in outcomes] == [True] * 5 + [False] * 3


@pytest.mark.parametrize("kind", ["jira", "confluence"])
def test_a_timeout_of_zero_sees_what_has_ended(
    client: Client, simulator: Simulator, kind: str
) -> None:
    refs = [simulator.add(kind, duration=0).ref for _ in range(4)]
    outcomes = wait_all(client, refs, timeout=0)

    assert statuses(outcomes) == [Status.COMPLETE] * 4


class LateClock(VirtualClock):
    """Wakes a little late, as every real clock does."""

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds + 0.005)

    def awaitable(self) -> Any:
        usual = super().awaitable()

        class Awaitable:
            now = self.now

            async def sleep(self, seconds: float) -> None:
                await usual.sleep(seconds + 0.005)

        return Awaitable()


@pytest.mark.parametrize("kind", ["jira", "confluence"])
@pytest.mark.parametrize("timeout", [0.0, 0.5, 30.0])
def test_a_clock_that_wakes_late_does_not_lose_the_last_looks(
    colour: Colour, kind: str, timeout: float
) -> None:
    simulator = Simulator(LateClock())
    refs = [simulator.add(kind, duration=timeout).ref for _ in range(4)]
    with colour.opened(simulator, schedule=lambda: Fixed(1000), pace=8) as client:
        outcomes = wait_all(client, refs, timeout=timeout)

    assert statuses(outcomes) == [Status.COMPLETE] * 4


class TickingClock(VirtualClock):
    """Every reading takes a moment, as with every real clock."""

    def now(self) -> float:
        self.advance(0.0001)
        return super().now()


@pytest.mark.parametrize("timeout", [0.0, 0.5, 3.0])
def test_time_that_passes_between_readings_ends_a_wait_all_the_same(
    colour: Colour, timeout: float
) -> None:
    simulator = Simulator(TickingClock())
    refs = [simulator.add("jira", duration=500).ref for _ in range(9)]
    with colour.opened(simulator, pace=3) as client:
        outcomes = wait_all(client, refs, timeout=timeout, check=False)

    assert {type(outcome.error) for outcome in outcomes} == {WaitTimeout}
    assert len([outcome for outcome in outcomes if outcome.task]) >= 3
    assert looks(simulator)[-1] <= timeout + 0.1
    assert simulator.clock.now() <= timeout + 0.2


def test_a_slow_look_may_end_after_the_deadline_and_counts(colour: Colour) -> None:
    simulator = Simulator(VirtualClock(), latency=4)
    refs = [simulator.add("jira", duration=9).ref for _ in range(2)]
    with colour.opened(simulator, schedule=lambda: Fixed(1)) as client:
        wait_all(client, refs, timeout=10, check=False)

    assert looks(simulator)[-1] <= 10 + 4  # `TaskClient` has its last looks one after another


def test_a_caller_who_comes_back_after_the_deadline_starts_no_look(
    open_client: Open, simulator: Simulator
) -> None:
    client = open_client(schedule=lambda: Fixed(5))
    tasks = [simulator.add("jira", duration=d) for d in (5, 500, 500)]
    steps = as_completed(client, [task.ref for task in tasks], timeout=60)
    next(steps)
    asked = len(simulator.requests)
    simulator.clock.advance(1000)
    left = list(steps)

    assert [type(outcome.error) for outcome in left] == [WaitTimeout] * 2
    assert len(simulator.requests) == asked


def test_a_page_in_flight_at_the_deadline_answers_those_the_pace_refuses(
    colour: Colour, clock: VirtualClock
) -> None:
    simulator = Simulator(clock, keep_finished_listed=True)
    kinds = ["confluence"] * 10 + ["jira"] * 2
    refs = [simulator.add(kind, duration=29).ref for kind in kinds]
    with colour.opened(simulator, pace=1, schedule=lambda: Fixed(1000)) as client:
        outcomes = wait_all(client, refs, timeout=30, check=False)

    assert statuses(outcomes) == [Status.COMPLETE] * 10 + [Status.RUNNING] * 2
    assert looks(simulator)[-1] == 30
    assert looks(simulator)[-2] < 29


@pytest.mark.parametrize("demand", ["100", "Thu, 01 Jan 2026 00:02:00 GMT"])
def test_a_floor_past_the_deadline_ends_all_who_want_to_look(
    open_client: Open, simulator: Simulator, demand: str
) -> None:
    client = open_client(schedule=lambda: Fixed(5), pace=None)
    refs = [simulator.add("jira", duration=500).ref for _ in range(6)]
    simulator.fail_next(429, skip=6, headers={"Retry-After": demand})
    outcomes = wait_all(client, refs, timeout=60, check=False)
    errors = [outcome.error for outcome in outcomes]

    assert all(isinstance(error, WaitTimeout) and error.retry_after for error in errors)
    assert statuses(outcomes) == [Status.RUNNING] * 6
    assert simulator.clock.now() <= 10


def test_a_floor_before_the_deadline_is_waited_out(client: Client, simulator: Simulator) -> None:
    refs = [simulator.add("jira", duration=50).ref for _ in range(6)]
    simulator.fail_next(429, skip=3, headers={"Retry-After": "40"})
    outcomes = wait_all(client, refs, timeout=80)

    assert statuses(outcomes) == [Status.COMPLETE] * 6


@pytest.mark.parametrize("pace", [5, None])
def test_a_floor_that_one_task_meets_holds_for_all(
    open_client: Open, simulator: Simulator, pace: float | None
) -> None:
    client = open_client(pace=pace)
    kinds = ["jira", "jira-v2", "jira-bulk", "confluence", "confluence", "confluence"] * 4
    refs = [simulator.add(kind, duration=100).ref for kind in kinds]
    simulator.fail_next(429, skip=40, headers={"Retry-After": "30"})
    wait_all(client, refs)
    met = next(asked.time for asked in simulator.requests if asked.status == 429)

    assert [at for at in looks(simulator) if met + 1e-6 < at < met + 30] == []
    assert pace is None or most_within(looks(simulator)) <= pace


def test_time_under_a_floor_costs_nobody_patience(client: Client, simulator: Simulator) -> None:
    refs = [simulator.add("jira", duration=20).ref for _ in range(6)]
    simulator.fail_next(503, times=30, headers={"Retry-After": "300"})
    outcomes = wait_all(client, refs, patience=20)

    assert statuses(outcomes) == [Status.COMPLETE] * 6
    assert simulator.clock.now() > 1000


# Pace


MIXES = {
    "jira": ["jira"] * 20,
    "both lists": ["confluence", "confluence-dc"] * 10,
    "all": ["jira", "jira-v2", "jira-bulk", "confluence", "confluence-dc"] * 4,
}
each_mix = pytest.mark.parametrize("mix", MIXES.values(), ids=[m.replace(" ", "-") for m in MIXES])


@each_mix
@pytest.mark.parametrize(("pace", "most"), [(0.5, 1), (5, 5)])
def test_no_second_sees_more_looks_than_the_pace(
    colour: Colour, clock: VirtualClock, mix: list[str], pace: float, most: int
) -> None:
    simulator = Simulator(clock, page_cap=4)
    dice = random.Random(3)
    refs = [simulator.add(kind, duration=dice.uniform(1, 40)).ref for kind in mix]
    with colour.opened(simulator, pace=pace) as client:
        outcomes = wait_all(client, refs)

    assert most_within(looks(simulator)) <= most
    assert {outcome.error for outcome in outcomes} == {None}


@each_mix
def test_waiting_for_a_turn_is_sleeping_not_spinning(
    colour: Colour, clock: VirtualClock, mix: list[str]
) -> None:
    simulator = Simulator(clock)
    refs = [simulator.add(kind, duration=60).ref for kind in mix]
    with colour.opened(simulator, pace=1) as client:
        wait_all(client, refs)

    assert clock.sleeps.count(0.0) == 0
    assert len(clock.sleeps) <= len(refs) * len(looks(simulator))


def test_without_a_pace_nobody_waits(open_client: Open, simulator: Simulator) -> None:
    refs = [simulator.add("jira", duration=0).ref for _ in range(30)]
    wait_all(open_client(pace=None), refs)

    assert looks(simulator) == [0] * 30


def test_a_near_limit_halves_the_pace_of_all(open_client: Open, simulator: Simulator) -> None:
    client = open_client(pace=4, schedule=lambda: Fixed(0.5))
    refs = [simulator.add("jira", duration=200).ref for _ in range(10)]
    simulator.fail_next(headers={"X-RateLimit-NearLimit": "true"}, skip=3)
    wait_all(client, refs, timeout=100, check=False)
    times = looks(simulator)

    assert len([at for at in times if 2 < at <= 58]) == pytest.approx(112, abs=4)
    assert len([at for at in times if 64 < at <= 94]) == pytest.approx(120, abs=4)


def test_two_calls_of_one_client_share_its_pace(client: Client, simulator: Simulator) -> None:
    refs = [simulator.add("jira", duration=50).ref for _ in range(10)]
    first, second = watch_all(client, refs[:5]), watch_all(client, refs[5:])
    for report in itertools.zip_longest(first, second):
        assert report

    assert most_within(looks(simulator)) <= 5


def even(task: SimulatedTask, simulator: Simulator) -> float:
    times = by_id(simulator, task.id)
    return max(after - before for before, after in itertools.pairwise(times))


@pytest.mark.parametrize("pace", [2])
def test_with_less_pace_than_demand_all_have_the_same_share(
    open_client: Open, simulator: Simulator, pace: float
) -> None:
    client = open_client(pace=pace, schedule=lambda: Fixed(1))
    tasks = [simulator.add("jira", duration=500) for _ in range(20)]
    wait_all(client, [task.ref for task in tasks], timeout=100, check=False)
    shares = [len(by_id(simulator, task.id)) for task in tasks]

    assert max(shares) - min(shares) <= 2
    assert max(even(task, simulator) for task in tasks) <= 20 / int(pace) + 2


def test_a_long_list_does_not_starve_those_who_ask_for_themselves(
    colour: Colour, clock: VirtualClock
) -> None:
    simulator = Simulator(clock, page_cap=2)
    listed = [simulator.add("confluence", duration=400) for _ in range(60)]
    jira = [simulator.add("jira", duration=400) for _ in range(3)]
    with colour.opened(simulator, pace=1, schedule=lambda: Fixed(6)) as client:
        wait_all(client, [task.ref for task in listed + jira], timeout=300, check=False)

    assert max(even(task, simulator) for task in jira) <= 13
