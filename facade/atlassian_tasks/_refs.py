"""Which task: its kind and its id, and how people and servers write them down."""

from __future__ import annotations

import re
from enum import StrEnum

from attrs import field, frozen

from .errors import InvalidRef

GATEWAY = "api.atlassian.com"


class Kind(StrEnum):
    """Which family of tasks, and so which endpoint. More may come."""

    JIRA = "jira"
    JIRA_V2 = "jira-v2"
    JIRA_BULK = "jira-bulk"
    JIRA_REDACTION = "jira-redaction"
    CONFLUENCE = "confluence"
    CONFLUENCE_DC = "confluence-dc"


# Where the tasks of each kind stand, below a base.
_ROOTS = {
    Kind.JIRA: "/rest/api/3/task",
    Kind.JIRA_V2: "/rest/api/2/task",
    Kind.JIRA_BULK: "/rest/api/3/bulk/queue",
    Kind.JIRA_REDACTION: "/rest/api/3/redact/status",
    Kind.CONFLUENCE: "/wiki/rest/api/longtask",
    Kind.CONFLUENCE_DC: "/rest/api/longtask",
}
# As people write them: a missing /rest is forgiven, and latest is version 3.
_FORGIVEN = {
    kind: root.replace("/rest", "(?:/rest)?").replace("/3/", "/(?:3|latest)/")
    for kind, root in _ROOTS.items()
}
_PATH = "(?P<base>.*?){}/(?P<id>[^/]*)(?:/status|/result)?/?"
_ADDRESS = r"(?i:https?://(?P<host>[^/?#]+))?(?P<path>/(?!/)[^?#]*)(?:[?#].*)?"
_LONGEST_ID = 500
_UNSAFE_ID = r"[\x00-\x20\x7f-\xa0\ud800-\udfff/?#%\s]"


def _checked_id(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise InvalidRef(f"a task id is text, not {type(value).__name__}")
    if value in ("", ".", "..") or len(value) > _LONGEST_ID or re.search(_UNSAFE_ID, value):
        raise InvalidRef(
            f"{value[:_LONGEST_ID]!r} is not a task id: it is empty, too long, or has characters "
            "that ids never have"
        )
    return value


def _checked_kind(value: object) -> Kind:
    try:
        return Kind(str(value))
    except ValueError:
        raise InvalidRef(f"{value!r} is not a kind of task; there are: {', '.join(Kind)}") from None


@frozen
class TaskRef:
    """The name of a task: its kind and its id. `str(ref)` is "jira:10641" and parses back."""

    kind: Kind = field(converter=_checked_kind)
    id: str = field(converter=_checked_id)

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
        kind, colon, task_id = text.strip().partition(":")
        if not colon:
            named = text.strip() if re.fullmatch(r"\s*(\d+|[0-9a-f-]{36})\s*", text) else "ID"
            raise InvalidRef(
                f"{text!r} does not say what kind of task it is; write one of "
                + ", ".join(f"{kind}:{named}" for kind in Kind)
            )
        return cls(kind, task_id)

    @classmethod
    def from_response(cls, response: object, *, kind: str | None = None) -> TaskRef:
        """Find the task that an operation started in whatever its client got back.

        `response` is an `httpx.Response` or a `requests.Response`, the generated client's
        `Response`, anything with status, headers and text; a decoded body; or a URL or `Location`
        value. `kind` decides where none of these can, and wins where they do.

        Raises `NoTaskStarted` if there is nothing to wait for, `InvalidRef` if `kind` is needed,
        `NotSupported` for a family without a kind, and the matching `ApiError` for a refusal.
        """
        from ._handover import task_of  # circular: it makes refs

        return task_of(response, kind)


def path_of(ref: TaskRef) -> str:
    """Where a task stands below its site's base."""
    return f"{_ROOTS[ref.kind]}/{ref.id}"


def parse_address(text: str, *, asked: str = "") -> tuple[TaskRef, str | None]:
    """Split the URL or absolute path of a task into its ref and the base it stands on.

    The base is host and leading path ("acme.atlassian.net/context"), None for a bare path.
    `asked` is the URL whose answer named the task: some leave out host and /wiki.
    """
    address = re.fullmatch(_ADDRESS, text.strip())
    where = address["path"] if address else ""
    paths = ((kind, re.fullmatch(_PATH.format(place), where)) for kind, place in _FORGIVEN.items())
    kind, path = next(((kind, found) for kind, found in paths if found), (None, None))
    if not address or not kind or not path:
        raise InvalidRef(
            f"{_without_secrets(text)[:200]!r} is not the address of a task, such as "
            "https://SITE.atlassian.net/rest/api/3/task/10641"
        )
    host = address["host"]
    if kind is Kind.CONFLUENCE_DC:
        known = host or (re.fullmatch(_ADDRESS, asked) or {"host": None})["host"]
        if "/wiki/" in asked or known is None or is_cloud_host(known):
            kind = Kind.CONFLUENCE
    return TaskRef(kind, path["id"]), None if host is None else host + path["base"]


def _without_secrets(address: str) -> str:
    return re.sub(r"(?s)(?<=//).*@|^[^/]*@|[?#].*", "", address)


def is_cloud_host(host: str) -> bool:
    """Whether a host name (a port is ignored) is Atlassian's cloud or its OAuth gateway."""
    name = host.rpartition("@")[2].partition(":")[0].lower()
    return name == GATEWAY or name.endswith(".atlassian.net")
