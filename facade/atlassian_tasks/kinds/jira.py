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
from attrs import evolve

from atlassian_tasks.model import Failure, Status

from . import Kind
from .dialect import Answer, Dialect
from .refs import TaskRef
from .values import bounded, listed, mapping, moment, number, readable, text, texts

_WORDS = {
    "ENQUEUED": Status.ENQUEUED,
    "RUNNING": Status.RUNNING,
    "CANCEL_REQUESTED": Status.CANCEL_REQUESTED,
    "COMPLETE": Status.COMPLETE,
    "FAILED": Status.FAILED,
    "CANCELLED": Status.CANCELLED,
    "DEAD": Status.DEAD,
}


class Jira(Dialect):
    """Tasks of `/rest/api/{2,3}/task/{id}`; both versions are the same but for their path."""

    def more(self, ref: TaskRef, raw: Mapping[str, Any], status: Status) -> Mapping[str, Any]:
        result = raw.get("result")
        return {
            "message": readable(text(raw.get("message")) or "") or None,
            "result": result,
            "failures": _failures(mapping(result), has_ended=status.is_final),
        }


def _failures(result: Mapping[str, Any], *, has_ended: bool) -> tuple[Failure, ...]:
    """Find what a typed result left undone, and tell each issue once, with all its reasons."""
    found: dict[object, Failure] = {}
    for failure in bounded(_undone(result, has_ended=has_ended)):
        issue = len(found) if failure.subject is None else failure.subject
        reasons = found[issue].reasons if issue in found else ()
        reasons = tuple(dict.fromkeys((*reasons, *failure.reasons)))
        found[issue] = Failure(failure.subject, reasons)
    return tuple(found.values())


def _undone(result: Mapping[str, Any], *, has_ended: bool) -> Iterator[Failure]:
    yield from _named(result.get("unmodifiedIssues"))
    yield from _errors(result.get("errors"))
    yield from _named(result.get("failedIssues"))
    yield from _named(result.get("failedAccessibleIssues"))
    unseen = _number(result.get("invalidOrInaccessibleIssueCount")) or 0
    if unseen >= 1:
        issues = "1 issue is" if unseen == 1 else f"{unseen:.0f} issues are"
        yield Failure(None, (f"{issues} invalid or not visible to you",))
    if has_ended:
        yield from _unnamed(result, unseen)


def _errors(errors: object) -> Iterator[Failure]:
    if isinstance(errors, dict):
        known = "errorMessages" in errors or "errors" in errors
        yield from _told(errors.get("errorMessages"))
        more = mapping(errors.get("errors")) if known else errors
        yield from _named({name: told for name, told in more.items() if known or told})
    elif (count := _number(errors)) is None:
        yield from _told(errors)
    elif count >= 1:
        yield Failure(None, (f"errors: {count:.0f}",))


def _told(errors: object) -> Iterator[Failure]:
    return (Failure(None, reasons) for reasons in map(texts, listed(errors)) if reasons)


def _named(issues: object) -> Iterator[Failure]:
    """Take issues with their reasons, or their ids, as failures; a mere number names none."""
    if isinstance(issues, dict):
        yield from (Failure(text(issue), texts(reasons)) for issue, reasons in issues.items())
    elif isinstance(issues, list) or (isinstance(issues, str) and _number(issues) is None):
        for told in (texts(issue) for issue in listed(issues or None) if issue is not None):
            yield Failure(told[0] if told else None, told[1:])


def _unnamed(result: Mapping[str, Any], unseen: float) -> Iterator[Failure]:
    """Count what a bulk operation, seen as a task, left undone without naming it.

    Issues are lists, maps or numbers. Where total or successes are not told, nothing is missing.
    """
    undone = [result.get(f"{name}Issues") for name in ("unmodified", "failed", "failedAccessible")]
    total, done = _count(result.get("totalIssueCount")), _count(result.get("successfulIssues"))
    missing = 0 if total is None or done is None else total - done - unseen
    count = max(missing, *(_number(issues) or 0 for issues in undone))
    if count > 0:
        count -= len({failure.subject for issues in undone for failure in _named(issues)})
    if count == 1:
        yield Failure(None, ("1 issue was not done, and the result does not name it",))
    elif count > 1:
        unnamed = f"{count:.0f} issues were not done, and the result does not name them"
        yield Failure(None, (unnamed,))


def _count(value: object) -> float | None:
    return len(value) if isinstance(value, dict | list) else _number(value)


def _number(value: object) -> float | None:
    return number(float(value) if isinstance(value, str) and value.isdecimal() else value)


class JiraBulk(Dialect):
    """Bulk operations; COMPLETE says nothing about their issues, and no word is `UNKNOWN`.

    They share their ids and the endpoint that cancels with all tasks.
    """

    def body(self, answer: Answer) -> Mapping[str, Any] | None:
        return answer.raw if isinstance(answer.raw, dict) else None

    def more(self, ref: TaskRef, raw: Mapping[str, Any], status: Status) -> Mapping[str, Any]:
        updated = moment(raw.get("updated"))
        begun = moment(raw.get("started")) or moment(raw.get("created"))
        return {
            "result": {name: raw[name] for name in _BULK_RESULT if name in raw} or None,
            "failures": _failures(raw, has_ended=status.is_final),
            "submitted_by": text(mapping(raw.get("submittedBy")).get("accountId")),
            "elapsed": max(updated - begun, timedelta()) if updated and begun else None,
        }


_BULK_RESULT = ("processedAccessibleIssues", "totalIssueCount", "invalidOrInaccessibleIssueCount")
_FIELDS = {
    "percent": "progress",
    "name": "description",
    "submitted_by": "submittedBy",
    "submitted": "submitted",
    "started": "started",
    "finished": "finished",
    "updated": "lastUpdate",
    "elapsed": "elapsedRuntime",
}
JIRA = Jira(
    kind=Kind.JIRA,
    get=get_task,
    stop=cancel_task,
    noun="Jira task: it has no status",
    words=_WORDS,
    fields=_FIELDS,
)
JIRA_V2 = evolve(JIRA, kind=Kind.JIRA_V2, get=get_task_v2, stop=cancel_task_v2)
JIRA_BULK = JiraBulk(
    kind=Kind.JIRA_BULK,
    get=get_bulk_progress,
    stop=cancel_task,
    noun="bulk operation",
    id="taskId",
    words=_WORDS,
    fields={
        "percent": "progressPercent",
        "submitted": "created",
        "started": "started",
        "updated": "updated",
    },
)
