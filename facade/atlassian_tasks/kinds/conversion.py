"""Confluence's conversions of content: which endpoint, and how a body becomes a `Task`.

https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-content-body/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from atlassian_tasks_rest.api.confluence import get_conversion

from atlassian_tasks.model import Status

from . import ROWS, Kind
from .dialect import Answer, Dialect
from .refs import TaskRef
from .values import mapping, text

_WORDS = {
    "QUEUED": Status.ENQUEUED,
    "WORKING": Status.RUNNING,
    "RERUNNING": Status.RUNNING,
    "COMPLETED": Status.COMPLETE,
    "FAILED": Status.FAILED,
}
_BODY = ("value", "representation")


class Conversion(Dialect):
    """Conversions of bodies, also of macros; the result is the body, and is soon gone."""

    def body(self, answer: Answer) -> Mapping[str, Any] | None:
        raw = mapping(answer.raw)
        return raw if _is_done(raw) else super().body(answer)

    def status(self, raw: Mapping[str, Any]) -> Status:
        """Documented is a body or else a status, so a body may come without one."""
        return super().status(raw) if text(raw.get(self.word)) else Status.COMPLETE

    def more(self, ref: TaskRef, raw: Mapping[str, Any], status: Status) -> Mapping[str, Any]:
        return {"result": {name: raw.get(name) for name in _BODY} if _is_done(raw) else None}


def _is_done(raw: Mapping[str, Any]) -> bool:
    return isinstance(raw.get("value"), str)


CONFLUENCE_CONVERSION = Conversion(
    kind=Kind.CONFLUENCE_CONVERSION,
    get=get_conversion,
    by="id",
    noun="conversion: it has neither a status nor a body",
    id="asyncId",  # none is documented
    words=_WORDS,
    fields={"message": "error"},
    lost=f"a conversion is kept for {ROWS[Kind.CONFLUENCE_CONVERSION].kept} after its end, or "
    "until the same one is asked for again without the cache; convert it again",
    longest=60.0,
)
