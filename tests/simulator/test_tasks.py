"""What a task does between its start and its end."""

import math
from datetime import UTC, datetime

import httpx
import pytest
from atlassian_tasks.simulator import (
    ABSENT,
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


def test_jira_counts_in_milliseconds(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    clock.advance(1)
    task = simulator.add("jira", delay=1, duration=2.5)
    clock.advance(9)
    body = client.get(task.url).json()

    submitted = datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC).timestamp() * 1000
    assert body["submitted"] == submitted
    assert body["started"] == submitted + 1000
    assert body["finished"] == body["lastUpdate"] == submitted + 3500
    assert body["elapsedRuntime"] == 2500


def test_a_confluence_task_counts_in_milliseconds_until_its_end(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    task = simulator.add("confluence", delay=1, duration=2)
    clock.advance(2.5)
    running = client.get(task.url).json()["elapsedTime"]
    clock.advance(60)

    assert (running, client.get(task.url).json()["elapsedTime"]) == (1500, 2000)


def test_a_bulk_operation_names_issues_as_it_gets_to_them(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    script = {"issues": [1, 2], "failures": {3: ["Locked."], 4: ["Old.", "Gone."]}}
    task = simulator.add("jira-bulk", duration=4, inaccessible=5, **script)
    clock.advance(3)
    early = client.get(task.url).json()
    clock.advance(1)
    late = client.get(task.url).json()

    assert early["failedAccessibleIssues"] == {"3": ["Locked."]}
    assert late["failedAccessibleIssues"] == {"3": ["Locked."], "4": ["Old.", "Gone."]}
    assert late["processedAccessibleIssues"] == [1, 2]
    assert (late["status"], late["totalIssueCount"]) == ("COMPLETE", 9)
    assert late["invalidOrInaccessibleIssueCount"] == 5


def test_a_jira_task_can_be_complete_with_issues_left_unmodified(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    task = simulator.add("jira", duration=1, issues=[1], failures={2: ["Locked."]})
    clock.advance(1)
    body = client.get(task.url).json()

    assert body["status"] == "COMPLETE"
    assert body["result"]["modifiedIssues"] == [1]
    assert body["result"]["unmodifiedIssues"] == [2]
    assert body["result"]["errors"]["errorMessages"] == ["Locked."]


def test_confluence_reports_errors_of_a_successful_task(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    failures = {"Page A": ["ERROR_COPY_PAGE"]}
    cloud = simulator.add("confluence", duration=1, failures=failures)
    data_center = simulator.add("confluence-dc", duration=1, failures=failures)
    clock.advance(1)

    told = client.get(cloud.url).json()
    assert told["successful"]
    assert told["errors"] == [{"translation": "ERROR_COPY_PAGE", "args": ["Page A"]}]
    assert client.get(data_center.url).json()["messages"] == [
        {"translation": "Page A: ERROR_COPY_PAGE", "args": []}
    ]


def test_data_center_never_says_finished(simulator: Simulator, client: httpx.Client) -> None:
    assert "finished" not in client.get(simulator.add("confluence-dc").url).json()


def test_a_confluence_status_word_is_shown_where_one_is_scripted(
    simulator: Simulator, client: httpx.Client
) -> None:
    silent = simulator.add("confluence")
    wordy = simulator.add("confluence", words={"RUNNING": "STATUS_COPYING_PAGES"})

    assert "status" not in client.get(silent.url).json()
    assert client.get(wordy.url).json()["status"] == "STATUS_COPYING_PAGES"


def test_overrides_replace_and_remove_fields(simulator: Simulator) -> None:
    task = simulator.add("jira", overrides={"progress": None, "self": ABSENT})
    with httpx.Client(transport=simulator.transport()) as client:
        body = client.get(task.url).json()

    assert body["progress"] is None
    assert "self" not in body


def test_a_running_task_can_be_given_another_script(
    simulator: Simulator, clock: VirtualClock
) -> None:
    task = simulator.add("jira", duration=math.inf)
    clock.advance(5)
    task.script = Script(duration=5, outcome="dead")

    assert task.at(clock.now()).state == "DEAD"


def test_all_jira_tasks_share_one_sequence_of_ids(
    simulator: Simulator, client: httpx.Client
) -> None:
    bulk = simulator.add("jira-bulk")
    plain = simulator.add("jira-v2", "20000")

    assert client.get(f"/rest/api/3/task/{bulk.id}").json()["id"] == bulk.id
    assert (plain.ref, plain.url) == ("jira-v2:20000", f"{simulator.site}/rest/api/2/task/20000")
    with pytest.raises(ValueError, match="already"):
        simulator.add("jira", "20000")


def test_the_bulk_queue_refuses_other_tasks(simulator: Simulator, client: httpx.Client) -> None:
    response = client.get(f"/rest/api/3/bulk/queue/{simulator.add('jira').id}")

    assert response.status_code == 400
    assert "is not a bulk operation task" in response.json()["errorMessages"][0]


@pytest.mark.parametrize(
    ("kind", "script", "complaint"),
    [
        ("trello", {}, "Kind 'trello'"),
        ("jira", {"progress": "wobbly"}, "Progress 'wobbly'"),
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
    from atlassian_tasks._simulated_task import ScriptOptions

    assert list(ScriptOptions.__annotations__) == [field.name for field in Script.__attrs_attrs__]
