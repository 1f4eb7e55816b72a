"""Operations that start a task hand it over as the documents say, each in its own way."""

import httpx
import pytest
from atlassian_tasks.simulator import Simulator, User, VirtualClock

from tests.simulator.operations import OPERATIONS, REDACTION, Operation
from tests.simulator.upstream import checked

each = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
STATUS = {
    "see task": 303, "see other": 303, "see empty": 303, "created id": 201, "accepted id": 202,
    "address": 202, "job": 202, "embedded task": 202, "embedded id": 200, "long task": 202,
    "submission": 202,
}  # fmt: skip


@each
def test_an_operation_hands_its_task_over_in_its_own_shape(
    simulator: Simulator, client: httpx.Client, operation: Operation
) -> None:
    response = operation.send(client)
    [task] = simulator.started
    body = response.json() if response.content else None

    assert (response.status_code, task.kind) == (STATUS[operation.shape], operation.kind)
    assert response.headers.get("Location") == (task.url if response.status_code == 303 else None)
    path = task.url.removeprefix(simulator.site)
    match operation.shape:
        case "see task":
            assert (body["self"], body["id"]) == (task.url, task.id)
        case "embedded task":
            assert (body["task"]["self"], body["task"]["id"]) == (task.url, task.id)
        case "see other":
            assert body is None
        case "see empty":
            assert body == {}
        case "address":
            assert body == task.url
        case "job":
            assert body == task.id
        case "long task":
            assert (body["id"], body["links"]["status"]) == (task.id, path.removeprefix("/wiki"))
        case "submission":
            assert (body["id"], body["statusPath"]) == (task.id, path)
        case _:
            assert body["taskId"] == task.id


@each
def test_a_started_task_takes_five_seconds(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client, operation: Operation
) -> None:
    clock.advance(60)
    operation.send(client)
    [task] = simulator.started
    states = []
    for _ in range(6):
        assert client.get(task.url).status_code == 200
        states.append(task.at(clock.now()).state)
        clock.advance(1)

    assert states == ["RUNNING"] * 5 + ["COMPLETE"]


@pytest.mark.parametrize("name", [name for name, one in OPERATIONS.items() if one.has_v2])
def test_the_second_version_starts_tasks_of_its_own(
    simulator: Simulator, client: httpx.Client, name: str
) -> None:
    operation = OPERATIONS[name]
    response = operation.send(client, path=operation.path.replace("/3/", "/2/", 1))

    assert response.status_code == STATUS[operation.shape]
    assert "/rest/api/3/" not in response.text + response.headers.get("Location", "")
    kind = "jira-v2" if operation.kind == "jira" else operation.kind
    assert [task.kind for task in simulator.started] == [kind]


def test_what_only_the_third_version_has_is_a_dead_link_in_the_second(
    simulator: Simulator,
) -> None:
    ours = [one for one in OPERATIONS.values() if "/rest/api/3/" in one.path and not one.has_v2]
    with httpx.Client(transport=simulator.transport(), base_url=simulator.site) as client:
        answers = [one.send(client, path=one.path.replace("/3/", "/2/", 1)) for one in ours]

    assert {(answer.request.url.path, answer.status_code) for answer in answers} == {
        (one.path.replace("/3/", "/2/", 1), 404) for one in ours
    }


@each
def test_the_site_is_named_behind_the_gateway_too(
    simulator: Simulator, client: httpx.Client, operation: Operation
) -> None:
    if operation.kind == "confluence-dc":
        return
    product = "confluence" if operation.kind == "confluence" else "jira"
    gateway = f"https://api.atlassian.com/ex/{product}/{simulator.cloud_id}"
    response = operation.send(client, path=gateway + operation.path)

    assert "api.atlassian.com" not in response.text + response.headers.get("Location", "")
    assert simulator.started[0].url.startswith(simulator.site)


def test_data_center_names_the_task_below_its_context_path(clock: VirtualClock) -> None:
    simulator = Simulator(clock, context="/confluence")
    with checked(simulator) as client:
        body = client.delete("/confluence/rest/api/space/ABC").json()

    assert body["statusPath"] == f"/rest/api/longtask/{body['id']}"
    assert simulator.started[0].url == f"{simulator.site}/confluence{body['statusPath']}"


def test_a_bulk_operation_deals_with_the_issues_that_were_named(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    bulk = [operation for name, operation in OPERATIONS.items() if name.startswith("bulk")]
    for operation in bulk[:5]:
        operation.send(client)
    clock.advance(5)

    for task in simulator.started:
        assert client.get(task.url).json()["processedAccessibleIssues"] == [10007, 10001]


def test_the_log_tells_which_request_started_which_task(
    simulator: Simulator, client: httpx.Client
) -> None:
    OPERATIONS["bulk move"].send(client)
    OPERATIONS["bulk move"].send(client, payload={})
    client.get(simulator.started[0].url)

    ref = simulator.started[0].ref
    assert [exchange.started for exchange in simulator.requests] == [ref, None, None]


def test_an_operation_may_have_started_a_task_though_its_answer_was_lost(
    simulator: Simulator, client: httpx.Client
) -> None:
    simulator.fail_next(504, carried_out=True)
    simulator.fail_next(503)
    simulator.fail_next(raises=httpx.ReadTimeout("late"), carried_out=True)
    operation = OPERATIONS["copy pages"]
    answers = [operation.send(client).status_code for _ in range(2)]
    with pytest.raises(httpx.ReadTimeout):
        operation.send(client)

    assert answers == [504, 503]
    started = [(exchange.status, exchange.started) for exchange in simulator.requests]
    first, second = [task.ref for task in simulator.started]
    assert started == [(504, first), (503, None), (None, second)]


def test_a_task_belongs_to_whoever_started_it(clock: VirtualClock) -> None:
    users = [User(name="ada", token="a"), User(name="bob", token="b")]
    simulator = Simulator(clock, users=users)
    with checked(simulator) as client:
        client.headers["Authorization"] = "Bearer a"
        started = OPERATIONS["delete a project"].send(client)
        own = client.get(started.headers["Location"])
        client.headers["Authorization"] = "Bearer b"
        foreign = client.get(started.headers["Location"])

    assert (own.status_code, foreign.status_code) == (200, 403)


def test_a_redaction_job_tells_what_became_of_each_redaction(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    other = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
    simulator.script_next(delay=2, duration=3, failures={other: ()})
    redactions = [REDACTION, REDACTION | {"externalId": other}]
    job = client.post("/rest/api/3/redact", json={"redactions": redactions}).json()
    seen = []
    for _ in range(6):
        seen.append(client.get(f"/rest/api/3/redact/status/{job}").json())
        clock.advance(1)

    words = ["PENDING"] * 2 + ["IN_PROGRESS"] * 3 + ["COMPLETED"]
    assert [body["jobStatus"] for body in seen] == words
    assert "bulkRedactionResponse" not in seen[-2]
    assert seen[-1]["bulkRedactionResponse"]["results"] == [
        {"externalId": REDACTION["externalId"], "successful": True},
        {"externalId": other, "successful": False},
    ]


def test_a_redaction_job_is_neither_a_task_nor_known_for_ever(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    job = simulator.add("jira-redaction")
    as_task = client.get(f"/rest/api/3/task/{job.id}")
    clock.advance(15 * 86_400)
    late = client.get(job.url)

    assert (as_task.status_code, late.status_code) == (404, 404)
    assert late.json()["errorMessages"] == [f"Redaction job {job.id} was not found."]
