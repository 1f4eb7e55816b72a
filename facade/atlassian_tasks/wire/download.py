"""The file that a task made: where it is, and how it comes down whole.

It streams into NAME.part, which becomes NAME at the end and is gone after any failure. What broke
off is gone on with where the server says, by an ETag, that it is still the same file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar

import anyio
import httpx

from atlassian_tasks.errors import (
    ApiError,
    AtlassianTasksError,
    ConfigurationError,
    ConnectionFailed,
    NotSupported,
    UnexpectedResponse,
)
from atlassian_tasks.kinds import ROWS
from atlassian_tasks.kinds.refs import path_of
from atlassian_tasks.kinds.refusals import judge
from atlassian_tasks.model import Task
from atlassian_tasks.waiting.watch import is_transient

from .drivers import Clock, Connection
from .guard import SteadyClient, UnledAsyncClient, exchanging
from .site import Site

_LINK = re.compile(r"(?:https?:/)?/[^\s<>\"']+")
_PLACE = "/download/"
_MOST_HOPS = 5
_TRIES = 5  # in a row that get no further
_LONGEST_PAUSE = 30.0  # seconds
_LONGEST_NAME, _LONGEST_ENDING = 200, 32  # bytes of UTF-8, of which a file's name may have 255
_REST = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)", re.ASCII)
_UNSAFE = re.compile(r"[^\w .()\[\]{}@,+=~#!&'-]|^[ .]+|[ .]+$")
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # of Windows


class Open(NamedTuple):
    """Ask for the file, or for what is missing of it; the answer is a `Head`."""

    url: httpx.URL
    headers: Mapping[str, str]
    is_signed: bool


class Head(NamedTuple):
    """What an answer says before its body."""

    status: int
    headers: httpx.Headers


class Piece(NamedTuple):
    """Read on; the answer is some bytes, none at the end."""


class Pause(NamedTuple):
    """Wait this many seconds."""

    seconds: float


Step: TypeAlias = Open | Piece | Pause
T = TypeVar("T")
Steps: TypeAlias = Generator[Step, Any, T]


def link_of(task: Task, site: Site) -> httpx.URL:
    """Return where the task's file is; raises `NotSupported` if it names none of the site's."""
    row = ROWS[task.kind]
    base = site.base(row.product)
    if row.file and task.links:  # a restore has none
        return httpx.URL(f"{base}{path_of(task.ref)}{row.file}")
    for link in (*task.links, *_LINK.findall(task.message or "")):
        if (path := site.below(link, row.product)) and path.startswith(_PLACE):
            wiki = "/wiki" if row.product == "confluence" else ""
            return httpx.URL(f"{base}{wiki}{path}")
    told = "it has not ended" if not task.is_final else "it names no file of this site"
    raise NotSupported(f"there is nothing to download: {told}", task=task)


def transfer(link: httpx.URL, to: Path, *, overwrite: bool) -> Steps[Path]:
    """Bring the file down and return where it is; nothing of it stays if that fails."""
    target = _Target(to, overwrite)
    part: _Part | None = None
    failures = 0
    try:
        while True:
            try:
                head = yield from _opened(link, {} if part is None else part.missing())
                part = part or _Part(target.named(head, link))
                part.begin(head)
                while piece := (yield Piece()):
                    part.write(piece)
                    if head.status == HTTPStatus.PARTIAL_CONTENT:  # it gets further
                        failures = 0
                return part.finish(target)
            except (ApiError, ConnectionFailed) as error:
                failures += 1
                is_hopeless = isinstance(error, UnexpectedResponse) or not is_transient(error)
                demanded = (error.retry_after if isinstance(error, ApiError) else None) or 0.0
                is_far = demanded > _LONGEST_PAUSE
                if failures > _TRIES or is_hopeless or is_far or (part and not part.etag):
                    raise
                yield Pause(max(demanded, min(2.0**failures, _LONGEST_PAUSE)))
    finally:
        if part is not None:
            part.drop()


def _opened(link: httpx.URL, headers: Mapping[str, str]) -> Steps[Head]:
    """Ask for the file, wherever it is; credentials go to the site only."""
    url = link
    for hop in range(_MOST_HOPS + 1):
        head: Head = yield Open(url, headers, is_signed=hop == 0)
        if head.status < HTTPStatus.MULTIPLE_CHOICES:
            return head
        try:
            url = url.join(head.headers.get("location") or "nowhere:")
            url.host.encode("idna")  # as a resolver does
        except (httpx.InvalidURL, ValueError):
            break
        if url.scheme != "https":
            break
    raise UnexpectedResponse(
        "the file is not where the task says: a redirect leads nowhere, away from https or on "
        "and on",
        status_code=head.status,
    )


class _Target:
    """Under which name the file is to be kept."""

    def __init__(self, to: Path, overwrite: bool) -> None:
        self._to = to
        self._overwrite = overwrite
        folder = to if to.is_dir() else to.parent
        if not folder.is_dir():
            raise ConfigurationError(f"there is no folder {folder} to download to")
        if not to.is_dir():
            self.check(to)

    def named(self, head: Head, link: httpx.URL) -> Path:
        """Return the name that was given, or in a folder the server's."""
        told = self._to / _name(head.headers, link) if self._to.is_dir() else self._to
        self.check(told)
        return told

    def check(self, path: Path) -> None:
        """Raise `ConfigurationError` if there is a file that should stay."""
        if path.is_dir() or (path.exists() and not self._overwrite):
            raise ConfigurationError(f"{path} is there already: name another, or overwrite it")


def _name(headers: httpx.Headers, link: httpx.URL) -> str:
    """Make a file name of what the server says, or of the address: never a path."""
    told = Message()
    told["content-disposition"] = headers.get("content-disposition", "")
    given = told.get_filename() or link.path.rpartition("/")[2]
    name = _UNSAFE.sub("_", re.split(r"[\\/]", given)[-1])
    if len(name.encode()) > _LONGEST_NAME:
        stem, ending = os.path.splitext(name)  # noqa: PTH122 - it is no path
        ending = _cut(ending, _LONGEST_ENDING)
        name = _cut(stem, _LONGEST_NAME - len(ending.encode())) + ending
    if not name.strip("._"):
        return "download"
    return f"_{name}" if _DEVICES.match(name) else name


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")


class _Part:
    """The file as far as it is there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._there = path.with_name(f"{path.name}.part")
        self._there.unlink(missing_ok=True)  # of a download that was killed
        self._file = self._there.open("xb")
        self._ours = os.fstat(self._file.fileno())
        self._size = 0
        self._whole: int | None = None  # where an answer that goes on tells
        self.etag = ""

    def missing(self) -> Mapping[str, str]:
        """Ask for the rest only, if it is still the same file."""
        if not self._size:
            return {}
        return {"Range": f"bytes={self._size}-", "If-Range": self.etag}

    def begin(self, head: Head) -> None:
        """Take in an answer's head: it goes on where we are, or begins anew."""
        headers = head.headers
        if head.status == HTTPStatus.PARTIAL_CONTENT and self._size:
            rest = _REST.fullmatch(headers.get("content-range", ""))
            is_same = headers.get("etag", self.etag) == self.etag
            if rest is None or int(rest[1]) != self._size or not is_same:
                told = "the file goes on elsewhere, or it is another one"
                raise UnexpectedResponse(told, status_code=head.status)
            self._whole = None if rest[2] == "*" else int(rest[2])
            return
        is_page = headers.get("content-type", "").lower().startswith("text/html")
        if head.status != HTTPStatus.OK or (is_page and "content-disposition" not in headers):
            told = "a web page, such as a login page" if is_page else "no file"
            raise UnexpectedResponse(f"the answer is {told}", status_code=head.status)
        self._file.seek(0)
        self._file.truncate()
        self._size, self._whole = 0, None
        etag = headers.get("etag", "")
        is_plain = "content-encoding" not in headers
        self.etag = etag if etag.startswith('"') and is_plain else ""  # a weak one promises nothing

    def write(self, piece: bytes) -> None:
        self._file.write(piece)
        self._size += len(piece)

    def finish(self, target: _Target) -> Path:
        """Give it its name; raises `ConnectionFailed` if there is more to it."""
        if self._whole not in (None, self._size):
            told = f"the file broke off: {self._size:,} of {self._whole:,} bytes came"
            raise ConnectionFailed(told)
        self._file.flush()
        if not self._is_ours():
            raise ConfigurationError(f"another download to {self._path} has begun since")
        target.check(self._path)  # there may be one since
        self._file.close()
        self._there.replace(self._path)
        return self._path

    def drop(self) -> None:
        """Leave nothing of ours, unless it has its name."""
        with suppress(OSError):  # of a full disk, once more
            self._file.close()
        if self._is_ours():
            self._there.unlink()

    def _is_ours(self) -> bool:
        """Whether nobody else has begun the same file anew."""
        try:
            return os.path.samestat(self._ours, self._there.stat())
        except FileNotFoundError:
            return False


def bring(connection: Connection, clock: Clock, task: Task, steps: Steps[Path]) -> Path:
    """Perform the steps in the caller's thread."""
    http = connection.unguarded(SteadyClient, ROWS[task.kind].product)
    exchange = exchanging(None, was_sent=False)  # each piece may take a request's time
    response = httpx.Response(HTTPStatus.OK)
    pieces: Iterator[bytes] = iter(())
    told: object = None
    try:
        step = next(steps)
        while True:
            try:
                match step:
                    case Open():
                        response.close()
                        response = http.send(_request(http, step, exchange.hear), **_sent(step))
                        pieces = response.iter_bytes()
                        told = _head(response, next(pieces, b"") if response.is_error else b"")
                    case Piece():
                        told = next(pieces, b"")
                    case Pause(seconds):
                        clock.sleep(seconds)
            except BaseException as error:
                step = steps.throw(_known(error))
            else:
                step = steps.send(told)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    except AtlassianTasksError as error:
        error.ref, error.task = task.ref, task
        raise
    finally:
        steps.close()  # where a stop struck between them
        response.close()
        exchange.drop()
        if connection.owns_transport:
            http.close()


async def abring(connection: Connection, clock: Clock, task: Task, steps: Steps[Path]) -> Path:
    """Perform the steps in the caller's task; what is read is written at once, in its thread."""
    http = connection.unguarded(UnledAsyncClient, ROWS[task.kind].product)
    response = httpx.Response(HTTPStatus.OK, stream=httpx.AsyncByteStream())
    pieces = response.aiter_bytes()
    told: object = None
    try:
        step = next(steps)
        while True:
            try:
                match step:
                    case Open():
                        await response.aclose()
                        response = await http.send(_request(http, step), **_sent(step))
                        pieces = response.aiter_bytes()
                        told = _head(
                            response, await anext(pieces, b"") if response.is_error else b""
                        )
                    case Piece():
                        told = await anext(pieces, b"")
                    case Pause(seconds):
                        await clock.sleep(seconds)
            except BaseException as error:
                step = steps.throw(_known(error))
            else:
                step = steps.send(told)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    except AtlassianTasksError as error:
        error.ref, error.task = task.ref, task
        raise
    finally:
        steps.close()
        with anyio.CancelScope(shield=True):
            await response.aclose()
            if connection.owns_transport:
                await http.aclose()


def _request(http: httpx.Client | httpx.AsyncClient, step: Open, hear: Any = None) -> httpx.Request:
    headers = {"Accept": "*/*", "Accept-Encoding": "identity", **step.headers}
    extensions = {"trace": hear} if hear else {}
    return http.build_request("GET", step.url, headers=headers, extensions=extensions)


def _sent(step: Open) -> dict[str, Any]:
    return {"stream": True} if step.is_signed else {"stream": True, "auth": None}


def _head(response: httpx.Response, refusal: bytes) -> Head:
    """Return what an answer says of itself; raises the error that a refusal is."""
    code, url = response.status_code, str(response.request.url)
    if response.is_error and (error := judge(code, response.headers, refusal, url=url)):
        raise error
    return Head(code, response.headers)


def _known(error: BaseException) -> BaseException:
    """Return the error to raise, for httpx's one of ours."""
    if not isinstance(error, httpx.HTTPError | httpx.StreamError):
        return error
    broken = ConnectionFailed(f"the file broke off: {str(error) or type(error).__name__}")
    broken.__cause__ = error
    return broken
