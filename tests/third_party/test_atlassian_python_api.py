"""Operations that are started with the package `atlassian-python-api`, and followed here."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from atlassian import Confluence, Jira, JiraCloud
from atlassian_tasks import TaskClient, TaskRef, errors
from atlassian_tasks.simulator import Simulator
from requests import HTTPError

from tests.third_party.test_requests import MOVE, SWITCH

LOGIN = {"username": "ada@example.com", "password": "ada-token"}


@pytest.fixture
def jira(simulator: Simulator) -> Iterator[JiraCloud]:
    with JiraCloud(simulator.site, **LOGIN) as jira:
        yield jira


@pytest.fixture
def confluence(simulator: Simulator) -> Iterator[Confluence]:
    confluence = Confluence(f"{simulator.site}/wiki", cloud=True, **LOGIN)
    yield confluence
    confluence.close()


Start = Callable[..., Any]
OF_JIRA: list[tuple[Start, str]] = [
    (lambda jira, **raw: jira.delete_project_asynchronously("OLD", **raw), "jira"),
    (lambda jira, **raw: jira.delete_custom_field("customfield_10010", **raw), "jira"),
    (lambda jira, **raw: jira.submit_bulk_move(MOVE, **raw), "jira-bulk"),
    (lambda jira, **raw: jira.archive_issues_async({"jql": "project = OLD"}, **raw), "jira"),
]


@pytest.mark.parametrize(("start", "kind"), OF_JIRA)
def test_its_own_calls_are_handed_over_as_responses(
    simulator: Simulator, tasks: TaskClient, jira: JiraCloud, start: Start, kind: str
) -> None:
    task = tasks.wait(TaskRef.from_response(start(jira, advanced_mode=True)))

    assert (task.kind, task.is_success) == (kind, True)
    assert [started.ref for started in simulator.started] == [str(task.ref)]


@pytest.mark.parametrize(("start", "kind"), OF_JIRA)
def test_its_own_calls_are_handed_over_decoded_too(
    tasks: TaskClient, jira: JiraCloud, start: Start, kind: str
) -> None:
    answer = start(jira)
    named = kind if kind == "jira-bulk" else None  # its answer is an id alone

    assert tasks.wait(TaskRef.from_response(answer, kind=named)).kind == kind


def test_an_id_alone_asks_for_its_kind(jira: JiraCloud) -> None:
    with pytest.raises(errors.InvalidRef, match="kind="):
        TaskRef.from_response(jira.submit_bulk_move(MOVE))


@pytest.mark.parametrize("raw", [True, False])
@pytest.mark.parametrize(
    "start",
    [
        lambda wiki, **raw: wiki.post(
            "rest/api/content/7/pagehierarchy/copy", data={"destinationPageId": "8"}, **raw
        ),
        lambda wiki, **raw: wiki.post(
            "rest/api/content/archive", data={"pages": [{"id": 7}]}, **raw
        ),
        lambda wiki, **raw: wiki.delete("rest/api/content/7/pageTree", **raw),
        lambda wiki, **raw: wiki.delete("rest/api/space/OLD", **raw),
    ],
)
def test_its_generic_calls_reach_confluence(
    simulator: Simulator, tasks: TaskClient, confluence: Confluence, start: Start, raw: bool
) -> None:
    task = tasks.wait(TaskRef.from_response(start(confluence, advanced_mode=raw)))

    assert (task.kind, task.is_success) == ("confluence", True)
    assert [started.ref for started in simulator.started] == [str(task.ref)]


@pytest.mark.parametrize("kind", [None, "confluence-dc"])
def test_data_center_is_told_by_the_response_and_named_for_a_body(
    simulator: Simulator, tasks: TaskClient, kind: str | None
) -> None:
    confluence = Confluence(simulator.site, cloud=False, advanced_mode=kind is None, **LOGIN)
    answer = confluence.delete_space("OLD")
    confluence.close()

    assert tasks.wait(TaskRef.from_response(answer, kind=kind)).kind == "confluence-dc"


def test_the_older_jira_class_will_do(simulator: Simulator, tasks: TaskClient) -> None:
    with Jira(simulator.site, cloud=True, **LOGIN) as jira:
        answer = jira.post("rest/api/3/project/OLD/delete")

    assert tasks.wait(TaskRef.from_response(answer)).kind == "jira"


@pytest.mark.parametrize("seconds", [math.inf])
def test_the_response_in_its_error_tells_which_task_is_in_the_way(
    jira: JiraCloud,
) -> None:
    path = "rest/api/3/workflowscheme/project/switch"
    first = TaskRef.from_response(jira.post(path, data=SWITCH))
    with pytest.raises(HTTPError) as refused:
        jira.post(path, data=SWITCH)
    with pytest.raises(errors.ApiError) as caught:
        TaskRef.from_response(refused.value.response)

    assert (caught.value.status_code, caught.value.ref) == (409, first)
