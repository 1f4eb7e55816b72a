"""What comes back over the wire and is no documented success: an error of ours, in each colour."""

import gzip
import json
import math
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from atlassian_tasks import TaskClient
from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    AuthenticationFailed,
    ConnectionFailed,
    PermissionDenied,
    RateLimited,
    ServerError,
    TaskNotFound,
    UnexpectedResponse,
)
from atlassian_tasks.simulator import Simulator

from tests.answers import BODIES, jira
from tests.colours import Client, Colour, OtherSite

in_trio_too = pytest.mark.trio
SITE = "https://example.atlassian.net"
KINDS = [*BODIES]
LOGIN_PAGE = "<html><body>Log in, s3cret</body></html>"


def refused(colour: Colour, *answers: Any, kind: str = "jira", **settings: Any) -> Any:
    """Return the error of a look, which sends one request and no more."""
    site = OtherSite(*answers)
    with (
        colour.make(SITE, transport=site, **settings) as client,
        pytest.raises(AtlassianTasksError) as caught,
    ):
        client.get(f"{kind}:10641")
    assert len(site.requests) == 1
    assert str(caught.value.ref) == f"{kind}:10641"
    return caught.value


STATUSES = [
    (401, AuthenticationFailed),
    (403, PermissionDenied),
    (404, TaskNotFound),
    (400, ApiError),
    (408, ApiError),
    (409, ApiError),
    (412, ApiError),
    (425, ApiError),
    (429, RateLimited),
    (500, ServerError),
    (503, ServerError),
    (520, ServerError),
]


@pytest.mark.parametrize(("status", "error"), STATUSES)
def test_a_refusal_is_its_error_and_is_not_repeated(
    client: Client, simulator: Simulator, status: int, error: type[ApiError]
) -> None:
    simulator.fail_next(status, times=math.inf)
    for kind in KINDS:
        task = simulator.add(kind)
        with pytest.raises(ApiError) as caught:
            client.get(task.ref)

        assert type(caught.value) is error
        assert (caught.value.status_code, str(caught.value.ref)) == (status, task.ref)
    assert len(simulator.requests) == len(KINDS)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304])
def test_a_redirect_is_not_followed(colour: Colour, status: int) -> None:
    away = httpx.Response(status, headers={"Location": f"{SITE}/rest/api/3/task/10641"})
    error = refused(colour, away)

    assert type(error) is UnexpectedResponse
    assert error.status_code == status


ODD_SUCCESSES: dict[str, tuple[int, bytes]] = {
    "login page": (200, LOGIN_PAGE.encode()),
    "cut off": (200, json.dumps(jira()).encode()[:-20]),
    "empty": (200, b""),
    "empty 202": (202, b""),
    "no content": (204, b""),
    "undocumented": (206, json.dumps(jira()).encode()),
    "unregistered": (299, json.dumps(jira()).encode()),
    "not utf-8": (200, b'{"status": "\xff"}'),
    "null": (200, b"null"),
    "text": (200, b'"RUNNING"'),
    "number": (200, b"5"),
    "list": (200, b"[1]"),
    "pairs": (200, b'[["status", "COMPLETE"], ["finished", true]]'),
    "deep": (200, b"[" * 100_000),
    "huge number": (200, b'{"status": ' + b"9" * 5000 + b"}"),
}


@pytest.mark.parametrize(("status", "body"), ODD_SUCCESSES.values(), ids=ODD_SUCCESSES)
def test_a_success_that_makes_no_sense_is_unexpected(
    colour: Colour, status: int, body: bytes
) -> None:
    for kind in KINDS:
        error = refused(colour, httpx.Response(status, content=body), kind=kind)

        assert type(error) is UnexpectedResponse
        assert error.status_code == status
        assert "s3cret" not in str(error)


LOST: list[Exception] = [
    httpx.ConnectError("refused"),
    httpx.ConnectTimeout("slow"),
    httpx.ReadTimeout("slow"),
    httpx.ReadError(""),
    httpx.WriteError("broken pipe"),
    httpx.PoolTimeout("busy"),
    httpx.RemoteProtocolError("no HTTP"),
    httpx.LocalProtocolError("bad header"),
    httpx.ProxyError("407 Proxy Authentication Required"),
    httpx.UnsupportedProtocol("what"),
    httpx.TooManyRedirects("loop"),
    httpx.InvalidURL("odd"),
    httpx.CookieConflict("two"),
]


@pytest.mark.parametrize("lost", LOST, ids=lambda lost: type(lost).__name__)
def test_no_answer_is_a_failed_connection(colour: Colour, lost: Exception) -> None:
    error = refused(colour, lost)

    assert type(error) is ConnectionFailed
    assert error.__cause__ is lost
    assert str(error).strip().endswith(str(lost) or "ReadError")


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body without a stated length, and how much of it was read."""

    def __init__(self, piece: bytes, number: int) -> None:
        self.piece, self.number = piece, number
        self.read = 0
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.number):
            self.read += 1
            yield self.piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece

    def close(self) -> None:
        self.is_closed = True

    async def aclose(self) -> None:
        self.is_closed = True


class Streaming(httpx.BaseTransport, httpx.AsyncBaseTransport):
    def __init__(self, stream: Pieces, status: int = 200, **headers: str) -> None:
        self.stream, self.status = stream, status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(self.status, headers=self.headers, stream=self.stream)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


@in_trio_too
@pytest.mark.parametrize("status", [200, 500])
def test_an_oversized_body_is_left_as_it_streams(colour: Colour, status: int) -> None:
    stream = Pieces(b" " * 1_000_000, 1000)
    with (
        colour.make(SITE, transport=Streaming(stream, status)) as client,
        pytest.raises(UnexpectedResponse, match="10 MB") as caught,
    ):
        client.get("jira:1")

    assert caught.value.status_code == status
    assert stream.read == 11
    assert stream.is_closed


@in_trio_too
@pytest.mark.parametrize(
    "headers",
    [
        {"content_length": "1000000000"},
        {"content_length": "000000000000500000000"},
        {"content_length": "5", "transfer_encoding": "chunked"},
    ],
)
def test_a_stated_length_is_not_trusted(colour: Colour, headers: dict[str, str]) -> None:
    stream = Pieces(b" " * 1_000_000, 1000)
    site = Streaming(stream, **headers)
    with (
        colour.make(SITE, transport=site) as client,
        pytest.raises(UnexpectedResponse, match="10 MB"),
    ):
        client.get("jira:1")

    assert stream.read == 11


BOMB = gzip.compress(bytes(20_000_000), compresslevel=1)


@in_trio_too
def test_a_bomb_is_left_while_it_unpacks(colour: Colour) -> None:
    whole = Pieces(BOMB, 1)
    site = Streaming(whole, content_encoding="gzip", content_length=str(len(BOMB)))
    with (
        colour.make(SITE, transport=site) as client,
        pytest.raises(UnexpectedResponse, match="10 MB"),
    ):
        client.get("jira:1")

    assert whole.is_closed


@in_trio_too
def test_an_oversized_body_ends_a_wait_at_once(colour: Colour) -> None:
    stream = Pieces(b" " * 1_000_000, 1000)
    with (
        colour.make(SITE, transport=Streaming(stream)) as client,
        pytest.raises(UnexpectedResponse, match="10 MB"),
    ):
        client.wait("jira:1")

    assert stream.read == 11


@in_trio_too
def test_a_packed_answer_is_understood(colour: Colour) -> None:
    packed = gzip.compress(json.dumps(jira()).encode())
    site = Streaming(Pieces(packed, 1), content_encoding="gzip")
    with colour.make(SITE, transport=site) as client:
        task = client.get("jira:10641")

    assert task.raw == jira()


@in_trio_too
def test_a_broken_encoding_is_unexpected(colour: Colour) -> None:
    site = Streaming(Pieces(b"no gzip", 1), content_encoding="gzip")
    with (
        colour.make(SITE, transport=site) as client,
        pytest.raises(UnexpectedResponse, match="encoding"),
    ):
        client.get("jira:1")


def test_the_headers_say_who_asks_and_for_what(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira")
    client.get(task.ref)
    client.cancel(task.ref)
    looked, cancelled, _ = simulator.requests

    assert looked.headers["accept"] == "application/json"
    assert looked.headers["user-agent"].startswith("atlassian-tasks/0")
    assert cancelled.headers["x-atlassian-token"] == "no-check"
    assert cancelled.headers["user-agent"] == looked.headers["user-agent"]
    assert "authorization" not in looked.headers


@in_trio_too
def test_a_slow_answer_is_given_up_after_the_request_timeout(
    open_client: Any, simulator: Simulator
) -> None:
    client = open_client(request_timeout=3.0)
    simulator.fail_next(delay=30)
    with pytest.raises(ConnectionFailed):
        client.get(simulator.add("jira").ref)

    assert simulator.clock.now() == 3


@in_trio_too
def test_a_closed_client_says_so(client: Client, simulator: Simulator) -> None:
    task = simulator.add("jira", duration=1000)
    steps = client.watch(task.ref)
    next(steps)
    client.close()
    client.close()
    asked = len(simulator.requests)

    for use in (
        lambda: client.get(task.ref),
        lambda: client.wait(task.ref),
        lambda: client.cancel(task.ref),
        lambda: list(client.list()),
        lambda: next(steps),
    ):
        with pytest.raises(AtlassianTasksError, match="closed"):
            use()
    assert len(simulator.requests) == asked


@in_trio_too
def test_a_cookie_is_kept_so_that_a_balancer_finds_the_same_node_again(colour: Colour) -> None:
    named = httpx.Response(200, json=jira(), headers={"Set-Cookie": "node=7; Path=/"})
    site = OtherSite(named, jira(), jira())
    with colour.make(SITE, transport=site) as client:
        for _ in range(3):
            client.get("jira:10641")

    assert [sent.headers.get("cookie") for sent in site.requests] == [None, "node=7", "node=7"]


@pytest.mark.parametrize(
    "odd", ["who=Müller".encode(), b"who=M\xfcller", "naïve=1; Path=/".encode()]
)
def test_a_cookie_that_cannot_be_sent_back_is_dropped_and_the_others_are_kept(
    colour: Colour, odd: bytes
) -> None:
    cookies = [(b"Set-Cookie", b"node=7"), (b"Set-Cookie", odd), (b"Set-Cookie", b"session=8")]
    site = OtherSite(httpx.Response(200, headers=cookies, json=jira()), jira())
    with colour.make(SITE, transport=site) as client:
        for _ in range(2):
            client.get("jira:10641")

    assert site.requests[1].headers["cookie"] == "node=7; session=8"


def test_a_cookie_that_is_taken_back_is_not_sent_again(colour: Colour) -> None:
    given = httpx.Response(200, json=jira(), headers={"Set-Cookie": "node=7"})
    taken = httpx.Response(200, json=jira(), headers={"Set-Cookie": "node=; Max-Age=0"})
    site = OtherSite(given, taken, jira())
    with colour.make(SITE, transport=site) as client:
        for _ in range(3):
            client.get("jira:10641")

    assert [sent.headers.get("cookie") for sent in site.requests] == [None, "node=7", None]


@in_trio_too
@pytest.mark.parametrize("location", ["http://[::1", "http://a:port/"])
@pytest.mark.parametrize("verb", ["get", "wait"])
def test_a_redirect_that_leads_nowhere_is_an_answer_all_the_same(
    colour: Colour, location: str, verb: str
) -> None:
    site = OtherSite(httpx.Response(302, headers={"Location": location}))
    with (
        colour.make(SITE, transport=site) as client,
        pytest.raises(UnexpectedResponse, match="302"),
    ):
        getattr(client, verb)("jira:10641")

    assert len(site.requests) == 1


@in_trio_too
def test_what_is_packed_twice_is_refused_unread(colour: Colour) -> None:
    stream = Pieces(gzip.compress(gzip.compress(b" " * 1_000_000)), 1)
    site = Streaming(stream, content_encoding="gzip, gzip")
    with (
        colour.make(SITE, transport=site) as client,
        pytest.raises(UnexpectedResponse, match="more than once"),
    ):
        client.get("jira:1")

    assert stream.read == 0


@pytest.mark.parametrize("page", [LOGIN_PAGE, f"\n\n  {LOGIN_PAGE}"])
def test_a_success_that_is_a_web_page_is_called_that(colour: Colour, page: str) -> None:
    error = refused(colour, httpx.Response(200, text=page))

    assert type(error) is UnexpectedResponse
    assert "login page" in str(error)


@pytest.mark.parametrize("kind", ["confluence", "jira-bulk"])
def test_more_objects_than_any_task_has_are_not_read(colour: Colour, kind: str) -> None:
    body = json.dumps({"id": "10641", "results": [{}] * 100_001}).encode()
    error = refused(colour, httpx.Response(200, content=body), kind=kind)

    assert isinstance(error, UnexpectedResponse)
    assert "more than 100,000 objects" in str(error)


def test_braces_in_text_are_no_objects(colour: Colour) -> None:
    site = OtherSite(jira(status="COMPLETE", message="{" * 100_001))
    with colour.make(SITE, transport=site) as client:
        assert client.wait("jira:10641").is_success


class Slow(httpx.BaseTransport):
    """A caller's own transport, whose answer comes in pieces for ever."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        def pieces() -> Iterator[bytes]:
            for _ in range(1000):
                time.sleep(0.02)
                yield b" "

        return httpx.Response(200, content=pieces())


def test_a_transport_of_ones_own_has_its_body_bounded_in_time() -> None:
    with (
        TaskClient(SITE, transport=Slow(), request_timeout=0.1) as client,
        pytest.raises(ConnectionFailed, match="longer than request_timeout"),
    ):
        client.get("jira:1")
