"""Jira's tasks and bulk operations: which endpoint, and how its body becomes a `Task`.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-tasks/
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-bulk-operations/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from atlassian_tasks_rest.api.jira_v2 import cancel_task_v2, get_task_v2
from atlassian_tasks_rest.api.jira_v3 import cancel_task, get_bulk_progress, get_task
from atlassian_tasks_rest.models import BulkProgress, JiraTask
from atlassian_tasks_rest.types import Unset
from attrs import frozen

from atlassian_tasks.kinds.refs import TaskRef
from atlassian_tasks.model import Failure, Status, Task

from .dialect import Answer, Call, Dialect, Endpoint
from .values import (
    bounded,
    listed,
    mapping,
    milliseconds,
    moment,
    number,
    percentage,
    readable,
    text,
    texts,
)

# The words of the wire; any other, even one of our own such as PARTIAL, is UNKNOWN.
_WORDS = {
    "ENQUEUED": Status.ENQUEUED,
    "RUNNING": Status.RUNNING,
    "CANCEL_REQUESTED": Status.CANCEL_REQUESTED,
    "COMPLETE": Status.COMPLETE,
    "FAILED": Status.FAILED,
    "CANCELLED": Status.CANCELLED,
    "DEAD": Status.DEAD,
}


def _status(word: str | None, failures: tuple[Failure, ...]) -> Status:
    status = _WORDS.get(word or "", Status.UNKNOWN)
    return Status.PARTIAL if status is Status.COMPLETE and failures else status


@frozen
class Jira(Dialect):
    """Tasks of `/rest/api/{2,3}/task/{id}`; both versions are the same but for their path."""

    get: Endpoint
    stop: Endpoint

    def look(self, task_id: str) -> Call:
        return Call(self.get, "jira", {"task_id": task_id})

    def read(self, ref: TaskRef, answer: Answer) -> Task:
        body = answer.parsed
        word = text(body.status) if isinstance(body, JiraTask) else None
        if not isinstance(body, JiraTask) or word is None or not isinstance(answer.raw, dict):
            raise self.misread(ref, answer, "Jira task: it has no status")
        self.check_id(ref, answer, text(answer.raw.get("id")))
        result = None if isinstance(body.result, Unset) else body.result
        failures = bounded(_result_failures(mapping(result), has_ended=_status(word, ()).is_final))
        return Task(
            ref=ref,
            status=_status(word, failures),
            raw_status=word,
            percent=percentage(body.progress),
            name=text(body.description),
            message=readable(text(body.message) or "") or None,
            result=result,
            failures=failures,
            submitted_by=text(body.submitted_by),
            submitted=moment(body.submitted),
            started=moment(body.started),
            finished=moment(body.finished),
            updated=moment(body.last_update),
            observed=answer.observed,
            elapsed=milliseconds(body.elapsed_runtime),
            raw=answer.raw,
        )

    def says_finished(self, task: Task) -> bool:
        return task.finished is not None

    def cancel(self, task_id: str) -> Call:
        return Call(self.stop, "jira", {"task_id": task_id})


def _result_failures(result: Mapping[str, Any], *, has_ended: bool) -> Iterator[Failure]:
    """Find what a typed result left undone, as replacing a custom field option tells it."""
    yield from _named(result.get("unmodifiedIssues"))
    errors = result.get("errors")
    if isinstance(errors, dict):
        yield from _told(errors.get("errorMessages"))
        yield from _named(mapping(errors.get("errors")))
    elif isinstance(errors, list | str):  # a mere number counts them, and may be 0
        yield from _told(errors)
    yield from _named(result.get("failedIssues"))
    if has_ended:
        yield from _unnamed(result)


def _told(errors: object) -> Iterator[Failure]:
    return (Failure(None, reasons) for reasons in map(texts, listed(errors)) if reasons)


def _named(issues: object) -> Iterator[Failure]:
    """Take issues with their reasons, or their ids, as failures; a mere number names none."""
    if isinstance(issues, dict):
        yield from (Failure(issue, texts(reasons)) for issue, reasons in issues.items())
    elif isinstance(issues, list):
        for told in (texts(issue) for issue in issues if issue is not None):
            yield Failure(told[0] if told else None, told[1:])


def _unnamed(result: Mapping[str, Any]) -> Iterator[Failure]:
    """Count what a bulk operation, seen as a task, left undone without naming it.

    Issues are lists, maps or numbers. Where total or successes are not told, nothing is missing.
    """
    failed = result.get("failedIssues")
    total, done = _count(result.get("totalIssueCount")), _count(result.get("successfulIssues"))
    missing = 0 if total is None or done is None else total - done
    named = len(failed) if isinstance(failed, dict | list) else 0
    count = max(missing, _count(failed) or 0) - named
    if count == 1:
        yield Failure(None, ("1 issue was not done, and the result does not name it",))
    elif count > 1:
        unnamed = f"{count:.0f} issues were not done, and the result does not name them"
        yield Failure(None, (unnamed,))


def _count(value: object) -> float | None:
    return len(value) if isinstance(value, dict | list) else number(value)


@frozen
class JiraBulk(Jira):
    """Bulk operations; COMPLETE says nothing about their issues, and no word is `UNKNOWN`.

    They share their ids and the endpoint that cancels with all tasks.
    """

    def read(self, ref: TaskRef, answer: Answer) -> Task:
        body = answer.parsed
        if not isinstance(body, BulkProgress) or not isinstance(answer.raw, dict):
            raise self.misread(ref, answer, "bulk operation")
        raw = answer.raw
        self.check_id(ref, answer, text(raw.get("taskId")))
        word, failures = text(body.status), bounded(_bulk_failures(raw))
        created, started, updated = map(moment, (body.created, body.started, body.updated))
        begun = started or created
        return Task(
            ref=ref,
            status=_status(word, failures),
            raw_status=word,
            percent=percentage(body.progress_percent),
            result={name: raw[name] for name in _BULK_RESULT if name in raw} or None,
            failures=failures,
            submitted_by=text(mapping(raw.get("submittedBy")).get("accountId")),
            submitted=created,
            started=started,
            updated=updated,
            observed=answer.observed,
            elapsed=max(updated - begun, timedelta()) if updated and begun else None,
            raw=answer.raw,
        )


_BULK_RESULT = ("processedAccessibleIssues", "totalIssueCount", "invalidOrInaccessibleIssueCount")


def _bulk_failures(body: Mapping[str, Any]) -> Iterator[Failure]:
    yield from _named(mapping(body.get("failedAccessibleIssues")))
    count = number(body.get("invalidOrInaccessibleIssueCount")) or 0
    if count >= 1:
        issues = "1 issue is" if count == 1 else f"{count:.0f} issues are"
        yield Failure(None, (f"{issues} invalid or not visible to you",))


JIRA = Jira(get_task, cancel_task)
JIRA_V2 = Jira(get_task_v2, cancel_task_v2)
JIRA_BULK = JiraBulk(get_bulk_progress, cancel_task)
