"""Cancelling asks; what comes of it is the task's own affair."""

import math

import httpx
import pytest
from atlassian_tasks.simulator import Simulator, VirtualClock

from tests.simulator.upstream import checked


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("kind", ["jira", "jira-bulk"])
def test_a_cancelled_task_is_first_requested_then_cancelled(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client, kind: str, version: int
) -> None:
    task = simulator.add(kind, duration=10, cancel_takes=2)
    clock.advance(5)
    answer = client.post(f"/rest/api/{version}/task/{task.id}/cancel")
    states = []
    for _ in range(3):
        states.append(client.get(task.url).json()["status"])
        clock.advance(1)

    assert (answer.status_code, answer.content) == (202, b"")
    assert states == ["CANCEL_REQUESTED", "CANCEL_REQUESTED", "CANCELLED"]


def test_a_cancelled_task_keeps_its_percentage(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    task = simulator.add("jira", duration=10, cancel_takes=0)
    clock.advance(5)
    client.post(task.url + "/cancel")
    clock.advance(60)

    assert client.get(task.url).json()["progress"] == 50


@pytest.mark.parametrize("takes", [6, math.inf])
def test_a_task_may_end_before_the_request_takes_effect(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client, takes: float
) -> None:
    task = simulator.add("jira", duration=10, cancel_takes=takes)
    clock.advance(5)
    client.post(task.url + "/cancel")
    clock.advance(5)

    assert client.get(task.url).json()["status"] == "COMPLETE"


def test_a_queued_task_is_cancelled_without_ever_starting(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    task = simulator.add("jira", delay=10, cancel_takes=1)
    client.post(task.url + "/cancel")
    clock.advance(60)
    body = client.get(task.url).json()

    assert body["status"] == "CANCELLED"
    assert "started" not in body


def test_asking_twice_changes_nothing(
    simulator: Simulator, clock: VirtualClock, client: httpx.Client
) -> None:
    task = simulator.add("jira", duration=10, cancel_takes=3)
    client.post(task.url + "/cancel")
    clock.advance(2)
    again = client.post(task.url + "/cancel")
    clock.advance(1)

    assert again.status_code == 202
    assert task.at(clock.now()).state == "CANCELLED"


@pytest.mark.parametrize("script", [{"duration": 0}, {"cancel_takes": None}])
def test_what_has_ended_or_refuses_cannot_be_cancelled(
    simulator: Simulator, client: httpx.Client, script: dict
) -> None:
    task = simulator.add("jira", **script)
    response = client.post(task.url + "/cancel")

    assert response.status_code == 400
    assert response.json() == [f"Task {task.id} cannot be cancelled."]


@pytest.mark.parametrize(
    ("odd", "status", "body"), [("cancel body", 202, {}), ("cancel 200", 200, {"ok": True})]
)
def test_a_cancel_may_be_answered_with_json(
    simulator: Simulator, odd: str, status: int, body: object
) -> None:
    task = simulator.add("jira", cancel_status=status, cancel_body=body)
    with checked(simulator, odd) as client:
        response = client.post(task.url + "/cancel")

    assert (response.status_code, response.json()) == (status, body)


def test_a_cancel_that_goes_wrong_may_have_been_carried_out(
    simulator: Simulator, client: httpx.Client
) -> None:
    lost, refused = simulator.add("jira"), simulator.add("jira")
    simulator.fail_next(502, path="/cancel", carried_out=True)
    simulator.fail_next(502, path="/cancel")
    answers = [client.post(task.url + "/cancel").status_code for task in (lost, refused)]

    assert answers == [502, 502]
    assert client.get(lost.url).json()["status"] == "CANCEL_REQUESTED"
    assert client.get(refused.url).json()["status"] == "RUNNING"


@pytest.mark.parametrize("kind", ["confluence", "confluence-dc"])
def test_confluence_has_no_cancel(simulator: Simulator, kind: str) -> None:
    task = simulator.add(kind)
    with httpx.Client(transport=simulator.transport()) as client:
        posted, nested = client.post(task.url), client.post(task.url + "/cancel")

    assert (posted.status_code, posted.headers["Allow"]) == (405, "GET")
    assert nested.status_code == 404
