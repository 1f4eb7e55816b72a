"""What an operation refuses before anything starts, and how it says so."""

from typing import Any

import httpx
import pytest
from atlassian_tasks.simulator import Simulator, User, VirtualClock

from tests.operations import PROSE, STARTS, Operation
from tests.simulator.upstream import checked

WITH_PAYLOAD = {name: one for name, one in STARTS.items() if one.model}
# What is documented to clash; for a priority scheme that is no task's doing.
BUSY = {
    name: int(status)
    for name, one in STARTS.items()
    for status in one.errors
    if status in ("409", "412") and name != "createPriorityScheme" and not one.is_data_center
} | {"archivePages": 400}


@pytest.mark.parametrize("operation", WITH_PAYLOAD.values(), ids=WITH_PAYLOAD)
def test_a_body_that_is_no_object_is_refused(
    simulator: Simulator, client: httpx.Client, operation: Operation
) -> None:
    if "project-template" in operation.path:
        client.event_hooks = {}  # The document knows no refusal at all.
    answers = [operation.send(client, payload=payload) for payload in ([], "x", None)]
    answers.append(client.request(operation.method, operation.path, content=b'{"a'))

    assert [answer.status_code for answer in answers] == [400] * 4
    assert simulator.started == []


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("assignIssueSecurityScheme", {"projectId": "1"}),
        ("switchWorkflowScheme", {"targetSchemeId": "1"}),
        ("setIssueProperties", {"entitiesIds": []}),
        ("bulkDelete", {"selectedIssueIdsOrKeys": []}),
        ("bulkWatch", {"selectedIssueIdsOrKeys": ["not an issue"]}),
        ("bulkDelete", {"selectedIssueIdsOrKeys": "ABC-1"}),
        ("bulkDelete", {"selectedIssueIdsOrKeys": [str(n) for n in range(1001)]}),
        ("bulkEdit", {"selectedIssueIdsOrKeys": ["ABC-1"]}),
        ("bulkMove", {"targetToSourcesMapping": {"ABC,10001": {"issueIdsOrKeys": []}}}),
        ("bulkTransition", {"bulkTransitionInputs": [{"transitionId": "11"}]}),
        ("archiveIssues", {"jql": ""}),
        ("redact", {"redactions": []}),
        ("redact", {"redactions": [{"externalId": "a"}, {"externalId": "a"}]}),
        ("createPriorityScheme", {"name": "P"}),
        ("archivePages", {"pages": []}),
        ("archivePages", {"pages": [{"id": "x"}]}),
        ("archivePages", {"pages": [{"id": 1}] * 301}),
        ("copyPageHierarchy", {"destinationPageId": ""}),
    ],
)
def test_an_unusable_payload_is_refused_in_the_words_of_the_family(
    simulator: Simulator, client: httpx.Client, name: str, payload: Any
) -> None:
    response = STARTS[name].send(client, payload=payload)

    assert (response.status_code, simulator.started) == (400, [])
    family = {"jira-bulk": "errors", "confluence": "message"}
    assert response.json()[family.get(STARTS[name].kind, "errorMessages")]


@pytest.mark.parametrize("path", ["/rest/api/3/field/summary", "/rest/api/3/resolution/3"])
def test_what_the_address_lacks_is_refused(client: httpx.Client, path: str) -> None:
    response = client.delete(path)

    assert response.status_code == 400
    assert response.json()["errorMessages"]


@pytest.mark.parametrize(("name", "status"), BUSY.items(), ids=BUSY)
def test_what_is_busy_cannot_be_started_again_until_its_task_ends(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client, name: str, status: int
) -> None:
    operation = STARTS[name]
    first = operation.send(client).status_code
    clock.advance(4.9)
    refused = operation.send(client)
    clock.advance(0.1)
    again = operation.send(client)

    assert (refused.status_code, again.status_code) == (status, first)
    assert len(simulator.started) == 2
    named = simulator.started[0].id in refused.text
    assert named == (name in ("switchWorkflowScheme", "archiveIssues", "exportArchivedIssues"))


def test_a_refusal_names_the_task_in_the_way_as_a_field(
    simulator: Simulator, client: httpx.Client
) -> None:
    operation = STARTS["switchWorkflowScheme"]
    operation.send(client)
    refused = operation.send(client)

    assert refused.json()["errors"] == {"conflictingTaskId": simulator.started[0].id}


@pytest.mark.parametrize("name", sorted(STARTS.keys() - BUSY.keys()))
def test_the_others_may_run_twice_at_a_time(
    simulator: Simulator, client: httpx.Client, name: str
) -> None:
    for _ in range(2):
        STARTS[name].send(client)

    assert len(simulator.started) == 2


def test_only_the_same_thing_is_busy(simulator: Simulator, client: httpx.Client) -> None:
    operation = STARTS["deleteField"]
    operation.send(client)
    other = operation.send(client, path="/rest/api/3/field/customfield_2")
    same = operation.send(client, path=operation.path.replace("/3/", "/2/", 1))
    one_project = ("switchWorkflowScheme", "assignIssueSecurityScheme")
    both = [STARTS[name].send(client).status_code for name in one_project]

    assert (other.status_code, same.status_code, both) == (303, 409, [303, 303])


def test_properties_of_an_issue_are_set_by_one_task_at_a_time(
    simulator: Simulator, client: httpx.Client
) -> None:
    STARTS["setIssueProperties"].send(client)
    overlapping = STARTS["setIssuePropertiesByIssue"].send(client)
    others = {"entitiesIds": [7], "properties": {"color": "red"}}

    assert overlapping.status_code == 409
    assert STARTS["setIssueProperties"].send(client, payload=others).status_code == 303


def test_a_cancelled_or_forgotten_task_keeps_nothing_busy(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    operation = STARTS["archiveIssues"]
    operation.send(client)
    client.post(simulator.started[0].url + "/cancel")
    clock.advance(1)
    after_cancel = operation.send(client).status_code
    simulator.remove(simulator.started[1])

    assert (after_cancel, operation.send(client).status_code) == (202, 202)


def test_five_bulk_operations_run_at_a_time(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    operation = STARTS["bulkMove"]
    simulator.script_next(duration=1)
    answers = [operation.send(client).status_code for _ in range(6)]
    clock.advance(1)
    answers.append(operation.send(client).status_code)

    assert answers == [201] * 5 + [400, 201]


def test_a_bulk_operation_needs_the_bulk_change_permission(clock: VirtualClock) -> None:
    simulator = Simulator(clock, users=[User(name="bob", token="b", may_bulk_change=False)])
    with checked(simulator) as client:
        client.headers["Authorization"] = "Bearer b"
        answers = [one.send(client) for one in STARTS.values() if one.kind == "jira-bulk"]

    assert {answer.status_code for answer in answers} == {403}
    assert simulator.started == []


DELETIONS = [
    one
    for one in STARTS.values()
    if (one.method == "DELETE" or one.path.endswith("/delete"))
    and PROSE[one.id]["who"].startswith("Jira administrators")
]


@pytest.mark.parametrize("operation", DELETIONS, ids=lambda one: one.id)
def test_only_an_administrator_deletes_what_all_of_jira_shares(
    clock: VirtualClock, operation: Operation
) -> None:
    users = [User(name="bob", token="b"), User(name="root", token="r", is_admin=True)]
    simulator = Simulator(clock, users=users)
    with checked(simulator) as client:
        client.headers["Authorization"] = "Bearer b"
        refused = operation.send(client)
        started = [*simulator.started]
        client.headers["Authorization"] = "Bearer r"
        operation.send(client)

    assert refused.status_code == (403 if "403" in operation.errors else 404)
    assert started == []
    assert len(simulator.started) == 1


@pytest.mark.parametrize(
    "operation", [one for one in STARTS.values() if one.method != "GET"], ids=lambda one: one.id
)
def test_nothing_starts_for_a_browser_or_a_stranger(
    clock: VirtualClock, operation: Operation
) -> None:
    simulator = Simulator(clock, users=[User(name="ada", token="a", is_admin=True)])
    browser = {"Authorization": "Bearer a", "User-Agent": "Mozilla/5.0"}
    with httpx.Client(transport=simulator.transport(), base_url=simulator.site) as client:
        stranger = operation.send(client)
        client.headers.update(browser)
        refused = operation.send(client)
        client.headers["X-Atlassian-Token"] = "no-check"
        accepted = operation.send(client)

    assert stranger.status_code == 401
    assert (refused.status_code, refused.text) == (403, "XSRF check failed")
    assert accepted.is_success or accepted.status_code == 303
    assert len(simulator.started) == 1


@pytest.mark.parametrize("operation", STARTS.values(), ids=STARTS)
def test_a_token_needs_the_scope_that_the_document_names(
    clock: VirtualClock, operation: Operation
) -> None:
    lacking = User(name="ada", token="a", scopes=frozenset({"read:me"}))
    simulator = Simulator(clock, users=[lacking])
    gateway = f"https://api.atlassian.com/ex/{operation.product}/{simulator.cloud_id}"
    with httpx.Client(transport=simulator.transport()) as client:
        client.headers["Authorization"] = "Bearer a"
        response = operation.send(client, path=gateway + operation.path)

    expected = 404 if operation.is_data_center else 401
    assert (response.status_code, simulator.started) == (expected, [])


def test_a_mapping_without_the_property_that_nobody_can_send_will_do(
    client: httpx.Client,
) -> None:
    payload = {
        "targetToSourcesMapping": {"ABC,10001": {"issueIdsOrKeys": ["ABC-7"]}},
        "sendBulkNotification": False,
    }

    assert STARTS["bulkMove"].send(client, payload=payload).status_code == 201


def test_a_task_is_in_the_way_of_what_a_script_says_until_it_has_ended(
    simulator: Simulator, client: httpx.Client, clock: VirtualClock
) -> None:
    client.event_hooks = {}  # The document knows no such refusal of this operation.
    task = simulator.add("jira", duration=30, in_the_way_of="/project/OLD/")
    refused = client.post("/rest/api/3/project/OLD/delete")
    other = client.post("/rest/api/3/project/NEW/delete")
    clock.advance(30)
    again = client.post("/rest/api/3/project/OLD/delete")

    assert refused.status_code == 409
    assert refused.json()["errors"] == {"conflictingTaskId": task.id}
    assert (other.status_code, again.status_code) == (303, 303)


def test_a_task_of_confluence_is_in_no_operations_way(simulator: Simulator) -> None:
    with pytest.raises(ValueError, match="A task of kind confluence is in no operation's way"):
        simulator.add("confluence", in_the_way_of="/space/OLD")
