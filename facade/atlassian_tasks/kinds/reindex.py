"""Jira Data Center's reindexing, and requests for it: how a body becomes a `Task`.

https://docs.atlassian.com/software/jira/docs/api/REST/latest/ (reindex)
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from atlassian_tasks_rest.api.jira_dc import get_reindex, get_reindex_request, list_reindex_requests
from attrs import evolve

from atlassian_tasks.model import Status, Task

from . import Kind
from .dialect import Answer, Call, Dialect, Page, verdict
from .refs import CURRENT, TaskRef
from .values import listed, mapping, text

_SHOWN = ("currentProgress", "submittedTime", "startTime", "finishTime", "success", "type")
_WORDS = {
    "PENDING": Status.ENQUEUED,
    "ACTIVE": Status.RUNNING,
    "RUNNING": Status.RUNNING,
    "COMPLETE": Status.COMPLETE,
    "FAILED": Status.FAILED,
}


class Reindex(Dialect):
    """A reindexing, by its id or as the current one; it has times and a flag, but no word."""

    def look(self, task_id: str) -> Call:
        return self.call(self.get, {}) if task_id == CURRENT else super().look(task_id)

    def read(self, ref: TaskRef, answer: Answer) -> Task:
        task = super().read(ref, answer)
        return evolve(task, status=Status.RUNNING) if _is_running(answer) else task

    def body(self, answer: Answer) -> Mapping[str, Any] | None:
        """Return the object; a redirect to itself, which the document lacks, may have none."""
        raw = mapping(answer.raw)
        if _is_running(answer):
            with suppress(ValueError, RecursionError):
                return mapping(json.loads(answer.response.content if answer.response else b""))
            return {}
        return None if all(raw.get(name) is None for name in _SHOWN) else raw

    def id_in(self, raw: Mapping[str, Any]) -> str | None:
        address = raw.get("progressUrl")
        query = address.partition("?")[2] if isinstance(address, str) else ""
        return next(iter(parse_qs(query).get("taskId", [])), None)

    def status(self, raw: Mapping[str, Any]) -> Status:
        """Decide by the time of the end; `success` is false until then."""
        if raw.get("finishTime") is None and raw.get("success") is not True:
            return Status.ENQUEUED if raw.get("startTime") is None else Status.RUNNING
        return verdict(raw.get("success"))


def _is_running(answer: Answer) -> bool:
    return answer.status_code == HTTPStatus.SEE_OTHER


class ReindexRequest(Dialect):
    """Requests to reindex, of which one request may look at several."""

    def look_at(self, ids: Sequence[str]) -> Call:
        return self.call(list_reindex_requests, {"request_id": list(ids)})

    def read_page(self, answer: Answer) -> Page:
        """Read a list of them; one alone is what the schema has. Who is missing is asked alone."""
        told = [raw for raw in listed(answer.raw) if text(mapping(raw).get("status"))]
        return Page(self.page(told, answer).tasks)


JIRA_DC_REINDEX = Reindex(
    kind=Kind.JIRA_DC_REINDEX,
    get=get_reindex,
    noun="reindexing: it shows neither progress nor times",
    word="",
    fields={
        "percent": "currentProgress",
        "name": "type",
        "message": "currentSubTask",
        "submitted": "submittedTime",
        "started": "startTime",
        "finished": "finishTime",
    },
)
JIRA_DC_REINDEX_REQUEST = ReindexRequest(
    kind=Kind.JIRA_DC_REINDEX_REQUEST,
    get=get_reindex_request,
    by="request_id",
    noun="request to reindex: it has no status",
    words=_WORDS,
    fields={
        "name": "type",
        "submitted": "requestTime",
        "started": "startTime",
        "finished": "completionTime",
    },
)
