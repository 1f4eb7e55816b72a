"""Confluence's long tasks, Cloud and Data Center: which endpoint, how a body becomes a `Task`.

https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-long-running-task/
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from atlassian_tasks_rest.api.confluence import get_long_task, list_long_tasks
from atlassian_tasks_rest.api.confluence_dc import (
    get_data_center_long_task,
    list_data_center_long_tasks,
)
from atlassian_tasks_rest.models import LongTask, LongTaskDetails, LongTaskName
from attrs import frozen

from ._effects import Answer, Call, Dialect, Endpoint
from ._html import plain
from ._values import mapping, milliseconds, number, percentage, text
from .errors import InvalidRef, UnexpectedResponse
from .model import Failure, Kind, Status, Task, TaskRef

_DONE = 100
PAGE = 100  # what the documents name as the default; servers cap it as they like
log = logging.getLogger("atlassian_tasks")


@frozen
class Confluence(Dialect):
    """Long tasks of `/wiki/rest/api/longtask` (Cloud) or `/rest/api/longtask` (Data Center)."""

    kind: Kind
    get: Endpoint
    page: Endpoint

    def look(self, task_id: str) -> Call:
        return Call(self.get, "confluence", {"id": task_id})

    def read(self, ref: TaskRef, answer: Answer) -> Task:
        if not isinstance(answer.raw, dict) or answer.status_code != HTTPStatus.OK:
            raise self.misread(ref, answer, "long task")
        self.check_id(ref, answer, text(answer.raw.get("id")))
        return _task(ref, answer.raw, answer)

    def says_finished(self, task: Task) -> bool:
        """Whether the flag is set, or all is done, but not whether it went well."""
        return mapping(task.raw).get("finished") is True or task.percent == _DONE

    def browse(self, start: int) -> Call:
        return Call(self.page, "confluence", {"start": start, "limit": PAGE})

    def read_page(self, answer: Answer) -> tuple[list[Task], int]:
        results = mapping(answer.raw).get("results")
        if not isinstance(results, list) or answer.status_code != HTTPStatus.OK:
            raise UnexpectedResponse("the list of tasks has none", status_code=answer.status_code)
        size, limit = len(results), number(answer.raw.get("limit"))
        links = mapping(answer.raw.get("_links"))
        more = "next" in links if links else limit is not None and size >= limit
        return list(self._tasks(results, answer)), size if more else 0

    def _tasks(self, results: Iterable[object], answer: Answer) -> Iterable[Task]:
        for item in results:
            raw = mapping(item)
            try:
                yield _task(TaskRef(self.kind, raw.get("id")), raw, answer)
            except InvalidRef as error:
                log.warning("skipped an entry of the task list: %s", error)


def _task(ref: TaskRef, raw: Mapping[str, Any], answer: Answer) -> Task:
    # Cloud's fields are Data Center's and more, so one model reads both.
    body = LongTask.from_dict(raw)
    messages = _messages(raw.get("messages"))
    failures = _failures(raw.get("errors"))
    details = body.additional_details
    target = text(details.destination_url) if isinstance(details, LongTaskDetails) else None
    links = [link for _, found in messages for link in found]
    return Task(
        ref=ref,
        status=_status(body, failures),
        raw_status=text(body.status),
        percent=percentage(body.percentage_complete),
        name=text(body.name.key) if isinstance(body.name, LongTaskName) else None,
        message="\n".join(words for words, _ in messages if words) or None,
        links=tuple(dict.fromkeys([*links, *([target] if target else [])])),
        result=raw.get("additionalDetails"),
        failures=failures,
        observed=answer.observed,
        elapsed=milliseconds(body.elapsed_time),
        raw=raw,
    )


def _status(body: LongTask, failures: tuple[Failure, ...]) -> Status:
    """Decide by the finish flag, without one by the percentage, never by the status word.

    `successful` says nothing before the end, and a failed task may end below 100 %.
    """
    if isinstance(body.finished, bool):
        has_ended = body.finished
    elif (percent := percentage(body.percentage_complete)) is None:
        return Status.UNKNOWN
    else:
        has_ended = percent == _DONE
    if not has_ended:
        return Status.RUNNING
    match body.successful:
        case True:
            return Status.PARTIAL if failures else Status.COMPLETE
        case False:
            return Status.FAILED
        case _:
            return Status.UNKNOWN


def _messages(value: object) -> list[tuple[str, list[str]]]:
    """Split each message into plain words and links; one odd entry does not hide the others."""
    return [plain(words) for words in map(_translation, _entries(value)) if words]


def _failures(value: object) -> tuple[Failure, ...]:
    """Every entry is a failure, also one without words: documents require none."""
    told = (plain(_translation(entry) or "")[0] for entry in _entries(value))
    return tuple(Failure(None, (words,) if words else ()) for words in told)


def _entries(value: object) -> list[object]:
    return [entry for entry in value if entry is not None] if isinstance(value, list) else []


def _translation(entry: object) -> str | None:
    return text(entry if isinstance(entry, str) else mapping(entry).get("translation"))


CONFLUENCE = Confluence(Kind.CONFLUENCE, get_long_task, list_long_tasks)
CONFLUENCE_DC = Confluence(
    Kind.CONFLUENCE_DC, get_data_center_long_task, list_data_center_long_tasks
)
