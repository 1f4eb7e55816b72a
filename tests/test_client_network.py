"""The same over a real socket: HTTP/1.1 with keep-alive on loopback."""

import gc
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from atlassian_tasks import AsyncTaskClient, Status, TaskClient
from atlassian_tasks.errors import (
    AtlassianTasksError,
    ConfigurationError,
    ConnectionFailed,
    UnexpectedResponse,
)
from atlassian_tasks.simulator import Simulator, User, VirtualClock

from tests.colours import Colour
from tests.sockets import Serve, is_hung_up, listening, nothing, unreachable
from tests.test_signing_in import discover

pytestmark = pytest.mark.trio


@contextmanager
def answering(*answers: bytes) -> Iterator[tuple[str, list[socket.socket]]]:
    """Answer one connection after another with these bytes, then hang up."""
    opened: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for answer in answers:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                opened.append(connection)
                with connection:
                    connection.recv(65_536)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", opened
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("kind", ["jira", "confluence", "confluence-dc"])
def test_a_task_is_followed_over_one_connection(
    colour: Colour, clock: VirtualClock, kind: str
) -> None:
    simulator = Simulator(clock, users=[User(name="me", token="s3cret", is_admin=True)])
    with simulator.serve() as server, colour.make(server.url, auth="s3cret", clock=clock) as client:
        task = simulator.add(kind, duration=60)
        first = client.get(client.url(task.ref))
        ended = client.wait(task.ref)

    assert (first.status, ended.status) == (Status.RUNNING, Status.COMPLETE)
    assert len(simulator.requests) > 5
    assert {asked.headers["authorization"] for asked in simulator.requests} == {"Bearer s3cret"}
    assert {asked.headers.get("connection") for asked in simulator.requests} == {"keep-alive"}


def test_a_dropped_connection_is_looked_past(colour: Colour, clock: VirtualClock) -> None:
    simulator = Simulator(clock)
    with simulator.serve() as server, colour.make(server.url, clock=clock) as client:
        task = simulator.add("jira", duration=60)
        simulator.fail_next(raises=RuntimeError("gone"), skip=2, times=2)
        ended = client.wait(task.ref)

    assert ended.is_success


def test_a_cancel_that_is_cut_off_is_not_sent_again(colour: Colour, clock: VirtualClock) -> None:
    simulator = Simulator(clock)
    with simulator.serve() as server, colour.make(server.url, clock=clock) as client:
        task = simulator.add("jira", duration=60, cancel_takes=30)
        client.get(task.ref)
        simulator.fail_next(raises=RuntimeError("gone"), method="POST", carried_out=True)
        cancelled = client.cancel(task.ref)

    assert cancelled.status is Status.CANCEL_REQUESTED
    assert [asked.method for asked in simulator.requests] == ["GET", "POST", "GET"]


def test_nobody_at_home_is_a_failed_connection(colour: Colour) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
    said = r"no answer from 127\.0\.0\.1: .*(refused|failed)"
    with colour.make(url) as client, pytest.raises(ConnectionFailed, match=said):
        client.get("jira:1")


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
BROKEN: dict[str, tuple[bytes, type[AtlassianTasksError]]] = {
    "nothing": (b"", ConnectionFailed),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.6\r\n", ConnectionFailed),
    "half a head": (b"HTTP/1.1 200 OK\r\nContent-", ConnectionFailed),
    "half a body": (HEAD + b'Content-Length: 100\r\n\r\n{"status": "RUN', ConnectionFailed),
    "half a chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n100\r\n{", ConnectionFailed),
    "odd length": (HEAD + b"Content-Length: many\r\n\r\n{}", ConnectionFailed),
    "odd status": (b"HTTP/1.1 2OO OK\r\n\r\n", ConnectionFailed),
    "until closed": (HEAD + b'\r\n{"status": "RUN', UnexpectedResponse),
    "no body": (HEAD + b"Content-Length: 0\r\n\r\n", UnexpectedResponse),
    "odd encoding": (HEAD + b"Content-Encoding: gzip\r\n\r\n{}", UnexpectedResponse),
}


@pytest.mark.parametrize(("answer", "error"), BROKEN.values(), ids=BROKEN)
def test_an_answer_that_is_cut_off_or_no_http_is_an_error_of_ours(
    colour: Colour, answer: bytes, error: type[AtlassianTasksError]
) -> None:
    with (
        answering(answer) as (url, _),
        colour.make(url) as client,
        pytest.raises(AtlassianTasksError) as caught,
    ):
        client.get("jira:1")

    assert type(caught.value) is error


class Trickle:
    """Sends a body byte by byte, for longer than a request may take."""

    head = HEAD + b"Content-Length: 1000\r\n\r\n"

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self) -> None:
        connection, _ = self.server.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(self.head)
            for _ in range(1000):
                if self.stopped.wait(0.01):
                    return
                try:
                    connection.sendall(b" ")
                except OSError:
                    return

    def __enter__(self) -> "Trickle":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.thread.join()
        self.server.close()


def test_a_body_that_trickles_in_is_given_up_after_the_request_timeout(colour: Colour) -> None:
    begun = time.monotonic()
    with (
        Trickle() as site,
        colour.make(site.url, request_timeout=0.1) as client,
        pytest.raises(ConnectionFailed),
    ):
        client.get("jira:1")

    assert time.monotonic() - begun < 1


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_a_client_left_open_in_async_code_still_closes_with_its_block(
    clock: VirtualClock, anyio_backend: str
) -> None:
    simulator = Simulator(clock)
    with simulator.serve() as server:
        async with AsyncTaskClient(server.url, clock=clock.awaitable()) as client:
            task = simulator.add("jira", duration=60)
            async for snapshot in client.watch(task.ref):
                if snapshot.percent:
                    break
        del client
        gc.collect()

    assert {asked.method for asked in simulator.requests} == {"GET"}


def test_a_blocking_client_closes_with_its_block(clock: VirtualClock) -> None:
    simulator = Simulator(clock)
    with simulator.serve() as server:
        with TaskClient(server.url, clock=clock) as client:
            task = simulator.add("jira", duration=60)
            for snapshot in client.watch(task.ref):
                if snapshot.percent:
                    break
        del client
        gc.collect()

    assert {asked.method for asked in simulator.requests} == {"GET"}


def test_a_cloud_id_that_trickles_in_is_given_up_too(colour: Colour) -> None:
    begun = time.monotonic()
    with Trickle() as site, pytest.raises(ConnectionFailed):
        discover(colour, site.url, request_timeout=0.1)

    assert time.monotonic() - begun < 1


# The time of one request


def hints(connection: socket.socket) -> None:
    """Say that the answer is about to come, for ever."""
    connection.recv(65_536)
    while True:
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        time.sleep(0.01)


def test_an_answer_that_does_not_begin_is_given_up_after_the_request_timeout(
    colour: Colour,
) -> None:
    begun = time.monotonic()
    with (
        listening(hints) as (url, _),
        colour.make(url, request_timeout=0.3) as client,
        pytest.raises(ConnectionFailed),
    ):
        client.get("jira:1")

    assert time.monotonic() - begun < 3


def test_connecting_for_ever_is_given_up_unsent(colour: Colour) -> None:
    begun = time.monotonic()
    with (
        unreachable() as url,
        colour.make(url, request_timeout=0.2) as client,
        pytest.raises(ConnectionFailed) as caught,
    ):
        client.get("jira:1")

    assert caught.value.was_sent is False
    assert time.monotonic() - begun < 3


def test_a_simulated_answer_that_trickles_in_is_given_up_too(colour: Colour) -> None:
    simulator = Simulator()
    ref = simulator.add("jira", duration=0).ref
    simulator.fail_next(trickle=0.05)
    with (
        simulator.serve() as server,
        colour.make(server.url, request_timeout=0.3) as client,
        pytest.raises(ConnectionFailed),
    ):
        client.get(ref)


def deaf(connection: socket.socket) -> None:
    """A proxy that answers to CONNECT, and never to what goes through the tunnel."""
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")


TLS = {"straight": nothing, "tunnel that does not open": nothing, "tunnel": deaf}


@pytest.mark.parametrize(("way", "serve"), TLS.items(), ids=TLS)
def test_a_handshake_that_stalls_is_given_up_unsent_and_leaves_no_socket(
    colour: Colour, monkeypatch: pytest.MonkeyPatch, way: str, serve: Serve
) -> None:
    with listening(serve) as (url, accepted):
        monkeypatch.setenv("HTTPS_PROXY", url)
        site = url.replace("http:", "https:") if way == "straight" else "https://acme.atlassian.net"
        with colour.make(site, request_timeout=0.5) as client:
            gc.disable()  # which would close it late
            with pytest.raises(ConnectionFailed) as caught:
                client.get("jira:1")

            assert is_hung_up(accepted[0])
            gc.enable()

    assert caught.value.was_sent is False


def test_certificates_of_the_environment_count_on_this_machine_too(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    monkeypatch.setenv("HTTPS_PROXY", "gopher://no.proxy.example")
    with (
        colour.make("https://127.0.0.1:1") as client,
        pytest.raises(ConfigurationError, match="certificate"),
    ):
        client.get("jira:1")


def test_with_a_transport_of_ones_own_no_certificates_are_loaded(
    colour: Colour, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = simulator.add("jira", duration=0).ref
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    with colour.make("https://127.0.0.1:1", transport=colour.transport(simulator)) as client:
        assert client.get(ref).is_success
