"""What an answer to a start names: read by its looks, not by its type, whatever client has it.

The shapes are Atlassian's: a `Location`, a body that is a task or names one, a bare URL, a link
without /wiki, or nothing at all. That there is nothing to wait for is said only where it is known:
who believes it loses the task.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple, NoReturn

from atlassian_tasks.errors import (
    ApiError,
    InvalidRef,
    NoTaskStarted,
    NotSupported,
    UnexpectedResponse,
)

from . import ROWS, Kind
from .refs import LONGEST_ADDRESS, TaskRef, brief, first_ref, parse_address
from .refusals import judge, words_in
from .values import mapping, text

_NAME_KIND = "say which with kind= (in the shell: ref - --kind KIND), one of " + ", ".join(Kind)
# Which request starts what, where its answer has an id and no address: the longest that fits.
_STARTERS = sorted(((row.starters, kind) for kind, row in ROWS.items()), key=lambda it: -len(it[0]))
# Families without a kind, by what was asked or where the answer points.
_FAMILIES = {
    "Jira Data Center's anonymization of users": "/user/anonymization|Anonymiz",
    "Confluence's v2 API (space roles and others)": (
        "/wiki/api/v2/(?!space-permissions/transition/)"
    ),
    "Customer Service Management": "/(jsm|gateway/api)/csm/|customer-service-management",
}
_DATA_CENTERS = ROWS[Kind.CONFLUENCE_DC].fields
_FIELDS = {name: kind for kind, row in ROWS.items() for name in row.fields}
_OF_TASKS = {"links", "progress", "percentageComplete", *_FIELDS}  # beside an id
_TASK_IDS = ("taskId", "task_id", "asyncId")
_OTHER_IDS = ("operationId", "requestId")  # where a kind is given, as "id" is
_LINKS = ("progressUrl", "statusUrl")
_SIGNS = tuple(dict.fromkeys((*_TASK_IDS, *_OTHER_IDS, *_LINKS, *_FIELDS)))
_MOST_ENTRIES = 50  # of a list
_WORDS = ("status", "jobStatus")
_RUNNING = frozenset(
    "ENQUEUED QUEUED PENDING STARTED RUNNING RERUNNING IN_PROGRESS WORKING PROCESSING COMPLETING "
    "CANCEL_REQUESTED CANCELLING".split()
)
_NO_REFUSALS = {*range(200, 300), HTTPStatus.SEE_OTHER}
_DONE = (None, 200, 201, 204)  # None: a decoded body
_LISTED = (200, 201)  # with which a list without a sign of a task is the answer itself
_MAY_LACK_ITS_ID = "/bulk/issues/"
_UPDATED_SCHEME = r"/priorityscheme/[^/?#]+/?([?#]|$)"  # 202, also without a task
_CREATED_SCHEME = r"/priorityscheme/?([?#]|$)"  # 201 has the scheme's own id
_REFUSALS = {"errorMessages", "statusCode", "message"}  # in an answer without a task


def started_by(response: object, kind: Kind | None) -> TaskRef:
    """Find the task in whatever a client got back; `kind`, where it is given, is its kind."""
    found = _found(response, kind)
    return TaskRef(kind or found.kind, found.id)


def _found(response: object, kind: Kind | None) -> TaskRef:
    match response:
        case str() if response.strip()[:1] in ("{", "[", '"', "<"):
            response = Handover(200, {}, response.encode(errors="replace")).json
        case str() | dict():
            pass
        case list() if any(isinstance(entry, dict | int) for entry in response):
            pass
        case int() if kind and type(response) is int:  # an entry of a list
            pass
        case _:
            return _in_response(response, kind)
    return _in_decoded(Told(response, kind))


def _in_decoded(told: Told) -> TaskRef:
    """Find the task in a body whose status is not known; it may be that of a refusal."""
    try:
        return told.ref()
    except NoTaskStarted:
        if not told.is_refusal:
            raise
    words = tuple(words_in(told.body))
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
        location = answer.headers.get("location")
        if ref := first_ref([location], answer.asked) or _in_asked(answer):
            return ref
    last = answers[-1]
    if last.status not in _NO_REFUSALS:
        error = judge(last.status, last.headers, last.body or b"", url=last.asked)
        # By the address that was asked, it may have been followed by who kept no history.
        error.ref = error.ref or first_ref([last.asked])
        raise error
    location = last.headers.get("location", "")
    return Told(last.json, kind, last.status, answers[0].asked, location).ref()


def _in_asked(answer: Handover) -> TaskRef | None:
    """Read the address that was asked; where tasks are started beside it, the body knows better."""
    ref = first_ref([answer.asked], answer.asked)
    row = ROWS[ref.kind] if ref else None
    if row and row.no_ids and Told(answer.json, None).shows(*row.fields):
        return None
    return ref


class Told(NamedTuple):
    """A decoded body, and what is known of how it came; `status` is None if that is not."""

    value: Any
    kind: Kind | None
    status: int | None = None
    asked: str = ""
    location: str = ""

    def ref(self) -> TaskRef:
        """Return the task; raises what `TaskRef.from_response` does."""
        if isinstance(self.value, list) and (entries := self._several()):
            return self._replace(value=entries[0]).ref()
        is_id = type(self.value) is int and self._is_named_by(self.value)
        if isinstance(self.value, str) or is_id or (self.kind and text(self.value)):
            return self._named((text(self.value) or "").strip())
        if not isinstance(self.value, dict | None):
            self._refuse_family()
            if not isinstance(self.value, list) or self.status not in _LISTED:
                told = "the answer is neither an object nor text; whether it started a task is not"
                raise UnexpectedResponse(f"{told} known", status_code=self.status)
        return self._by_address() or self._by_id() or self._none()

    def _several(self) -> list[Any]:
        """Return the entry of a list that names a task; raises `InvalidRef` for more than one."""
        entries = [entry for entry in self.value[:_MOST_ENTRIES] if self._is_named_by(entry)]
        if len(entries) > 1:
            raise InvalidRef(
                f"the answer names {len(entries)} tasks, each by an entry of its list: take them "
                "one by one, with from_response(entry, kind=…)"
            )
        return entries

    def _is_named_by(self, entry: object) -> bool:
        fields = mapping(entry)
        if any(fields.get(name) for name in _TASK_IDS):
            return True
        kind = self.kind or self._started()
        return bool(kind and ROWS[kind].names_several and (text(entry) or fields.get("id")))

    @property
    def body(self) -> Mapping[str, object]:
        """The object, in a list the first one."""
        entries = self.value[:_MOST_ENTRIES] if isinstance(self.value, list) else [self.value]
        return mapping(next(filter(None, map(mapping, entries)), None))

    @property
    def is_refusal(self) -> bool:
        """Whether it has what refusals have."""
        return not _REFUSALS.isdisjoint(self.body) or bool(self.body.get("errors"))

    @property
    def _task(self) -> Mapping[str, object]:
        """What may be the task itself."""
        return mapping(self.body.get("task")) or self.body

    def _given(self, name: str) -> object:
        """Return a field of the task or of what is around it, None where it is empty."""
        if name == "requestId" and self.status is None and self.is_refusal:
            return None  # for support, not for waiting
        values = (part.get(name) for part in (self._task, self.body))
        return next((value for value in values if value not in (None, "")), None)

    def shows(self, *names: str) -> bool:
        """Whether any of these fields says something."""
        return any(self._given(name) is not None for name in names)

    def _by_address(self) -> TaskRef | None:
        found = self._task
        links, more = mapping(found.get("links")), mapping(found.get("_links"))
        places = [found.get("self"), links.get("status"), more.get("self"), found.get("task")]
        places += [found.get(name) for name in (*_DATA_CENTERS, *_LINKS)]
        is_cloud = False if self.shows(*_DATA_CENTERS) else self.shows("ari") or None
        asked = self.asked or f"{text(more.get('base')) or ''}/"
        return first_ref(places, asked, is_cloud)

    def _by_id(self) -> TaskRef | None:
        found = self._task
        values = [self._given(name) for name in _TASK_IDS]
        if not found.keys().isdisjoint(_OF_TASKS):
            values.append(found.get("id"))
        if self.kind and not self._is_another_thing():
            values += [found.get("id"), *map(self._given, _OTHER_IDS)]
        value = next((value for value in values if value not in (None, "")), None)
        if value is None:
            return None
        if not (named := text(value)):
            raise InvalidRef("the answer names a task, but not by an id")
        return self._named(
            named, next((_FIELDS[name] for name in _FIELDS if self.shows(name)), None)
        )

    def _is_another_thing(self) -> bool:
        """Whether its id is that of what was just created, by its address or by the request."""
        own = (self._task.get("self"), mapping(self._task.get("_links")).get("self"))
        is_scheme = self.status == HTTPStatus.CREATED and re.search(_CREATED_SCHEME, self.asked)
        return any(own) or bool(is_scheme)

    def _named(self, value: str, kind: Kind | None = None) -> TaskRef:
        """Read an address, or an id whose kind was given or follows from the answer or request."""
        if not value:
            self._none()
        kind = self.kind or kind
        if ref := first_ref([value], self.asked):
            return ref
        if kind is None:
            self._refuse_family(value)
        is_named = bool(self.kind) or any(map(str.isdigit, value))  # as each id without an address
        if len(value) > LONGEST_ADDRESS or any(map(str.isspace, value)) or not is_named:
            raise InvalidRef("the answer is text that names no task")
        if "/" in value:
            parse_address(value, asked=self.asked)  # says what is wrong with it
            raise InvalidRef(
                "the answer is the address of what runs now, which may be another task"
            )
        kind = kind or self._started()
        if kind is None:
            told = f"the id {brief(value)} alone does not tell its kind of task; {_NAME_KIND}"
            raise InvalidRef(told)
        return TaskRef(kind, value)

    def _started(self) -> Kind | None:
        """Return whose tasks the request starts, as far as an id alone would need it."""
        return next((kind for path, kind in _STARTERS if re.search(path, self.asked)), None)

    def _none(self) -> NoReturn:
        """Say that there is nothing to wait for, or what speaks against that."""
        signs = list(self._signs())
        if not signs and self._is_done():
            raise NoTaskStarted("the operation started no task: there is nothing to wait for")
        self._refuse_family()
        seen = f"shows {', '.join(signs)}, but not which task" if signs else "names no task"
        if self.status is None:
            raise InvalidRef(f"the answer {seen}; one may be running: {_NAME_KIND}")
        raise UnexpectedResponse(
            f"the server answered {self.status}, and the answer {seen}: one may be running",
            status_code=self.status,
        )

    def _signs(self) -> Iterator[str]:
        """Yield what tells of a task, though not of which."""
        for name in _SIGNS:
            if self.shows(name):
                yield name
        if text(self.body.get("task")):
            yield "task"
        for name in _WORDS:
            word = text(self._given(name)) or ""
            if re.sub("[ -]", "_", word.upper()) in _RUNNING:
                yield name

    def _is_done(self) -> bool:
        if self.status == HTTPStatus.ACCEPTED:
            return "priorityScheme" in self.body or bool(re.search(_UPDATED_SCHEME, self.asked))
        is_bulk = _MAY_LACK_ITS_ID in self.asked and self.status != HTTPStatus.NO_CONTENT
        return self.status in _DONE and not is_bulk

    def _refuse_family(self, value: str = "") -> None:
        """Raise `NotSupported` for a task of a family without a kind here."""
        links = [text(self._given(name)) or "" for name in _LINKS]
        places = [place[:LONGEST_ADDRESS] for place in (self.asked, self.location, value, *links)]
        for family, path in _FAMILIES.items():
            if any(re.search(path, place) for place in places):
                raise NotSupported(
                    f"a task may be running, but those of {family} have no kind here yet"
                )


class Handover(NamedTuple):
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
