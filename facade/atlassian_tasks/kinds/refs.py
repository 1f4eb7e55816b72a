"""Which task: its kind and its id. What everything else here is about."""

from __future__ import annotations

import re

from attrs import field, frozen

from atlassian_tasks.errors import InvalidRef

from . import ROWS, Kind
from .addresses import brief, checked_id, checked_kind, parse_address
from .handover import task_of


@frozen
class TaskRef:
    """The name of a task: its kind and its id. `str(ref)` is "jira:10641" and parses back."""

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
        return task_of(response, kind, cls)


def path_of(ref: TaskRef) -> str:
    """Where a task stands below its site's base."""
    return f"{ROWS[ref.kind].root}/{ref.id}"
