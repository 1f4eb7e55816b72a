"""What the next started task will do, and whether there is one."""

import httpx
import pytest
from atlassian_tasks.simulator import Simulator, VirtualClock

from tests.operations import PROSE, STARTS, Operation

AT_ONCE = {
    "updateWorkflowScheme": (200, {}),
    "publishDraftWorkflowScheme": (204, None),
    **{name: (201, {}) for name, one in STARTS.items() if one.kind == "jira-bulk"},
    "exportArchivedIssues": (202, {}),
    "pinForgePanel": (202, {}),
    "createPriorityScheme": (201, {"id": "10000"}),
    "updatePriorityScheme": (202, {"priorityScheme": {"id": "1", "name": "name"}}),
    "processReindexRequests": (200, []),
    "updateWorkflows": (200, {"statuses": [], "workflows": [{"id": "w"}], "taskId": None}),
}
WITHOUT_WORK = {
    "updateWorkflowScheme": {
        "id": "1",
        "name": "Flow",
        "description": "",
        "version": {"id": "1", "versionNumber": 1},
    },
    "createPriorityScheme": {"name": "P", "defaultPriorityId": 1, "priorityIds": [1]},
    "updatePriorityScheme": {"name": "Other"},
    "updateWorkflows": {"workflows": [{"id": "w"}]},
}


def test_what_the_spec_says_may_start_no_task_may_start_none() -> None:
    assert {name for name in STARTS if "unless" in PROSE[name]["starts"]} <= AT_ONCE.keys()


def test_the_next_started_task_does_as_it_is_told(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    simulator.script_next(duration=1200, outcome="failed", progress="stuck")
    for _ in range(2):
        STARTS["deleteProject"].send(client)
    clock.advance(600)
    first, second = (client.get(task.url).json() for task in simulator.started)
    clock.advance(600)

    assert (first["status"], first["progress"], second["status"]) == ("RUNNING", 69, "COMPLETE")
    assert client.get(simulator.started[0].url).json()["status"] == "FAILED"


def test_scripts_queue_up_and_choose_their_operations(
    simulator: Simulator, client: httpx.Client
) -> None:
    simulator.script_next(path="/field/", duration=1)
    simulator.script_next(method="POST", duration=2, times=2)
    simulator.script_next(duration=3)
    names = ["deletePriority", "deleteField", "deleteProject", "bulkMove", "copyPageHierarchy"]
    for name in names:
        STARTS[name].send(client)

    assert [task.script.duration for task in simulator.started] == [3, 1, 2, 2, 5]


def test_a_refused_operation_uses_no_script_up(simulator: Simulator, client: httpx.Client) -> None:
    simulator.script_next(duration=1)
    STARTS["bulkMove"].send(client, payload={})
    STARTS["bulkMove"].send(client)

    assert [task.script.duration for task in simulator.started] == [1]


def test_a_script_keeps_the_issues_that_were_named_and_does_not_fail(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    simulator.script_next(failures={10001: ["Locked."]})
    STARTS["bulkMove"].send(client)
    clock.advance(5)
    body = client.get(simulator.started[0].url).json()

    assert body["processedAccessibleIssues"] == [10007]
    assert body["failedAccessibleIssues"] == {"10001": ["Locked."]}


def test_an_operation_passes_by_what_its_task_cannot_do(
    simulator: Simulator, client: httpx.Client
) -> None:
    simulator.script_next(outcome="dead")
    for name in ("copyPageHierarchy", "redact", "deleteProject"):
        STARTS[name].send(client)

    outcomes = [task.script.outcome for task in simulator.started]
    assert outcomes == ["complete", "complete", "dead"]


@pytest.mark.parametrize(("name", "answer"), AT_ONCE.items(), ids=AT_ONCE)
def test_there_may_be_nothing_to_wait_for(
    simulator: Simulator, client: httpx.Client, name: str, answer: tuple[int, object]
) -> None:
    simulator.script_next(starts_task=False)
    response = STARTS[name].send(client)

    body = response.json() if response.content else None
    assert str(answer[0]) in STARTS[name].codes
    assert (response.status_code, body, simulator.started) == (*answer, [])
    assert "Location" not in response.headers


@pytest.mark.parametrize("name", sorted(STARTS.keys() - AT_ONCE.keys()))
def test_some_operations_always_start_a_task(
    simulator: Simulator, client: httpx.Client, name: str
) -> None:
    simulator.script_next(starts_task=False)
    STARTS[name].send(client)

    assert len(simulator.started) == 1


@pytest.mark.parametrize("name", WITHOUT_WORK)
def test_a_change_without_work_for_a_task_starts_one_only_if_scripted(
    simulator: Simulator, client: httpx.Client, name: str
) -> None:
    operation: Operation = STARTS[name]
    by_itself = operation.send(client, payload=WITHOUT_WORK[name])
    before = len(simulator.started)
    simulator.script_next(duration=7)
    operation.send(client, payload=WITHOUT_WORK[name])

    assert by_itself.status_code == AT_ONCE[name][0]
    assert (before, [task.script.duration for task in simulator.started]) == (0, [7])


@pytest.mark.parametrize("truth", ["true", "True"])
def test_a_draft_that_is_only_validated_is_not_published(
    simulator: Simulator, client: httpx.Client, truth: str
) -> None:
    simulator.script_next(duration=7)
    operation = STARTS["publishDraftWorkflowScheme"]
    validated = operation.send(client, query={"validateOnly": truth})
    operation.send(client)

    assert (validated.status_code, validated.content) == (204, b"")
    assert [task.script.duration for task in simulator.started] == [7]


@pytest.mark.parametrize(
    "script", [{"progress": "wobbly"}, {"outcome": "lost"}, {"owner": "ada"}, {"duration": -1}]
)
def test_a_script_that_makes_no_sense_is_refused_at_once(
    simulator: Simulator, script: dict
) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - attrs words some of them
        simulator.script_next(**script)
