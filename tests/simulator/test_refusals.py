"""What an operation refuses before anything starts, and how it says so."""

from typing import Any

import httpx
import pytest
from atlassian_tasks.simulator import Simulator, User, VirtualClock

from tests.simulator.operations import MOVE, OPERATIONS, Operation
from tests.simulator.upstream import checked

WITH_PAYLOAD = {name: one for name, one in OPERATIONS.items() if one.payload is not None}
BUSY = {
    "delete a field": 409, "delete a priority": 409, "delete a resolution": 409,
    "set a security scheme": 409, "remove a security level": 409,
    "switch a workflow scheme": 409, "update a workflow scheme": 409, "set properties": 409,
    "set properties by issue": 409, "update a priority scheme": 409, "update workflows": 409,
    "archive issues": 412, "export archived issues": 412, "archive pages": 400,
}  # fmt: skip


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
        ("set a security scheme", {"projectId": "1"}),
        ("switch a workflow scheme", {"targetSchemeId": "1"}),
        ("set properties", {"entitiesIds": []}),
        ("bulk delete", {"selectedIssueIdsOrKeys": []}),
        ("bulk watch", {"selectedIssueIdsOrKeys": ["not an issue"]}),
        ("bulk delete", {"selectedIssueIdsOrKeys": [str(n) for n in range(1001)]}),
        ("bulk edit", {"selectedIssueIdsOrKeys": ["ABC-1"]}),
        ("bulk move", {"targetToSourcesMapping": {"ABC,10001": {"issueIdsOrKeys": []}}}),
        ("bulk transition", {"bulkTransitionInputs": [{"transitionId": "11"}]}),
        ("archive issues", {"jql": ""}),
        ("redact", {"redactions": []}),
        ("redact", {"redactions": [{"externalId": "a"}, {"externalId": "a"}]}),
        ("create a priority scheme", {"name": "P"}),
        ("archive pages", {"pages": []}),
        ("archive pages", {"pages": [{"id": "x"}]}),
        ("archive pages", {"pages": [{"id": 1}] * 301}),
        ("copy pages", {"destinationPageId": ""}),
    ],
)
def test_an_unusable_payload_is_refused_in_the_words_of_the_family(
    simulator: Simulator, client: httpx.Client, name: str, payload: Any
) -> None:
    response = OPERATIONS[name].send(client, payload=payload)

    assert (response.status_code, simulator.started) == (400, [])
    family = {"jira-bulk": "errors", "confluence": "message"}
    assert response.json()[family.get(OPERATIONS[name].kind, "errorMessages")]


@pytest.mark.parametrize("path", ["/rest/api/3/field/summary", "/rest/api/3/resolution/3"])
def test_what_the_address_lacks_is_refused(client: httpx.Client, path: str) -> None:
    response = client.delete(path)

    assert response.status_code == 400
    assert response.json()["errorMessages"]


@pytest.mark.parametrize(("name", "status"), BUSY.items(), ids=BUSY)
def test_what_is_busy_cannot_be_started_again_until_its_task_ends(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client, name: str, status: int
) -> None:
    operation = OPERATIONS[name]
    first = operation.send(client).status_code
    clock.advance(4.9)
    refused = operation.send(client)
    clock.advance(0.1)
    again = operation.send(client)

    assert (refused.status_code, again.status_code) == (status, first)
    assert len(simulator.started) == 2
    named = simulator.started[0].id in refused.text
    assert named == (
        name in ("switch a workflow scheme", "archive issues", "export archived issues")
    )


def test_a_refusal_names_the_task_in_the_way_as_a_field(
    simulator: Simulator, client: httpx.Client
) -> None:
    operation = OPERATIONS["switch a workflow scheme"]
    operation.send(client)
    refused = operation.send(client)

    assert refused.json()["errors"] == {"conflictingTaskId": simulator.started[0].id}


@pytest.mark.parametrize("name", sorted(OPERATIONS.keys() - BUSY.keys()))
def test_the_others_may_run_twice_at_a_time(
    simulator: Simulator, client: httpx.Client, name: str
) -> None:
    for _ in range(2):
        OPERATIONS[name].send(client)

    assert len(simulator.started) == 2


def test_only_the_same_thing_is_busy(simulator: Simulator, client: httpx.Client) -> None:
    operation = OPERATIONS["delete a field"]
    operation.send(client)
    other = operation.send(client, path="/rest/api/3/field/customfield_2")
    same = operation.send(client, path="/rest/api/2/field/customfield_10001")
    one_project = ("switch a workflow scheme", "set a security scheme")
    both = [OPERATIONS[name].send(client).status_code for name in one_project]

    assert (other.status_code, same.status_code, both) == (303, 409, [303, 303])


def test_properties_of_an_issue_are_set_by_one_task_at_a_time(
    simulator: Simulator, client: httpx.Client
) -> None:
    OPERATIONS["set properties"].send(client)
    overlapping = OPERATIONS["set properties by issue"].send(client)
    others = {"entitiesIds": [7], "properties": {"color": "red"}}

    assert overlapping.status_code == 409
    assert OPERATIONS["set properties"].send(client, payload=others).status_code == 303


def test_a_cancelled_or_forgotten_task_keeps_nothing_busy(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    operation = OPERATIONS["archive issues"]
    operation.send(client)
    client.post(simulator.started[0].url + "/cancel")
    clock.advance(1)
    after_cancel = operation.send(client).status_code
    simulator.remove(simulator.started[1])

    assert (after_cancel, operation.send(client).status_code) == (202, 202)


def test_five_bulk_operations_run_at_a_time(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    operation = OPERATIONS["bulk move"]
    simulator.script_next(duration=1)
    answers = [operation.send(client).status_code for _ in range(6)]
    clock.advance(1)
    answers.append(operation.send(client).status_code)

    assert answers == [201] * 5 + [400, 201]


def test_a_bulk_operation_needs_the_bulk_change_permission(clock: VirtualClock) -> None:
    simulator = Simulator(clock, users=[User(name="bob", token="b", may_bulk_change=False)])
    with checked(simulator) as client:
        client.headers["Authorization"] = "Bearer b"
        answers = [one.send(client) for one in OPERATIONS.values() if one.kind == "jira-bulk"]

    assert {answer.status_code for answer in answers} == {403}
    assert simulator.started == []


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_nothing_starts_for_a_browser_or_a_stranger(
    clock: VirtualClock, operation: Operation
) -> None:
    simulator = Simulator(clock, users=[User(name="ada", token="a")])
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


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_a_token_needs_the_scope_that_the_document_names(
    clock: VirtualClock, operation: Operation
) -> None:
    lacking = User(name="ada", token="a", scopes=frozenset({"read:me"}))
    simulator = Simulator(clock, users=[lacking])
    product = "confluence" if operation.kind == "confluence" else "jira"
    gateway = f"https://api.atlassian.com/ex/{product}/{simulator.cloud_id}"
    with httpx.Client(transport=simulator.transport()) as client:
        client.headers["Authorization"] = "Bearer a"
        response = operation.send(client, path=gateway + operation.path)

    expected = 404 if operation.kind == "confluence-dc" else 401
    assert (response.status_code, simulator.started) == (expected, [])


def test_a_mapping_without_the_property_that_nobody_can_send_will_do(
    client: httpx.Client,
) -> None:
    payload = {"targetToSourcesMapping": MOVE, "sendBulkNotification": False}

    assert OPERATIONS["bulk move"].send(client, payload=payload).status_code == 201
