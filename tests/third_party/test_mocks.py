"""Tests of others that mock httpx with respx or pytest-httpx: no `transport=` has to be given."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import respx
from atlassian_tasks import TaskClient, TaskRef, errors
from atlassian_tasks.simulator import VirtualClock
from atlassian_tasks_rest.api.confluence import delete_space
from atlassian_tasks_rest.api.jira_v3 import delete_project
from pytest_httpx import HTTPXMock

from tests.answers import jira
from tests.colours import Client, Colour
from tests.test_start import start

SITE = "https://acme.atlassian.net"
TASK = f"{SITE}/rest/api/3/task/10641"
DELETE = f"{SITE}/rest/api/3/project/OLD/delete"
RUNNING = jira(status="RUNNING", progress=50)

Mock = Callable[..., Callable[[], list[httpx.Request]]]
"""Mocks the answers to one request, an exception for none; returns what tells those that came."""


def with_respx(router: respx.Router) -> Mock:
    def mock(method: str, url: str, *answers: httpx.Response | Exception) -> Any:
        route = router.request(method, url).mock(side_effect=[*answers])
        return lambda: [call.request for call in route.calls]

    return mock


def with_pytest_httpx(httpx_mock: HTTPXMock) -> Mock:
    def mock(method: str, url: str, *answers: httpx.Response | Exception) -> Any:
        for answer in answers:
            if isinstance(answer, Exception):
                httpx_mock.add_exception(answer, method=method, url=url)
            else:
                httpx_mock.add_response(
                    answer.status_code,
                    headers=answer.headers,
                    content=answer.content,
                    method=method,
                    url=url,
                )
        return lambda: httpx_mock.get_requests(method=method, url=url)

    return mock


@pytest.fixture(params=["respx", "respx of httpx", "pytest-httpx"])
def mock(request: pytest.FixtureRequest) -> Iterator[Mock]:
    if request.param == "pytest-httpx":
        yield with_pytest_httpx(request.getfixturevalue("httpx_mock"))
        return
    with respx.mock(using="httpcore" if request.param == "respx" else "httpx") as router:
        yield with_respx(router)


@pytest.fixture
def client(colour: Colour, clock: VirtualClock) -> Iterator[Client]:
    with colour.make(SITE, auth=("me@acme.example", "token"), clock=clock) as client:
        yield client


@pytest.mark.trio
def test_a_wait_looks_again_as_it_would_without(mock: Mock, client: Client) -> None:
    answers = [
        httpx.Response(200, json=RUNNING),
        httpx.Response(503),
        httpx.ReadTimeout("slow"),
        httpx.Response(200, json=jira()),
    ]
    asked = mock("GET", TASK, *answers)

    assert client.wait("jira:10641").result == {"field": 1}
    assert len(asked()) == 4
    assert asked()[0].headers["Authorization"].startswith("Basic ")


@pytest.mark.trio
def test_a_start_is_handed_over_and_sent_once(mock: Mock, client: Client) -> None:
    asked = mock("POST", DELETE, httpx.Response(303, headers={"Location": TASK}))

    assert start(client, delete_project, "OLD") == TaskRef("jira", "10641")
    assert len(asked()) == 1


@pytest.mark.trio
@pytest.mark.parametrize("lost", [httpx.ReadTimeout("slow"), httpx.ReadError("reset")])
def test_a_start_whose_answer_is_lost_is_unclear_as_on_a_network(
    mock: Mock, client: Client, lost: Exception
) -> None:
    mock("POST", DELETE, lost)

    with pytest.raises(errors.StartUnclear):
        start(client, delete_project, "OLD")


def test_a_start_that_could_not_connect_was_not_sent(mock: Mock, client: Client) -> None:
    mock("POST", DELETE, httpx.ConnectError("refused"))

    with pytest.raises(errors.ConnectionFailed) as caught:
        start(client, delete_project, "OLD")

    assert caught.value.was_sent is False


class WithToken(httpx.Auth):
    """Gets a token first."""

    def auth_flow(self, request: httpx.Request) -> Any:
        yield httpx.Request("POST", f"{SITE}/token")
        yield request


def test_a_token_that_never_came_leaves_a_start_unsent(mock: Mock, colour: Colour) -> None:
    mock("POST", f"{SITE}/token", httpx.ReadTimeout("slow"))
    with (
        colour.make(SITE, auth=WithToken()) as client,
        pytest.raises(errors.ConnectionFailed) as caught,
    ):
        start(client, delete_project, "OLD")

    assert caught.value.was_sent is False


def test_what_respx_does_not_expect_stays_its_own_error(client: Client) -> None:
    with respx.mock, pytest.raises(respx.models.AllMockedAssertionError, match="not mocked"):
        client.get("jira:10641")


@pytest.mark.httpx_mock(assert_all_requests_were_expected=False)
def test_what_pytest_httpx_does_not_expect_is_no_answer_to_a_wait(
    httpx_mock: HTTPXMock, client: Client, clock: VirtualClock
) -> None:
    with pytest.raises(errors.ConnectionFailed, match="No response can be found"):
        client.wait("jira:10641")

    assert 60 < clock.now() <= 120  # patience, in no time


def test_a_router_of_respx_may_also_be_given_as_the_transport(clock: VirtualClock) -> None:
    router = respx.Router()
    router.delete(f"{SITE}/wiki/rest/api/space/OLD").respond(
        202, json={"id": "7", "links": {"status": "/rest/api/longtask/7"}}
    )
    transport = httpx.MockTransport(router.handler)

    with TaskClient(SITE, transport=transport, clock=clock) as tasks:
        assert tasks.start(delete_space, "OLD") == TaskRef("confluence", "7")


def test_as_one_would_write_it_with_respx(respx_mock: respx.MockRouter) -> None:
    task = respx_mock.get("https://acme.atlassian.net/rest/api/3/task/10641")
    task.side_effect = [
        httpx.Response(503),
        httpx.Response(200, json={"id": "10641", "status": "COMPLETE"}),
    ]

    with TaskClient("https://acme.atlassian.net", clock=VirtualClock()) as tasks:
        assert tasks.wait("jira:10641").is_success
    assert task.call_count == 2


def test_as_one_would_write_it_with_pytest_httpx(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_exception(httpx.ReadTimeout("too slow"), method="POST")

    with (
        TaskClient("https://acme.atlassian.net") as tasks,
        pytest.raises(errors.StartUnclear),
    ):
        tasks.start(delete_project, project_id_or_key="OLD")
