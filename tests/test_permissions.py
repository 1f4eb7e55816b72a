"""Transitions of space permissions to roles, from their three starts to their end."""

from typing import Any

import httpx
import pytest
from atlassian_tasks import Status, TaskRef, errors
from atlassian_tasks.simulator import Simulator, User, VirtualClock
from atlassian_tasks_rest import models
from atlassian_tasks_rest.api.confluence_v2 import (
    assign_space_roles,
    find_permission_combinations,
    remove_space_access,
)

from tests.answers import permissions
from tests.colours import Client, Colour, OtherSite
from tests.documented import transition
from tests.operations import payload_of
from tests.test_start import body, start

KIND = "confluence-permissions"
SITE = "https://acme.atlassian.net"
TRANSITION = f"{SITE}/wiki/api/v2/space-permissions/transition"


def payload(model: Any) -> dict[str, Any]:
    return body(model, **payload_of(model.__name__))


STARTS = [
    (find_permission_combinations, {}),
    (assign_space_roles, payload(models.SpaceRoleAssignments)),
    (remove_space_access, payload(models.SpaceAccessRemoval)),
]


def read(colour: Colour, answer: Any) -> Any:
    with colour.make(SITE, transport=OtherSite(answer)) as client:
        return client.get(f"{KIND}:10641")


@pytest.mark.parametrize(("endpoint", "arguments"), STARTS)
def test_each_start_is_waited_for(
    client: Client, simulator: Simulator, endpoint: Any, arguments: Any
) -> None:
    ref = start(client, endpoint, **arguments)
    task = client.wait(ref)

    assert ref == TaskRef(KIND, simulator.started[0].id)
    assert (task.status, task.raw_status, task.percent) == (Status.COMPLETE, "COMPLETED", None)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("IN_PROGRESS", Status.RUNNING),
        ("COMPLETED", Status.COMPLETE),
        ("FAILED", Status.FAILED),
        ("NEVER_A_WORD", Status.UNKNOWN),
    ],
)
def test_each_word_is_a_status(colour: Colour, word: str, status: Status) -> None:
    assert read(colour, permissions(status=word)).status is status


def test_what_failed_says_why(client: Client, simulator: Simulator) -> None:
    task = simulator.add(KIND, outcome="failed", messages=["No such role."])

    with pytest.raises(errors.TaskFailed, match="No such role"):
        client.wait(task.ref)


@pytest.mark.parametrize("answer", [{}, {"status": None}, {"status": " "}, [], None])
def test_a_body_without_a_status_is_no_transition(colour: Colour, answer: Any) -> None:
    with pytest.raises(errors.UnexpectedResponse) as caught:
        read(colour, answer)

    assert str(caught.value.ref) == f"{KIND}:10641"


def test_who_is_no_administrator_finds_none(colour: Colour, clock: VirtualClock) -> None:
    simulator = Simulator(clock, users=[User(name="ada", token="a")])
    task = simulator.add(KIND)
    with (
        colour.opened(simulator, auth="a") as client,
        pytest.raises(errors.TaskNotFound, match="not visible to you"),
    ):
        client.get(task.ref)


def test_it_cannot_be_cancelled_or_listed(client: Client, simulator: Simulator) -> None:
    task = simulator.add(KIND)
    with pytest.raises(errors.NotSupported):
        client.cancel(task.ref)
    with pytest.raises(errors.NotSupported):
        client.list(KIND)

    assert simulator.requests == []


def answered(body: Any, path: str = "combinations") -> httpx.Response:
    request = httpx.Request("POST", f"{TRANSITION}/{path}")
    return httpx.Response(202, json=body, request=request)


@pytest.mark.parametrize(
    "answer",
    [
        transition(),
        answered(transition()),
        answered({"taskId": "10641", "status": "IN_PROGRESS"}),
        answered(transition() | {"statusUrl": "somewhere"}),
        answered(f"{TRANSITION}/tasks/10641"),
        transition() | {"statusUrl": "/api/v2/space-permissions/transition/tasks/10641"},
        transition() | {"statusUrl": f"{TRANSITION}/tasks/10641"},
    ],
)
def test_a_start_is_known_by_its_address_or_by_what_was_asked(answer: Any) -> None:
    assert str(TaskRef.from_response(answer)) == f"{KIND}:10641"


@pytest.mark.parametrize("body", [{"taskId": "1"}, {}])
def test_the_task_of_a_space_role_is_said_to_have_no_kind(body: Any) -> None:
    request = httpx.Request("PUT", f"{SITE}/wiki/api/v2/space-roles/1")
    answer = httpx.Response(202, json=body, request=request)

    with pytest.raises(errors.NotSupported, match=r"may be running.*space roles"):
        TaskRef.from_response(answer)
