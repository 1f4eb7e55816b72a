"""Operations that are started with requests, and followed here."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from atlassian_tasks import TaskClient, TaskRef, errors
from atlassian_tasks.simulator import Simulator

MOVE = {"targetToSourcesMapping": {"NEW,10001": {"issueIdsOrKeys": ["ABC-1"]}}}
SWITCH = {"projectId": "10001", "targetSchemeId": "10002"}


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.auth = ("ada@example.com", "ada-token")
        yield session


STARTS: list[tuple[str, str, dict[str, Any] | None, str]] = [
    ("POST", "/rest/api/3/project/OLD/delete", None, "jira"),
    ("DELETE", "/rest/api/3/field/customfield_10010", None, "jira"),
    ("POST", "/rest/api/3/bulk/issues/move", MOVE, "jira-bulk"),
    ("POST", "/rest/api/3/issue/archive", {"jql": "project = OLD"}, "jira"),
    ("POST", "/wiki/rest/api/content/7/pagehierarchy/copy", {"destinationPageId": 8}, "confluence"),
    ("DELETE", "/wiki/rest/api/space/OLD", None, "confluence"),
    ("DELETE", "/rest/api/space/OLD", None, "confluence-dc"),
    ("POST", "/rest/api/2/project/OLD/delete", None, "jira-v2"),
    ("PUT", "/rest/api/3/issue/properties/key", {"value": 1}, "jira"),
]


@pytest.mark.parametrize(("method", "path", "payload", "kind"), STARTS)
@pytest.mark.parametrize("follows", [True, False])
def test_what_requests_started_is_waited_for(
    simulator: Simulator,
    tasks: TaskClient,
    session: requests.Session,
    method: str,
    path: str,
    payload: dict[str, Any] | None,
    kind: str,
    follows: bool,
) -> None:
    url = simulator.site + path
    response = session.request(method, url, json=payload, allow_redirects=follows)
    task = tasks.wait(TaskRef.from_response(response))

    assert (task.kind, task.is_success) == (kind, True)
    assert [started.ref for started in simulator.started] == [str(task.ref)]


def test_a_streamed_answer_is_read_when_it_is_handed_over(
    simulator: Simulator, tasks: TaskClient, session: requests.Session
) -> None:
    url = f"{simulator.site}/rest/api/3/bulk/issues/move"
    with session.post(url, json=MOVE, stream=True) as response:
        ref = TaskRef.from_response(response)

    assert tasks.wait(ref).kind == "jira-bulk"


def test_a_redirect_to_the_site_from_the_gateway_loses_the_credentials_not_the_task(
    simulator: Simulator, tasks: TaskClient, session: requests.Session
) -> None:
    gateway = simulator.site.replace("127.0.0.1", "localhost")
    url = f"{gateway}/ex/jira/{simulator.cloud_id}/rest/api/3/project/OLD/delete"
    response = session.post(url)

    assert response.status_code == 401
    assert tasks.wait(TaskRef.from_response(response)).is_success


def test_after_a_conflict_the_task_in_the_way_is_waited_for(
    simulator: Simulator, tasks: TaskClient, session: requests.Session
) -> None:
    def switch() -> TaskRef:
        url = f"{simulator.site}/rest/api/3/workflowscheme/project/switch"
        return TaskRef.from_response(session.post(url, json=SWITCH))

    first = switch()
    with pytest.raises(errors.ApiError) as caught:
        switch()
    tasks.wait(caught.value.ref)
    second = switch()

    assert (caught.value.status_code, caught.value.ref) == (409, first)
    assert tasks.wait(second).is_success


def test_a_refusal_is_told_with_the_servers_words(
    simulator: Simulator, session: requests.Session
) -> None:
    response = session.delete(f"{simulator.site}/rest/api/3/field/summary")
    with pytest.raises(errors.ApiError, match="not the id of a custom field") as caught:
        TaskRef.from_response(response)

    assert caught.value.status_code == 400
