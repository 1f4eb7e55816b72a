"""Operations that start a task hand it over as the documents say, each in its own way."""

import re
from uuid import UUID

import httpx
import pytest
from atlassian_tasks.simulator import Simulator, User, VirtualClock
from atlassian_tasks.simulator._starts import STARTS as ROWS
from atlassian_tasks.simulator._starts import Operation as Row

from tests.documented import answer_of, places
from tests.operations import PAYLOADS, STARTS, Operation
from tests.simulator.upstream import checked

each = pytest.mark.parametrize("operation", STARTS.values(), ids=STARTS)
OF_EACH_KIND = {operation.kind: operation for operation in STARTS.values()}
REDACTION = PAYLOADS["Redaction"]
# Atlassian's version 2 lacks these.
ONLY_V3 = ("/bulk/", "/forge/", "/project/switch")
V3 = [one for one in STARTS.values() if one.template.startswith("/rest/api/3/")]
IN_BOTH = [one for one in V3 if not any(part in one.template for part in ONLY_V3)]


def in_version_2(operation: Operation) -> str:
    return operation.path.replace("/3/", "/2/", 1)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
def test_every_row_is_an_operation_of_the_spec(row: Row) -> None:
    asked = [one.path for one in STARTS.values() if one.method == row.method]

    assert list(filter(row.route.pattern.fullmatch, asked))


@each
def test_an_operation_hands_its_task_over_as_is_documented(
    simulator: Simulator, client: httpx.Client, operation: Operation
) -> None:
    simulator.add("confluence")  # takes the id that is also the number of whoever asks
    response = operation.send(client)
    [task] = simulator.started
    documented, its_id = answer_of(operation)
    version = "/rest/api/2/" if operation.kind == "jira-v2" else "/rest/api/3/"

    def ours(text: str) -> str:
        text = re.sub("https://[^/]+", simulator.site, text.replace("/rest/api/3/", version))
        text = text.replace("cloud:confluence:1:", f"cloud:confluence:{simulator.cloud_id}:")
        return text.replace(its_id, task.id)

    assert (response.status_code, task.kind) == (documented.status, operation.kind)
    assert response.headers.get("Location") == (task.url if documented.location else None)
    assert response.content or documented.body == b""
    body = response.json() if response.content else b""
    assert type(body) is type(documented.body)
    named = places(documented.body, its_id)
    assert places(body, task.id).items() >= {(place, ours(named[place])) for place in named}
    assert body == {} or documented.body != {}


@pytest.mark.parametrize("operation", OF_EACH_KIND.values(), ids=OF_EACH_KIND)
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


@pytest.mark.parametrize("operation", IN_BOTH, ids=lambda operation: operation.id)
def test_the_second_version_starts_tasks_of_its_own(
    simulator: Simulator, client: httpx.Client, operation: Operation
) -> None:
    response = operation.send(client, path=in_version_2(operation))

    assert response.status_code == answer_of(operation)[0].status
    assert "/rest/api/3/" not in response.text + response.headers.get("Location", "")
    kind = "jira-v2" if operation.kind == "jira" else operation.kind
    assert [task.kind for task in simulator.started] == [kind]


def test_what_only_the_third_version_has_is_a_dead_link_in_the_second(
    simulator: Simulator,
) -> None:
    ours = [one for one in V3 if one not in IN_BOTH]
    with httpx.Client(transport=simulator.transport(), base_url=simulator.site) as client:
        answers = [one.send(client, path=in_version_2(one)) for one in ours]

    assert {(answer.request.url.path, answer.status_code) for answer in answers} == {
        (in_version_2(one), 404) for one in ours
    }


@each
def test_the_site_is_named_behind_the_gateway_too(
    simulator: Simulator, client: httpx.Client, operation: Operation
) -> None:
    if operation.is_data_center:
        return
    gateway = f"https://api.atlassian.com/ex/{operation.product}/{simulator.cloud_id}"
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
    bulk = [operation for operation in STARTS.values() if operation.kind == "jira-bulk"]
    for operation in bulk[:5]:
        operation.send(client)
    clock.advance(5)

    for task in simulator.started:
        assert client.get(task.url).json()["processedAccessibleIssues"] == [10007, 10001]


def test_the_log_tells_which_request_started_which_task(
    simulator: Simulator, client: httpx.Client
) -> None:
    STARTS["bulkMove"].send(client)
    STARTS["bulkMove"].send(client, payload={})
    client.get(simulator.started[0].url)

    ref = simulator.started[0].ref
    assert [exchange.started for exchange in simulator.requests] == [ref, None, None]


def test_an_operation_may_have_started_a_task_though_its_answer_was_lost(
    simulator: Simulator, client: httpx.Client
) -> None:
    simulator.fail_next(504, carried_out=True)
    simulator.fail_next(503)
    simulator.fail_next(raises=httpx.ReadTimeout("late"), carried_out=True)
    operation = STARTS["copyPageHierarchy"]
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
        started = STARTS["setIssueProperty"].send(client)
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
    assert str(UUID(job)) == job
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
