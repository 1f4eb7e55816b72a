"""Starting an operation: checked first, sent once, and its task or None comes back."""

import json
import math
from pathlib import Path
from typing import Any

import httpx
import pytest
from atlassian_tasks import Status, TaskRef, errors
from atlassian_tasks.simulator import Simulator, User, VirtualClock
from atlassian_tasks_rest import Client as RestClient
from atlassian_tasks_rest import models
from atlassian_tasks_rest.api import (
    confluence,
    confluence_dc,
    confluence_v2,
    jira_dc,
    jira_v2,
    jira_v3,
)
from atlassian_tasks_rest.api.confluence import (
    delete_space,
    list_long_tasks,
)
from atlassian_tasks_rest.api.confluence_dc import delete_data_center_space
from atlassian_tasks_rest.api.jira_v3 import (
    archive_issues,
    bulk_delete,
    bulk_move,
    cancel_task,
    create_priority_scheme,
    delete_priority,
    delete_project,
    delete_resolution,
    export_archived_issues,
    get_bulk_progress,
    get_task,
    publish_draft_workflow_scheme,
    replace_app_field_option,
    switch_workflow_scheme,
    update_priority_scheme,
    update_workflow_scheme,
    update_workflows,
)

from tests.colours import BlockedClient, Client, Colour, OtherSite
from tests.operations import STARTS, Operation


def start(client: Client, endpoint: Any, /, *args: Any, **kwargs: Any) -> TaskRef | None:
    if isinstance(client, BlockedClient):
        return client._portal.call(lambda: client._client.start(endpoint, *args, **kwargs))
    return client.start(endpoint, *args, **kwargs)


def body(model: Any, **fields: object) -> dict[str, Any]:
    """Make a payload, by Atlassian's names."""
    return {"body": model.from_dict(fields)}


MOVE = body(
    models.BulkMove,
    targetToSourcesMapping={
        "NEW,10001": {
            "inferClassificationDefaults": True,
            "inferFieldDefaults": True,
            "inferStatusDefaults": True,
            "inferSubtaskTypeDefault": True,
            "issueIdsOrKeys": ["ABC-1", "ABC-2"],
        }
    },
)
REDACTION = {
    "externalId": "first",
    "reason": "A name.",
    "contentItem": {"entityId": "10001", "entityType": "issuefieldvalue", "id": "summary"},
    "redactionPosition": {"expectedText": "Ada", "from": 0, "to": 3},
}
SWITCH = body(models.WorkflowSchemeSwitch, projectId="10001", targetSchemeId="10002")
SCHEME = {"id": "1", "name": "S", "description": "", "version": {"id": "1", "versionNumber": 1}}
MAPPED = {"statusMappingsByIssueTypeOverride": [{"issueTypeId": "1", "statusMappings": []}]}
PRIORITIES = {"name": "S", "defaultPriorityId": 1, "priorityIds": [1, 2]}

# Data Center has a site of its own, below.
CLOUD = [operation for operation in STARTS.values() if operation.kind != "confluence-dc"]


@pytest.mark.parametrize("operation", CLOUD, ids=lambda operation: operation.id)
def test_each_operation_is_sent_once_and_its_task_can_be_waited_for(
    client: Client, simulator: Simulator, operation: Operation
) -> None:
    simulator.script_next(duration=90)
    ref = start(client, operation.module, **operation.arguments)

    assert [sent.started for sent in simulator.requests] == [str(ref)]
    assert ref is not None
    assert ref.kind == operation.kind
    assert client.wait(ref).status is Status.COMPLETE


def test_no_start_operation_is_left_out() -> None:
    packages = (jira_v3, jira_v2, jira_dc, confluence, confluence_v2, confluence_dc)
    generated = {
        path.stem
        for package in packages
        for folder in package.__path__
        for path in Path(folder).glob("[a-z]*.py")
    }
    looks = {name for name in generated if name.startswith(("get_", "list_", "cancel_"))}

    taken = {operation.module.__name__.rpartition(".")[2] for operation in STARTS.values()}

    assert generated - looks == taken


@pytest.mark.parametrize("context", ["", "/confluence", "/wiki"])
def test_data_centers_space_deletion_is_followed_there(
    colour: Colour, clock: VirtualClock, context: str
) -> None:
    site = "https://wiki.example.com"
    simulator = Simulator(clock, site=site, context=context, products=["confluence-dc"])
    transport = colour.transport(simulator)
    with colour.make(site + context, transport=transport, clock=clock) as client:
        ref = start(client, delete_data_center_space, space_key="OLD")

        assert str(ref) == simulator.started[0].ref
        assert client.wait(ref).is_success
    assert simulator.requests[0].path == f"{context}/rest/api/space/OLD"


@pytest.mark.parametrize("deployment", [None, "cloud", "data-center"])
def test_a_start_under_wiki_is_sent_there_once(colour: Colour, deployment: str | None) -> None:
    started = httpx.Response(202, json={"id": "9", "links": {"status": "/rest/api/longtask/9"}})
    there = OtherSite(started)
    with colour.make("https://corp.example/wiki", deployment=deployment, transport=there) as client:
        assert start(client, delete_space, space_key="OLD") == TaskRef("confluence", "9")
    assert [sent.url.path for sent in there.requests] == ["/wiki/rest/api/space/OLD"]


def test_the_operation_tells_a_data_centers_task_where_the_answer_does_not(colour: Colour) -> None:
    started = httpx.Response(202, json={"id": "9", "links": {"status": "/rest/api/longtask/9"}})
    with colour.make("https://corp.example/wiki", transport=OtherSite(started)) as client:
        ref = start(client, delete_data_center_space, space_key="OLD")

    assert ref == TaskRef("confluence-dc", "9")


AT_ONCE = [
    (update_workflow_scheme, body(models.WorkflowSchemeUpdate, **SCHEME, **MAPPED)),
    (publish_draft_workflow_scheme, {"id": 101, **body(models.WorkflowSchemePublication)}),
    (create_priority_scheme, body(models.PrioritySchemeCreation, **PRIORITIES)),
    (update_priority_scheme, {"scheme_id": 1, **body(models.PrioritySchemeUpdate, name="S")}),
    (update_workflows, body(models.WorkflowUpdates, statuses=[], workflows=[])),
]


@pytest.mark.parametrize(("endpoint", "arguments"), AT_ONCE)
def test_none_comes_back_where_there_is_nothing_to_wait_for(
    client: Client, simulator: Simulator, endpoint: Any, arguments: dict[str, Any]
) -> None:
    simulator.script_next(starts_task=False)

    assert start(client, endpoint, **arguments) is None
    assert [sent.started for sent in simulator.requests] == [None]


@pytest.mark.parametrize(
    ("endpoint", "arguments"),
    [(bulk_move, MOVE), (export_archived_issues, body(models.ArchivedIssuesFilter))],
)
def test_an_answer_that_lacks_its_id_is_not_taken_for_nothing(
    client: Client, simulator: Simulator, endpoint: Any, arguments: dict[str, Any]
) -> None:
    simulator.script_next(starts_task=False)

    with pytest.raises(errors.StartUnclear, match="It may have started: look before"):
        start(client, endpoint, **arguments)
    assert len(simulator.requests) == 1


def test_what_is_sent_is_the_payload_and_says_who_asks(
    client: Client, simulator: Simulator
) -> None:
    start(client, bulk_move, **MOVE)
    sent = simulator.requests[0]

    assert (sent.method, sent.path) == ("POST", "/rest/api/3/bulk/issues/move")
    assert sent.headers["x-atlassian-token"] == "no-check"
    assert sent.headers["user-agent"].startswith("atlassian-tasks/")
    assert sent.headers["content-type"] == "application/json"
    assert int(sent.headers["content-length"]) >= len(json.dumps(MOVE["body"].to_dict())) - 20


def test_odd_ids_stay_within_their_part_of_the_path(client: Client, simulator: Simulator) -> None:
    start(client, delete_project, project_id_or_key="A/../B?x=1#y")

    assert simulator.requests[0].path == "/rest/api/3/project/A%2F..%2FB%3Fx%3D1%23y/delete"


def test_a_number_may_be_an_id(client: Client, simulator: Simulator) -> None:
    start(client, delete_priority, id=3)
    start(client, update_priority_scheme, scheme_id="1", **body(models.PrioritySchemeUpdate))

    assert [sent.path[11:] for sent in simulator.requests] == ["/priority/3", "/priorityscheme/1"]


CYCLE: list[object] = []
CYCLE.append(CYCLE)
DEEP: list[object] = []
for _ in range(100_000):
    DEEP = [DEEP]
WRONG = [
    (delete_project, {}),
    (delete_project, {"project": "OLD"}),
    (delete_project, {"project_id_or_key": "OLD", "force": True}),
    (delete_project, {"project_id_or_key": "OLD", "client": None}),
    (delete_project, {"project_id_or_key": None}),
    (delete_project, {"project_id_or_key": ""}),
    (delete_project, {"project_id_or_key": " "}),
    (delete_project, {"project_id_or_key": "."}),
    (delete_project, {"project_id_or_key": ".."}),
    (delete_project, {"project_id_or_key": True}),
    (delete_project, {"project_id_or_key": ["OLD"]}),
    (delete_project, {"project_id_or_key": "\ud800"}),
    (delete_resolution, {"id": "3"}),
    (replace_app_field_option, {"field_key": "..", "option_id": 3}),
    (bulk_move, {}),
    (bulk_move, {"body": None}),
    (bulk_move, {"body": {"targetToSources": {}}}),
    (bulk_move, {"body": [("targetToSourcesMapping", {})]}),
    (bulk_move, {"body": models.BulkMove}),
    (bulk_move, {"body": models.BulkDelete(["ABC-1"])}),
    (bulk_delete, {"body": models.BulkDelete([object()])}),
    (bulk_delete, {"body": models.BulkDelete([math.nan])}),
    (bulk_delete, {"body": models.BulkDelete(CYCLE)}),
    (bulk_delete, {"body": models.BulkDelete(DEEP)}),
]


@pytest.mark.parametrize(("endpoint", "arguments"), WRONG)
def test_a_wrong_argument_is_refused_before_anything_is_sent(
    client: Client, simulator: Simulator, endpoint: Any, arguments: dict[str, Any]
) -> None:
    with pytest.raises(errors.ConfigurationError, match=endpoint.__name__.rpartition(".")[2]):
        start(client, endpoint, **arguments)

    assert simulator.requests == []


def test_who_passes_a_wrong_argument_is_told_the_right_ones(client: Client) -> None:
    with pytest.raises(errors.ConfigurationError, match=r"'project'.* It takes project_id_or_key$"):
        start(client, delete_project, project="OLD")


NO_STARTS = [
    get_task, get_bulk_progress, cancel_task, list_long_tasks, jira_v3, json, None,
    "delete_project", delete_project.sync_detailed, object(), models.BulkMove,
]  # fmt: skip


@pytest.mark.parametrize("endpoint", NO_STARTS)
def test_what_starts_nothing_is_refused_before_anything_is_sent(
    client: Client, simulator: Simulator, endpoint: Any
) -> None:
    with pytest.raises(errors.ConfigurationError, match=r"such as .*jira_v3\.delete_project"):
        start(client, endpoint, task_id="1")

    assert simulator.requests == []


def test_a_closed_client_starts_nothing(client: Client, simulator: Simulator) -> None:
    client.close()
    with pytest.raises(errors.ConfigurationError, match="closed"):
        start(client, delete_project, project_id_or_key="OLD")

    assert simulator.requests == []


def test_after_a_conflict_wait_for_the_task_in_the_way_and_start_again(
    client: Client, simulator: Simulator
) -> None:
    first = start(client, switch_workflow_scheme, **SWITCH)
    with pytest.raises(errors.ApiError) as caught:
        start(client, switch_workflow_scheme, **SWITCH)
    conflict = caught.value
    client.wait(conflict.ref)
    second = start(client, switch_workflow_scheme, **SWITCH)

    assert (conflict.status_code, conflict.ref) == (409, first)
    assert "wait for it" in str(conflict)
    assert "may have started" not in str(conflict)
    assert [str(first), str(second)] == [task.ref for task in simulator.started]


@pytest.mark.parametrize(
    ("endpoint", "arguments", "status"),
    [
        (delete_priority, {"id": "3"}, 409),
        (archive_issues, body(models.IssuesToArchive, jql="project = OLD"), 412),
    ],
)
def test_a_conflict_with_a_task_that_is_not_named_has_no_ref(
    client: Client, endpoint: Any, arguments: dict[str, Any], status: int
) -> None:
    start(client, endpoint, **arguments)
    with pytest.raises(errors.ApiError) as caught:
        start(client, endpoint, **arguments)

    assert (caught.value.status_code, caught.value.ref) == (status, None)


@pytest.mark.parametrize("product", ["jira", "confluence"])
def test_through_the_gateway_the_task_is_found_and_followed_there(
    colour: Colour, clock: VirtualClock, product: str
) -> None:
    scopes = frozenset({"manage:jira-configuration", "read:jira-work", "write:confluence-content",
                        "write:confluence-space", "read:confluence-space.summary"})  # fmt: skip
    simulator = Simulator(clock, users=[User(name="ada", token="t", scopes=scopes, is_admin=True)])
    operation = {
        "jira": (delete_project, {"project_id_or_key": "OLD"}),
        "confluence": (delete_space, {"space_key": "OLD"}),
    }[product]
    with colour.opened(simulator, auth="t", cloud_id=simulator.cloud_id) as client:
        ref = start(client, operation[0], **operation[1])
        client.wait(ref)

    assert str(ref) == simulator.started[0].ref
    prefix = f"/ex/{product}/{simulator.cloud_id}/"
    assert all(sent.path.startswith(prefix) for sent in simulator.requests)


def test_the_response_of_a_start_may_be_handed_over_too(simulator: Simulator) -> None:
    http = httpx.Client(base_url=simulator.site, transport=simulator.transport())
    with RestClient(simulator.site).set_httpx_client(http) as rest:
        response = delete_project.sync_detailed("OLD", client=rest)

    assert str(TaskRef.from_response(response)) == simulator.started[0].ref
