"""Confluence's transitions of space permissions to roles: how a body becomes a `Task`.

https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-space-permissions/
"""

from __future__ import annotations

from atlassian_tasks_rest.api.confluence_v2 import get_permission_transition

from atlassian_tasks.model import Status, Task

from .dialect import Answer, Call, Dialect
from .refs import TaskRef
from .values import mapping, text

_WORDS = {
    "IN_PROGRESS": Status.RUNNING,
    "COMPLETED": Status.COMPLETE,
    "FAILED": Status.FAILED,
}


class Permissions(Dialect):
    """Transitions of space permissions; they tell a word and why they failed, and no more."""

    def look(self, task_id: str) -> Call:
        return Call(get_permission_transition, "confluence", {"task_id": task_id})

    def read(self, ref: TaskRef, answer: Answer) -> Task:
        raw = mapping(answer.raw)
        if (word := text(raw.get("status"))) is None:
            raise self.misread(ref, answer, "transition of permissions: it has no status")
        self.check_id(ref, answer, text(raw.get("taskId")))
        return Task(
            ref=ref,
            status=_WORDS.get(word, Status.UNKNOWN),
            raw_status=word,
            message=text(raw.get("errorMessage")),
            observed=answer.observed,
            raw=raw,
        )


CONFLUENCE_PERMISSIONS = Permissions()
