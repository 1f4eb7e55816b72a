"""Operations that are started with the package `jira`, and followed here.

It has no calls of its own for operations that start tasks; its session sends them.
"""

import math
from collections.abc import Iterator
from typing import Any

import pytest
from atlassian_tasks import TaskClient, TaskRef, errors
from atlassian_tasks.simulator import Simulator
from jira import JIRA, JIRAError

from tests.third_party.test_requests import MOVE, SWITCH


@pytest.fixture(params=["2", "3"])
def jira(simulator: Simulator, request: pytest.FixtureRequest) -> Iterator[JIRA]:
    auth = ("ada@example.com", "ada-token")
    options = {"rest_api_version": request.param}
    jira = JIRA(simulator.site, options=options, basic_auth=auth, max_retries=0)
    yield jira
    jira.close()


def kind_of(jira: JIRA) -> str:
    return {"2": "jira-v2", "3": "jira"}[jira._options["rest_api_version"]]


def test_a_project_is_deleted(simulator: Simulator, tasks: TaskClient, jira: JIRA) -> None:
    response = jira._session.post(jira._get_url("project/OLD/delete"))
    task = tasks.wait(TaskRef.from_response(response))

    assert (task.kind, task.is_success) == (kind_of(jira), True)
    assert [started.ref for started in simulator.started] == [str(task.ref)]


def test_its_own_deletion_of_a_project_starts_no_task(simulator: Simulator, jira: JIRA) -> None:
    assert jira.delete_project("OLD") is True
    assert simulator.started == []


def test_a_field_is_deleted(tasks: TaskClient, jira: JIRA) -> None:
    response = jira._session.delete(jira._get_url("field/customfield_10010"))
    task = tasks.wait(TaskRef.from_response(response))

    assert (task.kind, task.is_success) == (kind_of(jira), True)


def test_issues_are_archived(tasks: TaskClient, jira: JIRA) -> None:
    response = jira._session.post(jira._get_url("issue/archive"), data={"jql": "project = OLD"})
    task = tasks.wait(TaskRef.from_response(response))

    assert (task.kind, task.is_success) == (kind_of(jira), True)


def test_issues_are_moved(tasks: TaskClient, jira: JIRA) -> None:
    response = jira._session.post(f"{jira.server_url}/rest/api/3/bulk/issues/move", data=MOVE)
    task = tasks.wait(TaskRef.from_response(response))

    assert (task.kind, task.is_success) == ("jira-bulk", True)


@pytest.mark.parametrize(
    ("method", "path", "data"),
    [
        ("POST", "content/7/pagehierarchy/copy", {"destinationPageId": "8"}),
        ("DELETE", "space/OLD", None),
    ],
)
def test_its_session_reaches_confluence_too(
    tasks: TaskClient, jira: JIRA, method: str, path: str, data: dict[str, Any] | None
) -> None:
    url = f"{jira.server_url}/wiki/rest/api/{path}"
    response = jira._session.request(method, url, data=data)

    assert tasks.wait(TaskRef.from_response(response)).kind == "confluence"


@pytest.mark.parametrize("seconds", [math.inf])
def test_the_response_in_its_error_tells_which_task_is_in_the_way(
    simulator: Simulator, tasks: TaskClient, jira: JIRA
) -> None:
    url = f"{jira.server_url}/rest/api/3/workflowscheme/project/switch"
    first = TaskRef.from_response(jira._session.post(url, data=SWITCH))
    with pytest.raises(JIRAError) as refused:
        jira._session.post(url, data=SWITCH)
    with pytest.raises(errors.ApiError) as caught:
        TaskRef.from_response(refused.value.response)

    assert (caught.value.status_code, caught.value.ref) == (409, first)
