"""The file that a task made comes down whole or not at all."""

from __future__ import annotations

import gzip
import resource
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from atlassian_tasks import AsyncTaskClient, Status, Task, TaskClient, TaskRef, errors
from atlassian_tasks.simulator import VirtualClock
from attrs import define, field

from tests.colours import Client, Colour
from tests.sockets import listening

pytestmark = pytest.mark.trio

SITE = "https://acme.atlassian.net"
WORDS = bytes(range(256)) * 1000
ZIP = {"content-type": "application/zip"}
TAGGED = ZIP | {"etag": '"v1"'}
LINK = "/wiki/download/temp/export.zip?token=a%2Fb"


@define
class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Comes in pieces, and may break off."""

    content: bytes
    breaks: bool = False

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self.content), 50_000):
            yield self.content[start : start + 50_000]
        if self.breaks:
            raise httpx.ReadError("the peer hung up")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


@define
class Files:
    """A server of one file, whose answers are given."""

    answers: list[Callable[[httpx.Request], httpx.Response]]
    asked: list[httpx.Request] = field(factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.answers.pop(0)(request)


def sends(
    content: bytes = WORDS, status: int = 200, *, breaks: bool = False, **headers: str
) -> Callable[[httpx.Request], httpx.Response]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx.Response(status, headers=ZIP | named, stream=Body(content, breaks))


def task(*links: str, status: Status = Status.COMPLETE, **told: Any) -> Task:
    return Task(ref=TaskRef("confluence", "7"), status=status, links=links, **told)


class Opened:
    def __init__(self, colour: Colour, clock: VirtualClock) -> None:
        self.files = Files([])
        self.clock = clock
        self._colour = colour

    def client(self, site: str = SITE, **settings: Any) -> Client:
        transport = httpx.MockTransport(self.files)
        settings = {"auth": ("me@acme.example", "secret"), "transport": transport} | settings
        return self._colour.make(site, clock=self.clock, **settings)

    def answering(self, *answers: Callable[[httpx.Request], httpx.Response]) -> Files:
        self.files.answers[:] = answers
        return self.files


@pytest.fixture
def opened(colour: Colour, clock: VirtualClock) -> Opened:
    return Opened(colour, clock)


def test_an_export_comes_down_into_a_folder_under_the_name_of_the_server(
    opened: Opened, tmp_path: Path
) -> None:
    files = opened.answering(sends(content_disposition='attachment; filename="Space A.zip"'))
    with opened.client() as client:
        found = client.download(task(LINK), tmp_path)

    assert found == tmp_path / "Space A.zip"
    assert found.read_bytes() == WORDS
    assert [*tmp_path.iterdir()] == [found]
    [asked] = files.asked
    assert str(asked.url) == f"{SITE}/wiki/download/temp/export.zip?token=a%2Fb"
    assert asked.headers["authorization"].startswith("Basic ")
    assert asked.headers["accept-encoding"] == "identity"


def test_a_file_may_have_a_name_of_its_own(opened: Opened, tmp_path: Path) -> None:
    opened.answering(sends())
    with opened.client() as client:
        found = client.download(task(LINK), tmp_path / "mine")

    assert found == tmp_path / "mine"
    assert found.read_bytes() == WORDS


def test_a_ref_is_looked_at_first(opened: Opened, tmp_path: Path) -> None:
    body = {"id": "7", "finished": True, "successful": True, "percentageComplete": 100}
    body["messages"] = [{"translation": f'Done: <a href="{LINK}">here</a>'}]
    files = opened.answering(lambda _: httpx.Response(200, json=body), sends())
    with opened.client() as client:
        found = client.download("confluence:7", tmp_path)

    assert found.name == "export.zip"
    assert [request.url.path for request in files.asked] == [
        "/wiki/rest/api/longtask/7",
        "/wiki/download/temp/export.zip",
    ]


PLACES = [
    (SITE, "confluence", "/download/a", f"{SITE}/wiki/download/a"),
    (SITE, "confluence", f"{SITE}/wiki/download/a", f"{SITE}/wiki/download/a"),
    (
        "https://w.example.com/c",
        "confluence-dc",
        "/c/download/a",
        "https://w.example.com/c/download/a",
    ),
    (
        "https://w.example.com/c",
        "confluence-dc",
        "https://w.example.com/c/download/a",
        "https://w.example.com/c/download/a",
    ),
]


@pytest.mark.parametrize(("site", "kind", "link", "expected"), PLACES)
def test_links_are_found_on_the_site(
    opened: Opened, tmp_path: Path, site: str, kind: str, link: str, expected: str
) -> None:
    files = opened.answering(sends())
    ended = Task(ref=TaskRef(kind, "7"), status=Status.COMPLETE, links=(link,))
    with opened.client(site) as client:
        client.download(ended, tmp_path)

    assert [str(request.url) for request in files.asked] == [expected]


def test_behind_the_gateway_the_file_comes_through_it(opened: Opened, tmp_path: Path) -> None:
    files = opened.answering(sends())
    with opened.client(cloud_id="abc") as client:
        client.download(task(f"{SITE}/wiki/download/a"), tmp_path)

    assert [str(request.url) for request in files.asked] == [
        "https://api.atlassian.com/ex/confluence/abc/wiki/download/a"
    ]


def test_an_address_in_a_message_counts_as_well(opened: Opened, tmp_path: Path) -> None:
    files = opened.answering(sends())
    with opened.client() as client:
        client.download(task(message=f"Exported to {SITE}/wiki/download/temp/a.zip ."), tmp_path)

    assert [request.url.path for request in files.asked] == ["/wiki/download/temp/a.zip"]


FOREIGN = [
    "/wiki/spaces/NEW/pages/1",
    "https://evil.example.com/wiki/download/a",
    "http://acme.atlassian.net/wiki/download/a",
    "https://me@acme.atlassian.net/wiki/download/a",
    "/wiki/download/../rest/api/user",
    "/wiki/download/%2e%2E/rest/api/user",
    "https://[/download/a",
]


@pytest.mark.parametrize("link", FOREIGN)
def test_what_is_no_file_of_the_site_is_not_asked_for(
    opened: Opened, tmp_path: Path, link: str
) -> None:
    files = opened.answering()
    with opened.client() as client, pytest.raises(errors.NotSupported, match="names no file") as e:
        client.download(task(link), tmp_path)

    assert e.value.ref == TaskRef("confluence", "7")
    assert files.asked == []


@pytest.mark.parametrize(
    ("context", "link"),
    [("/c", "/download/a"), ("", "/wiki/download/a"), ("/c", "/c/wiki/download/a")],
)
def test_another_application_beside_the_context_path_is_not_asked(
    opened: Opened, tmp_path: Path, context: str, link: str
) -> None:
    ended = Task(
        ref=TaskRef("confluence-dc", "7"),
        status=Status.COMPLETE,
        links=(f"https://w.example.com{link}",),
    )
    site = f"https://w.example.com{context}"
    with opened.client(site) as client, pytest.raises(errors.NotSupported):
        client.download(ended, tmp_path)


@pytest.mark.parametrize(
    "job", [{"jobOperation": "RESTORE"}, {"jobOperation": "BACKUP", "fileExists": False}]
)
def test_a_job_that_left_no_file_is_not_asked_for_one(
    opened: Opened, tmp_path: Path, job: dict[str, Any]
) -> None:
    body = {"id": 7, "jobState": "FINISHED", "fileName": "b.zip"} | job
    files = opened.answering(lambda _: httpx.Response(200, json=body))
    with opened.client() as client, pytest.raises(errors.NotSupported, match="names no file"):
        client.download("confluence-dc-backup:7", tmp_path)

    assert len(files.asked) == 1


def test_a_backup_is_brought_from_its_own_address(opened: Opened, tmp_path: Path) -> None:
    body = {"id": 7, "jobState": "FINISHED", "jobOperation": "BACKUP", "fileName": "b.zip"}
    name = "attachment; filename=b.zip"
    opened.answering(lambda _: httpx.Response(200, json=body), sends(content_disposition=name))
    with opened.client() as client:
        found = client.download("confluence-dc-backup:7", tmp_path)

    assert found.name == "b.zip"
    assert opened.files.asked[1].url.path == "/rest/api/backup-restore/jobs/7/download"


def test_a_task_that_runs_has_no_file(opened: Opened, tmp_path: Path) -> None:
    running = task(status=Status.RUNNING)
    with opened.client() as client, pytest.raises(errors.NotSupported, match="has not ended"):
        client.download(running, tmp_path)


NAMES = [
    ("attachment; filename=../../etc/passwd", "passwd"),
    ('attachment; filename="C:\\\\x\\\\a.zip"', "a.zip"),
    ("attachment; filename*=UTF-8''%E2%82%AC%20rates.zip", "_ rates.zip"),
    ("attachment; filename*=UTF-8''B%C3%BCcher.zip", "B\u00fccher.zip"),
    ("attachment; filename=..", "download"),
    ("attachment; filename=CON.zip", "_CON.zip"),
    ('attachment; filename="a\tb:c.zip"', "a_b_c.zip"),
    (f"attachment; filename={'x' * 400}.zip", "x" * 196 + ".zip"),
    (f"attachment; filename={'x' * 400}", "x" * 200),
    (f"attachment; filename={'x' * 300}.{'y' * 300}", "x" * 168 + "." + "y" * 31),
    (f"attachment; filename*=UTF-8''{'%E6%97%A5' * 120}.zip", "\u65e5" * 65 + ".zip"),
    ("", "export.zip"),
]


@pytest.mark.parametrize(("disposition", "expected"), NAMES)
def test_names_of_the_server_are_names_and_never_paths(
    opened: Opened, tmp_path: Path, disposition: str, expected: str
) -> None:
    opened.answering(sends(content_disposition=disposition))
    with opened.client() as client:
        found = client.download(task(LINK), tmp_path)

    assert found == tmp_path / expected
    assert [*tmp_path.iterdir()] == [found]


def test_a_file_that_is_there_stays_unless_it_may_go(opened: Opened, tmp_path: Path) -> None:
    there = tmp_path / "export.zip"
    there.write_text("mine")
    opened.answering(sends(), sends())
    with opened.client() as client:
        with pytest.raises(errors.ConfigurationError, match="is there already"):
            client.download(task(LINK), tmp_path)
        with pytest.raises(errors.ConfigurationError, match="is there already"):
            client.download(task(LINK), there)
        kept = there.read_text()
        client.download(task(LINK), there, overwrite=True)

    assert kept == "mine"
    assert there.read_bytes() == WORDS
    assert len(opened.files.asked) == 2  # the one that was named needs no request


def test_a_folder_of_that_name_is_said_before_the_file_comes(
    opened: Opened, tmp_path: Path
) -> None:
    (tmp_path / "export.zip").mkdir()
    opened.answering(sends())
    with opened.client() as client, pytest.raises(errors.ConfigurationError, match="there already"):
        client.download(task(LINK), tmp_path, overwrite=True)

    assert [*tmp_path.iterdir()] == [tmp_path / "export.zip"]


def test_a_folder_that_is_not_there_is_said_before_any_request(
    opened: Opened, tmp_path: Path
) -> None:
    files = opened.answering()
    with opened.client() as client, pytest.raises(errors.ConfigurationError, match="no folder"):
        client.download(task(LINK), tmp_path / "not" / "there")
    with opened.client() as client, pytest.raises(errors.ConfigurationError, match="no folder"):
        client.download(task(LINK), f"{tmp_path}/none/")

    assert files.asked == []


def test_what_broke_off_is_gone_on_with_while_it_is_the_same_file(
    opened: Opened, tmp_path: Path
) -> None:
    files = opened.answering(
        sends(WORDS[:100_000], breaks=True, etag='"v1"'),
        sends(WORDS[100_000:], 206, content_range=f"bytes 100000-255999/{len(WORDS)}"),
    )
    with opened.client() as client:
        found = client.download(task(LINK), tmp_path)

    assert found.read_bytes() == WORDS
    assert files.asked[1].headers["range"] == "bytes=100000-"
    assert files.asked[1].headers["if-range"] == '"v1"'


def test_a_file_that_changed_meanwhile_begins_anew(opened: Opened, tmp_path: Path) -> None:
    opened.answering(sends(WORDS[:100_000], breaks=True, etag='"v1"'), sends(b"new", etag='"v2"'))
    with opened.client() as client:
        found = client.download(task(LINK), tmp_path)

    assert found.read_bytes() == b"new"


def test_a_server_that_always_begins_anew_is_given_up(opened: Opened, tmp_path: Path) -> None:
    files = opened.answering(*[sends(WORDS[:100_000], breaks=True, etag='"v1"')] * 20)
    with opened.client() as client, pytest.raises(errors.ConnectionFailed, match="broke off"):
        client.download(task(LINK), tmp_path)

    assert len(files.asked) == 6


@pytest.mark.parametrize("etag", ["", 'W/"v1"'])
def test_without_a_strong_etag_what_broke_off_is_an_error(
    opened: Opened, tmp_path: Path, etag: str
) -> None:
    opened.answering(sends(WORDS[:100_000], breaks=True, etag=etag))
    with opened.client() as client, pytest.raises(errors.ConnectionFailed, match="broke off") as e:
        client.download(task(LINK), tmp_path)

    assert e.value.task == task(LINK)
    assert [*tmp_path.iterdir()] == []


def test_what_was_packed_on_the_way_is_not_gone_on_with(opened: Opened, tmp_path: Path) -> None:
    packed = gzip.compress(WORDS)[:-9]
    files = opened.answering(sends(packed, breaks=True, etag='"v1"', content_encoding="gzip"))
    with opened.client() as client, pytest.raises(errors.ConnectionFailed, match="hung up"):
        client.download(task(LINK), tmp_path)

    assert len(files.asked) == 1


def test_a_file_that_has_come_meanwhile_stays(opened: Opened, tmp_path: Path) -> None:
    class Late(Body):
        def __iter__(self) -> Iterator[bytes]:
            (tmp_path / "export.zip").write_text("mine")
            yield self.content

    opened.answering(lambda _: httpx.Response(200, headers=ZIP, stream=Late(WORDS)))
    with opened.client() as client, pytest.raises(errors.ConfigurationError, match="there already"):
        client.download(task(LINK), tmp_path)

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [
        ("export.zip", "mine")
    ]


def test_a_part_that_begins_elsewhere_is_refused(opened: Opened, tmp_path: Path) -> None:
    opened.answering(
        sends(WORDS[:100_000], breaks=True, etag='"v1"'),
        sends(WORDS[5:], 206, content_range=f"bytes 5-255999/{len(WORDS)}"),
    )
    with opened.client() as client, pytest.raises(errors.UnexpectedResponse, match="elsewhere"):
        client.download(task(LINK), tmp_path)

    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    "rest",
    [
        sends(WORDS[100_000:], 206, content_range="bytes 100000-255999/256000", etag='"v2"'),
        sends(WORDS[100_000:], 206, content_range=f"bytes 100000-{'9' * 5000}/256000"),
        sends(WORDS[100_000:], 206, content_type="multipart/byteranges"),
    ],
)
def test_a_part_of_another_file_is_refused(opened: Opened, tmp_path: Path, rest: Any) -> None:
    opened.answering(sends(WORDS[:100_000], breaks=True, etag='"v1"'), rest)
    with opened.client() as client, pytest.raises(errors.UnexpectedResponse, match="another") as e:
        client.download(task(LINK), tmp_path)

    assert e.value.ref == TaskRef("confluence", "7")
    assert [*tmp_path.iterdir()] == []


def test_a_part_that_nobody_asked_for_is_refused(opened: Opened, tmp_path: Path) -> None:
    opened.answering(sends(WORDS[:5], 206, content_range=f"bytes 0-4/{len(WORDS)}", etag='"v1"'))
    with opened.client() as client, pytest.raises(errors.UnexpectedResponse, match="no file"):
        client.download(task(LINK), tmp_path)

    assert [*tmp_path.iterdir()] == []


def test_a_part_that_ends_before_the_file_does_is_gone_on_with(
    opened: Opened, tmp_path: Path
) -> None:
    opened.answering(
        sends(WORDS[:100_000], breaks=True, etag='"v1"'),
        sends(WORDS[100_000:150_000], 206, content_range="bytes 100000-149999/256000"),
        sends(WORDS[150_000:], 206, content_range="bytes 150000-255999/*"),
    )
    with opened.client() as client:
        found = client.download(task(LINK), tmp_path)

    assert found.read_bytes() == WORDS


def test_trouble_before_the_file_is_waited_out(opened: Opened, tmp_path: Path) -> None:
    opened.answering(
        lambda _: httpx.Response(503, headers={"retry-after": "7"}),
        lambda _: httpx.Response(502),
        sends(),
    )
    with opened.client() as client:
        found = client.download(task(LINK), tmp_path)

    assert found.read_bytes() == WORDS
    assert opened.clock.now() == 7 + 4


def test_trouble_without_end_is_raised(opened: Opened, tmp_path: Path) -> None:
    files = opened.answering(*[lambda _: httpx.Response(502)] * 20)
    with opened.client() as client, pytest.raises(errors.ServerError) as caught:
        client.download(task(LINK), tmp_path)

    assert caught.value.ref == TaskRef("confluence", "7")
    assert len(files.asked) == 6


def test_a_refusal_is_raised_at_once(opened: Opened, tmp_path: Path) -> None:
    files = opened.answering(lambda _: httpx.Response(403, json={"message": "not yours"}))
    with opened.client() as client, pytest.raises(errors.PermissionDenied, match="not yours"):
        client.download(task(LINK), tmp_path)

    assert len(files.asked) == 1


def test_a_redirect_gets_no_credentials(opened: Opened, tmp_path: Path) -> None:
    away = "https://media.example.com/file?signature=x"
    files = opened.answering(
        lambda _: httpx.Response(302, headers={"location": away, "set-cookie": "session=1"}),
        sends(),
    )
    with opened.client() as client:
        found = client.download(task(LINK), tmp_path)

    assert found.read_bytes() == WORDS
    assert str(files.asked[1].url) == away
    assert "authorization" not in files.asked[1].headers
    assert "cookie" not in files.asked[1].headers


@pytest.mark.parametrize(
    "location",
    [
        "http://media.example.com/", "file:///etc/passwd", "", "https://a:b/", "https://xn--/",
        "https://a..b/", f"https://{'a' * 64}/",
    ],
)  # fmt: skip
def test_a_redirect_leads_to_https_only(opened: Opened, tmp_path: Path, location: str) -> None:
    files = opened.answering(lambda _: httpx.Response(302, headers={"location": location}))
    with opened.client() as client, pytest.raises(errors.UnexpectedResponse, match="redirect"):
        client.download(task(LINK), tmp_path)

    assert len(files.asked) == 1


def test_redirects_end(opened: Opened, tmp_path: Path) -> None:
    round_about = httpx.Response(307, headers={"location": f"{SITE}/wiki/download/b"})
    files = opened.answering(*[lambda _: round_about] * 20)
    with opened.client() as client, pytest.raises(errors.UnexpectedResponse, match="on and on"):
        client.download(task(LINK), tmp_path)

    assert len(files.asked) == 6


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "Text/HTML"])
def test_a_login_page_is_no_file(opened: Opened, tmp_path: Path, kind: str) -> None:
    opened.answering(sends(b"<html>", content_type=kind))
    with opened.client() as client, pytest.raises(errors.UnexpectedResponse, match="page") as e:
        client.download(task(LINK), tmp_path)

    assert (e.value.ref, e.value.task) == (TaskRef("confluence", "7"), task(LINK))
    assert [*tmp_path.iterdir()] == []


def test_a_page_that_is_meant_to_be_kept_is_a_file(opened: Opened, tmp_path: Path) -> None:
    kept = "attachment; filename=a.html"
    opened.answering(sends(b"<html>", content_type="text/html", content_disposition=kept))
    with opened.client() as client:
        assert client.download(task(LINK), tmp_path).read_bytes() == b"<html>"


def test_a_closed_client_brings_nothing(opened: Opened, tmp_path: Path) -> None:
    client = opened.client()
    client.close()
    with pytest.raises(errors.ConfigurationError, match="closed"):
        client.download(task(LINK), tmp_path)


def test_over_a_socket_a_file_larger_than_the_cap_comes_down(
    colour: Colour, clock: VirtualClock, tmp_path: Path
) -> None:
    head = b'HTTP/1.1 200 OK\r\nContent-Length: 12000000\r\nETag: "a"\r\n\r\n'
    answers = [head + b"x" * 7_000_000]
    answers.append(
        b"HTTP/1.1 206 Partial Content\r\nContent-Length: 5000000\r\n"
        b"Content-Range: bytes 7000000-11999999/12000000\r\n\r\n" + b"y" * 5_000_000
    )

    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(answers.pop(0))
        connection.shutdown(socket.SHUT_WR)

    ended = Task(ref=TaskRef("confluence-dc", "7"), status=Status.COMPLETE, links=("/download/a",))
    with listening(serve) as (site, _), colour.make(site, clock=clock) as client:
        found = client.download(ended, tmp_path)

    assert found.read_bytes() == b"x" * 7_000_000 + b"y" * 5_000_000


def test_a_server_that_falls_silent_is_left_in_time(colour: Colour, tmp_path: Path) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")

    ended = Task(ref=TaskRef("confluence-dc", "7"), status=Status.COMPLETE, links=("/download/a",))
    with (
        listening(serve) as (site, _),
        colour.make(site, request_timeout=0.2) as client,
        pytest.raises(errors.ConnectionFailed, match="broke off"),
    ):
        client.download(ended, tmp_path)

    assert [*tmp_path.iterdir()] == []


class Stopping(Body):
    def __iter__(self) -> Iterator[bytes]:
        yield self.content
        raise KeyboardInterrupt

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.content
        await anyio.sleep_forever()


def test_a_stop_leaves_nothing_of_it(opened: Opened, colour: Colour, tmp_path: Path) -> None:
    opened.answering(lambda _: httpx.Response(200, headers=TAGGED, stream=Stopping(WORDS)))
    with opened.client() as client:
        if isinstance(client, TaskClient):
            with pytest.raises(KeyboardInterrupt):
                client.download(task(LINK), tmp_path)
        else:
            assert colour.portal is not None
            assert colour.portal.call(stopped, client._client, tmp_path)

    assert [*tmp_path.iterdir()] == []


async def stopped(client: AsyncTaskClient, folder: Path) -> bool:
    with anyio.move_on_after(0.05) as scope:
        await client.download(task(LINK), folder)
    return scope.cancelled_caught


class Slight(Body):
    """So little that some of it waits to be written."""

    def __iter__(self) -> Iterator[bytes]:
        yield from (self.content[start : start + 3000] for start in range(0, 99_000, 3000))


def test_a_full_disk_leaves_nothing_of_it(opened: Opened, tmp_path: Path) -> None:
    opened.answering(lambda _: httpx.Response(200, headers=TAGGED, stream=Slight(WORDS)))
    import atlassian_tasks.wire.download  # noqa: F401 - else its bytecode is cut off too

    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, usual[1]))
    try:
        with opened.client() as client, pytest.raises(OSError, match="too large"):
            client.download(task(LINK), tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)

    assert [*tmp_path.iterdir()] == []


def test_a_name_that_cannot_be_given_leaves_nothing_of_it(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", fail)
    opened.answering(sends())
    with opened.client() as client, pytest.raises(PermissionError):
        client.download(task(LINK), tmp_path)

    assert [*tmp_path.iterdir()] == []


def test_a_part_of_a_killed_download_is_in_nobodys_way(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "export.zip.part").write_bytes(b"x" * 1_000_000)
    opened.answering(sends())
    with opened.client() as client:
        found = client.download(task(LINK), tmp_path)

    assert found.read_bytes() == WORDS


class Kept(httpx.MockTransport):
    is_closed = False

    def close(self) -> None:
        self.is_closed = True

    async def aclose(self) -> None:
        self.is_closed = True


def test_what_a_caller_gave_stays_open(opened: Opened, tmp_path: Path) -> None:
    opened.answering(sends())
    transport = Kept(opened.files)
    client = opened.client(transport=transport)
    client.download(task(LINK), tmp_path)
    was_closed = transport.is_closed
    client.close()

    assert not was_closed


def test_two_downloads_of_one_file_do_not_mix(opened: Opened, tmp_path: Path) -> None:
    def begun_by_another(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=ZIP, stream=Overtaken(tmp_path / "export.zip.part"))

    opened.answering(begun_by_another)
    with opened.client() as client, pytest.raises(errors.ConfigurationError, match="another down"):
        client.download(task(LINK), tmp_path)

    assert (tmp_path / "export.zip.part").read_bytes() == b"of another"
    assert not (tmp_path / "export.zip").exists()


class Overtaken(Body):
    def __init__(self, part: Path) -> None:
        super().__init__(WORDS)
        self.part = part

    def __iter__(self) -> Iterator[bytes]:
        yield WORDS
        self.part.unlink()
        self.part.write_bytes(b"of another")


def test_a_pause_of_minutes_is_the_callers_to_make(opened: Opened, tmp_path: Path) -> None:
    opened.answering(lambda _: httpx.Response(429, headers={"retry-after": "900"}))
    with opened.client() as client, pytest.raises(errors.RateLimited) as caught:
        client.download(task(LINK), tmp_path)

    assert caught.value.retry_after == 900
    assert opened.clock.now() == 0
