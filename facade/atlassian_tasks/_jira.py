"""Jira's tasks and bulk operations: which endpoint, and how its body becomes a `Task`.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-tasks/
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-bulk-operations/
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from atlassian_tasks_rest.api.jira_v2 import cancel_task_v2, get_task_v2
from atlassian_tasks_rest.api.jira_v3 import cancel_task, get_bulk_progress, get_task
from atlassian_tasks_rest.models import BulkProgress, JiraTask
from atlassian_tasks_rest.types import Unset
from attrs import frozen

from ._effects import Answer, Call, Dialect, Endpoint
from ._values import mapping, milliseconds, moment, number, percentage, text, texts
from .model import Failure, Status, Task, TaskRef

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
        failures = _result_failures(result) if isinstance(result, dict) else ()
        return Task(
            ref=ref,
            status=_status(word, failures),
            raw_status=word,
            percent=percentage(body.progress),
            name=text(body.description),
            message=text(body.message),
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


def _result_failures(result: Any) -> tuple[Failure, ...]:
    """Find what a typed result left undone, as replacing a custom field option tells it."""
    unmodified, errors = result.get("unmodifiedIssues"), result.get("errors")
    undone = [Failure(issue) for issue in texts(unmodified) if isinstance(unmodified, list)]
    if not isinstance(errors, dict):  # a mere number counts them, and may be 0
        told = texts(errors) if isinstance(errors, list | str) else ()
        return (*undone, *(Failure(None, (reason,)) for reason in told))
    reasons = texts(errors.get("errorMessages"))
    subjects = mapping(errors.get("errors")) if "errors" in errors else {}
    return (
        *undone,
        *(Failure(None, (reason,)) for reason in reasons),
        *(Failure(subject, texts(why)) for subject, why in subjects.items()),
    )


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
        word, failures = text(body.status), _bulk_failures(raw)
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


def _bulk_failures(body: Any) -> tuple[Failure, ...]:
    failed = tuple(
        Failure(issue, texts(reasons))
        for issue, reasons in mapping(body.get("failedAccessibleIssues")).items()
    )
    count = number(body.get("invalidOrInaccessibleIssueCount")) or 0
    if count < 1:
        return failed
    issues = "1 issue is" if count == 1 else f"{count:.0f} issues are"
    return (*failed, Failure(None, (f"{issues} invalid or not visible to you",)))


JIRA = Jira(get_task, cancel_task)
JIRA_V2 = Jira(get_task_v2, cancel_task_v2)
JIRA_BULK = JiraBulk(get_bulk_progress, cancel_task)
