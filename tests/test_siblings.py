"""Tasks of one kind and name teach each other, from fifty on: how soon to look, and at whom."""

import math
import random
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from atlassian_tasks import Kind, Outcome, Status, Task, TaskRef
from atlassian_tasks.errors import AtlassianTasksError, ServerError
from atlassian_tasks.kinds.dialect import Answer, Call
from atlassian_tasks.schedule import Adaptive, Fixed, usual_gap
from atlassian_tasks.waiting.effects import Sleep
from atlassian_tasks.waiting.fleet import Fleet
from atlassian_tasks.waiting.siblings import FEWEST, Lessons, Siblings
from atlassian_tasks.waiting.waiter import Member, Waiter
from atlassian_tasks.waiting.watch import Limits
from attrs import evolve

from tests.answers import jira
from tests.test_fleet import NOON, World, fleet

dice = random.Random()


@pytest.fixture(autouse=True)
def same_jitter() -> None:
    random.seed(7)
    dice.seed(7)


def siblings(count: int = FEWEST) -> Siblings:
    group = Siblings((Kind.JIRA, "Delete field"))
    for _ in range(count):
        group.join()
    return group


def learning() -> Adaptive:
    return Adaptive(random=dice)


# The rule


@pytest.mark.parametrize("age", [0.0, 1.0, 9.0, 700.0, 1e6])
def test_what_nobody_has_seen_is_looked_at_as_without_siblings(age: float) -> None:
    gap = min(max(usual_gap(age), 1.0), 60.0)

    assert siblings().usual(age) == pytest.approx(gap)


def test_fewer_than_fifty_teach_nothing() -> None:
    group = siblings(FEWEST - 1)
    group.live(0, 5000)
    group.end(0, 100)

    assert group.usual(100) == usual_gap(100)
    assert not group.is_news()
    group.join()
    assert group.usual(100) != usual_gap(100)
    assert group.is_news()


def test_much_seen_gives_the_best_gap_for_what_was_seen() -> None:
    group = siblings()
    for _ in range(200):
        group.end(64, 128)  # 64 s of life in this octave for each end

    assert group.usual(100) == pytest.approx(math.sqrt(0.47 * 64), rel=0.03)


def test_many_lives_without_an_end_make_looks_rare_and_never_rarer_than_a_minute() -> None:
    group = siblings()
    for _ in range(200):
        group.live(0, 600)

    assert group.usual(300) == 60
    assert group.usual(5000) == 60


def test_an_age_is_taught_by_its_octave_and_those_beside_it_only() -> None:
    group = siblings()
    group.live(256, 512)

    assert [age for age in (60, 130, 300, 600, 1100) if group.usual(age) != usual_gap(age)] == [
        130,
        300,
        600,
    ]


@pytest.mark.parametrize(("since", "until"), [(0, 0.5), (0, 1), (0.3, 700), (5, 5), (1024, 1025)])
def test_a_life_is_counted_once(since: float, until: float) -> None:
    group = siblings()
    group.live(since, until)

    assert sum(group._lived.values()) == pytest.approx(until - since)


def news(followed: int) -> list[int]:
    group = siblings(followed)
    told = []
    for place in range(1, 101):
        group.end(10, 10)
        if group.is_news():
            told.append(place)
    return told


def test_ends_are_news_each_while_they_are_few_and_later_by_quarters() -> None:
    assert news(FEWEST)[:5] == [1, 2, 3, 4, 6]
    assert 10 < len(news(FEWEST)) < 20


def test_in_a_crowd_one_end_is_no_news() -> None:
    assert news(2000)[:4] == [21, 42, 63, 84]


# The schedule


def test_a_gap_may_become_shorter_by_what_is_taught_but_not_longer() -> None:
    plan = Adaptive(random=random.Random(1))
    plan.siblings = group = siblings()
    gap = plan.next(400, None)
    for _ in range(300):
        group.end(390, 400)
    shorter = plan.again()
    group.live(256, 500_000)

    assert gap > 15
    assert shorter == pytest.approx(math.sqrt(0.47 * 10), rel=0.2)
    assert plan.again() <= shorter


@pytest.mark.parametrize(("percent", "is_taught"), [(None, True), (99, True), (50, False)])
def test_a_percentage_that_tells_is_believed_rather_than_siblings(
    percent: float | None, is_taught: bool
) -> None:
    plan = Adaptive(random=random.Random(1))
    plan.siblings = group = siblings()
    for age in (0, 100):
        gap = plan.next(age, percent)
    for _ in range(300):
        group.end(90, 100)

    assert (plan.again() < gap) == is_taught


def test_a_task_joined_mid_life_was_not_seen_to_live_before() -> None:
    plan = Adaptive()
    plan.siblings = group = siblings()
    plan.next(1000, None)
    plan.next(1010, None)

    assert sum(group._lived.values()) == pytest.approx(10)


# The fleet


class Named(World):
    """Tells no percentage; `named` says what each task is called."""

    def __init__(self, ends: dict[str, float], named: Any = lambda name: "Delete field") -> None:
        super().__init__(ends)
        self.named = named
        self.answer = self.told
        self.seen: list[float] = []

    def told(self, call: Call) -> Answer:
        name = call.arguments["task_id"]
        end = self.ends[name]
        self.seen.append(self.now)
        status = "COMPLETE" if self.now >= end else "RUNNING"
        lived = int(min(self.now, end) * 1000)
        raw = jira(id=name, status=status, progress=None, description=self.named(name))
        raw = {key: value for key, value in raw.items() if key != "progress"}
        raw["elapsedRuntime"] = lived
        return Answer(200, raw, NOON)


def looks(count: int, named: Any = lambda name: "Delete field", schedule: Any = learning) -> float:
    """Looks a task at tasks that all take 20 min."""
    world = Named({str(n): 1200.0 for n in range(count)}, named)
    ends = list(world.reports(fleet(world.ends, schedule=schedule)))

    assert len(ends) == count
    return len(world.seen) / count


class Alone:
    """Without siblings."""

    def __init__(self) -> None:
        self.usual = learning()

    def next(self, age: float, percent: float | None) -> float:
        return self.usual.next(age, percent)


def test_fifty_of_one_name_look_less_than_those_without_siblings() -> None:
    assert looks(FEWEST) < 0.6 * looks(FEWEST, schedule=Alone)


def test_forty_nine_look_as_without_siblings() -> None:
    assert looks(FEWEST - 1) == pytest.approx(looks(FEWEST - 1, schedule=Alone), rel=0.02)


def test_those_of_other_names_are_no_siblings() -> None:
    assert looks(60, named=lambda name: f"Delete {int(name) % 2}") == pytest.approx(
        looks(60, schedule=Alone), rel=0.02
    )


def test_a_schedule_of_ones_own_is_left_alone() -> None:
    assert looks(60, schedule=lambda: Fixed(100)) == pytest.approx(13, abs=1)


def ended(world: World, schedule: Any) -> Iterator[tuple[str, float]]:
    for report in world.reports(fleet(world.ends, schedule=schedule)):
        assert isinstance(report, Outcome)
        yield report.ref.id, world.now


def test_when_siblings_end_those_asleep_are_looked_at_sooner() -> None:
    def last(schedule: Any) -> float:
        world = Named({str(n): 600.0 + n / 20 for n in range(100)})
        lags = [at - world.ends[name] for name, at in ended(world, schedule)]
        return sum(lags) / len(lags)

    assert last(learning) < 0.6 * last(Alone)


def test_who_is_planned_again_is_due_a_shorter_gap_after_its_last_look() -> None:
    lessons = Lessons()
    waiter, ref = Waiter((Outcome,), math.inf, Limits(), Adaptive), TaskRef("jira", "1")
    task = Task(ref=ref, status=Status.RUNNING, name="Delete field")
    members = [Member(ref, waiter, iter(()), learning()) for _ in range(FEWEST)]  # type: ignore[arg-type]
    for member in members:
        member.since = 400.0
        member.schedule.next(400, None)
        lessons.learn(member, task, 400)
        member.task = task
    for member in members[1:]:
        lessons.learn(member, evolve(task, status=Status.COMPLETE), 401)
    members[0].effect = sleep = Sleep(20.0, is_gap=True)

    [(due, *_)] = lessons.plan([(420.0, 0, members[0], sleep)])

    assert 400.9 <= due < 410


def test_who_waits_after_a_failure_is_not_woken_by_what_siblings_teach() -> None:
    world = Named({str(n): 8.0 + n / 4 for n in range(80)})
    tried: list[float] = []

    def answer(call: Call) -> Answer | AtlassianTasksError:
        if call.arguments["task_id"] == "79" and world.now > 4:
            tried.append(world.now)
            return ServerError("down", status_code=503)
        return world.told(call)

    world.answer = answer
    list(world.reports(fleet(world.ends, schedule=learning)))
    gaps = [after - before for before, after in pairwise(tried)]

    assert gaps[:4] == [pytest.approx(2**place, rel=0.31) for place in range(4)]


def test_what_too_few_have_taught_is_forgotten_with_the_last() -> None:
    world = Named({str(n): 5.0 for n in range(3)}, named=lambda name: f"Delete {name}")
    refs = [TaskRef("jira", name) for name in world.ends]
    crew = Fleet(0.0, 8)
    waiter = Waiter((Outcome,), math.inf, Limits(), learning)
    ends = list(world.reports(lambda now: crew.follow(waiter, now, refs)))

    assert len(ends) == 3
    assert crew._lessons._groups == {}
