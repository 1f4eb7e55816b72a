"""Connections of blocking code: whatever stops a request costs its own connection and no other."""

import gc
import json
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType
from typing import Any

import anyio
import httpcore
import httpx
import pytest
from atlassian_tasks import AsyncTaskClient, TaskClient
from atlassian_tasks.errors import ConfigurationError, ConnectionFailed
from atlassian_tasks.simulator import Simulator

from tests.answers import jira
from tests.sockets import is_hung_up, listening


class Stop(BaseException):
    """Raised as by the handler of a signal."""


def stopped(do: Callable[[], object], moment: int) -> bool:
    """Do it, and raise in the given one of the moments in which Python calls signal handlers."""
    moments = iter(range(moment))

    def strike(frame: FrameType, event: str, about: object) -> None:
        if event in ("call", "c_return") and next(moments, None) is None:
            sys.setprofile(None)
            raise Stop

    gc.disable()  # it may call what others have asked it to
    sys.setprofile(strike)
    try:
        do()
    except Stop:
        return True
    finally:
        sys.setprofile(None)
        gc.enable()
    return False


# A socket that nobody holds any more closes itself; what strikes while it does has no caller.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_client_stopped_at_any_moment_goes_on_in_every_thread() -> None:
    simulator = Simulator()
    with (
        simulator.serve() as server,
        TaskClient(server.url, pace=1e6, request_timeout=5) as client,
        ThreadPoolExecutor(1) as other,
    ):
        ref = simulator.add("jira", duration=0).ref
        client.wait(ref)
        moments = range(0, 10_000, 4)
        for stops, moment in enumerate(moments):  # noqa: B007
            if not stopped(lambda: client.wait(ref, timeout=5), moment):
                break
            assert other.submit(client.get, ref).result(timeout=5).is_success
        assert client.get(ref).is_success
    gc.collect()

    assert stops > 300


def test_a_stopped_request_leaves_no_connection_in_use(stoppable: None) -> None:
    def press(connection: socket.socket) -> None:
        connection.recv(65_536)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)

    with listening(press) as (url, accepted), TaskClient(url) as client:
        for _ in range(3):
            with pytest.raises(Stop):
                client.get("jira:1")

        assert [is_hung_up(connection) for connection in accepted] == [True] * 3


@pytest.fixture
def stoppable() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Stop

    usual = signal.signal(signal.SIGUSR1, stop)
    yield
    signal.signal(signal.SIGUSR1, usual)


def test_a_request_under_way_ends_after_close_and_leaves_nothing_open() -> None:
    simulator = Simulator()
    ref = simulator.add("jira", duration=0).ref
    before = open_files()
    with simulator.serve() as server, ThreadPoolExecutor(1) as other:
        client = TaskClient(server.url)
        simulator.fail_next(delay=0.1)
        look = other.submit(client.get, ref)
        while not simulator.requests:
            time.sleep(0.001)
        client.close()
        with pytest.raises(ConfigurationError, match="closed"):
            client.get(ref)

        assert look.result(timeout=5).is_success
    assert opened(before, 0) == 0


def test_a_client_closed_between_two_steps_of_a_request_says_so() -> None:
    client = TaskClient("http://127.0.0.1:1")
    http = client._connection.client("jira").get_httpx_client()
    client.close()

    with pytest.raises(ConfigurationError, match="closed"):
        http.get("/rest/api/3/task/1")


def open_files() -> int:
    gc.collect()
    return len([*Path("/dev/fd").iterdir()])


def opened(before: int, most: int) -> int:
    """How many more files are open; the server may take a moment to close its ends."""
    until = time.perf_counter() + 2
    while open_files() - before > most and time.perf_counter() < until:
        time.sleep(0.01)
    return open_files() - before


def at_once(client: TaskClient, ref: str, number: int) -> None:
    """Look from so many threads, all of which are on the way at the same time."""
    with ThreadPoolExecutor(number) as pool:
        for look in [pool.submit(client.get, ref) for _ in range(number)]:
            assert look.result(timeout=10).is_success


def test_of_the_connections_of_many_threads_at_most_twenty_are_kept() -> None:
    simulator = Simulator(latency=0.3)
    ref = simulator.add("jira", duration=0).ref
    with simulator.serve() as server, TaskClient(server.url) as client:
        before = open_files()
        at_once(client, ref, 30)

        assert 10 * 2 < opened(before, 20 * 2) <= 20 * 2  # the server's ends as well


def test_connections_that_nobody_needs_any_more_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    simulator = Simulator(latency=0.1)
    ref = simulator.add("jira", duration=0).ref
    real, ahead = time.monotonic, 0.0
    monkeypatch.setattr(time, "monotonic", lambda: real() + ahead)
    with simulator.serve() as server, TaskClient(server.url) as client:
        before = open_files()
        at_once(client, ref, 5)
        many = open_files() - before
        for ahead in 40.0, 80.0, 120.0:  # noqa: B007 - seconds, a look a minute keeps one alive
            client.get(ref)

        assert opened(before, 2) == 2 < many  # the server's end as well


def test_the_private_names_that_we_rely_on_are_there() -> None:
    for client in httpx.Client(), httpx.AsyncClient():
        assert isinstance(client._cookies, httpx.Cookies)
        for name in ("_init_transport", "_init_proxy_transport", "_build_redirect_request"):
            assert callable(getattr(client, name))
    for proxy in None, "http://127.0.0.1:1":
        pool = httpx.HTTPTransport(proxy=proxy)._pool
        assert isinstance(pool, httpcore.ConnectionPool)
        assert isinstance(pool._network_backend, httpcore.SyncBackend)
        assert pool.create_connection(httpcore.URL("https://127.0.0.1:1").origin).is_idle() is False
    backend = httpx.AsyncHTTPTransport()._pool._network_backend
    assert isinstance(backend, httpcore.AsyncNetworkBackend)


def answer_once(connection: socket.socket) -> None:
    """Answer as if to keep the connection, and hang up all the same."""
    connection.recv(65_536)
    body = json.dumps(jira()).encode()
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection.sendall(head.encode() + body)
    connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_a_connection_that_the_server_left_is_not_used_again(anyio_backend: str) -> None:
    with listening(answer_once) as (site, accepted):
        async with AsyncTaskClient(site) as client:
            for _ in range(3):
                await client.get("jira:10641")
                await anyio.sleep(0.01)  # until it is told

    assert len(accepted) == 3


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_only_the_socket_is_asked_whether_the_server_left(
    anyio_backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, extra = [], anyio.abc.SocketStream.extra
    monkeypatch.setattr(
        anyio.abc.SocketStream, "extra", lambda *what: asked.append(what) or extra(*what)
    )
    simulator = Simulator()
    ref = simulator.add("jira", duration=0).ref
    with simulator.serve() as server:
        async with AsyncTaskClient(server.url) as client:
            await client.get(ref)
            asked.clear()  # what was asked as it connected
            await client.get(ref)

    assert not asked


def test_each_address_of_a_host_has_its_share_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, float]] = []

    def resolve(host: str, port: int, **_: object) -> list[Any]:
        return [(0, 0, 0, "", (address, port)) for address in ("192.0.2.1", "192.0.2.2")]

    def connect(address: tuple[str, int], timeout: float, **_: object) -> socket.socket:
        asked.append((address[0], timeout))
        raise TimeoutError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with (
        TaskClient("http://jira.example", request_timeout=8) as client,
        pytest.raises(ConnectionFailed) as caught,
    ):
        client.get("jira:1")

    assert asked == [("192.0.2.1", pytest.approx(4, 0.1)), ("192.0.2.2", pytest.approx(8, 0.1))]
    assert caught.value.was_sent is False


def test_a_server_that_hardly_reads_does_not_hold_a_request() -> None:
    def sip(connection: socket.socket) -> None:
        while connection.recv(50_000):
            time.sleep(0.01)

    begun = time.monotonic()
    with listening(sip) as (url, _), TaskClient(url, request_timeout=0.5) as client:
        http = client._connection.client("jira").get_httpx_client()
        with pytest.raises(ConnectionFailed) as caught:
            http.post("/rest/api/3/bulk/issues/move", content=b" " * 30_000_000)

    assert caught.value.was_sent is True
    assert time.monotonic() - begun < 3


_BODY = b'{"self": "x", "id": "1", "status": "DEAD"}'
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(_BODY), _BODY)


def test_a_connection_that_the_server_has_closed_is_not_used_again() -> None:
    closed = threading.Event()

    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(_ANSWER)
        connection.close()
        closed.set()

    with listening(serve) as (url, accepted), TaskClient(url) as client:
        client.get("jira:1")
        assert closed.wait(10)
        client.get("jira:1")

    assert len(accepted) == 2


class Refreshing(httpx.Auth):
    """Gets a token from another host each time."""

    def __init__(self, url: str) -> None:
        self._url = url

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:
        yield httpx.Request("GET", self._url)
        yield request


def test_an_auth_that_asks_another_host_costs_no_connection_but_its_own() -> None:
    def serve(connection: socket.socket) -> None:
        while connection.recv(65_536):
            connection.sendall(_ANSWER)

    with (
        listening(serve) as (url, asked),
        listening(serve) as (tokens, given),
        TaskClient(url, auth=Refreshing(tokens)) as client,
    ):
        for _ in range(5):
            client.get("jira:1")

    assert (len(asked), len(given)) == (1, 1)
