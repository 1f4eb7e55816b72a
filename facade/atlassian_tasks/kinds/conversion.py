"""Confluence's conversions of content: which endpoint, and how a body becomes a `Task`.

https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-content-body/
"""

from __future__ import annotations

from atlassian_tasks_rest.api.confluence import get_conversion

from atlassian_tasks.model import Status, Task

from .dialect import Answer, Call, Dialect
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

    longest = 60.0
    lost = (
        "a conversion is kept for 5 minutes after its end, or until the same one is asked for "
        "again without the cache; convert it again"
    )

    def look(self, task_id: str) -> Call:
        return Call(get_conversion, "confluence", {"id": task_id})

    def read(self, ref: TaskRef, answer: Answer) -> Task:
        raw = mapping(answer.raw)
        word, is_done = text(raw.get("status")), isinstance(raw.get("value"), str)
        if word is None and not is_done:
            raise self.misread(ref, answer, "conversion: it has neither a status nor a body")
        self.check_id(ref, answer, text(raw.get("asyncId")))  # none is documented
        # Documented is a body or else a status, so a body may come without one.
        status = Status.COMPLETE if word is None else _WORDS.get(word, Status.UNKNOWN)
        return Task(
            ref=ref,
            status=status,
            raw_status=word,
            message=text(raw.get("error")),
            result={name: raw.get(name) for name in _BODY} if is_done else None,
            observed=answer.observed,
            raw=raw,
        )


CONFLUENCE_CONVERSION = Conversion()
