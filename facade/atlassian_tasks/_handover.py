"""From whatever an operation answered to the task it started.

The shapes are Atlassian's: a `Location`, a body that is a task or names one, a bare URL, a link
without /wiki, or nothing at all. Responses are known by their looks, not by their types.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from attrs import frozen

from ._answers import judge, words_of
from ._refs import Kind, TaskRef, parse_address
from ._values import mapping, text
from .errors import ApiError, InvalidRef, NoTaskStarted, NotSupported, UnexpectedResponse

_NAME_KIND = "; say which with kind= (in the shell --kind), one of " + ", ".join(Kind)
# Which request starts what, where its answer has an id and no address. The first that fits.
_STARTERS = (
    (r"/rest/api/(3|latest)/bulk/issues/", Kind.JIRA_BULK),
    (r"/rest/api/(3|latest)/redact(?!/)", Kind.JIRA_REDACTION),
    (r"/rest/api/2/", Kind.JIRA_V2),
    (r"/rest/api/(3|latest)/", Kind.JIRA),
    (r"/wiki/rest/api/", Kind.CONFLUENCE),
    (r"/rest/api/", Kind.CONFLUENCE_DC),
)
_OF_TASKS = {"links", "progress", "percentageComplete", "statusPath"}  # beside an id
_LONGEST = 2000  # characters of an address
_REFUSALS = {"errorMessages", "statusCode", "message"}  # in an answer without a task
_V2_TASK = "tasks of Confluence's v2 API have no kind here yet"


@frozen
class Handover:
    """A response by its looks: what was asked, and what came back; `body` is None if unread."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None
    asked: str = ""

    @classmethod
    def of(cls, response: Any) -> Handover | None:
        """Read a response of any client; None if it does not look like one."""
        status = getattr(response, "status_code", getattr(response, "status", None))
        headers: Any = getattr(response, "headers", None)
        if not isinstance(status, int) or not hasattr(headers, "items"):
            return None
        named = {str(name).lower(): str(value) for name, value in headers.items()}
        return cls(int(status), named, _body(response), _asked(response))

    @property
    def json(self) -> Any:
        """The decoded body, None if it is empty; raises `UnexpectedResponse` for a web page."""
        if self.body is None:
            raise InvalidRef("the response's body is not read yet; read it, or pass it decoded")
        try:
            return json.loads(self.body) if self.body.strip() else None
        except (ValueError, RecursionError) as error:
            raise UnexpectedResponse(
                "the answer is no JSON; whether it started a task is not known",
                status_code=self.status,
            ) from error


def _body(response: Any) -> bytes | None:
    for name in ("content", "text", "data"):
        try:
            found = getattr(response, name, None)
        except (RuntimeError, OSError):  # httpx: streamed and not read; requests: broken off
            return None
        if isinstance(found, bytes | str):
            return found.encode(errors="replace") if isinstance(found, str) else found
    return None


def _asked(response: Any) -> str:
    for holder in (response, getattr(response, "_request", None)):
        try:
            if url := getattr(holder, "url", None):
                return str(url)
        except RuntimeError:  # httpx: made without a request
            continue
    return ""


def task_of(response: object, kind: str | None) -> TaskRef:
    """Find the started task; see `TaskRef.from_response`."""
    forced = None if kind is None else TaskRef(kind, "any").kind
    match response:
        case str() if response.strip()[:1] in ("{", "[", '"', "<"):
            body = Handover(200, {}, response.encode(errors="replace")).json
            return task_of(body, kind) if isinstance(body, dict) else _in_body(body, "", forced)
        case str():
            ref = _in_text(response.strip(), "", forced)
        case dict():
            ref = _in_decoded(response, forced)
        case _:
            ref = _in_response(response, forced)
    return ref if forced is None else TaskRef(forced, ref.id)


def _in_decoded(body: dict[str, Any], kind: Kind | None) -> TaskRef:
    """Find the task in a body whose status is not known; it may be that of a refusal."""
    try:
        return _in_body(body, "", kind)
    except NoTaskStarted:
        if _REFUSALS.isdisjoint(body) and not body.get("errors"):
            raise
    words = tuple(words_of(json.dumps(body, default=str).encode()))
    raise ApiError(f"this answer is a refusal: {'; '.join(words)}", messages=words)


def _in_response(response: Any, kind: Kind | None) -> TaskRef:
    # Redirects that the other client followed come first: only they still have the `Location`.
    steps = (*(getattr(response, "history", None) or ()), response)
    answers = [answer for answer in map(Handover.of, steps) if answer]
    if not answers:
        raise InvalidRef(f"{type(response).__name__} is no response, decoded body or address")
    for answer in answers:
        if answer.status >= HTTPStatus.BAD_REQUEST:
            continue
        if ref := _in_addresses([answer.headers.get("location"), answer.asked], answer.asked):
            return ref
    last = answers[-1]
    is_see_other = last.status == HTTPStatus.SEE_OTHER
    error = judge(last.status, last.headers, last.body or b"", url=last.asked)
    if error is not None and not is_see_other:
        error.ref = error.ref or _in_addresses([last.asked], "")  # followed by who kept no history
        raise error
    try:
        return _in_body(last.json, answers[0].asked, kind)
    except NoTaskStarted:
        if is_see_other:
            raise UnexpectedResponse(
                "the server answered 303 See Other, but not where the task is",
                status_code=last.status,
            ) from None
        raise


def _in_addresses(addresses: Iterable[object], asked: str) -> TaskRef | None:
    """Read the first address of a task; others, as of a thing just created, do not count."""
    for address in addresses:
        try:
            if isinstance(address, str):
                return parse_address(address, asked=asked)[0]
        except InvalidRef:
            continue
    return None


def _in_body(body: Any, asked: str, kind: Kind | None) -> TaskRef:
    if isinstance(body, str):
        return _in_text(body.strip(), asked, kind)
    if not isinstance(body, dict | None):
        raise UnexpectedResponse(
            "the answer is neither an object nor text; whether it started a task is not known"
        )
    found = mapping(body)
    found = mapping(found.get("task")) or found
    if "statusUrl" in found:
        raise NotSupported(_V2_TASK)
    links = [mapping(found.get("links")).get("status"), mapping(found.get("_links")).get("self")]
    is_data_center = "statusPath" in found  # in its document only
    if ref := _in_addresses([found.get("self"), *links], asked):
        return TaskRef(Kind.CONFLUENCE_DC, ref.id) if is_data_center else ref
    is_task = not found.keys().isdisjoint(_OF_TASKS)
    task_id = found.get("taskId") or (found.get("id") if is_task else None)
    if task_id and not text(task_id):
        raise InvalidRef("the answer names a task, but not by an id")
    return _in_text(text(task_id) or "", asked, kind)


def _in_text(value: str, asked: str, kind: Kind | None) -> TaskRef:
    """Read an address, or an id whose kind was given or follows from the request."""
    if not value:
        raise NoTaskStarted("the operation started no task: there is nothing to wait for")
    if "/transition/tasks/" in value or "/wiki/api/v2/" in asked:
        raise NotSupported(_V2_TASK)
    if len(value) > _LONGEST or any(map(str.isspace, value)):
        raise InvalidRef("the answer is text that names no task")
    if "/" in value:
        return parse_address(value, asked=asked)[0]
    kind = kind or next((known for path, known in _STARTERS if re.search(path, asked)), None)
    if kind is None:
        raise InvalidRef(f"the id {value!r} alone does not tell its kind of task{_NAME_KIND}")
    return TaskRef(kind, value)
