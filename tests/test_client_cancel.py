"""Cancelling asks once, and reports honestly what came of it."""

import math
import random
from typing import Any

import httpx
import pytest
from atlassian_tasks import Status
from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    AuthenticationFailed,
    CancelRejected,
    ConnectionFailed,
    PermissionDenied,
    RateLimited,
    ServerError,
    TaskNotFound,
    UnexpectedResponse,
)
from atlassian_tasks.simulator import Simulator, VirtualClock

from tests.colours import Client, Colour

KINDS = ["jira", "jira-v2", "jira-bulk"]
CANCEL = {"jira": "3", "jira-v2": "2", "jira-bulk": "3"}


@pytest.fixture(autouse=True)
def same_jitter() -> None:
    random.seed(7)


def asked(simulator: Simulator) -> list[str]:
    return [exchange.method for exchange in simulator.requests]


def posts(simulator: Simulator) -> int:
    return asked(simulator).count("POST")


@pytest.mark.parametrize("kind", KINDS)
def test_a_running_task_is_asked_to_end(client: Client, simulator: Simulator, kind: str) -> None:
    there = simulator.add(kind, duration=100)
    task = client.cancel(there.ref)
    cancelled, looked = simulator.requests

    assert (task.status, str(task.ref)) == (Status.CANCEL_REQUESTED, there.ref)
    assert cancelled.method == "POST"
    assert cancelled.path == f"/rest/api/{CANCEL[kind]}/task/{there.id}/cancel"
    assert simulator.site + looked.path == there.url
    assert client.wait(there.ref, check=False).status is Status.CANCELLED


@pytest.mark.parametrize(
    ("status", "body"), [(202, None), (202, {}), (202, []), (200, {"ok": 1}), (204, None)]
)
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_body_an_acceptance_has(
    client: Client, simulator: Simulator, kind: str, status: int, body: Any
) -> None:
    task = simulator.add(kind, duration=100, cancel_status=status, cancel_body=body)

    assert client.cancel(task.ref).status is Status.CANCEL_REQUESTED


def test_a_task_that_ends_first_is_its_end(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=10, cancel_takes=math.inf)
    client.cancel(task.ref)

    assert client.wait(task.ref).status is Status.COMPLETE


def test_a_task_cancelled_at_once_is_cancelled(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=10, cancel_takes=0)

    assert client.cancel(task.ref).status is Status.CANCELLED


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_ended_is_its_end_not_an_error(
    client: Client, simulator: Simulator, kind: str
) -> None:
    task = simulator.add(kind, duration=0)

    assert client.cancel(task.ref).status is Status.COMPLETE
    assert asked(simulator) == ["POST", "GET"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_refuses_and_runs_on_is_rejected_in_the_servers_words(
    client: Client, simulator: Simulator, kind: str
) -> None:
    task = simulator.add(kind, duration=100, cancel_takes=None)
    with pytest.raises(CancelRejected, match="cannot be cancelled") as caught:
        client.cancel(task.ref)

    assert caught.value.status_code == 400
    assert caught.value.messages == (f"Task {task.id} cannot be cancelled.",)
    assert caught.value.task is not None
    assert caught.value.task.status is Status.RUNNING
    assert asked(simulator) == ["POST", "GET"]


def test_a_rejection_stands_even_if_the_task_cannot_be_seen(
    client: Client, simulator: Simulator
) -> None:
    task = simulator.add("jira", duration=100, cancel_takes=None)
    simulator.fail_next(403, method="GET")
    with pytest.raises(CancelRejected) as caught:
        client.cancel(task.ref)

    assert caught.value.task is None
    assert isinstance(caught.value.__cause__, PermissionDenied)


REFUSED = [
    (401, AuthenticationFailed),
    (403, PermissionDenied),
    (404, TaskNotFound),
    (409, ApiError),
    (412, ApiError),
]


@pytest.mark.parametrize(("status", "error"), REFUSED)
def test_a_refusal_is_raised_without_a_look(
    client: Client, simulator: Simulator, status: int, error: type[ApiError]
) -> None:
    task = simulator.add("jira", duration=100)
    simulator.fail_next(status, method="POST")
    with pytest.raises(ApiError) as caught:
        client.cancel(task.ref)

    assert type(caught.value) is error
    assert str(caught.value.ref) == task.ref
    assert asked(simulator) == ["POST"]


@pytest.mark.parametrize("status", [301, 302, 303, 307])
def test_a_redirect_is_no_acceptance(client: Client, simulator: Simulator, status: int) -> None:
    task = simulator.add("jira", duration=100)
    simulator.fail_next(status, method="POST", headers={"Location": "/login"}, body="")
    with pytest.raises(UnexpectedResponse, match=f"the server answered {status}") as caught:
        client.cancel(task.ref)

    assert caught.value.status_code == status
    assert posts(simulator) == 1


UNCLEAR: dict[str, tuple[dict[str, Any], type[AtlassianTasksError]]] = {
    "500": ({"status": 500}, ServerError),
    "502": ({"status": 502}, ServerError),
    "520": ({"status": 520}, ServerError),
    "lost": ({"raises": httpx.ReadTimeout("slow")}, ConnectionFailed),
    "hung up": ({"raises": httpx.RemoteProtocolError("bye")}, ConnectionFailed),
}


@pytest.mark.parametrize(("fault", "error"), UNCLEAR.values(), ids=UNCLEAR)
@pytest.mark.parametrize("kind", KINDS)
def test_an_unclear_answer_is_cleared_up_by_a_look_if_the_cancel_arrived(
    client: Client, simulator: Simulator, kind: str, fault: Any, error: type[Exception]
) -> None:
    task = simulator.add(kind, duration=100, cancel_takes=10)
    simulator.fail_next(**fault, method="POST", carried_out=True)

    assert client.cancel(task.ref).status is Status.CANCEL_REQUESTED
    assert asked(simulator) == ["POST", "GET"]


@pytest.mark.parametrize(("fault", "error"), UNCLEAR.values(), ids=UNCLEAR)
@pytest.mark.parametrize("script", [{"cancel_takes": 0}, {"duration": 0}])
def test_an_unclear_answer_about_what_has_ended_is_its_end(
    client: Client, simulator: Simulator, fault: Any, error: type[Exception], script: Any
) -> None:
    task = simulator.add("jira", **script)
    simulator.fail_next(**fault, method="POST", carried_out=True)

    assert client.cancel(task.ref).is_final
    assert asked(simulator) == ["POST", "GET"]


@pytest.mark.parametrize(("fault", "error"), UNCLEAR.values(), ids=UNCLEAR)
@pytest.mark.parametrize("kind", KINDS)
def test_an_unclear_answer_about_what_still_runs_is_the_error(
    client: Client, simulator: Simulator, kind: str, fault: Any, error: type[Exception]
) -> None:
    task = simulator.add(kind, duration=100)
    simulator.fail_next(**fault, method="POST")
    with pytest.raises(AtlassianTasksError) as caught:
        client.cancel(task.ref)

    assert type(caught.value) is error
    assert caught.value.task is not None
    assert caught.value.task.status is Status.RUNNING
    assert asked(simulator) == ["POST", "GET"]


def test_a_cancel_that_takes_too_long_is_unclear(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=100, cancel_takes=50)
    simulator.fail_next(delay=60, method="POST")

    assert client.cancel(task.ref).status is Status.CANCEL_REQUESTED
    assert posts(simulator) == 1


def test_the_look_after_a_cancel_has_patience(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=1000, cancel_takes=500)
    simulator.fail_next(503, method="GET", times=5)
    simulator.fail_next(429, method="GET", headers={"Retry-After": "30"})

    assert client.cancel(task.ref).status is Status.CANCEL_REQUESTED
    assert posts(simulator) == 1


@pytest.mark.parametrize(("status", "error"), [(503, ServerError), (403, PermissionDenied)])
def test_a_look_that_fails_for_good_tells_that_the_cancel_was_accepted(
    client: Client, simulator: Simulator, status: int, error: type[Exception]
) -> None:
    task = simulator.add("jira", duration=100)
    simulator.fail_next(status, method="GET", times=9999)
    with pytest.raises(error, match="cancel was accepted") as caught:
        client.cancel(task.ref)

    assert str(caught.value.ref) == task.ref
    assert posts(simulator) == 1


@pytest.mark.parametrize("seconds", [60, 3600])
def test_a_server_that_wants_no_look_for_long_does_not_hold_the_cancel(
    client: Client, simulator: Simulator, clock: VirtualClock, seconds: int
) -> None:
    task = simulator.add("jira", duration=10_000)
    headers = {"Retry-After": str(seconds)}
    simulator.fail_next(429, method="GET", times=math.inf, headers=headers)
    begun = clock.now()
    with pytest.raises(RateLimited, match="cancel was accepted") as caught:
        client.cancel(task.ref)

    assert clock.now() - begun <= 120
    assert caught.value.retry_after == seconds
    assert posts(simulator) == 1


def test_an_unclear_answer_and_no_look_is_the_first_error(
    client: Client, simulator: Simulator
) -> None:
    task = simulator.add("jira", duration=100)
    simulator.fail_next(502, method="POST")
    simulator.fail_next(403, method="GET")
    with pytest.raises(ServerError) as caught:
        client.cancel(task.ref)

    assert caught.value.status_code == 502
    assert isinstance(caught.value.__cause__, PermissionDenied)


def test_a_bulk_operation_is_looked_at_in_its_queue(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira-bulk", duration=100, failures={10: ["locked"]})
    client.cancel(task.ref)

    assert [exchange.path for exchange in simulator.requests] == [
        f"/rest/api/3/task/{task.id}/cancel",
        f"/rest/api/3/bulk/queue/{task.id}",
    ]


def test_through_the_gateway_a_cancel_goes_there_too(colour: Colour, clock: VirtualClock) -> None:
    simulator = Simulator(clock)
    task = simulator.add("jira", duration=100)
    with colour.opened(simulator, cloud_id=simulator.cloud_id) as client:
        client.cancel(task.url)

    assert {exchange.path.split("/rest/")[0] for exchange in simulator.requests} == {
        f"/ex/jira/{simulator.cloud_id}"
    }


def test_a_login_page_is_no_acceptance(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=100)
    simulator.fail_next(200, method="POST", body="<html>Log in</html>")
    with pytest.raises(UnexpectedResponse, match="login page") as caught:
        client.cancel(task.ref)

    assert caught.value.task is not None
    assert caught.value.task.status is Status.RUNNING
    assert asked(simulator) == ["POST", "GET"]
