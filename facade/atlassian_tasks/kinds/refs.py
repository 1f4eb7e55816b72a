"""Which task: its kind and its id, in text, an address, or whatever an operation answered.

The shapes are Atlassian's: a `Location`, a body that is a task or names one, a bare URL, a link
without /wiki, or nothing at all. Responses are known by their looks, not by their types. That
there is nothing to wait for is said only where it is known: who believes it loses the task.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple, NoReturn
from urllib.parse import urlencode

from attrs import field, frozen

from atlassian_tasks.errors import (
    ApiError,
    InvalidRef,
    NoTaskStarted,
    NotSupported,
    UnexpectedResponse,
)

from . import ROWS, Kind
from .addresses import (
    CURRENT,
    LONGEST_ADDRESS,
    Place,
    brief,
    checked_id,
    checked_kind,
    parse_address,
)
from .handover import Handover
from .refusals import in_the_way, judge, words_in
from .values import mapping, text

_ANOTHER = f",\\s*({'|'.join(Kind)}):"  # an id may have a comma
_NAME_KIND = "say which with kind= (in the shell: ref - --kind KIND), one of " + ", ".join(Kind)
# Which request starts what, where its answer has an id and no address: the longest that fits.
_STARTERS = sorted(((row.starters, kind) for kind, row in ROWS.items()), key=lambda it: -len(it[0]))
# Families without a kind: by what was asked or where the answer points, or by fields of theirs.
_FAMILIES = (
    ("Jira Data Center's anonymization of users", r"/user/anonymization|Anonymiz", ""),
    (
        "Confluence's v2 API (space roles and others)",
        "/wiki/api/v2/(?!space-permissions/transition/)",
        "",
    ),
    ("Customer Service Management", "/(jsm|gateway/api)/csm/|customer-service-management", ""),
)
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
_DONE = (None, 200, 201, 204)  # None: a decoded body
_LISTED = (200, 201)  # with which a list without a sign of a task is the answer itself
_MAY_LACK_ITS_ID = "/bulk/issues/"
_UPDATED_SCHEME = r"/priorityscheme/[^/?#]+/?([?#]|$)"  # 202, also without a task
_CREATED_SCHEME = r"/priorityscheme/?([?#]|$)"  # 201 has the scheme's own id
_REFUSALS = {"errorMessages", "statusCode", "message"}  # in an answer without a task


@frozen
class TaskRef:
    """The name of a task. `str(ref)` is "jira:10641", and `parse` reads that back.

    - `kind`: which of the `Kind`s, here jira.
    - `id`: its id among those of that kind, here 10641.
    """

    kind: Kind = field(converter=checked_kind)
    id: str = field(converter=checked_id)

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> TaskRef:
        """Read "kind:id" or the address of a task; raises `InvalidRef` and says what to write.

        >>> TaskRef.parse("https://acme.atlassian.net/rest/api/3/task/10641")
        TaskRef(kind=<Kind.JIRA: 'jira'>, id='10641')
        """
        if not isinstance(text, str):
            raise InvalidRef(
                f"a task is named by text, not {type(text).__name__}; say 'jira:10641'"
            )
        if "/" in text:
            return cls(*parse_address(text)[0])
        if "," in text and (":" not in text or re.search(_ANOTHER, text)):
            raise InvalidRef(
                f"{brief(text)} is to name one task, without commas; give each by itself"
            )
        kind, colon, task_id = text.strip().partition(":")
        if not colon:
            named = kind if re.fullmatch(r"\d{1,20}|[0-9a-f-]{36}", kind) else "ID"
            raise InvalidRef(
                f"{brief(text)} does not say what kind of task it is; write one of "
                + ", ".join(f"{kind}:{named}" for kind in Kind)
            )
        return cls(kind, task_id)

    @classmethod
    def from_response(cls, response: object, *, kind: str | None = None) -> TaskRef:
        """Find the task that an operation started in whatever its client got back.

        `response` is an `httpx.Response` or a `requests.Response`, the generated client's
        `Response`, anything with status, headers and text; a decoded body; or a URL or `Location`
        value. `kind` decides where none of these can, and wins where they do; an `id` beside it
        is the task's.

        Raises `NoTaskStarted` if it is known that there is nothing to wait for, `InvalidRef` if
        `kind` is needed, `NotSupported` for a family without a kind, `UnexpectedResponse` if a
        task may be running that the answer does not name, and the matching `ApiError` for a
        refusal.
        """
        known = None if kind is None else checked_kind(kind)
        place = _place_of(response, known)
        return cls(known or place.kind, place.id)


def path_of(ref: TaskRef) -> str:
    """Where a task stands below its site's base."""
    row = ROWS[ref.kind]
    if row.query:
        return row.root if ref.id == CURRENT else f"{row.root}?{urlencode({row.query: ref.id})}"
    return f"{row.root}/{ref.id}"


def _place_of(response: object, kind: Kind | None) -> Place:
    """Find the started task in whatever a client got back; `kind` is what was given."""
    entries = response if isinstance(response, list) else []
    if isinstance(response, dict) or any(isinstance(entry, dict | int) for entry in entries):
        return _in_decoded(Told(response, kind))
    if kind and type(response) is int:  # an entry of a list
        return Told(response, kind).place()
    if not isinstance(response, str):
        return _in_response(response, kind)
    if response.strip()[:1] in ("{", "[", '"', "<"):
        return _in_decoded(Told(Handover(200, {}, response.encode(errors="replace")).json, kind))
    return Told(response, kind).place()


def _in_decoded(told: Told) -> Place:
    """Find the task in a body whose status is not known; it may be that of a refusal."""
    try:
        return told.place()
    except NoTaskStarted:
        if not told.is_refusal:
            raise
    words = tuple(words_in(told.body))
    raise ApiError(f"this answer is a refusal: {'; '.join(words)}", messages=words)


def _in_response(response: Any, kind: Kind | None) -> Place:
    # Redirects that the other client followed come first: only they still have the `Location`.
    steps = (*(getattr(response, "history", None) or ()), response)
    answers = [answer for answer in map(Handover.of, steps) if answer]
    if not answers:
        raise InvalidRef(f"{type(response).__name__} is no response, decoded body or address")
    for answer in answers:
        if answer.status >= HTTPStatus.BAD_REQUEST:
            continue
        location = answer.headers.get("location")
        if place := _in_addresses([location], answer.asked) or _in_asked(answer):
            return place
    last = answers[-1]
    error = judge(last.status, last.headers, last.body or b"", url=last.asked)
    if error is not None and last.status != HTTPStatus.SEE_OTHER:
        # By the address that was asked, it may have been followed by who kept no history.
        place = in_the_way(error, last.body or b"", last.asked) or _in_addresses([last.asked], "")
        error.ref = TaskRef(*place) if place else None
        raise error
    location = last.headers.get("location", "")
    return Told(last.json, kind, last.status, answers[0].asked, location).place()


def _in_asked(answer: Handover) -> Place | None:
    """Read the address that was asked; where tasks are started beside it, the body knows better."""
    place = _in_addresses([answer.asked], answer.asked)
    row = ROWS[place.kind] if place else None
    if row and row.no_ids and Told(answer.json, None).shows(*row.fields):
        return None
    return place


def _in_addresses(
    addresses: Iterable[object], asked: str, is_cloud: bool | None = None
) -> Place | None:
    """Read the first address of a task; others, as of a thing just created, do not count."""
    for address in addresses:
        try:
            if isinstance(address, str):
                place, _ = parse_address(address, asked=asked, is_cloud=is_cloud)
                if place.id != CURRENT:  # which may still be the one before
                    return place
        except InvalidRef:
            continue
    return None


class Told(NamedTuple):
    """A decoded body, and what is known of how it came; `status` is None if that is not."""

    value: Any
    kind: Kind | None
    status: int | None = None
    asked: str = ""
    location: str = ""

    def place(self) -> Place:
        """Return the task; raises what `TaskRef.from_response` does."""
        if isinstance(self.value, list) and (entries := self._several()):
            return self._replace(value=entries[0]).place()
        is_id = type(self.value) is int and self._is_named_by(self.value)
        if isinstance(self.value, str) or is_id or (self.kind and text(self.value)):
            return self._named((text(self.value) or "").strip())
        if not isinstance(self.value, dict | None):
            self._refuse_family()
        is_list = isinstance(self.value, list) and self.status in _LISTED
        if not is_list and not isinstance(self.value, dict | None):
            raise UnexpectedResponse(
                "the answer is neither an object nor text; whether it started a task is not known",
                status_code=self.status,
            )
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

    def _by_address(self) -> Place | None:
        found = self._task
        links, more = mapping(found.get("links")), mapping(found.get("_links"))
        places = [found.get("self"), links.get("status"), more.get("self"), found.get("task")]
        places += [found.get(name) for name in (*_DATA_CENTERS, *_LINKS)]
        is_cloud = False if self.shows(*_DATA_CENTERS) else self.shows("ari") or None
        asked = self.asked or f"{text(more.get('base')) or ''}/"
        return _in_addresses(places, asked, is_cloud)

    def _by_id(self) -> Place | None:
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

    def _named(self, value: str, kind: Kind | None = None) -> Place:
        """Read an address, or an id whose kind was given or follows from the answer or request."""
        if not value:
            self._none()
        kind = self.kind or kind
        if place := _in_addresses([value], self.asked):
            return place
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
        return Place(kind, checked_id(value))

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
        for family, path, name in _FAMILIES:
            if (name and all(map(self.shows, name.split()))) or any(
                re.search(path, place) for place in places
            ):
                raise NotSupported(
                    f"a task may be running, but those of {family} have no kind here yet"
                )
