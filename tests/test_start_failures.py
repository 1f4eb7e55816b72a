"""A start that goes wrong is sent once, and its error says whether it may have started."""

import socket
import threading
from typing import Any

import anyio
import httpx
import pytest
from atlassian_tasks import AsyncTaskClient, TaskClient, TaskRef, errors
from atlassian_tasks.simulator import Simulator
from atlassian_tasks_rest.api.confluence import delete_space
from atlassian_tasks_rest.api.jira_v3 import bulk_move, delete_project
from attrs import frozen

from tests.colours import Client, Colour
from tests.sockets import listening
from tests.test_client_network import answering
from tests.test_start import MOVE, start

# One of each way to hand a task over.
OPERATIONS = pytest.mark.parametrize(
    ("endpoint", "arguments"),
    [
        (delete_project, {"project_id_or_key": "OLD"}),
        (bulk_move, MOVE),
        (delete_space, {"space_key": "OLD"}),
    ],
    ids=["303", "201", "202"],
)
UNCLEAR = r"may have started.*never repeat it blindly"


def failed_start(
    client: Client, endpoint: Any, arguments: dict[str, Any]
) -> errors.AtlassianTasksError:
    with pytest.raises(errors.AtlassianTasksError) as caught:
        start(client, endpoint, **arguments)
    return caught.value


UNCLEAR_ANSWERS = [
    ({"status": 500}, errors.ServerError),
    ({"status": 502, "body": "<html>Bad gateway</html>"}, errors.ServerError),
    ({"status": 503, "headers": {"Retry-After": "30"}}, errors.ServerError),
    ({"status": 504, "body": b""}, errors.ServerError),
    ({"status": 520, "body": "<html>"}, errors.ServerError),
    ({"status": 408, "body": b""}, errors.ApiError),
    ({"status": 425, "body": b""}, errors.ApiError),
    ({"status": 200, "body": "<html>Log in</html>"}, errors.UnexpectedResponse),
    ({"status": 201, "body": b'{"taskId": "1'}, errors.UnexpectedResponse),
    ({"status": 202, "body": b"\xff\xfe\xfd"}, errors.UnexpectedResponse),
    ({"status": 303, "body": {}}, errors.UnexpectedResponse),
    ({"status": 303, "body": b"", "headers": {"Location": "/login"}}, errors.UnexpectedResponse),
    ({"status": 303, "body": "<html>"}, errors.UnexpectedResponse),
    ({"status": 202, "body": {"taskId": "a/../b"}}, errors.InvalidRef),
    ({"status": 202, "body": {"taskId": 1.5}}, errors.InvalidRef),
    ({"status": 202, "body": {"progressUrl": "/user/anonymization/1"}}, errors.NotSupported),
    ({"raises": httpx.ReadTimeout("slow")}, errors.ConnectionFailed),
    ({"raises": httpx.WriteTimeout("slow")}, errors.ConnectionFailed),
    ({"raises": httpx.ReadError("reset")}, errors.ConnectionFailed),
    ({"raises": httpx.WriteError("reset")}, errors.ConnectionFailed),
    ({"raises": httpx.RemoteProtocolError("hung up")}, errors.ConnectionFailed),
    ({"delay": 60.0}, errors.ConnectionFailed),
]


@pytest.mark.parametrize(("fault", "error"), UNCLEAR_ANSWERS)
@OPERATIONS
def test_after_an_unclear_failure_the_error_says_that_it_may_have_started(
    client: Client,
    simulator: Simulator,
    fault: dict[str, Any],
    error: type[errors.AtlassianTasksError],
    endpoint: Any,
    arguments: dict[str, Any],
) -> None:
    simulator.fail_next(**fault, carried_out=True)
    failure = failed_start(client, endpoint, arguments)

    assert type(failure) is errors.StartUnclear
    assert type(failure.__cause__) is error
    assert (failure.operation, failure.key) == (endpoint.__name__.rpartition(".")[2], None)
    assert len(simulator.requests) == len(simulator.started) == 1
    assert str(failure).count("may have started") == 1
    assert str(failure.__cause__.args[0]) in str(failure)
    with pytest.raises(errors.StartUnclear, match=UNCLEAR):
        raise failure


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 201, "body": b" " * 10_000_001},
        {"status": 200, "body": b"no gzip", "headers": {"Content-Encoding": "gzip"}},
    ],
)
def test_an_answer_that_could_not_be_read_is_unclear_too(
    client: Client, simulator: Simulator, fault: dict[str, Any]
) -> None:
    simulator.fail_next(**fault, carried_out=True)
    failure = failed_start(client, bulk_move, MOVE)

    assert isinstance(failure, errors.StartUnclear)
    assert isinstance(failure.__cause__, errors.UnexpectedResponse)
    assert len(simulator.requests) == len(simulator.started) == 1


CLEAR_ANSWERS = [
    ({"status": 300}, errors.UnexpectedResponse),
    ({"status": 400}, errors.ApiError),
    ({"status": 401}, errors.AuthenticationFailed),
    ({"status": 403}, errors.PermissionDenied),
    ({"status": 404}, errors.TaskNotFound),
    ({"status": 409}, errors.ApiError),
    ({"status": 412}, errors.ApiError),
    ({"status": 429, "headers": {"Retry-After": "30"}}, errors.RateLimited),
    ({"status": 302, "headers": {"Location": "/login"}}, errors.UnexpectedResponse),
    ({"status": 307, "headers": {"Location": "https://elsewhere"}}, errors.UnexpectedResponse),
    ({"raises": httpx.ConnectError("refused")}, errors.ConnectionFailed),
    ({"raises": httpx.ConnectTimeout("slow")}, errors.ConnectionFailed),
    ({"raises": httpx.PoolTimeout("busy")}, errors.ConnectionFailed),
    ({"raises": httpx.ProxyError("407")}, errors.ConnectionFailed),
]


@pytest.mark.parametrize(("fault", "error"), CLEAR_ANSWERS)
def test_after_a_clear_refusal_the_error_does_not_say_so(
    client: Client,
    simulator: Simulator,
    fault: dict[str, Any],
    error: type[errors.AtlassianTasksError],
) -> None:
    simulator.fail_next(**fault)
    failure = failed_start(client, bulk_move, MOVE)

    assert type(failure) is error
    assert len(simulator.requests) == 1
    assert simulator.started == []
    assert "may have started" not in str(failure)


def test_the_servers_words_and_its_pause_are_kept(client: Client, simulator: Simulator) -> None:
    said = {"errorMessages": ["Too much going on."], "errors": {}}
    simulator.fail_next(503, body=said, headers={"Retry-After": "30"})
    failure = failed_start(client, bulk_move, MOVE)

    cause = failure.__cause__
    assert isinstance(cause, errors.ApiError)
    assert (cause.messages, cause.retry_after) == (("Too much going on.",), 30.0)
    assert "Too much going on." in str(failure)


def test_a_start_goes_at_once_under_a_demanded_pause(client: Client, simulator: Simulator) -> None:
    simulator.fail_next(429, headers={"Retry-After": "600"})
    failed_start(client, bulk_move, MOVE)
    ref = start(client, bulk_move, **MOVE)

    assert str(ref) == simulator.started[0].ref
    assert [sent.time for sent in simulator.requests] == [0.0, 0.0]


def test_a_stop_during_a_start_says_that_it_may_have_started(simulator: Simulator) -> None:
    class Stops(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            raise KeyboardInterrupt

    with (
        TaskClient(simulator.site, transport=Stops()) as client,
        pytest.raises(KeyboardInterrupt) as caught,
    ):
        client.start(bulk_move, **MOVE)

    assert "may have started" in "".join(caught.value.__notes__)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_start_is_cancelled(simulator: Simulator, backend: str) -> None:
    class Hangs(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            await anyio.sleep_forever()
            raise AssertionError

    async def cancelled() -> bool:
        async with AsyncTaskClient(simulator.site, transport=Hangs()) as client:
            with anyio.move_on_after(0.01) as scope:
                await client.start(bulk_move, **MOVE)
        return scope.cancelled_caught

    assert anyio.run(cancelled, backend=backend)


# Over a real socket.


def test_nothing_listens_there(colour: Colour) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with colour.make(f"http://127.0.0.1:{port}") as client:
        failure = failed_start(client, bulk_move, MOVE)

    assert isinstance(failure, errors.ConnectionFailed)
    assert failure.was_sent is False
    assert "may have started" not in str(failure)


@pytest.mark.parametrize(
    ("fault", "timeout"),
    [({"raises": ConnectionError("dropped"), "carried_out": True}, 10.0), ({"delay": 9.0}, 0.3)],
    ids=["dropped", "late"],
)
def test_an_answer_that_never_comes_is_unclear(
    colour: Colour, fault: dict[str, Any], timeout: float
) -> None:
    simulator = Simulator()
    simulator.fail_next(**fault)
    with simulator.serve(), colour.make(simulator.site, request_timeout=timeout) as client:
        failure = failed_start(client, bulk_move, MOVE)

    assert isinstance(failure, errors.StartUnclear)
    assert isinstance(failure.__cause__, errors.ConnectionFailed)
    assert failure.__cause__.was_sent is True
    assert len(simulator.requests) == len(simulator.started) == 1


def test_a_connection_that_went_stale_is_not_tried_again(colour: Colour) -> None:
    simulator = Simulator()
    with simulator.serve(), colour.make(simulator.site) as client:
        client.get(simulator.add("jira").ref)
        simulator.fail_next(raises=ConnectionError("dropped"), carried_out=True)
        failure = failed_start(client, bulk_move, MOVE)

    assert isinstance(failure, errors.StartUnclear)
    assert len(simulator.started) == 1
    assert len(simulator.requests) == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"Content-Length: 100\r\n\r\n{",
        b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    ],
    ids=["cut off", "broken"],
)
def test_a_task_whose_address_came_is_not_lost_with_the_body(colour: Colour, answer: bytes) -> None:
    head = b"HTTP/1.1 303 See Other\r\nLocation: /rest/api/3/task/10641\r\n"
    with answering(head + answer) as (url, _), colour.make(url) as client:
        failure = failed_start(client, delete_project, {"project_id_or_key": "OLD"})

    assert isinstance(failure, errors.StartUnclear)
    assert failure.ref == TaskRef("jira", "10641")


def test_a_task_is_not_lost_with_an_address_that_cannot_be_read(
    client: Client, simulator: Simulator
) -> None:
    simulator.fail_next(headers={"Location": "http://[::1"})
    ref = start(client, delete_project, project_id_or_key="OLD")

    assert [str(ref)] == [task.ref for task in simulator.started]


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_a_late_answer_keeps_the_task_that_its_head_names(anyio_backend: str) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        head = b"HTTP/1.1 303 See Other\r\nLocation: /rest/api/3/task/10641\r\n"
        connection.sendall(head + b"Content-Length: 100\r\n\r\n{")

    with listening(serve) as (url, _):
        async with AsyncTaskClient(url, request_timeout=0.5) as client:
            with pytest.raises(errors.StartUnclear, match=UNCLEAR) as caught:
                await client.start(delete_project, project_id_or_key="OLD")

    assert caught.value.ref == TaskRef("jira", "10641")


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_what_waited_for_a_connection_was_never_sent(anyio_backend: str) -> None:
    failures: list[errors.ConnectionFailed] = []

    async def begin(client: AsyncTaskClient) -> None:
        with pytest.raises(errors.ConnectionFailed) as caught:
            await client.start(delete_project, project_id_or_key="OLD")
        failures.append(caught.value)

    arrived = threading.Semaphore(0)

    def serve(connection: socket.socket) -> None:
        if connection.recv(65_536):
            arrived.release()

    with listening(serve) as (url, _):
        async with (
            AsyncTaskClient(url, request_timeout=30) as client,
            anyio.create_task_group() as group,
        ):
            for _ in range(100):  # as many as there are connections
                group.start_soon(begin, client)
            for _ in range(100):
                assert await anyio.to_thread.run_sync(arrived.acquire, True, 20)
            client._connection.request_timeout = 0.1  # for those who now come too late
            async with anyio.create_task_group() as late:
                for _ in range(30):
                    late.start_soon(begin, client)
            unsent = list(failures)
            group.cancel_scope.cancel()

    assert len(unsent) == 30
    assert not any(failure.was_sent or "may have started" in str(failure) for failure in unsent)


@frozen
class Penniless(httpx.Auth):
    """Cannot get a token."""

    error: Exception

    def auth_flow(self, request: httpx.Request) -> Any:
        yield from ()
        raise self.error


@pytest.mark.parametrize("error", [KeyError("access_token"), httpx.ReadTimeout("slow")])
def test_what_failed_for_want_of_a_token_was_never_sent(colour: Colour, error: Exception) -> None:
    with listening() as (url, _), colour.make(url, auth=Penniless(error)) as client:
        failure = failed_start(client, bulk_move, MOVE)

    assert isinstance(failure, errors.ConnectionFailed)
    assert failure.was_sent is False


class Nosy(httpx.Auth):
    """Reads what an answer does not say."""

    def auth_flow(self, request: httpx.Request) -> Any:
        response = yield request
        assert response.headers["X-Never-Sent"]


def test_credentials_that_fail_after_the_answer_do_not_make_it_unsent(
    colour: Colour, simulator: Simulator
) -> None:
    transport = colour.transport(simulator)
    with colour.make(simulator.site, auth=Nosy(), transport=transport) as client:
        failure = failed_start(client, bulk_move, MOVE)

    assert isinstance(failure, errors.StartUnclear)
    assert isinstance(failure.__cause__, errors.ConnectionFailed)
    assert failure.__cause__.was_sent is True
    assert len(simulator.started) == 1
