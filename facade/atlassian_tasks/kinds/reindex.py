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

from atlassian_tasks_rest.api.jira_dc import (
    get_reindex,
    get_reindex_request,
    list_reindex_requests,
)

from atlassian_tasks.errors import InvalidRef, UnexpectedResponse
from atlassian_tasks.model import Status, Task

from . import Kind
from .addresses import CURRENT
from .dialect import Answer, Call, Dialect, Page
from .refs import TaskRef
from .values import MOST, listed, mapping, moment, percentage, text

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
        which = {} if task_id == CURRENT else {"task_id": task_id}
        return Call(get_reindex, "jira-dc", which)

    def read(self, ref: TaskRef, answer: Answer) -> Task:
        raw = _body(answer)
        is_running = answer.status_code == HTTPStatus.SEE_OTHER
        if not is_running and all(raw.get(name) is None for name in _SHOWN):
            raise self.misread(ref, answer, "reindexing: it shows neither progress nor times")
        if ref.id != CURRENT:
            self.check_id(ref, answer, _id_in(raw.get("progressUrl")))
        return Task(
            ref=ref,
            status=Status.RUNNING if is_running else _status(raw),
            percent=percentage(raw.get("currentProgress")),
            name=text(raw.get("type")),
            message=text(raw.get("currentSubTask")),
            submitted=moment(raw.get("submittedTime")),
            started=moment(raw.get("startTime")),
            finished=moment(raw.get("finishTime")),
            observed=answer.observed,
            raw=raw,
        )

    def says_finished(self, task: Task) -> bool:
        return task.finished is not None


def _body(answer: Answer) -> Mapping[str, Any]:
    """Return the object; a redirect to itself, which the document lacks, may have one or not."""
    if answer.status_code != HTTPStatus.SEE_OTHER or answer.response is None:
        return mapping(answer.raw)
    with suppress(ValueError, RecursionError):
        return mapping(json.loads(answer.response.content))
    return {}


def _status(raw: Mapping[str, Any]) -> Status:
    """Decide by the time of the end; `success` is false until then."""
    if raw.get("finishTime") is None and raw.get("success") is not True:
        return Status.ENQUEUED if raw.get("startTime") is None else Status.RUNNING
    match raw.get("success"):
        case True:
            return Status.COMPLETE
        case False:
            return Status.FAILED
        case _:
            return Status.UNKNOWN


def _id_in(address: object) -> str | None:
    query = address.partition("?")[2] if isinstance(address, str) else ""
    return next(iter(parse_qs(query).get("taskId", [])), None)


class ReindexRequest(Dialect):
    """Requests to reindex, of which one request may look at several."""

    def look(self, task_id: str) -> Call:
        return Call(get_reindex_request, "jira-dc", {"request_id": task_id})

    def read(self, ref: TaskRef, answer: Answer) -> Task:
        raw = mapping(answer.raw)
        if (word := text(raw.get("status"))) is None:
            raise self.misread(ref, answer, "request to reindex: it has no status")
        self.check_id(ref, answer, text(raw.get("id")))
        return Task(
            ref=ref,
            status=_WORDS.get(word, Status.UNKNOWN),
            raw_status=word,
            name=text(raw.get("type")),
            submitted=moment(raw.get("requestTime")),
            started=moment(raw.get("startTime")),
            finished=moment(raw.get("completionTime")),
            observed=answer.observed,
            raw=raw,
        )

    def says_finished(self, task: Task) -> bool:
        return task.finished is not None

    def look_at(self, ids: Sequence[str]) -> Call:
        return Call(list_reindex_requests, "jira-dc", {"request_id": list(ids)})

    def read_page(self, answer: Answer) -> Page:
        """Read a list of them; one alone is what the schema has."""
        tasks = []
        for raw in map(mapping, listed(answer.raw)[:MOST]):
            with suppress(InvalidRef, UnexpectedResponse):  # who is missing is asked for alone
                ref = TaskRef(Kind.JIRA_DC_REINDEX_REQUEST, raw.get("id"))
                answered = Answer(answer.status_code, None, raw, answer.observed)
                tasks.append(self.read(ref, answered))
        return Page(tasks)


JIRA_DC_REINDEX = Reindex()
JIRA_DC_REINDEX_REQUEST = ReindexRequest()
