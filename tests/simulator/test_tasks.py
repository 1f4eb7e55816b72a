"""What a task does between its start and its end."""

import math

import httpx
import pytest
from atlassian_tasks.simulator import (
    Script,
    SimulatedTask,
    Simulator,
    VirtualClock,
)


def percents(simulator: Simulator, clock: VirtualClock, task: SimulatedTask) -> list[int | None]:
    """The percentage at each second until a second after the end."""
    seen = []
    for _ in range(int(task.script.duration) + 2):
        seen.append(task.at(clock.now()).percent)
        clock.advance(1)
    return seen


def test_a_task_queues_runs_and_ends(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    task = simulator.add("jira", delay=2, duration=3)
    states = []
    for _ in range(6):
        states.append(client.get(task.url).json()["status"])
        clock.advance(1)

    assert states == ["ENQUEUED"] * 2 + ["RUNNING"] * 3 + ["COMPLETE"]


@pytest.mark.parametrize(
    ("outcome", "told"), [("complete", [False, False, True]), ("failed", [True, True, False])]
)
def test_the_flag_of_a_body_without_finished_can_lag_behind_its_percentage(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client, outcome: str, told: list[bool]
) -> None:
    task = simulator.add("confluence-dc", duration=4, outcome=outcome, flag_lag=2)
    seen = []
    for at in (2, 4, 6):
        clock.advance(at - clock.now())
        body = client.get(task.url).json()
        seen.append((body["percentageComplete"], body["successful"]))

    assert seen == list(zip([50, 100, 100], told, strict=True))


def test_a_body_with_finished_is_right_at_once(simulator: Simulator, client: httpx.Client) -> None:
    task = simulator.add("confluence", duration=0, flag_lag=2)

    assert client.get(task.url).json()["successful"] is True


def test_of_a_cluster_only_one_node_knows_a_data_center_task(clock: VirtualClock) -> None:
    simulator = Simulator(clock, nodes=3)
    task, other = simulator.add("confluence-dc"), simulator.add("confluence")
    with httpx.Client(transport=simulator.transport()) as client:
        statuses = [client.get(task.url).status_code for _ in range(6)]
        listed = [len(client.get(task.url.rpartition("/")[0]).json()["results"]) for _ in range(3)]
        cloud = [client.get(other.url).status_code for _ in range(3)]

    assert statuses == [404, 404, 200] * 2
    assert sorted(listed) == [0, 0, 1]
    assert cloud == [200] * 3


def test_linear_progress_is_the_share_of_the_time(
    simulator: Simulator, clock: VirtualClock
) -> None:
    task = simulator.add("jira", duration=4)

    assert percents(simulator, clock, task) == [0, 25, 50, 75, 100, 100]


def test_curved_progress_slows_down(simulator: Simulator, clock: VirtualClock) -> None:
    task = simulator.add("jira", duration=4, progress="curved")

    assert percents(simulator, clock, task) == [0, 43, 75, 93, 100, 100]


def test_stuck_progress_waits_at_99(simulator: Simulator, clock: VirtualClock) -> None:
    task = simulator.add("jira", duration=10, progress="stuck")

    assert percents(simulator, clock, task)[4:] == [99] * 6 + [100] * 2


def test_progress_can_go_backwards(simulator: Simulator, clock: VirtualClock) -> None:
    seen = percents(simulator, clock, simulator.add("jira", duration=10, progress="backwards"))

    assert seen[4:6] == [40, 20]


def test_bursty_progress_jumps_at_times_that_the_seed_decides() -> None:
    def seen(seed: int) -> list[int | None]:
        clock = VirtualClock()
        simulator = Simulator(clock, seed=seed)
        return percents(simulator, clock, simulator.add("jira", duration=100, progress="bursty"))

    assert 4 <= len(set(seen(1))) <= 10
    assert seen(1) == seen(1)
    assert seen(1) != seen(2)


def test_untold_progress_is_left_out_where_it_may_be(
    simulator: Simulator, client: httpx.Client
) -> None:
    bulk = simulator.add("jira-bulk", progress="none")
    jira = simulator.add("jira", progress="none")

    assert "progressPercent" not in client.get(bulk.url).json()
    assert client.get(jira.url).json()["progress"] == 0


def test_progress_can_be_any_function(simulator: Simulator, clock: VirtualClock) -> None:
    task = simulator.add("jira", duration=2, progress=lambda done: 7 + done)

    assert percents(simulator, clock, task) == [7, 7, 100, 100]


def test_a_task_may_never_end(simulator: Simulator, clock: VirtualClock) -> None:
    task = simulator.add("jira", duration=math.inf)
    clock.advance(1e9)

    assert task.at(clock.now()).state == "RUNNING"
    assert task.at(clock.now()).percent == 99


def test_a_task_may_be_over_at_once(simulator: Simulator, client: httpx.Client) -> None:
    task = simulator.add("confluence", duration=0)

    assert client.get(task.url).json()["successful"] is True


@pytest.mark.parametrize(("tells_finished", "percent"), [(True, 70), (False, 100)])
def test_a_failed_task_stays_below_100_unless_nothing_else_says_that_it_ended(
    simulator: Simulator, clock: VirtualClock, tells_finished: bool, percent: int
) -> None:
    task = simulator.add("confluence", outcome="failed", tells_finished=tells_finished)
    clock.advance(99)

    assert task.at(clock.now()).percent == percent


def test_a_running_task_can_be_given_another_script(
    simulator: Simulator, clock: VirtualClock
) -> None:
    task = simulator.add("jira", duration=math.inf)
    clock.advance(5)
    task.script = Script(duration=5, outcome="dead")

    assert task.at(clock.now()).state == "DEAD"


@pytest.mark.parametrize(
    ("kind", "script", "complaint"),
    [
        ("trello", {}, "Kind 'trello'"),
        ("jira", {"progress": "wobbly"}, "progress is one of"),
        ("jira", {"outcome": "lost"}, "outcome"),
        ("jira", {"duration": -1}, "duration"),
        ("confluence", {"outcome": "dead"}, "cannot end as dead"),
        ("jira", {"owner": "ada"}, "no user 'ada'"),
    ],
)
def test_a_script_that_makes_no_sense_is_refused(
    simulator: Simulator, kind: str, script: dict, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        simulator.add(kind, **script)


def test_options_of_add_are_the_fields_of_a_script() -> None:
    from atlassian_tasks.simulator._task import ScriptOptions

    assert list(ScriptOptions.__annotations__) == [field.name for field in Script.__attrs_attrs__]
