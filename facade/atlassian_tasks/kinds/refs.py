"""Which task: its kind and its id, as people and servers write them down, or as an address."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Iterable
from urllib.parse import parse_qs, urlencode

from attrs import field, frozen

from atlassian_tasks.errors import InvalidRef

from . import ROWS, Kind

GATEWAY = "api.atlassian.com"
LONGEST_ADDRESS = 2000  # characters; servers say more, and it would cost time to read
# As people write them: a missing /rest is forgiven, of version 2 also /wiki; latest is version 3.
_FORGIVEN = {
    kind: row.root.replace("/rest", "(?:/rest)?")
    .replace("/3/", "/(?:3|latest)/")
    .replace("/wiki/api", "(?:/wiki)?/api")
    + (f"(?!/(?:{row.no_ids})(?:/|$))" if row.no_ids else "")
    for kind, row in ROWS.items()
}
_PATH = "(?P<base>.*?){}/(?P<id>[^/]*)(?:/status|/result)?/?"
_BEFORE_QUERY = "(?P<base>.*?)(?:{}|{})/?"
_ADDRESS = (
    r"(?i:https?://(?P<host>[^/?#]+))?(?P<path>/(?!/)[^?#]*)(?:\?(?P<query>[^#]*))?(?:[?#].*)?"
)
CURRENT = "current"  # instead of an id: the one that runs, or else the latest
_LONGEST_ID = 500
_UNSAFE_ID = r"[/?#%\s]"
_short = reprlib.Repr()
_short.maxstring = _short.maxother = 120
_ANOTHER = f",\\s*({'|'.join(Kind)}):"  # an id may have a comma


def brief(value: object) -> str:
    """Quote what somebody gave, never at length."""
    try:
        return _short.repr(value)
    except ValueError:
        return "a number of thousands of digits"


def checked_id(value: object) -> str:
    """Read an id, a number too; raises `InvalidRef`."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise InvalidRef(f"a task id is text, not {type(value).__name__}")
    is_safe = 0 < len(value) <= _LONGEST_ID and value not in (".", "..") and value.isprintable()
    if not is_safe or re.search(_UNSAFE_ID, value):
        raise InvalidRef(
            f"{brief(value)} is not a task id: it is empty, too long, or has characters "
            "that ids never have"
        )
    return value


def checked_kind(value: object) -> Kind:
    """Read a kind; raises `InvalidRef`, which names all of them."""
    try:
        return Kind(str(value))
    except ValueError:
        from difflib import get_close_matches  # for mistakes only

        close = get_close_matches(str(value).lower(), [*Kind], n=1)
        meant = f"did you mean {close[0]}? There" if close else "there"
        told = f"{brief(value)} is not a kind of task; {meant} are: {', '.join(Kind)}"
        raise InvalidRef(told) from None


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
            return parse_address(text)[0]
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
        from .handover import started_by  # which reads answers, and needs refs for that

        return started_by(response, None if kind is None else checked_kind(kind))


def path_of(ref: TaskRef) -> str:
    """Where a task stands below its site's base."""
    row = ROWS[ref.kind]
    if row.query:
        return row.root if ref.id == CURRENT else f"{row.root}?{urlencode({row.query: ref.id})}"
    return f"{row.root}/{ref.id}"


def parse_address(
    text: str, *, asked: str = "", is_cloud: bool | None = None
) -> tuple[TaskRef, str | None]:
    """Split the URL or absolute path of a task into its ref and the base it stands on.

    The base is host and leading path ("acme.atlassian.net/context"), None for a bare path.
    `asked` is the URL whose answer named the task: some leave out host and /wiki. `is_cloud` says
    whose long tasks these are; None leaves that to the hosts, and else to the path.
    """
    address = _address(text)
    where = address["path"] if address else ""
    query = (address and address["query"]) or ""
    kinds = (kind for kind in _FORGIVEN if is_cloud is not False or kind is not Kind.CONFLUENCE)
    places = ((kind, _found(kind, where, query)) for kind in kinds)  # /wiki may be a context path
    kind, found = next(((kind, found) for kind, found in places if found), (None, None))
    if not address or not kind or not found:
        raise InvalidRef(
            f"{brief(_without_secrets(text))} is not the address of a task, such as "
            "https://SITE.atlassian.net/rest/api/3/task/10641"
        )
    base, task_id = found
    host = address["host"]
    if kind is Kind.CONFLUENCE_DC:
        if is_cloud is None:
            is_cloud = _is_of_cloud(host, base, asked)
        kind = Kind.CONFLUENCE if is_cloud else kind
    return TaskRef(kind, task_id), None if host is None else host + base


def first_ref(
    addresses: Iterable[object], asked: str = "", is_cloud: bool | None = None
) -> TaskRef | None:
    """Read the first address of a task; others, as of a thing just created, do not count."""
    for address in addresses:
        try:
            if isinstance(address, str):
                ref, _ = parse_address(address, asked=asked, is_cloud=is_cloud)
                if ref.id != CURRENT:  # which may still be the one before
                    return ref
        except InvalidRef:
            continue
    return None


def _found(kind: Kind, path: str, query: str) -> tuple[str, str] | None:
    """Split a path of this kind's tasks into what is before it and the id."""
    row = ROWS[kind]
    if not row.query:
        found = re.fullmatch(_PATH.format(_FORGIVEN[kind]), path)
        return (found["base"], found["id"]) if found else None
    found = re.fullmatch(_BEFORE_QUERY.format(_FORGIVEN[kind], row.pages), path)
    named = parse_qs(query).get(row.query, [])
    if found and (named or re.fullmatch(f".*{_FORGIVEN[kind]}/?", path)):
        return found["base"], named[0] if named else CURRENT
    return None


def _address(text: str) -> re.Match[str] | None:
    stripped = text.strip()
    return re.fullmatch(_ADDRESS, stripped) if len(stripped) <= LONGEST_ADDRESS else None


def _is_of_cloud(host: str | None, context: str, asked: str) -> bool:
    """Guess by the host of a long task without /wiki, or of the request that started it."""
    where = _address(asked)
    known = host or (where and where["host"])
    if "/wiki/" in asked or known:
        return "/wiki/" in asked or is_cloud_host(known or "")
    return context == "" or context.startswith("/ex/")  # the gateway's


def _without_secrets(address: str) -> str:
    return re.split("[?#]", address.rpartition("@")[2], maxsplit=1)[0]


def is_cloud_host(host: str) -> bool:
    """Whether a host name (a port is ignored) is Atlassian's cloud or its OAuth gateway."""
    name = host.rpartition("@")[2].partition(":")[0].removesuffix(".").lower()
    return name == GATEWAY or name.endswith(".atlassian.net")
