import math
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, islice
from random import Random

import pytest
from atlassian_tasks.schedule import Adaptive, Fixed, Schedule, longest_gap, usual_gap
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.bench.schedules import PROGRESS, default, measure

SHORTEST = 0.9
EVER = longest_gap(math.inf)

Shown = Callable[[float], float | None]  # the percentage at an age
Trace = Iterator[tuple[float, float]]  # the age and the gap of each look
Told = list[tuple[float, float | None]]

seeds = st.integers(0, 2**32)
durations = st.floats(0, math.log(8 * 3600)).map(math.exp)
percents = st.one_of(st.none(), st.integers(0, 100), st.floats(0, 100))
garbage = st.lists(st.tuples(st.floats(), st.one_of(st.none(), st.floats())), max_size=50)
bars = st.lists(percents, min_size=1, max_size=60)
rising = st.lists(st.integers(0, 100), min_size=1, max_size=60).map(sorted)
# What a look shows may depend on how many there were (the worst an adversary can do) or on the age.
progress = st.one_of(bars, rising)

thorough = settings(max_examples=70, deadline=None)


def adaptive(seed: int = 7) -> Adaptive:
    return Adaptive(random=Random(seed))


def looks(schedule: Schedule, shown: Shown, start: float = 0) -> Trace:
    age = start
    while True:
        gap = schedule.next(age, shown(age))
        yield age, gap
        age += gap


def until(end: float, trace: Trace) -> list[tuple[float, float]]:
    """Keep the looks before the end: the last one's gap leads past it."""
    kept = []
    for age, gap in trace:
        if age >= end:
            break
        kept.append((age, gap))
    return kept


def usual_looks(end: float, start: float = 0) -> int:
    age, number = start, 0
    while age < end:
        age += usual_gap(age)
        number += 1
    return number


def by_look(bar: list[float | None]) -> Shown:
    values = cycle(bar)
    return lambda _: next(values)


def by_age(bar: list[float | None], end: float) -> Shown:
    return lambda age: bar[min(int(len(bar) * age / end), len(bar) - 1)]


@thorough
@given(garbage, seeds)
def test_no_garbage_leads_to_a_gap_out_of_bounds(told: Told, seed: int) -> None:
    schedule = adaptive(seed)

    for age, percent in told:
        assert SHORTEST <= schedule.next(age, percent) <= EVER


@thorough
@given(progress, durations, seeds, st.booleans())
def test_whatever_the_progress_there_are_at_most_twice_the_usual_looks(
    bar: list[float | None], end: float, seed: int, aged: bool
) -> None:
    shown = by_age(bar, end) if aged else by_look(bar)

    number = len(until(end, looks(adaptive(seed), shown)))

    assert number <= 2 * usual_looks(end)
    assert number <= 1.25 * usual_looks(end) + 6


@thorough
@given(progress, durations, durations, seeds)
def test_whatever_the_progress_joining_mid_life_costs_no_more_than_the_bound(
    bar: list[float | None], start: float, lasts: float, seed: int
) -> None:
    end = start + lasts

    number = len(until(end, looks(adaptive(seed), by_look(bar), start)))

    assert number <= 1.25 * usual_looks(end, start) + 6


@thorough
@given(progress, durations, seeds, st.booleans())
def test_whatever_the_progress_the_end_is_seen_within_the_bound(
    bar: list[float | None], end: float, seed: int, aged: bool
) -> None:
    shown = by_age(bar, end) if aged else by_look(bar)

    trace = until(end, looks(adaptive(seed), shown))

    assert all(SHORTEST <= gap <= longest_gap(age) * (1 + 1e-9) for age, gap in trace)
    age, gap = trace[-1]
    assert age + gap - end <= 1.1 * max(usual_gap(end), end / 4)


@given(progress, seeds)
def test_the_same_seed_gives_the_same_looks(bar: list[float | None], seed: int) -> None:
    first, second = (islice(looks(adaptive(seed), by_look(bar)), 100) for _ in range(2))

    assert list(first) == list(second)


def test_gaps_differ_from_task_to_task() -> None:
    assert len({Adaptive().next(400, None) for _ in range(20)}) > 15


def test_gaps_share_a_seeded_random() -> None:
    schedule = partial(Adaptive, random=Random(7))

    assert schedule().next(400, None) != schedule().next(400, None)


def test_memory_does_not_grow_with_the_looks() -> None:
    def size(thing: object) -> int:
        fields = [getattr(thing, name) for name in getattr(type(thing), "__slots__", ())]
        parts = thing if isinstance(thing, tuple) else fields
        own = [part for part in parts if not isinstance(part, Random)]  # that one is shared
        return sys.getsizeof(thing) + sum(map(size, own))

    schedule = Adaptive()
    random = Random(7)
    for age in range(10_000):
        schedule.next(age, random.uniform(0, 100))

    assert not hasattr(schedule, "__dict__")
    assert size(schedule) < 1000


@pytest.mark.parametrize(
    ("age", "seconds"), [(0, 1.1), (4, 2.2), (16, 4.4), (100, 27.5), (10_000, 264)]
)
def test_no_gap_exceeds_four_usual_ones_or_a_quarter_of_the_age(age: float, seconds: float) -> None:
    assert longest_gap(age) == pytest.approx(seconds)


def test_gap_follows_the_square_root_of_the_age_without_a_percentage() -> None:
    gaps = [adaptive().next(age, None) for age in (0, 1, 100, 400, 3600, 100_000)]

    assert gaps == pytest.approx([1, 1, 10, 20, 60, 60], rel=0.1)


def test_task_joined_mid_life_is_met_at_its_own_age() -> None:
    assert adaptive().next(2500, None) == pytest.approx(50, rel=0.1)


def test_task_joined_near_its_end_is_looked_at_when_its_percentage_says() -> None:
    ages = [age for age, _ in until(1000, looks(adaptive(), lambda age: int(age / 10), 975))]

    assert len(ages) <= 4
    assert 1000 - ages[-1] < 10


def test_linear_task_of_an_hour_is_seen_to_end_within_a_second_by_half_the_usual_looks() -> None:
    trace = until(3600, looks(adaptive(), lambda age: int(age / 36)))

    age, gap = trace[-1]
    assert age + gap - 3600 < 1
    assert len(trace) < usual_looks(3600) / 2


def test_one_second_of_noise_in_the_age_costs_nothing() -> None:
    schedule = adaptive()
    trace = until(3600, looks(schedule, lambda age: int(age / 36)))
    noisy = adaptive()
    age, number = 0.0, 0
    while age < 3600:
        age += noisy.next(math.floor(age), int(age / 36))
        number += 1

    assert age - 3600 < 3
    assert number < len(trace) + 5


def test_jumps_lengthen_only_as_forecasts_come_true() -> None:
    schedule = adaptive()
    gaps = [schedule.next(age, percent) for age, percent in [(1000, 10), (1100, 11), (1200, 12)]]

    ratios = [gap / usual_gap(age) for gap, age in zip(gaps, (1000, 1100, 1200), strict=True)]
    assert ratios == pytest.approx([1, 2, 4], rel=0.11)
    assert schedule.next(1300, 40) <= 1.1 * usual_gap(1300)


@pytest.mark.parametrize("surprise", [12, 5, 60, None, math.nan, -1, 101])
def test_a_look_that_was_not_foretold_takes_all_trust_back(surprise: float | None) -> None:
    schedule = adaptive()
    for age in range(1000, 1500, 100):
        schedule.next(age, age / 100)

    assert schedule.next(1700, surprise) <= 1.1 * usual_gap(1700)


@pytest.mark.parametrize("odd", [None, math.nan, -1, 101])
def test_a_percentage_that_is_none_costs_a_usual_look_and_no_trust(odd: float | None) -> None:
    schedule = adaptive()
    for age in range(1000, 1500, 100):
        schedule.next(age, age / 100)

    assert schedule.next(1500, odd) <= 1.1 * usual_gap(1500)
    assert schedule.next(1600, 16) > 3 * usual_gap(1600)


def test_a_jump_leads_a_little_past_the_near_end_of_the_window() -> None:
    schedule = adaptive()
    for age in (30, 60):
        schedule.next(age, age)

    near = 90 + 90 * (99 - 90) / (90 + 1)  # had it shown 90 for as long as it could
    assert schedule.next(90, 90) == pytest.approx(near + 0.5 - 90)


def test_a_line_that_begins_late_is_drawn_as_if_its_percentages_were_rounded() -> None:
    schedule = adaptive()
    for age, percent in [(10_000, 0), (10_100, 10), (10_500, 50)]:
        schedule.next(age, percent)
    near = 10_900 + 900 * (99 - 90) / (90 + 1)  # 90 may be all but 91, and 0 is no less than that
    far = 10_900 + 900 * (100.5 - 90) / (90 - 0.5 - 1)

    assert schedule.next(10_900, 90) == pytest.approx(near + 0.5 - 10_900)
    assert schedule.next(11_050, 99) == pytest.approx(11_050 - far)  # overdue


def test_a_percentage_that_rises_late_is_forecast_from_its_third_step() -> None:
    schedule = adaptive()
    gaps = [schedule.next(1000 + 10 * step, step) for step in range(5)]

    assert all(gap <= 1.1 * usual_gap(1000) for gap in gaps[:4])
    assert gaps[4] > 1.8 * usual_gap(1000)


def test_trust_comes_back_when_progress_resumes_after_a_stall() -> None:
    def shown(age: float) -> int:
        return int(min(age, 400) / 20 + max(age - 1000, 0) / 20)

    trace = until(2600, looks(adaptive(), shown))

    assert all(gap <= 1.1 * usual_gap(age) for age, gap in trace if 600 < age < 1000)
    assert any(gap > 3 * usual_gap(age) for age, gap in trace if 1000 < age < 2500)
    age, gap = trace[-1]
    assert age + gap - 2600 < 3


@pytest.mark.parametrize("last", [99, 100])
def test_overdue_task_is_looked_at_less_and_less_up_to_the_usual(last: int) -> None:
    trace = until(3000, looks(adaptive(), lambda age: min(int(age / 10), last)))

    assert len([age for age, _ in trace if 985 < age < 1100]) <= 20
    assert all(gap <= 1.1 * (age - 1000) + 1 for age, gap in trace if age > 1000)
    assert all(gap >= 0.9 * usual_gap(age) for age, gap in trace if age > 1100)


def test_percentage_may_fall_below_where_its_line_began() -> None:
    schedule = adaptive()

    gaps = [schedule.next(age, percent) for age, percent in enumerate([0, 2, 1.5, 0])]

    assert gaps == pytest.approx([1, 1, 1.4, 1.7], rel=0.12)


def test_percentage_that_stays_at_zero_costs_the_usual() -> None:
    trace = until(3600, looks(adaptive(), lambda _: 0))

    assert all(gap == pytest.approx(usual_gap(age), rel=0.1001) for age, gap in trace)


def test_age_that_stands_still_is_counted_by_what_we_have_waited() -> None:
    schedule = adaptive()
    waited, number = 0.0, 0
    while waited < 3600:
        waited += schedule.next(0, None)
        number += 1

    assert number <= 1.1 * usual_looks(3600)


def test_an_age_without_end_is_not_believed() -> None:
    schedule = adaptive()
    schedule.next(math.inf, None)

    assert schedule.next(2, None) < 3


def test_age_that_goes_back_does_not_bring_frequent_looks_back() -> None:
    schedule = adaptive()
    schedule.next(3600, 10)

    assert schedule.next(5, 11) > 50


@pytest.mark.parametrize(
    ("progress", "most_looks", "most_lag"),
    [("linear", 45, 0.9), ("stuck at 99 %", 88, 26), ("bursty", 88, 26), ("none", 92, 24)],
)
def test_twenty_minute_tasks_meet_the_target(
    progress: str, most_looks: float, most_lag: float
) -> None:
    cell = measure(default, "median 20 min", progress, tasks=100)

    assert cell.looks <= most_looks
    assert cell.lag <= most_lag


@pytest.mark.parametrize("progress", PROGRESS)
def test_no_way_to_show_progress_costs_a_tenth_more_than_showing_none(progress: str) -> None:
    shown = measure(default, "median 20 min", progress, tasks=40)
    none = measure(default, "median 20 min", "none", tasks=40)

    assert shown.looks <= 1.1 * none.looks
    assert shown.lag <= 1.1 * none.lag


@given(garbage)
def test_fixed_schedule_is_fixed(told: Told) -> None:
    schedule = Fixed(5)

    assert all(schedule.next(age, percent) == 5.0 for age, percent in told)


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf, True])
def test_fixed_schedule_refuses_what_is_no_interval(seconds: float) -> None:
    with pytest.raises(ValueError, match="positive number of seconds"):
        Fixed(seconds)
