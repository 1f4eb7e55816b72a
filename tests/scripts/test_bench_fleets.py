import math
from statistics import median

import pytest

from scripts.bench import __main__ as bench
from scripts.bench.fleets import (
    Cost,
    apart,
    durations,
    ours,
    pacer,
    section,
    together,
)


def test_cost_counts_requests_and_the_most_of_one_second() -> None:
    assert Cost.of([0, 0.5, 0.9, 1, 7], [2, 4]) == Cost(requests=5, peak=3, lag=3)


def test_poller_of_each_looks_at_the_start_and_every_second_until_the_end() -> None:
    assert pacer([2.5, 1.0], every=1, pace=math.inf) == Cost(requests=4 + 2, peak=2, lag=0.25)


def test_pacer_looks_at_one_task_every_five_seconds() -> None:
    assert pacer([12.0]) == Cost(requests=4, peak=1, lag=3)


def test_pacer_looks_no_more_than_five_times_a_second() -> None:
    cost = pacer([30.0] * 100)

    assert cost.peak == 5
    assert cost.requests == pytest.approx(250, abs=1)  # every 20 s; the second half sees the end


def test_fleets_are_the_same_for_a_seed_and_have_their_median() -> None:
    assert durations(3) == durations(3) != durations(4)
    assert median(durations(3, size=4001)) == pytest.approx(60, rel=0.1)


def test_followed_fleet_costs_what_the_simulator_was_asked() -> None:
    alone = ours(together, "jira", [0.5], seed=0)
    listed = ours(together, "confluence", [30.0] * 20, seed=0, keeps=True)
    each = ours(together, "jira", [30.0] * 20, seed=0)

    assert alone.requests == 2
    assert 0 < alone.lag < 1
    assert listed.requests < each.requests
    assert each.peak == 5


def test_section_compares_the_worst_seed_with_the_pacer() -> None:
    other = max(pacer(durations(seed, 4)).requests for seed in (0, 1))

    told = section(seeds=[0, 1], size=4)

    *figures, apart, apart_vanishing = told.figures
    assert [figure.other for figure in figures] == [other] * 5
    assert [figure.target for figure in figures] == [135, 300, None, 135, 300]
    assert [figure.ratio_target for figure in (apart, apart_vanishing)] == [1.1, 1.1]


def test_separate_waits_of_one_client_are_followed_together() -> None:
    lives = [30.0] * 20

    in_one_call = ours(together, "confluence", lives, seed=0, keeps=True).requests

    # Two ask for themselves before a third has come, from whom on the list is worth it.
    assert ours(apart, "confluence", lives, seed=0, keeps=True).requests <= in_one_call + 2


def test_an_unknown_part_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        bench.main(["nothing"])

    assert (
        "get, import, pipeline, drift, schedules, fleet, siblings, growth, thousands"
        in capsys.readouterr().err
    )
